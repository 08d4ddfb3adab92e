#!/usr/bin/python3
"""Machines that are not as they should be: each program says so in plain
words, nothing is lost, and it goes on when the cause is gone. tests/e2e/bad.py
lists which file shows what."""
import hashlib
import os
import sqlite3
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, ".."))
import tap  # noqa: E402
from neighbour import Neighbour, Survey, catalogue  # noqa: E402
from place import FORM, Place, read  # noqa: E402
from stand import command  # noqa: E402

ES = catalogue("es")
MB = 1 << 20


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


def far_ahead():
    """Somebody sets the clock forward, past every retention and every pause,
    and back again."""
    with Place() as p:
        p.answer(3)
        held = p.held()
        p.hub.stop()
        future = dict(os.environ, BARRIO_NOW="2099-01-01T00:00:00Z")
        p.send(env=future)
        tap.equal(p.held(), held, "in 2099 nothing that waits is deleted")
        p.hub.start()
        run = p.send()
        tap.equal((run.returncode, p.at_hub()), (0, held), "and back in time no pause from then holds it back")
        p.answer(1)
        run = p.send(env=future)
        tap.ok(run.returncode == 0 and len(p.at_hub()) == 4, "in 2099 an answer goes all the way, too",
               f"{run.stderr} {p.says().stdout}")


def no_utf8_anywhere():
    """Not even C.UTF-8 is installed."""
    bare = {"LC_ALL": "C", "LANG": None, "LOCPATH": "/nonexistent"}
    if "ASAN_OPTIONS" in os.environ:  # the C library loses a few bytes of LOCPATH
        bare["ASAN_OPTIONS"] = os.environ["ASAN_OPTIONS"] + ":detect_leaks=0"
    with Place() as p:
        with p.kiosk(env=bare) as pty:
            pty.wait_for(lambda r: r.status is not None or r.shows(ES["Tap here or press any key"]))
            tap.ok("UTF-8" in pty.words() and pty.wait_end() == 3 if pty.status is not None else "Español" in pty.text(),
                   "without any UTF-8 locale the kiosk says so, or shows it right", f"{pty.status} {pty.text()}")
        env = {k: v for k, v in {**os.environ, **bare}.items() if v is not None}
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


for case in (full_disks, locked, newer_versions, read_only, long_ago, far_ahead, no_utf8_anywhere, terminals):
    tap.attempt(case.__name__, case)
tap.done()
