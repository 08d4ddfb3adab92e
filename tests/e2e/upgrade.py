#!/usr/bin/python3
"""A station and a hub of an earlier version, as their databases were then
(tests/schema): seven answers on the station, four of them delivered, three
waiting. The programs of today take them over with nothing lost; an upgrade
that is cut anywhere is done or not begun; and a program of yesterday refuses
a database of today."""
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import tap
from stand import TOP, Hub, Station, command, killed_at, calls_of, program

SCHEMA = os.path.join(TOP, "tests", "schema")
TOKEN = "adWZc4nJwrQzav7eulRagWNYWdvLch3a"  # of the hub in tests/schema
FORM = os.path.join(TOP, "tests", "forms", "voz.xml")
CALLS = ("pwrite64", "fdatasync", "fsync", "ftruncate", "unlink")


def restore(dump, path):
    """The database as it was, with its version."""
    os.makedirs(os.path.dirname(path), exist_ok=True)
    db = sqlite3.connect(path)
    db.executescript(open(os.path.join(SCHEMA, dump), encoding="utf-8").read())
    db.close()


def one(path, statement):
    db = sqlite3.connect(path)
    value = db.execute(statement).fetchone()[0]
    db.close()
    return value


def bodies(path):
    db = sqlite3.connect(path)
    rows = dict(db.execute("SELECT id, body FROM response"))
    db.close()
    return rows


class Old:
    """Both, restored into a folder."""

    def __init__(self, folder):
        self.hub = Hub(os.path.join(folder, "hub"))
        restore("hub-3.sql", os.path.join(self.hub.folder, "hub.db"))
        self.station = Station(os.path.join(folder, "station"), self.hub, token=TOKEN)
        self.store = os.path.join(self.station.data, "station.db")
        restore("station-2.sql", self.store)
        shutil.copy(FORM, self.station.forms)
        self.before = bodies(self.store)


def taken_over(folder):
    old = Old(folder)
    version = one(old.store, "PRAGMA user_version")
    tap.equal(len(old.before), 7, "the old station keeps seven answers")
    run = old.station.sync("status", check=False)
    tap.equal(run.returncode, 0, "today's agent opens it")
    tap.ok(one(old.store, "PRAGMA user_version") > version, "and brings it to today's schema")
    tap.equal(bodies(old.store), old.before, "with every answer's own bytes")
    old.hub.start()
    try:
        tap.equal(old.station.sync(check=False).returncode, 0, "what waited is delivered")
        rows = old.hub.csv("voz")
        tap.equal(sorted(r["meta-instanceID"] for r in rows), sorted(old.before), "and the hub has all seven, once")
        tap.equal(old.station.sync(check=False).returncode, 0, "a second round changes nothing")
        tap.equal(len(old.hub.csv("voz")), 7, "and counts nothing twice")
    finally:
        old.hub.stop()


def cut(folder):
    """Killed at every call of the upgrade that changes the disk."""
    old = Old(os.path.join(folder, "count"))
    numbers = calls_of(old.station.sync_argv("status"), CALLS)
    wrong, tries = [], 0
    for call, count in numbers.items():
        for number in range(1, count + 1):
            tries += 1
            at = os.path.join(folder, f"{call}-{number}")
            old = Old(at)
            version = one(old.store, "PRAGMA user_version")
            command(*old.station.sync_argv("status"), wrapper=killed_at(call, number), check=False)
            now = one(old.store, "PRAGMA user_version")
            whole = one(old.store, "PRAGMA integrity_check") == "ok"
            after = command(*old.station.sync_argv("status"), check=False)
            if not whole or bodies(old.store) != old.before or after.returncode or now < version:
                wrong.append((call, number, now, after.stderr))
            shutil.rmtree(at)
    tap.ok(tries > 10 and not wrong, f"an upgrade killed at each of its {tries} calls is done or not begun", wrong)


def newer(folder):
    """What a program does with a database that it does not know yet."""
    old = Old(folder)
    old.station.sync("status")
    db = sqlite3.connect(old.store)
    db.execute("PRAGMA user_version = 9999")
    db.close()
    for name, argv in (("agent", old.station.sync_argv("status")),
                       ("doctor", [program("barrio-kiosk"), "doctor", "--data", old.station.data])):
        run = subprocess.run(argv, capture_output=True, text=True)
        tap.ok(run.returncode and "newer version" in run.stderr, f"{name}: refuses a database of a newer version",
               run.stdout + run.stderr)
    tap.equal(bodies(old.store), old.before, "and leaves it as it is")


def main():
    with tempfile.TemporaryDirectory(prefix="barrio-upgrade.") as folder:
        for case in (taken_over, cut, newer):
            tap.attempt(case.__name__, case, os.path.join(folder, case.__name__))
    tap.done()


main()
