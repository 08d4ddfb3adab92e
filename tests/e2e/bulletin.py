#!/usr/bin/python3
"""The bulletin at the hub: what a Leader signs is a valid Atom feed, the same
for everybody and for stations; nothing closes without a reason; a survey that
asks and admits nothing warns; a Facilitator reads ideas, and what became of
each is told; backings and ratings move in steps of ten."""
import os
import re
import shutil
import sys
import tempfile
import uuid

import feedparser
from lxml import etree

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))
import tap  # noqa: E402
from civic import City, today  # noqa: E402
from stand import BUILD, TOP  # noqa: E402

SCHEMA = etree.RelaxNG(etree.parse(os.path.join(TOP, "tests", "atom.rng")))


def warns(city):
    page = city.leader.ask("GET", "/bulletin?lang=en")[2].decode()
    tap.ok("no problem is admitted" in page, "a survey that asks and admits nothing warns its Leader")
    page = city.leader.ask("GET", "/forms/barrio/schedule?lang=en")[2].decode()
    tap.ok("no problem is admitted" in page and "kind=problem" in page, "also where it is opened, with the way to write one")
    run = city.hub.run("form", "open", "barrio", check=False)
    tap.ok(run.returncode == 0 and "no problem is admitted" in run.stderr, "and on the command line", run.stderr)
    status = city.say(kind="problem", title_es="Agua por la noche", body_es="No llega a la calle Sol.",
                      title_en="Water at night", body_en="It does not reach Sol street.")
    tap.equal(status, 303, "a Leader admits a problem")
    page = city.leader.ask("GET", "/bulletin?lang=en")[2].decode()
    tap.ok("no problem is admitted" not in page, "and the warning is gone")
    page = city.leader.ask("GET", "/forms/barrio/schedule?lang=en")[2].decode()
    tap.ok("no problem is admitted" not in page, "everywhere")


def reasons(city):
    for standing in ("not_now", "no", "dont_know", "wrong"):
        words = {"kind": "reply", "standing": standing, "title_es": f"Semáforo ({standing})", "office": "Movilidad"}
        tap.equal(city.say(**words), 422, f"a reply \"{standing}\" without a reason is refused")
        tap.equal(city.say(**words, reason_es="Cuesta más que toda la calle."), 303, "and taken with one")
        tap.equal(city.say(**words, reason_es="Cuesta.", title_en="Traffic light"), 422,
                  "the reason is owed in every language")
    tap.equal(city.say(kind="promise", title_es="Luz"), 422, "a promise without a day is refused")
    tap.equal(city.say(kind="promise", title_es="Luz", due=today(-12), due_now=today(3), office="Calles"), 303,
              "and taken with one")
    tap.equal(city.say(kind="promise", standing="broken", title_es="Baños", due=today(-90)), 422,
              "a promise is not broken without a reason")
    tap.equal(city.say(kind="promise", standing="did", title_es="Baños", due=today(5)), 422,
              "nor in a state that promises have not")


def feed(city):
    status, headers, body = city.hub.get("/bulletin.atom")
    tree = etree.fromstring(body)
    tap.ok(status == 200 and headers["Content-Type"].startswith("application/atom+xml"), "the feed is there")
    tap.ok(SCHEMA.validate(tree), "and valid by RFC 4287", SCHEMA.error_log)
    broken = etree.fromstring(body.replace(b"<updated>", b"<update>").replace(b"</updated>", b"</update>"))
    tap.ok(not SCHEMA.validate(broken), "as one without its dates is not")
    read = feedparser.parse(body)
    tap.ok(not read.bozo and read.version == "atom10" and len(read.entries) == len(city.sql("SELECT 1 FROM entry")) and
           all(e.title and e.updated_parsed and e.id for e in read.entries), "a common feed reader reads every entry",
           read.get("bozo_exception"))
    ids = [e.text for e in tree.iter("{http://www.w3.org/2005/Atom}id")]
    tap.equal(len(ids), len(set(ids)), "no two entries have one id")
    put = city.sql("SELECT body FROM publication WHERE kind = 'bulletin' AND name = 'bulletin.atom'")[0][0]
    tap.equal(put, body, "stations get the same bytes under the signed manifest")
    page = city.hub.get("/promises?lang=en")[2].decode()
    tap.ok("Late by 12 days" in page and "An honest no" in page, "the public page says what is late by itself")
    tap.ok(len(page) < 60000 and "<script" not in page, "in less than 60 kB, without scripts")


def ideas(city):
    for title in ("Sombra en la clínica", "Bancas", "Insulto", "Más bancas"):
        city.send("idea", titulo=title, texto="Para esperar.", lugar="La clínica")
    page = city.facilitator.ask("GET", "/ideas/review?lang=en")[2].decode()
    tap.ok("<b>4</b> To read" in page and "Sombra en la clínica" in page, "a Facilitator reads the oldest idea first")
    tap.ok("Sombra" not in city.hub.get("/ideas")[2].decode(), "which nobody else sees yet")
    tap.equal(city.decide("open"), 303, "it is published")
    first = city.entries("idea")[0]
    tap.equal(city.decide("declined"), 422, "an idea is not refused without a reason")
    tap.equal(city.decide("declined", reason="Ya hay bancas desde junio."), 303, "and is with one")
    tap.equal(city.decide("hidden"), 303, "abuse is hidden")
    tap.equal(city.decide("merged", reason="Dice lo mismo."), 422, "merging says with what")
    tap.equal(city.decide("merged", reason="Dice lo mismo.", joins=first["id"]), 303, "and why")
    page = city.facilitator.ask("GET", "/ideas/review?lang=en")[2].decode()
    tap.ok("<b>0</b> To read" in page and "<b>1</b> Hidden as abuse" in page, "what was hidden is counted")
    public = city.hub.get("/bulletin.atom")[2].decode() + city.hub.get("/ideas?lang=en")[2].decode()
    tap.ok("Insulto" not in public, "and never shown")
    tap.ok("Ya hay bancas desde junio." in public and "Dice lo mismo." in public, "the reasons are")
    log = city.leader.ask("GET", "/log")[2].decode()
    tap.ok(re.search(r"hidden", log), "the log says who hid it")


def echoes(city):
    idea = city.entries("idea", standing="open")[0]["id"]
    reply = city.entries("reply")[0]["id"]
    for i in range(9):
        city.send("backing", entry=idea)
        city.send("rating", entry=reply, stars=str(1 + i % 5))
    city.hub.run("bulletin")
    tap.equal(city.entry(idea)["people"], None, "nine backings are not told")
    city.send("backing", entry=idea)
    city.send("rating", entry=reply, stars="5")
    city.hub.run("bulletin")
    tap.equal(city.entry(idea)["people"], "10", "ten are")
    tap.equal((city.entry(reply)["people"], city.entry(reply)["score"]), ("10", "30"), "and ten ratings, with their mean")
    for _ in range(9):
        city.send("backing", entry=idea)
    city.hub.run("bulletin")
    tap.equal(city.entry(idea)["people"], "10", "nine more change nothing yet")
    city.send("backing", entry=str(uuid.uuid4()))
    city.send("backing", entry="x")
    city.hub.run("bulletin")
    tap.equal(city.entry(idea)["people"], "10", "nor do backings of nothing")


def figures(city):
    """The Leader publishes figures, on a page."""
    path = "/forms/barrio/release"
    for _ in range(9):
        city.send("barrio", vida="1")
    page = city.leader.ask("GET", path + "?lang=en")[2].decode()
    tap.ok("1 more person makes the next release" in page and "Publish the next" not in page,
           "the page says how many people a release takes", page[-600:])
    city.send("barrio", vida="1")
    tap.equal(city.leader.post(path, path)[0], 303, "with ten the Leader publishes it")
    tap.equal(city.hub.get("/r/barrio/1/results.json")[0], 200, "and it is there")
    tap.equal(city.leader.post("/bulletin/new", path)[0], 409, "a second time there is none to make")
    tap.equal(len(city.entries("release")), 1, "the bulletin tells of it")


def main():
    folder = tempfile.mkdtemp(prefix="barrio-bulletin.")
    city = City(folder, forms=[f"{BUILD}/forms/{f}.xml" for f in ("barrio", "idea", "backing", "rating")])
    for case in (warns, reasons, feed, ideas, echoes, figures):
        tap.attempt(case.__name__, case, city)
    city.close()
    shutil.rmtree(folder)
    tap.done()


main()
