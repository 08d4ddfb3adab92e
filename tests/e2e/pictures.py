#!/usr/bin/python3
"""The pictures of a form, drawn in blocks and letters: each page as the files
in tests/golden/pictures say (--update writes them anew); what is broken,
missing, huge or made to do harm leaves the words, and costs the kiosk nothing;
a form without pictures starts no program. A worker's sheet and the preview of
a form have them, too."""
import contextlib
import os
import random
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import zlib

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, os.path.dirname(HERE))
import tap  # noqa: E402
from resident_pty import Resident  # noqa: E402
from speechserver import child_of  # noqa: E402
from worker_pty import Place as FieldPlace, Worker  # noqa: E402

BUILD = os.environ.get("BARRIO_BUILD", ROOT + "/build")
FORMS = ROOT + "/tests/forms/pictures"
MEDIA = FORMS + "/calle-media/"
GOLDEN = ROOT + "/tests/golden/pictures"
UPDATE = "--update" in sys.argv
LANGUAGES = "es en fr pt ar".split()
BLOCKS = re.compile("[▀▄█▌▐▘▝▖▗▞▚▛▜▙▟]{4}")


class Station:
    """A resident before the first question of the form with pictures."""

    def __init__(self, columns, rows, language, *settings, media=None, kiosk=BUILD + "/barrio-kiosk",
                 form=FORMS + "/calle.xml"):
        self.data = tempfile.mkdtemp()
        os.mkdir(self.data + "/forms")
        shutil.copy(form, self.data + "/forms")
        shutil.copytree(MEDIA, self.data + "/forms/calle-media")
        for name, content in (media or {}).items():
            with open(f"{self.data}/forms/calle-media/{name}", "wb") as f:
                f.write(content)
        self.pty = Resident([kiosk, "--data", self.data, "--guard-ms", "0", "--place", "Luna 3", "--log",
                             self.data + "/log", *settings], columns, rows, env={"TZ": "UTC"})
        self.pty.wait_for("5")
        self.key("5", str(LANGUAGES.index(language) + 1), "#")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.pty.close()
        shutil.rmtree(self.data)

    def key(self, *keys):
        for key in keys:
            self.pty.key(key)
            self.settle()

    def settle(self):
        """Until the pictures are there."""
        self.pty.settle()
        while child_of(self.pty.pid, "barrio-picture"):
            self.pty.read(0.02)
        self.pty.settle()

    def log(self):
        with open(self.data + "/log", encoding="utf-8") as f:
            return f.read()


def compare(name, lines):
    text, path = "\n".join(lines) + "\n", f"{GOLDEN}/{name}.screen"
    if UPDATE:
        os.makedirs(GOLDEN, exist_ok=True)
        with open(path, "w", encoding="utf-8") as f:
            f.write(text)
        return
    wanted = open(path, encoding="utf-8").read() if os.path.exists(path) else ""
    tap.ok(text == wanted, f"pictures/{name} is as it was", f"now:\n{text}\nbefore:\n{wanted}")


def pages(columns, rows, language):
    """Choices in pictures, a question with one, a note, a text, and what is broken."""
    size = f"{language}-{columns}x{rows}"
    with Station(columns, rows, language) as station:
        compare(size + "-choices", station.pty.lines())
        station.key("down", "3", "#")
        compare(size + "-many", station.pty.lines())
        station.key("1", "#")
        compare(size + "-note", station.pty.lines())
        station.key("#")
        compare(size + "-text", station.pty.lines())
        station.key("#")
        compare(size + "-broken", station.pty.lines())


def large(columns, rows, language, size):
    """The same in large print, page by page; none of its pictures is cut."""
    with Station(columns, rows, language) as station:
        station.key(*["+"] * (size - 1))
        seen = [station.pty.lines()]
        while len(seen) < 30 and "▼" not in "".join(seen[-1]):
            station.key("#")
            if station.pty.lines() == seen[-1]:
                break
            seen.append(station.pty.lines())
            if any("Pregunta 2" in line for line in seen[-1]):
                break
        compare(f"{language}-{size}x-{columns}x{rows}", ("\n" + "=" * columns + "\n").join("\n".join(p) for p in seen[:8]).split("\n"))


@contextlib.contextmanager
def plain_theme():
    """A folder with a theme for terminals that have ASCII alone."""
    with tempfile.TemporaryDirectory() as folder:
        with open(ROOT + "/themes/contraste.theme", encoding="utf-8") as f:
            theme = f.read()
        with open(folder + "/plain.theme", "w", encoding="utf-8") as f:
            f.write(re.sub(r"(?m)^glyphs *=.*$", "", theme) + "\nglyphs = ascii\n")
        yield folder


WEATHER = """| survey | type | name | label |
| | select_one sky | sky | The sky? |

| choices | list_name | name | label |
| | sky | sun | ☀ Sun |
| | sky | rain | ☂ Rain |
| | sky | other | + Other |
"""


def symbols():
    """A symbol that a choice's label begins with stands before its words where
    the terminal has it, and nowhere else; keys show what they do."""
    with tempfile.TemporaryDirectory() as folder, plain_theme() as themes:
        with open(folder + "/sky.md", "w", encoding="utf-8") as f:
            f.write(WEATHER)
        form = folder + "/sky.xml"
        subprocess.run([BUILD + "/barrio-form", "convert", folder + "/sky.md", "-o", form, "--id", "sky"], check=True,
                       capture_output=True)
        for name, settings, sun, key in (("a terminal", (), "○ ☀ Sun", "#→"), ("a page of lines", ("--braille", "yes"), "1 Sun", "# "),
                                         ("letters alone", ("--themes", themes, "--theme", "plain"), "o Sun", "#>")):
            with Station(80, 24, "en", *settings, form=form) as station:
                page = station.pty.text()
                tap.ok(sun in page and key in page and "+ Other" in page and ("☀" in page) == ("☀" in sun),
                       f"{name} shows what it can", page)


def letters_and_lines():
    """Letters where there are no blocks; nothing for a Braille display; sixths
    where the font has them."""
    with plain_theme() as folder:
        with Station(80, 24, "en", "--themes", folder, "--theme", "plain") as station:
            compare("en-80x24-ascii", station.pty.lines())
            tap.ok(all(ord(c) < 128 for c in station.pty.text()), "a terminal of letters gets letters", station.pty.text())
    with Station(80, 24, "es", "--blocks", "sextant") as station:
        compare("es-80x24-sextant", station.pty.lines())
    with Station(80, 24, "es", "--braille", "yes") as station:
        page = station.pty.text()
        tap.ok(not BLOCKS.search(page) and "Luz por la noche" in page, "a Braille display gets words and no picture", page)


def png(width, height, rows):
    """A grey PNG of that size; rows: what its image data holds, packed."""
    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def hostile():
    """Whatever is offered as a picture, the words are there and answered."""
    bomb = zlib.compressobj(9)
    packed = b"".join(bomb.compress(bytes(1 << 20)) for _ in range(200)) + bomb.flush()
    media = {
        "light.png": png(50000, 50000, packed),  # 2,500 million pixels in 200 kB
        "tree.png": png(4, 4, zlib.compress(b"\0")),  # too few rows
        "crossing.png": b"\x89PNG\r\n\x1a\n" + os.urandom(4000),
        "pavement.png": b"\0" * (9 << 20),  # larger than any is read
        "street.jpg": b"\xff\xd8\xff" + os.urandom(4000),
    }
    with Station(80, 24, "en", media=media) as station:
        page = station.pty.text()
        tap.ok("Light at night" in page and "Pavement" in page and not BLOCKS.search(page),
               "four hostile pictures leave the words as they are", page)
        for _ in range(3):
            station.key("1", "#")
        tap.ok(station.pty.alive() and "What else?" in station.pty.text(), "and the questions are answered",
               station.pty.text())
        named = [name for name in media if f"{name}: no picture" in station.log()]
        tap.equal(sorted(named), sorted(media), "the log names each of them")
    with Station(80, 24, "en", media={"light.png": open(MEDIA + "tree.png", "rb").read(), "tree.png": b""}) as station:
        page = station.pty.text()
        tap.ok(BLOCKS.search(page) and "Trees and shade" in page, "what is good beside it is shown", page)


# How each file is made of the tree and of the street: what convert is told.
TREE = ("tree.png", "96x96")
STREET = ("street.jpg", "128x96")
KINDS = {
    "interlaced.png": (TREE, "-interlace", "PNG"),
    "sixteen.png": (TREE, "-depth", "16"),
    "sixteen_interlaced.png": (TREE, "-depth", "16", "-interlace", "PNG"),
    "palette_alpha.png": (TREE, "-colors", "16", "-type", "PaletteAlpha"),
    "grey_alpha.png": (TREE, "-colorspace", "gray"),
    "progressive.jpg": (STREET, "-interlace", "JPEG"),
    "subsampled.jpg": (STREET, "-sampling-factor", "4:1:1"),
    "cmyk.jpg": (STREET, "-colorspace", "CMYK"),
    "cmyk_progressive.jpg": (STREET, "-colorspace", "CMYK", "-interlace", "JPEG"),
}


def seen(path):
    """Width, height and brightness as barrio-picture gives them, and what its
    run took at most, in kB; it is not waited for longer than its own limit."""
    run = subprocess.run(["/usr/bin/python3", "-c", "import resource, subprocess, sys\n"
                          "code = subprocess.run(sys.argv[1:], timeout=60).returncode\n"
                          "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=sys.stderr)\n"
                          "sys.exit(code)", BUILD + "/barrio-picture", path], capture_output=True)
    head, _, grey = run.stdout.partition(b"\n")
    return (run.returncode, *map(int, head.split())), grey, int(run.stderr.split()[-1])


def kinds():
    """Whatever kind of PNG or JPEG it is, the same is seen."""
    with tempfile.TemporaryDirectory() as folder:
        for name, ((source, size), *how) in KINDS.items():
            _, wanted, _ = seen(f"{MEDIA}/{source}")
            subprocess.run(["convert", f"{MEDIA}/{source}", "-resize", size, *how, f"{folder}/{name}"], check=True)
            head, grey, _ = seen(f"{folder}/{name}")
            width, height = map(int, size.split("x"))
            tap.equal(head, (0, width, height), f"{name} is read")
            near = sum(abs(a - b) < 48 for a, b in zip(wanted, grey)) / len(wanted)
            tap.ok(len(grey) == len(wanted) and near > 0.9, f"{name} shows what {source} does", f"{near:.3f}")
            with open(f"{folder}/{name}", "rb") as f:
                half = f.read()
            with open(f"{folder}/half-{name}", "wb") as f:
                f.write(half[:len(half) // 2])
            tap.equal(seen(f"{folder}/half-{name}")[0], (0, 0, 0), f"the half of {name} is no picture")


def bounded():
    """What is as large as it may be is read within the memory that there is;
    what is larger is refused for its header alone."""
    most = 192 << 10
    with tempfile.TemporaryDirectory() as folder:
        for name, size, how, wanted in (
                ("large.png", "4000x4000", ("-interlace", "PNG"), 128),
                ("large.jpg", "4000x4000", ("-colorspace", "CMYK", "-interlace", "JPEG"), None),
                ("larger.png", "4001x4000", (), 0), ("larger.jpg", "4001x4000", (), 0)):
            subprocess.run(["convert", "-size", size, "gradient:", *how, f"{folder}/{name}"], check=True)
            head, grey, used = seen(f"{folder}/{name}")
            if wanted is None:  # a decoder that finds no room says so
                tap.ok(head[0] == 0 and head[1] in (0, 128), f"{name} is read or refused", repr(head))
            else:
                tap.equal(head[:2], (0, wanted), f"{name} is {'read' if wanted else 'refused'}")
            tap.ok(used < most and len(grey) == head[1] * head[2], f"{name} stays within {most} kB", f"{used} kB")


def preview():
    """Whoever looks a form through sees its pictures as well."""
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(FORMS, folder + "/forms")
        run = subprocess.run([BUILD + "/barrio-kiosk", "pages", "es", "1", "--config", "/dev/null", "--data", folder,
                              "--forms", folder + "/forms", "--place", "Luna 3"], capture_output=True, text=True, timeout=60)
        compare("preview", run.stdout.replace("\f", "=" * 80 + "\n").split("\n"))


HOUSE = """| survey | type | name | label | appearance | media::image |
| | begin_group | house | The house | field-list | |
| | text | name | What is it called? | | light.png |
| | select_one tree | tree | Has it a tree? | | tree.png |
| | integer | doors | How many doors? | | |
| | end_group | | | | |
| | integer | steps | How many steps? | | crossing.png |
| | date | day | Which day? | | light.png |

| choices | list_name | name | label |
| | tree | yes | Yes |
| | tree | no | No |
"""


def sheet(columns, rows):
    """On a worker's sheet the picture of the row in focus; then a number."""
    size = f"{columns}x{rows}"
    with FieldPlace() as place:
        place.add_text("household", HOUSE)
        shutil.copytree(MEDIA, place.folder + "/forms/household-media", dirs_exist_ok=True)
        with Worker(place, columns, rows, settings=("--language", "en")) as worker:
            def take(name, *keys):
                worker.settle()
                while child_of(worker.pid, "barrio-picture"):
                    worker.read(0.02)
                worker.settle()
                compare(f"sheet-{size}-{name}", worker.lines())
                worker.press(*keys)
            worker.sign_in().press("enter")
            take("text", *"Sun", "enter")
            take("choice", "1")
            take("plain", "2", "enter")
            take("number", "3", "enter")
            take("date")


def mutated():
    """Pictures with bytes changed, cut or doubled: each is read or refused, in
    order, and the program ends by itself."""
    chance, folder = random.Random(12), tempfile.mkdtemp()
    originals = [open(MEDIA + name, "rb").read() for name in sorted(os.listdir(MEDIA))]
    files, read = [], 0
    for i in range(240):
        data = bytearray(chance.choice(originals))
        for _ in range(chance.randint(1, 12)):
            at = chance.randrange(len(data))
            cut = data[:at], data[:at] + data[at // 2:], data[:at] + bytes([chance.randrange(256)]) + data[at + 1:]
            data = bytearray(chance.choice((cut[2], cut[2], cut[2], *cut))) or bytearray(b"\x89PNG")
        files.append(f"{folder}/{i}")
        with open(files[-1], "wb") as f:
            f.write(data)
    bad = []
    for first in range(0, len(files), 40):
        run = subprocess.run([BUILD + "/barrio-picture", *files[first:first + 40]], capture_output=True, timeout=60)
        at = count = 0
        while at < len(run.stdout):
            line = run.stdout[at:run.stdout.index(b"\n", at)]
            width, height = map(int, line.split())
            at += len(line) + 1 + width * height
            count += 1
            read += width > 0
        if run.returncode or count != 40 or at != len(run.stdout):
            bad.append((first, run.returncode, count, run.stderr[-300:]))
    shutil.rmtree(folder)
    tap.ok(not bad, "240 changed pictures are read or refused, each in its turn", repr(bad))
    tap.ok(0 < read < 240, "some are still pictures, some are none", str(read))


@contextlib.contextmanager
def kiosk_beside(program):
    """A kiosk that finds this script, or nothing, in the program's place."""
    folder = tempfile.mkdtemp()
    shutil.copy(BUILD + "/barrio-kiosk", folder)
    for share in ("themes", "locale", "fonts"):
        os.symlink(f"{BUILD}/{share}", f"{folder}/{share}")
    if program:
        with open(folder + "/barrio-picture", "w", encoding="utf-8") as f:
            f.write("#!/bin/sh\n" + program)
        os.chmod(folder + "/barrio-picture", 0o755)
    yield folder + "/barrio-kiosk"
    shutil.rmtree(folder)


def absent():
    """A station without the program, and one whose program is another."""
    for name, program in (("no program", None), ("one that ends at once", "exit 3"),
                          ("one that writes without end", "exec cat /dev/zero")):
        with kiosk_beside(program) as kiosk, Station(80, 24, "en", "--sandbox", "no", kiosk=kiosk) as station:
            station.key("1")
            page = station.pty.text()
            tap.ok("Light at night" in page and "chosen" in page and not BLOCKS.search(page),
                   f"with {name} the words are there and answered", page)


def no_cost():
    """A question without pictures starts no program; one with them, one."""
    for form, wanted in ((ROOT + "/tests/forms/kiosk/barrio.xml", False), (FORMS + "/calle.xml", True)):
        with kiosk_beside(': >"$0.ran"') as kiosk, Station(80, 24, "es", "--sandbox", "no", kiosk=kiosk, form=form) as station:
            station.key("1", "#")
            ran = os.path.exists(os.path.dirname(kiosk) + "/barrio-picture.ran")
            tap.equal(ran, wanted, f"a form with{'' if wanted else 'out'} pictures starts {'a' if wanted else 'no'} program")


def main():
    for columns, rows in ((40, 11), (80, 24), (120, 36)):
        for language in ("es", "ar"):
            tap.attempt(f"{language}-{columns}x{rows}", pages, columns, rows, language)
    for columns, rows, language, size in ((40, 11, "es", 2), (80, 24, "es", 3), (80, 24, "ar", 2), (120, 36, "es", 4)):
        tap.attempt(f"{language}-{size}x", large, columns, rows, language, size)
    for columns, rows in ((40, 11), (80, 24)):
        tap.attempt(f"sheet-{columns}x{rows}", sheet, columns, rows)
    for case in (symbols, letters_and_lines, preview, kinds, bounded, hostile, mutated, absent, no_cost):
        tap.attempt(case.__name__, case)
    tap.done()


if __name__ == "__main__":
    main()
