#!/usr/bin/python3
"""A neighbour with a finger: a real xterm on a virtual X display, clicked by
xdotool, finishes one survey at three sizes of glass. What the terminal was
told is read from the typescript that script(1) keeps; the picture that X
shows must have the theme's colours."""
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, os.path.dirname(HERE))
import pyte  # noqa: E402
import tap  # noqa: E402
from neighbour import Neighbour, Survey  # noqa: E402
from resident_pty import Gone, Resident, Screen  # noqa: E402

BUILD = os.environ.get("BARRIO_BUILD", ROOT + "/build")
KIOSK = BUILD + "/barrio-kiosk"
TOOLS = ("Xvfb", "xterm", "xdotool", "import", "script")


class Display:
    """An X server of its own, that ends with the test."""

    def __init__(self, width, height):
        read, write = os.pipe()
        self.server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(write), "-nolisten", "tcp",
             "-screen", "0", f"{width}x{height}x24"],
            pass_fds=[write], stderr=subprocess.DEVNULL)
        os.close(write)
        with os.fdopen(read) as number:
            self.name = ":" + number.readline().strip()

    def close(self):
        self.server.terminate()
        self.server.wait()


class Glass(Resident):
    """What Resident does on a pseudo-terminal, done on a window: bytes come
    from the typescript, taps and keys go through X."""

    def __init__(self, argv, columns, rows, font_size, folder, env, patience=20):
        self.screen = Screen(columns, rows)
        self.stream = pyte.ByteStream(self.screen)
        self.columns, self.rows = columns, rows
        self.patience, self.bytes = patience, 0
        self.status = self.slept = None
        self.display = Display(1400, 900)
        self.env = dict(os.environ, DISPLAY=self.display.name, LC_ALL="C.UTF-8", **env)
        self.env.pop("JOURNAL_STREAM", None)
        self.log = os.path.join(folder, "typescript")
        # The terminal's end is no reason for a station to end: it must be told.
        self.pid_file = os.path.join(folder, "kiosk.pid")
        inside = f"echo $$ >'{self.pid_file}'; exec " + " ".join(f"'{word}'" for word in argv)
        self.xterm = subprocess.Popen(
            ["xterm", "-fa", "DejaVu Sans Mono", "-fs", str(font_size), "-b", "0", "-bw", "0",
             "+sb", "-geometry", f"{columns}x{rows}+0+0", "-e", "script", "-qf", "-c", inside,
             self.log], env=self.env, stderr=subprocess.DEVNULL)
        self.offset = 0
        self.wait_for(lambda r: r.bytes > 0)
        self.cell = self.measure()
        self.xdotool("mousemove", 1, 1)

    def xdotool(self, *words):
        run = subprocess.run(["xdotool", *map(str, words)], env=self.env,
                             capture_output=True, text=True, check=True)
        return run.stdout

    def measure(self):
        window = self.xdotool("search", "--sync", "--onlyvisible", "--class", "xterm").split()[0]
        found = dict(re.findall(r"(WIDTH|HEIGHT)=(\d+)",
                                self.xdotool("getwindowgeometry", "--shell", window)))
        return int(found["WIDTH"]) / self.columns, int(found["HEIGHT"]) / self.rows

    def alive(self):
        if self.status is None and self.xterm.poll() is not None:
            self.status = self.xterm.returncode
        return self.status is None

    def read(self, seconds=0.05):
        end = time.monotonic() + seconds
        while True:
            if os.path.exists(self.log):
                with open(self.log, "rb") as f:
                    f.seek(self.offset)
                    data = f.read()
                if data:
                    self.offset += len(data)
                    self.bytes += len(data)
                    # The first line is script's own.
                    self.stream.feed(re.sub(rb"^Script started[^\n]*\n", b"", data))
                    return True
            if time.monotonic() >= end or not self.alive():
                return False
            time.sleep(0.005)

    def is_waiting(self):
        return not self.read(0.08)

    def key(self, name):
        names = {"enter": "Return", "#": "numbersign", "*": "asterisk", " ": "space"}
        self.xdotool("key", names.get(name, name))

    def tap_at(self, x, y):
        self.xdotool("mousemove", int((x + 0.5) * self.cell[0]), int((y + 0.5) * self.cell[1]),
                     "click", 1)

    def shoot(self, path):
        """Takes a picture; returns its colours, as often as they are seen."""
        subprocess.run(["import", "-window", "root", path], env=self.env, check=True)
        histogram = subprocess.run(["convert", path, "-format", "%c", "histogram:info:-"],
                                   capture_output=True, text=True, check=True).stdout
        return {hexed: int(count) for count, hexed in
                re.findall(r"(\d+):.*?#([0-9A-F]{6})", histogram)}

    def close(self):
        with open(self.pid_file, encoding="ascii") as file:
            os.kill(int(file.read()), signal.SIGTERM)
        try:
            self.xterm.wait(self.patience)
        finally:
            self.xterm.kill()
            self.display.close()


def answer(columns, rows, font_size, theme, paper):
    name = f"{columns}x{rows} in {theme}"
    survey = Survey(BUILD + "/forms/barrio.xml")
    with tempfile.TemporaryDirectory() as folder:
        os.mkdir(folder + "/forms")
        shutil.copy(BUILD + "/forms/barrio.xml", folder + "/forms")
        argv = [KIOSK, "--data", folder, "--place", "Luna 3", "--theme", theme,
                "--guard-ms", "0", "--bidi", "no", "--log", folder + "/log"]
        with Glass(argv, columns, rows, font_size, folder, {"TZ": "America/Mexico_City"}) as glass:
            neighbour = Neighbour(glass, survey, "es", "taps", seed=columns)
            neighbour.visit(finish=False)
            colours = glass.shoot(folder + "/thanks.png")
        rows_kept = sqlite3.connect(folder + "/station.db").execute(
            "SELECT body, entry_mode FROM response").fetchall()
    tap.equal(len(rows_kept), 1, f"{name}: clicks finish a survey")
    tap.equal(survey.values(rows_kept[0][0]), neighbour.given, f"{name}: exactly what was clicked")
    tap.equal(rows_kept[0][1], "touch", f"{name}: by touch")
    window = glass.cell[0] * columns * glass.cell[1] * rows
    tap.ok(colours.get(paper, 0) > window / 2, f"{name}: X shows the theme's exact paper",
           sorted(colours.items(), key=lambda c: -c[1])[:5])


def main():
    missing = [tool for tool in TOOLS if not shutil.which(tool)]
    if missing:
        tap.skip("clicks in xterm finish a survey", "missing: " + " ".join(missing))
        return
    answer(80, 24, 12, "plaza", "FFF8EC")
    answer(40, 11, 24, "contraste", "000000")
    answer(120, 36, 10, "noche", "10151C")


main()
tap.done()
