#!/usr/bin/python3
"""Releases of a real hub: only in steps of ten, numbered and never changed;
what is published of a field is fixed with its first answer; the files say the
same as each other, over HTTP as in the folder, and are a valid Data Package."""
import csv
import gzip
import http.client
import io
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
import zipfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))
import tap  # noqa: E402
from stand import BUILD, TOP, Hub, Station, command, program  # noqa: E402

FORM = os.path.join(BUILD, "forms", "barrio.xml")


class Corner:
    """A hub, and three stations that have the survey."""

    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="barrio-release.")
        self.hub = Hub(self.folder + "/hub")
        self.hub.publish(FORM)
        self.hub.start()
        self.texts = self.folder + "/texts"
        open(self.texts, "w").write("word: seeded\n")
        self.stations = [Station(f"{self.folder}/luna-{i}", self.hub, f"luna-{i}") for i in (1, 2, 3)]
        for station in self.stations:
            station.sync()
        self.seed = 0

    def answer(self, station, count):
        self.seed += 1
        command(program("barrio-seed"), "--data", station.data, "--forms", station.forms, "--count", str(count),
                "--seed", str(self.seed), "--texts", self.texts)
        station.sync()

    def release(self):
        """The number of the next release, None when there is none to make."""
        run = self.hub.run("release", "barrio", check=False)
        return int(run.stdout.split()[-1]) if run.returncode == 0 else None

    def file(self, number, name):
        path = f"{self.hub.folder}/publications/releases/barrio/{number}/{name}"
        return open(path, "rb").read()

    def json(self, number, name="results.json"):
        return json.loads(self.file(number, name))

    def close(self):
        self.hub.stop()
        shutil.rmtree(self.folder)


class Crowd:
    """Readers who ask for the latest release without a pause."""

    def __init__(self, hub):
        self.hub, self.is_over = hub, threading.Event()
        self.asked = self.latest = self.older = 0
        self.readers = [threading.Thread(target=self.read) for _ in range(4)]

    def read(self):
        to = http.client.HTTPConnection("127.0.0.1", self.hub.port, timeout=30)
        while not self.is_over.is_set():
            known = self.latest
            to.request("GET", "/r/barrio/latest/results.json")
            number = json.loads(to.getresponse().read())["release"]
            self.asked += 1
            self.older += number < known
            self.latest = max(self.latest, number)
        to.close()

    def __enter__(self):
        for reader in self.readers:
            reader.start()
        return self

    def __exit__(self, *_):
        self.is_over.set()
        for reader in self.readers:
            reader.join()


def steps(corner):
    tap.equal(corner.release(), 0, "before any answer there is release 0")
    names = os.listdir(f"{corner.hub.folder}/publications/releases/barrio/0")
    tap.ok("counts.csv" not in names and "codebook.csv" in names and "sample.csv" in names,
           "with codebook and sample, without figures", names)
    corner.answer(corner.stations[0], 9)
    tap.equal(corner.release(), None, "nine answers make no release")
    corner.answer(corner.stations[1], 1)
    tap.equal(corner.release(), 1, "ten do")
    before = {n: corner.file(1, n) for n in os.listdir(f"{corner.hub.folder}/publications/releases/barrio/1")}
    tap.equal(corner.release(), None, "the same ten make no other")
    for i, station in enumerate(corner.stations):
        corner.answer(station, 20 + 15 * i)
    tap.equal(corner.release(), 2, "more people make the next")
    tap.equal(corner.json(2)["people"], 115, "which counts everybody")
    corner.answer(corner.stations[0], 10)
    corner.answer(corner.stations[2], 3)
    with Crowd(corner.hub) as crowd:
        tap.equal(corner.release(), 3, "thirteen more make a third")
        tap.equal(json.loads(corner.hub.get("/r/barrio/latest/results.json")[2])["release"], 3,
                  "which the next reader gets, in the midst of a crowd")
    tap.ok(crowd.asked > 100 and crowd.latest == 3 and crowd.older == 0, "and nobody an older one after it",
           vars(crowd))
    tap.ok(all(corner.file(1, n) == content for n, content in before.items()), "release 1 is as it was, byte for byte")
    tap.ok(all(c.startswith(b"\x1f\x8b") is n.endswith(".gz") for n, c in before.items()) and
           all(gzip.decompress(before[n]) == before[n[:-3]] for n in before if n.endswith(".gz")),
           "each file lies compressed beside itself")


def account(corner):
    """What counts say sums to the account, whatever was put together."""
    for number in (1, 2, 3):
        release = corner.json(number)
        counted = next(t["n"] for t in release["totals"] if t["what"] == "counted")
        sums = {q["name"]: sum(g["n"] for g in q["answers"]) for q in release["questions"]}
        tap.equal(set(sums.values()), {counted}, f"release {number}: every question sums to the people counted")
        rows = list(csv.DictReader(io.StringIO(corner.file(number, "counts.csv").decode(), newline="")))
        of_csv = {q: sum(int(r["n"]) for r in rows if r["question"] == q and r["part"] == "answer") for q in sums}
        tap.equal(of_csv, sums, f"release {number}: CSV and JSON say the same")


def over_http(corner):
    hub = corner.hub
    status, headers, body = hub.get("/r/barrio/3/results.json")
    tap.equal((status, body), (200, corner.file(3, "results.json")), "over HTTP the same bytes as in the folder")
    tap.ok("immutable" in headers["Cache-Control"] and headers["Access-Control-Allow-Origin"] == "*",
           "to be kept for ever, by any page", headers)
    again = hub.get("/r/barrio/3/results.json", headers={"If-None-Match": headers["ETag"]})
    tap.equal((again[0], again[2]), (304, b""), "who has it is told so")
    packed = hub.get("/r/barrio/3/results.json", headers={"Accept-Encoding": "gzip"})
    tap.ok(packed[1].get("Content-Encoding") == "gzip" and gzip.decompress(packed[2]) == body,
           "compressed for who takes it")
    plain = hub.get("/r/barrio/3/results.json", headers={"Accept-Encoding": "gzip;q=0, identity"})
    tap.equal((plain[1].get("Content-Encoding"), plain[2] == body), (None, True), "and not for who says that it does not")
    latest = hub.get("/r/barrio/latest/results.json")
    tap.ok(latest[2] == body and "immutable" not in latest[1]["Cache-Control"], "the latest is the third, for now")
    for path in ("/r/barrio/4/results.json", "/r/barrio/3/..%2f..%2f..%2fhub.db", "/r/..%2f..%2f/3/x", "/r/nada",
                 "/r/barrio/-1/results.json", "/r/barrio/3x/results.json"):
        tap.equal(hub.get(path)[0], 404, f"{path}: not there")
    for language, word in (("es", "Contestó quien quiso"), ("en", "From people who chose to answer")):
        page = hub.get(f"/r/barrio?lang={language}")[2].decode()
        tap.ok(word in page and f'<html lang="{language}"' in page, f"the page speaks {language}")
        tap.ok(len(page) < 60000 and "<script" not in page and "src=" not in page,
               f"{language}: small, without scripts, nothing beside it", len(page))


def in_one_file(corner):
    """The same release as one zip file, and on a stick."""
    folder = f"{corner.hub.folder}/publications/releases/barrio/3"
    status, headers, body = corner.hub.get("/r/barrio/3/release.zip")
    tap.equal((status, headers["Content-Type"]), (200, "application/zip"), "a release is there as one file")
    bundle = zipfile.ZipFile(io.BytesIO(body))
    plain = sorted(n for n in os.listdir(folder) if not n.endswith(".gz") and n != "release.zip")
    tap.equal((bundle.testzip(), sorted(bundle.namelist())), (None, plain), "with all its files")
    tap.ok(all(bundle.read(n) == corner.file(3, n) for n in plain), "byte for byte")
    tap.ok({i.date_time[:3] for i in bundle.infolist()} == {tuple(map(int, corner.json(3)["made"].split("-")))},
           "dated by the release's day, so that the same files are the same bytes")
    stick = corner.folder + "/stick"
    os.makedirs(stick)
    tap.equal(corner.hub.run("copy", "release", "barrio", stick), "3\n", "the last release is copied to a stick")
    names = os.listdir(stick + "/barrio-release-3")
    tap.equal(sorted(names), sorted(os.listdir(folder)), "with every file")
    over = {n: corner.hub.get(f"/r/barrio/3/{n}")[2] for n in names}
    tap.ok(all(open(f"{stick}/barrio-release-3/{n}", "rb").read() == over[n] for n in names),
           "each byte for byte what comes over HTTP")
    run = command(program("barrio-verify"), "release", stick + "/barrio-release-3", check=False)
    tap.equal(run.returncode, 0, "and barrio-verify finds the stick sound")
    run = corner.hub.run("copy", "release", "nada", stick, check=False)
    tap.ok(run.returncode != 0, "of a form that is not there nothing is copied", run.stderr)


def package(corner):
    if not shutil.which("npm"):
        tap.skip("the Data Package is valid", "npm is not there")
        return
    folder = os.path.join(BUILD, "npm-datapackage")
    if not os.path.isdir(folder + "/node_modules/datapackage"):
        subprocess.run(["npm", "install", "--no-audit", "--no-fund", "--prefix", folder, "datapackage@1.1.10"],
                       capture_output=True, check=False, timeout=300)
    if not os.path.isdir(folder + "/node_modules/datapackage"):
        tap.skip("the Data Package is valid", "the npm registry does not answer")
        return
    for number, tables in ((0, 3), (3, 7)):
        run = subprocess.run(
            ["node", os.path.join(TOP, "tests", "datapackage.js"),
             f"{corner.hub.folder}/publications/releases/barrio/{number}/datapackage.json"],
            capture_output=True, text=True, env={**os.environ, "NODE_PATH": folder + "/node_modules"}, timeout=120)
        rows = json.loads(run.stdout) if run.returncode == 0 else {}
        tap.ok(run.returncode == 0 and len(rows) == tables and all(rows.values()),
               f"release {number} is valid by the published profiles, and every row by its schema",
               run.stdout + run.stderr)


def load(corner):
    """The line that docs/DATA.md shows."""
    folder = f"{corner.hub.folder}/publications/releases/barrio/3"
    line = "sqlite3 release.db '.mode csv' '.import counts.csv counts' '.import codebook.csv codebook'"
    with open(os.path.join(TOP, "docs", "DATA.md"), encoding="utf-8") as f:
        tap.ok(line in f.read(), "the documentation shows how to load it")
    if not shutil.which("sqlite3"):
        tap.skip("which works", "the sqlite3 program is not there")
        return
    subprocess.run(["sh", "-c", line], cwd=folder, check=True)
    db = sqlite3.connect(folder + "/release.db")
    n = db.execute("SELECT SUM(n) FROM counts WHERE question = 'vida' AND part = 'answer'").fetchone()[0]
    os.unlink(folder + "/release.db")
    tap.equal(n, corner.json(3)["people"], "and that line loads it into SQLite")


def verified(corner):
    """barrio-verify shares no source with the hub; and sees every forgery."""
    folder = f"{corner.hub.folder}/publications/releases/barrio/3"
    run = command(program("barrio-verify"), "release", folder, check=False)
    tap.ok(run.returncode == 0 and "128 people counted of 128 answers" in run.stdout, "barrio-verify finds it sound",
           run.stdout + run.stderr)
    forged = corner.folder + "/forged"
    for name, old, new, what in (
            ("counts.csv", b",answer,1,", b",answer,1,1", "a count that was raised"),
            ("totals.csv", b"counted,,128", b"counted,,129", "people who were invented"),
            ("codebook.csv", b"Muy mal", b"Muy bien", "a word that was changed")):
        shutil.copytree(folder, forged)
        content = open(f"{forged}/{name}", "rb").read()
        assert old in content, (name, content[:200])
        open(f"{forged}/{name}", "wb").write(content.replace(old, new, 1))
        run = command(program("barrio-verify"), "release", forged, check=False)
        tap.ok(run.returncode == 1 and "WRONG" in run.stdout, f"and finds {what}", run.stdout + run.stderr)
        shutil.rmtree(forged)


def logged(corner):
    """The public log names each release by the hash of its description."""
    folder = f"{corner.hub.folder}/publications/releases/barrio/3"
    log = corner.folder + "/log"
    status, _, text = corner.hub.get("/proof/log")
    tap.equal(status, 200, "the log can be fetched")
    open(log, "wb").write(text)
    argv = [program("barrio-verify"), "release", folder, "--log", log]
    run = command(*argv, check=False)
    tap.equal(run.returncode, 0, "barrio-verify finds the release in the log")
    lines = text.splitlines(keepends=True)
    kept = [line for line in lines if not line.startswith(b"released ")]
    tap.ok(len(kept) < len(lines), "the log has lines for releases", text[-2000:])
    open(log, "wb").write(b"".join(kept))
    run = command(*argv, check=False)
    tap.ok(run.returncode == 1, "and misses one that the log does not name", run.stdout + run.stderr)


def held_against_the_log(corner, number):
    """What barrio-verify says of a release and the log as it is now."""
    log = corner.folder + "/log"
    open(log, "wb").write(corner.hub.get("/proof/log")[2])
    return command(program("barrio-verify"), "release",
                   f"{corner.hub.folder}/publications/releases/barrio/{number}", "--log", log, check=False)


def sums(corner):
    """Every answer of the account is a line of the log, and the other way
    round; an answer that is left out without a word is found."""
    ids = [r["meta-instanceID"] for r in corner.hub.csv("barrio")]
    for name in ids[:2]:
        corner.hub.run("review", name, "rejected", "given twice")
    corner.hub.run("erase", ids[2], "asked for by letter")
    corner.answer(corner.stations[0], 12)
    number = corner.release()
    run = held_against_the_log(corner, number)
    said = f"the account is the sum of the log: {len(ids) + 9} counted, 2 excluded, 1 withdrawn, 0 spoiled"
    tap.ok(run.returncode == 0 and said in run.stdout, "the account of a release sums to the log", run.stdout + run.stderr)
    rows = {r["what"]: (r["reason"], int(r["n"]))
            for r in csv.DictReader(io.StringIO(corner.file(number, "totals.csv").decode()))}
    tap.equal((rows["excluded"], rows["withdrawn"][1]), (("given twice", 2), 1), "with its reasons")
    corner.hub.sql("UPDATE response SET state = 2 WHERE instance_id = ?", ids[3])
    corner.hub.sql("INSERT INTO restated SELECT number FROM response WHERE instance_id = ?", ids[3])
    corner.answer(corner.stations[1], 12)
    run = held_against_the_log(corner, corner.release())
    tap.ok(run.returncode == 1 and "3 answers excluded or replaced, but the log of 2" in run.stdout,
           "one that a hub leaves out without a line of the log is found", run.stdout + run.stderr)


def promises(corner):
    """Nobody widens or narrows what a resident was told."""
    media = f"{corner.folder}/forms/barrio-media"
    os.makedirs(media)
    text = open(FORM, encoding="utf-8").read().replace('version="2026112301"', 'version="2026112302"')
    assert "2026112302" in text
    path = f"{corner.folder}/forms/barrio.xml"
    open(path, "w", encoding="utf-8").write(text)
    for field, line in (("vida", "closed = vida"), ("cambiar", "open = cambiar")):
        open(media + "/station.conf", "w").write(line + "\n")
        run = corner.hub.run("publish", path, check=False)
        tap.ok(run.returncode == 1 and f'"{field}" was promised' in run.stdout + run.stderr,
               f"{line}: refused, since there are answers", run.stdout + run.stderr)
    open(media + "/station.conf", "w").write("why = To choose what to mend first\n")
    tap.equal(corner.hub.run("publish", path, check=False).returncode, 0, "the same promises under a new version are taken")


def restored(corner):
    """What was published is as promised after a fire, too."""
    copy, hub = corner.folder + "/copy", Hub(corner.folder + "/restored")
    corner.hub.run("backup", copy)
    hub.run("restore", copy)
    tree = lambda top: {os.path.relpath(os.path.join(d, n), top): open(os.path.join(d, n), "rb").read()  # noqa: E731
                        for d, _, names in os.walk(top) for n in names}
    wanted = tree(f"{corner.hub.folder}/publications")
    tap.ok(len(wanted) > 10 and tree(f"{hub.folder}/publications") == wanted, "a backup restores every release, byte for byte")


def main():
    corner = Corner()
    for case in (steps, account, over_http, in_one_file, package, verified, logged, load, sums, promises, restored):
        tap.attempt(case.__name__, case, corner)
    corner.close()
    tap.done()


main()
