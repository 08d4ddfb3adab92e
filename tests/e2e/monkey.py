#!/usr/bin/python3
"""A monkey at the kiosk: $MONKEY random inputs (default 20,000; keys, broken
and foreign sequences, taps, pastes, sizes, signals) from a seed that is
printed. It must live, have no child, write nothing but its store, and every
answer it kept must be a whole one."""
import os
import random
import shutil
import signal
import sqlite3
import sys
import tempfile
import xml.etree.ElementTree as ET

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, os.path.dirname(HERE))
import tap  # noqa: E402
from resident_pty import KEYS, Gone, Resident  # noqa: E402

BUILD = os.environ.get("BARRIO_BUILD", ROOT + "/build")
# With sanitizers where that build is there, as `make check` sees to.
KIOSK = next(k for k in (BUILD + "/san/barrio-kiosk", BUILD + "/barrio-kiosk") if os.path.exists(k))
COUNT = int(os.environ.get("MONKEY", "20000"))
SEED = int(os.environ.get("SEED", "20261123"))
SIGNALS = (signal.SIGINT, signal.SIGQUIT, signal.SIGTSTP, signal.SIGHUP, signal.SIGWINCH, signal.SIGTTIN,
           signal.SIGTTOU, signal.SIGPIPE, signal.SIGCONT)


class Monkey:
    def __init__(self, pty, seed):
        self.pty, self.random = pty, random.Random(seed)

    def number(self):
        return self.random.choice((0, 1, 2, 5, 24, 80, 200, 65535, 99999999999))

    def junk(self):
        return bytes(self.random.randrange(256) for _ in range(self.random.randrange(1, 40)))

    def tap(self):
        x, y = self.random.randrange(1, 82), self.random.randrange(1, 26)
        kind = self.random.choice((0, 0, 0, 1, 2, 32, 64, 65))
        return f"\x1b[<{kind};{x};{y}M\x1b[<{kind};{x};{y}m".encode()

    def sequence(self):
        n = self.number
        return self.random.choice((
            b"\x1b[", b"\x1b]0;title\x07", b"\x1b]52;c;aGVsbG8=\x07", b"\x1bP+q544e\x1b\\", b"\x1b[200~",
            b"\x1b[201~", b"\x1b[?1;2c", b"\x1b[24;80R", b"\x1bOP", b"\x1b\x1b", b"\x9b1;2H", b"\x1b_x\x1b\\",
            f"\x1b[<{n()};{n()};{n()}M".encode(), f"\x1b[{n()};{n()}{chr(self.random.randrange(64, 127))}".encode(),
            b"\x1b[200~" + self.junk() * 30 + b"\x1b[201~", b"\x1b]" + b"a" * 3000))

    def once(self):
        dice = self.random.random()
        if dice < 0.45:
            self.pty.send(self.random.choice("12345678############9*0").encode())
        elif dice < 0.65:
            self.pty.send(self.random.choice(list(KEYS.values())).encode())
        elif dice < 0.80:
            self.pty.send(self.tap())
        elif dice < 0.87:
            self.pty.send(self.random.choice("aeiouñ áçش中e\u0301\u200d🙂").encode())
        elif dice < 0.93:
            self.pty.send(self.sequence())
        elif dice < 0.96:
            self.pty.send(self.junk())
        elif dice < 0.985:
            self.pty.signal(self.random.choice(SIGNALS))
        else:
            self.pty.resize(self.random.randrange(1, 220), self.random.randrange(1, 70))


def children(pid):
    found = []
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{name}/stat", encoding="utf-8") as f:
                if int(f.read().rsplit(")", 1)[1].split()[1]) == pid:
                    found.append(name)
        except OSError:
            pass
    return found


def judge(data, pty):
    if not tap.ok(pty.alive(), "it lives", pty.text()):
        return
    tap.equal(children(pty.pid), [], "it has no child")
    pty.signal(signal.SIGTERM)
    tap.equal(pty.wait_end(), 0, "and ends when it is told to")
    allowed = {"forms", "kiosk.lock", "kiosk.log", "station.db", "station.db-wal", "station.db-shm", "wake", "bell"}
    extra = [n for n in os.listdir(data) if n not in allowed and not n.startswith(("station.db", "log-"))]
    tap.equal(extra, [], "nothing was written but the store")
    bodies = [row[0] for row in sqlite3.connect(data + "/station.db").execute("SELECT body FROM response")]
    broken = []
    for body in bodies:
        try:
            if ET.fromstring(body).get("id") not in ("kiosk-barrio", "kiosk-widgets"):
                broken.append(body)
        except ET.ParseError:
            broken.append(body)
    tap.equal(broken, [], f"every answer kept ({len(bodies)}) is a whole one")


def main():
    print(f"# SEED={SEED} MONKEY={COUNT}")
    data = tempfile.mkdtemp()
    os.mkdir(data + "/forms")
    for name in ("barrio", "widgets"):
        shutil.copy(f"{ROOT}/tests/forms/kiosk/{name}.xml", data + "/forms")
    reports = tempfile.mkdtemp()
    options = f"exitcode=99:log_path={reports}/report"
    argv = [KIOSK, "--data", data, "--guard-ms", "0", "--locale", BUILD + "/locale/kiosk", "--themes", ROOT + "/themes"]
    with Resident(argv, env={"ASAN_OPTIONS": options, "UBSAN_OPTIONS": options}) as pty:
        monkey = Monkey(pty, SEED)
        pty.wait_for("Tap here")
        try:
            for i in range(COUNT):
                monkey.once()
                if i % 16 == 0:
                    while pty.read(0.001):
                        pass
            pty.resize(80, 24).settle()
        except (Gone, OSError) as error:
            tap.ok(False, "it lives", error)
        judge(data, pty)
    found = [open(os.path.join(reports, name), encoding="utf-8").read()[:2000] for name in os.listdir(reports)]
    tap.equal(found, [], f"{'sanitizers' if '/san/' in KIOSK else 'no sanitizer'} found nothing")
    shutil.rmtree(reports)
    shutil.rmtree(data)
    tap.done()


main()
