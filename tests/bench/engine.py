#!/usr/bin/python3
"""The form engine on the forms on which the reference engine was measured
(../shared, when it is beside the project), and its cost on flat forms of
growing size."""
import csv
import os
import resource
import subprocess

import rows

HERE = os.path.dirname(os.path.abspath(__file__))
SHARED = os.environ.get("BARRIO_SHARED", os.path.join(HERE, "..", "..", "..", "shared"))
BENCH = os.path.join(SHARED, "conformance", "javarosa", "bench")
ROUNDS = rows.sized(5, 21, 101)
STARTS = rows.sized(5, 15, 51)
# ours, the reference's column, what it is
FIGURES = [("load", "parse_ms"), ("begin", "init_ms"), ("answer", "answer1_ms"), ("reanswer", "reanswer_ms"),
           ("choices", "itemset_choices_ms"), ("walk_to_end", "walk_to_end_ms"), ("serialise", "serialise_ms")]
ANSWERS = ("answer", "reanswer")
LARGEST = "whova_form.xml"


def reference():
    with open(os.path.join(BENCH, "RESULTS.tsv")) as lines:
        table = list(csv.DictReader(lines, delimiter="\t"))
    return {(r["form"], r["mode"]): r for r in table}


def number(row, column):
    return None if row[column] == "-" else float(row[column])


def cpu():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (used.ru_utime + used.ru_stime) * 1000


def start(form):
    """CPU time of a whole process up to its first question: other programs on
    the machine must not count."""
    begin = cpu()
    out = subprocess.run([os.path.join(rows.BUILD, "bench", "engine"), "start", form, BENCH], check=True,
                         capture_output=True, text=True).stdout
    took = cpu() - begin
    return took, float(dict(line.split() for line in out.splitlines())["peak_private_kb"]) / 1024


def measure(name, cold, warm):
    form = os.path.join(BENCH, name)
    short = name.split("_", 1)[0] if not name.startswith("nigeria") else name.split("_2ndry", 1)[0]
    ours = rows.figures("engine", "form", form, BENCH, ROUNDS)
    for mine, column in FIGURES:
        theirs = number(warm, column)
        if theirs is None or ours[mine] < 0:
            continue
        factor = 10 if mine in ANSWERS else 1
        rows.row(f"engine.{short}.{mine}", ours[mine], "ms", peer="reference engine, warm", peer_value=theirs,
                 goal=f"<= 1/{factor}" if factor > 1 else "faster", met=ours[mine] * factor <= theirs)
    runs = [start(form) for _ in range(STARTS)]
    times = [t for t, _ in runs]
    peaks = [p for _, p in runs]
    theirs = float(cold["jvm_total_ms"])
    # The goal is set for the largest form; for smaller ones both sides mostly load libraries.
    factor = 50 if name == LARGEST else 25
    rows.row(f"engine.{short}.start", rows.median(times), "ms of CPU to the first question", spread=rows.spread(times),
             peer="reference engine, cold", peer_value=theirs, goal=f"<= 1/{factor}",
             met=rows.median(times) * factor <= theirs)
    theirs = float(cold["peak_rss_MB"])
    rows.row(f"engine.{short}.memory", rows.median(peaks), "MB private, peak", peer="reference engine, RSS",
             peer_value=theirs, goal="<= 1/10", met=rows.median(peaks) * 10 <= theirs)


def flat():
    costs = {n: rows.median([rows.figures("engine", "flat", n)["answer"] * 1000 for _ in range(5)])
             for n in (100, 1000, 10000)}
    for n, cost in costs.items():
        rows.row(f"engine.flat.{n}", cost, "us per answer", limit=costs[100], goal="<= 2x of 100 questions",
                 met=cost <= 2 * costs[100])


def main():
    flat()
    if not os.path.exists(os.path.join(BENCH, "RESULTS.tsv")):
        return
    known = reference()
    for name in sorted({form for form, _ in known}):
        measure(name, known[name, "cold"], known[name, "warm"])


main()
