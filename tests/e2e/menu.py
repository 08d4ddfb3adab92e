#!/usr/bin/python3
"""The operator's menu: what waits is copied to a stick as ODK's own programs
lay it out, byte for byte, and waits on; the self-test names what is touched
and pressed."""
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, os.path.dirname(HERE))
import tap  # noqa: E402
from neighbour import catalogue  # noqa: E402
from resident_pty import Resident  # noqa: E402

BUILD = os.environ.get("BARRIO_BUILD", ROOT + "/build")
KIOSK = BUILD + "/barrio-kiosk"
WORDS = catalogue("es")
PIN = subprocess.run([KIOSK, "--hash-pin"], input="2468\n", text=True, capture_output=True).stdout.strip()


def keys(pty, text):
    for key in text:
        pty.key(key)
        pty.settle()


def choose(pty, english):
    """Presses the key that stands beside the command, wherever it is."""
    pty.wait_for(WORDS[english])
    keys(pty, re.search(r"│[ ▶](\d) │ " + re.escape(WORDS[english]), pty.text())[1])


def station(folder, **settings):
    os.mkdir(folder + "/forms")
    shutil.copy(BUILD + "/forms/barrio.xml", folder + "/forms")
    argv = [KIOSK, "--data", folder, "--station", "luna-3", "--guard-ms", "0", "--languages", "es", "--pin", PIN,
            "--log", folder + "/log"]
    for key, value in settings.items():
        argv += ["--" + key, value]
    return argv


def copied(stick):
    return {os.path.relpath(os.path.join(d, f), stick): open(os.path.join(d, f), "rb").read()
            for d, _, files in os.walk(stick) for f in files}


def export():
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as top:
        place = top + "/usb"
        with Resident(station(folder, stick=place)) as pty:
            pty.wait_for("Toque")
            for _ in range(2):
                keys(pty, "5########")
                pty.wait_for("Toque")
            keys(pty, "000002468#")
            choose(pty, "Copy to the USB stick")
            tap.ok(pty.shows(WORDS["There is no stick."]), "without a stick it says so", pty.text())
        os.mkdir(place)
        with Resident(station_again(folder, stick=place)) as pty:
            pty.wait_for("Toque")
            keys(pty, "000002468#")
            choose(pty, "Copy to the USB stick")
            pty.wait_for("Se copiaron 2 respuestas.")
        kept = dict(sqlite3.connect(folder + "/station.db").execute("SELECT id, body FROM response").fetchall())
        files = copied(place)
        wanted = {id.removeprefix("uuid:"): body.encode() if isinstance(body, str) else body
                  for id, body in kept.items()}
        found = {name.split("/")[1]: content for name, content in files.items()}
        tap.equal(found, wanted, "each answer is a folder with its frozen bytes")
        tap.ok(all(re.fullmatch(r"barrio-luna-3-\d{8}T\d{6}/[0-9a-f-]{36}/submission\.xml", name) for name in files),
               "laid out as ODK's programs expect it", sorted(files))


def station_again(folder, **settings):
    shutil.rmtree(folder + "/forms")
    return station(folder, **settings)


def hands():
    with tempfile.TemporaryDirectory() as folder:
        with Resident(station(folder)) as pty:
            pty.wait_for("Toque")
            keys(pty, "000002468#")
            choose(pty, "Self-test")
            pty.wait_for(WORDS["Hands"])
            keys(pty, "7")
            tap.ok(re.search(WORDS["Hands"] + r".*: 7$", pty.text(), re.M), "a key is named", pty.text())
            pty.tap_at(33, 15).settle()
            tap.ok(re.search(WORDS["Hands"] + r".*: 33, 15$", pty.text(), re.M), "a touched cell is named", pty.text())
            keys(pty, "0")
            pty.wait_for(WORDS["Self-test"])
            tap.ok(pty.shows(WORDS["Close the kiosk"]), "and 0 leads back to the menu", pty.text())


tap.attempt("export", export)
tap.attempt("hands", hands)
tap.done()
