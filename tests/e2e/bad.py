#!/usr/bin/python3
"""What goes wrong around the whole path: each program names file, line and
remedy as fit, nothing is lost, and it goes on when the cause is gone.

Each kind of trouble, and the file that shows it (d: here; m: bad_machine.py):
  broken XML                  d (publish, check, station), hub.py (pages, answers), sync.py
  billion laughs, entities    d (with memory and connections), hub.py (answers)
  cyclic calculate            d
  unknown form version        d (to the CSV), hub.py, sync.py
  wrong token                 d (to the CSV), hub.py, sync.py
  100 MB                      d (forms), hub.py (bodies)
  disk full                   m (hub, agent, a visit that has begun), station.py (new visits)
  locked database             m (hub, agent, start of a kiosk), station.py (keeping)
  second kiosk                station.py (and sync.py: second agent)
  newer database              m (agent, hub; untouched), station.py, hub.py
  read-only folder            m (hub, agent), station.py
  clock in 1970               m (to the CSV), station.py, hub.py
  no UTF-8 locale             m (none at all), station.py (LC_ALL=C)
  TERM unknown, dumb, unset   m (unset), station.py
  window of 20x5              m (from the start), station.py (by resizing)"""
import os
import re
import socket
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, ".."))
import tap  # noqa: E402
from neighbour import Neighbour, Survey, catalogue  # noqa: E402
from openrosa_server import Server  # noqa: E402
from place import FORM, Place, read, write  # noqa: E402
from stand import TOP, program, traced  # noqa: E402

CYCLIC = os.path.join(TOP, "tests", "forms", "engine", "cyclic.xml")
ES = catalogue("es")
MB = 1 << 20
# Below what one of the documents would take; sanitizers keep what was freed.
ROOM = (256 if "ASAN_OPTIONS" in os.environ else 48) * MB
SECRET = "the-content-of-another-file"


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
            tap.ok(resident(pty.pid, "VmHWM") < usual + ROOM, "broken forms: a visit all the same, without memory",
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
            tap.ok(status == 1 and most < usual + ROOM, "fetching 100 MB stops at the limit", f"{status} {usual} {most}")
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


for case in (forms_that_are_none, answers_with_entities, forms_at_a_station, large_forms, unknown_version, wrong_token):
    tap.attempt(case.__name__, case)
tap.done()
