#!/usr/bin/python3
"""Appearances at the kiosk: each is shown as what it asks for, and one that
nobody knows is the plain control, said once in the log."""
import csv
import datetime
import glob
import json
import os
import re
import sqlite3
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, ".."))
import tap  # noqa: E402
from resident_pty import Resident  # noqa: E402

BUILD = os.environ.get("BARRIO_BUILD", os.path.join(HERE, "..", "..", "build"))
LOOKS = os.path.join(HERE, "..", "forms", "looks")


class Visit:
    def __init__(self, resident):
        self.resident = resident

    def keys(self, keys):
        for key in keys:
            self.resident.key(key)
            self.resident.settle()
        return self.resident.words()

    def onward(self, label):
        """Confirms, and waits for the next question."""
        self.resident.key("#")
        self.resident.wait_for(label)
        self.resident.settle()


def start(visit, label, weekly=False):
    """From the first screen to the first question."""
    resident = visit.resident
    resident.settle()
    tap.equal(resident.shows("Pregunta de la semana"), weekly,
              "what is asked for a week is called so" if weekly else "and nothing else is")
    resident.key("5")
    resident.wait_for(lambda r: not r.shows("any key"))
    for _ in range(4):
        if resident.shows(label):
            break
        resident.key("#" if not resident.shows("English") else "1")
        resident.settle()
    resident.wait_for(label)


def fill(resident):
    visit = Visit(resident)
    start(visit, "Since which month", weekly=True)
    screen = visit.keys("12")
    tap.ok("Día" not in screen and "Mes" in screen and "Año" in screen, "month-year asks for no day", screen)
    visit.onward("Since which year")
    screen = visit.keys("1")
    tap.ok("Mes" not in screen and "Año" in screen, "year asks for no month", screen)
    visit.onward("How many trees")
    screen = visit.keys("111")
    tap.ok("3" in screen, "a counter counts up", screen)
    visit.onward("The code")
    visit.keys("0071")
    visit.onward("The secret word")
    screen = visit.keys("abc")
    tap.ok("••• " in screen and "abc " not in screen.split("The secret word")[1][:60], "what is masked is dots", screen)
    visit.onward("The rent")
    screen = visit.keys("1234567")
    tap.ok("1 234 567" in screen, "thousands are told apart", screen)
    visit.onward("Two benches")
    visit.onward("The north bench")
    tap.ok("Whole" in resident.words(), "the head of a table is not asked, its rows have their choices", resident.text())
    visit.keys("1")
    visit.onward("The south bench")
    visit.keys("2")
    visit.onward("Something odd")
    visit.keys("ok")
    visit.onward("Since which month")
    screen = resident.text()
    tap.ok(re.search(r"→ \d{4}-\d\d(?!-)", screen) and re.search(r"→ \d{4}(?!-)", screen),
           "the review says no more of a date than was asked", screen)
    resident.tap("▼")
    resident.wait_for("The secret word")
    resident.settle()
    screen = resident.words()
    tap.ok("•••" in screen and not re.search(r"\babc\b", screen), "and is dots in the review", screen)
    for _ in range(3):
        resident.key("#")
        resident.settle()


def row_of(resident, *words):
    """The row that shows all the words, in that order; None when none does."""
    for y, line in enumerate(resident.lines()):
        if re.search(".*".join(re.escape(w) for w in words), line):
            return y
    return None


def choose(resident):
    visit = Visit(resident)
    start(visit, "Which day suits")
    first, second = row_of(resident, "Mon", "Tue", "Wed"), row_of(resident, "Thu", "Fri", "Sat")
    tap.ok(first is not None and second is not None and first < second, "columns-3 is three columns", resident.text())
    visit.keys("5")
    visit.onward("Which day is busy")
    tap.ok(row_of(resident, "Mon", "Tue", "Wed", "Thu") is not None, "columns-pack is as many as fit", resident.text())
    visit.keys("2")
    tap.ok(row_of(resident, "╭───╮", "╭───╮", "╭───╮", "╭───╮", "╭───╮") is not None,
           "a chosen one's key stays whole in a narrow column", resident.text())
    for question, keys, name in (("What is at home", "13", "horizontal is side by side"),
                                 ("What is near", "2", "so is horizontal-compact")):
        visit.onward(question)
        tap.ok(row_of(resident, "A tap", "A lamp", "A road") is not None, name, resident.text())
        visit.keys(keys)
    visit.onward("What is far")
    rows = [row_of(resident, word) for word in ("A tap", "A lamp", "A road")]
    tap.ok(rows == sorted(set(rows)), "minimal is one below the other", resident.text())
    visit.keys("3")
    visit.onward("Your street")
    search(visit)
    visit.onward("What comes first")
    resident.key("2")
    resident.wait_for("How was the market")
    resident.settle()
    tap.ok(True, "quick goes on by itself")
    tap.ok(row_of(resident, "Bad", "Fair", "Good") is not None, "likert is side by side", resident.text())
    visit.keys("2")
    visit.onward("Put them in order")
    screen = visit.keys("213")
    tap.ok(all(word in screen for word in ("[2] A tap", "[1] A lamp", "[3] A road")), "rank numbers the choices", screen)
    visit.onward("Stars for the park")
    screen = visit.keys("4")
    tap.ok(screen.count("★") == 4 and screen.count("☆") == 1, "rating is stars up to the one chosen", screen)
    visit.onward("How calm is the road")
    tap.ok(row_of(resident, "Never", "Always") is not None, "labels stand at the ends of a scale", resident.text())
    visit.keys("2")
    for question, name in (("How many rooms", "picker is a wheel"), ("How high is the wall", "so is vertical")):
        visit.onward(question)
        screen = visit.keys("11")
        tap.ok("▲" in screen and "▼" in screen and "○" not in screen, name, screen)
    far(visit)
    visit.onward("How loud is the road")
    screen = visit.keys("3")
    tap.ok("●" in screen, "no-ticks is the plain scale", screen)
    visit.onward("Tell the story")
    story(visit)
    visit.onward("Where on the map")
    visit.keys("a")
    for _ in range(3):
        resident.key("#")
        resident.settle()


def far(visit):
    visit.onward("How far is the shop")
    screen = visit.keys("1")
    tap.ok(re.search(r"\b50\b", screen) and "+20" in screen, "a wheel begins at its placeholder and leaps by its ticks", screen)
    screen = visit.keys(["right", "enter", "enter", "enter"])
    tap.ok(re.search(r"\b95\b", screen), "it ends on its last step", screen)


def letters(visit):
    """Without a keyboard: the letters that lead somewhere are on the screen."""
    screen = visit.keys("5")
    shown = re.findall(r"│[ ▶]*([A-Z])[ ]*│", visit.resident.text().replace("││", "│ │").replace("│ │", "│\n│"))
    tap.equal("".join(shown), "ABCDEFGLORS", "a finger finds the letters with which words begin")
    tap.ok("Acacia" not in screen and "Ver la lista" in screen, "in place of the list", screen)
    visit.resident.tap("  C  ")
    visit.resident.settle()
    screen = visit.resident.words()
    tap.ok("Old Cedar Lane" in screen and "Cherry Lane" in screen and "Acacia" not in screen and "→ c" in screen,
           "the list comes back once little is left", screen)
    screen = visit.keys(["backspace"])
    tap.ok("Acacia" in screen, "and whole when the letter is taken back", screen)


def search(visit):
    letters(visit)
    screen = visit.keys("c")
    tap.ok("Old Cedar Lane" in screen and "Cherry Lane" in screen and "Acacia" not in screen,
           "autocomplete leaves what has a word that begins so", screen)
    screen = visit.keys("h")
    tap.ok("Cherry Lane" in screen and "Cedar" not in screen and "→ ch" in screen, "the next letter leaves fewer", screen)
    screen = visit.keys("q")
    tap.ok("Cherry Lane" in screen and "→ ch" in screen, "a letter that nothing has is not taken", screen)
    screen = visit.keys(["backspace", "backspace", "a"])
    tap.ok("Acacia" in screen and "Álamo" in screen and "Cherry" not in screen,
           "letters can be taken back, and find accents", screen)
    visit.keys("2")


def story(visit):
    rows = [y for y, line in enumerate(visit.resident.lines()) if re.match(r" *[╭╰]─{30}", line)]
    tap.ok(len(rows) == 2 and rows[1] - rows[0] > 4, "multiline has room for several lines", visit.resident.text())
    visit.keys(["a", "b", "enter", "c"])
    visit.resident.tap("↵")
    visit.resident.settle()
    visit.keys("d")
    lines = [re.sub(r"[^a-z]", "", line) for line in visit.resident.lines()[rows[0] + 1:rows[0] + 4]]
    tap.equal(lines, ["ab", "c", "d"], "Enter and its key on the screen begin a new line")


def places(resident):
    """A station that knows its places offers them by name."""
    visit = Visit(resident)
    start(visit, "Where is it")
    screen = resident.words()
    tap.ok("Market, north gate" in screen and "School" in screen and "opening hours" not in screen,
           "the places of the station are choices", screen)
    tap.ok("19.43" not in screen, "named, not numbered", screen)
    visit.keys("2")
    visit.onward("What is there")
    visit.keys("0")
    resident.wait_for("Where is it")
    resident.settle()
    tap.ok("●" in next(line for line in resident.lines() if "School" in line), "what was chosen is still chosen", resident.text())
    visit.onward("What is there")
    for _ in range(2):
        visit.keys("#")


def open_form(data, name):
    """Converts the form into the station's folder; what check says of it."""
    forms = os.path.join(data, "forms")
    os.makedirs(forms, exist_ok=True)
    path = os.path.join(forms, name + ".xml")
    program = os.path.join(BUILD, "barrio-form")
    done = subprocess.run([program, "convert", os.path.join(LOOKS, name + ".md"), "-o", path, "--id", name],
                          capture_output=True, text=True)
    tap.equal(done.returncode, 0, f"the form {name} converts")
    checked = subprocess.run([program, "check", path], capture_output=True, text=True)
    return checked.stdout if checked.returncode == 0 else ""


def answer(data, name, fill, patterns, *options):
    log = os.path.join(data, "kiosk.log")
    argv = [os.path.join(BUILD, "barrio-kiosk"), "--data", data, "--form", name, "--guard-ms", "0", "--log", log, *options]
    with Resident(argv) as resident:
        fill(resident)
    rows = sqlite3.connect(os.path.join(data, "station.db")).execute("SELECT body FROM response").fetchall()
    tap.equal(len(rows), 1, f"one answer to {name} is kept")
    body = rows[0][0].decode() if rows and isinstance(rows[0][0], bytes) else rows[0][0]
    for pattern in patterns:
        tap.ok(re.search(pattern, body), f"the answer holds {pattern}", body)
    with open(log, encoding="utf-8") as f:
        return f.read()


def audit(data):
    """The log that the form asks for, as ODK's tools read it."""
    body, files = sqlite3.connect(os.path.join(data, "station.db")).execute("SELECT body, attachments FROM response").fetchone()
    tap.ok(re.search(rb"<(orx:)?audit>audit.csv</", body if isinstance(body, bytes) else body.encode()),
           "the answer names the log of how it was given", body)
    name = json.loads(files)[0]
    tap.equal((name["name"], name["type"]), ("audit.csv", "text/csv"), "the log is a file of the answer")
    path = next(p for p in glob.glob(os.path.join(data, "**", name["sha256"] + "*"), recursive=True))
    with open(path, encoding="utf-8") as f:
        rows = list(csv.DictReader(f))
    tap.equal(list(rows[0]), ["event", "node", "start", "end"], "its columns are those of ODK")
    asked = [r for r in rows if r["event"] == "question"]
    tap.equal((asked[0]["node"], asked[-3]["node"]), ("/data/month", "/data/table/north"), "questions stand in it by their paths")
    tap.ok(all(int(r["start"]) <= int(r["end"]) for r in asked), "each with when it was shown and left")
    tap.equal([rows[0]["event"], rows[-1]["event"]], ["form start", "form finalize"], "from the form's start to its end")


def main():
    with tempfile.TemporaryDirectory() as data:
        said = open_form(data, "looks")
        today = datetime.date.today()
        with open(os.path.join(data, "forms", "looks.conf"), "w") as f:
            f.write(f"from = {today - datetime.timedelta(1)}\nuntil = {today + datetime.timedelta(5)}\n")
        tap.ok('"upside-down"' in said and said.count("\n") == 1, "an appearance that nobody knows is a warning", said)
        log = answer(data, "looks", fill, (
            r"<month>\d{4}-\d\d-01</month>", r"<year>\d{4}-01-01</year>", "<many>3</many>", "<code>0071</code>",
            "<word>abc</word>", "<money>1234567</money>", "<north>whole</north>", "<south>broken</south>",
            "<odd>ok</odd>"))
        tap.ok(log.count("upside-down") == 1, "and a line of the log", log)
        audit(data)
    with tempfile.TemporaryDirectory() as data:
        said = open_form(data, "choices")
        tap.ok('"no-ticks" has no form' in said and '"maps" has no form' in said and said.count("\n") == 2,
               "an appearance without a form on a terminal is a warning", said)
        log = answer(data, "choices", choose, (
            "<three>fr</three>", "<pack>tu</pack>", "<side>tap road</side>", "<near>lamp</near>", "<drop>road</drop>",
            "<street>alamo</street>", "<hop>lamp</hop>", "<mood>fair</mood>", "<order>lamp tap road</order>",
            "<stars>4</stars>", "<calm>2</calm>", r"<turned>\d</turned>", r"<height>\d</height>", "<far>95</far>", "<bare>3</bare>", "<long>ab\nc\nd</long>",
            "<drawn>a</drawn>"))
        tap.ok(log.count("has no form on a terminal") == 2, "and a line of the log each", log)
    with tempfile.TemporaryDirectory() as data:
        open_form(data, "places")
        known = os.path.join(data, "places.txt")
        with open(known, "w") as f:
            f.write("# Our corners, with their opening hours = none\n"
                    "Market, north gate = 19.4326 -99.1332\nSchool = -34.6037 -58.3816\nno place\n")
        answer(data, "places", places, ("<where>-34.6037 -58.3816 0.0 0.0</where>",), "--places", known)
    tap.done()


main()
