#!/usr/bin/python3
"""A field worker who does not see the screen: signs in, walks the lists, fills
an interview with a sheet and a table, finds what is missing. What is heard
follows the focus: a row when it is walked to, not the whole page again; and
each key is told by what is printed on it."""
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))
import tap  # noqa: E402
from speechserver import Ear, SpeechServer  # noqa: E402
from worker_pty import PIN, Place, Worker  # noqa: E402


class Listener:
    def __init__(self, place, server):
        settings = ("--voice", place.folder + "/speech", "--language", "en", "--languages", "en es")
        self.worker = Worker(place, settings=settings)
        self.ear = Ear(server, self.worker)
        self.worker.wait_for("Who are you?")

    def press(self, *keys):
        """What is heard after the last key."""
        for key in keys:
            self.worker.press(key)
            heard = [text for _, text in self.ear.settle()]
        return heard

    def close(self):
        self.worker.close()


def sign_in(ear):
    heard = ear.press("^v")
    tap.ok(heard[:3] == ["Who are you?", "ana", "luis"] and "Voice: Ctrl V" in heard,
           "a key switches the voice before anybody signed in", heard)
    tap.equal(ear.press("down"), ["luis"], "walking on says whom, and nothing else")
    ear.press("up", "enter")
    heard = [word for digit in PIN for word in ear.press(digit)]
    tap.equal(heard, ["*"] * len(PIN), "nobody nearby hears the PIN")


def lists(ear):
    heard = ear.press("enter")
    tap.ok("Household" in heard and "Open: Enter" in heard, "the desk is read", heard)
    tap.equal(ear.press("right"), ["Drafts, 0", "Nothing here."], "the other list is named")
    tap.equal(ear.press("left"), ["Household", "New, 1"], "and what is in it is said")
    tap.equal(ear.press("z"), ["z", "Nothing here has these letters."], "letters that find nothing are spelled, and that is said")
    tap.equal(ear.press("backspace"), ["erased", "z", "Household"], "what comes back is said")


def fill(ear):
    ear.press("enter", *"Ro", "enter")
    heard = ear.press("1")
    tap.ok(heard[0] == "The home" and "Rooms. missing" in heard, "a sheet is read, with what is missing", heard)
    tap.equal(ear.press("5"), ["5"], "a digit on its row is spelled")
    heard = ear.press("enter")
    tap.ok(heard[0] == "Roof" and "Slab" in heard[1] and len(heard) == 2, "the next row is said, with its choices",
           heard)
    tap.equal(ear.press("up"), ["Rooms. 5"], "a row that is walked to says its answer")
    ear.press("down", "2")
    heard = ear.press("enter")
    tap.ok(heard[0] == "People (1)" and "Open: Enter" in heard, "a table is read", heard)
    tap.equal(ear.press("down"), ["Yes, add another"], "and followed")
    ear.press("up", "enter", *"Sol", "enter", *"34", "enter", "#")
    ear.press("#")  # out of the illnesses
    heard = ear.press("up")
    tap.ok(heard in (["1. Sol. 34"], ["Yes, add another"]), "a row of it is told by its answers", heard)


def outline(ear):
    heard = ear.press("^o")
    tap.ok("Who lives here?. Ro" in heard and any(text.endswith(". missing") for text in heard),
           "the outline tells answers, and what is missing", heard)
    heard = ear.press("up")
    tap.equal(len(heard), 1, "it is followed")
    heard = [word for letter in "roof" for word in ear.press(letter)]
    tap.ok("Roof. Sheet" in heard, "what the letters left is said", heard)
    heard = ear.press("enter")
    tap.ok(heard[0] == "The home", "jumped to, the sheet is read", heard)
    heard = ear.press("^k")
    tap.ok("Ctrl O: outline: jump to any question" in heard, "the keys are told by their names", heard)
    ear.press("^v")
    tap.equal(ear.press("esc"), [], "the same key ends the voice")


def main():
    with Place() as place:
        place.add_worker("luis")
        server = SpeechServer(place.folder + "/speech")
        ear = Listener(place, server)
        try:
            for scene in (sign_in, lists, fill, outline):
                scene(ear)
        finally:
            ear.close()
            server.close()
    with Place() as place, Worker(place, settings=("--language", "en", "--languages", "en")) as worker:
        worker.wait_for("PIN")
        tap.ok("^V" not in worker.text() and "^L" not in worker.text(),
               "a station without a voice, and with one language, shows no keys for them", worker.text())
    tap.done()


main()
