#!/usr/bin/python3
"""Appearances at the kiosk: each is shown as what it asks for, and one that
nobody knows is the plain control, said once in the log."""
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
FORM = os.path.join(HERE, "..", "forms", "looks", "looks.md")


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


def fill(resident):
    visit = Visit(resident)
    resident.settle()
    resident.key("5")
    resident.wait_for(lambda r: not r.shows("any key"))
    for _ in range(4):
        if resident.shows("Since which month"):
            break
        resident.key("#" if not resident.shows("English") else "1")
        resident.settle()
    resident.wait_for("Since which month")
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


def main():
    with tempfile.TemporaryDirectory() as data:
        forms = os.path.join(data, "forms")
        os.makedirs(forms)
        done = subprocess.run([os.path.join(BUILD, "barrio-form"), "convert", FORM, "-o",
                               os.path.join(forms, "looks.xml"), "--id", "looks"], capture_output=True, text=True)
        tap.equal(done.returncode, 0, "the form converts")
        checked = subprocess.run([os.path.join(BUILD, "barrio-form"), "check", os.path.join(forms, "looks.xml")],
                                 capture_output=True, text=True)
        tap.ok(checked.returncode == 0 and '"upside-down"' in checked.stdout and checked.stdout.count("\n") == 1,
               "an appearance that nobody knows is a warning", checked.stdout)
        log = os.path.join(data, "kiosk.log")
        argv = [os.path.join(BUILD, "barrio-kiosk"), "--data", data, "--form", "looks", "--guard-ms", "0",
                "--log", log]
        with Resident(argv) as resident:
            fill(resident)
        rows = sqlite3.connect(os.path.join(data, "station.db")).execute("SELECT body FROM response").fetchall()
        tap.equal(len(rows), 1, "one answer is kept")
        body = rows[0][0].decode() if rows and isinstance(rows[0][0], bytes) else rows[0][0]
        for pattern in (r"<month>\d{4}-\d\d-01</month>", r"<year>\d{4}-01-01</year>", "<many>3</many>", "<code>0071</code>",
                        "<word>abc</word>", "<money>1234567</money>", "<north>whole</north>", "<south>broken</south>",
                        "<odd>ok</odd>"):
            tap.ok(re.search(pattern, body), f"the answer holds {pattern}", body)
    tap.done()


main()
