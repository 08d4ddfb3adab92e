#!/usr/bin/python3
"""One agent, three servers at once: the city's hub by batches, a ministry's
Central and a KoboToolbox. Each has its own state of every answer, and none
waits for another."""
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, ".."))
import tap
from central_server import TOKEN, Central
from kobo_server import PASSWORD, USER, Kobo
from openrosa_server import Server
from station import Station

FORM = open(os.path.join(HERE, "..", "forms", "voz.xml"), "rb").read()


def voz(number):
    name = f"uuid:00000000-0000-4000-8000-{number:012d}"
    return name, (f'<data xmlns:orx="http://openrosa.org/xforms" id="voz" version="1"><word>w{number}</word>'
                  f"<orx:meta><orx:instanceID>{name}</orx:instanceID></orx:meta></data>").encode()


class Three:
    def __init__(self):
        self.hub, self.central, self.kobo = Server(barrio="3"), Central(), Kobo()
        for server in (self.hub, self.central):
            server.forms = {"voz": dict(name="voz", version="1", xml=FORM)}
        self.station = Station(self.hub.url)
        os.makedirs(self.station.settings["targets"])
        self.write("ministry", url=self.central.bearer, auth="bearer", token=TOKEN, forms="no")
        self.write("university", url=self.kobo.url, auth="digest", user=USER, password=PASSWORD, forms="no")

    def write(self, name, **settings):
        with open(os.path.join(self.station.settings["targets"], name + ".conf"), "w") as file:
            file.write(f"name = {name}\n" + "".join(f"{k} = {v}\n" for k, v in settings.items()))

    def add(self, *numbers):
        self.station.add(*numbers, form="voz", make=voz)

    def servers(self):
        return self.hub, self.central, self.kobo

    def states(self):
        return {t["name"]: (t["waiting"], t["held"], t["parked"], t["trouble"])
                for t in self.station.status()["targets"]}

    def close(self):
        self.station.close()
        for server in self.servers():
            server.close()


def case(function):
    three = Three()
    try:
        tap.attempt(function.__name__, function, three)
    finally:
        three.close()


WELL = (0, 0, 0, "none")


def all_get_all(three):
    three.add(*range(20))
    tap.equal(three.station.run("--once").returncode, 0, "twenty answers go to all three")
    tap.ok(all(s.stored == three.station.given for s in three.servers()), "and each has the very bytes")
    tap.equal(three.states(), dict(hub=WELL, ministry=WELL, university=WELL), "and its own state")
    tap.ok(any(r[1].startswith("/batches") for r in three.hub.posts()) and
           all("/submission" in r[1] for r in three.central.posts() + three.kobo.posts()),
           "the hub's by batches, the others' by OpenRosa")


def each_fails_for_itself(three):
    names = [voz(n)[0] for n in range(6)]
    three.hub.fault = lambda n, path: "503"
    three.central.stored[names[1]] = b"<other/>"
    three.central.states["voz"] = "open"
    three.kobo.forms = {"another": dict(name="x", version="1", xml=b"")}
    three.add(*range(6))
    agent = three.station.start()
    tap.ok(three.station.wait_for(lambda: three.states()["ministry"] == (0, 0, 1, "conflict"), 60),
           "one parks an answer and has the others", three.states())
    tap.ok(three.station.wait_for(lambda: three.states()["university"] == (6, 6, 0, "unknown-form")),
           "one holds a form", three.states())
    tap.ok(three.states()["hub"][0] == 6 and three.hub.stored == {}, "and one has nothing yet", three.states())
    three.kobo.forms = {}
    three.hub.fault = lambda n, path: None
    three.station.run("retry")
    tap.ok(three.station.wait_for(lambda: three.states()["hub"] == WELL and three.states()["university"] == WELL, 60),
           "each recovers by itself", three.states())
    three.station.stop(agent)
    tap.equal((three.hub.stored, three.kobo.stored), (three.station.given, three.station.given), "with every answer")


def a_stalled_one_delays_no_other_for_ever(three):
    three.hub.fault = lambda n, path: "stall"
    three.add(1, 2, 3)
    agent = three.station.start()
    tap.ok(three.station.wait_for(lambda: three.central.stored == three.kobo.stored == three.station.given),
           "a server that hangs holds up the others for its own patience only")
    three.station.stop(agent)
    tap.equal(three.states()["hub"][3], "slow", "and is told as what it is")


def nothing_is_deleted_before_all_have_it(three):
    three.station.settings["retention_days"] = 1
    three.central.fault = lambda n, path: "500"
    three.add(1, 2, 3, 4)
    three.station.run("--once")
    db = three.station.open()
    db.execute("UPDATE delivery SET settled_ms = settled_ms - 9 * 86400000")
    db.close()

    def rest_once():
        three.add(len(three.station.given) + 1)
        seen = len(three.kobo.posts())
        agent = three.station.start()
        three.station.wait_for(lambda: len(three.kobo.posts()) > seen and three.states()["hub"][0] == 0)
        three.station.wait_for(lambda: three.station.target()["total"] < 4, 3)
        three.station.stop(agent)

    rest_once()
    tap.equal(three.station.target()["total"], 5, "one of three lacks them: after the days they are all still here")
    three.central.fault = lambda n, path: None
    three.station.run("retry")
    three.station.run("--once")
    db = three.station.open()
    db.execute("UPDATE delivery SET settled_ms = settled_ms - 9 * 86400000")
    db.close()
    rest_once()
    tap.ok(three.station.target()["total"] < 5, "once the last has them, old ones go", three.station.target())
    tap.ok(all(set(three.station.given) == set(s.stored) for s in three.servers()), "and all three have all")


for function in (all_get_all, each_fails_for_itself, a_stalled_one_delays_no_other_for_ever,
                 nothing_is_deleted_before_all_have_it):
    case(function)
tap.done()
