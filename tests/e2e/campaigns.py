#!/usr/bin/python3
"""Honest campaigns on the real programs, with the accidents that happen: an
agent killed in the middle of a round, a hub killed while it serves, both
restored from old copies, a board replaced, answers that go by USB stick,
people who take theirs back. Each evening a witness and barrio-verify read the
log: nobody may ever cry wolf, and in the end every answer counts once.
CAMPAIGNS=N plays N of them (tests/unit/test_campaign.c plays a thousand on the
library alone)."""
import os
import random
import re
import shutil
import signal
import sqlite3
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))
import tap  # noqa: E402
from place import Place  # noqa: E402
from stand import Hub, command, killed_at, program  # noqa: E402

CAMPAIGNS = int(os.environ.get("CAMPAIGNS", "2"))
EVENINGS, STEPS = 3, 5
ALARMS = re.compile(r"log-false|log-shrunk|log-denied|log-other|log-refused|DOES NOT EXTEND|OLDER PUBLIC LOG|ANOTHER PUBLIC LOG")


class Campaign:
    def __init__(self, place, seed):
        self.place, self.chance = place, random.Random(seed)
        self.told, self.wrong = [], []
        self.seen = os.path.join(place.folder, "seen")
        self.stick = os.path.join(place.folder, "media", "usb")
        self.copies = {"board": None, "hub": None}
        self.logs = 0
        os.mkdir(self.seen)
        os.makedirs(self.stick)

    # What happens on a day.

    def answers(self):
        self.place.answer(self.chance.randint(1, 4))

    def sends(self):
        run = self.place.send()
        self.told.append(run.stderr)

    def agent_dies(self):
        call = self.chance.choice(["fdatasync", "pwrite64", "sendto", "recvfrom"])
        command(*self.place.station.sync_argv("--once"), check=False,
                wrapper=killed_at(call, self.chance.randint(1, 30)))

    def hub_dies(self):
        self.place.hub.stop(signal.SIGKILL)
        assert self.place.hub.start()

    def by_stick(self):
        run = self.place.station.sync("bundle", self.stick, check=False)
        self.told.append(run.stderr)
        self.place.hub.run("import", self.stick, check=False)
        self.told.append(self.place.station.sync("bundle", self.stick, check=False).stderr)

    def board_is_copied(self):
        self.copies["board"] = self.copy(self.place.station.data, "board")

    def board_is_restored(self):
        if self.copies["board"]:
            self.rescue()
            shutil.rmtree(self.place.station.data)
            shutil.copytree(self.copies["board"], self.place.station.data)

    def board_is_replaced(self):
        self.rescue()
        for name in ("station.db", "station.db-wal", "station.db-shm"):
            path = os.path.join(self.place.station.data, name)
            if os.path.exists(path):
                os.remove(path)
        self.copies["board"] = None

    def hub_is_copied(self):
        to = os.path.join(self.place.folder, f"backup{self.chance.random()}")
        self.place.hub.run("backup", to)
        self.copies["hub"] = to

    def hub_is_restored(self):
        if not self.copies["hub"]:
            return
        old = self.place.hub
        old.stop()
        self.place.hub = Hub(os.path.join(self.place.folder, f"hub{self.chance.random()}"))
        self.place.hub.port, self.place.hub.url = old.port, old.url
        self.place.hub.run("restore", self.copies["hub"])
        assert self.place.hub.start()
        self.copies["hub"] = None

    def somebody_is_excluded(self):
        ids = self.place.at_hub()
        if ids:
            self.place.hub.run("review", self.chance.choice(ids), "rejected", "twice")

    def copy(self, folder, name):
        to = os.path.join(self.place.folder, f"{name}{self.chance.random()}")
        shutil.copytree(folder, to, ignore=shutil.ignore_patterns("wake"))
        return to

    def rescue(self):
        """What is about to be lost with the board is at the hub before."""
        self.sends()
        self.sends()

    # What is looked at in the evening.

    def evening(self):
        self.sends()
        self.logs += 1
        log = os.path.join(self.place.folder, f"log{self.logs}")
        with open(log, "wb") as f:
            f.write(self.place.hub.get("/proof/log")[2])
        key = self.place.hub.get("/proof/key")[2].decode().strip()
        run = command(program("barrio-verify"), "witness", self.seen, log, "--key", key, check=False)
        if run.returncode:
            self.wrong.append(run.stdout + run.stderr)

    def play(self):
        days = [self.answers, self.answers, self.answers, self.sends, self.agent_dies, self.hub_dies, self.by_stick,
                self.board_is_copied, self.board_is_restored, self.board_is_replaced, self.hub_is_copied,
                self.hub_is_restored, self.somebody_is_excluded]
        names = []
        for _ in range(EVENINGS):
            self.answers()
            for _ in range(STEPS):
                step = self.chance.choice(days)
                names.append(step.__name__)
                step()
            self.evening()
        return " ".join(names)


def held(place):
    db = sqlite3.connect(os.path.join(place.station.data, "station.db"))
    ids = {row[0] for row in db.execute("SELECT id FROM response")}
    db.close()
    return ids


def campaign(seed):
    with Place() as place:
        c = Campaign(place, seed)
        story = c.play()
        c.answers()  # with the next one a station hears that its hub lost some
        c.sends()
        c.sends()
        c.evening()
        tap.equal(c.wrong, [], f"campaign {seed}: no witness cries wolf ({story})")
        told = "\n".join(c.told) + place.says().stdout
        tap.ok(not ALARMS.search(told), f"campaign {seed}: nor does the agent", told[-3000:])
        at_hub = [row["meta-instanceID"] for row in place.hub.csv("voz", "--state", "all")]
        tap.equal(len(at_hub), len(set(at_hub)), f"campaign {seed}: nothing counts twice")
        tap.equal(sorted(held(place) - set(at_hub)), [], f"campaign {seed}: nothing is lost")


def main():
    first = int(os.environ.get("SEED", "1"))
    for seed in range(first, first + CAMPAIGNS):
        tap.attempt(f"campaign {seed}", campaign, seed)
    tap.done()


main()
