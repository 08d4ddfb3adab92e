#!/usr/bin/python3
"""What was set aside, put right by a person: on a page and at the command
line. What came stays as it came; a conflict stands beside the answer that is
here; the log and the answer's own history say who did what."""
import os
import re
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.dirname(HERE), HERE]
import hub as duties  # noqa: E402
import tap  # noqa: E402
from browsing import Browsing  # noqa: E402
from stand import Hub  # noqa: E402


def number_of(browser, words):
    """The number of the newest one that was set aside for that reason."""
    browser.get("/quarantine?lang=en")
    return re.findall(r'/quarantine/(\d+)">' + words, browser.page)[0]


def number_in(hub, query):
    return hub.sql(query)[0][0]


def cut_off(hub, c):
    iid, photo = duties.new_id(), duties.part("foto.jpg", b"FOTO", "foto.jpg", "image/jpeg")
    broken = duties.instance(iid, "el farol").encode().replace(b"el farol", b"el \xff farol")
    envelope = duties.part("barrio_envelope", '{"language":"es","entry_mode":"keys"}')
    tap.equal(c.post(duties.body(broken, envelope, photo))[0], 400, "a damaged answer is refused")
    ana = Browsing(hub, hub.run("link"))
    number = number_of(ana, "Not well-formed")
    tap.ok(ana.get(f"/quarantine/{number}?lang=en") == 200 and "farol" not in ana.page and "entry_mode" in ana.page
           and "foto.jpg" in ana.page, "its page shows what came with it, and not what somebody said", ana.page)
    ana.post(f"/quarantine/{number}", decision="open")
    typed = re.search(r"<textarea[^>]*>\n(.*?)</textarea>", ana.page, re.S)[1]
    tap.ok("el \ufffd farol" in typed, "its text is opened, with a mark where a byte is no letter", typed)
    ana.get("/log")
    tap.ok("opened closed text</td>" in ana.page and ">quarantine</td>" in ana.page, "and the log says so")
    ana.get(f"/quarantine/{number}?lang=en")
    ana.post(f"/quarantine/{number}", decision="open")
    whole = duties.instance(iid, "el farol")
    tap.equal(ana.post(f"/quarantine/{number}", decision="repair", body=whole, why=""), 409, "without a reason nothing is taken")
    tap.equal(ana.post(f"/quarantine/{number}", decision="repair", body=whole[:-9], why="x"), 409, "nor what is still malformed")
    tap.ok("not well-formed" in ana.page and "el farol" in ana.page, "which is said, with what was typed", ana.page)
    tap.equal(ana.post(f"/quarantine/{number}", decision="repair", body=whole.replace("\n", "\r\n"), why="one bad byte"), 303,
              "a repaired one is taken in")
    row = {r["key"]: r for r in hub.csv("parque")}[iid]
    tap.equal((row["texto"], row["station"]), ("el farol", "luna"), "and counts, as its station's")
    path = os.path.join(hub.folder, "todo.zip")
    hub.run("export", "parque", "--format", "files", "-o", path)
    tap.ok(b"foto.jpg" in open(path, "rb").read(), "with what was attached to it")
    stays = subprocess.run(hub.argv("aside", number), capture_output=True, check=True).stdout
    tap.equal(stays, broken, "what came stays, byte by byte")
    ana.get("/forms/parque/answers?lang=en")
    answer = max(int(n) for n in re.findall(r"/answers/(\d+)\"", ana.page))
    ana.get(f"/forms/parque/answers/{answer}?lang=en")
    tap.ok(f"/quarantine/{number}" in ana.page and "one bad byte" in ana.page, "the answer's history leads to it", ana.page)
    tap.ok(ana.get(f"/quarantine/{number}?lang=en") == 200 and "Repaired and taken in" in ana.page
           and "<textarea" not in ana.page, "where its repair stands", ana.page)
    tap.equal(ana.post(f"/quarantine/{number}", decision="open"), 409, "and nobody repairs it twice")


def conflicting(hub, c):
    iid = duties.new_id()
    c.submit(iid, "primera", extra="")
    tap.equal(c.post(duties.body(duties.instance(iid, "segunda")))[0], 409, "another answer under one id is a conflict")
    ana = Browsing(hub, hub.run("link"))
    number = number_of(ana, "Differs")
    ana.get(f"/quarantine/{number}?lang=en")
    rows = re.findall(r'<tr><th scope="row">([^<]*)</th><td[^>]*>([^<]*)</td><td[^>]*>([^<]*)</td><td[^>]*>(.*?)</td></tr>', ana.page)
    differing = [(here, aside) for _, here, aside, mark in rows if "differs" in mark]
    tap.ok(len(rows) > 3 and differing == [("closed", "closed")],
           "both stand side by side: what differs is marked, free text closed", rows)
    tap.equal(ana.post(f"/quarantine/{number}", decision="instead", why=""), 409, "no decision without its reason")
    tap.equal(ana.post(f"/quarantine/{number}", decision="instead", why="the first was a trial"), 303,
              "the other one can be made to count")
    rows = {r["key"]: r for r in hub.csv("parque", "--all")}
    newer = [r for r in rows.values() if r["texto"] == "segunda"]
    tap.equal((rows[iid]["state"], [r["state"] for r in newer]), ("superseded", ["accepted"]), "as an edit: both stay, one counts")


def command_line(hub, c):
    iid = duties.new_id()
    c.post(duties.body(duties.instance(iid, "a mano")[:-7]))
    number = hub.run("aside").split("\t")[0]
    path = os.path.join(hub.folder, "mano.xml")
    with open(path, "w") as f:
        f.write(hub.run("aside", number))
    said = hub.run("repair", number, path, "cortada", check=False)
    tap.ok(said.returncode == 1 and "line" in said.stderr, "what is still malformed is refused with its line", said.stderr)
    with open(path, "w") as f:
        f.write(duties.instance(iid, "a mano"))
    tap.equal(hub.run("repair", number, path, "", check=False).returncode, 1, "no repair without a reason")
    hub.run("repair", number, path, "cortada en la memoria")
    tap.ok(iid in hub.run("export", "parque"), "a repaired one counts")
    tap.equal(hub.run("repair", "9999", path, "x", check=False).returncode, 3, "an unknown number exits with 3")


def noticed(hub, c):
    """A single review at the command line, with nobody else about: no second
    write tells of the first."""
    iid = duties.new_id()
    c.submit(iid)
    hub.run("project")
    time.sleep(8)  # what the answer itself woke has gone back to sleep
    hub.run("review", iid, "rejected", "una prueba")
    end = time.monotonic() + 30
    while number_in(hub, "SELECT count(*) FROM restated") and time.monotonic() < end:
        time.sleep(0.2)
    tap.equal(number_in(hub, "SELECT count(*) FROM restated"), 0, "the hub follows by itself what others changed")


def main():
    with tempfile.TemporaryDirectory() as folder:
        hub = Hub(os.path.join(folder, "hub"))
        hub.publish(duties.FORM)
        token = hub.station("luna")
        assert hub.start()
        for case in (cut_off, conflicting, command_line, noticed):
            tap.attempt(case.__name__, case, hub, duties.Client(hub, token))
        tap.equal(hub.stop(), 0, "the hub ends well")
    tap.done()


main()
