#!/usr/bin/python3
"""A neighbour who does not see the screen. This resident knows what is heard
from the speech server and presses keys, nothing else: not the form, not the
screen. So the sample survey and one that was made by chance are answered to
the receipt, with a keyboard, with the keys of a 12-key pad, and with three
keys; and what was stored is what was chosen by ear."""
import os
import random
import re
import shutil
import sqlite3
import sys
import tempfile
import xml.etree.ElementTree as ET

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, os.path.dirname(HERE))
import tap  # noqa: E402
from resident_pty import Resident  # noqa: E402
from speechserver import Ear, SpeechServer  # noqa: E402

BUILD = os.environ.get("BARRIO_BUILD", ROOT + "/build")
KEYS = {"star": "*", "hash": "#", "plus": "+"}
WANTED = "sun"


class Deaf(Exception):
    """What was heard does not say how to go on."""


class Station:
    """What stands at the corner, and what is stored there: not for ears."""

    def __init__(self, form, **settings):
        self.folder = tempfile.mkdtemp()
        os.mkdir(self.folder + "/forms")
        shutil.copy(form, self.folder + "/forms/form.xml")
        self.server = SpeechServer(self.folder + "/speech")
        argv = [BUILD + "/barrio-kiosk", "--data", self.folder, "--guard-ms", "0", "--language", "en",
                "--voice", self.folder + "/speech", "--place", "Moon 3"]
        for key, value in settings.items():
            argv += ["--" + key.replace("_", "-"), str(value)]
        self.pty = Resident(argv, 80, 24, env={"TZ": "UTC"}, stderr=self.folder + "/log")
        self.pty.wait_for("any key")
        self.ear = Ear(self.server, self.pty)

    def stored(self):
        """The values that were kept, of all responses."""
        with sqlite3.connect(self.folder + "/station.db") as db:
            bodies = [row[0] for row in db.execute("SELECT body FROM response")]
        roots = [ET.fromstring(body if isinstance(body, bytes) else body.encode()) for body in bodies]
        return [[e.text for e in root.iter() if e.text and e.text.strip()] for root in roots]

    def close(self):
        self.pty.close()
        self.server.close()
        shutil.rmtree(self.folder)


class Blind:
    """Hears and presses."""

    def __init__(self, ear, press, seed=1):
        self.ear, self.press, self.chance = ear, press, random.Random(seed)
        self.heard, self.chosen, self.tries = [], [], 0

    def key(self, *keys):
        for key in keys:
            self.press(key)
            self.heard = [text for _, text in self.ear.settle()]

    def options(self):
        """What can be pressed: the key's name stands before its words."""
        found = {}
        for text in self.heard:
            match = re.fullmatch(r"((?:star )?(?:star|hash|plus|[0-9])): (.*)", text)
            if match:
                found["".join(KEYS.get(k, k) for k in match[1].split())] = match[2]
        return found

    def hears(self, words):
        return any(words in text for text in self.heard)

    def begin(self):
        self.key("*")
        if not self.heard:
            raise Deaf("nothing is spoken after the star")
        self.key("5")
        english = next(k for k, label in self.options().items() if label.startswith("English"))
        self.key(english)
        self.key("#")

    def on(self):
        for key, label in self.options().items():
            if label in ("Next", "Send", "Start", "Yes"):
                return key
        return "#"

    def write(self):
        """With the keys of a pad: walks until the letter is heard."""
        if not self.hears("2 4 6 8 walk"):
            self.key(*WANTED)
            return
        for letter in WANTED:
            for step in range(80):
                if self.heard and self.heard[-1] == letter:
                    break
                self.key("6")
            self.key("5")

    def answer(self):
        digits = {k: v for k, v in self.options().items() if k in "1234567"}
        if self.hears("Write it"):
            self.write()
            self.chosen.append(WANTED)
        elif self.hears("Type a number"):
            self.key("4")
            self.chosen.append("4")
        elif self.hears("Turn") or self.hears("First the day"):
            self.key("1")
        elif digits:
            key = self.chance.choice(sorted(digits))
            self.chosen.append(digits[key])
            self.key(key)

    def survey(self):
        """To the thanks, however many questions there are."""
        self.begin()
        for _ in range(60):
            if self.hears("Thank you! It is kept here now."):
                return
            if self.hears("Check before you send") or self.hears("Add another"):
                self.key("#" if self.hears("Check before") else "2")
                continue
            self.answer()
            self.key("#")
        raise Deaf("there was no end")


def labels(form):
    """Value of each label, to compare what was stored."""
    out = {}
    for item in ET.parse(form).getroot().iter("{http://www.w3.org/2002/xforms}item"):
        label = item.find("{http://www.w3.org/2002/xforms}label")
        value = item.find("{http://www.w3.org/2002/xforms}value").text
        out[label.get("ref") or label.text] = value
    return out


def english(form):
    """Words of the English translation, by their id."""
    root = ET.parse(form).getroot()
    xf = "{http://www.w3.org/2002/xforms}"
    texts = {}
    for translation in root.iter(xf + "translation"):
        if "en" in translation.get("lang"):
            for text in translation.findall(xf + "text"):
                texts[text.find(xf + "value").text] = f"jr:itext('{text.get('id')}')"
    return texts


def agree(name, station, form, chosen):
    kept = station.stored()
    tap.equal(len(kept), 1, f"{name}: one response is kept")
    by_ref, by_text = labels(form), english(form)
    wrong = []
    for label in chosen:
        words = re.sub(r", chosen$", "", label)
        value = by_ref.get(by_text.get(words, words), words.split(",")[0])
        if not any(value in text.split() for text in kept[0]):
            wrong.append((label, value))
    tap.ok(chosen and not wrong, f"{name}: what was chosen by ear is what is stored", f"{wrong}\n{kept}")


def answers(name, form, press_of=None, **settings):
    station = Station(form, **settings)
    person = Blind(station.ear, press_of(station) if press_of else station.pty.key)
    try:
        person.survey()
        tap.ok(True, f"{name}: the way to the thanks is found by ear")
        code = [t for t in person.heard if re.search(r"\d{4} \d{4} \d{4} \d{4}", t)]
        tap.ok(code, f"{name}: the receipt is spoken", person.heard)
        agree(name, station, form, person.chosen)
    except (Deaf, StopIteration) as wrong:
        tap.ok(False, f"{name}: the way to the thanks is found by ear",
               f"{wrong!r}\n" + "\n".join(person.heard) + "\n" + station.pty.text())
    station.close()


def unseen(path, seed):
    """A survey that nobody has seen: of chance, of all kinds."""
    chance = random.Random(seed)
    words = "lamp bench tree well bridge market school fountain stairs clinic".split()
    binds, body, nodes = [], [], []
    kinds = ["one", "many", "number", "text", "date", "scale"]
    chance.shuffle(kinds)
    for i, kind in enumerate(kinds):
        name, label = f"q{i}", f"About the {chance.choice(words)} number {i}?"
        nodes.append(f"<{name}/>")
        items = "".join(f"<item><label>The {w} {i}</label><value>{w}{i}</value></item>"
                        for w in chance.sample(words, chance.randint(2, 6)))
        type_, control = {
            "one": ("string", f"<select1 ref='/data/{name}'><label>{label}</label>{items}</select1>"),
            "many": ("string", f"<select ref='/data/{name}'><label>{label}</label>{items}</select>"),
            "number": ("int", f"<input ref='/data/{name}'><label>{label}</label></input>"),
            "text": ("string", f"<input ref='/data/{name}'><label>{label}</label></input>"),
            "date": ("date", f"<input ref='/data/{name}'><label>{label}</label></input>"),
            "scale": ("int", f"<range ref='/data/{name}' start='1' end='5' step='1'><label>{label}</label></range>"),
        }[kind]
        binds.append(f"<bind nodeset='/data/{name}' type='{type_}' required='true()'/>")
        body.append(control)
    with open(path, "w", encoding="utf-8") as f:
        f.write("<h:html xmlns='http://www.w3.org/2002/xforms' xmlns:h='http://www.w3.org/1999/xhtml'>"
                "<h:head><h:title>Unseen</h:title><model><instance><data id='unseen'>" + "".join(nodes) +
                "</data></instance>" + "".join(binds) + "</model></h:head><h:body>" + "".join(body) +
                "</h:body></h:html>")


def controls():
    """Start, end, speed, loudness, silence, darkness."""
    station = Station(ROOT + "/tests/forms/kiosk/barrio.xml")
    tap.equal(station.server.clients, 0, "nothing runs for a voice that nobody asked for")
    person = Blind(station.ear, station.pty.key)
    person.key("*")
    tap.ok(person.hears("any key"), "one key starts the voice", person.heard)
    person.key("*")
    tap.equal((person.heard, station.server.clients), ([], 0), "the same key ends it")
    person.begin()
    page = person.heard
    tap.ok(person.hears("What does this street need first?") and "3" in person.options(),
           "a question is read with its answers and their keys", page)
    person.key("down")
    tap.equal(person.heard[-1:], [f"2: {person_label(page, '2')}"], "the focus is read when it moves")
    before = station.server.cancelled
    person.key("3")
    tap.ok(station.server.cancelled > before and person.heard[-1].endswith("chosen"),
           "a key stops what is spoken, and what was chosen is said", person.heard)
    person.key("*", "4")
    person.key("3")
    tap.equal(station.server.settings["RATE"], "20", "it speaks faster")
    person.key("2", "2")
    tap.equal(station.server.settings["RATE"], "-20", "and slower")
    person.key("5")
    tap.equal(station.server.settings["VOLUME"], "75", "and louder")
    person.key("6")
    tap.equal(station.pty.text().strip(), "", "the screen is dark when asked for")
    person.key("1")
    person.key("*")
    tap.ok(person.hears("What does this street need first?"), "all is said again", person.heard)
    tap.equal(station.pty.text().strip(), "", "and nothing is seen of it")
    person.key("#")
    person.key("#")
    tap.ok(person.heard, "the next question follows")
    person.key("*", "4", "4")
    tap.equal(station.server.clients, 0, "it is ended in the middle of a visit, too")
    tap.ok(station.pty.text().strip(), "and the screen is light again")
    station.close()


def person_label(heard, key):
    return next(t.split(": ", 1)[1] for t in heard if t.startswith(key + ": "))


def errors_and_spelling():
    station = Station(ROOT + "/tests/forms/kiosk/barrio.xml")
    person = Blind(station.ear, station.pty.key)
    person.begin()
    person.key("#")
    tap.ok(person.heard[0] == "We need an answer here." and "What does this street need first?" in person.heard,
           "a refusal is spoken at once, then the question", person.heard)
    person.key("1", "#", "1", "#", "1", "#", "1", "#")
    for letter in "so":
        person.press(letter)
        person.ear.settle()
    spelled = [t for kind, t, _ in station.server.all if kind == "spell"]
    tap.equal(spelled[-2:], ["s", "o"], "what is written is spelled")
    person.key("backspace")
    tap.ok("erased" in person.heard and ("spell", "o") in station.server.heard, "what is erased is named")
    person.key("l", " ")
    tap.ok("sl" in person.heard, "a word is said after its blank", person.heard)
    station.close()


def next_person():
    """The voice and its settings go with the person; a wait is three times as
    long for whoever listens."""
    station = Station(ROOT + "/tests/forms/kiosk/barrio.xml", idle_seconds=2, warning_seconds=1)
    person = Blind(station.ear, station.pty.key)
    person.begin()
    person.key("*", "4", "3", "*", "*")
    station.pty.wait_for("Are you still here?", 30)
    station.ear.settle()
    tap.ok(any(t == "Are you still here?" for _, t, _ in station.server.all), "the warning is spoken")
    station.pty.wait_for("Tap here or press any key", 30)
    station.ear.settle()
    tap.equal(station.server.clients, 0, "the voice leaves with the person")
    person.key("*")
    tap.equal(station.server.settings["RATE"], "0", "the next one hears it at its usual speed")
    station.close()


def headphones():
    folder = tempfile.mkdtemp()
    with open(folder + "/state", "w") as f:
        f.write("HEADPHONE=0\n")
    station = Station(ROOT + "/tests/forms/kiosk/barrio.xml", headphones=folder + "/state")
    person = Blind(station.ear, station.pty.key)
    person.key("*")
    tap.equal(person.heard, [], "where it is for headphones only, nothing is spoken without them")
    with open(folder + "/state", "w") as f:
        f.write("HEADPHONE=1\n")
    person.key("5")
    tap.ok(person.hears("English"), "and everything with them", person.heard)
    station.close()
    shutil.rmtree(folder)


def no_server():
    """A voice that is not there costs nothing but itself."""
    station = Station(ROOT + "/tests/forms/kiosk/barrio.xml", voice="/nowhere/speech")
    person = Blind(station.ear, station.pty.key)
    person.key("*", "5", "2", "#")
    tap.ok(station.pty.shows("What does this street need first?"), "without a speech server the visit goes on")
    station.close()


EASIER = """<h:html xmlns='http://www.w3.org/2002/xforms' xmlns:h='http://www.w3.org/1999/xhtml'>
<h:head><h:title>Easier</h:title><model>
<itext><translation lang='English (en)'><text id='a:hint'><value>As the law defines it.</value>
<value form='guidance'>The people you eat with at home.</value></text></translation></itext>
<instance><data id='easier'><a/><b/></data></instance>
<bind nodeset='/data/a' type='int'/><bind nodeset='/data/b' type='string'/></model></h:head><h:body>
<input ref='/data/a'><label>How large is your household?</label><hint ref="jr:itext('a:hint')"/></input>
<input ref='/data/b' appearance='masked'><label>Your secret?</label></input></h:body></h:html>"""


def easier_words():
    """The form's easier wording is one key away; what is hidden on the screen
    is not spelled aloud."""
    folder = tempfile.mkdtemp()
    with open(folder + "/easier.xml", "w", encoding="utf-8") as f:
        f.write(EASIER)
    station = Station(folder + "/easier.xml")
    person = Blind(station.ear, station.pty.key)
    person.begin()
    tap.ok(person.hears("As the law defines it."), "the hint is read", person.heard)
    person.key("*", "*")
    tap.ok(person.hears("The people you eat with at home."), "and the easier wording with the help", person.heard)
    person.key("*", "#")
    tap.ok(person.hears("Your secret?"), "the next question follows", person.heard)
    for letter in "xyz":
        person.key(letter)
    spelled = [t for kind, t, _ in station.server.all if kind == "spell"]
    said = [t for kind, t, _ in station.server.all if kind == "say" and "xyz" in t]
    tap.equal((spelled[-3:], said), (["*", "*", "*"], []), "what is written hidden stays hidden from ears")
    station.close()
    shutil.rmtree(folder)


def main():
    barrio = ROOT + "/tests/forms/kiosk/barrio.xml"
    tap.attempt("sample", answers, "the sample survey", barrio)
    for seed in range(1, 1 + int(os.environ.get("BLIND", "2"))):
        folder = tempfile.mkdtemp()
        unseen(folder + "/unseen.xml", seed)
        tap.attempt("unseen", answers, f"unseen survey {seed}", folder + "/unseen.xml")
        shutil.rmtree(folder)
    for case in (controls, errors_and_spelling, easier_words, next_person, headphones, no_server):
        tap.attempt(case.__name__, case)
    tap.done()


if __name__ == "__main__":
    main()
