#!/usr/bin/python3
"""Find your answer, in a real Chromium: every outcome by code and by the whole
receipt, in Spanish and English; a log that was changed by one letter is called
false; no request ever carries the code; an answer is taken back with its
number."""
import hashlib
import json
import os
import re
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.dirname(HERE), HERE]
import proof_reference as ref  # noqa: E402
import tap  # noqa: E402
from browser import Browser, available  # noqa: E402
from between import Between  # noqa: E402
from place import Place  # noqa: E402


def sealed(digits):
    return digits + f"{98 - int(digits) * 100 % 97:02}"


def code(seal):
    return sealed(f"{int(seal, 16) % 10 ** 14:014}")


def receipt(seal, log, index, token=""):
    return sealed(f"{int(seal, 16):078}") + token + f":{log.upper()}:{index}"


def outcome(browser):
    """The heading that is shown once the log was read."""
    end = time.monotonic() + 20
    while time.monotonic() < end:
        said = browser.run("(() => { const p = document.querySelector('[data-say]:not([hidden])');"
                           "return p ? p.dataset.say + '|' + p.innerText : '' })()")
        if said and not said.startswith("reading"):
            return said
        time.sleep(0.05)
    return "nothing"


def look_up(browser, place, text, language="en"):
    browser.open("about:blank")
    browser.open(f"{place.hub.url}/r?lang={language}#{text}")
    return outcome(browser)


def take_back(browser, place, leaf, number):
    look_up(browser, place, receipt(leaf[2], leaf[0], leaf[1]))
    browser.run(f"document.getElementById('token').value = '{number}'; document.getElementById('take-back')"
                ".requestSubmit(); document.querySelector('[data-say]:not([hidden])').hidden = true")
    return outcome(browser)


def held_to(browser, place, promise, language="en"):
    """The outcome for a promise that somebody pastes in."""
    browser.open("about:blank")
    browser.open(f"{place.hub.url}/r?lang={language}")
    browser.run(f"document.getElementById('promise').value = {json.dumps(promise)};"
                "document.getElementById('promised').requestSubmit()")
    return outcome(browser)


def words(browser, place):
    """The city's signed word, held against its log by the page."""
    place.answer(5)
    place.send()
    log = place.hub.get("/proof/log")[2].decode()
    for _, index, seal in reversed(re.findall(r"^answer (\S+) (\d+) (\w+) ", log, re.M)):
        promise = place.station.sync("promise", code(seal), check=False).stdout
        said = held_to(browser, place, promise)
        if not said.startswith("next|Counted"):
            break
    tap.ok(said.startswith("next|Counted"), "the promise of each answer is kept", f"{index} {promise}\n{said}")
    signed = browser.run("document.querySelector('[data-word]:not([hidden])')?.innerText || ''")
    tap.ok("was checked" in signed or "not checked here" in signed, "and says whether its signature was checked", signed)
    tap.ok(held_to(browser, place, promise.replace("kept ", "kept x", 1)).startswith("forged"), "another line is no promise")
    tap.ok(held_to(browser, place, "the mayor says so").startswith("forged|This is no promise"), "nor is any text")
    for lie, what in (("hide", "denied|The city breaks its promise of 2026-03-02"), ("deny", "denied|"), ("nothing", "next|")):
        with Between(place, lie):
            tap.ok(held_to(browser, place, promise).startswith(what), f"a hub's log that does this: {lie}: {what}")
    with Between(place, "hide"):
        said = held_to(browser, place, promise, "es")
    tap.ok(said.startswith("denied|La ciudad falta a su promesa del 2026-03-02"), "the same in Spanish", said)
    tap.equal(browser.complaints(), [], "the browser has nothing to complain of")


def look(browser, place):
    place.answer(12)
    place.send()
    ids = place.at_hub()
    log = place.hub.get("/proof/log")[2].decode()
    leaves = re.findall(r"^answer (\S+) (\d+) (\w+) ", log, re.M)
    first = leaves[0]
    tap.ok(look_up(browser, place, receipt(first[2], first[0], first[1])).startswith("next|Counted"),
           "a whole receipt: counted, in the next release")
    shown = browser.run("[...document.querySelectorAll('[data-symbol]:not([hidden])')].map(p => p.innerText).join()")
    tap.ok(shown.endswith(ref.symbol(bytes.fromhex(first[2]))), "the page shows the sign of the receipt", shown)
    tap.ok(look_up(browser, place, code(first[2]), "es").startswith("next|Contada"), "the same by its 16 digits, in Spanish")
    place.hub.run("project")
    place.hub.run("release", "voz")
    tap.ok("release 1" in look_up(browser, place, code(first[2])), "counted in release 1")
    place.hub.run("review", ids[0], "rejected", "twice")
    out = place.hub.sql("SELECT hex(commitment) FROM response WHERE state = 2")[0][0].lower()
    tap.ok("rejected in review" in look_up(browser, place, code(out)), "excluded, with its reason")
    tap.ok(look_up(browser, place, code("ab" * 32)).startswith("unknown"), "a code that no line has")
    tap.ok(look_up(browser, place, receipt("ab" * 32, first[0], 99)).startswith("waiting"), "a line that has not come yet")
    tap.ok(look_up(browser, place, receipt("ab" * 32, first[0], 3)).startswith("exchanged"), "a line that is another's")
    tap.ok(look_up(browser, place, "1234567890123456").startswith("mistyped"), "a digit is wrong")
    for lie, said in (("blankless", "broken"), ("headless", "broken"), ("away", "unreachable")):
        with Between(place, lie):
            tap.ok(look_up(browser, place, receipt(first[2], first[0], first[1])).startswith(said), f"{lie}: {said}")
    leaf, number = leaves[-1] if leaves[-1][2] != out else leaves[-2], sealed("123456789012345678")
    place.hub.sql("UPDATE response SET token = ? WHERE hex(commitment) = ?",
           hashlib.sha256(f"barrio/withdrawal/1 {number}".encode()).digest()[:16], leaf[2].upper())
    tap.ok(take_back(browser, place, leaf, sealed("000000000000000000")).startswith("wrong-token"),
           "a wrong withdrawal number takes nothing back")
    tap.ok(take_back(browser, place, leaf, number).startswith("taken-back"), "the right one does")
    tap.ok(look_up(browser, place, code(leaf[2])).startswith("withdrawn"), "and the log says so")
    tap.equal(len(place.at_hub()), 10, "the archive has it no more")
    tap.equal(place.hub.sql("SELECT count(*) FROM response WHERE state = 3 AND (salt IS NOT NULL OR token IS NOT NULL"
                            " OR length(body) > 0)"), [(0,)], "nor anything that would open its seal")
    tree = browser.tree()
    tap.ok(("textbox", "The 16 digits of your receipt") in tree and any(role == "status" for role, _ in tree),
           "a screen reader finds the field and the outcome", tree)
    lines = place.hub.sql("SELECT first, lines FROM segment WHERE length(lines) > 0 ORDER BY length(lines) DESC LIMIT 1")
    place.hub.sql("UPDATE segment SET lines = ? WHERE lines = ?",
           lines[0][1].replace(b"voz", b"vox", 1), lines[0][1])
    place.hub.run("review", ids[0], "approved")  # one line more: no cache may answer
    tap.ok(look_up(browser, place, code(first[2])).startswith("broken"), "one letter changed: the log is called false")
    tap.equal(browser.complaints(), [], "the browser has nothing to complain of")


def main():
    if not available():
        tap.skip("Find your answer in Chromium", "chromium is not installed")
        tap.done()
    for case, day in ((look, None), (words, "2026-03-02T12:00:00Z")):
        if day:
            os.environ["BARRIO_NOW"] = day  # the seven days are long over
        with Place() as place:
            browser = Browser()
            try:
                tap.attempt(case.__name__, case, browser, place)
            finally:
                browser.close()
    tap.done()


main()
