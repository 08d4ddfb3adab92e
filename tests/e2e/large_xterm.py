#!/usr/bin/python3
"""Large print in a real terminal: on a screen of 800x480 pixels, the height
of a capital is measured in the picture and converted to millimetres; and the
receipt's code is read from the page by a camera's software."""
import os
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, os.path.dirname(HERE))
import tap  # noqa: E402
from glass import BORDER, Display, Glass, missing  # noqa: E402

BUILD = os.environ.get("BARRIO_BUILD", ROOT + "/build")
FORM = ROOT + "/tests/forms/kiosk/barrio.xml"
# A 7" panel of 800x480: 153 x 90 mm (FIELD: rows allowed by screen).
WIDTH, HEIGHT, PANEL_MM = 800, 480, 90.0
LEAST_MM = 4.8  # Section 508, 402.4; ADA 707.7.2


def pixels(path, x, y, width, height):
    """Rows of a grey picture's part, as numbers from 0 to 255."""
    run = subprocess.run(["convert", path, "-crop", f"{width}x{height}+{x}+{y}", "+repage", "-colorspace", "Gray",
                          "-depth", "8", "gray:-"], capture_output=True, check=True)
    return [run.stdout[i * width:(i + 1) * width] for i in range(height)]


def capital(path, cell, letters):
    """Pixel rows that the first capital of the heading inks, and how many
    pixels are inked by its line's first two letters. letters: cells across and
    down of one letter."""
    across, down = letters
    rows = pixels(path, BORDER, BORDER, cell[0] * across * 2, cell[1] * down)
    back = max(set(rows[0]), key=rows[0].count)
    inked = [sum(abs(p - back) > 60 for p in row) for row in rows]
    return sum(n > 0 for n in inked), sum(inked)


FINDER = "█ ▄▄▄▄▄ █"  # the corner of a code, in half blocks
HUB = "https://opina.luna.example"


def camera(display, folder, size):
    """Answers one question; turns the receipt's pages until a code is there."""
    data = f"{folder}/{size}"
    os.makedirs(data + "/forms")
    shutil.copy(ROOT + "/tests/forms/voz.xml", data + "/forms")
    argv = [BUILD + "/barrio-kiosk", "--data", data, "--guard-ms", "0", "--print", str(size), "--place", "Luna 3",
            "--language", "en", "--languages", "en", "--hub", HUB, "--log", data + "/log"]
    with Glass(display, "xterm", argv, 80, 24, data, height=19) as glass:
        glass.wait_for(lambda r: "█" in r.text() or "▀" in r.text() or "▌" in r.text())
        codes = []
        glass.key("5")
        for _ in range(60):
            # A letter is an answer where one is asked for, and nothing else.
            for key in ("o", "#"):
                glass.key(key)
                glass.settle()
            if FINDER in glass.text():
                glass.shoot(data + "/page.png")
                codes = glass.codes(data + "/page.png")
                break
        page = glass.text()
    tap.ok(len(codes) == 1 and codes[0].lower().startswith(HUB), f"{size}x: a camera reads the receipt's code",
           f"{codes}\n{page}")


def main():
    absent = missing("xterm")
    if absent:
        tap.skip("large print on a real terminal", ", ".join(absent) + " not installed")
        tap.done()
    folder = tempfile.mkdtemp()
    os.mkdir(folder + "/forms")
    shutil.copy(FORM, folder + "/forms")
    heights, ink = {}, {}
    with Display(WIDTH, HEIGHT) as display:
        for size, letters in ((2, (3, 4)), (3, (4, 4)), (4, (4, 7))):
            argv = [BUILD + "/barrio-kiosk", "--data", folder, "--guard-ms", "0", "--print", str(size), "--place",
                    "Luna 3", "--language", "en"]
            with Glass(display, "xterm", argv, 80, 24, folder, height=19) as glass:
                glass.wait_for(lambda r: "█" in r.text() or "▀" in r.text() or "▌" in r.text())
                glass.key("5")
                glass.settle()
                glass.key("2")
                glass.settle()
                # The notice begins with a capital B, of full height.
                shot = f"{folder}/large-{size}.png"
                glass.shoot(shot)
                px, ink[size] = capital(shot, glass.cell, letters)
                heights[size] = px * PANEL_MM / HEIGHT
                print(f"# {size}x: cells of {glass.cell[0]}x{glass.cell[1]} px, capital of {px} px"
                      f" = {heights[size]:.1f} mm on a 7\" panel")
                tap.ok(heights[size] >= LEAST_MM, f"{size}x: a capital is at least {LEAST_MM} mm high",
                       f"{px} px, {heights[size]:.2f} mm")
                keep = os.environ.get("PICTURES")
                if keep:
                    shutil.copy(shot, keep)
        for size in (2, 3, 4):
            tap.attempt("camera", camera, display, folder, size)
    tap.ok(heights[2] <= heights[3] < heights[4] and ink[2] < ink[3] < ink[4],
           "each size is higher or at least heavier than the one before", f"{heights} {ink}")
    shutil.rmtree(folder)
    tap.done()


if __name__ == "__main__":
    main()
