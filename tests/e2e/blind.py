#!/usr/bin/python3
"""A neighbour who does not see the screen. This resident knows what is heard
from the speech server and presses keys, nothing else: not the form, not the
screen. So all sample surveys and one that was made by chance, with every kind
of question, are answered to the receipt, with a keyboard; and what was stored
is what was chosen by ear. keys.py does the same with fewer keys."""
import glob
import os
import random
import re
import shutil
import signal
import sqlite3
import sys
import tempfile
import time
import xml.etree.ElementTree as ET

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, os.path.dirname(HERE))
import tap  # noqa: E402
from place import Place  # noqa: E402
from resident_pty import Resident  # noqa: E402
from speechserver import Ear, SpeechServer, child_of  # noqa: E402

BUILD = os.environ.get("BARRIO_BUILD", ROOT + "/build")
KEYS = {"star": "*", "hash": "#", "plus": "+"}
WANTED = "sun"
SAMPLES = sorted(glob.glob(ROOT + "/tests/forms/*.xml") + glob.glob(ROOT + "/tests/forms/kiosk/*.xml"))
PLACES = {"Fountain": "19.43 -99.13", "North gate": "19.44 -99.14", "Old market": "19.45 -99.15"}
ONWARD = ("More", "Before", "Search")
WHEEL = re.compile(r"[+-]\d+$")
READ = {"Yes, I have read it": "OK"}


class Deaf(Exception):
    """What was heard does not say how to go on."""


class Station:
    """What stands at the corner, and what is stored there: not for ears."""

    def __init__(self, form, **settings):
        self.folder = tempfile.mkdtemp()
        os.mkdir(self.folder + "/forms")
        shutil.copy(form, self.folder + "/forms/form.xml")
        with open(self.folder + "/places", "w", encoding="utf-8") as f:
            f.writelines(f"{name} = {point}\n" for name, point in PLACES.items())
        self.server = SpeechServer(self.folder + "/speech")
        argv = [BUILD + "/barrio-kiosk", "--data", self.folder, "--guard-ms", "0", "--language", "en",
                "--voice", self.folder + "/speech", "--place", "Moon 3", "--places", self.folder + "/places"]
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
        """Marks that say which way numbers run are not heard."""
        return any(words in text.replace("\u200e", "") for text in self.heard)

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

    def unwrite(self):
        """What cannot be said in words is left out."""
        self.chosen.remove(WANTED)
        self.key(*["backspace"] * len(WANTED))

    def choices(self):
        """Keys of the answers that are read out, without those that turn the
        page."""
        return {k: v for k, v in self.options().items() if k in "1234567" and v not in ONWARD
                and not v.startswith(ONWARD)}

    def rank(self):
        """Every one of them, in the order of chance."""
        order = list(self.choices().items())
        self.chance.shuffle(order)
        for key, label in order:
            self.chosen.append(label)
            self.key(key)

    def number(self):
        self.key("4")
        self.chosen.append("4")

    def line(self):
        """Two places, one after the other."""
        by_name = next(k for k, label in self.choices().items() if label == "Choose a place")
        for _ in range(2):
            self.key(by_name)
            choices = self.choices()
            key = self.chance.choice(sorted(choices))
            self.chosen.append(choices[key])
            self.key(key)
            self.key("#")

    def answer(self):
        """By what is heard of how to answer."""
        choices = self.choices()
        if self.hears("Points so far"):
            self.line()
        elif self.hears("Write it"):
            self.write()
            self.chosen.append(WANTED)
        elif self.hears("Type a number"):
            self.number()
        elif any(WHEEL.search(label) for label in choices.values()):
            self.key("1")
        elif self.hears("the most important one first"):
            self.rank()
        elif choices:
            key = self.chance.choice(sorted(choices))
            self.chosen.append(choices[key])
            self.key(key)

    def survey(self):
        """To the thanks, however many questions there are; the first time
        that there may be one more, there is."""
        self.begin()
        more = True
        for _ in range(60):
            if self.hears("Thank you! It is kept here now."):
                return
            if self.hears("No, go on"):
                self.key("1" if more else "2")
                more = False
                continue
            if self.hears("We cannot read this"):
                self.unwrite()
            elif not self.hears("Check before you send"):
                self.answer()
            self.key("#")
        raise Deaf("there was no end")


def labels(form):
    """Value of each label, to compare what was stored."""
    out = {}
    for item in ET.parse(form).getroot().iter("{http://www.w3.org/2002/xforms}item"):
        label = item.find("{http://www.w3.org/2002/xforms}label")
        if label is None:  # of an outside list
            continue
        value = item.findtext("{http://www.w3.org/2002/xforms}value")
        out[label.get("ref") or label.text] = value
    for item in ET.parse(form).getroot().iter("{http://www.w3.org/2002/xforms}item"):
        text = item.findtext("{http://www.w3.org/2002/xforms}itextId")
        if text:  # of a list within the form
            out[f"jr:itext('{text}')"] = item.findtext("{http://www.w3.org/2002/xforms}name")
    return out


def english(form):
    """Words of the English translation, or of the only one, by their id."""
    root = ET.parse(form).getroot()
    xf = "{http://www.w3.org/2002/xforms}"
    texts = {}
    translations = list(root.iter(xf + "translation"))
    for translation in [t for t in translations if "en" in t.get("lang")] or translations:
        for text in translation.findall(xf + "text"):
            texts[text.find(xf + "value").text] = f"jr:itext('{text.get('id')}')"
    return texts


def agree(name, station, form, chosen):
    kept = station.stored()
    tap.equal(len(kept), 1, f"{name}: one response is kept")
    by_ref, by_text = {**labels(form), **PLACES, **READ}, english(form)
    stored = [word for text in kept[0] for word in [text] + text.split()]
    wrong = []
    for label in chosen:
        words = re.sub(r", chosen$", "", label)
        value = by_ref.get(by_text.get(words, words), words.split(",")[0])
        if not any(value in word if label in PLACES else word in (value, value + ".0") for word in stored):
            wrong.append((label, value))
    tap.ok(not wrong, f"{name}: what was chosen by ear is what is stored", f"{wrong}\n{kept}")


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


def choices_of(chance, i):
    words = "lamp bench tree well bridge market school fountain stairs clinic".split()
    return "".join(f"<item><label>The {w} {i}</label><value>{w}{i}</value></item>"
                   for w in chance.sample(words, chance.randint(2, 6)))


# Of each kind: its type, its element, attributes, and whether it has choices.
KINDS = {
    "one": ("string", "select1", "", True), "many": ("string", "select", "", True),
    "rank": ("odk:rank", "odk:rank", "", True), "text": ("string", "input", "", False),
    "number": ("int", "input", "", False), "decimal": ("decimal", "input", "", False),
    "date": ("date", "input", "", False), "time": ("time", "input", "", False),
    "moment": ("dateTime", "input", "", False), "place": ("geopoint", "input", "", False),
    "scale": ("int", "range", "start='1' end='5' step='1'", False),
    "range": ("int", "range", "start='0' end='50' step='5'", False),
    "trigger": ("string", "trigger", "", False), "note": ("string", "input", "", False),
}


def unseen(path, seed, kinds=tuple(KINDS), repeat=True):
    """A survey that nobody has seen: of chance, of all kinds, with a part
    that repeats."""
    chance = random.Random(seed)
    binds, body, nodes = [], [], []
    for i, kind in enumerate(chance.sample(kinds, len(kinds))):
        type_, element, attributes, has_choices = KINDS[kind]
        ref = f"ref='/data/q{i}' {attributes}"
        nodes.append(f"<q{i}/>")
        body.append(f"<{element} {ref}><label>About {kind} number {i}?</label>"
                    f"{choices_of(chance, i) if has_choices else ''}</{element}>")
        rule = "readonly='true()'" if kind == "note" else "required='true()'"
        binds.append(f"<bind nodeset='/data/q{i}' type='{type_}' {rule}/>")
    if repeat:
        nodes.append("<people jr:template=''><who/></people>")
        binds.append("<bind nodeset='/data/people/who' type='string' required='true()'/>")
        body.append(f"<group ref='/data/people'><label>People</label><repeat nodeset='/data/people'>"
                    f"<select1 ref='/data/people/who'><label>Who?</label>{choices_of(chance, 99)}</select1>"
                    f"</repeat></group>")
    with open(path, "w", encoding="utf-8") as f:
        f.write("<h:html xmlns='http://www.w3.org/2002/xforms' xmlns:h='http://www.w3.org/1999/xhtml' "
                "xmlns:odk='http://www.opendatakit.org/xforms' xmlns:jr='http://openrosa.org/javarosa'>"
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
    person.key("7")
    tap.equal(station.server.settings["VOLUME"], "50", "and softer")
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


WAYS = """<h:html xmlns='http://www.w3.org/2002/xforms' xmlns:h='http://www.w3.org/1999/xhtml'>
<h:head><h:title>Ways</h:title><model><instance><data id='ways'><way/><square/></data></instance>
<bind nodeset='/data/way' type='geotrace' required='true()'/>
<bind nodeset='/data/square' type='geoshape'/></model></h:head><h:body>
<input ref='/data/way'><label>Which way do you walk?</label></input>
<input ref='/data/square'><label>Where is the square?</label></input></h:body></h:html>"""


def type_on_pad(person, text):
    """Walks to each sign until it is heard; a blank has a key of its own."""
    for sign in text:
        if sign == " ":
            person.key("3")
            continue
        for _ in range(80):
            if person.heard[-1:] == [sign]:
                break
            person.key("6")
        person.key("5")


def give_point(person, text):
    person.key(next(k for k, label in person.choices().items() if label == "Type the position"))
    type_on_pad(person, text)
    person.key("#")
    # Only what is new is said; the page is said whole on demand.
    person.key("*", "4", "1", "*")


def typed_lines():
    """A line and an area in degrees, by ear, on a pad of 12 keys: each point is
    said as it was understood, a wrong one is refused and mended, one too many
    taken away."""
    folder = tempfile.mkdtemp()
    with open(folder + "/ways.xml", "w", encoding="utf-8") as f:
        f.write(WAYS)
    station = Station(folder + "/ways.xml")

    def press(key):
        if key not in "0123456789*#":
            raise Deaf(f"a pad has no {key!r}")
        station.pty.key(key)
    person = Blind(station.ear, press)
    person.begin()
    person.key("2")
    tap.ok(person.hears("Type latitude and longitude.") and person.hears("2 4 6 8 walk"), "how to type is said", person.heard)
    type_on_pad(person, "91 2")
    person.key("#")
    tap.ok(person.hears("Latitude first, at most 90."), "what cannot be a place is refused, with the remedy", person.heard)
    person.key(*"1111")
    type_on_pad(person, "1.5 -9")
    person.key("#")
    tap.ok(person.hears("Points so far: 1. 1.50000 -9.00000"), "a point is said as it was understood", person.heard)
    person.key("#")
    tap.ok(person.hears("A line has two points or more."), "a line of one is refused", person.heard)
    person.key("*", "*")
    give_point(person, "3 4")
    give_point(person, "3 5")
    person.key(next(k for k, label in person.choices().items() if label == "Take it away again"))
    tap.ok(person.hears("Points so far: 2. 3.00000 4.00000"), "the last one is taken away, and the one before it said",
           person.heard)
    person.key("#")
    tap.ok(person.hears("Where is the square?"), "the area is asked", person.heard)
    for point in ("1 2", "1 3", "2 3"):
        give_point(person, point)
    tap.ok(person.hears("Points so far: 3. 2.00000 3.00000"), "its corners are given", person.heard)
    person.key("#", "#")
    tap.ok(person.hears("Thank you! It is kept here now."), "the way to the thanks is found", person.heard)
    numbers = [[[float(n) for n in point.split()[:2]] for point in value.split(";")] for value in station.stored()[0]
               if ";" in value]
    tap.equal(numbers, [[[1.5, -9], [3, 4]], [[1, 2], [1, 3], [2, 3], [1, 2]]], "what was typed by ear is what is stored")
    station.close()
    shutil.rmtree(folder)


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


def died():
    """A voice that died is begun anew, and says the page again."""
    station = Station(ROOT + "/tests/forms/kiosk/barrio.xml")
    person = Blind(station.ear, station.pty.key)
    person.begin()
    person.key("*", "4", "3", "1", "*")
    born = time.monotonic()
    while time.monotonic() < born + 2.5:  # one that dies at once is not tried again
        station.pty.read(0.1)
    voice = child_of(station.pty.pid, "barrio-voice")
    os.kill(voice, signal.SIGKILL)
    person.key("down")
    tap.ok(person.hears("What does this street need first?"), "a voice that died speaks again", person.heard)
    tap.ok(child_of(station.pty.pid, "barrio-voice") != voice, "it is another process")
    tap.equal(station.server.settings["RATE"], "20", "as fast as before")
    station.close()


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


def checks_the_machine():
    """The seal's code is heard on the review; opened, the same is said of what
    was sealed, part by part; and the answers are sent under another."""
    with Place() as place:
        server = SpeechServer(place.folder + "/speech")
        with place.kiosk("--languages", "en", "--language", "en", "--voice", place.folder + "/speech") as pty:
            pty.wait_for("any key")
            blind = Blind(Ear(server, pty), pty.key)
            blind.key("*", "5", "#")
            while "Send" not in blind.options().values():
                blind.answer() if "1" in blind.options() else blind.key("o")
                blind.key("#")
            promised = code_heard(blind)
            check = next(k for k, words in blind.options().items() if words == "Check it")
            blind.key(check)
            tap.ok(blind.hears("Opened. This one never counts.") and code_heard(blind) == promised,
                   "by ear: what is opened has the code that was heard on the review", "\n".join(blind.heard))
            part, said = 1, "".join(blind.heard)
            count = int(re.search(r"Part 1 of (\d+)", said)[1])
            while part < count:
                blind.key("9")
                part += 1
                said += "".join(blind.heard)
                if not blind.hears(f"Part {part} of {count}"):
                    break
            tap.ok(part == count and "instanceID" in said, "every part of it is read out", said)
            blind.key("#")
            tap.ok(blind.hears("Check before you send") and code_heard(blind) != promised,
                   "the answers stand, under another code", "\n".join(blind.heard))
            blind.key("#")
            tap.ok(blind.hears("Thank you"), "and are sent", "\n".join(blind.heard))
        server.close()


def code_heard(blind):
    return next(m[0] for m in (re.search(r"\d{4} \d{4} \d{4} \d{4}", t) for t in blind.heard) if m)


def main():
    for form in SAMPLES:
        name = os.path.basename(form)
        tap.attempt(name, answers, f"the sample survey {name}", form)
    for seed in range(1, 1 + int(os.environ.get("BLIND", "2"))):
        folder = tempfile.mkdtemp()
        unseen(folder + "/unseen.xml", seed)
        tap.attempt("unseen", answers, f"unseen survey {seed}", folder + "/unseen.xml")
        shutil.rmtree(folder)
    for case in (checks_the_machine, controls, errors_and_spelling, easier_words, typed_lines, next_person, headphones, died,
                 no_server):
        tap.attempt(case.__name__, case)
    tap.done()


if __name__ == "__main__":
    main()
