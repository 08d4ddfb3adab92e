#!/usr/bin/python3
"""A program that only follows the cursor, in CSV and in JSON lines, holds the
same as a full export after random new answers, edits, reviews, erasures and
deletions by schedule; on both engines. $TURNS (default 8) says how long."""
import csv
import hashlib
import io
import json
import os
import random
import sqlite3
import sys
import tempfile
import urllib.parse

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.dirname(HERE), HERE]
import hub as duties  # noqa: E402
import tap  # noqa: E402
from cluster import Server  # noqa: E402
from retrieval import FORM, place  # noqa: E402
from stand import Hub  # noqa: E402

TURNS = int(os.environ.get("TURNS", "8"))


def name_of(key):
    return hashlib.sha256(key.encode()).hexdigest()[:32]


class Mirror:
    """All it knows of the hub is docs/DATA.md: the reply's cursor, rows that
    replace those of the same answer, and `gone`."""

    def __init__(self, get, ending, **query):
        self.get, self.ending, self.query = get, ending, query
        self.cursor, self.answers, self.told = "", {}, 0

    def rows(self, after, **more):
        query = {**self.query, **more, **({"after": after} if after else {})}
        status, headers, data = self.get(self.ending, **query)
        assert status == 200, (status, data)
        rows = [json.loads(line) for line in data.splitlines()] if self.ending.endswith("jsonl") else \
            list(csv.DictReader(io.StringIO(data.decode(), newline="")))
        return headers["Barrio-Cursor"], rows

    def take(self, rows):
        came = {}
        for row in rows:
            gone = row.get("gone")
            if gone:
                self.answers.pop(gone, None)
                self.told += 1
                continue
            row = {name: value for name, value in row.items() if name not in ("cursor", "gone")}
            came.setdefault(name_of(row["key"]), []).append(row)
        self.answers.update(came)

    def follow(self):
        self.cursor, rows = self.rows(self.cursor)
        self.take(rows)

    def follow_by_lines(self):
        """As one whose line is cut all the time: goes on after the sixth row
        it got, at the cursor that stands in it. No answer has more rows."""
        for _ in range(500):
            cursor, rows = self.rows(self.cursor)
            self.take(rows[:6])
            self.cursor = rows[5]["cursor"] if len(rows) > 6 else cursor
            if len(rows) <= 6:
                return
        raise AssertionError("it does not come to an end")

    def full(self):
        other = Mirror(self.get, self.ending, **self.query)
        other.follow()
        return other.answers


class Life:
    """What people do to a hub's answers, at random."""

    def __init__(self, hub, client, seed):
        self.hub, self.c, self.chance, self.ids = hub, client, random.Random(seed), []

    def send(self, extra=""):
        r, iid = self.chance, duties.new_id()
        xml = place(iid, tipo=r.choice(("parque", "calle")), edad=str(r.randrange(5, 90)),
                    people=[r.choice(("Ana", "Li", "Zoé")) for _ in range(r.randrange(4))])
        xml = xml.replace("</instanceID>", "</instanceID>" + extra)
        assert self.c.post(duties.body(xml))[0] == 201
        self.ids.append(iid)

    def edit(self):
        self.send(f"<deprecatedID>{self.ids.pop(self.chance.randrange(len(self.ids)))}</deprecatedID>")

    def review(self):
        state = self.chance.choice(("approved", "hasIssues", "received", "rejected"))
        self.hub.run("review", self.chance.choice(self.ids), state, "porque sí")

    def erase(self):
        self.hub.run("erase", self.ids.pop(self.chance.randrange(len(self.ids))), "lo pidió")

    def turn(self):
        for _ in range(self.chance.randrange(1, 6)):
            kinds = (self.send, self.send, self.edit, self.review, self.review, self.erase)
            (self.chance.choice(kinds) if len(self.ids) > 3 else self.send)()


MIRRORS = [("responses.csv", {}), ("responses.csv", {"table": "gente"}), ("responses.csv", {"all": 1}),
           ("responses.csv", {"split": 1, "review": "approved"}), ("responses.csv", {"where": "edad >= 30 and tipo = calle"}),
           ("responses.csv", {"where": "edad >= 30", "table": "gente"}), ("responses.csv", {"station": "luna"}),
           ("responses.jsonl", {}), ("responses.jsonl", {"table": "gente"}), ("responses.jsonl", {"state": "excluded,superseded"})]


def expire(hub, database):
    """Everything is old suddenly, and its time is over."""
    old = "UPDATE response SET received_ms = received_ms - 172800000 WHERE number IN (SELECT number FROM response ORDER BY number LIMIT 5)"
    if database:
        database.query(old)
    else:
        with sqlite3.connect(os.path.join(hub.folder, "hub.db"), timeout=20) as db:
            db.execute(old)
    hub.run("retention", "set", "lugares", "1")
    return int(hub.run("retention", "run"))


def follow_all(name, hub, database, turns):
    client = duties.Client(hub, hub.station("luna"))
    reader = {"Authorization": "Bearer " + hub.run("reader", "add", "panel").split()[-1]}

    def get(ending, **query):
        return client.ask("GET", f"/v1/forms/lugares/{ending}?" + urllib.parse.urlencode(query), headers=reader)

    mirrors = [Mirror(get, ending, **query) for ending, query in MIRRORS]
    cut = [Mirror(get, "responses.jsonl", **query) for query in ({}, {"table": "gente"})]
    life, wrong = Life(hub, client, 7), []
    for turn in range(turns):
        life.turn()
        if turn == turns - 2:
            tap.ok(expire(hub, database) > 0, f"{name}: some answers are deleted by schedule")
            left = {row["key"] for row in hub.csv("lugares", "--all")}
            life.ids = [iid for iid in life.ids if iid in left]
        for m in mirrors:
            if life.chance.random() < 0.6 or turn == turns - 1:
                m.follow()
                full = m.full()
                wrong += [] if m.answers == full else [(turn, m.ending, m.query, sorted(set(m.answers) ^ set(full)))]
        for m in cut:
            m.follow_by_lines()
            wrong += [] if m.answers == m.full() else [(turn, "cut", m.query)]
    tap.equal(wrong, [], f"{name}: {len(mirrors) + len(cut)} mirrors equal the full export after each of {turns} turns")
    tap.ok(all(m.told for m in mirrors[:3]), f"{name}: each was told of some that are gone", [m.told for m in mirrors])
    tap.equal([m.rows(m.cursor)[1] for m in mirrors], [[]] * len(mirrors), f"{name}: then nothing more is told")
    last = mirrors[0]
    head = get("responses.csv", after=last.cursor)[2].decode().splitlines()[0].split(",")
    tap.equal(head[5:7], ["review", "gone"], f"{name}: the column is named")
    hub.run("review", life.ids[-1], "approved")
    tap.equal([(r["key"], r["review"], r["gone"]) for r in last.rows(last.cursor)[1]], [(life.ids[-1], "approved", "")],
              f"{name}: a review alone tells the answer again")
    old = "c%012x" % 1
    told = [get("responses.csv", after=c)[0] for c in (old, last.cursor[:-1], last.cursor + "0")]
    tap.equal(told, [400] * 3, f"{name}: what is no cursor is refused")
    return last.cursor


def ahead(hub, cursor):
    """Another archive's cursor would skip what this one has yet to get."""
    reader = hub.run("reader", "add", "panel").split()[-1]
    status, _, text = hub.get("/v1/forms/lugares/responses.csv?after=" + cursor, reader)
    tap.ok(status == 400 and "cursor" in text.decode(), "a cursor that is ahead of the archive is refused", text[-300:])


def main():
    with tempfile.TemporaryDirectory() as folder:
        hub = Hub(os.path.join(folder, "one"))
        hub.publish(FORM)
        assert hub.start()
        cursor = follow_all("SQLite", hub, None, TURNS)
        hub.stop()
        young = Hub(os.path.join(folder, "young"))
        young.publish(FORM)
        assert young.start()
        ahead(young, cursor)
        young.stop()
        if not Server.is_installed():
            tap.skip("PostgreSQL", "it is not installed")
            tap.done()
        server = Server(folder)
        server.start()
        hub = Hub(os.path.join(folder, "two"), database=server.address)
        hub.publish(FORM)
        assert hub.start()
        tap.attempt("PostgreSQL", follow_all, "PostgreSQL", hub, server, TURNS)
        hub.stop()
        server.stop()
    tap.done()


if __name__ == "__main__":
    main()
