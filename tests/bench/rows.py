"""Rows of the table that make bench prints. A section calls row() for each."""
import json
import os
import statistics
import subprocess

SIZE = os.environ.get("BENCH_SIZE", "full")
BUILD = os.environ.get("BARRIO_BUILD", "build")


# What each id begins with, and the chapter it stands in; the longest one holds.
SECTIONS = {
    "face": "The station's face", "engine": "The form engine", "xlsform": "Spreadsheets to forms",
    "store": "Keeping an answer", "delivery": "Delivery", "intake": "Intake at the hub",
    "intake.postgres": "Intake on PostgreSQL", "export": "Export", "export.pages": "The administrators' pages",
    "public": "Public pages", "proof": "The log and its proofs", "field": "Field staff",
    "start": "Being there: start, memory, energy, size"}


def section(id):
    """The section of an id, None when it begins with none."""
    return max((s for s in SECTIONS if id.startswith(s + ".")), key=len, default=None)


def sized(quick, full, long=None):
    """The amount of work for the size asked for."""
    return {"quick": quick, "full": full, "long": long if long is not None else full}[SIZE]


def row(id, ours, unit, peer="", peer_value=None, limit=None, ratio=None, goal="", met=None, spread=""):
    """One row. ratio defaults to ours over the limit, else over the peer."""
    assert section(id), f"{id} begins with no section: {' '.join(SECTIONS)}"
    if ratio is None:
        base = limit if limit is not None else peer_value
        ratio = ours / base if base else None
    print(json.dumps({"id": id, "ours": ours, "unit": unit, "peer": peer, "peer_value": peer_value,
                      "limit_value": limit, "ratio": ratio, "goal": goal, "met": met, "spread": spread}),
          flush=True)


def median(values):
    return statistics.median(values)


def spread(values):
    """min to max, as short text."""
    return f"{min(values):.3g}-{max(values):.3g}"


def interleaved(rounds, *functions):
    """Runs each function once a round, in turn; a list of results for each."""
    results = [[] for _ in functions]
    for _ in range(rounds):
        for i, function in enumerate(functions):
            results[i].append(function())
    return results


def figures(program, *args):
    """Runs a C bench program that prints `name value` lines; a dict."""
    out = subprocess.run([os.path.join(BUILD, "bench", program), *map(str, args)],
                         check=True, capture_output=True, text=True).stdout
    return {name: float(value) for name, value in (line.split() for line in out.splitlines())}


def latencies(prefix, results):
    """p50 and p99 of an answer, for each number of connections."""
    for connections, runs in results.items():
        for name in ("p50", "p99"):
            took = [r[name + "_ms"] for r in runs]
            id = f"{prefix}.{name}.{connections}"
            row(id, median(took), "ms from sending to the whole reply", spread=spread(took))


def number(value):
    """As a table shows it."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    magnitude = abs(value)
    return f"{value:,.0f}" if magnitude >= 1000 else f"{value:.3g}"
