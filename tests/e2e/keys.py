#!/usr/bin/python3
"""Few keys. The whole way, by ear, with the 12 keys of a pad; with three keys
(previous, next, choose); and with one switch, while the focus moves by
itself. And a page for a Braille display: nothing but lines, with the cursor
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
from blind import Blind, Deaf, Station, agree, answers, unseen  # noqa: E402

BARRIO = ROOT + "/tests/forms/kiosk/barrio.xml"
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

    onward, back, choose = "right", "left", "enter"

    def label(self, key):
        return self.options().get(key)

    def walk_to(self, wanted, most=120):
        """wanted: how the words begin, "3: Trees" or "hash: "."""
        page = self.heard
        for _ in range(most):
            Blind.key(self, self.onward)
            if any(t == wanted or (len(wanted) > 1 and t.startswith(wanted)) for t in self.heard):
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
        if not self.heard:
            raise Deaf("nothing is spoken")
        self.key("5")
        english = next(k for k, label in self.options().items() if label.startswith("English"))
        self.key(english)
        self.key("#")

    def write(self):
        for letter in "sun":
            self.walk_to(letter)

    def answer(self):
        if self.hears("Type a number"):
            self.walk_to("4")
            self.chosen.append("4")
            return
        super().answer()


class Switch(ThreeKeys):
    """One key, pressed when what is wanted has the focus."""

    def walk_to(self, wanted, most=400):
        end = time.monotonic() + 120
        while time.monotonic() < end:
            self.ear.resident.read(0.01)
            with self.ear.server.lock:
                last = self.ear.server.heard[-1:]
            if last and last[0][1].startswith(wanted) and last != self.seen:
                self.seen = last
                Blind.key(self, " ")
                return
            self.seen = None if last != self.seen else self.seen
        raise Deaf(f"the focus does not come to {wanted!r}")

    def begin(self):
        self.seen = None
        Blind.key(self, " ")
        # Nothing is heard yet: the second thing is the voice.
        self.ear.resident.wait_for(lambda r: (r.screen.cursor.y, r.screen.cursor.x) == self.voice)
        Blind.key(self, " ")
        self.key("5")
        english = next(k for k, label in self.options().items() if label.startswith("English"))
        self.key(english)
        self.key("#")


def by_three_keys(name, form):
    station = Station(form)
    person = ThreeKeys(station.ear, station.pty.key)
    try:
        person.survey()
        tap.ok(True, f"{name}: three keys and an ear find the thanks")
        agree(name, station, form, person.chosen)
    except (Deaf, StopIteration) as wrong:
        tap.ok(False, f"{name}: three keys and an ear find the thanks",
               f"{wrong!r}\n" + "\n".join(person.heard) + "\n" + station.pty.text())
    station.close()


SHORT = """<h:html xmlns='http://www.w3.org/2002/xforms' xmlns:h='http://www.w3.org/1999/xhtml'>
<h:head><h:title>Short</h:title><model><instance><data id='short'><a/><b/></data></instance>
<bind nodeset='/data/a' type='string' required='true()'/><bind nodeset='/data/b' type='string' required='true()'/>
</model></h:head><h:body>
<select1 ref='/data/a'><label>What first?</label>
<item><label>Lamps</label><value>lamps</value></item><item><label>Trees</label><value>trees</value></item></select1>
<select ref='/data/b'><label>And then?</label>
<item><label>Benches</label><value>benches</value></item><item><label>Stairs</label><value>stairs</value></item></select>
</h:body></h:html>"""


def by_one_switch():
    folder = tempfile.mkdtemp()
    with open(folder + "/short.xml", "w", encoding="utf-8") as f:
        f.write(SHORT)
    station = Station(folder + "/short.xml", scan_ms=350)
    person = Switch(station.ear, station.pty.key)
    before = (station.pty.screen.cursor.y, station.pty.screen.cursor.x)
    person.voice = next((y, line.index("One question")) for y, line in enumerate(station.pty.lines())
                        if "One question" in line)
    tap.ok(before != person.voice, "without the switch nothing moves")
    try:
        person.survey()
        tap.ok(True, "one switch and an ear find the thanks")
        agree("one switch", station, folder + "/short.xml", person.chosen)
    except (Deaf, StopIteration) as wrong:
        tap.ok(False, "one switch and an ear find the thanks",
               f"{wrong!r}\n" + "\n".join(person.heard) + "\n" + station.pty.text())
    station.close()
    shutil.rmtree(folder)


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
    tap.attempt("pad", answers, "a 12-key pad", BARRIO, pad)
    tap.attempt("three keys", by_three_keys, "three keys", BARRIO)
    folder = tempfile.mkdtemp()
    unseen(folder + "/unseen.xml", 7)
    tap.attempt("three keys unseen", by_three_keys, "three keys, unseen survey", folder + "/unseen.xml")
    tap.attempt("pad unseen", answers, "a 12-key pad, unseen survey", folder + "/unseen.xml", pad)
    shutil.rmtree(folder)
    for case in (by_one_switch, held_keys, braille):
        tap.attempt(case.__name__, case)
    tap.done()


if __name__ == "__main__":
    main()
