#!/usr/bin/python3
"""Every screen of the kiosk, as the real program draws it on a terminal, is
as the files in tests/golden/ say: the cells in NAME.screen and, for the
themes, the colour of each cell by letter in NAME.colours. `golden.py --update` writes them anew; look at
the difference before you keep it."""
import os
import re
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, os.path.dirname(HERE))
import tap  # noqa: E402
from bulletin_sample import feed  # noqa: E402
from neighbour import catalogue  # noqa: E402
from resident_pty import Resident  # noqa: E402

BUILD = os.environ.get("BARRIO_BUILD", ROOT + "/build")
KIOSK = BUILD + "/barrio-kiosk"
GOLDEN = ROOT + "/tests/golden"
FORMS = ROOT + "/tests/forms/kiosk"
UPDATE = "--update" in sys.argv
# Made by `barrio-kiosk --hash-pin` from 2468.
PIN = subprocess.run([KIOSK, "--hash-pin"], input="2468\n", text=True,
                     capture_output=True).stdout.strip()
ENV = {"BARRIO_NOW": "2026-11-23T16:30:00Z", "TZ": "America/Mexico_City"}

CODE = re.compile(r"\d{4}(?: \d{4}){3,4}")
# Of what was opened, the numbers and their picture as well.
OPENED = re.compile(CODE.pattern + r"|[0-9a-f]{8,}|[█▀▄][█▀▄ ]+[█▀▄]")


def masked(text):
    return re.sub(r"\d" if CODE.fullmatch(text) else ".", "#", text)


def colours(resident):
    """One letter a cell, and what each letter stands for."""
    letters, rows = {}, []
    for y in range(resident.rows):
        row = ""
        for x in range(resident.columns):
            c = resident.screen.buffer[y][x]
            # Ink does not show on a blank.
            seen = c.data != " " or c.reverse
            look = (c.fg if seen else "-", c.bg, c.bold and seen, c.reverse)
            row += letters.setdefault(look, chr(ord("a") + len(letters)))
        rows.append(row.rstrip())
    legend = [f"{letter} = {fg} on {bg}{' bold' * bold}{' reverse' * reverse}"
              for (fg, bg, bold, reverse), letter in letters.items()]
    return rows + legend


class Album:
    """Takes pictures of one station at one size, theme and language."""

    def __init__(self, name, columns, rows, theme, language, with_colours):
        self.folder = f"{GOLDEN}/{name}"
        self.size = (columns, rows)
        self.theme, self.language = theme, language
        self.with_colours = with_colours
        self.words = catalogue(language)

    def word(self, english):
        return self.words.get(english, english)

    def open(self, *forms, **settings):
        self.data = tempfile.mkdtemp()
        os.mkdir(self.data + "/forms")
        for form in forms:
            shutil.copy(f"{FORMS}/{form}.xml", self.data + "/forms")
        if settings.pop("bulletin", False):
            os.makedirs(self.data + "/published/bulletin")
            with open(self.data + "/published/bulletin/bulletin.atom", "w", encoding="utf-8") as f:
                f.write(feed())
            for form in ("backing", "rating"):
                shutil.copy(f"{BUILD}/forms/{form}.xml", self.data + "/forms")
        charter = settings.pop("charter", None)
        if charter:
            with open(self.data + "/forms/barrio.conf", "w", encoding="utf-8") as f:
                f.write(charter)
        table = settings.pop("looks", None)
        if table:
            subprocess.run([BUILD + "/barrio-form", "convert", f"{ROOT}/tests/forms/looks/{table}.md", "-o",
                            f"{self.data}/forms/{table}.xml", "--id", table], check=True, capture_output=True)
        argv = [KIOSK, "--data", self.data, "--place", "Luna 3 · Plaza de la Luna",
                "--station", "luna-3", "--theme", self.theme, "--guard-ms", "0", "--pin", PIN,
                "--asks", "Ana Ruiz"]
        for key, value in settings.items():
            argv += ["--" + key.replace("_", "-"), str(value)]
        self.pty = Resident(argv, *self.size, env=ENV)
        self.pty.wait_for("5")
        self.pty.settle()

    def close(self):
        self.pty.close()
        shutil.rmtree(self.data)

    def key(self, *keys):
        for key in keys:
            self.pty.key(key)
            self.pty.settle()

    def page(self):
        """First and last place, from 0, that a paged list shows."""
        found = re.search(r"(\d+)-(\d+) / \d+|\d+ / (\d+)-(\d+)", self.pty.text())
        first, last = sorted(int(n) for n in found.groups() if n) if found else (1, 99)
        return first - 1, last - 1

    def show(self, i):
        """Opens the i-th entry of a list that may be longer than its page."""
        while self.page()[1] < i:
            self.key("pagedown")
        self.key(str(i - self.page()[0] + 1))

    def take(self, name, chance=CODE):
        """Codes of receipts are chance, and masked."""
        self.pty.settle()
        lines = self.pty.lines()
        self.compare(name + ".screen", [chance.sub(lambda m: masked(m[0]), line) for line in lines] if chance else lines)
        if self.with_colours and chance is not OPENED:
            self.compare(name + ".colours", colours(self.pty))

    def compare(self, name, lines):
        text = "\n".join(lines) + "\n"
        path = f"{self.folder}/{name}"
        if UPDATE:
            os.makedirs(self.folder, exist_ok=True)
            with open(path, "w", encoding="utf-8") as f:
                f.write(text)
            return
        try:
            with open(path, encoding="utf-8") as f:
                wanted = f.read()
        except FileNotFoundError:
            wanted = ""
        tap.ok(text == wanted, f"{os.path.basename(self.folder)}/{name} is as it was",
               f"now:\n{text}\nbefore:\n{wanted}")


def language_digit(language):
    return str("es en fr pt ar".split().index(language) + 1)


def survey(album):
    """The way of a resident, from the first screen to the thanks."""
    album.open("barrio")
    album.take("attract")
    album.key("5")
    album.take("language")
    album.key(language_digit(album.language))
    album.take("charter")
    album.key("#")
    album.take("select_one")
    album.key("#")
    album.take("select_one_refused")
    album.key("3")
    album.take("select_one_chosen")
    album.key("*")
    album.take("help")
    album.key("7")
    album.take("switch")
    album.key("0", "#")
    album.take("leave")
    album.key("0", "*", "#", "1", "4")
    album.take("select_many")
    album.key("#", "4")
    album.take("scale")
    album.key("#", "4")
    album.take("number")
    album.key("0", "#")
    album.take("number_refused")
    album.key("*", "9")
    album.take("text")
    album.key("s", "o", "l", "#")
    album.take("review")
    album.key("*")
    album.take("help_review")
    album.key("8")
    album.take("opened", OPENED)
    album.key("#", "*", "9")
    album.take("symbol")
    album.key("2", "#")
    album.take("thanks")
    album.close()


def find(album):
    """Somebody comes back with a receipt."""
    album.open("barrio", hub="https://opina.luna.example")
    album.key("5", language_digit(album.language), "*")
    album.take("help_charter")
    album.key("8")
    album.take("find")
    album.key(*"1234567890123456", "#")
    album.take("find_refused")
    album.key(*["backspace"] * 16, *sealed("12345678901234"), "#")
    album.take("found_none", None)
    album.key("9")
    album.take("take_back")
    album.key(*sealed("123456789012345678"), "#")
    album.take("found_wish", None)
    album.close()


def sealed(digits):
    """With check digits, ISO 7064 MOD 97-10."""
    return digits + f"{98 - int(digits) * 100 % 97:02}"


def widgets(album):
    """The kinds of question that the first survey has not."""
    album.open("widgets")
    album.key("5", "2" if album.language == "en" else "1", "#")
    for name, keys in (("note", ["#"]), ("one", ["#"]), ("street", ["7"]),
                       ("street_more", ["#"]), ("many", ["#"]), ("rank", ["2", "1", "3"]),
                       ("rank_done", ["#"]), ("scale_11", ["#"]), ("number", ["#"]),
                       ("decimal", ["#"]), ("words", ["#"]), ("date", ["1"]),
                       ("date_turned", ["#"]), ("time", ["#"]), ("moment", ["1", "#"]),
                       ("moment_time", ["#"]), ("place", ["#"]), ("trigger", ["#"]),
                       ("repeat", ["1"]), ("in_repeat", ["#", "#"]), ("repeat_again", ["2"]),
                       ("last", [])):
        album.take(name)
        album.key(*keys)
    album.close()


def looks(album):
    """Choices and ranges as appearances lay them out."""
    album.open(looks="choices")
    album.key("5")
    while not album.pty.shows("Which day suits"):
        album.key("1" if album.pty.shows("English") else "#")
    for name, keys in (("columns_3", ["#"]), ("columns_pack", ["2"]), ("columns_chosen", ["#"]),
                       ("horizontal", ["#", "#", "#"]), ("autocomplete", ["5"]), ("letters", ["c", "h"]),
                       ("autocomplete_typed", ["#", "#", "#", "#"]), ("rating", ["4"]),
                       ("rating_chosen", ["#"]), ("scale_labels", ["#", "1"]),
                       ("picker_label", ["#", "#", "1"]), ("ticks", ["#", "#"]), ("multiline", [])):
        album.take(name)
        album.key(*keys)
    album.close()


def station(album):
    """What is seen when nobody answers, or nothing can be asked."""
    album.open("barrio", "widgets", idle_seconds=1, warning_seconds=60)
    album.key("5", "1")
    album.take("forms")
    album.key("1", "#")
    album.pty.wait_for(catalogue("es")["Are you still here?"])
    album.take("idle")
    album.close()
    album.open("barrio", phone="https://opina.luna.example/barrio")
    album.take("attract_phone")
    album.close()
    album.open("barrio", logo=ROOT + "/tests/forms/logo.txt")
    album.take("attract_logo")
    album.close()
    album.open()
    album.key("5")
    album.take("trouble")
    album.key("0", *"00000")
    album.take("pin")
    album.key(*"1111", "#")
    album.take("pin_wrong")
    album.key(*"2468", "#")
    album.pty.wait_for(catalogue("es")["Send now"])
    lines = album.pty.text()
    tap.ok("barrio-kiosk" in lines, "the operator's menu opens with the PIN")
    album.close()


def city(album):
    """What the city says here, and what a resident may say back."""
    album.open("barrio", bulletin=True)
    album.take("city_attract")
    album.key("5", language_digit(album.language))
    album.take("city_forms")
    album.key("2")
    album.take("city_list")
    for i, name in enumerate(("late", "late_kept", "promised", "broken", "did", "not_now", "no", "dont_know",
                              "wrong", "problem", "release", "roles", "declined")):
        album.show(i)
        album.take("entry_" + name)
        if name == "did":
            album.key("#")
            album.take("rate")
            album.key("4")
            album.take("rated")
        album.key("0")
    album.key("0", "3")
    # The order of ideas is of chance: the one with backings is opened.
    lines = album.pty.lines()
    backed = next(i for i, line in enumerate(lines) if "41" in line)
    second = next(i for i, line in enumerate(lines) if "│ 2 │" in line or "▐2▌" in line)
    album.key("1" if backed < second else "2")
    album.take("idea")
    album.key("#")
    album.take("idea_backed")
    album.close()
    album.open("barrio", bulletin=True)
    album.key("5", language_digit(album.language), "1", "*", "8")
    album.take("find")
    album.key(*sealed("123456789012345678"), "#")
    album.take("found_idea")
    album.close()
    album.open("barrio", charter="why = Streets 2027\nreply_by = 2027-01-15\nkeep = 90\nreader = Ana Ruiz\n")
    album.key("5", language_digit(album.language))
    album.take("charter")
    album.close()


def main():
    for columns, rows in ((40, 11), (80, 24)):
        for language in ("es", "en", "ar"):
            name = f"city-{language}-{columns}x{rows}"
            tap.attempt(name, city, Album(name, columns, rows, "plaza", language, False))
    for columns, rows in ((40, 11), (80, 24), (120, 36)):
        size = f"{columns}x{rows}"
        for theme in ("plaza", "contraste"):
            album = Album(f"{theme}-{size}", columns, rows, theme, "es", columns == 80)
            tap.attempt(f"{theme}-{size}", survey, album)
            tap.attempt(f"{theme}-{size}", find, album)
        tap.attempt(f"widgets-{size}", widgets,
                    Album(f"widgets-{size}", columns, rows, "plaza", "en", False))
        tap.attempt(f"looks-{size}", looks,
                    Album(f"looks-{size}", columns, rows, "plaza", "es", False))
        tap.attempt(f"station-{size}", station,
                    Album(f"station-{size}", columns, rows, "plaza", "es", False))
        for case in (survey, find):
            tap.attempt(f"ar-{size}", case, Album(f"ar-{size}", columns, rows, "plaza", "ar", False))
    tap.done()


main()
