"""Somebody who wants to know what a few people answered. Takes every public
file of a release, writes down all that they say as linear equations over the
counts that were not told, and asks a linear program how small and how large
each of those may be. Shares nothing with the code that hides them."""
import json
import os

import numpy
from scipy.optimize import linprog
from scipy.sparse import lil_matrix

LEAST = 10
KINDS = ("dont_know", "not_say", "skipped", "not_shown")


class Puzzle:
    """Unknown counts, none below zero, and what is known of their sums."""

    def __init__(self):
        self.names, self.equal, self.at_least = {}, [], []

    def unknown(self, *name):
        return self.names.setdefault(name, len(self.names))

    def says(self, unknowns, total):
        self.equal.append((list(unknowns), total))

    def says_at_least(self, unknowns, total):
        self.at_least.append((list(unknowns), total))

    def _matrix(self, rows, sign=1):
        m = lil_matrix((len(rows), len(self.names)))
        for i, (unknowns, _) in enumerate(rows):
            for u, factor in unknowns:
                m[i, u] += sign * factor
        return m.tocsr(), numpy.array([sign * total for _, total in rows])

    def bounds(self, wanted):
        """Least and most of the sum of some unknowns."""
        a, b = self._matrix(self.equal)
        more = {}
        if self.at_least:
            more["A_ub"], more["b_ub"] = self._matrix(self.at_least, -1)
        out = []
        for sign in (1, -1):
            c = numpy.zeros(len(self.names))
            for u in wanted:
                c[u] += sign
            found = linprog(c, A_eq=a, b_eq=b, method="highs", **more)
            out.append(float("inf") if found.status == 3 else
                       None if found.status else sign * found.fun)
        return out


def read(folder, name):
    with open(os.path.join(folder, name), encoding="utf-8") as f:
        return json.load(f)


def pose(question, breakdowns):
    """The puzzle of one question, and the sums that were not told."""
    puzzle, secrets = Puzzle(), {}
    name = question["name"]
    for group in question["answers"]:
        cells = [puzzle.unknown("x", v) for v in group["values"]]
        puzzle.says([(c, 1) for c in cells], group["n"])
        if len(cells) > 1:
            secrets.update({("x", v): [c] for v, c in zip(group["values"], cells)})
    answered = puzzle.unknown("x", "everybody" if question["answers"][0]["values"] == ["everybody"] else "answered")
    for choice in question.get("choices", []):
        cell = puzzle.unknown("choice", choice["value"])
        puzzle.says_at_least([(answered, 1), (cell, -1)], 0)
        if choice["n"] is None:
            secrets["choice", choice["value"]] = [cell]
        else:
            puzzle.says([(cell, 1)], choice["n"])
    if question.get("choices") and ("x", "answered") in puzzle.names:
        cells = [(puzzle.unknown("choice", c["value"]), 1) for c in question["choices"]]
        puzzle.says_at_least(cells + [(answered, -1)], 0)
    for table in breakdowns:
        rows = next((q.get("rows") for q in table["questions"] if q["name"] == name), None)
        if rows:
            cross(puzzle, secrets, question, table, rows)
    return puzzle, secrets


def cross(puzzle, secrets, question, table, rows):
    by = table["by"]
    columns = [v for c in table["columns"] for v in c["values"]]
    values = [v for g in question["answers"] for v in g["values"]]
    for column in table["columns"]:
        puzzle.says([(puzzle.unknown(by, v, c), 1) for v in values for c in column["values"]], column["n"])
    for v in values:
        puzzle.says([(puzzle.unknown(by, v, c), 1) for c in columns] + [(puzzle.unknown("x", v), -1)], 0)
    for row in rows:
        for column, n in zip(table["columns"], row["n"]):
            cells = [puzzle.unknown(by, v, c) for v in row["values"] for c in column["values"]]
            if n is not None:
                puzzle.says([(c, 1) for c in cells], n)
            if n is None or len(cells) > 1:
                secrets.update({puzzle_name: [u] for puzzle_name, u in
                                (((by, v, c), puzzle.unknown(by, v, c))
                                 for v in row["values"] for c in column["values"])})
            if n is None:
                secrets[(by, "|".join(row["values"]), "|".join(column["values"]))] = cells


def attack(folder):
    """What can be told of a release: [(who, least, most)] that leaves out some
    number from 0 to 9, the counts below ten that it shows, and how many sums
    were tried."""
    release = read(folder, "results.json")
    number = release["release"]
    fresh = [read(folder, b["file"]) for b in release["breakdowns"] if b["release"] == number]
    told, small, tried = [], [], 0
    for question in release["questions"]:
        small += [(question["name"], g) for g in question["answers"] if g["n"] < LEAST]
        small += [(question["name"], c) for c in question.get("choices", [])
                  if c["n"] is not None and c["n"] < LEAST]
        puzzle, secrets = pose(question, fresh)
        for secret, cells in secrets.items():
            least, most = puzzle.bounds(cells)
            tried += 1
            if least is None or least > 1e-6 or most < LEAST - 1 - 1e-6:
                told.append((question["name"], *secret, least, most))
    for table in fresh:
        small += [(table["by"], c) for c in table["columns"] if c["n"] < LEAST]
        small += [(table["by"], q["name"], r) for q in table["questions"] for r in q.get("rows", [])
                  if any(n is not None and n < LEAST for n in r["n"])]
    return told, small, tried
