#!/usr/bin/python3
"""A form's answers as CSV and JSON lines, beside `sqlite3 -csv` on a table of
the same columns; the results page."""
import os
import shutil
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import rows  # noqa: E402
from intake import fill  # noqa: E402
from stand import Hub  # noqa: E402

FORM = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "forms", "parque.xml")
COUNT = rows.sized(20000, 1000000)
PAGED = min(COUNT, 100000)  # answers behind the results page
ROUNDS = rows.sized(2, 5)
IMPORT = """.mode csv
.import {csv} flat
"""


def seconds(argv, out):
    begin = time.monotonic()
    subprocess.run(argv, stdout=out, check=True)
    return time.monotonic() - begin


def peak_mb(argv, out):
    """The most memory of its own that a command had."""
    child = subprocess.Popen(argv, stdout=out)
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = status
    assert status == 0, status
    return usage.ru_maxrss / 1024


def page_ms(hub):
    link = hub.run("link").strip()[len(hub.url):]
    import http.client
    c = http.client.HTTPConnection("127.0.0.1", hub.port)
    c.request("GET", link)
    reply = c.getresponse()
    reply.read()
    cookie = {"Cookie": "; ".join(c.split(";")[0] for c in reply.headers.get_all("Set-Cookie"))}
    took = []
    for _ in range(50):
        begin = time.monotonic()
        c.request("GET", "/forms/parque", headers=cookie)
        c.getresponse().read()
        took.append((time.monotonic() - begin) * 1e3)
    return rows.median(took)


def main():
    top = tempfile.mkdtemp(dir=rows.BUILD)
    hub = Hub(os.path.join(top, "hub"), log_level="warn")
    hub.publish(FORM)
    token = hub.station("bench")
    assert hub.start()
    fill(hub, token, PAGED)
    page = page_ms(hub)
    fill(hub, token, COUNT - PAGED)
    begin = time.monotonic()
    hub.run("project", "--rebuild", timeout=3600)
    projected = time.monotonic() - begin
    csv, scratch, devnull = os.path.join(top, "a.csv"), os.path.join(top, "flat.db"), open(os.devnull, "w")
    hub.run("export", "parque", "-o", csv)
    subprocess.run(["sqlite3", scratch], input=IMPORT.format(csv=csv), text=True, check=True)
    ours, repeats, books, packages, lines, peer = rows.interleaved(
        ROUNDS, lambda: seconds(hub.argv("export", "parque"), devnull),
        lambda: seconds(hub.argv("export", "parque", "--table", "gente"), devnull),
        lambda: seconds(hub.argv("export", "parque", "--format", "xlsx"), devnull),
        lambda: seconds(hub.argv("export", "parque", "--format", "datapackage"), devnull),
        lambda: seconds(hub.argv("export", "parque", "--json"), devnull),
        lambda: seconds(["sqlite3", "-csv", scratch, "SELECT * FROM flat"], devnull))
    peaks = {name: peak_mb(hub.argv("export", "parque", "--format", name), devnull) for name in ("csv", "xlsx", "datapackage")}
    hub.stop()
    shutil.rmtree(top)
    rate, limit = [COUNT / s for s in ours], [COUNT / s for s in peer]
    ratio = rows.median([a / b for a, b in zip(rate, limit)])
    rows.row("export.csv", rows.median(rate), "rows/s", spread=rows.spread(rate), peer="sqlite3 -csv",
             peer_value=rows.median(limit), ratio=ratio, goal=">= 0.5 of sqlite3 -csv", met=ratio >= 0.5)
    rows.row("export.csv.central", rows.median(rate), "rows/s", peer="ODK Central", peer_value=19000,
             goal=">= 10x", met=rows.median(rate) >= 190000)
    # These hold the table of the repeat as well, which for CSV is a file of its own.
    tables = [a + b for a, b in zip(ours, repeats)]
    for name, took in (("xlsx", books), ("datapackage", packages)):
        times = rows.median([a / b for a, b in zip(took, tables)])
        rows.row(f"export.{name}", rows.median([COUNT / s for s in took]), "answers/s, both tables", spread=rows.spread([COUNT / s for s in took]),
                 peer="our CSV, both tables", peer_value=rows.median([COUNT / s for s in tables]), ratio=1 / times,
                 goal=">= 1/3 of the CSVs' rate", met=times <= 3)
    for name, peak in peaks.items():
        rows.row(f"export.{name}.memory", peak, "MB at most, libraries included", goal="<= 64", met=peak <= 64)
    rows.row("export.jsonl", rows.median([COUNT / s for s in lines]), "rows/s", spread=rows.spread([COUNT / s for s in lines]))
    rows.row("export.project", COUNT / projected, "answers/s projected anew")
    rows.row("export.page", page, f"ms for the results page of {PAGED:,} answers", goal="<= 20 ms", met=page <= 20)


main()
