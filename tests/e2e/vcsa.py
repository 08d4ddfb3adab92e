#!/usr/bin/python3
"""What a Braille display reads: the kiosk on a real virtual console. BRLTTY
follows the cursor that the kernel shows in /dev/vcsaN; on each screen it
stands beside the name of what has the focus. With BRLTTY installed, as
check-long does, the display's own window is read as well."""
import fcntl
import os
import pty
import re
import select
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import termios
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, os.path.dirname(HERE))
import tap  # noqa: E402

BUILD = os.environ.get("BARRIO_BUILD", ROOT + "/build")
FORM = ROOT + "/tests/forms/kiosk/barrio.xml"
VT_OPENQRY, VT_DISALLOCATE = 0x5600, 0x5608  # not in Python's termios
KEYS = {"right": "\x1b[C", "enter": "\r"}
# From the first screen to the thanks.
WAY = ["5", "2", "#", "3", "#", "1", "#", "4", "#", "2", "#", "#", "#"]


class Console:
    """A virtual console of its own, with the kiosk on it."""

    def __init__(self, number, *settings):
        self.number = number
        self.folder = tempfile.mkdtemp()
        os.mkdir(self.folder + "/forms")
        shutil.copy(FORM, self.folder + "/forms")
        self.tty = os.open(f"/dev/tty{number}", os.O_RDWR | os.O_NOCTTY)
        argv = [BUILD + "/barrio-kiosk", "--data", self.folder, "--guard-ms", "0", "--language", "en",
                "--place", "Moon 3", "--log", self.folder + "/log", *settings]
        self.pid = os.fork()
        if self.pid == 0:
            self._become(argv)

    def _become(self, argv):
        try:
            os.setsid()
            fcntl.ioctl(self.tty, termios.TIOCSCTTY, 1)
            for fd in range(3):
                os.dup2(self.tty, fd)
            os.execve(argv[0], argv, dict(os.environ, TERM="linux", LC_ALL="C.UTF-8", TZ="UTC"))
        finally:
            os._exit(127)

    def picture(self):
        """Rows of text, and column and row of the cursor."""
        with open(f"/dev/vcsa{self.number}", "rb") as f:
            rows, columns, x, y = f.read(4)
        with open(f"/dev/vcsu{self.number}", "rb") as f:
            cells = f.read().decode("utf-32-le")
        return [cells[i * columns:(i + 1) * columns] for i in range(rows)], x, y

    def sleeps(self):
        with open(f"/proc/{self.pid}/stat", encoding="utf-8") as f:
            return f.read().rsplit(")", 1)[1].split()[0] in "SZ"

    def settle(self):
        """Until the picture stays as it is and the kiosk has taken all keys."""
        before, quiet, end = None, 0, time.monotonic() + 20
        while quiet < 4 and time.monotonic() < end:
            now = self.picture()
            waits = struct.unpack("i", fcntl.ioctl(self.tty, termios.FIONREAD, b"\0" * 4))[0]
            quiet, before = quiet + 1 if now == before and not waits and self.sleeps() else 0, now
            time.sleep(0.01)
        return before

    def key(self, name):
        for byte in KEYS.get(name, name).encode():
            fcntl.ioctl(self.tty, termios.TIOCSTI, bytes([byte]))
        return self.settle()

    def close(self):
        os.kill(self.pid, signal.SIGTERM)
        os.waitpid(self.pid, 0)
        os.close(self.tty)
        shutil.rmtree(self.folder)


class Display:
    """BRLTTY with its text driver, which writes the window of a display of 40
    cells to a terminal."""

    def __init__(self, number):
        self.master, slave = pty.openpty()
        self.folder = tempfile.mkdtemp()
        self.seen = ""
        self.process = subprocess.Popen(
            ["brltty", "--no-daemon", "--quiet", "--configuration-file=/dev/null", "--braille-driver=tt",
             "--braille-parameters=term=vt100,lines=1,columns=40", f"--braille-device=serial:{os.ttyname(slave)}",
             "--screen-driver=lx", f"--screen-parameters=vt={number}", "--speech-driver=no", "--no-api",
             f"--pid-file={self.folder}/pid", f"--writable-directory={self.folder}"],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=open(self.folder + "/log", "w"))
        self.slave = slave

    def reads(self, words, seconds=10):
        """Whether the words come to be under the fingers."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if select.select([self.master], [], [], 0.1)[0]:
                self.seen += os.read(self.master, 65536).decode("utf-8", "replace")
            if words in re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", self.seen):
                return True
        return False

    def close(self):
        self.process.terminate()
        self.process.wait()
        os.close(self.master)
        os.close(self.slave)
        shutil.rmtree(self.folder)


def free_console():
    """The number of a console that nobody uses, or why there is none."""
    try:
        with open("/dev/tty0", "rb") as f:
            number = struct.unpack("i", fcntl.ioctl(f, VT_OPENQRY, struct.pack("i", 0)))[0]
        os.close(os.open(f"/dev/tty{number}", os.O_RDWR | os.O_NOCTTY))
        return number, None
    except OSError as why:
        return None, str(why)


def is_beside_focus(rows, x, y):
    """A key or a word, not an empty place, nor one whose name has gone."""
    return re.search(r"[\w*#+]", rows[y][max(0, x - 1):x + 3]) is not None


def cursor(number):
    for settings, name in (((), "the usual page"), (("--braille", "yes"), "plain lines")):
        console = Console(number, *settings)
        end = time.monotonic() + 20
        while not any("any key" in row for row in console.settle()[0]) and time.monotonic() < end:
            pass
        wrong, places = [], set()
        for key in WAY:
            for _ in range(6 if key != WAY[0] else 0):  # there any key begins
                rows, x, y = console.key("right")
                places.add((key, x, y))
                if not is_beside_focus(rows, x, y):
                    wrong.append((key, x, y, rows[y]))
            rows, x, y = console.key(key)
        tap.ok(any("Thank you" in row or "any key" in row for row in rows), f"{name}: the way to its end", rows)
        tap.ok(not wrong and len(places) > len(WAY), f"{name}: the kernel's cursor is on the focus of each screen",
               wrong[:3])
        console.close()


def braille(number):
    console = Console(number, "--braille", "yes")
    display = Display(number)
    console.settle()
    for key in ("5", "2", "#"):
        console.key(key)
    for words in ("Light at night", "Pavement"):
        tap.ok(display.reads(words), f"BRLTTY puts the focus under the fingers: {words}", display.seen[-400:])
        console.key("right")
    display.close()
    console.close()


def main():
    number, why = free_console()
    if number is None:
        tap.skip("the cursor on a virtual console", why)
        tap.done()
    tap.attempt("cursor", cursor, number)
    if shutil.which("brltty"):
        tap.attempt("braille", braille, number)
    else:
        tap.skip("BRLTTY", "not installed; check-long installs it")
    with open("/dev/tty0", "rb") as f:
        fcntl.ioctl(f, VT_DISALLOCATE, number)
    tap.done()


if __name__ == "__main__":
    main()
