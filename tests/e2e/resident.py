#!/usr/bin/python3
"""A scripted resident answers each survey on a pseudo-terminal, in each of
its languages, by digits, by arrows and by taps. What the store then holds
must be exactly what was answered. The forms are read here only to know what
to answer; one of them was unknown when the kiosk was built."""
import glob
import hashlib
import os
import shutil
import sqlite3
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, os.path.dirname(HERE))
import tap  # noqa: E402
from neighbour import Neighbour, Survey  # noqa: E402
from resident_pty import Resident  # noqa: E402

BUILD = os.environ.get("BARRIO_BUILD", ROOT + "/build")
KIOSK = BUILD + "/barrio-kiosk"


def surveys():
    """The sample surveys and a fifth form that nothing here was built for. Two
    samples are never asked by themselves: they stand below an entry of the
    bulletin (tests/e2e/season.py answers them there)."""
    below = ("backing.xml", "rating.xml")
    samples = [p for p in sorted(glob.glob(BUILD + "/forms/*.xml")) if os.path.basename(p) not in below]
    return samples + sorted(glob.glob(ROOT + "/tests/forms/kiosk/*.xml"))


def answer(path, tag, hand):
    name = f"{os.path.basename(path)[:-4]} in {tag} by {hand}"
    with tempfile.TemporaryDirectory() as folder:
        os.mkdir(folder + "/forms")
        shutil.copy(path, folder + "/forms/form.xml")
        survey = Survey(path)
        argv = [KIOSK, "--data", folder, "--place", "Luna 3", "--guard-ms", "0", "--bidi", "no"]
        with Resident(argv, columns=80, rows=24, env={"TZ": "America/Mexico_City"}) as pty:
            seed = int(hashlib.sha256(name.encode()).hexdigest()[:8], 16)
            neighbour = Neighbour(pty, survey, tag, hand, seed)
            neighbour.visit()
        rows = read(folder)
        tap.equal(len(rows), 1, f"{name}: one answer is kept")
        tap.equal(survey.values(rows[0][0]), neighbour.given, f"{name}: exactly what was answered")
        wanted = {"digits": ("keypad", "keys"), "arrows": ("keys",), "taps": ("touch",)}[hand]
        tap.ok(rows[0][1] in wanted, f"{name}: the hand is recorded", rows[0][1:])


def read(folder):
    db = sqlite3.connect(folder + "/station.db")
    return db.execute("SELECT body, entry_mode, language FROM response").fetchall()


def main():
    hands = ("digits", "arrows", "taps")
    n = 0
    for path in surveys():
        survey = Survey(path)
        for tag in survey.tags():
            name = f"{os.path.basename(path)} {tag} {hands[n % 3]}"
            tap.attempt(name, answer, path, tag, hands[n % 3])
            n += 1
    tap.done()


main()
