#!/usr/bin/python3
"""The receipt of an idea shows its state: written on a real screen, its number
copied from there, and looked up in a real Chromium after each thing that
becomes of it. Nobody without the number can tell whose it was; and who takes
the idea back takes it off the public list."""
import hashlib
import os
import re
import shutil
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.dirname(HERE), HERE]
import tap  # noqa: E402
from browser import Browser, available  # noqa: E402
from civic import City  # noqa: E402
from resident_pty import Resident  # noqa: E402
from stand import BUILD, Station  # noqa: E402

FORMS = [f"{BUILD}/forms/{f}.xml" for f in ("idea", "backing", "rating")]


def tag(token):
    """What docs/TRUST.md says that the public list holds."""
    inner = hashlib.sha256(f"barrio/withdrawal/1 {token}".encode()).digest()[:16]
    return hashlib.sha256(f"barrio/tag/1 {inner.hex()}".encode()).hexdigest()[:10]


def write_idea(station, *words, menu=True):
    """Somebody writes one; the withdrawal number that the screen shows. Once
    there is a bulletin, a menu comes first."""
    with Resident(station.kiosk_argv("--guard-ms", "0", "--bidi", "no", "--form", "idea"), columns=80, rows=24) as r:
        r.wait_for("5")
        for key in ("5", "1", *("1" * menu), "#"):
            r.settle()
            r.key(key)
        for word in words:
            r.settle()
            for key in (*word, "#"):
                r.key(key)
                r.settle()
        r.key("#")
        r.wait_for("guardada")
        screen = r.text()
    found = re.search(r"((?:\d{4}[ \u200e]+){4}\d{4})", screen[screen.index("retirar"):])
    return re.sub(r"\D", "", found[1])


def receipt(city, token=""):
    log, index, seal = re.findall(r"^answer (\S+) (\d+) (\w+) idea$", city.hub.get("/proof/log")[2].decode(), re.M)[-1]
    digits = f"{int(seal, 16):078}"
    return digits + f"{98 - int(digits) * 100 % 97:02}" + token + f":{log.upper()}:{index}"


def look_up(browser, city, slip, language="es"):
    """What the page says of the idea once it has looked."""
    browser.open("about:blank")
    browser.open(f"{city.hub.url}/r?lang={language}#{slip}")
    return said(browser)


def said(browser, wanted=""):
    end = time.monotonic() + 20
    state = ""
    while time.monotonic() < end:
        state = browser.run("(() => { const p = document.querySelector('#idea:not([hidden]) [data-idea]:not([hidden])');"
                            "return p ? p.dataset.idea + '|' + document.getElementById('idea').innerText : '' })()")
        if state.startswith(wanted) and state:
            return state
        time.sleep(0.05)
    return state or "nothing"


def states(city, station, browser):
    token = write_idea(station, "sombra", "bancas", "plaza", menu=False)
    tap.equal(len(token), 20, "the screen shows the number of the receipt")
    station.sync()
    slip = receipt(city, token)
    tap.ok(look_up(browser, city, slip).startswith("unread|"), "nobody has read it: the page says so")
    tap.equal(city.decide("open"), 303, "a Facilitator publishes it")
    idea = city.entries("idea")[0]
    tap.equal(idea["receipt"], tag(token), "the feed has the tag of its number, reckoned here")
    tap.ok(token not in city.hub.get("/bulletin.atom")[2].decode(), "never the number")
    page = look_up(browser, city, slip)
    tap.ok(page.startswith("open|") and "sombra" in page, "the receipt shows that it is public", page)
    blind = look_up(browser, city, receipt(city))
    tap.ok(blind.startswith("ask|") and "sombra" not in blind, "without the number nobody is told which idea it was", blind)
    browser.run(f"(() => {{ const t = document.getElementById('token'); t.value = '{token}';"
                "t.dispatchEvent(new Event('input')) })()")
    tap.ok("sombra" in said(browser, "open|"), "typing it tells", said(browser))
    words = {"id": idea["id"], "kind": "idea", "title_es": "sombra", "place": idea["place"]}
    tap.equal(city.say(standing="not_now", reason_es="Primero el drenaje.", **words), 303, "the city answers")
    page = look_up(browser, city, slip)
    tap.ok(page.startswith("not_now|Q") and "Primero el drenaje." in page, "the receipt shows the reason", page)
    tap.equal(city.entries("idea")[0]["receipt"], tag(token), "an answer keeps the tag")


def taken_back(city, browser):
    page = city.hub.get("/ideas?lang=es")[2].decode()
    tap.ok("sombra" in page, "the idea is on the public page")
    browser.run("document.getElementById('take-back').requestSubmit()")
    end = time.monotonic() + 20
    while city.entries("idea") and time.monotonic() < end:
        time.sleep(0.05)
    tap.equal(city.entries("idea"), [], "taken back, it is in the feed no more")
    tap.ok("sombra" not in city.hub.get("/ideas?lang=es")[2].decode(), "nor on the page")
    tap.equal(city.sql("SELECT count(*) FROM entry_text"), [(0,)], "nor are its words kept")
    page = city.facilitator.ask("GET", "/ideas/review?lang=en")[2].decode()
    tap.ok("<b>1</b> Taken back" in page, "what was taken back is counted")


def other_ideas(city, station, browser):
    """One that is refused, one that is hidden, and one erased by the office."""
    token = write_idea(station, "bancas", "dos", "plaza")
    station.sync()
    city.decide("declined", reason="Ya hay bancas.")
    page = look_up(browser, city, receipt(city, token))
    tap.ok(page.startswith("declined|") and "Ya hay bancas." in page, "a refused idea shows why", page)
    ids = [r["meta-instanceID"] for r in city.hub.csv("idea")]
    city.hub.run("erase", ids[-1], "asked for by letter")
    tap.equal(city.entries("idea"), [], "what the office erases leaves the list as well")
    token = write_idea(station, "insulto", "dos", "plaza")
    station.sync()
    city.decide("hidden")
    page = look_up(browser, city, receipt(city, token), "en")
    tap.ok(page.startswith("unread|") and "hidden" in page, "of a hidden one the receipt says that it may be so", page)


def main():
    if not available():
        tap.skip("the receipt of an idea in Chromium", "chromium is not installed")
        tap.done()
    folder = tempfile.mkdtemp(prefix="barrio-receipt.")
    city = City(folder, FORMS)
    station = Station(f"{folder}/luna-2", city.hub, "luna-2")
    station.sync()
    browser = Browser()
    try:
        tap.attempt("states", states, city, station, browser)
        tap.attempt("taken back", taken_back, city, browser)
        tap.attempt("other ideas", other_ideas, city, station, browser)
        tap.equal(browser.complaints(), [], "the browser has nothing to complain of")
    finally:
        browser.close()
        city.close()
        shutil.rmtree(folder)
    tap.done()


main()
