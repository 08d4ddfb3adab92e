"""A resident at the kiosk: runs a program on a pseudo-terminal, sees its
screen as a person does (pyte) and answers by keys or taps.

    with Resident([kiosk, "--data", d], columns=80, rows=24) as r:
        r.wait_for("Toque")          # until the text is on the screen
        r.key("1")                   # bytes, a name of KEYS or a digit
        r.tap("Seguir")              # press and release where it stands
        print(r.text())
"""
import fcntl
import os
import pty
import select
import signal
import struct
import termios
import time

import pyte

TIOCGPTN = 0x80045430  # not in Python's termios

KEYS = {
    "up": "\x1b[A", "down": "\x1b[B", "right": "\x1b[C", "left": "\x1b[D",
    "enter": "\r", "esc": "\x1b", "backspace": "\x7f", "tab": "\t",
    "pageup": "\x1b[5~", "pagedown": "\x1b[6~", "home": "\x1b[H", "end": "\x1b[F",
}


class Timeout(Exception):
    pass


class Gone(Exception):
    pass


class Screen(pyte.Screen):
    """Counts bells, and passes over the sequences that pyte takes for
    private modes."""

    def __init__(self, columns, rows):
        super().__init__(columns, rows)
        self.bells = 0

    def bell(self, *_):
        self.bells += 1

    def report_device_status(self, *_args, **_kw):
        pass

    def select_graphic_rendition(self, *attrs, **_kw):
        super().select_graphic_rendition(*attrs)


class Resident:
    most = 65536  # bytes taken in at once

    def __init__(self, argv, columns=80, rows=24, env=None, cwd=None, term="xterm-256color",
                 stderr=None, patience=20):
        self.screen = Screen(columns, rows)
        self.stream = pyte.ByteStream(self.screen)
        self.columns, self.rows = columns, rows
        self.patience = patience
        self.bytes = 0
        self.beginning = b""  # what was sent first, colours among it
        self.status = None
        self.slept = None
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            self._become(argv, columns, rows, env, cwd, term, stderr)
        os.set_blocking(self.fd, False)
        # The other end is kept open only to see whether input waits in it.
        number = struct.unpack("I", fcntl.ioctl(self.fd, TIOCGPTN, b"\0" * 4))[0]
        self.slave = os.open(f"/dev/pts/{number}", os.O_RDWR | os.O_NOCTTY | os.O_CLOEXEC)

    @staticmethod
    def _become(argv, columns, rows, env, cwd, term, stderr):
        try:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
            if cwd:
                os.chdir(cwd)
            if stderr:
                fd = os.open(stderr, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
                os.dup2(fd, 2)
            full = dict(os.environ, TERM=term, LC_ALL="C.UTF-8")
            full.pop("JOURNAL_STREAM", None)
            full.update(env or {})
            full = {k: v for k, v in full.items() if v is not None}
            os.execvpe(argv[0], argv, full)
        finally:
            os._exit(127)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    # What it sees

    def read(self, seconds=0.05):
        """Takes in what the program wrote; true when there was something."""
        ready, _, _ = select.select([self.fd], [], [], seconds)
        if not ready:
            self.alive()
            return False
        try:
            data = os.read(self.fd, self.most)
        except BlockingIOError:
            return False
        except OSError:
            data = b""
        if not data:
            self._reap()
            return False
        self.bytes += len(data)
        if len(self.beginning) < 4096:
            self.beginning += data
        self.stream.feed(data)
        return True

    def _reap(self):
        if self.status is None:
            _, status = os.waitpid(self.pid, 0)
            self.status = os.waitstatus_to_exitcode(status)

    def is_waiting(self):
        """Whether the program took all its input and sleeps."""
        unread = struct.unpack("i", fcntl.ioctl(self.slave, termios.FIONREAD, b"\0" * 4))[0]
        try:
            with open(f"/proc/{self.pid}/stat", encoding="utf-8") as f:
                state = f.read().rsplit(")", 1)[1].split()[0]
        except OSError:
            return True
        return unread == 0 and state in "SZ"

    def sleeps(self):
        """How often the program went to sleep so far."""
        try:
            with open(f"/proc/{self.pid}/status", encoding="utf-8") as f:
                return int(f.read().split("voluntary_ctxt_switches:")[1].split()[0])
        except (OSError, IndexError):
            return -1

    def _woken(self):
        """Input may still be on its way through the kernel when the queue
        looks empty: waits until the program slept once more, or 0.3 s."""
        end = time.monotonic() + 0.3
        while self.slept == self.sleeps() and time.monotonic() < end:
            self.read(0.001)
        self.slept = None

    def settle(self, quiet=0.0):
        """Reads until the program has dealt with its input, waits for more and
        wrote nothing for `quiet` seconds."""
        if self.slept is not None:
            self._woken()
        end = time.monotonic() + self.patience
        while time.monotonic() < end:
            if self.read(quiet) or not self.alive() and self.read(0.01):
                continue
            if self.status is not None:
                return self
            if self.is_waiting() and not self.read(0.002) and self.is_waiting():
                return self
            self.read(0.002)
        return self

    def lines(self):
        return [line.rstrip() for line in self.screen.display]

    def text(self):
        return "\n".join(self.lines())

    def words(self):
        """The screen as one line of single blanks, so that wrapping does not
        matter."""
        return " ".join(self.text().split())

    def shows(self, text):
        return text in self.text() or text in self.words()

    def wait_for(self, what, seconds=None):
        """Until the text (or one of several, or a predicate) is there;
        returns what was found."""
        wanted = (what,) if isinstance(what, str) or callable(what) else tuple(what)
        end = time.monotonic() + (seconds or self.patience)
        while True:
            for one in wanted:
                if one(self) if callable(one) else self.shows(one):
                    self.settle()  # the rest of the frame
                    return one
            if self.status is not None:
                raise Gone(f"ended with {self.status} while waiting for {what!r}:\n{self.text()}")
            if time.monotonic() > end:
                raise Timeout(f"{what!r} did not come:\n{self.text()}")
            self.read(0.05)

    def wait_gone(self, text, seconds=None):
        return self.wait_for(lambda r: not r.shows(text), seconds)

    def wait_change(self, before, seconds=None):
        """Until the screen differs from what text() was, and is quiet."""
        self.wait_for(lambda r: r.text() != before, seconds)
        return self.settle()

    def find(self, text, nth=0):
        """The cell (column, row from 0) where a text begins."""
        for y, line in enumerate(self.screen.display):
            x = line.find(text)
            while x >= 0:
                if nth == 0:
                    return self._cell(y, x), y
                nth -= 1
                x = line.find(text, x + 1)
        raise LookupError(f"{text!r} is not on the screen:\n{self.text()}")

    def _cell(self, y, index):
        """The column of a character of a display line: a wide one fills two
        cells but one character."""
        column = seen = 0
        while seen < index and column < self.columns:
            seen += len(self.screen.buffer[y][column].data)
            column += 1
        return column

    # What it does

    def send(self, data):
        data = data.encode() if isinstance(data, str) else data
        self.slept = self.sleeps()
        while data:
            try:
                data = data[os.write(self.fd, data):]
            except BlockingIOError:
                self.read(0.02)
        return self

    def key(self, *names):
        for name in names:
            self.send(KEYS.get(name, name))
            if name in ("esc", "\x1b"):
                self.read(0.1)  # a lone ESC is one only after a while
        return self

    def press(self, x, y):
        return self.send(f"\x1b[<0;{x + 1};{y + 1}M")

    def drag(self, x, y):
        return self.send(f"\x1b[<32;{x + 1};{y + 1}M")

    def release(self, x, y):
        return self.send(f"\x1b[<0;{x + 1};{y + 1}m")

    def tap_at(self, x, y):
        return self.press(x, y).release(x, y)

    def tap(self, text, nth=0):
        x, y = self.find(text, nth)
        return self.tap_at(x, y)

    def resize(self, columns, rows):
        self.screen.resize(rows, columns)
        self.columns, self.rows = columns, rows
        self.slept = self.sleeps()
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        return self

    def signal(self, number):
        self.slept = self.sleeps()
        os.kill(self.pid, number)
        return self

    def alive(self):
        if self.status is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.status = os.waitstatus_to_exitcode(status)
        return self.status is None

    def wait_end(self, seconds=None):
        """Until the program ended; returns its exit status (negative: the
        signal)."""
        end = time.monotonic() + (seconds or self.patience)
        while self.alive():
            if time.monotonic() > end:
                raise Timeout(f"still runs:\n{self.text()}")
            self.read(0.05)
        self.settle(0.01)
        return self.status

    def close(self):
        if self.alive():
            os.kill(self.pid, signal.SIGTERM)
            try:
                self.wait_end(5)
            except Timeout:
                os.kill(self.pid, signal.SIGKILL)
                self._reap()
        for fd in (self.fd, self.slave):
            if fd >= 0:
                os.close(fd)
        self.fd = self.slave = -1
        return self.status
