#!/usr/bin/python3
"""Cheats, each a process of its own, against the real programs: a hub that
drops, changes, reorders, inserts, replays, back-dates, forks or shows two
views, with its true key; a station that does the same with its own log, or
gives one receipt to two people. Agent, hub, barrio-verify or a witness catch
each and say in a sentence what happened; nothing is deleted at a station that
was lied to. With an honest hub and station in their place nobody complains."""
import os
import re
import shutil
import sqlite3
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.dirname(HERE), HERE]
import proof_reference as ref  # noqa: E402
import tap  # noqa: E402
from between import Between  # noqa: E402
from place import Place  # noqa: E402
from stand import TOP, Hub, command, program  # noqa: E402


def fetch(place, name, path="/proof/log"):
    file = os.path.join(place.folder, name)
    with open(file, "wb") as f:
        f.write(place.hub.get(path)[2])
    return file


def key_of(place):
    return place.hub.get("/proof/key")[2].decode().strip()


def verify(*words):
    run = command(program("barrio-verify"), *words, check=False)
    return run.returncode, run.stdout + run.stderr


def caught(said, sentence, who, what):
    """A complaint, and that sentence in it."""
    tap.ok(re.search(sentence, said), f"{who} catches: {what}", f"wanted {sentence}\n{said}")


def seen_by_verify():
    for lie, sentence in (
            ("drop", r"number \d is missing|was dropped|dropped, changed or moved"),
            ("change", "not those that it signed"),
            ("reorder", "dropped or moved"),
            ("insert", "has signed|inserted|not those that it signed"),
            ("replay", "repeats the commitment of leaf"),
            ("back_date", "is back-dated: it says 2020-01-01"),
            ("sum_wrong", r"counts 5 answers, but the log has 4")):
        with Place() as place:
            place.answer(4)
            place.send()
            with Between(place, lie):
                code, said = verify("log", fetch(place, "log"), "--key", key_of(place))
                wrong = "\n".join(x for x in said.splitlines() if x.startswith("WRONG"))
                tap.equal(code, 1, f"{lie}: barrio-verify ends with 1")
                caught(wrong, sentence, "barrio-verify", lie)


def seen_by_witness():
    """A past that was signed once is shown otherwise the next day."""
    for lie, sentence in (("change-later", r"Two views of the log \S+: leaf \d+ is|rewritten"),
                          ("drop-later", r"Two views of the log|has shrunk|rewritten")):
        with Place() as place:
            place.answer(4)
            place.send()
            seen = os.path.join(place.folder, "seen")
            os.mkdir(seen)
            with Between(place, lie):
                code, said = verify("witness", seen, fetch(place, "a"), "--key", key_of(place))
                tap.equal(code, 0, f"{lie}: at first nothing is wrong")
                code, said = verify("witness", seen, fetch(place, "b"), "--key", key_of(place))
                tap.equal(code, 1, f"{lie}: a witness ends with 1")
                caught(said, sentence, "a witness", lie)


def two_views():
    """Each view is right by itself; two witnesses who compare find out."""
    with Place() as place:
        place.answer(4)
        place.send()
        key = key_of(place)
        with Between(place, "exclude"):
            mine = fetch(place, "mine")
        place.hub.run("form", "closed", "voz")
        yours = fetch(place, "yours")
        for file in (mine, yours):
            code, said = verify("log", file, "--key", key)
            tap.equal(code, 0, "two views: each is right by itself")
        code, said = verify("compare", mine, yours, "--key", key)
        tap.equal(code, 1, "two views: compared they are not")
        caught(said, "Two views of the log", "barrio-verify", "two views for two people")
        notes = []
        for name, file in (("a", mine), ("b", yours)):
            note = os.path.join(place.folder, name)
            open(note, "w", encoding="utf-8").write(open(file, encoding="utf-8").read().split("\n\n", 1)[1])
            notes.append(note)
        code, said = verify("checkpoints", *notes, "--key", key)
        caught(said, "forked|Two views|two checkpoints", "barrio-verify", "two checkpoints of one size")


def held_without_proof(place):
    db = sqlite3.connect(os.path.join(place.station.data, "station.db"))
    rows = db.execute("SELECT count(*) FROM response AS r WHERE leaf_index >= coalesce("
                      "(SELECT max(size) FROM heard AS h WHERE h.epoch = r.epoch), 0)").fetchone()[0]
    db.close()
    return rows


def seen_by_agent():
    for lie, sentence, trouble in (
            ("rewrite", "does not extend the one it showed before", "log-false"),
            ("older", "shows an older log than before|not about the leaves", "log-shrunk|log-false"),
            ("forget", "not about the leaves|does not hold", "log-false"),
            ("other-leaves", "not about the leaves it was sent", "log-false"),
            ("unsigned", "signature is false or missing", "log-false")):
        with Place() as place:
            place.answer(3)
            with Between(place, lie):
                first = place.send()
                place.answer(2)
                run = place.send()
                said = first.stderr + run.stderr
                caught(said, sentence, "the agent", lie)
                told = place.says().stdout
                tap.ok(re.search(trouble, told), f"{lie}: and its status says so", told)
                left = held_without_proof(place)
                tap.ok(left > 0, f"{lie}: what was not proved is kept", f"{left}")
            run = place.send()
            tap.equal(held_without_proof(place), 0, f"{lie}: the true hub proves it all afterwards")


def promise_of(place, name, index):
    """What the station keeps of the hub's word about its answer of that number."""
    db = sqlite3.connect(os.path.join(place.station.data, "station.db"))
    seal = db.execute("SELECT commitment FROM response WHERE leaf_index = ?", (index,)).fetchone()[0]
    db.close()
    file = os.path.join(place.folder, name)
    run = place.station.sync("promise", ref.code(seal), check=False)
    with open(file, "w", encoding="utf-8") as f:
        f.write(run.stdout)
    return file


def at(day):
    """Programs that are started from now on believe it is that day."""
    os.environ["BARRIO_NOW"] = f"{day}T12:00:00Z"


def broken_words():
    """The hub signs that it has an answer, and its log says otherwise."""
    for lie, sentence in (("deny", "signed that it holds leaf 1 of .* and its log denies it"),
                          ("hide", "promised to hold leaf 1 of .* days later its log does not: the promise is broken"),
                          ("change", "promised to hold leaf 2 of .* has another answer there")):
        at("2026-03-02")
        with Place() as place:
            place.answer(3)
            place.send()
            promise = promise_of(place, "promise", 2 if lie == "change" else 1)
            honest = fetch(place, "honest")
            key = key_of(place)
            with Between(place, lie):
                log = fetch(place, "log")
            code, said = verify("promise", promise, "--log", honest, "--key", key)
            tap.equal(code, 0, f"{lie}: the true log keeps the promise")
            code, said = verify("promise", promise, "--log", log, "--key", key)
            tap.equal(code, 1, f"{lie}: barrio-verify ends with 1")
            caught(said, sentence, "barrio-verify", f"a hub that breaks its word: {lie}")
            if lie != "change":
                code, said = verify("log", log, "--key", key)
                tap.equal(code, 0, f"{lie}: without the promise nobody could tell")
    os.environ.pop("BARRIO_NOW", None)


def promises_are_kept():
    """The signed list is the same each time, and is nobody's but the hub's."""
    with Place() as place:
        place.answer(3)
        with Between(place, "put-off"):
            place.send()
        first = open(promise_of(place, "first", 2), encoding="utf-8").read()
        db = sqlite3.connect(os.path.join(place.station.data, "station.db"))
        with db:
            db.execute("DELETE FROM delivery")
        db.close()
        with Between(place, "put-off"):
            place.send()
        again = open(promise_of(place, "again", 2), encoding="utf-8").read()
        tap.ok(first.startswith("kept ") and first == again, "a reply that was lost is promised again in the same bytes",
               f"{first}\n{again}")
        forged = os.path.join(place.folder, "forged")
        with open(forged, "w", encoding="utf-8") as f:
            f.write(re.sub(r"(?m)^kept (\S+) 2 ", r"kept \1 3 ", first))
        code, said = verify("promise", forged, "--key", key_of(place))
        tap.equal(code, 1, "a promise of another line is no promise")
        caught(said, "the promise was forged", "barrio-verify", "a station that forges the hub's word")
        other = ref.Key(key_of(place).split("+")[0], bytes(32)).verifier()
        code, said = verify("promise", os.path.join(place.folder, "first"), "--key", other)
        caught(said, "did not sign this promise", "barrio-verify", "a word that another key signed")


def denied_to_the_agent():
    """The hub took the answers, and tells their station that it never did."""
    for lie in ("never-had", "never-had-unpromised", "never-had-busy"):
        with Place() as place:
            place.answer(3)
            with Between(place, lie):
                said = place.send().stderr
                told = place.says().stdout
            if lie == "never-had":
                caught(said, r"promised on \S+ to hold leaf 1 of \S+, and now says that it never had it", "the agent", lie)
                tap.ok("log-denied" in told, f"{lie}: and its status says so", told)
            else:
                tap.ok("log-denied" not in told and "promised" not in said,
                       f"{lie}: who promised nothing, or cannot say now whether its log began anew, is not accused",
                       f"{said}\n{told}")
            tap.ok(held_without_proof(place) > 0, f"{lie}: what was not proved is kept")
            place.send()
            tap.equal(held_without_proof(place), 0, f"{lie}: the true hub proves it all afterwards")


def put_off():
    """A hub that took the answers never hears of the log that they stand in."""
    at("2026-03-02")
    with Place() as place:
        place.answer(3)
        with Between(place, "put-off"):
            first = place.send()
            tap.ok("log-denied" not in place.says().stdout, "put off: the days are not over", first.stderr)
            at("2026-03-12")
            run = place.send()
            caught(run.stderr, "on 2026-03-02 it promised to hold leaf 1 of .* has not proved it since", "the agent",
                   "a hub that lets a promise's days pass")
            tap.ok("log-denied" in place.says().stdout, "put off: and its status says so", place.says().stdout)
    os.environ.pop("BARRIO_NOW", None)


def false_word():
    with Place() as place:
        place.answer(3)
        with Between(place, "unsigned-promise"):
            run = place.send()
        caught(run.stderr, "did not sign what it promised", "the agent", "a promise that the hub's key did not sign")
        tap.equal(place.station.sync("promise", "0", check=False).returncode, 1, "and keeps none")


def restored_hub():
    """The station notices at its next report, with no answer to send."""
    for whole, sentence in ((False, "the hub's log \\S+ has ended and \\S+ begins"), (True, "SHOWS AN OLDER PUBLIC LOG")):
        at("2026-03-02")
        with Place() as place:
            place.answer(2)
            place.send()
            copy, old = os.path.join(place.folder, "copy"), place.hub
            if whole:
                old.stop()
                shutil.copytree(old.folder, copy)
                assert old.start()
            else:
                old.run("backup", copy)
            place.answer(1)
            place.send()
            old.stop()
            place.hub = Hub(copy if whole else os.path.join(place.folder, "again"))
            place.hub.port, place.hub.url = old.port, old.url
            if not whole:
                place.hub.run("restore", copy)
            at("2026-03-03")
            assert place.hub.start()
            how = "with its disk" if whole else "from a backup"
            caught(place.send().stderr, sentence, "the agent", f"a hub that was restored {how}")
            if not whole:
                place.passes(f"a hub that was restored {how}")
    os.environ.pop("BARRIO_NOW", None)


def cheat(place, token, lie):
    """What the hub answered to each telling."""
    return subprocess.run([os.path.join(TOP, "tests", "cheating_station.py"), place.hub.url, token, lie],
                          capture_output=True, text=True, timeout=60, check=True).stdout


def stations():
    for lie, sentence in (
            ("change", r"^409 barrio-forked 1 \S+ 2$"), ("drop", r"^409 barrio-forked 1 \S+ 2$"),
            ("fork", r"^409 barrio-forked 1 \S+ 4$"), ("reorder", r"^422 .*(unreadable|misnumbered|order|line)"),
            ("insert", r"^422 .*(sign|misnumbered)"), ("foreign", r"^422 .*(another|line)"),
            ("forge", r"^422 .*(key|sign)"), ("skip", r"^409 barrio-known 1 \S+ 2$"),
            ("back_to_before", r"^409 barrio-known 1 \S+ 4$")):
        with Place() as place:
            said = cheat(place, place.hub.station("thief"), lie)
            caught(said.strip().split("\n")[-1], sentence, "the hub", f"a station that lies: {lie}")
            code, out = verify("log", fetch(place, "log"), "--key", key_of(place))
            tap.equal(code, 0, f"{lie}: and the public log stays right")


def honest_station():
    """The same liar, when it does not lie."""
    with Place() as place:
        said = cheat(place, place.hub.station("thief"), "honest")
        tap.ok(said.startswith("200 barrio-heard 1"), "an honest station in its place is heard", said)
        log = open(fetch(place, "log"), encoding="utf-8").read()
        tap.equal(len(re.findall(r"^excluded .* the hub refused it, or never had it$", log, re.M)), 3,
                  "leaves whose answers never came are called so, in public")


def one_for_two():
    """One seal in two lines, one receipt for two people."""
    with Place() as place:
        cheat(place, place.hub.station("thief"), "replay")
        code, said = verify("log", fetch(place, "log"), "--key", key_of(place))
        tap.equal(code, 1, "replay: barrio-verify ends with 1")
        caught(said, "repeats the commitment of leaf", "barrio-verify", "a station that counts one answer twice")
    with Place() as place:
        place.answer(2)
        place.send()
        log = fetch(place, "log")
        line = re.search(r"^answer (\S+) (\d+) (\w+) ", open(log, encoding="utf-8").read(), re.M)
        slip = ref.address("https://hub.example", line[1], int(line[2]), bytes.fromhex(line[3]))
        code, said = verify("receipt", log, slip, slip, "--key", key_of(place))
        tap.equal(code, 1, "one receipt for two people: barrio-verify ends with 1")
        caught(said, "gave it out twice", "barrio-verify", "a receipt that two people hold")


def other_bytes():
    """A real station whose answer was changed after it was sealed."""
    with Place() as place:
        place.answer(2)
        db = sqlite3.connect(os.path.join(place.station.data, "station.db"))
        with db:
            db.execute("UPDATE response SET body = CAST(replace(CAST(body AS TEXT), 'seeded', 'forged') AS BLOB)"
                       " WHERE leaf_index = 1")
        db.close()
        place.send()
        log = fetch(place, "log")
        code, _ = verify("log", log, "--key", key_of(place))
        tap.equal(code, 0, "an answer changed after it was sealed: the log is right")
        caught(open(log, encoding="utf-8").read(), "what came is not what was sealed", "the hub",
               "an answer that was changed after it was sealed")


def nobody_lies():
    with Place() as place:
        place.answer(4)
        with Between(place, "nothing"):
            run = place.send()
            place.answer(1)
            again = place.send()
            tap.equal((run.returncode, again.returncode, held_without_proof(place)), (0, 0, 0),
                      "the cheating hub's own code, when it does not lie, is believed")
            code, said = verify("log", fetch(place, "log"), "--key", key_of(place))
            tap.equal(code, 0, "and its log is right")


def main():
    for case in (nobody_lies, seen_by_verify, seen_by_witness, two_views, seen_by_agent, stations, honest_station,
                 one_for_two, other_bytes, broken_words, promises_are_kept, denied_to_the_agent, put_off, false_word,
                 restored_hub):
        tap.attempt(case.__name__, case)
    tap.done()


main()
