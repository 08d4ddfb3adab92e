#!/usr/bin/python3
"""A field worker at the real program on a pseudo-terminal: signs in without a
network, fills in a household with a table in a table, is killed in the middle,
goes on at the very place, undoes, finishes, and changes what was sent."""
import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
import xml.etree.ElementTree as ET

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))
import tap  # noqa: E402
from worker_pty import KIOSK, Place, Worker  # noqa: E402


def bodies(place):
    return [row[0] for row in place.rows("SELECT body FROM response ORDER BY seq")]


def values(body):
    """The answers as a nested structure: lists for what may come again."""
    def read(node):
        if len(node) == 0:
            return node.text or ""
        out = {}
        for child in node:
            name = child.tag.split("}")[-1]
            if name in ("person", "illness"):
                out.setdefault(name, []).append(read(child))
            elif name != "meta":
                out[name] = read(child)
        return out
    return read(ET.fromstring(body))


def kill(worker):
    os.kill(worker.pid, signal.SIGKILL)
    worker.close()


def begin(worker):
    worker.sign_in().press("enter")
    return worker


def home(worker):
    """From the first question to the table of people."""
    worker.type("Rosa 7").press("1").type("4").press("2").type("Sol")
    worker.wait_for("Personas (1)")


HOME = {"head": "Rosa 7", "water": "yes", "home": {"rooms": "4", "roof": "sheet", "street": "Sol"}}


def signs_in_by_pin():
    with Place() as place, Worker(place) as worker:
        worker.wait_for("ana")
        worker.type("9999")
        tap.ok(worker.shows("Ese no es el PIN"), "a wrong PIN opens nothing", worker.text())
        worker.type("1234")
        tap.ok(worker.shows("Trabajo de campo") and worker.shows("Nuevas 1"), "the right one does", worker.text())
        worker.press("^x")
        tap.ok(worker.shows("ana: escriba su PIN"), "^X signs out", worker.text())
        pin = place.rows("SELECT pin FROM worker")[0][0]
        tap.ok(pin.startswith("$y$"), "the PIN is kept as a yescrypt hash alone")


def command_line():
    with Place() as place:
        place.add_worker("luis")
        names = subprocess.run([KIOSK, "worker", "list", "--data", place.folder], text=True,
                               capture_output=True).stdout.split()
        tap.equal(names, ["ana", "luis"], "worker list says who may sign in")
        gone = subprocess.run([KIOSK, "worker", "remove", "nobody", "--data", place.folder],
                              text=True, capture_output=True)
        tap.ok(gone.returncode == 2 and "nobody" in gone.stderr, "removing nobody is said", gone)
        bad = subprocess.run([KIOSK, "worker", "add", "eva", "--data", place.folder], input="12\n",
                             text=True, capture_output=True)
        tap.equal(bad.returncode, 2, "a PIN of two digits is refused")
        with Worker(place) as worker:
            worker.wait_for("¿Quién es?")
            worker.press("down", "enter")
            tap.ok(worker.shows("luis: escriba su PIN"), "one of several is chosen first", worker.text())


def a_household():
    with Place() as place, Worker(place) as worker:
        home(begin(worker))
        worker.press("enter").type("Luis").type("34").press("1", "3", "#")
        worker.press("enter").type("gripe").type("7").press("#")
        tap.ok(worker.shows("En casa, No trabaja"), "a table shows what was answered", worker.text())
        worker.press("up", "c")
        tap.ok(worker.shows("Personas (2)"), "a person is copied", worker.text())
        worker.press("^z")
        tap.ok(worker.shows("Personas (1)"), "and taken back at once", worker.text())
        worker.press("^y", "#")
        worker.press(*"rom", "enter")
        worker.press("^n").type("no está segura").type("todo bien")
        tap.ok(worker.shows("No falta nada"), "the end says that nothing is missing", worker.text())
        worker.press("#")
        tap.ok(worker.shows("Terminada. Está guardada."), "it is kept", worker.text())
        person = {"name": "Luis", "age": "34", "work": "home none",
                  "illness": [{"what": "gripe", "days": "7"}]}
        tap.equal(values(bodies(place)[0]), dict(HOME, person=[person, person], place="roma",
                                                 remark="todo bien", members="2"),
                  "exactly what was answered is frozen")
        mode, extra = place.rows("SELECT entry_mode, extra FROM response")[0]
        tap.equal(mode, "field", "the envelope says that a worker wrote it")
        tap.ok('"worker":"ana"' in extra and "no está segura" in extra, "with name and note", extra)
        worker.press("right", "right")
        tap.ok(worker.shows("Rosa 7"), "it is among the finished ones", worker.text())


def killed_in_the_middle():
    with Place() as place:
        worker = Worker(place)
        home(begin(worker))
        worker.press("enter").type("Luis").type("3", then=None)
        kill(worker)
        with Worker(place) as worker:
            worker.sign_in().press("right")
            tap.ok(worker.shows("Borradores 1"), "after kill -9 the draft is listed", worker.text())
            worker.press("enter")
            tap.ok(worker.shows("Edad"), "it opens at the very question", worker.text())
            worker.type("34")
            tap.ok(worker.shows("¿Trabaja?"), "and goes on", worker.text())
            worker.press("^z", "^z", "^z")
            tap.ok(worker.shows("Calle"), "undo reaches behind the crash", worker.text())
            worker.press("^y", "^y", "^y", "^o")
            tap.ok(worker.shows("Luis") and worker.shows("34"), "redo as well", worker.text())


def the_end_lists_what_is_missing():
    with Place() as place, Worker(place) as worker:
        home(begin(worker))
        worker.press("-", "#").press(*"rom", "enter").press("enter")
        tap.ok(worker.shows("No falta nada"), "without people nothing is missing", worker.text())
        worker.press("^o").press("home", "enter")
        worker.press(*["backspace"] * 6).press("^o", "tab")
        tap.ok(worker.shows("faltan 0"),
               "an answer that is required stays when it is emptied", worker.text())
        worker.press("esc")
        worker.press("^x", "right")
        tap.ok(worker.shows("Rosa 7"), "left, it is a draft with its name", worker.text())


def found_by_typing():
    with Place() as place:
        with Worker(place) as worker:
            begin(worker)
            for name in ("Árbol 3", "Luna 9"):
                worker.type(name).press("^x").press("enter")
            worker.press("^x").press("right").press(*"arb")
            tap.ok(worker.shows("Árbol 3") and not worker.shows("Luna 9"),
                   "letters without accents find it", worker.text())
            worker.press("esc")
            tap.ok(worker.shows("Luna 9"), "Esc forgets them", worker.text())
            worker.press("^d")
            worker.press("^d")
            tap.equal(len(place.rows("SELECT 1 FROM draft")), 2, "a draft is deleted when asked twice")


def edited_after_sending():
    with Place() as place:
        with Worker(place) as worker:
            home(begin(worker))
            worker.press("-", "#").press(*"rom", "enter").press("enter", "#")
            db_id = place.rows("SELECT id FROM response")[0][0]
            worker.press("right", "right", "enter", "^e")
            worker.press(*"!", "enter").press("^o", "end", "enter")
            worker.type("otra vez").press("#")
            rows = place.rows("SELECT id, deprecated_id, body FROM response ORDER BY seq")
            tap.equal((len(rows), rows[1][1]), (2, db_id), "the change names what it replaces")
            tap.equal(values(rows[1][2])["head"], "Rosa 7!", "and holds the new answer")
            tap.equal(values(rows[0][2])["head"], "Rosa 7", "the first one stays as it was")
            tap.ok(db_id in rows[1][2].decode(), "deprecatedID is in the bytes")


def another_language():
    with Place() as place, Worker(place) as worker:
        begin(worker)
        worker.press(*"Ro").press("^l").press("2")
        tap.ok(worker.shows("Who lives here?") and worker.shows("Ro"),
               "another language keeps what is being typed", worker.text())
        worker.press("enter")
        tap.ok(worker.shows("Does water come"), "and speaks on", worker.text())
        worker.press("1")
        worker.wait_for("The home")
        worker.press("4", "^l", "1")
        tap.ok(worker.shows("La vivienda") and worker.shows("Cuartos") and not worker.shows("Rooms"),
               "a sheet is made anew, with what was typed in it", worker.text())
        tap.ok(re.search(r"Cuartos +4", worker.text()), "which is kept", worker.text())
        worker.press("^x", "^l", "2")
        tap.ok(worker.shows("type to search") and worker.shows("Household"), "as is the desk", worker.text())


def typed_and_looked_up():
    with Place() as place, Worker(place) as worker:
        begin(worker)
        worker.press(*"Ro").press("^k", "esc")
        tap.ok(worker.shows("Ro"), "the sheet of keys leaves what is being typed", worker.text())
        worker.press("enter", "esc")
        worker.press("backspace", "backspace", "^o", "esc")
        tap.equal(place.rows("SELECT value FROM draft_step WHERE kind = 'answer' ORDER BY seq")[-1][0], "Ro",
                  "a required answer is not emptied by looking elsewhere")


def nothing_can_be_kept():
    with Place() as place, Worker(place) as worker:
        begin(worker)
        worker.press("R")
        other = sqlite3.connect(place.folder + "/station.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        worker.press("^x")
        deadline = time.monotonic() + 30
        while "NO SE GUARDÓ" not in worker.text() and time.monotonic() < deadline:
            worker.read(0.1)
        tap.ok("NO SE GUARDÓ" in worker.text() and worker.shows("Quién vive"),
               "who leaves while nothing can be kept is told, and stays", worker.text())
        other.execute("ROLLBACK")
        other.close()
        worker.press("^x")
        worker.wait_for("Trabajo de campo")
        tap.equal([row[0] for row in place.rows("SELECT value FROM draft_step WHERE kind = 'answer'")], ["R"],
                  "once it can, it is kept")


def its_form_is_gone():
    with Place() as place:
        with Worker(place) as worker:
            begin(worker)
            worker.press("R", "^x")
        os.remove(place.folder + "/forms/household.xml")
        with Worker(place) as worker:
            worker.sign_in().press("right", "^d", "^d")
            tap.equal(place.rows("SELECT count(*) FROM draft"), [(0,)], "a draft whose form is gone can be deleted")


def locked_after_a_while():
    with Place() as place, Worker(place) as worker:
        home(begin(worker))
        tap.ok(worker.shows("Personas (1)"), "the lock is minutes away", worker.text())
        worker.press("^k")
        tap.ok(worker.shows("estas teclas"), "^K says what each key does", worker.text())
        worker.press("esc")
        tap.ok(worker.shows("Personas (1)"), "and goes back", worker.text())


def main():
    for case in (signs_in_by_pin, command_line, a_household, killed_in_the_middle,
                 the_end_lists_what_is_missing, found_by_typing, edited_after_sending,
                 another_language, typed_and_looked_up, its_form_is_gone, locked_after_a_while):
        tap.attempt(case.__name__, case)
    if "CRASHES" in os.environ:  # the store's patience is ten seconds: check-long
        tap.attempt("nothing_can_be_kept", nothing_can_be_kept)
    tap.done()


main()
