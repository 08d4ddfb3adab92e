"""A neighbour with a finger: a real terminal emulator on a virtual X display,
clicked and typed at by xdotool, photographed by import.

    with Display(1400, 900) as display:
        with Glass(display, "xterm", [kiosk, ...], 80, 24, folder) as glass:
            glass.tap("Seguir")
            glass.shoot("picture.png")
            print(glass.codes("picture.png"))
"""
import os
import re
import shutil
import signal
import subprocess
import time

import pyte

from resident_pty import Resident, Screen

TOOLS = ("Xvfb", "xdotool", "import", "script", "zbarimg")
BORDER = 4

# Emulator: class of its window, and its command for a grid, a cell height in
# pixels and what to run. They share no line of code.
EMULATORS = {
    "xterm": ("xterm", lambda columns, rows, height: [
        "xterm", "-fa", "DejaVu Sans Mono", "-fs", str(round(height * 0.6)), "-b", str(BORDER), "-bw", "0",
        "+sb", "-geometry", f"{columns}x{rows}+0+0", "-e"]),
    "stterm": ("stterm", lambda columns, rows, height: [
        "stterm", "-c", "stterm", "-f", f"DejaVu Sans Mono:pixelsize={round(height * 0.85)}",
        "-g", f"{columns}x{rows}+0+0", "-e"]),
}


def missing(*emulators):
    return [tool for tool in (*TOOLS, *emulators) if not shutil.which(tool)]


class Display:
    """An X server of its own, that ends with the test. It does not begin anew
    when a window was the last one: the next one might come in just then."""

    def __init__(self, width, height):
        read, write = os.pipe()
        self.server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(write), "-nolisten", "tcp", "-noreset",
             "-screen", "0", f"{width}x{height}x24"],
            pass_fds=[write], stderr=subprocess.DEVNULL)
        os.close(write)
        with os.fdopen(read) as number:
            self.name = ":" + number.readline().strip()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.terminate()
        self.server.wait()


class Glass(Resident):
    """What Resident does on a pseudo-terminal, done on a window: bytes come
    from the typescript, taps and keys go through X."""

    def __init__(self, display, emulator, argv, columns, rows, folder, height=20, patience=20):
        self.screen = Screen(columns, rows)
        self.stream = pyte.ByteStream(self.screen)
        self.columns, self.rows = columns, rows
        self.patience, self.bytes = patience, 0
        self.status = self.slept = self.pid = None
        self.env = dict(os.environ, DISPLAY=display.name, LC_ALL="C.UTF-8", TZ="America/Mexico_City")
        self.env.pop("JOURNAL_STREAM", None)
        self.log = os.path.join(folder, "typescript")
        if os.path.exists(self.log):
            os.remove(self.log)
        inside = " ".join(f"'{word}'" for word in argv)
        self.kind, command = EMULATORS[emulator]
        self.emulator = subprocess.Popen(
            [*command(columns, rows, height), "script", "-qf", "-c", f"echo $$; exec {inside}", self.log],
            env=self.env, stderr=subprocess.DEVNULL)
        self.offset = 0
        self.wait_for(lambda r: r.pid and r.bytes > 0)
        self.cell = self.measure()
        self.xdotool("mousemove", 1, 1)

    def xdotool(self, *words):
        run = subprocess.run(["xdotool", *map(str, words)], env=self.env,
                             capture_output=True, text=True, check=True)
        return run.stdout

    def measure(self):
        window = self.xdotool("search", "--sync", "--onlyvisible", "--class", self.kind).split()[0]
        found = dict(re.findall(r"(WIDTH|HEIGHT)=(\d+)",
                                self.xdotool("getwindowgeometry", "--shell", window)))
        self.corner = BORDER if self.kind == "xterm" else 2
        return tuple((int(found[side]) - 2 * self.corner) // cells
                     for side, cells in (("WIDTH", self.columns), ("HEIGHT", self.rows)))

    def alive(self):
        if self.status is None and self.emulator.poll() is not None:
            self.status = self.emulator.returncode
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
                    self.feed(data)
                    return True
            if time.monotonic() >= end or not self.alive():
                return False
            time.sleep(0.005)

    def feed(self, data):
        """The first lines are script's own and the number of the program."""
        if not self.pid:
            data = re.sub(rb"^Script started[^\n]*\n", b"", data)
            found = re.match(rb"(\d+)\r?\n", data)
            if not found:
                self.offset -= len(data)
                return
            self.pid = int(found[1])
            data = data[found.end():]
        self.bytes += len(data)
        self.stream.feed(data)

    def is_waiting(self):
        """Whether the program sleeps and all that it wrote was seen."""
        try:
            with open(f"/proc/{self.pid}/stat", encoding="utf-8") as f:
                state = f.read().rsplit(")", 1)[1].split()[0]
        except OSError:
            return True
        return state in "SZ" and not self.read(0.01)

    def key(self, *names):
        known = {"enter": "Return", "#": "numbersign", "*": "asterisk", " ": "space", "-": "minus",
                 ".": "period", "esc": "Escape", "right": "Right", "left": "Left", "up": "Up", "down": "Down",
                 "backspace": "BackSpace"}
        self.slept = self.sleeps()
        self.xdotool("key", "--delay", 20, *(known.get(name, name) for name in names))

    def tap_at(self, x, y):
        self.slept = self.sleeps()
        self.xdotool("mousemove", *(int(self.corner + (at + 0.5) * size) for at, size in zip((x, y), self.cell)),
                     "click", 1)

    def shoot(self, path):
        """Takes a picture; returns its colours, as often as they are seen."""
        subprocess.run(["import", "-window", "root", path], env=self.env, check=True)
        histogram = subprocess.run(["convert", path, "-format", "%c", "histogram:info:-"],
                                   capture_output=True, text=True, check=True).stdout
        return {hexed: int(count) for count, hexed in
                re.findall(r"(\d+):.*?#([0-9A-F]{6})", histogram)}

    def codes(self, path):
        """What a camera's software reads in a picture."""
        read = subprocess.run(["zbarimg", "-q", "--nodbus", "--raw", path], capture_output=True, text=True)
        return read.stdout.splitlines()

    def close(self):
        """First the program, by its own number: a window's end does not
        reach it through script."""
        if self.pid and os.path.exists(f"/proc/{self.pid}"):
            os.kill(self.pid, signal.SIGTERM)
            end = time.monotonic() + 5
            while os.path.exists(f"/proc/{self.pid}") and time.monotonic() < end:
                time.sleep(0.02)
        if self.alive():
            self.emulator.terminate()
        self.emulator.wait()
