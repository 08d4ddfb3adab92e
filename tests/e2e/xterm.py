#!/usr/bin/python3
"""Whole surveys on a real terminal emulator, by real clicks and keys of X: by
taps alone, by digits alone and by arrows alone, in two emulators, on the
grids of a 7, a 10 and a 15 inch glass. The picture that X shows must have the
theme's colours. `make check` turns the hands round; GLASS=all does every
hand on every glass."""
import os
import shutil
import sqlite3
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, os.path.dirname(HERE))
import tap  # noqa: E402
from glass import EMULATORS, Display, Glass, missing  # noqa: E402
from neighbour import Neighbour, Survey  # noqa: E402

BUILD = os.environ.get("BARRIO_BUILD", ROOT + "/build")
KIOSK = BUILD + "/barrio-kiosk"
HANDS = ("taps", "digits", "arrows")
# Columns, rows, height of a cell in pixels, theme and its paper: 800x480 of
# 7 inches in large letters, 1280x800 of 10, 1366x768 of 15.
GLASSES = {
    "7 inch": (40, 11, 42, "contraste", "000000"),
    "10 inch": (80, 24, 32, "plaza", "FFF8EC"),
    "15 inch": (120, 36, 20, "noche", "10151C"),
}


def answer(display, emulator, glass_name, hand):
    columns, rows, height, theme, paper = GLASSES[glass_name]
    name = f"{emulator}, {glass_name} ({columns}x{rows}), {hand} alone"
    survey = Survey(BUILD + "/forms/barrio.xml")
    with tempfile.TemporaryDirectory() as folder:
        os.mkdir(folder + "/forms")
        shutil.copy(BUILD + "/forms/barrio.xml", folder + "/forms")
        argv = [KIOSK, "--data", folder, "--place", "Luna 3", "--theme", theme,
                "--guard-ms", "0", "--bidi", "no", "--log", folder + "/log"]
        with Glass(display, emulator, argv, columns, rows, folder, height) as glass:
            neighbour = Neighbour(glass, survey, "es", hand, seed=columns)
            neighbour.visit(finish=False)
            colours = glass.shoot(folder + "/thanks.png")
        rows_kept = sqlite3.connect(folder + "/station.db").execute(
            "SELECT body, entry_mode FROM response").fetchall()
    tap.equal(len(rows_kept), 1, f"{name}: a survey is finished")
    tap.equal(survey.values(rows_kept[0][0]), neighbour.given, f"{name}: exactly what was chosen")
    tap.equal(rows_kept[0][1], {"taps": "touch", "digits": "keypad", "arrows": "keys"}[hand],
              f"{name}: and so it is noted")
    window = glass.cell[0] * columns * glass.cell[1] * rows
    tap.ok(colours.get(paper, 0) > window / 2, f"{name}: X shows the theme's exact paper",
           sorted(colours.items(), key=lambda c: -c[1])[:5])


def main():
    lacking = missing(*EMULATORS)
    if lacking:
        tap.skip("clicks and keys finish a survey in two emulators", "missing: " + " ".join(lacking))
        return
    everything = os.environ.get("GLASS") == "all"
    with Display(1400, 900) as display:
        for e, emulator in enumerate(EMULATORS):
            for g, glass_name in enumerate(GLASSES):
                for hand in HANDS if everything else (HANDS[(e + g) % 3],):
                    answer(display, emulator, glass_name, hand)


main()
tap.done()
