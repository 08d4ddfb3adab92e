#!/usr/bin/python3
"""Few keys. The whole way, by ear, with the 12 keys of a pad; with three keys
(previous, next, choose); and with one switch, while the focus moves from row
to row by itself. KEYS=all: every sample survey in each of these ways. And a page for a Braille display: nothing but lines, with the cursor
where the focus is."""
import os
import re
import shutil
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, HERE)
sys.path.insert(0, os.path.dirname(HERE))
import tap  # noqa: E402
from blind import SAMPLES, Blind, Deaf, Station, agree, answers, unseen  # noqa: E402

BARRIO = ROOT + "/tests/forms/kiosk/barrio.xml"
WIDGETS = ROOT + "/tests/forms/kiosk/widgets.xml"
EVERY = os.environ.get("KEYS") == "all"  # every sample, as check-long does
PAD = set("0123456789*#")


def pad(station):
    """Presses what a 12-key pad has, and nothing else."""
    def press(key):
        if key not in PAD:
            raise Deaf(f"a pad has no {key!r}")
        station.pty.key(key)
    return press


class ThreeKeys(Blind):
    """Walks until what it wants is heard, and chooses it there."""

    onward, choose = "right", "enter"

    def walk_to(self, wanted, most=120):
        """wanted: how the words begin, "3: Trees" or "hash: "."""
        page = self.heard
        for _ in range(most):
            Blind.key(self, self.onward)
            if any(is_it(t, wanted) for t in self.heard):
                Blind.key(self, self.choose)
                return
        raise Deaf(f"nothing that begins with {wanted!r} is walked to\n" + "\n".join(page))

    def key(self, *keys):
        names = {"#": "hash: ", "*": "star: "}
        for key in keys:
            if key.isdigit() or key in names:
                self.walk_to(names.get(key, key + ": "))
            else:
                Blind.key(self, key)

    def begin(self):
        self.press(self.onward)
        self.ear.settle()
        Blind.key(self, self.choose)  # the voice's own place, the first after the start
        self.choose_language()

    def choose_language(self):
        if not self.heard:
            raise Deaf("nothing is spoken")
        self.key("5")
        self.key(next(k for k, label in self.options().items() if label.startswith("English")))
        self.key("#")

    def write(self):
        for letter in "sun":
            self.walk_to(letter)

    def unwrite(self):
        self.chosen.remove("sun")
        for _ in "sun":
            self.walk_to("erase")

    def number(self):
        self.walk_to("4")
        self.chosen.append("4")


def is_it(heard, wanted):
    return heard == wanted or (len(wanted) > 1 and heard.startswith(wanted))


class Switch(ThreeKeys):
    """One key: pressed when the row is heard that has what is wanted, and
    again when it is heard alone."""

    ROW = "Row: "

    def is_offered(self, heard, wanted):
        if heard.startswith(self.ROW):
            return any(is_it(t, wanted) for t in heard[len(self.ROW):].split("; "))
        return is_it(heard, wanted)

    def heard_last(self):
        """What was said last, and how much was said before it."""
        self.ear.resident.read(0.01)
        with self.ear.server.lock:
            said = self.ear.server.all[-1:]
            return (said[0][1] if said else ""), len(self.ear.server.all)

    def walk_to(self, wanted, most=120):
        end, seen = time.monotonic() + most, self.heard_last()[1]
        while time.monotonic() < end:
            last, count = self.heard_last()
            if count == seen or not self.is_offered(last, wanted):
                continue
            seen = count
            Blind.key(self, " ")
            if not last.startswith(self.ROW):
                return
            # The row's first thing is said as the row is entered.
            seen -= bool(self.heard and is_it(self.heard[-1], wanted))
        raise Deaf(f"the focus does not come to {wanted!r}")

    def begin(self):
        Blind.key(self, " ")
        # Nothing is heard yet: the second thing is the voice.
        self.ear.resident.wait_for(lambda r: (r.screen.cursor.y, r.screen.cursor.x) == self.voice)
        Blind.key(self, " ")
        self.choose_language()


def by(hand, name, form, scan_ms=0):
    station = Station(form, scan_ms=scan_ms)
    person = hand(station.ear, station.pty.key)
    person.voice = next((y, line.index("One question")) for y, line in enumerate(station.pty.lines())
                        if "One question" in line)
    try:
        person.survey()
        tap.ok(True, f"{name}: {form_name(form)}: the thanks are found by ear")
        agree(f"{name}: {form_name(form)}", station, form, person.chosen)
    except (Deaf, StopIteration) as wrong:
        tap.ok(False, f"{name}: {form_name(form)}: the thanks are found by ear",
               f"{wrong!r}\n" + "\n".join(person.heard) + "\n" + station.pty.text())
    station.close()


def form_name(form):
    return os.path.basename(form)


def held_keys():
    """A key that is held sends itself again: that is one press."""
    station = Station(BARRIO, repeat_ms=10000)
    station.pty.key("5")
    station.pty.wait_for("Choose your language")
    at = station.pty.screen.cursor.y
    station.pty.send("\x1b[B" * 6)
    station.pty.settle()
    once = station.pty.screen.cursor.y
    station.close()
    station = Station(BARRIO)
    station.pty.key("5")
    station.pty.wait_for("Choose your language")
    station.pty.send("\x1b[B")
    station.pty.settle()
    tap.ok(once != at and once == station.pty.screen.cursor.y, "held for less than repeat_ms, a key moves once",
           f"{at} {once} {station.pty.screen.cursor.y}")
    station.pty.send("\x1b[B" * 3)
    station.pty.settle()
    tap.ok(station.pty.screen.cursor.y != once, "where nothing is set, it repeats as the keyboard does")
    station.close()


def braille():
    """The cursor is what a Braille display follows: it stands on the key of
    what has the focus, on every screen; the page is nothing but lines."""
    for settings, plain in (({}, False), ({"braille": "yes"}, True)):
        name = "plain lines" if plain else "the usual page"
        station = Station(BARRIO, **settings)
        pty, wrong, drawn = station.pty, [], set()
        for keys in (["5"], ["2"], ["#"], ["3", "#"], ["1", "#"], ["4", "#"], ["2", "#"], ["#"], ["#"]):
            for _ in range(12):
                y, x = pty.screen.cursor.y, pty.screen.cursor.x
                line = pty.screen.display[y]
                drawn |= set(re.findall(r"[─-▟○●]", pty.text()))
                beside = line[max(0, x - 3):x + 3]
                if pty.screen.cursor.hidden or not re.search(r"[\w*#+]", beside):
                    wrong.append((keys, x, line))
                if plain and not re.match(r"[▶> ]?.?[0-9*#+]|\S|[▶> ]\w", line[:4]):
                    wrong.append((keys, x, line))
                pty.key("right")
                pty.settle()
            for key in keys:
                pty.key(key)
                pty.settle()
        tap.ok(not wrong, f"{name}: the cursor is on the focus everywhere", wrong[:5])
        if plain:
            tap.equal(sorted(drawn), [], f"{name}: no frames and no drawings")
        station.close()


def main():
    folder = tempfile.mkdtemp()
    unseen(folder + "/unseen.xml", 7)
    forms = SAMPLES if EVERY else [BARRIO, WIDGETS]
    for form in forms + [folder + "/unseen.xml"]:
        tap.attempt("pad", answers, f"a 12-key pad: {form_name(form)}", form, pad)
        tap.attempt("three keys", by, ThreeKeys, "three keys", form)
        if EVERY or form != WIDGETS:
            tap.attempt("one switch", by, Switch, "one switch", form, 150)
    shutil.rmtree(folder)
    for case in (held_keys, braille):
        tap.attempt(case.__name__, case)
    tap.done()


if __name__ == "__main__":
    main()
