#!/usr/bin/python3
"""A phone's camera at the station: the QR codes of the first screen and of
the thanks are read by zbar from pictures of a real terminal emulator's
window, in every theme, on each grid where they are offered, in two emulators;
where no code fits, the address and the code to type stand there instead."""
import os
import re
import shutil
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, os.path.dirname(HERE))
import tap  # noqa: E402
from glass import EMULATORS, Display, Glass, missing  # noqa: E402
from neighbour import catalogue  # noqa: E402

BUILD = os.environ.get("BARRIO_BUILD", ROOT + "/build")
KIOSK = BUILD + "/barrio-kiosk"
HUB = "https://opina.villadelprado.example"
PHONE = HUB + "/barrio"
# Columns, rows, height of a cell in pixels.
GRIDS = [(80, 24, 20), (80, 30, 16), (120, 36, 20)]
SMALL = (40, 11, 42)
THEMES = ("plaza", "noche", "contraste")
WORDS = catalogue("es")


def station(folder, theme, language="es"):
    os.mkdir(folder + "/forms")
    shutil.copy(BUILD + "/forms/barrio.xml", folder + "/forms")
    return [KIOSK, "--data", folder, "--theme", theme, "--guard-ms", "0",
            "--languages", language, "--hub", HUB, "--phone", PHONE, "--log", folder + "/log"]


def to_the_thanks(glass):
    """Notice, five questions passed over, the review."""
    for key in "5#######":
        glass.key(key)
        glass.settle()
    glass.wait_for(lambda r: re.search(r"\d{4} \d{4} \d{4} \d{4}", r.text()))
    return re.search(r"\d{4} \d{4} \d{4} \d{4}", glass.text())[0]


def is_receipt(read, code):
    """An address of the hub, in capitals; the code to type has the last 14 of
    its 78 digits of the commitment."""
    found = re.fullmatch(re.escape(HUB.upper()) + r"/R#(\d{80,100}):\S+", read)
    return bool(found) and found[1][64:78] == code.replace(" ", "")[:14]


def look(display, emulator, theme, grid):
    name = f"{emulator}, {theme}, {grid[0]}x{grid[1]}"
    with tempfile.TemporaryDirectory() as folder:
        with Glass(display, emulator, station(folder, theme), grid[0], grid[1], folder, grid[2]) as glass:
            glass.wait_for(WORDS["Or answer on your phone:"])
            glass.shoot(folder + "/attract.png")
            tap.equal(glass.codes(folder + "/attract.png"), [PHONE], f"{name}: a camera reads the first screen's code")
            code = to_the_thanks(glass)
            glass.shoot(folder + "/thanks.png")
            read = glass.codes(folder + "/thanks.png")
            tap.ok(len(read) == 1 and is_receipt(read[0], code),
                   f"{name}: and the receipt's, which is that of the code to type", f"{read} {code}")


def from_right_to_left(display):
    """On a mirrored page neither the picture nor the groups of the code turn."""
    with tempfile.TemporaryDirectory() as folder:
        with Glass(display, "xterm", station(folder, "plaza", "ar"), 80, 24, folder) as glass:
            code = to_the_thanks(glass)
            glass.shoot(folder + "/thanks.png")
            read = glass.codes(folder + "/thanks.png")
            tap.ok(len(read) == 1 and is_receipt(read[0], code), "in Arabic picture and code are the same receipt",
                   f"{read} {code}")


def too_small(display):
    with tempfile.TemporaryDirectory() as folder:
        with Glass(display, "xterm", station(folder, "plaza"), SMALL[0], SMALL[1], folder, SMALL[2]) as glass:
            glass.wait_for(WORDS["Or answer on your phone:"])
            tap.ok(glass.shows(PHONE.split("/", 2)[2]), "on a small window the address to type stands there",
                   glass.text())
            code = to_the_thanks(glass)
            tap.ok(code, "and the code to type, with its check digits")


def main():
    lacking = missing(*EMULATORS)
    if lacking:
        tap.skip("a camera reads the codes", "missing: " + " ".join(lacking))
        return
    with Display(1400, 900) as display:
        for emulator in EMULATORS:
            for theme in THEMES:
                for grid in GRIDS if emulator == "xterm" else GRIDS[:1]:
                    look(display, emulator, theme, grid)
        from_right_to_left(display)
        too_small(display)


main()
tap.done()
