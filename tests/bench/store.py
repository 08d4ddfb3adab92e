#!/usr/bin/python3
"""Keeping a response: time and pages written, beside SQLite's own one-row
durable transaction and the bare append + fdatasync of the same bytes."""
import os
import shutil
import tempfile

import rows

COUNT = rows.sized(500, 2000)
ROUNDS = rows.sized(3, 7)
BODY = 500


def main():
    top = tempfile.mkdtemp(dir=rows.BUILD)
    scratch = os.path.join(top, "limit")
    turn = iter(range(1000000))

    def ours():
        folder = os.path.join(top, f"station{next(turn)}")
        os.mkdir(folder)
        return rows.figures("keep", folder, 0, COUNT, BODY)

    def sqlite():
        return rows.figures("limits", "sqlite-one", COUNT, BODY + 200, scratch)

    def bare():
        return rows.figures("limits", "fdatasync", COUNT, BODY + 200, scratch)

    kept, engine, disk = rows.interleaved(ROUNDS, ours, sqlite, bare)
    shutil.rmtree(top)
    cost = [1e6 / k["per_second"] for k in kept]
    limit = [1e6 / e["per_second"] for e in engine]
    ratio = rows.median([a / b for a, b in zip(cost, limit)])
    rows.row("store.save", rows.median(cost), "us per saved response", spread=rows.spread(cost),
             peer="bare append + fdatasync", peer_value=rows.median([1e6 / d["per_second"] for d in disk]),
             limit=rows.median(limit), ratio=ratio, goal="<= 1.3x SQLite one-row", met=ratio <= 1.3)
    pages = [k["bytes_written"] / COUNT / 4096 for k in kept]
    rows.row("store.pages", rows.median(pages), "4 KiB pages written per saved response", spread=rows.spread(pages),
             limit=rows.median([e["bytes_written"] / COUNT / 4096 for e in engine]), goal="<= 5",
             met=rows.median(pages) <= 5)


main()
