#!/usr/bin/python3
"""What goes wrong around the whole path: each program names file, line and
remedy as fit, nothing is lost, and it goes on when the cause is gone.

Each kind of trouble, and the file that shows it (b: here):
  broken XML                  b (publish, check, station), hub.py (pages, answers), sync.py
  billion laughs, entities    b (with memory and connections), hub.py (answers)
  cyclic calculate            b
  unknown form version        b (to the CSV), hub.py, sync.py
  wrong token                 b (to the CSV), hub.py, sync.py
  100 MB                      b (forms), hub.py (bodies)
  disk full                   b (hub, agent, a visit that has begun), station.py (new visits)
  locked database             b (hub, agent, start of a kiosk), station.py (keeping)
  second kiosk                station.py (and sync.py: second agent)
  newer database              b (agent, hub; untouched), station.py, hub.py
  read-only folder            b (hub, agent), station.py
  clock in 1970               b (to the CSV), station.py, hub.py
  no UTF-8 locale             b (none at all), station.py (LC_ALL=C)
  TERM unknown, dumb, unset   b (unset), station.py
  window of 20x5              b (from the start), station.py (by resizing)"""
import hashlib
import os
import re
import socket
import sqlite3
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, os.path.join(TOP, "tests"))
import tap  # noqa: E402
from neighbour import Neighbour, Survey, catalogue  # noqa: E402
from openrosa_server import Server  # noqa: E402
from resident_pty import Resident  # noqa: E402
from stand import Hub, Station, command, program, traced  # noqa: E402

FORM = os.path.join(TOP, "tests", "forms", "voz.xml")
CYCLIC = os.path.join(TOP, "tests", "forms", "engine", "cyclic.xml")
ES = catalogue("es")
MB = 1 << 20
SECRET = "the-content-of-another-file"


def read(path):
    with open(path, encoding="utf-8", errors="replace") as f:
        return f.read()


def write(path, text):
    with open(path, "w", encoding="utf-8") as f:
        f.write(text)
    return path


class Place:
    """A folder with a hub, and a station whose form has come down."""

    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="barrio-bad.")
        self.hub = Hub(os.path.join(self.folder, "hub"))
        self.hub.publish(FORM)
        self.station = Station(os.path.join(self.folder, "station"), self.hub)
        self.texts = write(os.path.join(self.folder, "texts"), "word: seeded\n")
        self.seeds = 0
        assert self.hub.start()
        self.station.sync()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.hub.stop()
        subprocess.run(["rm", "-rf", "--one-file-system", self.folder], check=False)

    def answer(self, count):
        """Answers as residents would leave them."""
        self.seeds += 1
        command(program("barrio-seed"), "--data", self.station.data, "--forms", self.station.forms,
                "--count", str(count), "--seed", str(self.seeds), "--texts", self.texts)

    def send(self, **options):
        return self.station.sync("--once", check=False, **options)

    def says(self):
        return self.station.sync("status", "--json", check=False)

    def held(self):
        """The instanceIDs that the station keeps."""
        db = sqlite3.connect(os.path.join(self.station.data, "station.db"))
        ids = sorted(r[0] for r in db.execute("SELECT id FROM response"))
        intact = db.execute("PRAGMA integrity_check").fetchone()[0]
        db.close()
        assert intact == "ok", intact
        return ids

    def at_hub(self):
        return sorted(r["meta-instanceID"] for r in self.hub.csv("voz"))

    def passes(self, name):
        """The cause is gone: what the station keeps is at the hub, once."""
        run = self.send()
        tap.ok(run.returncode == 0 and self.held() and self.at_hub() == self.held(),
               f"{name}: afterwards every answer is at the hub, once",
               f"{run.returncode} {run.stderr}\n{self.held()}\n{self.at_hub()}\n{self.says().stdout}")

    def kiosk(self, *options, **more):
        return Resident(self.station.kiosk_argv("--guard-ms", "0", "--bidi", "no", *options), **more)


def peak(argv, **options):
    """Exit status, what was said, and the most memory in use, in bytes."""
    with tempfile.TemporaryFile("w+") as out:
        child = subprocess.Popen(argv, stdout=out, stderr=out, stdin=subprocess.DEVNULL, **options)
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        return child.returncode, out.read(), usage.ru_maxrss * 1024


def laughs():
    rows = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">\n' for n in range(1, 10))
    return ('<?xml version="1.0"?>\n<!DOCTYPE h:html [\n<!ENTITY l0 "ha">\n' + rows + "]>\n"
            + read(FORM).split("?>", 1)[1].lstrip().replace("</h:title>", "&l9;</h:title>"))


def entity(address):
    return (f'<?xml version="1.0"?>\n<!DOCTYPE h:html [\n<!ENTITY e SYSTEM "{address}">\n'
            f'<!ENTITY % p SYSTEM "{address}">\n%p;\n]>\n'
            + read(FORM).split("?>", 1)[1].lstrip().replace("</h:title>", "&e;</h:title>"))


def broken_forms(folder, address):
    """{name: (text of a form, words its refusal must have)}"""
    lines = read(FORM).splitlines()
    at = next(i for i, line in enumerate(lines) if "<model" in line)
    cut = "\n".join(lines[:at + 3])
    crossed = read(FORM).replace("</h:head>", "</h:body>", 1)
    secret = write(os.path.join(folder, "secret"), SECRET)
    return {"cut": (cut, ()), "crossed": (crossed, ("mismatch",)), "laughs": (laughs(), ("entit",)),
            "file": (entity("file://" + secret), ("entit",)), "net": (entity(address), ("entit",)),
            "cyclic": (read(CYCLIC), ("circle", "/data/a"))}


def refused_by_name(path, said, words):
    """Whether a sentence names the file, a line and the words."""
    lines = [line for line in said.splitlines() if re.search(re.escape(path) + r":[1-9]\d*:? ", line)]
    return any(all(w in line for w in words) for line in lines)


def forms_that_are_none():
    """Given to barrio-form and to the hub, under strace."""
    with Place() as p, socket.create_server(("127.0.0.1", 0)) as trap:
        trap.settimeout(0.01)
        address = f"http://127.0.0.1:{trap.getsockname()[1]}/x"
        usual = peak([program("barrio-form"), "check", FORM])[2]
        before = p.hub.run("export", "voz")
        for name, (text, words) in broken_forms(p.folder, address).items():
            path, log = write(f"{p.folder}/{name}.xml", text), f"{p.folder}/{name}.trace"
            status, said, most = peak([program("barrio-form"), "check", path])
            tap.ok(status == 1 and refused_by_name(path, said, words), f"{name}: check names file and line", said)
            tap.ok(most < usual + 16 * MB, f"{name}: without memory", f"{usual} {most}")
            run = p.hub.run("publish", path, check=False,
                            wrapper=traced("-o", log, "-e", "trace=connect,openat"))
            tap.ok(run.returncode == 1 and refused_by_name(path, run.stderr, words),
                   f"{name}: publish names file and line", run.stderr)
            trace = read(log)
            tap.ok(path in trace and "connect(" not in trace and p.folder + "/secret" not in trace,
                   f"{name}: nothing else is opened and nobody called", trace[-2000:])
        try:
            trap.accept()
            tap.ok(False, "no program called the address in a form")
        except TimeoutError:
            tap.ok(True, "no program called the address in a form")
        tap.equal(p.hub.run("export", "voz"), before, "and the hub's survey is as it was")


def answers_with_entities():
    """A submission with either trick, at a hub under strace."""
    with Place() as p, socket.create_server(("127.0.0.1", 0)) as trap:
        trap.settimeout(0.01)
        log = p.folder + "/trace"
        p.hub.stop()
        p.hub.start(wrapper=traced("-o", log, "-e", "trace=connect,openat"))
        secret = write(p.folder + "/secret", SECRET)
        pid = int(open(f"/proc/{p.hub.child.pid}/task/{p.hub.child.pid}/children").read().split()[0])
        before = resident(pid)
        for address in ("file://" + secret, f"http://127.0.0.1:{trap.getsockname()[1]}/x"):
            tap.equal(submit(p, f'<!DOCTYPE d [<!ENTITY e SYSTEM "{address}">]>', "&e;"), 400, f"{address[:4]}: 400")
        rows = '<!ENTITY l0 "ha">' + "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
        tap.equal(submit(p, f"<!DOCTYPE d [{rows}]>", "&l9;"), 400, "a billion laughs: 400")
        tap.ok(resident(pid) < before + 8 * MB, "without memory", (before, resident(pid)))
        p.hub.stop()
        trace = read(log)
        tap.ok("openat(" in trace and "connect(" not in trace and secret not in trace,
               "nothing else is opened and nobody called", trace[-2000:])
        stored = b"".join(open(os.path.join(d, n), "rb").read() for d, _, names in os.walk(p.hub.folder) for n in names)
        tap.ok(SECRET.encode() not in stored, "and another file's content is nowhere in the archive")
        p.hub.start()
        p.answer(2)
        p.passes("answers with entities")


def submit(p, head, text):
    import http.client
    xml = (f'<?xml version="1.0"?>{head}<data id="voz" version="1"><word>{text}</word>'
           "<meta><instanceID>uuid:00000000-0000-4000-8000-000000000001</instanceID></meta></data>")
    body = ('--x\r\nContent-Disposition: form-data; name="xml_submission_file"; filename="a.xml"\r\n'
            f"Content-Type: text/xml\r\n\r\n{xml}\r\n--x--\r\n").encode()
    to = http.client.HTTPConnection("127.0.0.1", p.hub.port, timeout=60)
    to.request("POST", "/submission", body, {"Content-Type": "multipart/form-data; boundary=x",
                                             "Authorization": "Bearer " + p.station.token})
    return to.getresponse().status


def resident(pid, what="VmRSS"):
    return int(re.search(what + r":\s+(\d+)", read(f"/proc/{pid}/status"))[1]) * 1024


def forms_at_a_station():
    """The kiosk leaves out what is no form, says why in its log, and asks the
    rest."""
    with Place() as p, socket.create_server(("127.0.0.1", 0)) as trap:
        trap.settimeout(0.01)
        with p.kiosk() as pty:
            pty.wait_for(ES["Tap here or press any key"])
            usual = resident(pty.pid, "VmHWM")
        forms = broken_forms(p.folder, f"http://127.0.0.1:{trap.getsockname()[1]}/x")
        for name, (text, _) in forms.items():
            write(f"{p.station.forms}/{name}.xml", text)
        with open(p.station.forms + "/huge.xml", "wb") as f:
            f.truncate(100 * MB)
        with p.kiosk() as pty:
            Neighbour(pty, Survey(FORM), "es", "digits").visit()
            tap.ok(resident(pty.pid, "VmHWM") < usual + 48 * MB, "broken forms: a visit all the same, without memory",
                   (usual, resident(pty.pid, "VmHWM")))
        log = read(p.station.data + "/kiosk.log")
        for name, (_, words) in forms.items():
            tap.ok(refused_by_name(f"{name}.xml", log, words), f"{name}: the station's log names file and line",
                   log[-3000:])
        tap.ok("huge.xml" in log and "32 MiB" in log, "and a form of 100 MB with the limit", log[-3000:])
        try:
            trap.accept()
            tap.ok(False, "and calls nobody")
        except TimeoutError:
            tap.ok(True, "and calls nobody")


def large_forms():
    with Place() as p:
        path = p.folder + "/huge.xml"
        with open(path, "wb") as f:
            f.truncate(100 * MB)
        status, said, most = peak(p.hub.argv("publish", path))
        tap.ok(status == 1 and path in said and "MiB that are taken" in said, "publishing 100 MB is refused with the limit", said)
        server = Server()
        try:
            server.forms = {"voz": dict(name="voz", version="1", xml=open(FORM, "rb").read()),
                            "huge": dict(name="huge", version="1", xml=b" " * (100 * MB))}
            write(p.station.conf, f"data = {p.station.data}\nurl = {server.url}\nauth = none\nstation = luna\n")
            usual = peak(p.station.sync_argv("status"))[2]
            status, said, most = peak(p.station.sync_argv("--once"))
            # One form may be held as a whole: 16 MiB, doubled while it grows.
            tap.ok(status == 1 and most < usual + 48 * MB, "fetching 100 MB stops at the limit", f"{status} {usual} {most}")
            tap.ok("huge" in p.says().stdout + said, "and names the form", p.says().stdout + said)
            tap.equal(os.listdir(p.station.forms).count("huge.xml"), 0, "which is not offered")
            tap.ok("voz.xml" in os.listdir(p.station.forms), "while the others are")
        finally:
            server.close()


def unknown_version():
    with Place() as p:
        path = p.station.forms + "/voz.xml"
        newer = write(p.folder + "/voz.xml", re.sub(r'(<data[^>]*version=")[^"]*', r"\g<1>99", read(path)))
        write(path, read(newer))
        p.answer(3)
        run = p.send()
        tap.ok(run.returncode == 1 and "publish" in p.says().stdout, "a version the hub does not know: held, with a remedy",
               f"{run.returncode} {p.says().stdout}")
        tap.equal((len(p.held()), p.at_hub()), (3, []), "and kept")
        p.hub.publish(newer)
        p.passes("unknown version")


def wrong_token():
    with Place() as p:
        right = read(p.station.conf)
        p.answer(3)
        last = "A" if p.station.token[-1] != "A" else "B"
        write(p.station.conf, right.replace(p.station.token, p.station.token[:-1] + last))
        run = p.send()
        tap.ok(run.returncode == 1 and "token" in p.says().stdout, "a wrong token: the status says so", p.says().stdout)
        tap.ok(p.station.token[:-1] not in p.says().stdout + run.stderr, "without showing it")
        write(p.station.conf, right)
        p.passes("wrong token")


class Small:
    """A small file system of its own, or none where that is not permitted."""

    def __init__(self, path, size="24m"):
        self.path = path
        os.makedirs(path, exist_ok=True)
        self.is_there = os.getuid() == 0 and subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", path], capture_output=True).returncode == 0

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.is_there:
            subprocess.run(["umount", "-l", self.path], check=False)

    def fill(self):
        with open(self.path + "/ballast", "wb", buffering=0) as f:
            for piece in (b"x" * MB, b"x" * 4096, b"x"):
                try:
                    while True:
                        f.write(piece)
                except OSError:
                    pass

    def empty(self):
        os.unlink(self.path + "/ballast")


def moved(p, small, path):
    """Puts a folder's content onto the small disk, and the disk in its
    place."""
    subprocess.run(["cp", "-a", path + "/.", small.path], check=True)
    os.rename(path, path + ".before")
    os.symlink(small.path, path)


def full_disk(kind, case):
    with Place() as p, Small(p.folder + "/small") as small:
        if not small.is_there:
            tap.skip(f"full disk of {kind}", "no file system can be mounted here")
            return
        case(p, small)


def full_hub(p, small):
    p.hub.stop()
    moved(p, small, p.hub.folder)
    p.hub.log = p.folder + "/hub.log"
    p.hub.start()
    p.answer(20)
    small.fill()
    run = p.send()
    tap.ok(run.returncode == 1 and "full" in p.says().stdout, "full disk of a hub: the station says so",
           p.says().stdout + read(p.hub.log)[-2000:])
    tap.ok(p.hub.child.poll() is None, "full disk of a hub: it goes on")
    small.empty()
    p.passes("full disk of a hub")


def full_agent(p, small):
    p.answer(20)
    moved(p, small, p.station.data)
    small.fill()
    run = p.send()
    said = run.stderr + p.says().stdout + p.says().stderr
    tap.ok(run.returncode in (0, 1) and (run.returncode == 0 or "space" in said),
           "full disk of a station: the agent says so or needs none", f"{run.returncode} {said}")
    small.empty()
    p.passes("full disk of a station")


def full_visit(p, small):
    """A visit that had begun when something else took the last byte."""
    moved(p, small, p.station.data)
    p.answer(1)
    with p.kiosk() as pty:
        neighbour = Neighbour(pty, Survey(FORM), "es", "digits")
        neighbour.begin()
        while not pty.shows(ES["Check before you send"]):
            neighbour.step()
        small.fill()
        pty.key("#")
        pty.wait_for([ES["It was not kept. Please tell the staff."], ES["Thank you! It is kept here now."]])
        thanked = pty.shows(ES["Thank you! It is kept here now."])
        tap.equal(len(p.held()), 1 + thanked, "full disk in a visit: thanked means kept")
        small.empty()
        if not thanked:
            pty.key("#")
            pty.wait_for(ES["Thank you! It is kept here now."])
        tap.equal(len(p.held()), 2, "full disk in a visit: with room it is kept, and all before it is there")
    p.passes("full disk in a visit")


def full_disks():
    for kind, case in (("a hub", full_hub), ("a station", full_agent), ("a kiosk", full_visit)):
        tap.attempt(f"full disk of {kind}", full_disk, kind, case)


class Lock:
    """Another process that holds a database for itself."""

    def __init__(self, path):
        code = (f"import sqlite3, sys\ndb = sqlite3.connect({path!r}, isolation_level=None)\n"
                "db.execute('BEGIN EXCLUSIVE')\nprint('held', flush=True)\nsys.stdin.read()\n")
        self.child = subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                      text=True)
        assert self.child.stdout.readline() == "held\n"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.child.communicate("")


def locked():
    with Place() as p:
        p.answer(5)
        with Lock(p.hub.folder + "/hub.db"):
            run = p.send(timeout=300)
            tap.ok(run.returncode == 1 and "busy" in p.says().stdout, "a locked hub: the station says that it is busy",
                   f"{run.returncode} {p.says().stdout} {read(p.hub.log)[-1500:]}")
        p.passes("locked hub")
        p.answer(5)
        with Lock(p.station.data + "/station.db"):
            run = p.send(timeout=300)
            tap.ok(run.returncode == 0 or "station.db" in run.stderr and "another program" in run.stderr,
                   "a locked station: the agent names the database", f"{run.returncode} {run.stderr}")
            with p.kiosk() as pty:
                pty.wait_for(lambda r: r.status is not None or r.shows(ES["Tap here or press any key"]), 120)
                tap.ok(pty.status is None or "station.db" in pty.words(), "and a kiosk that starts opens, or names it",
                       pty.text())
        p.passes("locked station")


def fingerprint(folder):
    return {n: hashlib.sha256(open(os.path.join(folder, n), "rb").read()).hexdigest()
            for n in os.listdir(folder) if n.endswith(".db")}


def newer(path):
    db = sqlite3.connect(path)
    db.execute("PRAGMA user_version = 999")
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()


def newer_versions():
    with Place() as p:
        p.answer(2)
        p.hub.stop()
        for name, folder, commands in (
                ("agent", p.station.data, {w: p.station.sync_argv(w) for w in ("--once", "status")}),
                ("hub", p.hub.folder, {w[0]: p.hub.argv(*w) for w in (["serve"], ["publish", FORM], ["link"])})):
            newer(next(os.path.join(folder, n) for n in os.listdir(folder) if n.endswith(".db")))
            before = fingerprint(folder)
            for word, argv in commands.items():
                run = command(*argv, check=False)
                tap.ok(run.returncode == 1 and "newer version" in run.stderr and "install" in run.stderr,
                       f"{name}: {word} refuses a newer database with a remedy",
                       f"{run.returncode} {run.stderr}")
            tap.equal(fingerprint(folder), before, f"{name}: and leaves it as it was")


def read_only():
    with Place() as p:
        p.answer(2)
        p.hub.stop()
        for name, folder, argv in (("agent", p.station.data, p.station.sync_argv("--once")),
                                   ("hub", p.hub.folder, p.hub.argv("serve")),
                                   ("publish", p.hub.folder, p.hub.argv("publish", FORM))):
            run = without_writing(folder, argv)
            if run is None:
                tap.skip(f"read-only: {name}", "root, and nothing can be mounted here")
                continue
            tap.ok(run.returncode == 1 and folder in run.stderr and "writable" in run.stderr,
                   f"read-only: {name} names the folder and a remedy", f"{run.returncode} {run.stderr}")
        p.hub.start()
        p.passes("read-only")


def without_writing(folder, argv):
    """Runs where the folder cannot be written; None when that cannot be
    arranged."""
    if os.getuid() != 0:
        os.chmod(folder, 0o500)
        run = command(*argv, check=False)
        os.chmod(folder, 0o700)
        return run
    mount = subprocess.run(["mount", "--bind", folder, folder], capture_output=True)
    if mount.returncode:
        return None
    try:
        if subprocess.run(["mount", "-o", "remount,bind,ro", folder], capture_output=True).returncode:
            return None
        return command(*argv, check=False)
    finally:
        subprocess.run(["umount", folder], check=False)


def long_ago():
    with Place() as p:
        p.hub.stop()
        past = dict(os.environ, BARRIO_NOW="1970-01-01T00:10:00Z")
        p.hub.start(env=past)
        with p.kiosk(env={"BARRIO_NOW": past["BARRIO_NOW"]}) as pty:
            Neighbour(pty, Survey(FORM), "es", "digits").visit()
        run = p.send(env=past)
        tap.ok(run.returncode == 0 and p.at_hub() == p.held() and len(p.held()) == 1,
               "in 1970 an answer goes all the way", f"{run.stderr} {p.says().stdout}")


def no_utf8_anywhere():
    """Not even C.UTF-8 is installed."""
    bare = {"LC_ALL": "C", "LANG": None, "LOCPATH": "/nonexistent"}
    with Place() as p:
        with p.kiosk(env=bare) as pty:
            pty.wait_for(lambda r: r.status is not None or r.shows(ES["Tap here or press any key"]))
            tap.ok("UTF-8" in pty.words() and pty.wait_end() == 3 if pty.status is not None else "Español" in pty.text(),
                   "without any UTF-8 locale the kiosk says so, or shows it right", f"{pty.status} {pty.text()}")
        env = {k: v for k, v in dict(os.environ, LC_ALL="C", LOCPATH="/nonexistent").items() if k != "LANG"}
        p.answer(2)
        run = p.send(env=env)
        tap.equal((run.returncode, p.at_hub() == p.held()), (0, True), "the agent does not need one")
        text = p.hub.run("export", "voz", env=env)
        tap.equal(text, p.hub.run("export", "voz"), "nor does the export")


def terminals():
    with Place() as p:
        with p.kiosk(env={"TERM": None}) as pty:
            tap.ok(pty.wait_end() == 3 and "TERM" in pty.words(), "TERM unset: refused with a remedy", pty.text())
        with p.kiosk(columns=20, rows=5) as pty:
            pty.wait_for("Agrande")
            tap.ok(pty.alive(), "a window of 20x5 from the start: it says what to do", pty.text())
            pty.key("5").settle()
            pty.resize(80, 24).settle()
            Neighbour(pty, Survey(FORM), "es", "digits").visit()
        p.passes("window of 20x5")


for case in (forms_that_are_none, answers_with_entities, forms_at_a_station, large_forms, unknown_version, wrong_token,
             full_disks, locked, newer_versions, read_only, long_ago, no_utf8_anywhere, terminals):
    tap.attempt(case.__name__, case)
tap.done()
