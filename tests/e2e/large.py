#!/usr/bin/python3
"""Large print: a whole survey at every size, read off the screen by the
shapes of its letters, in windows from 40x11 to 120x36. Nothing is cut: every
word that the form and the station say is reached by scrolling. One question's
pages are golden, in tests/golden/large; `large.py --update` writes them."""
import os
import re
import shutil
import sys
import tempfile
import unicodedata

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, os.path.dirname(HERE))
import tap  # noqa: E402
from largeprint import HALF, QUADRANT, SEXTANT, Print, logical  # noqa: E402
from neighbour import Survey, catalogue  # noqa: E402
from resident_pty import Resident  # noqa: E402

BUILD = os.environ.get("BARRIO_BUILD", ROOT + "/build")
FORM = ROOT + "/tests/forms/kiosk/barrio.xml"
GOLDEN = ROOT + "/tests/golden/large"
UPDATE = "--update" in sys.argv
FONTS = {name: BUILD + "/fonts/" + name for name in os.listdir(BUILD + "/fonts")}


def font(name, blocks):
    return Print(FONTS[name], blocks)


# What each size is drawn with, where a terminal has these blocks; the lowest
# is the row of arrows in a low window.
SIZES = {
    "quadrant": {
        "es": {2: font("5x8.bdf", QUADRANT), 3: font("VGA8.psf", QUADRANT), 4: font("8x13B.bdf", QUADRANT)},
        "ar": {2: font("VGA8.psf", QUADRANT), 3: font("9x15B.bdf", QUADRANT), 4: font("VGA8.psf", HALF)},
    },
    "half": {
        "es": {2: font("5x8.bdf", HALF), 3: font("VGA8.psf", HALF), 4: font("8x13B.bdf", HALF)},
        "ar": {2: font("VGA8.psf", HALF), 3: font("VGA8.psf", HALF), 4: font("9x15B.bdf", HALF)},
    },
    "sextant": {
        "es": {2: font("5x8.bdf", SEXTANT), 3: font("VGA8.psf", SEXTANT), 4: font("VGA8.psf", QUADRANT)},
        "ar": {2: font("VGA8.psf", SEXTANT), 3: font("VGA8.psf", QUADRANT), 4: font("9x15B.bdf", SEXTANT)},
    },
}
LOW = {"quadrant": font("4x6.bdf", HALF), "half": font("4x6.bdf", HALF), "sextant": font("4x6.bdf", SEXTANT)}
# Arabic letters of one shape, or without the sign that a small font lacks.
ALIKE = str.maketrans("یىکہةۃ", "ييكههه")
LETTERS = 8  # the fewest a line may have


def plain(text):
    """Letters and digits alone, as they can be told apart by their shapes."""
    text = unicodedata.normalize("NFD", text).translate(ALIKE)
    return "".join(c for c in text.casefold() if c.isalnum())


class Reader:
    """A resident who reads large print, page by page."""

    def __init__(self, columns, rows, size, language, *more, blocks="quadrant"):
        self.columns, self.rows, self.language, self.blocks = columns, rows, language, blocks
        self.print, self.bar = self.prints(size)
        self.data = tempfile.mkdtemp()
        os.mkdir(self.data + "/forms")
        shutil.copy(FORM, self.data + "/forms")
        self.pty = Resident([BUILD + "/barrio-kiosk", "--data", self.data, "--guard-ms", "0", "--place", "Luna 3",
                             "--print", str(size), "--language", language, "--blocks", self.blocks, *more], columns, rows,
                            env={"TZ": "UTC"})
        self.pty.settle()
        self.pty.wait_for(lambda r: any(line.strip() for line in r.lines()))

    def prints(self, size):
        """What a window of this size is written with."""
        sizes, low = SIZES[self.blocks][self.language], LOW[self.blocks]
        size = max(size, 2)
        bar = sizes[2] if sizes[2].height <= self.rows // 4 else low
        while size > 2 and (self.columns // sizes[size].width < LETTERS or
                            self.rows - bar.height < sizes[size].height):
            size -= 1
        return sizes[size], bar

    def close(self):
        self.pty.close()
        shutil.rmtree(self.data)

    def key(self, *keys):
        for key in keys:
            self.pty.key(key)
            self.pty.settle()

    def arrows(self):
        """Whether there is more above, and below."""
        mirrored = self.language == "ar"
        line = self.bar.line(self.pty.lines() + [""] * 9, self.rows - self.bar.height, self.columns)
        other = self.bar.line(self.pty.lines() + [""] * 9, self.rows - self.bar.height, self.columns, True)
        seen = (line + other)[::-1] + line + other if mirrored else line + other
        return bool(re.search("0 ?[▲↑^]", seen)), bool(re.search("# ?[▼↓v]", seen))

    def page(self):
        """The lines of text that are shown."""
        lines = self.pty.lines()
        lines += [""] * (self.rows - len(lines))
        bottom = self.rows - self.bar.height * any(self.arrows())
        return [self.print.line(lines, y, self.columns, self.language == "ar")
                for y in range(0, bottom - self.print.height + 1, self.print.height)]

    def read(self):
        """All pages of the screen from its top; ends on the last one."""
        pages, text = [self.pty.lines()], self.page()
        while self.arrows()[1]:
            self.key("#")
            new = self.page()
            # The line that stays in sight is read once.
            overlap = next(n for n in range(len(new), -1, -1) if n == 0 or text[-n:] == new[:n])
            text += new[overlap:]
            pages.append(self.pty.lines())
            if len(pages) > 400:
                raise RuntimeError("there is no end to this page")
        if self.language == "ar":
            text = [logical(line) for line in text]
        return plain("".join(text).replace("\0", "")), pages


def compare(name, pages):
    path = f"{GOLDEN}/{name}.screen"
    text = ("\n" + "=" * 40 + "\n").join("\n".join(page).rstrip("\n") for page in pages) + "\n"
    if UPDATE:
        os.makedirs(GOLDEN, exist_ok=True)
        with open(path, "w", encoding="utf-8") as f:
            f.write(text)
        return
    try:
        with open(path, encoding="utf-8") as f:
            wanted = f.read()
    except FileNotFoundError:
        wanted = ""
    tap.ok(text == wanted, f"large/{name} is as it was", f"now:\n{text}\nbefore:\n{wanted}")


def missing(texts, seen):
    """The words that were not read."""
    words = [w for text in texts for w in re.split(r"[\s/]+", text)]
    return [w for w in words if plain(w) not in seen]


def texts_of(control, survey, language):
    tag = next((t for t in survey.languages() if survey.tag(t) == language), None)
    pieces = control.labels.get(tag) or []
    pieces = [pieces] if isinstance(pieces, str) else list(pieces)
    for _, labels in control.choices:
        label = labels.get(tag) or []
        pieces += [label] if isinstance(label, str) else list(label)
    return pieces


def survey(columns, rows, size, language, blocks="quadrant"):
    name = f"{language}-{size}x-{columns}x{rows}" + ("" if blocks == "quadrant" else "-" + blocks)
    form, words = Survey(FORM), catalogue(language)
    reader = Reader(columns, rows, size, language, blocks=blocks)
    lost = []

    def say(english):
        """The text of the station that begins so."""
        return next(text for known, text in words.items() if known.startswith(english))

    def screen(*texts, keys=(), golden=None):
        reader.key(*keys)
        seen, pages = reader.read()
        lost.extend(missing(texts, seen))
        if golden:
            compare(f"{name}", pages)
        return seen

    screen(say("One question a screen. No names."))
    reader.key("5")
    screen("Español", "Français", "Português")
    reader.key(str("es en fr pt ar".split().index(language) + 1))
    screen(say("Before you start"), say("What happens"), say("Skip any question. Leave when you like."),
           say("We keep your answer here and send it to the city."))
    reader.key("#")
    answers = (["3"], ["1", "4"], ["4"], ["4"], ["s", "o", "l"])
    asked = [c for c in form.controls if not c.ref.endswith("otra_cosa")]
    for i, (control, keys) in enumerate(zip(asked, answers)):
        screen(*texts_of(control, form, language), say("Next"), say("Back"), golden=i == 0)
        reader.key(*keys)
        reader.read()
        reader.key("#")
    screen(say("Check before you send"), "sol")
    reader.key("#")
    seen = screen(say("Thank you! It is kept here now."), say("It does not say what you answered."))
    tap.ok(re.search(r"\d{16}", seen), f"{name}: the receipt's code is read whole", seen)
    tap.ok(not lost, f"{name}: every word of the survey is reached", " ".join(lost))
    reader.close()


def one_key():
    """One key on any screen, shown there, and nothing answered is lost."""
    reader = Reader(80, 24, 1, "es")
    tap.ok(reader.pty.lines()[0].lstrip().startswith("A+"), "the key for larger print is shown")
    reader.key("5", "1", "#", "3")
    before = reader.pty.text()
    shown = []
    for _ in range(4):
        reader.key("+")
        shown.append(reader.pty.text())
    tap.equal(shown[3], before, "four presses lead back to the usual print, with the answer as it was")
    tap.ok(len(set(shown)) == 4, "each press shows another size")
    reader.key("+", "*", "6", "2", "*")
    same = [re.sub("[▶ ]", "", text) for text in (reader.pty.text(), before)]
    tap.equal(same[0], same[1], "one key sets print and colours back in the middle of a visit")
    reader.key("*", "5")
    tap.ok(reader.pty.text() not in (before, shown[0]) and "▄" in reader.pty.text(),
           "a pad of 12 keys does it through the help")
    reader.close()
    reader = Reader(80, 24, 1, "es")
    reader.pty.tap("A+")
    reader.pty.settle()
    tap.ok("A+ " not in reader.pty.text() and "▄" in reader.pty.text(), "a tap on it does it, too")
    reader.close()


def without_colour():
    """The signs alone tell each state from the others, at every size."""
    for size in (1, 2, 3, 4):
        reader = Reader(80, 36, size, "es")
        reader.key("5", "1")
        reader.read() if size > 1 else None
        reader.key("#")
        seen = []
        for keys in ((), ("down",), ("down",), ("3",), ("4",)):
            reader.key(*keys)
            seen.append(reader.pty.text())
        tap.ok(len(set(seen)) == len(seen), f"{size}x: focus and choice are told without colour")
        reader.close()


def next_person():
    reader = Reader(80, 24, 1, "es", "--idle-seconds", "1")
    reader.key("5", "1", "+")
    large = reader.pty.text()
    reader.pty.wait_for(lambda r: "Toque aquí" in r.text(), 20)
    tap.ok(large != reader.pty.text(), "the next person finds the usual print")
    reader.close()


def millimetres():
    """The screen's own size decides what everybody finds at first."""
    for cell, large in ((7700, False), (5000, True), (3000, True)):
        reader = Reader(80, 24, 0, "es", "--cell-height-um", str(cell), "--cell-width-um", str(cell // 2))
        usual = "Toque aquí" in reader.pty.text()
        tap.equal(usual, not large, f"cells of {cell} um: {'large' if large else 'usual'} print at first")
        reader.close()


def main():
    only = [a for a in sys.argv[1:] if a[0] != "-"]
    for columns, rows in ((40, 11), (60, 17), (80, 24), (120, 36)):
        for language in ("es", "ar"):
            for size in (2, 3, 4):
                name = f"{language}-{size}x-{columns}x{rows}"
                if not only or name in only:
                    tap.attempt(name, survey, columns, rows, size, language)
    # Blocks that the operator names: sixths are in few terminals' fonts.
    for blocks, language, size in (("half", "es", 2), ("half", "ar", 4), ("sextant", "es", 2), ("sextant", "es", 3),
                                   ("sextant", "ar", 2), ("sextant", "ar", 4)):
        name = f"{language}-{size}x-{blocks}"
        if not only or name in only:
            tap.attempt(name, survey, 80, 24, size, language, blocks)
    for case in (one_key, without_colour, next_person, millimetres):
        tap.attempt(case.__name__, case)
    tap.done()


if __name__ == "__main__":
    main()
