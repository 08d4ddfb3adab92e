#!/usr/bin/python3
"""A field worker's fortnight: interviews with a table in a table, the program
killed and the power cut in the middle of some, the language switched, answers
changed after they were sent. The script decides each answer beforehand; the
hub's rows must be exactly these, whatever happened in between. INTERVIEWS and
CRASHES set how many (6 and 3; the long run takes 60 and 12)."""
import os
import random
import re
import signal
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))
import tap  # noqa: E402
from powercut import Disk  # noqa: E402
from resident_pty import Gone, Timeout  # noqa: E402
from stand import Hub, Station  # noqa: E402
from worker_pty import KIOSK, Place, Worker  # noqa: E402

INTERVIEWS = int(os.environ.get("INTERVIEWS", "6"))
CRASHES = int(os.environ.get("CRASHES", "3"))
CUTS = CRASHES // 2
NAMES = ("Ana", "Beto", "Chela", "Dario", "Elsa")
ILLNESSES = ("gripe", "tos", "asma")


def decide(chance, n):
    """The truth of one interview."""
    people = []
    for name in NAMES[:chance.randint(1, 4)]:
        age = chance.randint(0, 90)
        people.append({
            "name": name, "age": str(age),
            "work": " ".join(sorted(chance.sample(["home", "street", "none"], chance.randint(1, 2)),
                                    key=["home", "street", "none"].index)) if age > 11 else "",
            "illness": [{"what": what, "days": str(chance.randint(1, 30))}
                        for what in chance.sample(ILLNESSES, chance.randint(0, 2))]})
    return {"head": f"Hogar {n:02d}", "water": chance.choice(["yes", "no"]),
            "rooms": str(chance.randint(1, 9)), "roof": chance.choice(["slab", "sheet", "other"]),
            "street": f"Calle {chance.randint(1, 99)}", "person": people,
            "place": f"p{chance.randint(10, 39)}", "remark": "bien" * chance.randint(0, 1)}


def least(truth):
    """Fewest keys: the letters themselves, one to take each of them, one for
    each choice, one to open a row and one to leave a table, one to begin and one
    to finish."""
    def typed(text):
        return len(text) + 1
    keys = 2 + typed(truth["head"]) + 1 + typed(truth["rooms"]) + 1 + typed(truth["street"])
    for person in truth["person"]:
        keys += 1 + typed(person["name"]) + typed(person["age"])
        keys += len(person["work"].split()) + 1 if person["work"] else 0
        keys += sum(1 + typed(i["what"]) + typed(i["days"]) for i in person["illness"]) + 1
    return keys + 1 + typed(truth["place"][1:]) + typed(truth["remark"])


class Interviewer:
    """Answers wherever the interview stands, by the truth alone: so it can take
    one up after anything."""

    def __init__(self, place, worker, truth):
        self.place, self.worker, self.truth = place, worker, truth

    def where(self):
        """The place of the draft touched last, as the log has it."""
        return self.place.rows("SELECT place FROM draft_step WHERE draft = (SELECT max(draft) FROM draft) "
                               "ORDER BY seq DESC LIMIT 1")[0][0]

    def clear(self):
        """What was there before is taken away first."""
        shown = re.search(r"│ (\S.*?) +│", self.worker.text())
        if shown:
            self.worker.press(*["backspace"] * len(shown[1]))

    def type(self, text):
        self.worker.type(text)

    def choose(self, values, chosen, end=""):
        self.worker.press(*(str(values.index(c) + 1) for c in chosen.split()), *end)

    def table(self, wanted, key):
        """Opens the first row that is not there yet, or goes on."""
        text = self.worker.text()
        count = int(re.search(r"\((\d+)\)", text)[1])
        todo = [row for row in wanted if row[key] not in text]
        if not todo and count > len(wanted):
            self.worker.press("-")
        elif not todo:
            self.worker.press("#")
        else:
            self.worker.press("enter")

    def step(self):
        place, truth = self.where(), self.truth
        name = re.sub(r"\[\d+\]$", "", place).rsplit("/", 1)[-1]
        numbers = [int(n) - 1 for n in re.findall(r"(?:person|illness)\[(\d+)\]", place)]
        if place == "$":
            self.worker.press("#")
            return False
        if name == "person":
            self.table(truth["person"], "name")
        elif name == "illness":
            self.table(truth["person"][numbers[0]]["illness"], "what")
        elif name in ("what", "days"):
            self.type(truth["person"][numbers[0]]["illness"][numbers[1]][name])
        elif name in ("name", "age"):
            self.type(truth["person"][numbers[0]][name])
        elif name == "work":
            self.choose(["home", "street", "none"], truth["person"][numbers[0]]["work"], "#")
        elif name == "water":
            self.choose(["yes", "no"], truth["water"])
        elif name == "roof":
            self.choose(["slab", "sheet", "other"], truth["roof"])
        elif name == "place":
            self.type(truth["place"][1:])
        else:
            self.type(truth[name])
        return True

    def run(self, steps=10 ** 6):
        """True when it is finished; False after so many steps."""
        for _ in range(steps):
            if not self.step():
                return True
        return False


class Fortnight:
    def __init__(self, top):
        self.chance = random.Random(11)
        self.hub = Hub(top + "/hub")
        self.place = Place()
        self.disk = Disk(self.place.folder, top + "/disk")
        self.truths, self.extra, self.kept_back = [], [], []
        self.worker = None
        self.hub.publish(self.place.folder + "/forms/household.xml")
        self.hub.start()
        self.station = Station(top + "/station", self.hub)
        conf = open(self.station.conf).read().replace(self.station.data, self.place.folder)
        open(self.station.conf, "w").write(conf)

    def open(self, **more):
        self.worker = Worker(self.place, **more)
        self.worker.sign_in()
        return self.worker

    def end(self):
        if self.worker:
            self.worker.close()
        self.worker = None

    def take_up(self):
        """The draft touched last, or a new one when none was kept yet."""
        worker = self.open()
        worker.press("right")
        if not worker.shows("Borradores 0"):
            worker.press("enter")
            return True
        worker.press("left", "enter")
        return False

    def interview(self, crash):
        truth = decide(self.chance, len(self.truths))
        worker = self.worker or self.open()
        worker.presses = 0
        worker.press("enter")
        script = Interviewer(self.place, worker, truth)
        if crash == "kill":
            script.run(self.chance.randint(2, 14))
            acked = script.where()
            os.kill(worker.pid, signal.SIGKILL)
            self.end()
            self.take_up()
            self.check_place(acked)
            Interviewer(self.place, self.worker, truth).run()
        elif crash == "cut":
            self.cut_in(truth)
        else:
            switched = self.chance.random() < 0.4
            if switched:
                worker.press("^l", "2", "^l", "1")
            script.run()
            self.extra.append((worker.presses - 4 * switched, least(truth)))
        self.truths.append(truth)

    def check_place(self, acked):
        script = Interviewer(self.place, self.worker, None)
        if script.where() != acked:
            self.kept_back.append((acked, script.where()))

    def cut_in(self, truth):
        """The same interview on a disk whose power fails at one of its
        operations; what the screen had shown must be there afterwards. The sandbox
        would keep the disk's library out."""
        draft = self.place.rows("SELECT max(draft) FROM draft")[0][0]
        self.worker.press("^x")
        self.end()
        if os.path.exists(self.place.folder + "/wake"):
            os.unlink(self.place.folder + "/wake")  # a pipe is no file of a disk
        self.disk.settle()
        env = dict(self.disk.environment(self.chance.randint(40, 160), program=KIOSK), TZ="America/Mexico_City")
        acked = None
        try:
            worker = self.open(env=env, patience=5, settings=("--sandbox", "no"))
            worker.press("right", "enter")
            script = Interviewer(self.place, worker, truth)
            while worker.alive() and script.step():
                acked = script.where() if worker.alive() else acked
        except (Gone, Timeout, OSError, IndexError, AttributeError, TypeError):
            pass
        self.end()
        self.disk.power_failed(self.chance.randint(1, 10 ** 6), 50)
        kept = self.place.rows("SELECT place FROM draft_step WHERE draft = ?", draft)
        if acked and (acked,) not in kept:
            self.kept_back.append((acked, kept[-1:]))
        if not self.place.rows("SELECT 1 FROM response AS r JOIN draft AS d ON d.key = r.key WHERE draft = ?", draft):
            self.take_up()
            Interviewer(self.place, self.worker, truth).run()
        else:
            self.open()

    def change_one(self):
        """One that was sent gets another street; a new version takes its place."""
        worker = self.worker
        worker.press("right", "right", "right")  # the sent ones
        if worker.shows("Enviadas 0"):
            worker.press("right", "right", "right")
            return
        n = self.chance.randrange(len(self.truths))
        truth = self.truths[n]
        worker.press(*truth["head"], "enter", "^e")
        worker.press("enter", "#", "down", "down", *"!", "enter")
        truth["street"] += "!"
        worker.press("^o", "end", "enter", "enter", "#")

    def refuse_one(self):
        """A form that was closed in the meantime: what the hub refuses is shown
        with its reason, and goes as a new version once it is open again."""
        self.station.sync()
        self.interview("")
        self.hub.run("form", "closed", "household")
        self.station.sync(check=False)
        worker = self.worker
        worker.press("^x")
        worker.sign_in().press("left", "left")
        tap.ok(worker.shows("Rechazadas 1") and worker.shows(self.truths[-1]["head"]),
               "what the hub refused is listed as refused", worker.text())
        worker.press("enter")
        tap.ok(worker.shows("La ciudad no la aceptó"), "and says so when it is opened", worker.text())
        self.hub.run("form", "open", "household")
        self.station.sync()
        worker.press("esc", "enter", "^e")
        worker.press(*"!", "enter")
        self.truths[-1]["head"] += "!"
        worker.press("^o", "end", "enter", "enter", "#")
        self.station.sync()

    def send_back_one(self):
        """A Coordinator's word reaches the worker, and the correction the hub;
        what it was before stays there."""
        number = next(i for i, t in enumerate(self.truths) if "!" not in t["head"] + t["street"])
        truth = self.truths[number]
        key = next(row["key"] for row in self.hub.csv("household") if row["head"] == truth["head"])
        self.hub.run("review", key, "hasIssues", "¿Es la calle correcta?")
        self.station.sync()
        worker = self.worker
        worker.press("^x")
        worker.sign_in().press("left")
        tap.ok(worker.shows("Devueltas 1") and worker.shows(truth["head"]),
               "what was sent back is in a list of its own", worker.text())
        worker.press("enter")
        tap.ok(worker.shows("¿Es la calle correcta?"), "with the Coordinator's words", worker.text())
        worker.press("^e", "enter", "#", "down", "down", *"!", "enter")
        truth["street"] += "!"
        worker.press("^o", "end", "enter", "enter", "#")
        self.station.sync()
        worker.press("^x")
        worker.sign_in()
        tap.ok(worker.shows("Devueltas 0"), "corrected, it is no longer there", worker.text())
        versions = self.hub.run("export", "household", "--state", "superseded")
        tap.ok(key in versions, "the hub still has the version before", versions)

    def close(self):
        self.end()
        self.hub.stop()
        self.place.close()


def of_hub(hub):
    """What the hub holds, in the shape of the truth."""
    persons = hub.csv("household", "--table", "data-person")
    illnesses = hub.csv("household", "--table", "data-person-illness")

    def people_of(key):
        for p in (p for p in persons if p["key"] == key):
            yield {"name": p["name"], "age": p["age"], "work": p["work"],
                   "illness": [{"what": i["what"], "days": i["days"]} for i in illnesses
                               if i["key"] == key and i["parent_line"] == p["line"]]}

    homes = {}
    for row in hub.csv("household"):
        homes.setdefault(row["head"], []).append({
            "head": row["head"], "water": row["water"], "rooms": row["home-rooms"], "roof": row["home-roof"],
            "street": row["home-street"], "person": list(people_of(row["key"])), "place": row["place"],
            "remark": row["remark"]})
    return homes


def main():
    with tempfile.TemporaryDirectory() as top:
        f = Fortnight(top)
        crashes = ["cut"] * CUTS + ["kill"] * (CRASHES - CUTS)
        at = sorted(f.chance.sample(range(INTERVIEWS), CRASHES))
        f.chance.shuffle(crashes)
        plan = dict(zip(at, crashes))
        for n in range(INTERVIEWS):
            f.interview(plan.get(n, ""))
            if n % 4 == 3:
                f.station.sync()
                f.worker.press("^x")
                f.worker.sign_in()
                f.change_one()
        f.refuse_one()
        f.send_back_one()
        f.end()
        tap.equal(f.kept_back, [], f"after {CRASHES} crashes each goes on at its very place")
        drafts = f.place.rows("SELECT count(*) FROM draft AS d WHERE NOT EXISTS "
                              "(SELECT 1 FROM response AS r WHERE r.key = d.key)")[0][0]
        tap.equal(drafts, 0, "none is left half done")
        have = of_hub(f.hub)
        wanted = {t["head"]: t for t in f.truths}
        for head in sorted(wanted):
            if have.get(head) != [wanted[head]]:
                tap.equal(have.get(head), [wanted[head]], f"{head} is at the hub as it was given")
        tap.equal(sorted(have), sorted(wanted), f"the hub has all {len(wanted)} interviews once, as given")
        presses, fewest = sum(p for p, _ in f.extra), sum(m for _, m in f.extra)
        tap.ok(fewest and presses <= 1.2 * fewest,
               f"keys pressed: {presses / max(fewest, 1):.2f} of the least possible", f.extra)
        f.close()
    tap.done()


main()
