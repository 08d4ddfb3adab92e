#!/usr/bin/python3
"""Takes README's photographs anew: the kiosk in a real xterm of 800x480 pixels,
into docs/pictures. `make pictures` runs it when the face has changed; look at
what it took."""
import os
import shutil
import subprocess
import tempfile

from glass import BORDER, Display, Glass

TOP = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
BUILD = os.environ.get("BARRIO_BUILD", TOP + "/build")
PICTURES = TOP + "/docs/pictures/"
COLUMNS, ROWS, CELL = 80, 24, 20
# File, theme, the keys that lead there.
SHOTS = (
    ("question", "plaza", "5##3"),
    ("thanks", "noche", "5##3" + "#" * 6),
)


def shoot(display, name, theme, keys):
    with tempfile.TemporaryDirectory() as folder:
        os.mkdir(folder + "/forms")
        shutil.copy(BUILD + "/forms/barrio.xml", folder + "/forms")
        argv = [BUILD + "/barrio-kiosk", "--data", folder, "--place", "Luna 3 · Plaza de la Luna", "--theme", theme,
                "--guard-ms", "0", "--languages", "es,en", "--hub", "https://opina.example", "--log", folder + "/log"]
        with Glass(display, "xterm", argv, COLUMNS, ROWS, folder, CELL) as glass:
            glass.settle()
            for key in keys:
                glass.key(key)
                glass.settle()
            glass.shoot(PICTURES + name + ".png")
    # The window's own border is not the station's.
    subprocess.run(["convert", PICTURES + name + ".png", "-shave", f"{BORDER}x{BORDER}", "+repage", "-colors", "64",
                    PICTURES + name + ".png"], check=True)


def main():
    with Display(COLUMNS * CELL // 2 + 2 * BORDER, ROWS * CELL + 2 * BORDER) as display:
        for shot in SHOTS:
            shoot(display, *shot)


main()
