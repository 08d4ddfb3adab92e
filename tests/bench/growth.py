#!/usr/bin/python3
"""How each cost grows with what it could depend on, at 10, 100 and 1,000 times
the first size: answers, questions, stations, readers, leaves. The exponent of a row is the
slope of log(cost) over log(size): 0 does not grow, 1 grows as its size. Beside
it the exponent of the engine alone at the same sizes. The points are left in
build/growth.json and drawn in build/growth.svg."""
import concurrent.futures
import http.client
import json
import math
import os
import sqlite3
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.dirname(HERE)]
import chart  # noqa: E402
import rows  # noqa: E402
import public  # noqa: E402
from lxml import etree  # noqa: E402
from nginx import Nginx, wrk  # noqa: E402
from stand import Hub, program  # noqa: E402

PARQUE = os.path.join(os.path.dirname(HERE), "forms", "parque.xml")
TIMES = rows.sized(60, 400)
ROUNDS = rows.sized(1, 3)
# What may not grow: a slope that a noisy machine can make of nothing.
FLAT, NLOGN = 0.15, 1.15
POINTS = {}


def slope(points):
    """Of the least-squares line through the logarithms."""
    xs, ys = ([math.log(p[i]) for p in points] for i in (0, 1))
    mx, my = sum(xs) / len(xs), sum(ys) / len(ys)
    return sum((x - mx) * (y - my) for x, y in zip(xs, ys)) / sum((x - mx) ** 2 for x in xs)


def tell(id, of, cost, sizes, ours, engine="", alone=None, flat=True):
    """One row: ours and the engine's costs are lists beside the sizes."""
    mine = slope(list(zip(sizes, ours)))
    bare = slope(list(zip(sizes, alone))) if alone else None
    bound = FLAT if flat else NLOGN
    POINTS[id] = {"of": of, "cost": cost, "sizes": list(sizes), "ours": ours, "engine": engine, "alone": alone}
    met = mine <= bound or (bare is not None and mine <= bare + FLAT)
    rows.row(id, mine, f"exponent of {cost} over {of} ({sizes[0]:,} to {sizes[-1]:,})", peer=engine, peer_value=bare,
             ratio=ours[-1] / ours[0], goal="does not grow" if flat else "<= n log n", met=met,
             spread=" ".join(f"{v:.3g}" for v in ours))


def best(function, times=3):
    """The least of some runs: what others on the machine add is no growth."""
    return min(function() for _ in range(times))


def saves(top):
    """A response kept behind those that are there."""
    sizes, ours, alone = rows.sized((100, 1000, 10000), (100, 1000, 10000, 100000)), [], []
    folder, bare, kept = os.path.join(top, "kept"), os.path.join(top, "bare"), 0
    os.mkdir(folder)
    rows.figures("limits", "sqlite-one", 1, 700, bare)
    for size in sizes:
        rows.figures("keep", folder, kept, size - kept, 500)
        rows.figures("limits", "sqlite-batch-more", size - kept, 700, bare)
        kept = size
        # The few that are added to time them do not change the size.
        def mine():
            nonlocal kept
            took = rows.figures("keep", folder, kept, TIMES // 4, 500)["p50_us"]
            kept += TIMES // 4
            return took
        a, b = rows.interleaved(3, mine, lambda: 1e6 / rows.figures("limits", "sqlite-one-more", TIMES // 4, 700, bare)["per_second"])
        ours.append(min(a))
        alone.append(min(b))
    tell("store.growth", "answers at the station", "us a save", sizes, ours, "SQLite, one row", alone)


def flat_form(count):
    """A form whose questions each have a calculation of their own."""
    names = range(count)
    return ('<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"><h:head>'
            '<h:title>f</h:title><model><instance><data id="f" version="1">'
            + "".join(f"<q{i}/><c{i}/>" for i in names) + "</data></instance>"
            + "".join(f'<bind nodeset="/data/q{i}" type="int"/><bind nodeset="/data/c{i}" type="int" '
                      f'calculate="/data/q{i} + 1"/>' for i in names)
            + "</model></h:head><h:body>" + "".join(f'<input ref="/data/q{i}"><label>Q {i}</label></input>' for i in names)
            + "</h:body></h:html>")


def forms(top):
    """Loading, beside the parser alone; and an answer."""
    sizes, load, parse, answer = rows.sized((10, 100, 1000), (10, 100, 1000, 10000)), [], [], []
    for size in sizes:
        path = os.path.join(top, f"f{size}.xml")
        text = flat_form(size).encode()
        with open(path, "wb") as out:
            out.write(text)
        load.append(best(lambda: rows.figures("engine", "form", path, top, 3)["load"]))

        def bare():
            begin = time.perf_counter()
            etree.fromstring(text)
            return (time.perf_counter() - begin) * 1e3
        parse.append(best(bare, 9))
        answer.append(best(lambda: rows.figures("engine", "flat", size)["answer"] * 1000))
    tell("engine.growth.load", "questions", "ms to load", sizes, load, "libxml2 alone", parse, flat=False)
    tell("engine.growth.answer", "questions", "us an answer", sizes, answer)


def move_us(top, questions, choices):
    """The processor's time for a move in a question's list."""
    folder = tempfile.mkdtemp(dir=top)
    os.mkdir(folder + "/forms")
    items = "".join(f"<item><label>Choice {i}</label><value>v{i}</value></item>" for i in range(choices))
    text = flat_form(questions).replace('<input ref="/data/q0"><label>Q 0</label></input>',
                                        f'<select1 ref="/data/q0"><label>Q 0</label>{items}</select1>', 1)
    with open(folder + "/forms/f.xml", "w", encoding="utf-8") as out:
        out.write(text)
    plan = (f"peer it {program('barrio-kiosk')} --data {folder} --guard-ms 0 --languages es --log {folder}/log\n"
            "before it 35 23\nstep it it 1b5b42 1b5b42 1b5b41 1b5b41\n")
    out = subprocess.run([os.path.join(rows.BUILD, "bench", "pty"), str(TIMES // 4)], input=plan, text=True,
                         capture_output=True, check=True).stdout
    return dict((k, float(v)) for k, v in (line.split() for line in out.splitlines()))["it.cpu_us"]


def screens(top):
    """However long the form, and however long the list."""
    sizes = rows.sized((10, 100, 1000), (10, 100, 1000, 10000))
    tell("face.growth.questions", "questions", "us of CPU a move", sizes, [best(lambda n=n: move_us(top, n, 10), ROUNDS) for n in sizes])
    tell("face.growth.choices", "choices", "us of CPU a move", sizes, [best(lambda n=n: move_us(top, 10, n), ROUNDS) for n in sizes])


def sign_in(hub):
    to = http.client.HTTPConnection("127.0.0.1", hub.port)
    to.request("GET", hub.run("link").strip()[len(hub.url):])
    reply = to.getresponse()
    reply.read()
    return to, {"Cookie": "; ".join(c.split(";")[0] for c in reply.headers.get_all("Set-Cookie"))}


def page_ms(to, path, headers, times=60):
    """The quick tenth: what others on the machine add is no growth."""
    took = []
    for _ in range(times):
        begin = time.perf_counter()
        to.request("GET", path, headers=headers)
        reply = to.getresponse()
        assert reply.status == 200, (path, reply.status)
        reply.read()
        took.append((time.perf_counter() - begin) * 1e3)
    return sorted(took)[times // 10]


def batch_ms(db, count):
    """SQLite alone: so many rows with a random key in one durable transaction."""
    begin = time.perf_counter()
    with db:
        db.executemany("INSERT INTO t VALUES(?, ?)", ((os.urandom(16), bytes(700)) for _ in range(count)))
    return (time.perf_counter() - begin) * 1e3


def archive(top):
    """A batch of 500 taken in, the results page and the newest answers, with
    what is there already."""
    sizes = rows.sized((1000, 10000), (1000, 10000, 100000, 1000000))
    hub, there = Hub(os.path.join(top, "archive"), log_level="warn"), 0
    hub.publish(PARQUE)
    token = hub.station("bench")
    hub.start()
    db = sqlite3.connect(os.path.join(top, "alone.db"))
    db.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
                     "CREATE TABLE t(k BLOB PRIMARY KEY, b BLOB) WITHOUT ROWID")
    intake, bare, page, listing = [], [], [], []
    for size in sizes:
        rows.figures("submit", "bulk", hub.port, token, 1000, size - there)
        batch_ms(db, size - there)
        there = size
        hub.run("project", timeout=3600)

        def mine():
            nonlocal there
            there += 500
            return 500e3 / rows.figures("submit", "bulk", hub.port, token, 500, 500)["per_second"]
        a, b = rows.interleaved(5, mine, lambda: batch_ms(db, 500))
        intake.append(min(a))
        bare.append(min(b))
        hub.run("project", timeout=3600)
        to, cookie = sign_in(hub)
        page.append(page_ms(to, "/forms/parque", cookie))
        listing.append(page_ms(to, "/forms/parque/answers", cookie))
        to.close()
    hub.stop()
    tell("intake.growth.batch", "answers at the hub", "ms for 500 more", sizes, intake, "SQLite alone", bare)
    tell("export.growth.page", "answers at the hub", "ms for the results page", sizes, page)
    tell("export.growth.list", "answers at the hub", "ms for the newest answers", sizes, listing)


def stations(top):
    """What a station's poll costs, however many there are."""
    sizes, poll = rows.sized((1, 10, 100), (1, 10, 100, 1000)), []
    hub, tokens = Hub(os.path.join(top, "many"), log_level="warn"), []
    hub.publish(PARQUE)
    for size in sizes:
        with concurrent.futures.ThreadPoolExecutor(2) as hands:
            tokens += hands.map(hub.station, [f"s{i}" for i in range(len(tokens), size)])
        hub.start()
        to = http.client.HTTPConnection("127.0.0.1", hub.port)
        poll.append(page_ms(to, "/v1/formList", {"Authorization": "Bearer " + tokens[size // 2], "X-OpenRosa-Version": "1.0"}, 200))
        to.close()
        hub.stop()
    tell("intake.growth.stations", "stations", "ms a poll", sizes, poll)


def readers(top):
    """The work for one public page, however many read at once."""
    sizes, ours, alone = rows.sized((1, 10, 100), (1, 10, 100, 1000)), [], []
    folder = os.path.join(top, "readers")
    os.mkdir(folder)
    hub = public.released(folder)
    with Nginx(folder + "/web") as nginx:
        for size in sizes:
            mine, theirs = rows.interleaved(ROUNDS, lambda: wrk(hub.url + "/r/barrio?lang=es", hub.child.pid, size),
                                            lambda: wrk(nginx.url + "/index.es.html", nginx.worker, size))
            assert not any(run["failed"] for run in mine), mine
            ours.append(min(run["us"] for run in mine))
            alone.append(min(run["us"] for run in theirs))
    hub.stop()
    tell("public.growth", "readers at once", "us of CPU a page", sizes, ours, "nginx", alone)


def leaves(_):
    sizes, append, prove = rows.sized((1000, 10000, 100000), (1000, 10000, 100000, 1000000)), [], []
    for size in sizes:
        runs = [rows.figures("tree", size, 2000) for _ in range(3)]
        append.append(min(1e6 / r["leaves_per_s"] for r in runs))
        prove.append(min(r["prove_us"] + r["check_us"] for r in runs))
    tell("proof.growth.append", "leaves of a log", "us a leaf", sizes, append)
    tell("proof.growth.prove", "leaves of a log", "us a proof made and checked", sizes, prove, "log2 of the leaves",
         [math.log2(n) for n in sizes], flat=False)


def main():
    with tempfile.TemporaryDirectory(dir=rows.BUILD) as top:
        for part in (saves, forms, screens, archive, stations, readers, leaves):
            part(top)
    with open(os.path.join(rows.BUILD, "growth.json"), "w", encoding="utf-8") as out:
        json.dump(POINTS, out)
    with open(os.path.join(rows.BUILD, "growth.svg"), "w", encoding="utf-8") as out:
        out.write(chart.growth(POINTS))


if __name__ == "__main__":
    main()
