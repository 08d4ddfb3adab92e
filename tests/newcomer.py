"""A newcomer at `make demo`: reads how to leave, opens the sign-in link,
starts the kiosk and leaves by the very keys that were printed."""
import http.cookiejar
import re
import time
import urllib.request

import tap


def follow(terminal, who):
    """Goes through a demonstration that runs in a terminal."""
    terminal.wait_for("Press Enter to start")
    terminal.settle()
    how = re.search(r"press 0 five times, type (\d+) and #, then (\d) and (\d)", terminal.words())
    if not tap.ok(how, f"{who}: it says first how to leave", terminal.text()):
        return
    link = re.search(r"http://\S+/enter/\S+", terminal.text())[0]
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
    page = browser.open(link).read().decode()
    tap.ok("/forms/barrio" in page, f"{who}: the link opens the results, signed in")
    terminal.patience = 30
    terminal.key("enter")
    terminal.wait_for("Tap here or press any key")
    # Not quicker than a hand: the same key within half a second is ignored.
    for key in "0" * 5 + how[1] + "#" + how[2] + how[3]:
        terminal.key(key)
        hand = time.monotonic() + 0.7
        while time.monotonic() < hand:
            terminal.read(0.1)
    tap.equal(terminal.wait_end(120), 0, f"{who}: those keys end it, with 0")
    tap.ok(terminal.shows("barrio.csv:"), f"{who}: and it shows the tables", terminal.text())
