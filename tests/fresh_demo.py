#!/usr/bin/python3
"""make demo on a bare Debian (tests/fresh.sh), seen and used as a newcomer
would: reads how to leave, opens the sign-in link, leaves by the keys it was told.
usage: fresh_demo.py root|user     (as root; needs python3-pyte)"""
import http.cookiejar
import os
import re
import sys
import urllib.request

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
import tap
from resident_pty import Resident



def main():
    who = sys.argv[1]
    command = [os.path.join(HERE, "fresh.sh"), who, "SEED=50 make demo"]
    with Resident(command, patience=900) as terminal:
        terminal.wait_for("Press Enter to start")
        terminal.settle()
        tap.ok(terminal.shows("press 0 five times"), f"{who}: it says first how to leave")
        link = re.search(r"http://\S+/enter/\S+", terminal.text())[0]
        browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
        page = browser.open(link).read().decode()
        tap.ok("/forms/barrio" in page, f"{who}: the link opens the results, signed in")
        terminal.patience = 30
        terminal.key("enter")
        terminal.wait_for("Tap here or press any key")
        for _ in range(5):
            terminal.key("0")
            terminal.read(0.7)
        for key in "2468#":
            terminal.key(key)
            terminal.settle()
        for _ in range(2):
            terminal.read(0.7)
            terminal.key("4")
            terminal.settle()
        status = terminal.wait_end(120)
        tap.equal(status, 0, f"{who}: it ends with 0")
        tap.ok(terminal.shows("barrio.csv:"), f"{who}: and shows the tables", terminal.text())
        print("\n".join("# " + line for line in terminal.lines() if line))
    tap.done()


main()
