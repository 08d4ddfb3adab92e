#!/usr/bin/python3
"""From the station to the page: the receipt's QR code is photographed from the
real kiosk in a real terminal emulator, read by zbar, and the address that it
holds is opened as it stands in a real Chromium. In Spanish and English it says
what became of the answer: waiting, counted, counted in release 1, excluded
because, withdrawn, missing; each time the accessibility tree has it as a
status with its heading."""
import os
import re
import sqlite3
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.dirname(HERE), HERE]
import tap  # noqa: E402
from browser import Browser, available  # noqa: E402
from glass import Display, Glass, missing  # noqa: E402
from neighbour import catalogue  # noqa: E402
from place import Place  # noqa: E402

WORDS = catalogue("es")
HUB = "https://opina.luna.example"
HEADINGS = {
    "waiting": ("Todavía no ha llegado", "Not here yet"),
    "next": ("Contada", "Counted"),
    "counted": ("Contada en la publicación", "Counted in release"),
    "excluded": ("Excluida, porque:", "Excluded, because:"),
    "withdrawn": ("Retirada", "Withdrawn"),
    "exchanged": ("La suya fue cambiada", "Yours was exchanged"),
}


def outcome(browser):
    """What is shown once the log was read."""
    end = time.monotonic() + 30
    while time.monotonic() < end:
        said = browser.run("(() => { const p = document.querySelector('[data-say]:not([hidden])');"
                           "return p ? p.dataset.say + '|' + p.innerText : '' })()")
        if said and not said.startswith("reading"):
            return said
        time.sleep(0.05)
    return "nothing"


class Scanner:
    """A neighbour with a telephone."""

    def __init__(self, place, display, browser):
        self.place, self.display, self.browser = place, display, browser

    def answer(self):
        """Answers once; what the camera read from the thanks."""
        folder = self.place.folder
        argv = self.place.station.kiosk_argv("--guard-ms", "0", "--languages", "es", "--hub", HUB,
                                             "--log", folder + "/kiosk.log")
        with Glass(self.display, "xterm", argv, 80, 24, folder) as glass:
            glass.wait_for("5")
            for key in ("5", "#", "h", "o", "l", "a", "#", "#"):
                glass.key(key)
                glass.settle()
            glass.wait_for(WORDS["Thank you! It is kept here now."].split()[0])
            glass.settle()
            glass.shoot(folder + "/thanks.png")
            codes = glass.codes(folder + "/thanks.png")
        assert len(codes) == 1, codes
        return codes[0]

    def open(self, address, language):
        at, fragment = address.split("#")
        assert at == HUB.upper() + "/R", at
        self.browser.open("about:blank")
        self.browser.open(f"{self.place.hub.url}/R?lang={language}#{fragment}")

    def says(self, address, what, name, also=""):
        """Opened as the camera gives it; only the host is this test's."""
        for i, language in enumerate(("es", "en")):
            self.open(address, language)
            said = outcome(self.browser)
            heading = HEADINGS[what][i]
            tap.ok(said.startswith(f"{what}|{heading}") and also in said, f"{language}: {name}", said)
            tree = self.browser.tree()
            spoken = [text for role, text in tree if role == "heading"]
            tap.ok(any(text.startswith(heading) for text in spoken) and any(role == "status" for role, _ in tree),
                   f"{language}: and a screen reader hears it", tree)


def id_of(place, seal):
    db = sqlite3.connect(os.path.join(place.station.data, "station.db"))
    rows = db.execute("SELECT id FROM response WHERE hex(commitment) = ?", (seal.upper(),)).fetchall()
    db.close()
    return rows[0][0]


def seal_of(address):
    digits = re.search(r"#(\d{78})", address)[1]
    return f"{int(digits):064x}"


def look(place, scanner):
    first = scanner.answer()
    place.send()
    second = scanner.answer()
    scanner.says(second, "waiting", "an answer that waits for a network")
    place.answer(10)
    place.send()
    scanner.says(second, "next", "it has arrived, and will be in the next release")
    third = scanner.answer()
    place.send()
    place.hub.run("project")
    place.hub.run("release", "voz")
    scanner.says(first, "counted", "counted in release 1", "1")
    place.hub.run("review", id_of(place, seal_of(second)), "rejected", "given twice")
    scanner.says(second, "excluded", "excluded, and why", "rejected in review")
    token = re.search(r"#\d{80}(\d{20}):", third)
    tap.ok(token, "the withdrawal number is in the code where it fits", third)
    scanner.open(third, "es")
    tap.ok(outcome(scanner.browser).startswith("counted|"), "the page offers to take it back")
    scanner.browser.run("document.getElementById('take-back').requestSubmit();"
                        "document.querySelector('[data-say]:not([hidden])').hidden = true")
    tap.ok(outcome(scanner.browser).startswith("taken-back|"), "with the number from the code")
    scanner.says(third, "withdrawn", "withdrawn")
    other = f"{int(seal_of(first), 16) ^ 1:078}"
    check = f"{98 - int(other) * 100 % 97:02}"
    lost = re.sub(r"#\d{80}(\d{20})?", f"#{other}{check}", first)
    assert lost != first
    scanner.says(lost, "exchanged", "missing: the line that was promised holds another answer")
    tap.equal(scanner.browser.complaints(), [], "the browser has nothing to complain of")


def main():
    lacking = missing("xterm")
    if lacking or not available():
        tap.skip("a receipt is scanned and opened", "missing: " + " ".join(lacking or ["chromium"]))
        tap.done()
        return
    with Place() as place, Display(1000, 700) as display:
        browser = Browser()
        try:
            tap.attempt("scan", look, place, Scanner(place, display, browser))
        finally:
            browser.close()
    tap.done()


main()
