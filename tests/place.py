"""A place where things go wrong: a hub, a station whose form has come down,
and what both must hold when the trouble is over."""
import os
import sqlite3
import subprocess
import tempfile

import tap
from resident_pty import Resident
from stand import TOP, Hub, Station, command, program

FORM = os.path.join(TOP, "tests", "forms", "voz.xml")


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
