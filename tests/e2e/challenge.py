#!/usr/bin/python3
"""Check this machine: the code of the seal stands on the review before the
machine knows whether it will be checked; opened, all that was sealed is shown
in parts that a camera reads, barrio-verify finds in them what was answered
under that code, the log calls it spoiled, and it is never counted; the answers
stand and are sent under another code. A machine that seals another answer
than it shows is named."""
import base64
import os
import re
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))
import proof_reference as ref  # noqa: E402
import tap  # noqa: E402
from neighbour import catalogue  # noqa: E402
from place import Place, write  # noqa: E402
from stand import command, program  # noqa: E402

CODE = re.compile(r"\d{4} \d{4} \d{4} \d{4}")
MOON = " · luna"
CELL = 4  # pixels a module
HALVES = {" ": "00", "▄": "01", "▀": "10", "█": "11"}


def picture(lines, path):
    """The screen's half blocks as a camera sees them: light on dark."""
    rows, width = [], max(map(len, lines))
    for line in (x.ljust(width) for x in lines):
        for half in (0, 1):
            row = "".join(HALVES.get(c, "00")[half] * CELL for c in line)
            rows += [" ".join(row)] * CELL
    write(path, f"P2 {width * CELL} {len(rows)} 1\n" + "\n".join(rows) + "\n")


def camera(lines, folder):
    path = os.path.join(folder, "screen.pgm")
    picture(lines, path)
    return command("zbarimg", "-q", "--raw", path, check=False).stdout.split("\n")[0]


def sign_of(code):
    """By other means than any of the programs: a code's digits end as its seal."""
    return ref.SYMBOLS[int(code.replace(" ", "")[:14]) % len(ref.SYMBOLS)]


def code_on(kiosk):
    kiosk.wait_for(lambda r: CODE.search(r.text()))
    return CODE.search(kiosk.text())[0]


def to_the_review(kiosk, words):
    """The first choice of everything, up to the review."""
    kiosk.wait_for("5")
    kiosk.settle()
    for _ in range(60):
        if kiosk.shows(words["Check before you send"]):
            return
        kiosk.key("1" if "│ 1 │" in kiosk.text() or "▐1▌" in kiosk.text() else "q")
        kiosk.settle()
        kiosk.key("#")
        kiosk.settle()
    raise AssertionError(kiosk.text())


def parts(kiosk, folder):
    """What a camera reads, part by part, until the first comes again."""
    seen = []
    while True:
        kiosk.settle()
        read = camera(kiosk.lines(), folder)
        if not read or read in seen:
            return seen
        seen.append(read)
        kiosk.key("9")


def joined(pieces):
    """By other means than barrio-verify."""
    out = b""
    for piece in sorted(pieces, key=lambda p: int(p.split("/")[0])):
        digits = piece.split(" ")[1]
        out += base64.b32decode(digits + "=" * (-len(digits) % 8))
    return out


def code_of(opened):
    """The code that follows from what was shown, computed independently."""
    text, body = opened.split(b"\n\n", 1)
    fields = dict(line.split(" ", 1) for line in text.decode().split("\n"))
    seal = ref.commitment(fields["station"], bytes.fromhex(fields["salt"]), bytes.fromhex(fields["token"]),
                          fields["symbol"], body)
    return ref.code(seal)


def verify(*words):
    return command(program("barrio-verify"), *words, check=False)


def lie(opened):
    """The same opening over another answer, as parts."""
    text, body = opened.split(b"\n\n", 1)
    whole = text + b"\n\n" + body.replace(b"</", b" </", 1)
    cut = [whole[i:i + 90] for i in range(0, len(whole), 90)]
    return [f"{i + 1}/{len(cut)} " + base64.b32encode(p).decode().rstrip("=") for i, p in enumerate(cut)]


def opened_and_sent(place):
    words = catalogue("es")
    with place.kiosk("--languages", "es", "--language", "es", columns=80, rows=24) as kiosk:
        to_the_review(kiosk, words)
        first = code_on(kiosk)
        kiosk.key("*", "9", "2")
        kiosk.wait_for(lambda r: CODE.search(r.text()) and MOON in r.text())
        promised = code_on(kiosk)
        tap.ok(promised != first and sign_of(promised) == "moon",
               "picking a sign seals anew, and the new code shows it", promised)
        kiosk.key("8")
        kiosk.wait_for(words["Opened. This one never counts."])
        tap.equal(code_on(kiosk), promised, "what is opened has the code that stood on the review")
        pieces = parts(kiosk, place.folder)
        kiosk.key("#")
        kiosk.wait_for(words["Check before you send"])
        again = code_on(kiosk)
        tap.ok(again != promised and sign_of(again) == "moon", "the answers stand, under another code of the same sign")
        kiosk.key("#")
        kiosk.wait_for(words["Thank you! It is kept here now."])
        tap.equal(code_on(kiosk), again, "and are sent under that one")
        tap.ok(again + MOON in kiosk.text(), "the receipt shows the sign", kiosk.text())
    return promised, pieces


def shown(place, promised, pieces):
    count = int(pieces[0].split(" ")[0].split("/")[1])
    tap.equal(len(pieces), count, "a camera reads every part from the screen")
    opened = joined(pieces)
    tap.equal(code_of(opened), promised, "what was shown makes the code that was promised")
    tap.ok(b"\nsymbol moon\n" in opened, "the sign that was picked is in it", opened)
    tap.ok(b"<data" in opened and b"instanceID" in opened, "the very bytes of the answer are in it", opened)
    file = write(os.path.join(place.folder, "parts"), "\r\n".join(reversed(pieces)) + "\r\n")
    run = verify("opening", file)
    tap.ok(run.returncode == 0 and promised.replace(" ", "") in run.stdout.replace(" ", ""),
           "barrio-verify finds the same, whatever the order of the parts and the ends of the lines", run.stdout + run.stderr)
    write(file, "\n".join(pieces[:-1]) + "\n")
    run = verify("opening", file)
    tap.ok(run.returncode == 1 and f"lacks part {count}" in run.stdout, "and names a part that is missing",
           run.stdout + run.stderr)
    write(file, "\n".join(lie(opened)) + "\n")
    run = verify("opening", file)
    tap.ok(run.returncode == 1 and "committed to another" in run.stdout,
           "a machine that seals another answer than it shows is named", run.stdout + run.stderr)
    write(file, "\n".join(pieces) + "\n")
    return file, opened


def counted_once(place, file, opened):
    place.send()
    place.send()
    log = write(os.path.join(place.folder, "hub.log.txt"), place.hub.get("/proof/log")[2].decode())
    key = place.hub.get("/proof/key")[2].decode().strip()
    run = verify("opening", file, "--log", log, "--key", key)
    tap.ok(run.returncode == 0 and "not counted" in run.stdout, "the hub's log calls it a check of the machine",
           run.stdout + run.stderr)
    kinds = re.findall(r"^(spoiled|answer) ", open(log, encoding="utf-8").read(), re.M)
    tap.equal(sorted(kinds), ["answer", "spoiled"], "beside the one answer that was sent")
    code = ref.code(bytes.fromhex(re.search(r"^answer \S+ \S+ (\S+)", open(log, encoding="utf-8").read(), re.M)[1]))
    run = verify("receipt", log, "--key", key, code)
    tap.ok("its sign is the moon" in run.stdout, "barrio-verify tells the sign of the receipt", run.stdout + run.stderr)
    rows = place.at_hub()
    tap.equal(len(rows), 1, "the hub has that one alone")
    tap.ok(rows[0].encode() not in opened, "and nothing of what was opened leads to it")


def small(place):
    """Where a page has no place for the key, it is on the help sheet, below
    the code."""
    for language in ("es", "ar"):
        words = catalogue(language)
        with place.kiosk("--languages", language, "--language", language, columns=40, rows=11) as kiosk:
            to_the_review(kiosk, words)
            kiosk.key("*")
            promised = code_on(kiosk)
            # In half a page's width its words may stand below each other.
            tap.ok(all(word in kiosk.text() for word in words["Check this machine"].split()),
                   f"{language}: on a small screen the key is on the help sheet, and the code above it", kiosk.text())
            kiosk.key("8")
            kiosk.settle()
            tap.equal(code_on(kiosk), promised, f"{language}: which is that of what is opened")
            tap.ok(kiosk.shows("station luna"), f"{language}: and that is shown as text", kiosk.text())


def main():
    with Place() as place:
        promised, pieces = opened_and_sent(place)
        file, opened = shown(place, promised, pieces)
        counted_once(place, file, opened)
    with Place() as place:
        small(place)
    tap.done()


tap.attempt("check this machine", main)
