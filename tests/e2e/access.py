#!/usr/bin/python3
"""docs/ACCESS.md keeps its word: each row of a standard says how it is met; a
row that says "met" names its tests, and each of them is in its file."""
import glob
import os
import re
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, os.path.join(TOP, "tests"))
import tap  # noqa: E402

NAMED = re.compile(r"`([a-z0-9_]+(?:\.py)?): ([a-z0-9_]+)`")
STATES = ("met: ", "by design: ", "does not apply", "do not apply", "enclosure", "as ")
# The rows that FIELD's standards have for a public terminal.
WANTED = {"EN 301 549 V3.2.1, clause 5": 30, "EN 301 549, clause 8": 9, "Section 508": 12, "ADA 707": 7, "WCAG 2.2": 25}


def sections():
    """{heading: [(row, state)]} of the tables of standards."""
    out, heading = {}, ""
    with open(TOP + "/docs/ACCESS.md", encoding="utf-8") as f:
        for line in f:
            if line.startswith("## "):
                heading = line[3:].strip()
            cells = [c.strip() for c in line.strip().strip("|").split("|")]
            if line.startswith("| ") and cells[0] not in ("clause", "row", "criterion", "for whom"):
                out.setdefault(heading, []).append((cells[0], cells[-1]))
    return out


def has(file, function):
    """Whether that test is there, and is called or listed."""
    if file.endswith(".py"):
        paths, least = [f"{HERE}/{file}"], 1 if function == "main" else 2
    else:
        paths, least = glob.glob(f"{TOP}/tests/unit/**/{file}.c", recursive=True), 2
    for path in paths:
        if os.path.exists(path):
            with open(path, encoding="utf-8") as f:
                text = f.read()
            is_there = re.search(rf"^(?:def |static void ){function}\(", text, re.M)
            if is_there and len(re.findall(rf"\b{function}\b", text)) >= least:
                return True
    return False


def main():
    found = sections()
    for name, least in WANTED.items():
        rows = next((rows for heading, rows in found.items() if heading.startswith(name)), [])
        count = sum(len(re.split(r", | to ", row)) for row, _ in rows)
        tap.ok(count >= least, f"{name}: at least {least} clauses have a row", count)
        tap.equal([r for r, state in rows if not state.startswith(STATES)], [], f"{name}: each row says how it is met")
        tap.equal([r for r, state in rows if state.startswith("met") and not NAMED.search(state)], [],
                  f"{name}: whatever is met names its test")
    named = sorted({n for rows in found.values() for _, state in rows for n in NAMED.findall(state)})
    tap.ok(len(named) > 20, "many tests are named", len(named))
    tap.equal([f"{file}: {function}" for file, function in named if not has(file, function)], [],
              "every test that is named exists")
    tap.ok(not has("blind.py", "no_such_case") and not has("test_rack", "no_such_test"), "and one that is not is missed")
    tap.done()


if __name__ == "__main__":
    main()
