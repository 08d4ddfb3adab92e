#!/usr/bin/python3
"""What surrounds a kiosk turned against it: an environment that names foreign
programs, folders and sizes; words in a form, a place and files on a stick that
a terminal would take for commands; files that are links, pipes, or without
end. It asks and keeps on, runs nothing foreign, and no byte of theirs commands
the terminal. Keys, signals, sizes and a terminal's replies: monkey.py."""
import os
import re
import sqlite3
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, os.path.dirname(HERE))
import tap  # noqa: E402
from resident_pty import Resident  # noqa: E402

KIOSK = os.environ.get("BARRIO_BUILD", ROOT + "/build") + "/barrio-kiosk"
# A colour, a title, a question that the terminal answers, and the same in the
# one-byte controls of ISO 6429 that UTF-8 terminals know as well.
COMMANDS = ("\x1b[45;5m", "\x1b]0;owned\x07", "\x1b[c", "\x9b45;5m", "\x9d0;owned\x9c", "\x90$qm\x9c", "\u2028", "\x85")
# XML has no ESC, but these.
IN_XML = [c for c in COMMANDS if c[0] not in "\x1b"]
FORM = """<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"
  xmlns:orx="http://openrosa.org/xforms" xmlns:jr="http://openrosa.org/javarosa"><h:head><h:title>T{0}</h:title><model>
  <instance><data id="word" version="1"><word/><file/><orx:meta><orx:instanceID/></orx:meta></data></instance>
  <bind nodeset="/data/word" type="string"/><bind nodeset="/data/file" type="binary"/>
  <bind nodeset="/data/orx:meta/orx:instanceID" type="string" jr:preload="uid"/>
</model></h:head><h:body>
  <select1 ref="/data/word"><label>Which word?{0}</label><hint>Hint{0}</hint>
    <item><label>One{0}</label><value>one</value></item><item><label>Two</label><value>two</value></item></select1>
  <upload ref="/data/file" mediatype="image/*"><label>Which file?</label></upload>
</h:body></h:html>
"""


class Hands(Resident):
    """Keeps every byte that came."""

    def __init__(self, *args, **kw):
        self.raw = b""
        super().__init__(*args, **kw)
        feed = self.stream.feed

        def keep(data):
            self.raw += data
            feed(data)

        self.stream.feed = keep

    def to_the_files(self):
        self.wait_for("Tap here or press any key")
        self.key("5").settle()
        self.wait_for("Before you start")
        self.key("#").wait_for("Which word?")
        self.key("2", "#").wait_for("Which file?")
        return self.text()

    def answer(self):
        """One visit to its thanks; how the page with the files looked."""
        page = self.to_the_files()
        for _ in range(6):
            if self.shows("Thank"):
                return page
            self.key("#").settle()
        raise AssertionError(self.text())


def place(top, commands=()):
    data = os.path.join(top, "data")
    os.makedirs(data + "/forms")
    words = "".join(f"&#{ord(sign)};" if ord(sign) > 0x7e else sign for c in commands for sign in c)
    with open(data + "/forms/word.xml", "w", encoding="utf-8") as f:
        f.write(FORM.format(words))
    return data


def kiosk(data, *settings, env=None):
    return Hands([KIOSK, "--data", data, "--guard-ms", "0", "--languages", "en", "--language", "en", *settings], env=env)


def kept(data):
    return [bytes(row[0]) for row in sqlite3.connect(data + "/station.db").execute("SELECT body FROM response")]


def an_environment(top):
    data, evil, mark = place(top), os.path.join(top, "evil"), os.path.join(top, "mark")
    os.makedirs(evil + "/x")
    for name in ("sh", "barrio-form", "barrio-voice", "xdg-open", "stty", "tput", "locale"):
        with open(f"{evil}/{name}", "w", encoding="utf-8") as f:
            f.write(f"#!/bin/sh\necho $0 >>'{mark}'\n")
        os.chmod(f"{evil}/{name}", 0o755)
    with open(evil + "/x/xterm-256color", "wb") as f:
        f.write(b"\x1a\x01" + b"\xff" * 3000)  # begins like a terminal's description
    settings = {"PATH": evil, "HOME": evil, "SHELL": evil + "/sh", "PAGER": evil + "/sh", "BROWSER": evil + "/sh",
                "TERMCAP": "xterm-256color|x:ti=\x1b]0;owned\x07:", "TERMPATH": evil, "LANG": "../" * 2000,
                "LC_ALL": "../../../evil", "LANGUAGE": "../../evil:" * 500, "LOCPATH": evil, "NLSPATH": evil + "/%N",
                "TZ": ":/../../etc/shadow", "TZDIR": evil, "LINES": "99999999", "COLUMNS": "-5", "ESCDELAY": "99999999",
                "COLORTERM": "x" * 60000, "XTERM_VERSION": "\x1b[c", "NCURSES_GPM_TERMS": "*",
                "NCURSES_TRACE": "65535", "TMPDIR": evil, "XDG_RUNTIME_DIR": evil, "LISTEN_FDS": "99",
                "NOTIFY_SOCKET": "/" + "x" * 5000, "WATCHDOG_USEC": "-1", "JOURNAL_STREAM": "0:0"}
    with kiosk(data, env=settings) as pty:
        pty.answer()
        tap.ok(b"<word>two</word>" in b"".join(kept(data)), "it asks and keeps in a hostile environment")
        tap.ok(b"owned" not in pty.raw, "nothing of it commands the terminal")
    with kiosk(data, env={"TERMINFO": evil, "TERMINFO_DIRS": evil}) as pty:
        pty.wait_for(("Tap here", "TERM"))
        tap.ok(pty.alive() or pty.status == 3, "a broken description of the terminal: it starts, or says what is wrong",
               pty.text())
    tap.ok(not os.path.exists(mark), "no foreign program ran", os.path.exists(mark) and open(mark).read())
    tap.equal(sorted(os.listdir(evil)), sorted(["sh", "barrio-form", "barrio-voice", "xdg-open", "stty", "tput", "locale", "x"]),
              "and nothing was left there")


def commanded(raw):
    """What of the words reached the terminal as commands; the program's own
    are never these."""
    return re.findall(rb"\xc2[\x80-\x9f]|\x1b\]0;owned|\x1b\[45;5m|\x1b\[c", raw)


def words(top):
    data = place(top, IN_XML)
    with kiosk(data, "--place", "Luna" + "".join(COMMANDS), "--asks", "Ana" + COMMANDS[3]) as pty:
        page = pty.answer()
        pty.wait_for("Thank")
    tap.ok(len(commanded("".join(COMMANDS).encode())) >= 5, "the words are such as command a terminal")
    tap.equal(commanded(pty.raw), [], "words of a form and of a place command none")
    tap.ok("Hint" not in page and b"<word>two</word>" in b"".join(kept(data)), "and the answer is kept", page)


def files(top):
    data, stick = place(top), os.path.join(top, "stick")
    secret, photo = os.path.join(top, "secret"), b"a picture of the corner"
    os.makedirs(stick + "/folder.jpg")
    with open(secret, "wb") as f:
        f.write(b"the agent's token")
    for name in ("!corner.jpg", *(f"a{c}.jpg".replace("/", "_") for c in COMMANDS), "-rf.jpg", "x" * 250 + ".jpg", "$(id).jpg"):
        with open(os.path.join(stick.encode(), name.encode()), "wb") as f:
            f.write(photo)
    with open(os.path.join(stick.encode(), b"broken\xff\xfe.jpg"), "wb") as f:
        f.write(photo)
    os.symlink(secret, stick + "/link.jpg")
    os.symlink("loop.jpg", stick + "/loop.jpg")
    os.symlink("/dev/zero", stick + "/endless.jpg")
    os.mkfifo(stick + "/pipe.jpg")
    with open(stick + "/!large.jpg", "wb") as f:
        f.truncate(1 << 42)
    with kiosk(data, "--uploads", stick) as pty:
        pty.to_the_files()
        seen = pages(pty)
        offered = [n for n in ("link.jpg", "loop.jpg", "endless.jpg", "pipe.jpg", "folder.jpg", "broken") if n in seen]
        tap.ok("!corner.jpg" in seen and offered == [], "a file is offered; a link, a pipe, a folder, a broken name are not",
               seen)
        tap.ok(not re.search(r"owned|45;5m|\$qm", seen), "nor what a terminal would obey", seen)
        tap.equal(commanded(pty.raw), [], "no name commands the terminal")
        choose(pty, "!large.jpg")
        tap.ok(pty.shows("At most"), "a file without end is refused, in plain words", pty.text())
        choose(pty, "!corner.jpg")
        pty.wait_for("Check before you send")
        pty.key("#").wait_for("Thank")
    tap.ok(b"<file>!corner.jpg</file>" in b"".join(kept(data)), "the honest one is")
    held = [os.path.join(at, n) for at, _, names in os.walk(data + "/attachments") for n in names]
    tap.equal([open(path, "rb").read() for path in held], [photo], "and nothing else lies in the station")


def pages(pty):
    """All that the list shows on the way down, and up again."""
    seen = [pty.text()]
    for key in ("pagedown",) * 4 + ("pageup",) * 4:
        seen.append(pty.key(key).settle().text())
    return "\n".join(seen)


def choose(pty, name):
    """By its number, where it is offered at all."""
    found = re.search(r"│ (\d) │ . " + re.escape(name), pty.text())
    if found:
        pty.key(found[1], "#").settle()


for case in (an_environment, words, files):
    with tempfile.TemporaryDirectory(prefix="barrio-escapes.") as folder:
        tap.attempt(case.__name__, case, folder)
tap.done()
