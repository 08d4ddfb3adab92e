#!/usr/bin/python3
"""Makes docs/PERFORMANCE.md and docs/growth.svg from two runs of make bench
(build/bench.1.jsonl and build/bench.jsonl), the counted instructions
(tests/bench/gate.txt) and, when it was made, build/profile.txt. What a person
has to say of them stands in tests/bench/notes.txt.

usage: document.py [EARLIER.jsonl LATER.jsonl [FOLDER]]   default folder: docs"""
import json
import os
import shutil
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, HERE)
import gate  # noqa: E402
from rows import SECTIONS, number, section  # noqa: E402

BUILD = os.environ.get("BARRIO_BUILD", os.path.join(TOP, "build"))
HEAD = """# What it costs

Made by `make performance` from two runs of `make bench` apart in time; not
written by hand. Each figure of ours stands beside what people would use instead
(the peer) and beside what the machine can do at all (the limit), measured in
the same run, interleaved. **Compare ratios, not times**: the machine was
{machine}, and a board for 15 dollars is 5 to 20 times slower in everything.
A row with two values shows both runs, one with a single value was in one of them.
"""


def read(path):
    with open(path, encoding="utf-8") as lines:
        return {row["id"]: row for row in map(json.loads, lines)}


def notes():
    """key -> what a person wrote: `key: text`, goes on in indented lines."""
    found, key = {}, None
    for line in open(os.path.join(HERE, "notes.txt"), encoding="utf-8"):
        if line[0] == "#" or not line.strip():
            continue
        if line[0] == " ":
            found[key] += " " + line.strip()
        else:
            key, text = line.split(": ", 1)
            found[key] = text.strip()
    return found


def both(first, second, key):
    a, b = (number(row.get(key)) if row else "" for row in (first, second))
    return a if a == b or not b else b if not a else f"{a}, {b}"


def table(ids, earlier, later):
    out = ["| what | ours | unit | peer | limit | ratio | goal | met |", "|---|---:|---|---|---:|---:|---|---|"]
    for id in ids:
        first, second = earlier.get(id), later.get(id)
        row = second or first
        peer = f"{row['peer']}: {both(first, second, 'peer_value')}" if row["peer"] and row["peer_value"] is not None else row["peer"]
        met = {(True,): "yes", (False,): "**no**"}.get(tuple({r["met"] for r in (first, second) if r and r["met"] is not None}),
                                                      "" if row["met"] is None else "once of twice")
        out.append("| " + " | ".join([f"`{id}`", both(first, second, "ours"), row["unit"], peer, both(first, second, "limit_value"),
                                      both(first, second, "ratio"), row["goal"], met]) + " |")
    return out


def is_short(id, earlier, later):
    return any(rows.get(id, {}).get("met") is False for rows in (earlier, later))


def counted():
    found, under = gate.kept()
    out = ["## Counted instructions", "", "`make bench-gate` fails when one of these takes over 3 % more than its last line in",
           "`tests/bench/gate.txt` says. They do not depend on what else the machine does.", f"Counted under {under}.", "",
           "| path | instructions | what | how it came there |", "|---|---:|---|---|"]
    for path, lines in found.items():
        doc = (getattr(gate.PATHS.get(path), "__doc__", "") or "").strip().split("\n\n")[0].replace("\n", " ")
        history = "; ".join(f"{count:,} ({why})" for count, why in lines)
        out.append(f"| `{path}` | {lines[-1][0]:,} | {' '.join(doc.split())} | {history} |")
    return out


def profiled(told):
    path = os.path.join(BUILD, "profile.txt")
    if not os.path.exists(path):
        return []
    out = ["", "## Who spends them (`make profile`)", ""]
    for part in open(path, encoding="utf-8").read().strip().split("\n\n"):
        name, *lines = part.split("\n")
        if not lines:
            continue
        out += [f"**{name}**. {told.get('profile.' + name, '')}".strip(), "", "```", *lines, "```", ""]
    return out


def main():
    names = sys.argv[1:3] or [os.path.join(BUILD, name) for name in ("bench.1.jsonl", "bench.jsonl")]
    folder = sys.argv[3] if sys.argv[3:] else os.path.join(TOP, "docs")
    earlier, later = map(read, names)
    told = notes()
    with open(os.path.join(BUILD, "bench.machine"), encoding="utf-8") as f:
        out = [HEAD.format(machine=f.read().strip())]
    ids = list(dict.fromkeys([*later, *earlier]))
    short = [id for id in ids if is_short(id, earlier, later)]
    goals = [id for id in ids if any(rows.get(id, {}).get("met") is not None for rows in (earlier, later))]
    out.append(f"{len(ids)} rows, {len(goals)} with a goal, {len(goals) - len(short)} of them met in every run; "
               f"the earlier run has {len(earlier)} of them, the later one {len(later)}.\n")
    if short:
        out += ["## Short of its goal, and why", ""]
        out += [f"- `{id}` ({both(earlier.get(id), later.get(id), 'ours')} {(later.get(id) or earlier[id])['unit']}, goal "
                f"{(later.get(id) or earlier[id])['goal']}): {told.get(id, 'not yet explained.')}" for id in short] + [""]
    for name, title in SECTIONS.items():
        mine = [id for id in ids if section(id) == name and ".growth" not in id]
        if mine:
            out += [f"## {title}", "", *([told[name], ""] if name in told else []), *table(mine, earlier, later), ""]
    growing = [id for id in ids if ".growth" in id]
    if growing:
        out += ["## How costs grow", "", "The exponent is the slope of log(cost) over log(size): 0 does not grow, 1 grows with its size.", "",
                "![How costs grow](growth.svg)", "", *table(growing, earlier, later), ""]
        shutil.copy(os.path.join(BUILD, "growth.svg"), os.path.join(folder, "growth.svg"))
    out += [*counted(), *profiled(told), "## What was tried, and what it gave", ""]
    out += [f"- {text}" for key, text in told.items() if key.startswith("tried.")]
    with open(os.path.join(folder, "PERFORMANCE.md"), "w", encoding="utf-8") as f:
        f.write("\n".join(out).rstrip() + "\n")
    print(f"PERFORMANCE.md: {len(ids)} rows; short of their goal: {' '.join(short) or 'none'}")


main()
