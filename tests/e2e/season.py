#!/usr/bin/python3
"""One season of a neighbourhood, whole: three stations, two of them mostly
without a network, one of these with a field worker; a Leader, a Facilitator, a
Coordinator, a Sponsor and an Expert; PEOPLE residents (600 in check-long). An
idea is written on a real screen, backed at other stations, refused with a
reason that is read where it was born; a problem is admitted; replies are
rated; a promise grows late by itself, offline; coverage names who was left
out; release after release keeps its rules."""
import csv
import io
import json
import os
import random
import shutil
import sys
import tempfile
import types

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))
import tap  # noqa: E402
from attacker import attack  # noqa: E402
from civic import City, today  # noqa: E402
from resident_pty import Resident  # noqa: E402
from stand import BUILD, Station, command, program  # noqa: E402
from worker_pty import Place, Worker  # noqa: E402

PEOPLE = int(os.environ.get("PEOPLE", "150"))
VISITED = 5
FORMS = ("barrio", "idea", "backing", "rating")


class Season:
    def __init__(self, folder):
        self.folder = folder
        forms = f"{folder}/forms"
        os.makedirs(forms + "/barrio-media")
        for form in FORMS:
            shutil.copy(f"{BUILD}/forms/{form}.xml", forms)
        with open(forms + "/barrio-media/station.conf", "w", encoding="utf-8") as f:
            f.write("why = To choose what to mend first in 2027\nreply_by = 2027-01-15\ngroup = no_escuchados\n"
                    "reader = One person of the Streets Office\n")
        self.city = City(folder, [f"{forms}/{f}.xml" for f in FORMS])
        self.hub = self.city.hub
        self.stations = [Station(f"{folder}/{n}", self.hub, n) for n in ("luna-1", "luna-2", "luna-3")]
        for station in self.stations:
            station.sync()
        self.texts = folder + "/texts"
        open(self.texts, "w").write("word: seeded\n")
        self.random = random.Random(20140124)
        self.seed = 0
        self.given = 0

    def answer(self, station, count):
        """Residents answer the survey: seeded, as plausible people would."""
        self.seed += 1
        command(program("barrio-seed"), "--data", station.data, "--forms", self.barrio_alone(station), "--station",
                station.name, "--count", str(count), "--seed", str(self.seed), "--texts", self.texts)
        self.given += count

    def barrio_alone(self, station):
        folder = station.folder + "/barrio"
        if not os.path.isdir(folder):
            os.makedirs(folder)
            shutil.copy(f"{station.forms}/barrio.xml", folder)
        return folder

    def sit(self, station, now=None):
        """Somebody sits down at a station's screen, in Spanish."""
        env = {"TZ": "America/Mexico_City"}
        if now:
            env["BARRIO_NOW"] = now
        r = Resident(station.kiosk_argv("--guard-ms", "0", "--bidi", "no"), columns=80, rows=24, env=env)
        r.wait_for("5")
        r.settle()
        r.key("5")
        r.settle()
        r.key("1")
        r.settle()
        return r

    def keys(self, r, *keys):
        for key in keys:
            r.key(key)
            r.settle()

    def release(self):
        run = self.hub.run("release", "barrio", check=False)
        return int(run.stdout.split()[-1]) if run.returncode == 0 else None


def choose(r, words):
    """Presses the key before a label of the list, page after page."""
    for _ in range(20):
        lines = r.lines()
        for line in lines:
            if words in line and "│" in line:
                r.key(line.split("│")[1].strip()[-1])
                r.settle()
                return
        r.key("pagedown")
        r.settle()
    raise AssertionError(f"no {words!r} on the screen:\n{r.text()}")


def admits_and_asks(s):
    s.city.say(kind="problem", title_es="Agua por la noche", body_es="De noche no llega. No es solo dinero.")
    s.city.say(kind="promise", title_es="Luz en el callejón", body_es="Cuatro lámparas.", due=today(4), office="Calles")
    s.city.say(kind="reply", standing="did", title_es="Sombra en la clínica", body_es="Dos bancas con techo.")
    targets = "place luna-1 60\nplace luna-2 60\nplace luna-3 60\nlanguage es 100\nlanguage ar 40\ngroup llegaron 900\n"
    status = s.city.coordinator.post("/forms/barrio/coverage", "/forms/barrio/coverage", plan=targets)[0]
    tap.equal(status, 303, "the Coordinator says whom the survey means to hear")
    for station in s.stations:
        station.sync()
        tap.ok(os.path.exists(station.data + "/published/bulletin/bulletin.atom"),
               f"{station.name}: the bulletin came down under the signed manifest")


def charter(s):
    r = s.sit(s.stations[0])
    choose(r, "La vida en esta esquina")
    text = " ".join(r.text().split())
    for word in ("To choose what to mend first in 2027", "15 ene 2027", "One person of the Streets Office", "10 personas"):
        tap.ok(word in text, f"before the first question the notice says: {word}", r.text())
    r.close()


def idea_is_born(s):
    """Offline, at luna-2, on a real screen."""
    r = s.sit(s.stations[1])
    choose(r, "Una idea para el barrio")
    s.keys(r, "#")
    for text in ("sombra", "bancas", "plaza"):
        s.keys(r, *text, "#")
    s.keys(r, "#")
    r.wait_for("guardada")
    r.close()
    s.stations[1].sync()
    page = s.city.facilitator.ask("GET", "/ideas/review?lang=en")[2].decode()
    tap.ok("sombra" in page and "luna-2" in page, "an idea written at luna-2 waits for the Facilitator", page[-3000:])
    tap.equal(s.city.decide("open"), 303, "who publishes it")


def idea_is_backed(s):
    for station in s.stations:
        station.sync()
    for i in range(12):
        r = s.sit(s.stations[i % 3])
        choose(r, "Ideas de vecinas y vecinos")
        choose(r, "sombra")
        s.keys(r, "#")
        tap.ok("guardada" in r.text(), f"resident {i + 1} backs it", r.text()) if i == 0 else None
        s.keys(r, "#", "#")
        r.close()
    for station in s.stations:
        station.sync()
    s.hub.run("bulletin")
    idea = s.city.entries("idea")[0]
    tap.equal(idea["people"], "12", "twelve residents backed it at three stations, each once a visit")


def reply_is_rated(s):
    for i in range(10):
        r = s.sit(s.stations[i % 2])
        choose(r, "Lo que respondió la ciudad")
        choose(r, "Sombra en la clínica")
        s.keys(r, "#", str(3 + i % 3))
        r.close()
    for station in s.stations:
        station.sync()
    s.hub.run("bulletin")
    reply = s.city.entries("reply")[0]
    tap.equal((reply["people"], reply["score"]), ("10", "39"), "ten residents rated the reply, 3.9 of 5")


def idea_is_answered(s):
    """The reason is read where the idea was born."""
    idea = s.city.entries("idea")[0]
    words = {"id": idea["id"], "kind": "idea", "title_es": "sombra", "place": "luna-2"}
    tap.equal(s.city.say(standing="not_now", **words), 422, "the city owes a reason")
    tap.equal(s.city.say(standing="not_now", reason_es="Primero se arregla el drenaje.", **words), 303, "and gives it")
    for station in s.stations:
        station.sync()
    r = s.sit(s.stations[1])
    choose(r, "Lo que respondió la ciudad")
    choose(r, "sombra")
    tap.ok("AHORA NO" in r.text() and "Primero se arregla el drenaje." in r.text(),
           "luna-2 shows the answer and its reason", r.text())
    r.close()


def promise_is_late(s):
    """The network is gone; the calendar goes on."""
    for days, words in ((4, "PROMETIDO"), (16, "TARDE por 12 días")):
        r = s.sit(s.stations[2], now=f"{today(days)}T18:00:00Z")
        choose(r, "Lo que respondió la ciudad")
        tap.ok(words in r.text(), f"after {days} days luna-3 says: {words}", r.text())
        r.close()


def field_worker(s):
    """Who came from elsewhere does not come to the stations: ana goes to them,
    with the third one, and without a network."""
    station = s.stations[2]
    place = types.SimpleNamespace(folder=station.data)
    Place.add_worker(place, "ana")
    with Worker(place, settings=("--station", station.name)) as worker:
        worker.sign_in()
        for i in range(VISITED):
            worker.type("esquina")
            worker.press("2", "1", "1", *"sombra", "enter")
            worker.wait_for("Quienes llegaron")
            line = next(line for line in worker.lines() if "Quienes llegaron" in line)
            worker.press(line[:line.index("Quienes llegaron")].split("│")[-2].strip(), "#", "#")
            tap.ok(worker.shows("Terminada"), f"she writes down what person {i + 1} says", worker.text())
    s.given += VISITED
    station.sync()
    heard = s.city.sql("SELECT envelope FROM response WHERE envelope LIKE '%\"field\"%'")
    tap.equal(len(heard), VISITED, "what a field worker heard arrives as such")


def releases_follow(s):
    left = PEOPLE
    made = []
    while left:
        for i, station in enumerate(s.stations):
            n = min(left, s.random.randint(3, 8) * (6, 3, 1)[i])
            left -= n
            if n:
                s.answer(station, n)
        s.stations[0].sync()
        if s.random.random() < 0.5 or not left:
            s.stations[1].sync()
        if s.random.random() < 0.3 or not left:
            s.stations[2].sync()
        number = s.release()
        made += [number] if number is not None else []
    page = s.city.leader.ask("GET", "/forms/barrio/release?lang=en")[2].decode()
    tap.ok("10 more people make the next release" in page or "Publish the next" in page,
           "the Leader sees how many people it takes", page[-800:])
    tap.ok(len(made) >= 2, "releases are made as people come", made)
    base = f"{s.hub.folder}/publications/releases/barrio"
    for number in (n for n in made if n):
        told, small, tried = attack(f"{base}/{number}")
        tap.ok(not told and not small and tried, f"release {number}: nobody is told of ({tried} attacked)", (told, small))
    last = json.load(open(f"{base}/{made[-1]}/results.json"))
    tap.equal(last["people"], s.given, "the last one counts everybody who answered, once")
    account = list(csv.DictReader(io.StringIO(open(f"{base}/{made[-1]}/totals.csv").read())))
    tap.equal(sum(int(t["n"]) for t in account), s.given, "and its account sums to all that came")
    for station in s.stations:
        station.sync()
    r = s.sit(s.stations[0])
    choose(r, "Lo que respondió la ciudad")
    choose(r, f"Cifras: publicación {made[-1]}")
    tap.ok(str(s.given) in r.text(), "the station shows the same release", r.text())
    r.close()


def left_out(s):
    page = s.city.sponsor.ask("GET", "/forms/barrio/coverage?lang=en")[2].decode()
    left = ("العربية", "People who came from elsewhere")
    wanted = (f"<b>{left[0]}</b> is missing", f"<b>{left[1]}</b> are missing")
    tap.ok(all(w in page for w in wanted), "coverage names the language and the group that were left out",
           page[page.index("needs"):][:1500])
    public = s.hub.get("/missing/barrio?lang=en")[2].decode()
    tap.ok(all(w in public for w in left) and "missing" in public and "<script" not in public,
           "and so does the public page")
    for path in ("/r/barrio", "/promises", "/ideas", "/missing/barrio", "/who/barrio"):
        for language in ("es", "en"):
            status, _, body = s.hub.get(f"{path}?lang={language}")
            tap.ok(status == 200 and len(body) < 60000, f"{path} in {language}: under 60 kB", (status, len(body)))


def main():
    folder = tempfile.mkdtemp(prefix="barrio-season.")
    season = Season(folder)
    for case in (admits_and_asks, charter, idea_is_born, idea_is_backed, reply_is_rated, idea_is_answered,
                 promise_is_late, field_worker, releases_follow, left_out):
        tap.attempt(case.__name__, case, season)
    season.city.close()
    shutil.rmtree(folder)
    tap.done()


main()
