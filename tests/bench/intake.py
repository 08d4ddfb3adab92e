#!/usr/bin/python3
"""Durable submissions a second, beside SQLite's own durable rows of the same
size in the same run; the hub's CPU time, memory and start."""
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
COUNT = rows.sized(2000, 8000, 50000)
ROUNDS = rows.sized(2, 5)
BODY = 450
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

    kinds = [lambda c=c: submit("one", c, COUNT) for c in (1, 16, 64)] + [
        lambda: submit("bulk", 500, COUNT * 4),
        lambda: rows.figures("limits", "sqlite-one", min(COUNT, 4000), BODY, scratch),
        lambda: rows.figures("limits", "sqlite-batch", COUNT * 4, BODY, scratch)]
    one, sixteen, many, bulk, single, batched = rows.interleaved(ROUNDS, *kinds)
    memory = private_mb(hub.child.pid)
    hub.stop()
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
    p99 = rows.median([r["p99_ms"] for r in many])
    rows.row("intake.p99.64", p99, "ms", spread=rows.spread([r["p99_ms"] for r in many]), goal="<= 20 ms", met=p99 <= 20)
    for id, results, count in (("intake.cpu.16", sixteen, COUNT), ("intake.cpu.bulk", bulk, COUNT * 4)):
        cpu = [r["cpu"] / count * 1000 for r in results]
        rows.row(id, rows.median(cpu), "CPU s per 1,000 answers, projection included", spread=rows.spread(cpu),
                 peer="ODK Central", peer_value=5.7, goal="<= 0.2", met=rows.median(cpu) <= 0.2)
    rows.row("intake.memory", memory, "MB private after the load", goal="<= 64", met=memory <= 64)
    rows.row("intake.start", started, "s to the first connection", goal="<= 0.1", met=started <= 0.1)


main()
