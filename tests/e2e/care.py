#!/usr/bin/python3
"""Looking after answers at the command line while the hub serves: reviewing,
erasing for good, deleting by schedule, and what the log says of it."""
import os
import re
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.dirname(HERE), HERE]
import hub as duties  # noqa: E402
import tap  # noqa: E402
from stand import Hub  # noqa: E402

SECRET = "vivo en la calle Ocampo 9"


def holds(folder, text):
    """The files of a folder that hold these bytes."""
    found = []
    for where, _, names in os.walk(folder):
        found += [n for n in names if text.encode() in open(os.path.join(where, n), "rb").read()]
    return found


def reviewing(hub, c):
    iid = duties.new_id()
    c.submit(iid)
    tap.equal(hub.run("review", iid, "rejected", check=False).returncode, 1, "a rejection without a reason is refused")
    hub.run("review", iid, "rejected", "es una prueba")
    tap.ok(iid not in hub.run("export", "parque"), "a rejected answer is not exported")
    row = {r["key"]: r for r in hub.csv("parque", "--all")}[iid]
    tap.equal((row["state"], row["review"]), ("excluded", "rejected"), "but is among all of them, with its review")
    hub.run("review", iid, "hasIssues", "falta la edad")
    row = {r["key"]: r for r in hub.csv("parque")}[iid]
    tap.equal((row["state"], row["review"]), ("accepted", "hasIssues"), "and counts again once taken back")
    said = [line.split("\t")[1::2] for line in hub.run("reviews", iid).splitlines()]
    tap.equal(said, [["rejected", "es una prueba"], ["hasIssues", "falta la edad"]], "everything said stays")
    tap.equal(hub.run("review", iid, "perfecto", check=False).returncode, 1, "an unknown state is refused")
    tap.equal(hub.run("review", "uuid:nadie", "approved", check=False).returncode, 3, "an unknown answer exits with 3")


def erasing(hub, c):
    first, second, other = duties.new_id(), duties.new_id(), duties.new_id()
    photo = duties.part("foto.jpg", b"PHOTO" + SECRET.encode() * 50, "foto.jpg", "image/jpeg")
    c.post(duties.body(duties.instance(first, SECRET), photo))
    c.post(duties.body(duties.instance(first, SECRET + " (otra vez)"), duties.part("otra.jpg", b"OTRA" + SECRET.encode(), "otra.jpg")))
    c.submit(second, SECRET + " bis", extra=f"<deprecatedID>{first}</deprecatedID>")
    c.submit(other, "otra persona")
    hub.run("project")
    tap.ok(holds(hub.folder, SECRET), "an answer lies in the archive, with its photo")
    tap.equal(hub.run("erase", second, "carta del 3 de mayo").strip(), "2", "it is erased with what it was edited from")
    tap.equal(holds(hub.folder, SECRET), [], "and no file of the archive holds a word of it, nor its photo")
    keys = {r["key"] for r in hub.csv("parque", "--all")}
    tap.ok(other in keys and not {first, second} & keys, "others stay")
    tap.equal(c.post(duties.body(duties.instance(first, SECRET), photo))[0], 201, "a station that sends it again is told it may forget it")
    hub.run("retention", "run")
    tap.equal(holds(hub.folder, SECRET), [], "and it is not kept again")
    tap.equal(hub.run("erase", second, "otra vez", check=False).returncode, 3, "what is erased cannot be erased again")
    tap.ok("carta del 3 de mayo" in duties.Pages(hub).get("/log")[2], "the log says who asked")


def by_schedule(hub, c):
    before = hub.csv("parque", "--all")
    page = re.search(r"<b>(\d+)</b> answers", duties.Pages(hub, "en").get("/forms/parque")[2])[1]
    later = dict(os.environ, BARRIO_NOW="2099-01-01T00:00:00Z")
    hub.run("retention", "set", "parque", "90")
    tap.equal(hub.run("retention", "run").strip(), "0", "nothing is deleted before its time")
    said = hub.run("retention", "run", "--dry-run", env=later)
    tap.ok(f"{len(before)} answers" in said and "parque\t90 days" in said, "a dry run says what would go", said)
    tap.equal(hub.csv("parque", "--all"), before, "and deletes nothing")
    wrong = hub.run("retention", "run", env=dict(os.environ, BARRIO_NOW="1970-01-01T00:00:09Z"), check=False)
    tap.ok(wrong.returncode == 1 and "clock" in wrong.stderr, "a clock that is surely wrong deletes nothing", wrong.stderr)
    tap.equal(hub.run("retention", "run", env=later).strip(), str(len(before)), "what is due goes")
    tap.equal(hub.csv("parque", "--all"), [], "entirely")
    again = duties.Pages(hub, "en").get("/forms/parque")[2]
    tap.ok(f"<b>{page}</b> answers" in again, "but what was counted stays counted")
    hub.run("project", "--rebuild")
    again = duties.Pages(hub, "en").get("/forms/parque")[2]
    tap.ok(f"<b>{page}</b> answers" in again, "also when the tallies are made again")
    for words in (("nada", "9"), ("parque", "-1"), ("parque", "x")):
        tap.ok(hub.run("retention", "set", *words, check=False).returncode, f"retention set {' '.join(words)} is refused")


def main():
    with tempfile.TemporaryDirectory() as folder:
        hub = Hub(os.path.join(folder, "hub"))
        hub.publish(duties.FORM)
        token = hub.station("luna")
        assert hub.start()
        for case in (reviewing, erasing, by_schedule):
            tap.attempt(case.__name__, case, hub, duties.Client(hub, token))
        tap.equal(hub.stop(), 0, "the hub ends well")
    tap.done()


main()
