#!/usr/bin/python3
"""A station without a network for ever: answers go by stick and verdicts come
back, each answer counts once whichever way it went, and a stick that somebody
prepared does no harm."""
import hashlib
import os
import re
import sqlite3
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, ".."))
import proof_reference
import stand
import tap
from between import Between
from place import Place
from station import Station

FORM = os.path.join(HERE, "..", "forms", "voz.xml")
FILES = os.path.join(HERE, "..", "forms", "files.xml")
WORD = b"w-secret-"


def voz(number):
    name = f"uuid:00000000-0000-4000-8000-{number:012d}"
    return name, (f'<data xmlns:orx="http://openrosa.org/xforms" id="voz" version="1"><word>{WORD.decode()}{number}'
                  f"</word><orx:meta><orx:instanceID>{name}</orx:instanceID></orx:meta>"
                  f"</data>").encode()


class Scene:
    """A hub, a station that it once enrolled, and a stick."""

    def __init__(self, top):
        self.top = top
        self.hub = stand.Hub(os.path.join(top, "hub"))
        self.hub.publish(FORM, FILES)
        token = self.hub.station("luna")
        self.hub.start()
        self.station = Station(self.hub.url, auth="bearer", token=token, sticks=os.path.join(top, "media"))
        assert self.station.run("--once").returncode == 0
        self.station.settings["url"] = "http://127.0.0.1:9"
        self.stick = os.path.join(top, "media", "usb")
        os.makedirs(self.stick)
        with open(os.path.join(self.station.folder, "keys", "station.key")) as file:
            _, _, name, secret = file.read().split()
        self.key = proof_reference.Key(name, proof_reference.base64.b64decode(secret))

    def close(self):
        self.station.close()
        self.hub.stop()

    def files(self, ending=""):
        folder = os.path.join(self.stick, "barrio")
        return sorted(n for n in os.listdir(folder) if n.endswith(ending)) if os.path.isdir(folder) else []

    def path(self, name):
        return os.path.join(self.stick, "barrio", name)

    def read(self, name):
        with open(self.path(name), "rb") as file:
            return file.read()

    def write(self, name, data):
        os.makedirs(os.path.join(self.stick, "barrio"), exist_ok=True)
        with open(self.path(name), "wb") as file:
            file.write(data)

    def bundle(self):
        return self.station.run("bundle", self.stick)

    def take(self):
        return self.hub.run("import", self.stick, check=False)

    def stored(self):
        return sorted(row["meta-instanceID"] for row in self.hub.csv("voz"))


def case(function):
    with tempfile.TemporaryDirectory() as top:
        scene = Scene(top)
        try:
            tap.attempt(function.__name__.replace("_", " "), function, scene)
        finally:
            scene.close()


def answers_go_by_stick_and_verdicts_come_back(s):
    s.station.add(*range(300), form="voz", make=voz)
    done = s.bundle()
    tap.ok(done.returncode == 0 and "300 answers written" in done.stdout, "the station writes a bundle",
           done.stdout + done.stderr)
    name, = s.files()
    tap.ok(re.fullmatch(r"luna-1-\d{13}\.answers", name), "named after the station and the time", name)
    tap.ok(WORD not in s.read(name) and b"instanceID" not in s.read(name), "nothing of an answer can be read in it")
    tap.equal(s.station.target()["waiting"], 300, "writing it settles nothing")
    before = s.read(name)
    s.bundle()
    again, = s.files()
    tap.ok(again != name and s.read(again) != before, "a second one takes the place of the first")
    done = s.take()
    tap.ok(done.returncode == 0 and "300 answers, 300 kept" in done.stdout, "the hub takes it", done.stdout + done.stderr)
    tap.equal(s.stored(), sorted(s.station.given), "and has every answer")
    tap.equal(len(s.files(".verdicts")), 1, "its verdicts lie beside it")
    done = s.take()
    tap.ok("300 answers, 300 kept" in done.stdout, "taking it again gives the same verdicts", done.stdout)
    tap.equal(s.stored(), sorted(s.station.given), "and changes nothing")
    done = s.bundle()
    tap.ok("0 answers written, 300 confirmed" in done.stdout, "the station takes the verdicts", done.stdout + done.stderr)
    tap.equal((s.station.target()["waiting"], s.files()), (0, []), "nothing waits, and the stick is empty again")
    s.station.settings["retention_days"] = 1
    db = s.station.open()
    confirmed = db.execute("SELECT count(*) FROM delivery WHERE confirmed = 1").fetchone()[0]
    db.close()
    tap.equal(confirmed, 300, "each is confirmed, so that the retention days may delete it")


def held_without_proof(place):
    db = sqlite3.connect(os.path.join(place.station.data, "station.db"))
    rows = db.execute("SELECT (SELECT count(*) FROM response), (SELECT count(*) FROM response AS r WHERE leaf_index >="
                      " coalesce((SELECT max(size) FROM heard AS h WHERE h.epoch = r.epoch), 0)),"
                      " (SELECT count(*) FROM heard)").fetchone()
    db.close()
    return rows


def deletes_what_it_may(place, wanted):
    """The agent a month later, for some seconds or until so many answers are left: it reaches a hub, for the time, but
    one that proves nothing. How many are left."""
    db = sqlite3.connect(os.path.join(place.station.data, "station.db"))
    with db:
        db.execute("UPDATE delivery SET settled_ms = settled_ms - 30 * 86400000")
    db.close()
    conf = place.station.conf
    before = open(conf, encoding="utf-8").read()
    with open(conf, "w", encoding="utf-8") as file:
        file.write(re.sub(r"(?m)^url = .*", f"url = {place.hub.url}", before) + "retention_days = 1\n")
    with Between(place, "put-off"):
        agent = subprocess.Popen(place.station.sync_argv(), stderr=subprocess.PIPE, text=True)
        end = time.monotonic() + 5
        while held_without_proof(place)[0] != wanted and time.monotonic() < end:
            time.sleep(0.1)
        if held_without_proof(place)[0] == wanted:
            time.sleep(1)
        agent.terminate()
        agent.communicate()
    with open(conf, "w", encoding="utf-8") as file:
        file.write(before)
    return held_without_proof(place)[0]


def the_log_goes_along_and_its_proofs_come_back():
    with Place() as place:
        conf = open(place.station.conf, encoding="utf-8").read()
        cut_off = re.sub(r"(?m)^url = .*", "url = http://127.0.0.1:9", conf)
        with open(place.station.conf, "w", encoding="utf-8") as file:
            file.write(cut_off)
        stick = os.path.join(place.folder, "usb")
        os.mkdir(stick)
        place.answer(40)
        tap.equal(place.station.sync("bundle", stick, check=False).returncode, 0, "a bundle with the log in it")
        tap.equal(place.hub.run("import", stick, check=False).returncode, 0, "is taken")
        log = place.hub.get("/proof/log")[2].decode()
        tap.equal(len(re.findall(r"^answer ", log, re.M)), 40, "and its lines stand in the public log at once")
        proofs = os.path.join(stick, "barrio", next(n for n in os.listdir(stick + "/barrio") if n.endswith(".proofs")))
        kept = open(proofs, "rb").read()
        os.remove(proofs)
        run = place.station.sync("bundle", stick, check=False)
        tap.ok("40 confirmed" in run.stdout and held_without_proof(place) == (40, 40, 1),
               "verdicts alone prove nothing", f"{run.stdout}{run.stderr}{held_without_proof(place)}")
        tap.equal(deletes_what_it_may(place, 40), 40, "and delete nothing")
        with open(proofs, "wb") as file:
            file.write(kept[:-9] + b"?" + kept[-8:])
        run = place.station.sync("bundle", stick, check=False)
        tap.ok("1 files refused" in run.stdout and held_without_proof(place)[1] == 40, "nor do damaged proofs",
               run.stdout + run.stderr)
        with open(proofs, "wb") as file:
            file.write(kept)
        run = place.station.sync("bundle", stick, check=False)
        tap.ok("proved by stick" in run.stderr and held_without_proof(place) == (40, 0, 1), "the hub's own do",
               run.stdout + run.stderr)
        tap.ok(not [n for n in os.listdir(stick + "/barrio") if n.endswith((".proofs", ".verdicts"))],
               "and are taken off the stick", os.listdir(stick + "/barrio"))
        place.answer(2)
        tap.equal(place.station.sync("bundle", stick, check=False).returncode, 0, "the next bundle goes on from there")
        place.hub.run("import", stick)
        run = place.station.sync("bundle", stick, check=False)
        tap.equal(held_without_proof(place), (42, 0, 1), "with the next answers")
        key = place.hub.get("/proof/key")[2].decode().strip()
        file = os.path.join(place.folder, "log")
        with open(file, "wb") as out:
            out.write(place.hub.get("/proof/log")[2])
        run = stand.command(stand.program("barrio-verify"), "log", file, "--key", key, check=False)
        tap.equal(run.returncode, 0, "and barrio-verify finds nothing wrong")
        tap.equal(deletes_what_it_may(place, 0), 0, "what was proved may be deleted")


def attachments_come_along(s):
    with open(FILES) as file:
        text = file.read()
    form = re.search(r'id="([^"]+)" version="([^"]*)"', text)
    field = re.search(r'nodeset="/data/(\w+)" type="binary"', text)[1]

    def make(number):
        name = f"uuid:00000000-0000-4000-8000-{number:012d}"
        return name, (f'<data xmlns:orx="http://openrosa.org/xforms" id="{form[1]}" version="{form[2]}">'
                      f"<{field}>foto.jpg</{field}><orx:meta><orx:instanceID>{name}</orx:instanceID></orx:meta>"
                      f"</data>").encode()

    photo = os.urandom(300000)
    s.station.add(1, form=form[1], version=form[2], make=make, attachments=[("foto.jpg", photo)])
    s.bundle()
    done = s.take()
    tap.ok("1 answers, 1 kept" in done.stdout, "an answer with a photo is taken", done.stdout + done.stderr)
    sha = hashlib.sha256(photo).hexdigest()
    kept = os.path.join(s.hub.folder, "files", sha[:2], sha)
    with open(kept, "rb") as file:
        tap.ok(file.read() == photo, "with every byte of it")
    s.bundle()
    tap.equal(s.station.target()["waiting"], 0, "and is settled")


def an_answer_that_went_both_ways_counts_once(s):
    s.station.add(*range(50), form="voz", make=voz)
    s.bundle()
    s.station.settings["url"] = s.hub.url
    tap.equal(s.station.run("--once").returncode, 0, "what lies on the stick also goes by network")
    s.take()
    tap.equal(s.stored(), sorted(s.station.given), "each is there once")
    s.station.settings["url"] = "http://127.0.0.1:9"
    s.station.add(*range(50, 60), form="voz", make=voz)
    s.bundle()
    s.take()
    s.station.settings["url"] = s.hub.url
    s.station.run("--once")
    tap.equal(s.stored(), sorted(s.station.given), "and in the other order, too")
    s.bundle()
    tap.equal((s.station.target()["waiting"], s.files()), (0, []), "verdicts that come late do no harm")


def unknown_forms_and_conflicts_have_their_verdicts(s):
    s.station.add(1, form="voz", make=voz)
    s.station.add(2, form="unheard", version="1")
    s.station.add(3, form="voz", make=lambda n: (voz(n)[0], b"<data"))
    s.bundle()
    done = s.take()
    tap.ok("3 answers, 1 kept" in done.stdout, "the hub keeps what it can", done.stdout)
    s.bundle()
    target = s.station.target()
    tap.equal((target["waiting"], target["parked"]), (1, 1), "what has no form waits, what is broken is parked")


def a_bundle_that_was_touched_is_refused(s):
    s.station.add(*range(10), form="voz", make=voz)
    s.bundle()
    name, = s.files()
    good = s.read(name)
    other = proof_reference.Key("sol/1", b"\3" * 32)
    head, _, rest = good.partition(b"\n\n")
    line, _, sealed = rest.partition(b"\n")
    text = head.decode() + "\n"
    spoilt = [("a byte of the sealed part", good[:-1] + bytes([good[-1] ^ 1])),
              ("its end", good[:-40]), ("something behind it", good + b"x"),
              ("its number", good.replace(b"number 1", b"number 2", 1)),
              ("its signature", (text + "\n" + other.sign_line(text)).encode() + sealed),
              ("its sender", (lambda t: (t + "\n" + other.sign_line(t)).encode() + sealed)(
                  text.replace(s.key.verifier(), other.verifier()))),
              ("its receiver", (lambda t: (t + "\n" + s.key.sign_line(t)).encode() + sealed)(
                  re.sub(r"to \S+", "to " + other.verifier(), text))),
              ("all of it", b"nonsense"), ("nothing but emptiness", b"")]
    for what, data in spoilt:
        s.write(name, data)
        done = s.take()
        tap.ok(done.returncode != 0 and "refused" in done.stdout, f"changed in {what}: refused with a reason", done.stdout)
    tap.equal((s.stored(), s.files(".verdicts")), ([], []), "nothing of all that was taken or answered")
    s.write("b-" + name, b"nonsense")
    s.write(name, good)
    done = s.take()
    tap.equal(len(s.stored()), 10, "a bad bundle holds no good one back")
    os.unlink(s.path("b-" + name))
    s.hub.run("station", "revoke", "luna")
    s.station.add(11, form="voz", make=voz)
    s.bundle()
    done = s.take()
    tap.ok("taken away" in done.stdout and len(s.stored()) == 10, "a station whose key was taken away is refused",
           done.stdout)


def forged_verdicts_settle_nothing(s):
    s.station.add(*range(5), form="voz", make=voz)
    s.bundle()
    s.take()
    name, = s.files(".verdicts")
    good = s.read(name)
    head, _, rest = good.partition(b"\n\n")
    sealed = rest.partition(b"\n")[2]
    text = head.decode() + "\n"
    other = proof_reference.Key("127.0.0.1/1", b"\3" * 32)
    own = text.replace(re.search(r"from (\S+)", text)[1], other.verifier())
    for what, data in (("signed by somebody else", (text + "\n" + other.sign_line(text)).encode() + sealed),
                       ("from another hub", (own + "\n" + other.sign_line(own)).encode() + sealed),
                       ("changed", good[:-1] + bytes([good[-1] ^ 1])), ("cut", good[:-7]), ("empty", b"")):
        s.write(name, data)
        done = s.bundle()
        tap.ok(done.returncode == 1 and "1 files refused" in done.stdout, f"verdicts {what} are refused", done.stdout)
        tap.equal(s.station.target()["waiting"], 5, f"verdicts {what} settle nothing")
    s.write(name, good)
    s.bundle()
    tap.equal(s.station.target()["waiting"], 0, "the genuine ones do")


def a_prepared_stick_does_no_harm(s):
    victim = os.path.join(s.top, "victim")
    with open(victim, "w") as file:
        file.write("precious")
    s.station.add(*range(5), form="voz", make=voz)
    s.bundle()
    name, = s.files()
    base = name.removesuffix(".answers")
    os.symlink(victim, s.path("link.answers"))
    os.symlink(victim, s.path(base + ".verdicts"))
    os.symlink(victim, s.path(base + ".verdicts.part"))
    os.mkfifo(s.path("pipe.answers"))
    os.mkdir(s.path("folder.answers"))
    with open(s.path("large.answers"), "wb") as file:
        file.truncate(65 * 1024 * 1024)
    s.write("a\nb.answers", b"x")
    s.write(".hidden.answers", b"x")
    done = s.take()
    tap.ok("5 answers, 5 kept" in done.stdout and done.returncode != 0, "what is good is taken, the rest told",
           done.stdout + done.stderr)
    with open(victim) as file:
        tap.equal(file.read(), "precious", "no link was followed")
    tap.ok(not os.path.islink(s.path(base + ".verdicts")), "the verdicts are a file of their own")
    os.symlink(victim, s.path("luna-1-17.verdicts"))
    done = s.bundle()
    tap.equal(s.station.target()["waiting"], 0, "the station takes them past all that")
    with open(victim) as file:
        tap.equal(file.read(), "precious", "and follows no link either")
    for i in range(1200):
        s.write(f"n{i:04d}.answers", b"x")
    done = s.take()
    tap.ok(done.stdout.count("refused") <= 1010, "a flood of files is cut off")
    away = os.path.join(s.top, "away")
    os.rename(os.path.join(s.stick, "barrio"), away)
    os.symlink(away, os.path.join(s.stick, "barrio"))
    tap.ok(s.take().returncode != 0 and s.bundle().returncode != 0, "a folder that is a link is not entered")


def a_permitted_stick_is_served_when_plugged_in(s):
    s.station.add(*range(5), form="voz", make=voz)
    os.makedirs(os.path.join(s.stick, "barrio"))
    agent = s.station.start()
    tap.ok(s.station.wait_for(lambda: s.station.status()["running"]), "the agent runs")
    s.station.ring()
    s.station.ring()
    s.hub.run("stick", os.path.join(s.top, "elsewhere"), check=False)
    db = s.station.open()
    tap.equal(s.files(), [], "a stick without the hub's permission is left alone")
    s.hub.run("stick", s.stick)
    s.station.ring()
    tap.ok(s.station.wait_for(lambda: s.files(".answers")), "one with it is written to by itself")
    first = s.files(".answers")
    s.station.add(6, form="voz", make=voz)
    s.station.ring()
    s.take()
    os.rename(s.stick, os.path.join(s.top, "out"))
    db.execute("INSERT INTO note VALUES ('stick_asked', 'yes') ON CONFLICT DO UPDATE SET value = 'yes'")
    s.station.ring()
    said = lambda: (db.execute("SELECT value FROM note WHERE name = 'stick_said'").fetchone() or [""])[0]
    tap.ok(s.station.wait_for(lambda: "no stick" in said()), "with none there, the operator is told")
    os.rename(os.path.join(s.top, "out"), s.stick)
    db.execute("UPDATE note SET value = 'yes' WHERE name = 'stick_asked'")
    s.station.ring()
    tap.ok(s.station.wait_for(lambda: "5 confirmed" in said()), "back again, its verdicts are taken", said())
    tap.ok(s.station.wait_for(lambda: s.files(".answers") and s.files(".answers") != first), "and what came since is written")
    s.station.stop(agent)
    db.close()
    os.unlink(s.path("stick.key"))


def a_mounted_stick_wakes_the_agent(s):
    """A real mount, in a namespace of its own."""
    if os.geteuid() != 0 or subprocess.run(["unshare", "-m", "true"], capture_output=True).returncode:
        return tap.skip("a mounted stick wakes the agent", "needs root and namespaces")
    s.station.add(*range(5), form="voz", make=voz)
    ready = os.path.join(s.top, "ready")
    os.makedirs(ready)
    s.hub.run("stick", ready)
    script = ('"$@" & agent=$!; until [ -p "$FOLDER/wake" ]; do sleep 0.1; done; sleep 1; '
              'mount --bind "$READY" "$STICK"; n=0; '
              'until ls "$READY"/barrio/*.answers >/dev/null 2>&1 || [ $n = 200 ]; do sleep 0.1; n=$((n + 1)); done; '
              'kill $agent; wait $agent')
    subprocess.run(["unshare", "-m", "sh", "-c", script, "sh", *s.station.command()], timeout=120, capture_output=True,
                   env={**os.environ, "FOLDER": s.station.folder, "READY": ready, "STICK": s.stick})
    tap.equal(len([n for n in os.listdir(os.path.join(ready, "barrio")) if n.endswith(".answers")]), 1,
              "mounting it is enough")


def what_is_missing_is_said(s):
    fresh = Station("http://127.0.0.1:9")
    done = fresh.run("bundle", s.stick)
    tap.ok(done.returncode == 1 and "enrol" in done.stderr, "a station that is not enrolled is told so", done.stderr)
    fresh.close()
    tap.equal(s.station.run("bundle").returncode, 2, "a stick must be named")
    tap.ok(s.station.run("bundle", s.stick + "/nothing").returncode == 1, "one that is not there is an error")
    tap.equal(s.hub.run("import", s.top, check=False).returncode, 3, "a stick without the folder, too")


for function in (answers_go_by_stick_and_verdicts_come_back, attachments_come_along,
                 an_answer_that_went_both_ways_counts_once, unknown_forms_and_conflicts_have_their_verdicts,
                 a_bundle_that_was_touched_is_refused, forged_verdicts_settle_nothing, a_prepared_stick_does_no_harm,
                 a_permitted_stick_is_served_when_plugged_in, a_mounted_stick_wakes_the_agent, what_is_missing_is_said):
    case(function)
tap.attempt("the log goes along and its proofs come back", the_log_goes_along_and_its_proofs_come_back)
tap.done()
