#!/usr/bin/python3
"""Find your answer at a station, by the digits of the receipt that it gave:
it waits, it has arrived, its proof is here; and it is taken back by the
withdrawal number, at this station or at another, without a network first. The
hub deletes it and its log says so; a wrong number takes nothing."""
import os
import re
import sqlite3
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))
import tap  # noqa: E402
from neighbour import catalogue  # noqa: E402
from place import Place  # noqa: E402
from resident_pty import Resident  # noqa: E402
from stand import Station  # noqa: E402

WORDS = catalogue("es")
CODE = re.compile(r"\d{4} \d{4} \d{4} \d{4}(?! \d{4})")
NUMBER = re.compile(r"\d{4} \d{4} \d{4} \d{4} \d{4}")


def open_kiosk(place, station=None, **more):
    station = station or place.station
    return Resident(station.kiosk_argv("--guard-ms", "0", "--bidi", "no", "--languages", "es", "--language", "es"),
                    **more)


def answer(place):
    """Somebody answers; code and withdrawal number of the thanks."""
    with open_kiosk(place) as kiosk:
        kiosk.wait_for("5")
        for key in "5#":
            kiosk.key(key)
            kiosk.settle()
        kiosk.key("h", "o", "l", "a", "#")
        kiosk.settle()
        kiosk.key("#")
        kiosk.wait_for(WORDS["Thank you! It is kept here now."])
        text = kiosk.words()
    number = NUMBER.search(text)[0]
    return CODE.search(text.replace(number, ""))[0].replace(" ", ""), number.replace(" ", "")


def to_find(kiosk):
    kiosk.wait_for("5")
    kiosk.key("5")
    kiosk.settle()
    kiosk.key("8") if kiosk.rows > 12 else kiosk.key("*", "8")
    kiosk.wait_for(WORDS["Type its 16 digits (an idea's: 20)."])


def look(place, typed, station=None, rows=24):
    """What the screen says of what was typed; the kiosk is then closed."""
    with open_kiosk(place, station, columns=80 if rows > 12 else 40, rows=rows) as kiosk:
        to_find(kiosk)
        kiosk.key(*typed, "#")
        kiosk.settle()
        return kiosk.words()


def take_back(place, code, *numbers, station=None):
    """Types the numbers one after the other; what is said in the end."""
    with open_kiosk(place, station) as kiosk:
        to_find(kiosk)
        kiosk.key(*code, "#")
        kiosk.settle()
        kiosk.key("9")
        kiosk.wait_for(WORDS["Take your answer back"])
        said = []
        for number in numbers:
            kiosk.key(*number, "#")
            kiosk.settle()
            said.append(kiosk.words())
        return said


def has(text, english, name):
    wanted = " ".join(WORDS[english].split("%")[0].split())
    tap.ok(wanted in " ".join(text.split()), name, text)


def station_db(place, sql):
    db = sqlite3.connect(os.path.join(place.station.data, "station.db"))
    rows = db.execute(sql).fetchall()
    db.close()
    return rows


def log_of(place):
    return place.hub.get("/proof/log")[2].decode()


def wrong(digits):
    return digits[:-1] + str((int(digits[-1]) + 1) % 10)


def other_number(digits):
    body = f"{(int(digits[:18]) + 1) % 10 ** 18:018}"
    return body + f"{98 - int(body) * 100 % 97:02}"


def where_it_is(place, code, number):
    has(look(place, code), "It has waited here for a network since %s.", "before there is a network: it waits, since a day")
    has(look(place, number), "It has waited here for a network since %s.", "the withdrawal number finds it as well")
    has(look(place, code, rows=11), "It has waited here for a network since %s.", "so it does on a small screen")
    has(look(place, wrong(code)), "A digit is wrong or missing.", "a mistyped digit is noticed")
    has(look(place, other_number(number)), "This station does not know this number. Go back and type the 16 digits.",
        "a number that is nobody's is not known")
    place.send()
    has(look(place, code), "The city has it, and has proved that it is in the public log, unchanged.",
        "delivered: the station holds the proof")


def taken_here(place, code, number):
    said = take_back(place, code, other_number(number), number)
    has(said[0], "It is another answer's number.", "another number takes nothing back")
    has(said[1], "It will be taken back as soon as there is a network.", "the right one does, when there is a network")
    tap.equal(len(place.at_hub()), 1, "before that the hub still has it")
    place.send()
    has(look(place, code), "It was taken back. The city has deleted it.", "after it the station says so")
    tap.equal(place.at_hub(), [], "the hub has deleted it")
    tap.equal(station_db(place, "SELECT count(*) FROM response"), [(0,)], "and the station as well")
    log = log_of(place)
    tap.ok(len(re.findall(r"^withdrawn ", log, re.M)) == 1, "the public log says that it was withdrawn", log)
    place.send()
    place.send()
    tap.equal(log_of(place), log, "once")


def taken_elsewhere(place):
    """At a station that has never heard of it, before it even came."""
    code, number = answer(place)
    other = Station(os.path.join(place.folder, "other"), place.hub, "park")
    other.sync()
    has(look(place, code, other), "This station did not give this code. Another may have, or its board was replaced.",
        "another station does not know the code")
    said = take_back(place, code, number, station=other)
    has(said[0], "It will be taken back as soon as there is a network.", "and takes the wish all the same")
    other.sync("--once", check=False)
    place.send()
    tap.equal(len(place.at_hub()), 1, "the answer came after the wish did")
    db = sqlite3.connect(os.path.join(other.data, "station.db"))
    with db:
        tap.equal(db.execute("SELECT what FROM withdrawal_end").fetchall(), [(3,)], "which is asked again later")
        db.execute("UPDATE withdrawal_end SET due_ms = 0")
    db.close()
    other.sync("--once", check=False)
    tap.equal(place.at_hub(), [], "then it is taken back, by its code alone")
    has(look(place, code, other), "It was taken back. The city has deleted it.", "and the other station knows")


def guessed(place):
    """Nobody takes back what is not theirs."""
    code, number = answer(place)
    place.send()
    db = sqlite3.connect(os.path.join(place.station.data, "station.db"))
    with db:
        db.execute("INSERT INTO withdrawal SELECT ?, ?, log, leaf_index FROM response JOIN epoch ON number = epoch",
                   (" ".join(code[i:i + 4] for i in range(0, 16, 4)), other_number(number)))
    db.close()
    place.send()
    tap.equal(len(place.at_hub()), 1, "a hub takes nothing back by a wrong number, whatever the station thinks")
    has(look(place, code), "It was not taken back: the number was another answer's.", "and the station says so")


def main():
    with Place() as place:
        code, number = answer(place)
        where_it_is(place, code, number)
        taken_here(place, code, number)
    with Place() as place:
        taken_elsewhere(place)
    with Place() as place:
        guessed(place)
    tap.done()


tap.attempt("find and take back at a station", main)
