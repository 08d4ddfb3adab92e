#!/usr/bin/python3
"""The pages of a form with many answers: time to the first byte, beside a
page that asks the archive for nothing."""
import http.client
import os
import re
import shutil
import sys
import tempfile
import time

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import rows  # noqa: E402
from stand import Hub  # noqa: E402

FORM = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "forms", "parque.xml")
COUNT = rows.sized(20000, 1000000)
TIMES = rows.sized(50, 200)
PAGES = {"overview": "/", "results": "/forms/parque", "answers": "/forms/parque/answers",
         "answers.condition": "/forms/parque/answers?where=edad+%3E+200", "answer": f"/forms/parque/answers/{COUNT // 2}",
         "cross": "/forms/parque/cross?a=gusta&b=problemas", "times": "/forms/parque/times", "stations": "/stations"}
# What shows that a page did its work: without it the time means nothing.
SHOWS = {"results": f"<b>{COUNT}</b>", "answers": 'rel="next"', "answers.condition": 'rel="next"'}


def cross_counts(page):
    """The cells of a cross-tab: both rows and columns are there, and the
    newest 4000 answers stand in them, some in two columns."""
    cells = [int(n) for n in re.findall(r'<td class="n">(\d+)<br>', page)]
    assert len(cells) == 4 and all(cells) and 4000 < sum(cells) < 8000, cells


def check(name, page):
    assert SHOWS.get(name, "") in page, (name, page[-3000:])
    if name == "cross":
        cross_counts(page)


def sign_in(hub):
    link = http.client.HTTPConnection("127.0.0.1", hub.port)
    link.request("GET", hub.run("link").strip()[len(hub.url):])
    reply = link.getresponse()
    reply.read()
    return link, {"Cookie": "; ".join(c.split(";")[0] for c in reply.headers.get_all("Set-Cookie"))}


def first_byte_ms(link, cookie, path, name):
    begin = time.monotonic()
    link.request("GET", path, headers=cookie)
    reply = link.getresponse()
    took = (time.monotonic() - begin) * 1e3
    assert reply.status == 200, (path, reply.status)
    check(name, reply.read().decode())
    return took


def p99(values):
    return sorted(values)[int(len(values) * 0.99)]


def main():
    top = tempfile.mkdtemp(dir=rows.BUILD)
    hub = Hub(os.path.join(top, "hub"), log_level="warn")
    hub.publish(FORM)
    token = hub.station("bench")
    assert hub.start()
    for begin in range(0, COUNT, 100000):
        rows.figures("submit", "bulk", hub.port, token, 1000, min(COUNT - begin, 100000))
    hub.run("project", timeout=3600)
    link, cookie = sign_in(hub)
    took = {name: [] for name in (*PAGES, "account")}
    for _ in range(TIMES):
        for name, path in {**PAGES, "account": "/account"}.items():
            took[name].append(first_byte_ms(link, cookie, path, name))
    hub.stop()
    shutil.rmtree(top)
    for name in PAGES:
        worst = p99(took[name])
        rows.row(f"export.pages.{name}", worst, f"ms to first byte, p99, {COUNT} answers", peer="own account",
                 peer_value=p99(took["account"]), goal="<= 50 ms", met=worst <= 50,
                 spread=rows.spread(took[name]))


main()
