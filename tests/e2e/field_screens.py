#!/usr/bin/python3
"""Every screen of a field worker, as the real program draws it, is as the files
in tests/golden/field-* say. `field_screens.py --update` writes them anew; look
at the difference before you keep it."""
import json
import os
import socket
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, os.path.dirname(HERE))
import tap  # noqa: E402
from worker_pty import Place, Worker  # noqa: E402

UPDATE = "--update" in sys.argv
ENV = {"BARRIO_NOW": "2026-11-23T16:30:00Z", "TZ": "America/Mexico_City"}


class Album:
    def __init__(self, language, columns, rows):
        self.folder = f"{ROOT}/tests/golden/field-{language}-{columns}x{rows}"

    def take(self, worker, name):
        worker.settle()
        text = "\n".join(worker.lines()) + "\n"
        path = f"{self.folder}/{name}.screen"
        if UPDATE:
            os.makedirs(self.folder, exist_ok=True)
            with open(path, "w", encoding="utf-8") as f:
                f.write(text)
            return
        wanted = open(path, encoding="utf-8").read() if os.path.exists(path) else ""
        tap.ok(text == wanted, f"{os.path.basename(self.folder)}/{name} is as it was",
               f"now:\n{text}\nbefore:\n{wanted}")


def walk(language, columns, rows):
    album = Album(language, columns, rows)
    settings = ("--language", language)
    with Place() as place:
        place.add_worker("luis")
        with Worker(place, columns, rows, settings=settings, env=ENV) as w:
            def take(name, *keys):
                album.take(w, name)
                w.press(*keys)
            w.wait_for("luis")
            take("names", "enter")
            take("pin", *"1234", "enter")
            take("desk", "enter")
            take("text", *"Rosa 7", "enter")
            take("one", "1")
            take("sheet", *"99", "enter")
            take("sheet_refused", "backspace", "backspace", "4", "enter")
            take("sheet_choices", "2", *"Sol", "enter")
            take("table", "enter", *"Luis", "enter", *"34", "enter")
            take("many", "1", "3", "#", "#")
            take("table_filled", "up", "c")
            take("table_copied", "-")
            take("table_removed", "#")
            take("pick", *"rom")
            take("pick_typed", "enter", "^n")
            take("note", "esc", "^o")
            take("outline", "esc", "^k")
            take("keys", "esc", "enter")
            take("closing_open", "#")
            take("closing_refused", "^x")
            take("draft_left", "right")
            take("drafts", "enter", "^o", "tab")
            take("outline_open", "enter", "enter")
            take("missing", "^x")
    with Place() as place, Worker(place, columns, rows, settings=settings, env=ENV) as w:
        w.sign_in().press("enter").type("Rosa 7").press("1").type("4").press("2").type("Sol")
        w.press("-", "#", *"rom", "enter", "enter")
        album.take(w, "closing")
        w.press("#")
        album.take(w, "finished")
        w.press("right", "right")
        album.take(w, "finished_list")
        w.press("enter")
        album.take(w, "record")
    with Place("watched") as place, Worker(place, columns, rows, settings=settings, env=ENV) as w:
        w.sign_in().press("enter").type("Rosa 7").type("34").type("no").press("#")
        w.press("right", "right", "enter", "^e", "^o", "end", "enter", "!", "enter", "#")
        album.take(w, "reason")
        w.press("enter")
        album.take(w, "reason_refused")
    with Place() as place:
        ask(place)
        with Worker(place, columns, rows, settings=settings, env=ENV) as w:
            w.sign_in()
            album.take(w, "tasks")


def ask(place):
    """What the hub published for the worker; the day is ENV's."""
    folder = place.folder + "/published/assignment"
    os.makedirs(folder)
    tasks = [("ana", "place", "roma", 20, "2026-11-23"), ("", "daypart", "evening", 40, ""),
             ("", "language", "ar", 12, ""), ("luis", "place", "p3", 5, ""), ("", "group", "ni\u00f1ez", 30, "2026-11-24")]
    with open(folder + "/assignments.json", "w", encoding="utf-8") as out:
        json.dump({"assignments": [
            {"id": n + 1, "form": "household", "worker": worker, "dimension": dimension, "name": name,
             "field": dimension, "wanted": wanted, "day": day}
            for n, (worker, dimension, name, wanted, day) in enumerate(tasks)]}, out)


FIX = b'{"class":"TPV","mode":3,"lat":19.4326,"lon":-99.1332,"altHAE":2240,"eph":%.1f}\n'


def camera(place, body):
    path = place.folder + "/camera"
    with open(path, "w", encoding="utf-8") as out:
        out.write("#!/bin/sh\n" + body)
    os.chmod(path, 0o755)
    return path


def capture(language, columns, rows):
    """What is captured: a position, a code, a picture, counts, times."""
    album = Album(language, columns, rows)
    with Place("round") as place, socket.create_server(("127.0.0.1", 0)) as server:
        path = camera(place, "exit 1\n")
        with open(place.folder + "/places", "w", encoding="utf-8") as out:
            out.write("Mercado = 19.43 -99.13\nEscuela = 19.44 -99.14\n")
        settings = ("--language", language, "--gpsd", f"localhost:{server.getsockname()[1]}",
                    "--places", place.folder + "/places", "--camera", path)
        with Worker(place, columns, rows, settings=settings, env=ENV) as w:
            w.sign_in()
            daemon, _ = server.accept()
            w.press("enter").type("Sol")
            album.take(w, "position")
            daemon.sendall(FIX % 12.5)
            w.wait_for("19.43260")
            album.take(w, "position_heard")
            w.press("3").press(*"19 61 99 5")
            album.take(w, "position_typed")
            w.press(*["backspace"] * 7).press(*"25.956 99 7.992")
            album.take(w, "position_understood")
            w.press("esc")
            album.take(w, "position_taken")
            w.press("#", "2", "1", "#")
            album.take(w, "line")
            w.press("#")
            album.take(w, "line_refused")
            w.press("4", "#", "#")
            album.take(w, "code")
            w.type("]C1-77")
            album.take(w, "photo")
            w.press("+")
            w.wait_for("!!")
            album.take(w, "photo_failed")
            camera(place, "printf '\\377\\330\\377\\340' >\"$1\"\n")
            w.press("+")
            w.wait_for("kB")
            album.take(w, "photo_taken")
            w.press("#")
            album.take(w, "count")
            w.press("tab")
            album.take(w, "stopwatch")
            daemon.close()


def main():
    for language in ("en", "es", "ar"):
        for columns, rows in ((40, 11), (80, 24)):
            tap.attempt(f"capture {language} {columns}x{rows}", capture, language, columns, rows)
    for language in ("es", "en", "ar"):
        for columns, rows in ((40, 11), (40, 24), (80, 24)):
            tap.attempt(f"{language} {columns}x{rows}", walk, language, columns, rows)
    tap.done()


main()
