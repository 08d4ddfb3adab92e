#!/usr/bin/python3
"""How batches are packed: against the empty instance of their form, with zlib
where one side has no zstd, and as before with a hub or a station that is one
version older. tests/protocol has what a station and a hub of version 2 said."""
import http.client
import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, ".."))
import batches
import tap
from openrosa_server import Server
from relay import Relay
from stand import BUILD, Hub
from station import SYNC, Station

FORM = os.path.join(HERE, "..", "forms", "voz.xml")
PROTOCOL = os.path.join(HERE, "..", "protocol")
BARE = os.path.join(BUILD, "nozstd")


def voz(number):
    name = f"uuid:00000000-0000-4000-8000-{number:012d}"
    return name, (f'<data xmlns:orx="http://openrosa.org/xforms" id="voz" version="1"><word>w{number}'
                  f"</word><orx:meta><orx:instanceID>{name}</orx:instanceID></orx:meta>"
                  f"</data>").encode()


class Pair:
    """A hub, a station, and whoever listens in between."""

    def __init__(self, agent=SYNC, hub=None):
        self.top = tempfile.TemporaryDirectory()
        self.hub = Hub(os.path.join(self.top.name, "hub"))
        if hub:
            self.hub.program = hub
        self.hub.publish(FORM)
        self.hub.start()
        self.relay = Relay(self.hub.port)
        self.station = Station(self.relay.url, auth="bearer", token=self.hub.station("luna"))
        self.station.program = agent

    def close(self):
        self.station.close()
        self.relay.close()
        self.hub.stop()
        self.top.cleanup()

    def deliver(self, *numbers):
        """Adds answers and sends them; the packings of the frames and their bytes."""
        before = len(self.relay.sent)
        self.station.add(*numbers, form="voz", make=voz)
        done = self.station.run("--once")
        bodies = [body for path, body in self.relay.sent[before:] if path.startswith("/batches")]
        frames = [f for body in bodies for f in batches.packed_frames(body)]
        return done.returncode, [f[0] for f in frames], sum(len(f[1]) for f in frames)

    def stored(self):
        return sorted(row["meta-instanceID"] for row in self.hub.csv("voz")) == sorted(self.station.given)


def case(function, **given):
    pair = Pair(**given)
    try:
        tap.attempt(function.__name__.replace("_", " "), function, pair)
    finally:
        pair.close()


def against_the_empty_instance(pair):
    pair.station.run("--once")  # fetches the form
    done, packings, size = pair.deliver(1)
    tap.equal((done, packings), (0, [batches.ZSTD | batches.WITH_DICTIONARY]),
              "a lone answer is packed against its form's empty instance")
    body = [body for path, body in pair.relay.sent if path.startswith("/batches")][-1]
    words = batches.dictionary(open(FORM, "rb").read())
    rows = [row for frame in batches.frames(body, [words]) for row in frame]
    tap.equal([row["body"] for row in rows], list(pair.station.given.values()),
              "which a second reader makes from the form's document as the header says")
    os.unlink(os.path.join(pair.station.folder, "forms", "voz.xml"))
    done, packings, plain = pair.deliver(2)
    tap.equal((done, packings), (0, [batches.ZSTD]), "without the form here it goes without")
    tap.ok(size < 0.8 * plain, "which takes a quarter more", (size, plain))
    tap.ok(pair.stored(), "both are there")


def where_the_hub_does_not_know_it(pair):
    pair.station.run("--once")
    form = os.path.join(pair.station.folder, "forms", "voz.xml")
    text = open(form).read().replace("<word/>", "<word/><other/>")
    open(form, "w").write(text)
    done, packings, _ = pair.deliver(1, 2, 3)
    tap.equal((done, packings), (0, [batches.ZSTD | batches.WITH_DICTIONARY, batches.ZSTD]),
              "a dictionary that the hub does not know is left out the second time")
    tap.equal((pair.station.target()["trouble"], pair.stored()), ("none", True),
              "nobody is bothered with it, and nothing is lost or twice")


def needs_no_zstd(program):
    needs = subprocess.run(["readelf", "-d", program], capture_output=True, text=True, check=True).stdout
    return "libzstd" not in needs and "libz.so" in needs


def at_a_station_without_zstd(pair):
    tap.ok(needs_no_zstd(pair.station.program), "the agent is built without zstd")
    pair.station.run("--once")
    done, packings, _ = pair.deliver(*range(50))
    tap.equal((done, packings), (0, [batches.ZLIB | batches.WITH_DICTIONARY]), "it packs with zlib")
    tap.ok(pair.stored(), "and the hub has every answer")


def at_a_hub_without_zstd(pair):
    tap.ok(needs_no_zstd(pair.hub.program), "the hub is built without zstd")
    tap.equal(pair.hub.get("/formList", pair.station.settings["token"],
                           {"X-OpenRosa-Version": "1.0"})[1]["X-Barrio-Hub"], "3 zlib", "and says so")
    pair.station.run("--once")
    done, packings, _ = pair.deliver(*range(50))
    tap.equal((done, packings), (0, [batches.ZLIB | batches.WITH_DICTIONARY]), "a station packs with zlib for it")
    tap.ok(pair.stored(), "and it has every answer")
    before = len(pair.station.given)
    pair.station.add(*range(50, 60), form="voz", make=voz)
    with tempfile.TemporaryDirectory() as stick:
        pair.station.run("bundle", stick)
        said = pair.hub.run("import", stick)
        pair.station.run("bundle", stick)
    tap.equal((pair.stored(), pair.station.target()["waiting"], before), (True, 0, 50),
              "a stick for it is packed so, too")
    status, _, _ = post(pair.hub, pair.station.settings["token"], old_batch())
    tap.equal((status, said != ""), (400, True), "what it cannot unpack is no batch to it")


def old_batch():
    with open(os.path.join(PROTOCOL, "station-2.batch"), "rb") as file:
        return file.read()


def post(hub, token, body):
    c = http.client.HTTPConnection("127.0.0.1", hub.port, timeout=30)
    c.request("POST", "/batches?deviceID=luna", body, {
        "Authorization": "Bearer " + token, "X-OpenRosa-Version": "1.0",
        "Content-Type": "application/x-barrio-batch"})
    reply = c.getresponse()
    return reply.status, dict(reply.headers), reply.read()


def from_a_station_of_version_2(pair):
    with open(os.path.join(PROTOCOL, "hub-2.receipts"), "rb") as file:
        wanted = file.read()
    for again in ("", ", also the second time"):
        status, headers, body = post(pair.hub, pair.station.settings["token"], old_batch())
        # Its reader stops where the runs end; what stands behind is news to it.
        told, more = body[:len(wanted)], body[len(wanted):]
        tap.equal((status, headers["Content-Type"], told), (200, "application/x-barrio-receipts", wanted),
                  "its batch is answered as a hub of its time did" + again)
        tap.ok(more.find(b"\0") == len(more) - 1, "and one promise stands behind" + again, more)
    rows = {row["meta-instanceID"]: row["word"] for row in pair.hub.csv("voz")}
    tap.equal(rows.get("uuid:5d37b94d-4ebc-4746-b30f-9cd41a8f856e"), "una banca", "and is in the archive")
    tap.equal(len(rows), 5, "each answer once")


def for_older_hubs(_):
    for version in ("1", "2"):
        for agent in (SYNC, os.path.join(BARE, "barrio-sync")):
            server = Server(barrio=version)
            server.forms = {"voz": dict(name="voz", version="1", xml=open(FORM, "rb").read())}
            bodies, take = [], server.take
            server.take = lambda path, body, kind: bodies.append((path, body)) or take(path, body, kind)
            station = Station(server.url)
            station.program = agent
            station.add(*range(20), form="voz", make=voz)
            station.run("--once")
            used = {f[0] for path, body in bodies if path.startswith("/batches") for f in batches.packed_frames(body)}
            tap.equal((used, server.stored), ({batches.ZSTD if agent == SYNC else 0}, station.given),
                      f"a hub of version {version} is sent what it knows"
                      + ("" if agent == SYNC else ", unpacked where the agent has no zstd"))
            station.close()
            server.close()


case(against_the_empty_instance)
case(where_the_hub_does_not_know_it)
case(at_a_station_without_zstd, agent=os.path.join(BARE, "barrio-sync"))
case(at_a_hub_without_zstd, hub=os.path.join(BARE, "barrio-hub"))
case(from_a_station_of_version_2)
tap.attempt("older hubs", for_older_hubs, None)
tap.done()
