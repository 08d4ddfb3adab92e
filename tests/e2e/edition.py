#!/usr/bin/python3
"""What a hub publishes reaches its stations whole, under its signature, or
not at all. A relay between the two stands for whoever sits on the way: it
shows old editions, editions of another key, and spoilt files."""
import hashlib
import os
import re
import signal
import socket
import sys
import tempfile
import threading

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, ".."))
import proof_reference
import stand
import tap
from openrosa_server import Server
from relay import Relay
from station import Station

FORM = os.path.join(HERE, "..", "forms", "voz.xml")


class Scene:
    """A hub that publishes, a relay, and one station."""

    def __init__(self, top):
        self.hub = stand.Hub(os.path.join(top, "hub"))
        self.hub.publish(FORM)
        self.token = self.hub.station("luna-3")
        self.hub.start()
        self.relay = Relay(self.hub.port)
        self.top = top
        self.station = Station(self.relay.url, auth="bearer", token=self.token)
        self.offer("bulletin", "barrio.atom", b"<feed>one</feed>")

    def close(self):
        self.station.close()
        self.relay.close()
        self.hub.stop()

    def offer(self, kind, name, content):
        path = os.path.join(self.top, name)
        with open(path, "wb") as file:
            file.write(content)
        self.hub.run("offer", kind, path)

    def note(self):
        return self.hub.get("/edition", self.token)[2].decode()

    def file(self, *parts):
        try:
            with open(os.path.join(self.station.folder, *parts), "rb") as file:
                return file.read()
        except FileNotFoundError:
            return None

    def bulletin(self):
        return self.file("published", "bulletin", "barrio.atom")

    def pull(self):
        done = self.station.run("--once")
        return done.returncode, self.station.target()["trouble"]


def case(function):
    with tempfile.TemporaryDirectory() as top:
        scene = Scene(top)
        try:
            tap.attempt(function.__name__.replace("_", " "), function, scene)
        finally:
            scene.close()


def everything_published_arrives(s):
    s.offer("theme", "fiesta.theme", b"colours")
    s.offer("release", "voz-1.csv", b"a,b\n1,2\n")
    s.offer("release", "con espacio 1.csv", b"x")
    tap.equal(s.pull(), (0, "none"), "the station follows")
    with open(FORM, "rb") as form:
        tap.equal(s.file("forms", "voz.xml"), form.read(), "a form is there, byte by byte")
    tap.equal(s.bulletin(), b"<feed>one</feed>", "the bulletin is there")
    tap.equal(s.file("published", "theme", "fiesta.theme"), b"colours", "a theme is there")
    tap.equal(s.file("published", "release", "voz-1.csv"), b"a,b\n1,2\n", "a release is there")
    tap.equal(s.file("published", "release", "con espacio 1.csv"), b"x", "whatever its name")
    first = int(re.search(r"number (\d+)", s.note())[1])
    s.offer("bulletin", "barrio.atom", b"<feed>one</feed>")
    tap.equal(int(re.search(r"number (\d+)", s.note())[1]), first, "the same bytes make no new edition")
    s.offer("bulletin", "barrio.atom", b"<feed>two</feed>")
    s.hub.run("withdraw", "theme", "fiesta.theme")
    before = len(s.relay.seen)
    tap.equal(s.pull(), (0, "none"), "and follows again")
    tap.equal([p for p, _ in s.relay.seen[before:] if "heartbeat" not in p],
              ["/edition", "/edition/bulletin/barrio.atom"], "only what changed is fetched")
    tap.equal(s.bulletin(), b"<feed>two</feed>", "the bulletin is the new one")
    tap.equal(s.file("published", "theme", "fiesta.theme"), None, "what was withdrawn is gone")
    tap.ok(int(re.search(r"number (\d+)", s.note())[1]) > first, "under a higher number")
    s.hub.run("form", "closing", "voz")
    s.pull()
    tap.equal(s.file("forms", "voz.xml"), None, "a form that is closing is offered no more")
    tap.equal(len(os.listdir(os.path.join(s.station.folder, "forms", "old"))), 1, "but kept")
    tap.equal(os.listdir(os.path.join(s.station.folder, "staged")), [], "nothing is left staged")


def the_manifest_is_what_its_header_says(s):
    """Read and verified by a program that shares nothing with ours."""
    note = s.note()
    text, _, lines = note.partition("\n\n")
    text += "\n"
    name, hexid, key = re.search(r"^key (\S+)\+([0-9a-f]{8})\+(\S+)$", text, re.M).groups()
    public = proof_reference.base64.b64decode(key)[1:]
    signature = proof_reference.base64.b64decode(lines.split(" ")[2])
    tap.equal((signature[:4].hex(), lines.split(" ")[1]), (hexid, name), "the line names its key")
    tap.ok(proof_reference.verify(public, text.encode(), signature[4:]), "the signature is genuine")
    tap.equal(s.hub.run("key").strip(), f"{name}+{hexid}+{key}", "barrio-hub key prints it")
    for kind, sha, size, rest in re.findall(r"^(form|bulletin) (\S+) (\d+) (.*)$", text, re.M):
        path = f"/edition/{kind}/{rest}" if kind == "bulletin" else f"/forms/{rest.split(' ')[0]}.xml"
        body = s.hub.get(path, s.token)[2]
        tap.equal((hashlib.sha256(body).hexdigest(), str(len(body))), (sha, size), f"{path} is as told")
    status = os.stat(os.path.join(s.hub.folder, "keys", "hub.key"))
    tap.equal(oct(status.st_mode & 0o777), "0o600", "only the hub's user may read its key")


def a_poll_that_finds_nothing_costs_little(s):
    """Counted on the socket, both ways, headers and all."""
    s.pull()
    moved = [0]

    def count(a, b):
        while data := a.recv(65536):
            moved[0] += len(data)
            b.sendall(data)

    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        door.listen()

        def serve():
            while True:
                client, _ = door.accept()
                hub = socket.create_connection(("127.0.0.1", s.hub.port))
                threading.Thread(target=count, args=(client, hub), daemon=True).start()
                threading.Thread(target=count, args=(hub, client), daemon=True).start()

        threading.Thread(target=serve, daemon=True).start()
        s.station.settings["url"] = f"http://127.0.0.1:{door.getsockname()[1]}"
        s.station.settings["heartbeat_minutes"] = 0
        tap.equal(s.pull(), (0, "none"), "nothing new")
    tap.ok(0 < moved[0] < 300, f"a poll that finds nothing costs {moved[0]} bytes, under 300", moved[0])


def an_older_edition_is_refused(s):
    old = s.note()
    s.offer("bulletin", "barrio.atom", b"<feed>two</feed>")
    s.pull()
    s.relay.spoil = lambda path, body: old.encode() if path.startswith("/edition?") or path == "/edition" else body
    tap.equal(s.pull(), (1, "rollback"), "it is told")
    tap.ok("older" in s.station.target()["sentence"], "in a sentence", s.station.target()["sentence"])
    tap.equal(s.bulletin(), b"<feed>two</feed>", "and nothing was taken")
    s.relay.spoil = lambda path, body: body
    tap.equal(s.pull(), (0, "none"), "then all is well again")


def forged(s, key, change=lambda text: text, name=None):
    text = change(s.note().partition("\n\n")[0] + "\n")
    return text + "\n" + key.sign_line(text)


def what_another_key_signed_is_refused(s):
    s.pull()
    other = proof_reference.Key("127.0.0.1/9", b"\7" * 32)
    higher = lambda text: re.sub(r"number (\d+)", lambda m: f"number {int(m[1]) + 5}", text)
    own = lambda text: re.sub(r"key .*", "key " + other.verifier(), higher(text))
    genuine = s.note()
    for what, note in (("a higher number and a foreign signature", forged(s, other, higher)),
                       ("a foreign key that names itself", forged(s, other, own)),
                       ("a changed text under the old signature",
                        higher(genuine.partition("\n\n")[0]) + "\n\n" + genuine.partition("\n\n")[2]),
                       ("a key that the trusted one did not name, signing beside it",
                        genuine + other.sign_line(genuine.partition("\n\n")[0] + "\n") and
                        own(genuine.partition("\n\n")[0] + "\n") + "\n" + genuine.partition("\n\n")[2] +
                        other.sign_line(own(genuine.partition("\n\n")[0] + "\n")))):
        s.relay.spoil = lambda path, body, n=note: n.encode() if path == "/edition" else body
        tap.equal(s.pull(), (1, "foreign-key"), f"{what} is refused and told")
    tap.equal(s.bulletin(), b"<feed>one</feed>", "nothing was taken")
    fresh = Station(s.relay.url, auth="bearer", token=s.hub.station("luna-4"), hub_key=other.verifier())
    s.relay.spoil = lambda path, body: body
    fresh.run("--once")
    tap.equal(fresh.target()["trouble"], "foreign-key", "a station that was given another key believes nobody")
    fresh.settings["hub_key"] = s.hub.run("key").strip()
    tap.equal(fresh.run("--once").returncode, 0, "until it is given the right one")
    fresh.close()


def a_new_key_is_followed_when_the_old_one_vouches(s):
    s.pull()
    old = s.hub.run("key").strip()
    new = s.hub.run("key", "rotate").strip()
    tap.ok(new != old and "/2+" in new, "the hub has a new key", new)
    s.offer("bulletin", "barrio.atom", b"<feed>two</feed>")
    tap.equal(s.pull(), (0, "none"), "the station follows it")
    tap.equal(s.bulletin(), b"<feed>two</feed>", "and takes what it signs")
    s.hub.run("key", "rotate")
    tap.equal(s.pull(), (0, "none"), "again and again")
    late = Station(s.relay.url, auth="bearer", token=s.hub.station("luna-5"), hub_key=old)
    late.run("--once")
    tap.equal(late.target()["trouble"], "foreign-key", "who slept through two changes must be enrolled again")
    late.close()


def a_spoilt_file_changes_nothing(s):
    s.pull()
    s.offer("bulletin", "barrio.atom", b"<feed>two</feed>")
    s.offer("release", "voz-1.csv", b"figures")
    s.relay.spoil = lambda path, body: body[:-1] if path.endswith("voz-1.csv") else body
    tap.equal(s.pull(), (1, "damaged"), "a file that is not as the manifest says is told")
    tap.equal((s.bulletin(), s.file("published", "release", "voz-1.csv")), (b"<feed>one</feed>", None),
              "and nothing of its edition is switched in")
    s.relay.spoil = lambda path, body: body
    before = len(s.relay.seen)
    tap.equal(s.pull(), (0, "none"), "when it comes whole, all of it is")
    tap.ok("/edition/bulletin/barrio.atom" not in [p for p, _ in s.relay.seen[before:]],
           "and what was staged is not fetched again")
    tap.equal((s.bulletin(), s.file("published", "release", "voz-1.csv")), (b"<feed>two</feed>", b"figures"),
              "together")
    s.relay.spoil = lambda path, body: b"<html>sign in</html>" if path == "/edition" else body
    s.pull()
    tap.equal(s.bulletin(), b"<feed>two</feed>", "a portal's page changes nothing")


def a_switch_is_ended_after_any_kill(s):
    """Killed at each call that changes the disk, then started without a
    network: the station has one edition or the other, whole."""
    files = [("bulletin", "barrio.atom"), ("release", "voz-1.csv"), ("theme", "a.theme")]
    edition = 1
    for kind, name in files:
        s.offer(kind, name, b"1")
    s.pull()
    for call in ("rename", "unlink", "fsync"):
        number = 0
        while True:
            edition += 1
            number += 1
            for kind, name in files:
                s.offer(kind, name, b"%d" % edition)
            argv = s.station.command("--once")
            died = stand.command(*argv, check=False, wrapper=stand.killed_at(call, number)).returncode != 0
            url = s.station.settings["url"]
            s.station.settings["url"] = "http://127.0.0.1:9"
            s.station.run("--once")
            s.station.settings["url"] = url
            here = {s.file("published", kind, name) for kind, name in files}
            if len(here) != 1:
                return tap.ok(False, f"killed at {call} {number}: one edition", here)
            if not died or number > 40:
                break
        tap.ok(number > 1, f"killed at each of {number - 1} {call}: always one whole edition")
        tap.equal(here, {b"%d" % edition}, "and in the end the last one")


def an_unusable_form_holds_nothing_back(s):
    s.pull()
    bad = os.path.join(s.top, "mal.xml")
    with open(FORM) as file:
        text = file.read()
    with open(bad, "w") as file:
        file.write(text.replace('id="voz"', 'id="mal"'))
    s.hub.run("publish", bad)
    s.offer("bulletin", "barrio.atom", b"<feed>two</feed>")
    s.hub.sql("UPDATE form SET body = ? WHERE version = '1' AND family = (SELECT id FROM family WHERE form_id = 'mal')", b"<broken")
    s.hub.sql("UPDATE setting SET value = CAST(value AS INTEGER) + 1 WHERE name = 'edition_number'")
    s.pull()
    tap.equal(s.station.target()["trouble"], "bad-form", "a form that cannot be used is told")
    tap.equal((s.file("forms", "mal.xml"), s.bulletin()), (None, b"<feed>two</feed>"),
              "it is left out, the rest of the edition is not")


def a_form_is_shown_to_its_audience_only(s):
    tap.equal(s.pull(), (0, "none"), "a form without an audience is everybody's")
    tap.ok(s.file("forms", "voz.xml"), "and is here")
    other = s.hub.station("sol-1")
    s.hub.sql("INSERT INTO audience SELECT family.id, station.id FROM family, station "
              "WHERE form_id = 'voz' AND station.name = 'sol-1'")
    s.offer("bulletin", "barrio.atom", b"<feed>two</feed>")
    tap.equal((s.pull(), s.bulletin()), ((0, "none"), b"<feed>two</feed>"), "the rest of the edition is for all")
    tap.equal(s.file("forms", "voz.xml"), None, "a form that is meant for another station goes")
    mine, theirs = s.note(), s.hub.get("/edition", other)[2].decode()
    tap.ok(" voz " not in mine and " voz " in theirs, "each station's list is signed for itself", (mine, theirs))
    s.hub.sql("DELETE FROM audience")
    s.offer("bulletin", "barrio.atom", b"<feed>three</feed>")
    tap.equal((s.pull(), bool(s.file("forms", "voz.xml"))), ((0, "none"), True), "and comes back when it is everybody's again")


def versions_may_differ_by_one(_):
    """A hub of the version before knows no editions; an agent of the version
    before asks for lists alone. Both still have all that they had."""
    older = Server(barrio=True)
    with open(FORM, "rb") as file:
        older.forms = {"voz": dict(name="voz", version="1", xml=file.read())}
    station = Station(older.url)
    station.add(1, 2, form="voz")
    tap.equal(station.run("--once").returncode, 0, "an older hub serves this station")
    tap.ok(os.path.exists(os.path.join(station.folder, "forms", "voz.xml")), "forms come by its list")
    tap.equal(len(older.stored), 2, "answers go in a batch")
    tap.equal([r[1].split("?")[0] for r in older.requests if r[1].startswith("/edition")], [],
              "nothing is asked of it that it does not know")
    station.close()
    older.close()


for function in (everything_published_arrives, the_manifest_is_what_its_header_says,
                 a_poll_that_finds_nothing_costs_little, an_older_edition_is_refused,
                 what_another_key_signed_is_refused, a_new_key_is_followed_when_the_old_one_vouches,
                 a_spoilt_file_changes_nothing, a_switch_is_ended_after_any_kill,
                 an_unusable_form_holds_nothing_back, a_form_is_shown_to_its_audience_only, versions_may_differ_by_one):
    case(function)
tap.done()
