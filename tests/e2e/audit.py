#!/usr/bin/python3
"""The log that a form asks for of how it was filled in, by a field worker on a
pseudo-terminal who is killed in the middle, undoes and changes answers: what
ODK's tools would read in it."""
import csv
import glob
import io
import json
import os
import signal
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))
import tap  # noqa: E402
from worker_pty import Place, Worker  # noqa: E402

COLUMNS = ["event", "node", "start", "end", "latitude", "longitude", "accuracy", "old-value", "new-value", "user",
           "change-reason"]


def kill(worker):
    os.kill(worker.pid, signal.SIGKILL)
    worker.close()


def log_of(place, answer=0):
    """The rows of an answer's audit.csv."""
    files = json.loads(place.rows("SELECT attachments FROM response ORDER BY seq")[answer][0])
    path = next(p for p in glob.glob(os.path.join(place.folder, "**", files[0]["sha256"] + "*"), recursive=True))
    with open(path, encoding="utf-8", newline="") as f:
        return list(csv.DictReader(io.StringIO(f.read())))


def changes(rows, node):
    return [(r["old-value"], r["new-value"]) for r in rows
            if r["node"] == node and r["old-value"] != r["new-value"]]


def fill_in(place):
    worker = Worker(place)
    worker.sign_in().press("enter").type('"Rosa", 7')
    worker.type("34").wait_for("Anything else")
    kill(worker)
    with Worker(place) as worker:
        worker.sign_in().press("right", "enter").wait_for("Anything else")
        worker.press("^z").wait_for("How old")
        worker.type("35").wait_for("Anything else")
        worker.type("no").press("#")
        tap.ok(worker.shows("Terminada"), "the interview is kept", worker.text())


def change(place, text):
    """Opens the finished interview, answers its last question otherwise, and
    goes to the end."""
    worker = Worker(place)
    worker.sign_in().press("right", "right", "enter", "^e").wait_for("Who lives here?")
    worker.press("^o", "end", "enter").wait_for("Anything else")
    return worker.type(text)


def tells_why():
    with Place("watched") as place:
        fill_in(place)
        with change(place, " at all") as worker:
            worker.press("#").wait_for("¿Por qué se cambió?")
            worker.press("enter")
            tap.ok(worker.shows("Escriba por qué"), "no reason is none", worker.text())
            worker.press("esc").wait_for("No falta nada")
            worker.press("#").wait_for("¿Por qué se cambió?")
            worker.type('She said "all"').wait_for("Terminada")
        rows = log_of(place, 1)
        tap.equal([(r["event"], r["change-reason"]) for r in rows if r["change-reason"]],
                  [("change reason", 'She said "all"')], "why a finished interview was changed is in its log")
        tap.equal([r["event"] for r in rows][-4:], ["change reason", "form save", "form exit", "form finalize"],
                  "before its end")
        worker = Worker(place)
        worker.sign_in().press("right", "right", "enter", "^e").wait_for("Who lives here?")
        worker.press("^o", "end", "enter").wait_for("Anything else")
        worker.press("enter", "#").wait_for("Terminada")
        tap.ok(True, "what was opened and not changed needs none")
        worker.close()


def main():
    with Place("watched") as place:
        fill_in(place)
        rows = log_of(place)
        tap.equal(list(rows[0]), COLUMNS, "its columns are those that the form asks for, as ODK names them")
        events = [r["event"] for r in rows]
        tap.equal((events[0], events[-3:], events.count("form resume")),
                  ("form start", ["form save", "form exit", "form finalize"], 1),
                  "it goes from the first start, over what was killed, to the end")
        tap.equal(changes(rows, "/data/head"), [("", '"Rosa", 7')], "what was answered before the crash is in it")
        tap.equal(changes(rows, "/data/age"), [("", "34"), ("34", ""), ("", "35")],
                  "each change with the old and the new value, one that was undone too")
        tap.equal(changes(rows, "/data/more"), [("", "no")], "and what was answered after it")
        tap.ok(events.index("form resume") > [r["new-value"] for r in rows].index("34"), "in the order in which it came")
        tap.equal({r["user"] for r in rows}, {"ana"}, "with who did it")
        tap.ok(events[1] == "location providers disabled" and not any(r["latitude"] or r["accuracy"] for r in rows),
               "a station that does not know where it is says so", rows[1])
    tells_why()
    tap.done()


main()
