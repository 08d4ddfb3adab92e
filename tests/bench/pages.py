#!/usr/bin/python3
"""The pages of a form with many answers: time to the first byte, beside a
page that asks the archive for nothing."""
import http.client
import os
import re
import shutil
import sqlite3
import sys
import tempfile
import time

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import rows  # noqa: E402
from stand import Hub  # noqa: E402

FORM = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "forms", "parque.xml")
COUNT = rows.sized(20000, 1000000)
TIMES = rows.sized(50, 200)
OF = "/forms/parque"
PAGES = {
    "overview": "/", "results": OF, "answers": OF + "/answers", "answers.deep": f"{OF}/answers?below={COUNT - COUNT * 9 // 20}",
    "answers.last": OF + "/answers?below=60", "answers.condition": OF + "/answers?where=edad+%3E+200",
    "answers.text": OF + "/answers?where=texto+%3D+'zzz'", "answers.station": OF + "/answers?station=void",
    "answers.days": OF + "/answers?from=2020-01-01&until=2020-01-02", "answers.state": OF + "/answers?state=excluded",
    "answers.review": OF + "/answers?review=approved", "answers.mark": OF + "/answers?mark=fast", "answer": f"{OF}/answers/{COUNT // 2}",
    "cross": OF + "/cross?a=gusta&b=problemas", "times": OF + "/times", "map": OF + "/map", "schedule": OF + "/schedule",
    "coverage": OF + "/coverage", "release": OF + "/release", "missing": "/missing/parque", "charter": "/charter/parque",
    "who": "/who/parque", "stations": "/stations", "quarantine": "/quarantine", "exports": "/exports", "log": "/log"}
# Of somebody who sees one neighbourhood only, from which nobody answered.
NEIGHBOUR = {"neighbour." + name: PAGES[name] for name in ("overview", "results", "answers", "answers.deep", "answers.condition", "answer",
                                                           "cross", "times", "map")}
# What shows that a page did its work: without it the time means nothing.
NEXT = 'rel="next"'
SHOWS = {"results": f"<b>{COUNT}</b>", "coverage": f"{COUNT} answers were counted", "release": "Publish the next release",
         "map": "No answer says a place", "quarantine": "</h1>", "exports": "</h1>", "log": "</h1>", "schedule": "</h1>",
         "charter": "</h1>", "who": "</h1>", "neighbour.results": "0 answers were counted",
         **{name: NEXT for name in (*PAGES, *(NEIGHBOUR if COUNT > 100000 else ())) if re.match(r"(neighbour\.)?answers(\.(deep|condition|text|station|days|state|review))?$", name)}}


def cross_counts(page):
    """The cells of a cross-tab: both rows and columns are there, and the
    newest 4000 answers stand in them, some in two columns."""
    cells = [int(n) for n in re.findall(r'<td class="n">(\d+)<br>', page)]
    assert len(cells) == 4 and all(cells) and 4000 < sum(cells) < 8000, cells


def check(name, page):
    assert SHOWS.get(name, "") in page, (name, page[-3000:])
    if name == "cross":
        cross_counts(page)


def sign_in(hub, name):
    link = http.client.HTTPConnection("127.0.0.1", hub.port)
    link.request("GET", hub.run("link", name).strip()[len(hub.url):])
    reply = link.getresponse()
    reply.read()
    return link, {"Accept-Language": "en", "Cookie": "; ".join(c.split(";")[0] for c in reply.headers.get_all("Set-Cookie"))}


def invite(hub, name, area, *roles):
    hub.run("admin", "add", name, "--no-password")
    with sqlite3.connect(os.path.join(hub.folder, "hub.db")) as db:
        db.execute("DELETE FROM duty WHERE person = (SELECT id FROM person WHERE name = ?)", (name,))
        for role in roles:
            db.execute("INSERT INTO duty SELECT id, ?, '', ?, 0 FROM person WHERE name = ?", (role, area, name))
        db.execute("UPDATE station SET area = CASE name WHEN 'void' THEN 'Nowhere' ELSE 'Center' END")
    db.close()


def first_byte_ms(link, cookie, path, name):
    begin = time.monotonic()
    link.request("GET", path, headers=cookie)
    reply = link.getresponse()
    took = (time.monotonic() - begin) * 1e3
    page = reply.read().decode()
    assert reply.status == (404 if name == "neighbour.answer" else 200), (path, reply.status)
    if name:
        check(name, page)
    return took


def p99(values):
    return sorted(values)[int(len(values) * 0.99)]


def first_views(link, cookie, paths):
    """Pages that need every answer: how soon they say that these are being
    counted, and how long the count takes."""
    took = {}
    for path in paths:
        soon = first_byte_ms(link, cookie, path, "")
        begin, page = time.monotonic(), ""
        while "counted for this page<" not in page and "counted for this page," not in page:
            time.sleep(0.1)
            link.request("GET", path, headers=cookie)
            page = link.getresponse().read().decode()
        took[path] = (soon, time.monotonic() - begin)
    return took


def measure(link, cookie, pages):
    took = {name: [] for name in pages}
    for _ in range(TIMES):
        for name, path in pages.items():
            took[name].append(first_byte_ms(link, cookie, path, name))
    return took


def fill(hub):
    hub.publish(FORM)
    hub.station("void")
    token = hub.station("bench")
    invite(hub, "boss", "", "leader", "expert", "coordinator", "facilitator")
    invite(hub, "neighbour", "Nowhere", "expert", "facilitator")
    assert hub.start()
    for begin in range(0, COUNT, 100000):
        rows.figures("submit", "bulk", hub.port, token, 1000, min(COUNT - begin, 100000))
    hub.run("project", timeout=3600)


def main():
    top = tempfile.mkdtemp(dir=rows.BUILD)
    hub = Hub(os.path.join(top, "hub"), log_level="warn")
    fill(hub)
    boss, neighbour = sign_in(hub, "boss"), sign_in(hub, "neighbour")
    first = {**first_views(*boss, [OF + "/coverage"]), **first_views(*neighbour, [OF])}
    took = {**measure(*boss, {**PAGES, "account": "/account"}), **measure(*neighbour, NEIGHBOUR)}
    hub.stop()
    shutil.rmtree(top)
    rows.row("export.pages.first", max(s for s, _ in first.values()), f"ms to first byte of a page that has to count {COUNT} answers, never seen before",
             goal="<= 50 ms", met=max(s for s, _ in first.values()) <= 50)
    rows.row("export.pages.counted", max(c for _, c in first.values()), "s until it was counted beside")
    for name in (*PAGES, *NEIGHBOUR):
        worst = p99(took[name])
        rows.row(f"export.pages.{name}", worst, f"ms to first byte, p99, {COUNT} answers", peer="own account",
                 peer_value=p99(took["account"]), goal="<= 50 ms", met=worst <= 50,
                 spread=rows.spread(took[name]))


main()
