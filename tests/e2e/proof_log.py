#!/usr/bin/python3
"""The public log on its whole way: a station's answers become leaves of its
own log and of the hub's, whoever is restored or replaced begins a new epoch,
and what the hub does to answers stands in the log. barrio-verify, which shares
no code with any of it, recounts each time and finds nothing wrong."""
import hashlib
import os
import re
import shutil
import sqlite3
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import tap
from place import Place
from stand import Hub, command, program


class Witness:
    """Somebody outside: keeps what was seen and recounts what is shown."""

    def __init__(self, place):
        self.place = place
        self.seen = os.path.join(place.folder, "seen")
        os.mkdir(self.seen)
        self.count = 0

    def fetch(self, path="/proof/log"):
        status, _, body = self.place.hub.get(path)
        assert status == 200, status
        self.count += 1
        file = os.path.join(self.place.folder, f"log.{self.count}")
        with open(file, "wb") as f:
            f.write(body)
        return file

    def key(self):
        return self.place.hub.get("/proof/key")[2].decode().strip()

    def verify(self, *words):
        return command(program("barrio-verify"), *words, check=False)

    def recount(self, name, *words):
        """The log is right, and extends what was seen before."""
        log = self.fetch()
        run = self.verify("log", log, "--key", self.key(), *words)
        tap.ok(run.returncode == 0 and "WRONG" not in run.stdout, f"{name}: barrio-verify finds nothing wrong",
               run.stdout + run.stderr)
        return open(log).read()

    def looks(self, name):
        run = self.verify("witness", self.seen, self.fetch(), "--key", self.key())
        tap.ok(run.returncode == 0, f"{name}: a witness finds nothing wrong", run.stdout + run.stderr)


def receipt(seal, log, index):
    digits = f"{int(seal, 16):078}"
    return f"{digits}{98 - int(digits) * 100 % 97:02}:{log.upper()}:{index}"


def counted(log, form="voz"):
    """Answers in a log, less those taken out."""
    kinds = re.findall(r"^(\w+) ", log, re.M)
    return kinds.count("answer") - kinds.count("excluded") - kinds.count("withdrawn") + kinds.count("included")


def station_db(place, sql, *values):
    db = sqlite3.connect(os.path.join(place.station.data, "station.db"))
    with db:
        rows = db.execute(sql, values).fetchall()
    db.close()
    return rows


def heard_all(place, name):
    """Every answer's leaf was proved to be in the hub's log."""
    rows = station_db(place, "SELECT count(*) FROM response AS r WHERE leaf_index >= coalesce("
                             "(SELECT size FROM heard AS h WHERE h.epoch = r.epoch), 0)")
    tap.equal(rows, [(0,)], f"{name}: the hub has proved every leaf")


def the_honest_way():
    with Place() as place:
        witness = Witness(place)
        place.answer(5)
        place.send()
        witness.looks("the first answers")
        place.answer(3)
        place.send()
        log = witness.recount("eight answers")
        tap.equal(counted(log), 8, "eight answers: eight leaves")
        tap.ok(re.search(r"^opened \S+ \d+ \d{4}-\d\d-\d\d voz$", log, re.M), "the survey's beginning is a leaf", log)
        tap.ok(not re.search(r"uuid|\d\d:\d\d", log), "no instanceID and no time of day is in the log", log)
        heard_all(place, "eight answers")
        witness.looks("more answers")
        place.send()
        tap.equal(witness.recount("nothing new"), log, "nothing new: the log is the same, byte by byte")


def append(peaks, leaf):
    """What a tree stores with a leaf: its hash, and each subtree's that it completes."""
    hashes = [leaf]
    while len(peaks) >= len(hashes) and peaks[len(hashes) - 1]:
        left, peaks[len(hashes) - 1] = peaks[len(hashes) - 1], None
        hashes.append(hashlib.sha256(b"\1" + left + hashes[-1]).digest())
    peaks.extend([None] * (len(hashes) - len(peaks)))
    peaks[len(hashes) - 1] = hashes[-1]
    return b"".join(hashes)


def as_before(place, text):
    """Makes the archive's segments what they were before lines were packed: lines as text, and all hashes."""
    lines = [line.encode() for line in text.split("\n\n")[0].split("\n")[1:]]
    own, = place.hub.sql("SELECT id FROM ledger WHERE station = -1")[0]
    trees = {}
    for log, first, count, there in place.hub.sql("SELECT log, first, count, hub_first FROM segment ORDER BY log, first"):
        mine = lines[first:first + count] if log == own else lines[there:there + count]
        peaks = trees.setdefault(log, [])
        hashes = b"".join([append(peaks, hashlib.sha256(b"\0" + line).digest()) for line in mine])
        place.hub.sql("UPDATE segment SET lines = ?, hashes = ?, from_level = 0 WHERE log = ? AND first = ?",
                      b"".join(line + b"\n" for line in mine) if log == own else b"", hashes, log, first)


def an_archive_of_before():
    with Place() as place:
        witness = Witness(place)
        place.answer(7)
        place.send()
        before = witness.recount("before")
        witness.looks("before")
        place.hub.stop()
        as_before(place, before)
        assert place.hub.start()
        tap.equal(witness.recount("text as before"), before, "a log that lies there as text is the same, byte by byte")
        place.answer(30)
        place.send()
        tap.equal(counted(witness.recount("behind it")), 37, "what is packed goes on behind it")
        heard_all(place, "an archive of before")
        witness.looks("an archive of before")


def a_restored_board():
    with Place() as place:
        witness = Witness(place)
        place.answer(4)
        place.send()
        copy = os.path.join(place.folder, "copy")
        shutil.copytree(place.station.data, copy, ignore=shutil.ignore_patterns("wake"))
        place.answer(3)
        place.send()
        shutil.rmtree(place.station.data)
        shutil.move(copy, place.station.data)
        place.answer(2)
        given = station_db(place, "SELECT hex(commitment), log, leaf_index FROM response JOIN epoch ON number = epoch "
                                  "ORDER BY seq DESC LIMIT 1")[0]
        run = place.send()
        tap.ok("other leaves" in run.stderr, "a restored board is told that its log went on without it", run.stderr)
        place.answer(1)
        place.send()
        log = witness.recount("a restored board")
        tap.equal(counted(log), 10, "a restored board: every answer is counted, once")
        tap.ok(re.search(r"^epoch demo\.\w+/2 0 demo\.\w+/1 5 ", log, re.M), "it began a new log behind the old", log)
        tap.equal(place.held(), sorted(set(place.held()) & set(place.at_hub())), "its answers are all at the hub")
        heard_all(place, "a restored board")
        witness.looks("a restored board")
        run = witness.verify("receipt", witness.fetch(), receipt(*given), "--key", witness.key())
        tap.ok(run.returncode == 0 and "counted" in run.stdout, "a receipt from before it noticed still holds",
               run.stdout + run.stderr)


def a_replaced_board():
    with Place() as place:
        witness = Witness(place)
        place.answer(4)
        place.send()
        witness.looks("the old board")
        os.remove(os.path.join(place.station.data, "station.db"))
        place.answer(3)
        place.send()
        log = witness.recount("a replaced board")
        tap.equal(counted(log), 7, "a replaced board: both boards' answers are counted")
        tap.equal(len(re.findall(r"^joined ", log, re.M)), 2, "and it joined with a key of its own")
        witness.looks("a replaced board")


def a_restored_hub():
    with Place() as place:
        witness = Witness(place)
        place.answer(4)
        place.send()
        copy = os.path.join(place.folder, "backup")
        place.hub.run("backup", copy)
        place.answer(3)
        place.send()
        former = witness.fetch()
        place.hub.stop()
        old = place.hub
        place.hub = Hub(os.path.join(place.folder, "hub2"))
        place.hub.port, place.hub.url = old.port, old.url
        place.hub.run("restore", copy)
        place.hub.start()
        place.answer(1)
        place.send()
        run = place.send()
        tap.equal(run.returncode, 0, "a restored hub: the station goes on")
        log = witness.recount("a restored hub", "--before", former)
        tap.ok(re.search(r"^epoch \S+/2 0 \S+/1 \d+ ", log, re.M), "a restored hub began a new epoch", log)
        tap.equal(sorted(place.at_hub()), place.held(), "what it had lost came back from the station")
        heard_all(place, "a restored hub")


def deeds():
    with Place() as place:
        witness = Witness(place)
        place.answer(6)
        place.send()
        ids = place.at_hub()
        place.hub.run("review", ids[0], "rejected", "spam")
        log = witness.recount("a rejected answer")
        tap.ok(re.search(r"^excluded \S+ \d+ \S+ \w{64} rejected in review$", log, re.M), "says that it is out", log)
        place.hub.run("review", ids[0], "approved")
        place.hub.run("erase", ids[1], "asked for")
        place.hub.run("form", "closed", "voz")
        log = witness.recount("taken in again, erased, closed")
        for kind in ("included", "withdrawn", "closed"):
            tap.equal(len(re.findall(f"^{kind} ", log, re.M)), 1, f"the log says \"{kind}\" once")
        tap.equal(counted(log), 5, "and counts the rest")
        witness.looks("what the hub did")


def a_release():
    with Place() as place:
        witness = Witness(place)
        place.answer(12)
        place.send()
        place.hub.run("project")
        said = place.hub.run("release", "voz")
        log = witness.recount("a release")
        line = re.search(r"^released \S+ \d+ \S+ voz (\d+) (\d+) (\d+) \w{64}$", log, re.M)
        tap.ok(line and "release 1" in said and line.group(1, 3) == ("1", "12"), "a release names the log it sums", log)


def a_refused_answer():
    """Its leaf stands in the log, and that it is not counted beside it."""
    with Place() as place:
        witness = Witness(place)
        place.answer(2)
        station_db(place, "UPDATE response SET body = CAST('<no xml' AS BLOB) WHERE leaf_index = 1")
        place.send()
        log = witness.recount("a refused answer")
        tap.equal(counted(log), 1, "a refused answer is a leaf, and excluded")
        tap.ok("the hub refused it" in log, "with its reason", log)


def main():
    for case in (the_honest_way, an_archive_of_before, a_restored_board, a_replaced_board, a_restored_hub, deeds, a_release,
                 a_refused_answer):
        tap.attempt(case.__name__, case)
    tap.done()


main()
