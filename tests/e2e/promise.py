#!/usr/bin/python3
"""Nothing is lost and nothing counts twice, under kill -9.

Kiosk, agent and hub are killed as they enter each of the calls that change
something (so before it, and after the one before), then at $KILLS random
moments (default 500) while all three work. A word that reached the thanks
screen must be in the hub's CSV exactly once, no word twice."""
import collections
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, ".."))
import tap
from neighbour import Neighbour, Survey
from resident_pty import Gone, Resident, Timeout
from stand import Hub, Station, calls_of, command, killed_at, program

FORM = os.path.join(HERE, "..", "forms", "voz.xml")
FILE_CALLS = ["pwrite64", "fdatasync", "fsync", "ftruncate", "unlink", "rename", "write"]
NET_CALLS = FILE_CALLS + ["sendto", "sendmsg", "send", "recvfrom", "connect", "accept4", "writev"]
KILLS = int(os.environ.get("KILLS", "500"))
OPTIONS = ("--guard-ms", "0", "--thanks-seconds", "5", "--languages", "es en")


class Promise:
    def __init__(self, top):
        self.hub = Hub(os.path.join(top, "hub"))
        self.hub.publish(FORM)
        self.station = Station(os.path.join(top, "station"), self.hub)
        self.survey = Survey(FORM)
        self.thanked = set()
        self.texts = os.path.join(top, "texts")
        open(self.texts, "w").write("word: seeded\n")
        self.begun = 0

    def word(self):
        """A word nobody else says."""
        self.begun += 1
        return "".join(chr(ord("a") + int(d)) for d in f"{self.begun:05d}")

    def kiosk(self, wrapper=()):
        return Resident([*wrapper, *self.station.kiosk_argv(*OPTIONS)], patience=30)

    def visit(self, resident):
        word = self.word()
        Neighbour(resident, self.survey, "es", "digits", say=word, languages="es en").visit()
        self.thanked.add(word)

    def one_killed_visit(self, wrapper):
        """A visit in a kiosk that may die; whether it did."""
        resident = self.kiosk(wrapper)
        try:
            word = self.word()
            neighbour = Neighbour(resident, self.survey, "es", "digits", say=word, languages="es en")
            neighbour.visit(finish=False)
            self.thanked.add(word)
            resident.key("#")
            resident.settle()
            # The tracer passes no signal on: end the kiosk itself.
            for child in open(f"/proc/{resident.pid}/task/{resident.pid}/children").read().split():
                os.kill(int(child), signal.SIGTERM)
            return resident.wait_end() != 0
        except Gone:
            if neighbour.pty.shows("Gracias"):
                self.thanked.add(word)
            return True
        finally:
            resident.close()

    def saved(self):
        """How many answers the station holds."""
        db = sqlite3.connect(os.path.join(self.station.data, "station.db"))
        count = db.execute("SELECT count(*) FROM response").fetchone()[0]
        db.close()
        return count

    def more_answers(self, count):
        command(program("barrio-seed"), "--data", self.station.data, "--forms", self.station.forms,
                "--count", str(count), "--seed", str(self.begun), "--texts", self.texts)
        self.begun += 1

    def settle(self):
        self.station.sync("--once", timeout=120)

    def verdict(self, what):
        """Compares what was thanked for with what the hub exports."""
        rows = self.hub.csv("voz")
        words = collections.Counter(row["word"] for row in rows if row["word"] != "seeded")
        ids = collections.Counter(row["meta-instanceID"] for row in rows)
        lost = sorted(self.thanked - set(words))
        twice = sorted(w for w, n in [*words.items(), *ids.items()] if n > 1)
        stored = self.saved()
        tap.ok(rows and not lost and not twice and len(rows) == stored,
               f"{what}: {len(self.thanked)} thanked, {len(rows)} at the hub, lost {len(lost)}, duplicated {len(twice)}",
               f"lost {lost[:5]}, twice {twice[:5]}, station holds {stored}, hub {len(rows)}")


def each_call_of_the_kiosk(p):
    deaths = 0
    for call in FILE_CALLS[:-1]:
        for number in range(1, 60):
            died = p.one_killed_visit(killed_at(call, number))
            deaths += died
            if not died:
                break
    p.settle()
    tap.ok(deaths >= 5, f"the kiosk died at {deaths} calls", deaths)
    p.verdict("kiosk killed at every file call")


def each_call_of_the_agent(p):
    deaths = 0
    for call in NET_CALLS:
        for number in range(1, 200):
            p.more_answers(2)
            run = command(*p.station.sync_argv("--once"), wrapper=killed_at(call, number), check=False, timeout=60)
            if run.returncode == 0:
                break
            deaths += 1
    p.settle()
    tap.ok(deaths >= 20, f"the agent died at {deaths} calls", deaths)
    p.verdict("agent killed at every call")


def each_call_of_the_hub(p):
    deaths = 0
    for call in NET_CALLS:
        for number in range(1, 200):
            p.hub.stop()
            p.more_answers(1)
            up = p.hub.start(wrapper=killed_at(call, number))
            if up:
                command(*p.station.sync_argv("--once"), check=False, timeout=60)
            died = p.hub.child.poll() is not None
            if not died:
                status = p.hub.stop()
                died = status not in (0, None)
            deaths += died
            p.hub.child = None
            p.hub.start()
            if not died:
                break
    p.settle()
    tap.ok(deaths >= 20, f"the hub died at {deaths} calls", deaths)
    p.verdict("hub killed at every call")


class Crowd(threading.Thread):
    """One neighbour after the other, in a kiosk that is started again."""

    def __init__(self, promise):
        super().__init__(daemon=True)
        self.p, self.over, self.resident = promise, False, None

    def run(self):
        while not self.over:
            try:
                self.resident = self.p.kiosk()
                while not self.over:
                    self.p.visit(self.resident)
            except (Gone, Timeout, OSError, LookupError):
                self.resident.close()
        self.resident.close()


def random_moments(p):
    chance = random.Random(20261123)
    crowd = Crowd(p)
    crowd.start()
    agent = subprocess.Popen(p.station.sync_argv(), stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for _ in range(KILLS):
        time.sleep(chance.uniform(0.01, 0.25))
        victim = chance.choice(("kiosk", "agent", "hub"))
        if victim == "hub":
            p.hub.stop(signal.SIGKILL)
            p.hub.start()
        elif victim == "agent":
            agent.kill()
            agent.wait()
            agent = subprocess.Popen(p.station.sync_argv(), stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        elif crowd.resident and crowd.resident.status is None:
            os.kill(crowd.resident.pid, signal.SIGKILL)
    crowd.over = True
    crowd.join(60)
    agent.terminate()
    agent.wait(20)
    p.settle()
    tap.ok(KILLS < 20 or len(p.thanked) > 10, "neighbours did finish meanwhile", len(p.thanked))
    p.verdict(f"{KILLS} kills at random moments")


def main():
    with tempfile.TemporaryDirectory() as top:
        p = Promise(top)
        p.hub.start()
        try:
            p.settle()  # the form comes down
            for case in (each_call_of_the_kiosk, each_call_of_the_agent, each_call_of_the_hub, random_moments):
                tap.attempt(case.__name__, case, p)
        finally:
            p.hub.stop()
    tap.done()


main()
