#!/usr/bin/python3
"""A small machine: a serial line of 115,200 baud, and 256 MB of memory for
the kiosk and the agent together."""
import os
import resource
import shutil
import sqlite3
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, os.path.dirname(HERE))
import tap  # noqa: E402
from neighbour import Neighbour, Survey  # noqa: E402
from resident_pty import Resident  # noqa: E402
from stand import Hub, Station, command  # noqa: E402

BUILD = os.environ.get("BARRIO_BUILD", ROOT + "/build")
FORM = BUILD + "/forms/barrio.xml"
BAUD = 115200
LINE = BAUD // 10         # bytes a second: eight bits, start and stop
HALF = 128 << 20          # of 256 MB, for each of the two


class Serial(Resident):
    """A terminal that takes no more than the line carries."""
    most = LINE // 50

    def read(self, seconds=0.05):
        before = self.bytes
        some = super().read(seconds)
        time.sleep((self.bytes - before) / LINE)
        return some


class Counting(Neighbour):
    """Notes how many bytes each screen took."""

    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        self.cost = []

    def act(self, key):
        before, title = self.pty.bytes, self.pty.lines()[2].strip()
        done = super().act(key)
        self.pty.settle()
        if self.pty.lines()[2].strip() != title:
            self.cost.append((self.pty.bytes - before, self.pty.lines()[2].strip()))
        return done


def serial(folder):
    os.mkdir(folder + "/forms")
    shutil.copy(FORM, folder + "/forms")
    argv = [BUILD + "/barrio-kiosk", "--data", folder, "--hub", "https://opina.example", "--bidi", "no",
            "--guard-ms", "0", "--log", folder + "/log"]
    survey = Survey(FORM)
    with Serial(argv, patience=60) as line:
        line.settle()
        first = line.bytes
        neighbour = Counting(line, survey, "es", "digits")
        neighbour.visit(finish=False)
        # A bored hand: what it types is answered, not what it would have cost.
        before = line.bytes
        line.send("\x1b[C" * 100)
        line.settle()
        burst = line.bytes - before
    rows = sqlite3.connect(folder + "/station.db").execute("SELECT body FROM response").fetchall()
    tap.equal([survey.values(row[0]) for row in rows], [neighbour.given], "a survey is finished over a serial line")
    for size, title in [(first, "the first screen"), *neighbour.cost]:
        print(f"# {size:5d} bytes, {1000 * size / LINE:4.0f} ms: {title}")
    slowest, title = max(neighbour.cost)
    tap.ok(slowest <= LINE * 0.4 and first <= LINE * 0.4, "no screen takes longer than 0.4 s", f"{slowest} {title}")
    usual = sorted(size for size, _ in neighbour.cost)[len(neighbour.cost) // 2]
    tap.ok(usual <= LINE * 0.2, "half of them are there within 0.2 s", usual)
    tap.ok(burst <= LINE * 0.1, "a hundred keys at once are answered once, not a hundred times", burst)


def bounded():
    resource.setrlimit(resource.RLIMIT_AS, (HALF, HALF))


class Bounded(Resident):
    @staticmethod
    def _become(*arguments):
        bounded()
        Resident._become(*arguments)


def memory(folder):
    hub = Hub(folder + "/hub")
    hub.publish(FORM)
    station = Station(folder + "/luna", hub)
    tap.ok(hub.start(), "a hub elsewhere")
    within = ["prlimit", f"--as={HALF}"]
    survey = Survey(FORM)
    try:
        station.sync(wrapper=within)
        with Bounded(station.kiosk_argv("--guard-ms", "0", "--bidi", "no"), patience=30) as resident:
            neighbour = Neighbour(resident, survey, "es", "taps")
            for _ in range(20):
                neighbour.visit()
                given = neighbour.given
            tap.ok(resident.alive(), "twenty surveys are taken by a kiosk that has 128 MB of addresses, libraries and all")
        station.sync(wrapper=within)
        rows = hub.csv("barrio")
        tap.equal(len(rows), 20, "and delivered by an agent that has as many")
        tap.ok(bool(given), "the last one was answered")
        run = command("prlimit", f"--as={16 << 20}", *station.kiosk_argv("--version"), check=False)
        tap.ok(run.returncode != 0, "the bound holds: in 16 MB the program does not even start")
    finally:
        hub.stop()


def main():
    with tempfile.TemporaryDirectory() as folder:
        serial(folder)
    if "ASAN_OPTIONS" in os.environ:
        tap.skip("kiosk and agent live within 256 MB", "sanitizers take terabytes of addresses for their own")
    else:
        with tempfile.TemporaryDirectory() as folder:
            memory(folder)
    tap.done()


main()
