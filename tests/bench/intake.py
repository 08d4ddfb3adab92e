#!/usr/bin/python3
"""Durable submissions a second, beside SQLite's own durable rows of the same
key and size in the same run; the hub's CPU time, memory and start."""
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
import urllib.request

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import rows  # noqa: E402
from stand import Hub  # noqa: E402

FORM = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "forms", "parque.xml")
COUNT = rows.sized(2000, 8000, 50000)
ROUNDS = rows.sized(1, 5)
GROWTH = rows.sized(5000, 50000, 1000000)
EXPORTED = rows.sized(20000, 1000000)  # while answers come in
ROW = 600  # body, id and envelope, as the archive holds them: see check_row
TICKS = os.sysconf("SC_CLK_TCK")


def cpu_seconds(pid):
    fields = open(f"/proc/{pid}/stat").read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def settled(pid):
    """CPU seconds once the projection has followed and the hub rests."""
    last = -1
    while (used := cpu_seconds(pid)) != last:
        last = used
        time.sleep(0.4)
    return used


def private_mb(pid):
    text = open(f"/proc/{pid}/smaps_rollup").read()
    return sum(int(n) for n in re.findall(r"Private_(?:Clean|Dirty):\s+(\d+)", text)) / 1024


def check_row(hub):
    """The limit's rows are as large as ours."""
    ask = "SELECT avg(length(body) + length(instance_id) + length(coalesce(envelope, ''))) FROM response"
    size = float(subprocess.run(["sqlite3", os.path.join(hub.folder, "hub.db"), ask], check=True, capture_output=True, text=True).stdout)
    assert ROW * 0.6 < size < ROW * 1.1, f"an answer takes {size} bytes, the limit's rows {ROW}"


def fill(hub, token, count):
    while count > 0:
        rows.figures("submit", "bulk", hub.port, token, 1000, min(count, 50000))
        count -= 50000
    hub.run("project", timeout=3600)


def busy(hub, stop):
    """A reader that exports all the time, and ten people who sign in. The
    reader is a program of its own: it would hold up those who sign in."""
    reader = hub.run("reader", "add", "bench").split()[-1]

    def export():
        while not stop.is_set():
            subprocess.run(["curl", "-s", "-o", os.devnull, "-H", "Authorization: Bearer " + reader,
                            hub.url + "/v1/forms/parque/responses.csv"], check=False)

    def sign_in():
        fields = urllib.parse.urlencode({"name": "ana", "password": "una clave larga"}).encode()
        while not stop.is_set():
            try:
                urllib.request.urlopen(hub.url + "/signin", fields, timeout=60).read()
            except OSError:
                pass
            stop.wait(1)

    threads = [threading.Thread(target=export)] + [threading.Thread(target=sign_in) for _ in range(10)]
    [t.start() for t in threads]
    return threads


def under_load(hub, token):
    """The slowest of a hundred answers while others read and sign in."""
    hub.run("admin", "add", "ana", input="una clave larga\n")
    fill(hub, token, EXPORTED)
    stop = threading.Event()
    threads = busy(hub, stop)
    results = [rows.figures("submit", "one", hub.port, token, 64, COUNT) for _ in range(ROUNDS)]
    stop.set()
    [t.join() for t in threads]
    p99 = [r["p99_ms"] for r in results]
    rows.row("intake.p99.64.busy", rows.median(p99), f"ms while {EXPORTED:,} rows are exported and ten people sign in", spread=rows.spread(p99),
             goal="<= 20 ms", met=rows.median(p99) <= 20)


def growth(top):
    """How much slower the last of ten slices is than the first, beside a
    bare table that grows as much."""
    hub = Hub(os.path.join(top, "growth"), log_level="warn")
    hub.publish(FORM)
    token = hub.station("bench")
    assert hub.start()
    ours = [rows.figures("submit", "bulk", hub.port, token, 500, GROWTH)["per_second"] for _ in range(10)]
    hub.stop()
    scratch = os.path.join(top, "limit")
    first, all_ten = (rows.figures("limits", "sqlite-batch", n * GROWTH, ROW, scratch)["per_second"] for n in (1, 10))
    later = 9 / (10 / all_ten - 1 / first)
    ratio = (ours[0] / rows.median(ours[5:])) / (first / later)
    rows.row("intake.growth", ours[0] / rows.median(ours[5:]), f"times slower with {GROWTH * 10:,} answers", limit=first / later,
             ratio=ratio, goal="<= 1.3 of bare SQLite's", met=ratio <= 1.3)


def main():
    top = tempfile.mkdtemp(dir=rows.BUILD)
    hub = Hub(os.path.join(top, "hub"), log_level="warn")
    hub.publish(FORM)
    token = hub.station("bench")
    begin = time.monotonic()
    assert hub.start()
    started = time.monotonic() - begin
    scratch = os.path.join(top, "limit")

    def submit(*words):
        before = cpu_seconds(hub.child.pid)
        out = rows.figures("submit", words[0], hub.port, token, *words[1:])
        out["cpu"] = settled(hub.child.pid) - before
        return out

    def behind_as_many():
        """Behind as many as the hub has by then, those that came one by one
        among them: an index of keys slows down as it grows."""
        rows.figures("limits", "sqlite-batch-more", COUNT * 3, ROW, scratch + "-batch")
        return rows.figures("limits", "sqlite-batch-more", COUNT * 4, ROW, scratch + "-batch")

    kinds = [lambda c=c: submit("one", c, COUNT) for c in (1, 16, 64)] + [
        lambda: submit("bulk", 500, COUNT * 4),
        lambda: rows.figures("limits", "sqlite-one", min(COUNT, 4000), ROW, scratch),
        behind_as_many]
    one, sixteen, many, bulk, single, batched = rows.interleaved(ROUNDS, *kinds)
    memory = private_mb(hub.child.pid)
    check_row(hub)
    under_load(hub, token)
    hub.stop()
    growth(top)
    shutil.rmtree(top)

    def rate(results):
        return [r["per_second"] for r in results]

    def against(id, ours, limit, goal, least):
        ratio = rows.median([a / b for a, b in zip(rate(ours), rate(limit))])
        rows.row(id, rows.median(rate(ours)), "durable answers/s", spread=rows.spread(rate(ours)),
                 limit=rows.median(rate(limit)), ratio=ratio, goal=goal, met=ratio >= least if least else None)

    against("intake.openrosa.1", one, single, "", 0)
    against("intake.openrosa.16", sixteen, single, ">= SQLite's one-row rate", 1)
    against("intake.openrosa.64", many, single, "", 0)
    against("intake.bulk", bulk, batched, ">= 0.5 of SQLite's batched rate", 0.5)
    rows.latencies("intake", {1: one, 16: sixteen, 64: many})
    for id, results, count in (("intake.cpu.16", sixteen, COUNT), ("intake.cpu.bulk", bulk, COUNT * 4)):
        cpu = [r["cpu"] / count * 1000 for r in results]
        rows.row(id, rows.median(cpu), "CPU s per 1,000 answers, projection included", spread=rows.spread(cpu),
                 peer="ODK Central", peer_value=5.7, goal="<= 0.2", met=rows.median(cpu) <= 0.2)
    rows.row("intake.memory", memory, "MB private after the load", goal="<= 64", met=memory <= 64)
    rows.row("intake.start", started, "s to the first connection", goal="<= 0.1", met=started <= 0.1)


if __name__ == "__main__":
    main()
