#!/usr/bin/python3
"""A bare console with a touch panel: TERM=linux, no mouse, taps as input
events of the kernel through libevdev. The panel is a preloaded one
(tests/panel/panel.c), the events are the same bytes. A whole survey by touch
alone; a panel that lies turned and short of its ends is adjusted in the
operator's menu, and stays adjusted."""
import gzip
import os
import re
import shutil
import sqlite3
import struct
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, os.path.dirname(HERE))
import tap  # noqa: E402
from neighbour import Neighbour, Survey, catalogue  # noqa: E402
from powercut import preloaded  # noqa: E402
from resident_pty import Resident  # noqa: E402

BUILD = os.environ.get("BARRIO_BUILD", ROOT + "/build")
KIOSK = BUILD + "/barrio-kiosk"
WORDS = catalogue("es")
EV_SYN, EV_KEY, EV_ABS = 0, 1, 3
BTN_TOUCH, ABS_X, ABS_Y = 0x14a, 0, 1
MT_SLOT, MT_X, MT_Y, MT_ID = 0x2f, 0x35, 0x36, 0x39


class Panel(Resident):
    """Taps go into the panel's pipe; lies() says where a place of the glass
    is on the panel, both from 0 to 1."""

    def __init__(self, folder, kind, lies, **settings):
        self.kind, self.lies, self.touched = kind, lies, 0
        pipe = folder + "/panel"
        if not os.path.exists(pipe):
            os.mkfifo(pipe)
        self.pipe = os.open(pipe, os.O_RDWR | os.O_NONBLOCK)
        argv = [KIOSK, "--data", folder, "--guard-ms", "0", "--bidi", "no", "--languages", "es en",
                "--log", folder + "/log"]
        for key, value in settings.items():
            argv += ["--" + key, value]
        super().__init__(argv, 80, 24, term="linux",
                         env={"LD_PRELOAD": preloaded(KIOSK, BUILD + "/panel.so"), "PANEL_PIPE": pipe, "PANEL_KIND": kind})

    def close(self):
        super().close()
        os.close(self.pipe)

    def events(self, *events):
        self.slept = self.sleeps()
        data = b"".join(struct.pack("llHHi", 0, 0, *event) for event in (*events, (EV_SYN, 0, 0)))
        os.write(self.pipe, data)

    def at(self, x, y):
        """The panel's own numbers for the middle of a cell."""
        u, v = self.lies((x + 0.5) / self.columns, (y + 0.5) / self.rows)
        whole = (799, 479) if self.kind == "fingers" else (4095, 4095)
        return round(u * whole[0]), round(v * whole[1])

    def press(self, x, y):
        u, v = self.at(x, y)
        self.touched += 1
        if self.kind == "fingers":
            self.events((EV_ABS, MT_ID, self.touched), (EV_ABS, MT_X, u), (EV_ABS, MT_Y, v), (EV_KEY, BTN_TOUCH, 1))
        else:
            self.events((EV_KEY, BTN_TOUCH, 1), (EV_ABS, ABS_X, u), (EV_ABS, ABS_Y, v))
        return self

    def drag(self, x, y):
        u, v = self.at(x, y)
        self.events((EV_ABS, MT_X, u), (EV_ABS, MT_Y, v))
        return self

    def release(self, x, y):
        self.events(*([(EV_ABS, MT_ID, -1)] if self.kind == "fingers" else []), (EV_KEY, BTN_TOUCH, 0))
        return self


def as_it_is(u, v):
    return u, v


def turned(u, v):
    """By a quarter, mirrored, and short of its ends."""
    return 0.08 + 0.8 * v, 0.9 - 0.85 * u


def place(folder):
    os.mkdir(folder + "/forms")
    shutil.copy(BUILD + "/forms/barrio.xml", folder + "/forms")


def answer(folder, glass, name):
    survey = Survey(BUILD + "/forms/barrio.xml")
    neighbour = Neighbour(glass, survey, "es", "taps", languages="es en")
    neighbour.visit()
    rows = sqlite3.connect(folder + "/station.db").execute(
        "SELECT body, entry_mode FROM response ORDER BY seq DESC").fetchall()
    tap.equal(survey.values(rows[0][0]), neighbour.given, f"{name}: exactly what was touched")
    tap.equal(rows[0][1], "touch", f"{name}: by touch")


def survey_by_touch():
    with tempfile.TemporaryDirectory() as folder:
        place(folder)
        with Panel(folder, "fingers", as_it_is) as glass:
            glass.wait_for("Toque")
            answer(folder, glass, "a panel that tells fingers apart")
            glass.key("5")
            glass.wait_for("Español")
            x, y = glass.find("English")
            glass.press(x, y).drag(x, glass.rows - 1).release(x, glass.rows - 1).settle()
            tap.ok(glass.shows(WORDS["Choose your language"]), "a tap dragged away acts on nothing", glass.text())


def touch_crosses(glass):
    for _ in range(4):
        glass.wait_for(WORDS["Touch the middle of the cross."])
        x, y = glass.find(" + ")
        glass.tap_at(x + 1, y).settle()


def adjust():
    pin = subprocess.run([KIOSK, "--hash-pin"], input="2468\n", text=True, capture_output=True).stdout.strip()
    with tempfile.TemporaryDirectory() as folder:
        place(folder)
        with Panel(folder, "resistive", turned, pin=pin, touch="/dev/input/event0") as glass:
            glass.wait_for("Toque")
            glass.key(*"000002468#")
            glass.wait_for(WORDS["Adjust the touch screen"])
            glass.key(re.search(r"│[ »](\d) │ " + WORDS["Adjust the touch screen"], glass.text())[1])
            touch_crosses(glass)
            glass.wait_for(WORDS["The touch screen is adjusted."])
            glass.key("0", "0")
            glass.wait_for("Toque")
            answer(folder, glass, "a panel that was adjusted")
        with Panel(folder, "resistive", turned, pin=pin, touch="/dev/input/event0") as glass:
            glass.wait_for("Toque")
            answer(folder, glass, "after the next start")


def without():
    with tempfile.TemporaryDirectory() as folder:
        place(folder)
        with Panel(folder, "none", as_it_is, touch="/dev/input/event7") as glass:
            glass.wait_for("Toque")
            with open(folder + "/log", encoding="utf-8") as log:
                tap.ok("no touch panel can be read there" in log.read(), "without a panel the station runs and says so")


class Reader(Resident):
    """Remembers every sign that stood on the screen."""

    def __init__(self, *args, **options):
        self.seen = set()
        super().__init__(*args, **options)

    def settle(self, quiet=0.0):
        super().settle(quiet)
        self.seen |= set("".join(self.screen.display))
        return self


def signs_of(font):
    """The signs that a console font has, by its own table: PSF 2 in UTF-8, or
    PSF 1 in UTF-16."""
    data = gzip.open(font).read()
    if data[:2] == b"\x36\x04":
        count = 512 if data[2] & 1 else 256
        table = data[4 + count * data[3]:].decode("utf-16-le", errors="surrogatepass")
        return set(table) - {"\uffff"}
    _, _, head, _, count, size = struct.unpack("<6I", data[:24])
    rows = data[head + count * size:].split(b"\xff")[:count]
    return {sign for row in rows for sign in row.split(b"\xfe")[0].decode()}


def fonts():
    """No sign of ours is missing on a console with the font that
    lock-console sets."""
    names = re.findall(r"Full\w+-Terminus\w+", open(ROOT + "/deploy/console/lock-console").read())
    pin = subprocess.run([KIOSK, "--hash-pin"], input="2468\n", text=True, capture_output=True).stdout.strip()
    with tempfile.TemporaryDirectory() as folder:
        place(folder)
        argv = [KIOSK, "--data", folder, "--guard-ms", "0", "--languages", "es en", "--pin", pin,
                "--log", folder + "/log"]
        with Reader(argv, term="linux") as glass:
            Neighbour(glass, Survey(BUILD + "/forms/barrio.xml"), "es", "digits", languages="es en").visit()
            glass.wait_for("Toque")
            glass.key(*"000002468#")
            glass.wait_for(WORDS["Self-test"])
            glass.key(re.search(r"│[ »](\d) │ " + WORDS["Self-test"], glass.text())[1]).settle()
            seen = {sign for sign in glass.seen if not sign.isalpha()}
    tap.ok(len(seen - set(map(chr, range(0x7f)))) > 15, "a visit and the self-test show our signs", seen)
    for name in names:
        missing = seen - signs_of(f"/usr/share/consolefonts/{name}.psf.gz")
        tap.equal(missing, set(), f"{name} has them all")


tap.attempt("survey", survey_by_touch)
tap.attempt("adjust", adjust)
tap.attempt("without", without)
tap.attempt("fonts", fonts)
tap.done()
