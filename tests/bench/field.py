#!/usr/bin/python3
"""A worker's interview at its largest: a roster of 30 members x 40 questions
(1,200 answers) and a list of 100,000 choices; from a key to the last byte of
the new screen, beside the terminal's echo and fzf over the same list, all in
the same rounds. Then what an answer costs to keep, and how many bytes a key
sends where the line is a modem's."""
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))
sys.path.insert(0, HERE)
import rows  # noqa: E402
from worker_pty import KIOSK, PIN, Place, Worker  # noqa: E402

ROUNDS = rows.sized(12, 300, 1000)
SAVES = rows.sized((3, 300), (7, 2000))
MEMBERS, QUESTIONS, CHOICES, RECORDS = 30, 40, 100000, 5000
GOAL_US, GOAL_MB, GOAL_PAGES, GOAL_SAVE = 16000, 64, 5, 1.3
BAUD, BITS = 9600, 10
ENTER, ESC, UP, DOWN, ERASE = "0d", "1b", "1b5b41", "1b5b42", "7f"


def chord(letter):
    return f"{ord(letter) & 31:02x}"


def keys(text):
    return " ".join(f"{ord(c):02x}" for c in text)


def roster():
    """As a spreadsheet: a table of people with a row of numbers each."""
    lines = ["| survey |", "| | type | name | label | repeat_count | constraint | appearance |",
             "| | begin_repeat | member | Members | | | |"]
    lines += [f"| | integer | q{n} | Question {n} | | . >= 0 and . < 1000 | |" for n in range(QUESTIONS)]
    lines += ["| | end_repeat | | | | | |", "| settings |", "| | form_title | form_id | version |", "| | Roster | roster | 1 |"]
    return "\n".join(lines) + "\n"


class Roster(Place):
    def __init__(self):
        super().__init__()
        shutil.rmtree(self.folder + "/forms")
        os.mkdir(self.folder + "/forms")
        source = self.folder + "/roster.md"
        with open(source, "w", encoding="utf-8") as out:
            out.write(roster())
        subprocess.run([rows.BUILD + "/barrio-form", "convert", source, "-o", self.folder + "/forms/roster.xml"],
                       check=True, capture_output=True)


def finish_many(place):
    """A worker's drafts of years, all alike but in their titles."""
    with Worker(place) as worker:
        worker.sign_in().press("enter").type("Rosa").press("^x")
    db = sqlite3.connect(place.folder + "/station.db")
    names = [row[1] for row in db.execute("PRAGMA table_info(draft)") if row[1] != "draft"]
    row = dict(zip(names, db.execute(f"SELECT {','.join(names)} FROM draft").fetchone()))
    for n in range(RECORDS):
        row.update(id=f"uuid:{n}", key=n.to_bytes(16, "big"), title=f"Señora Núñez {n}")
        db.execute(f"INSERT INTO draft ({','.join(names)}) VALUES ({','.join('?' * len(names))})", list(row.values()))
    db.commit()
    db.close()


def written(pid):
    with open(f"/proc/{pid}/io", encoding="utf-8") as io:
        return next(int(line.split()[1]) for line in io if line.startswith("write_bytes"))


def fill(place):
    """All members but for the last one's last question; pages written an answer."""
    with Worker(place) as worker:
        worker.sign_in().press("enter")
        before = written(worker.pid)
        for member in range(MEMBERS):
            worker.press("enter" if member == 0 else "+")
            for n in range(QUESTIONS - (member == MEMBERS - 1)):
                worker.type(str(100 + n))
        pages = (written(worker.pid) - before) / 4096 / (MEMBERS * QUESTIONS - 1)
        worker.press("^x")
    return pages


def kiosk(top, place, name):
    """Each step has a station of its own, so that none finds what another left."""
    folder = os.path.join(top, name)
    shutil.copytree(place.folder, folder)
    return (f"{KIOSK} --field --data {folder} --guard-ms 0 --log {folder}/log --station luna-3"
            f" --languages en --language en")


def peers(top):
    listing = os.path.join(top, "places")
    with open(listing, "w", encoding="utf-8") as out:
        out.write("".join(f"Colonia {n}\n" for n in range(CHOICES)))
    return {"fzf": f"sh -c fzf<{listing}"} if shutil.which("fzf") else {}


# step -> the inputs that are timed, and what is untimed before the first; the
# roster's draft opens at its last question, the other interview at its list.
ROSTER = {"type": (f"37 {ERASE}", ""), "answer": (ENTER, f"37 {ENTER}"), "outline": (f"{chord('o')} {ESC}", ""),
          "undo": (f"{chord('z')} {chord('y')}", f"37 {ENTER}")}
LIST = {"letter": (f"{keys('c1')} {ERASE} {ERASE}", ""), "walk": (f"{DOWN} {UP} 1b5b367e 1b5b357e", ""),
        "enter": (f"{ENTER} {ESC}", "")}


RECORD = {"search": (f"{keys('nu')} {ERASE} {ERASE}", ""), "scroll": (f"{DOWN} {UP} 1b5b367e 1b5b357e", "")}


def plan(top, small, big, many):
    others = peers(top)
    pin = keys(PIN)
    to_drafts = f"{pin} {ENTER} 1b5b43"
    open_draft = f"{pin} {ENTER} 1b5b43 {ENTER}"
    to_list = f"{pin} {ENTER} {ENTER} {keys('Rosa')} {ENTER} 31 34 {ENTER} 32 {keys('Sol')} {ENTER} 2d 23"
    lines = ["peer echo echo"]
    lines += [f"peer {step} {kiosk(top, place, step)}" for steps, place in ((ROSTER, small), (LIST, big), (RECORD, many))
              for step in steps]
    lines += [f"peer {name} {command}" for name, command in others.items()]
    lines += [f"before {step} {way} {before}" for steps, way in ((ROSTER, open_draft), (LIST, to_list), (RECORD, to_drafts))
              for step, (_, before) in steps.items()]
    lines += ["step echo echo 61"]
    lines += [f"step {step} {step} {timed}" for step, (timed, _) in (ROSTER | LIST | RECORD).items()]
    lines += [f"step {name} {name} 31 {ERASE}" for name in others]
    # The answer is taken back and typed again, so that each time it is kept.
    lines += [f"lead answer {chord('z')} 37"]
    return "\n".join(lines) + "\n", list(others)


def measure(text):
    out = subprocess.run([os.path.join(rows.BUILD, "bench", "pty"), str(ROUNDS)], input=text, text=True,
                         capture_output=True, check=True).stdout
    return {name: float(value) for name, value in (line.split() for line in out.splitlines())}


WHAT = {"type": "a digit of an answer", "answer": "an answer kept, the next question; and back",
        "outline": "1,200 answers as an outline; and back", "undo": "undo, redo of an answer",
        "letter": "a letter to search by, or one less", "walk": "a line or a page on",
        "enter": "an answer chosen, the next question; and back by Esc, which is known 5 ms after it",
        "search": f"a letter among {RECORDS} interviews, or one less", "scroll": "a line or a page of them"}


def latency(found, others):
    for step, what in WHAT.items():
        table = "roster" if step in ROSTER else "choices" if step in LIST else "records"
        p99 = found[step + ".p99_us"]
        peer = others[0] if others and table == "choices" else ""
        rows.row(f"field.{table}.{step}", p99, f"us, key to last byte, p99: {what}", peer=peer,
                 peer_value=found.get(peer + ".p99_us"), limit=found["echo.p99_us"], goal=f"<= {GOAL_US}",
                 met=p99 <= GOAL_US,
                 spread=f"p50 {found[step + '.p50_us']:.0f}, CPU {found[step + '.cpu_us']:.0f}")
    for table, peer in (("roster", "undo"), ("choices", "letter"), ("records", "search")):
        mb = found[peer + ".pss_kb"] / 1024
        rows.row(f"field.{table}.pss", mb, "MB PSS", goal=f"<= {GOAL_MB}", met=mb <= GOAL_MB)


def save(top, pages):
    """An answer's durable row, beside one of SQLite's own of the same size."""
    rounds, count = SAVES
    turn = iter(range(1000))

    def ours():
        folder = os.path.join(top, f"station{next(turn)}")
        os.mkdir(folder)
        return rows.figures("step", folder, count, 20)

    def sqlite():
        return rows.figures("limits", "sqlite-one", count, 120, os.path.join(top, "limit"))

    kept, engine = rows.interleaved(rounds, ours, sqlite)
    cost, limit = ([1e6 / one["per_second"] for one in run] for run in (kept, engine))
    ratio = rows.median([a / b for a, b in zip(cost, limit)])
    rows.row("field.save", rows.median(cost), "us per kept answer", spread=rows.spread(cost), limit=rows.median(limit),
             ratio=ratio, goal=f"<= {GOAL_SAVE}x SQLite one-row", met=ratio <= GOAL_SAVE)
    bytes_each = rows.median([one["bytes_written"] for one in kept]) / count
    rows.row("field.save.pages", bytes_each / 4096, "4 KiB pages written per kept answer",
             limit=rows.median([one["bytes_written"] for one in engine]) / count / 4096, goal=f"<= {GOAL_PAGES}",
             met=bytes_each <= GOAL_PAGES * 4096)
    rows.row("field.pages", pages, "4 KiB pages the whole program wrote, per answer of the roster",
             goal=f"<= {GOAL_PAGES}", met=pages <= GOAL_PAGES)


def modem():
    """Counted bytes: how long a modem's line needs for what a key sends."""
    with Place() as place, Worker(place, 40, 24) as worker:
        worker.sign_in()

        def seconds(*pressed):
            before = worker.bytes
            worker.press(*pressed)
            return (worker.bytes - before) * BITS / BAUD

        found = {"next": seconds("enter"), "letter": seconds("R"), "answer": seconds("enter"), "sheet": seconds("1")}
    goals = {"letter": 0.1}
    for name, what in (("letter", "a letter typed"), ("next", "the first question of a form"),
                       ("answer", "an answer kept, the next question"), ("sheet", "a sheet of three questions")):
        goal = goals.get(name, 1)
        rows.row(f"field.modem.{name}", found[name], f"s at {BAUD} baud and 40x24: {what}", goal=f"<= {goal}",
                 met=found[name] <= goal)


def main():
    with (tempfile.TemporaryDirectory(dir=rows.BUILD) as top, Roster() as small, Place(choices=CHOICES) as big,
          Place() as many):
        pages = fill(small)
        finish_many(many)
        text, others = plan(top, small, big, many)
        found = measure(text)
        latency(found, others)
        save(top, pages)
        modem()


main()
