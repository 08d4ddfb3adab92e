#!/usr/bin/python3
"""Nothing lost, nothing twice, nothing conflicting over bad networks.

Stations deliver through a seeded bad link to a hub of ours (in batches and
one by one) and to stand-ins with the ways of Central and Kobo; agents and
hub are killed meanwhile. SEEDS (20), STATIONS (5) and ANSWERS (20, each
station's) make it longer: check-long takes SEEDS=200 STATIONS=20 ANSWERS=100."""
import os
import random
import signal
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, ".."))
import tap
from badlink import BadLink
from openrosa_server import Server
from stand import Hub
from station import Station

SEEDS = int(os.environ.get("SEEDS", "20"))
STATIONS = int(os.environ.get("STATIONS", "5"))
ANSWERS = int(os.environ.get("ANSWERS", "20"))
FORM = os.path.join(HERE, "..", "forms", "voz.xml")
TROUBLES = (
    dict(reset=3000), dict(reset=800, p_lost=0.1), dict(truncate=400), dict(p_lost=0.4),
    dict(p_twice=0.5, p_lost=0.2), dict(p_portal=0.3, p_login=0.2), dict(p_busy=0.4),
    dict(p_refuse=0.5), dict(stall=2000, stall_s=2, p_silent=0.1), dict(rtt_ms=200, jitter_ms=80),
    dict(kbit=64, rtt_ms=100), dict(reset=2000, truncate=2000, p_lost=0.1, p_twice=0.1,
                                    p_portal=0.1, p_busy=0.1, p_refuse=0.1, rtt_ms=20),
)


def voz(number):
    """An answer to the form voz, as station.answer makes one."""
    name = f"uuid:00000000-0000-4000-8000-{number:012d}"
    return name, (f'<data xmlns:orx="http://openrosa.org/xforms" id="voz" version="1"><word>w{number}'
                  f"</word><orx:meta><orx:instanceID>{name}</orx:instanceID></orx:meta>"
                  f"</data>").encode()


class OurHub:
    """A real hub; what it holds is read from its export."""

    def __init__(self, folder):
        self.hub = Hub(folder)
        self.hub.publish(FORM)
        self.hub.start()
        self.port = self.hub.port

    def token(self, name):
        return self.hub.station(name)

    def kill(self):
        self.hub.stop(signal.SIGKILL)
        self.hub.start()

    def stored(self):
        return sorted(row["meta-instanceID"] for row in self.hub.csv("voz"))

    def conflicts(self):
        return 0

    def close(self):
        self.hub.stop()


class StandIn:
    def __init__(self, quirk):
        self.server = Server(quirk=quirk)
        self.port = self.server.port

    def token(self, name):
        return ""

    def kill(self):
        pass

    def stored(self):
        return sorted(self.server.stored)

    def conflicts(self):
        return self.server.conflicts

    def close(self):
        self.server.close()


def run_stations(stations, chance, server):
    """All agents at once, killed at random, until each has had its time."""
    agents = {station: station.start() for station in stations}
    end = time.monotonic() + 3
    while time.monotonic() < end:
        time.sleep(chance.uniform(0.05, 0.4))
        station = chance.choice(stations)
        if chance.random() < 0.6:
            station.stop(agents[station], signal.SIGKILL)
            agents[station] = station.start()
        elif chance.random() < 0.3:
            server.kill()
        if all(station.target()["waiting"] == 0 for station in stations[:1]):
            break
    for station, agent in agents.items():
        station.stop(agent)


def drain(stations, link_of, server):
    """The network is good again: whatever is left gets through."""
    for station in stations:
        station.settings["url"] = f"http://127.0.0.1:{server.port}"
        station.run("retry")
        for _ in range(5):
            if station.run("--once").returncode == 0:
                break
            time.sleep(0.5)
    link_of.close()


def one_seed(seed, kind, folder):
    chance = random.Random(seed)
    trouble = TROUBLES[seed % len(TROUBLES)]
    server = OurHub(folder) if kind.startswith("hub") else StandIn(kind)
    link = BadLink(server.port, seed=seed, **trouble)
    stations, given = [], {}
    for i in range(STATIONS):
        station = Station(f"http://127.0.0.1:{link.port}", auth="bearer", token=server.token(f"s{i}"),
                          bulk="no" if kind == "hub one by one" else "yes",
                          forms="yes" if kind.startswith("hub") else "no")
        station.add(*range(i * ANSWERS, (i + 1) * ANSWERS), form="voz", make=voz)
        given.update(station.given)
        stations.append(station)
    run_stations(stations, chance, server)
    crossed = len(server.stored())
    drain(stations, link, server)
    stored = server.stored()
    lost = set(given) - set(stored)
    left = sum(s.target()["waiting"] + s.target()["parked"] for s in stations)
    tap.ok(not lost and len(stored) == len(given) and not server.conflicts() and not left,
           f"seed {seed}, {kind}, {trouble}: {crossed} of {len(given)} through it; lost {len(lost)}, "
           f"duplicated {len(stored) - len(set(stored))}, conflicting {server.conflicts()}",
           f"left at stations: {left}; {[s.target() for s in stations]}")
    for station in stations:
        station.close()
    server.close()


KINDS = ("hub in batches", "hub one by one", "central", "kobo")
with tempfile.TemporaryDirectory() as top:
    for seed in range(SEEDS):
        kind = KINDS[(seed + seed // len(TROUBLES)) % len(KINDS)]
        tap.attempt(f"seed {seed}", one_seed, seed, kind, os.path.join(top, str(seed)))
tap.done()
