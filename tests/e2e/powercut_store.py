#!/usr/bin/python3
"""The station's store under power cuts at every file operation, with torn and
reordered writes: what was acknowledged is there, once, and the database is
intact. $CUTS (default 200) says how many cuts, in rounds of 500 with a new
folder each, since every cut copies the folder."""
import os
import random
import re
import sqlite3
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import powercut
import tap

KEEP = os.path.join(os.environ["BARRIO_BUILD"], "bench", "keep")
CUTS = int(os.environ.get("CUTS", "200"))
ROUND = 500
BATCH = 4


def log_gap(db):
    """Each epoch's leaves are numbered without a gap, and every answer is one."""
    if not db.execute("SELECT 1 FROM sqlite_master WHERE name = 'leaf'").fetchall():
        return ""
    places = {}
    for epoch, place in db.execute("SELECT epoch, leaf_index FROM leaf UNION ALL SELECT epoch, leaf_index FROM response"):
        places.setdefault(epoch, []).append(place)
    for epoch, all_of_it in places.items():
        if epoch is None or sorted(all_of_it) != list(range(len(all_of_it))):
            return f"epoch {epoch} has the leaves {sorted(all_of_it)[-9:]}"
    return ""


def kept_numbers(folder):
    db = sqlite3.connect(os.path.join(folder, "station.db"))
    intact = db.execute("PRAGMA integrity_check").fetchone()[0]
    tables = db.execute("SELECT name FROM sqlite_master WHERE name = 'response'").fetchall()
    ids = [r[0] for r in db.execute("SELECT id FROM response")] if tables else []
    if tables and intact == "ok":
        intact = log_gap(db) or "ok"
    db.close()
    return intact, sorted(int(i.rsplit("-", 1)[1]) for i in ids)


def campaign(disk, first_cut, last_cut):
    """Cuts, one after the other, on one folder; what went wrong, if anything."""
    chance = random.Random(20261123 + first_cut)
    # The first run makes the database; those that follow do less.
    disk.operations([KEEP, disk.live, "0", str(BATCH), "500"])
    longest = disk.operations([KEEP, disk.live, str(BATCH), str(BATCH), "500"])
    acknowledged, cuts = set(range(2 * BATCH)), 0
    disk.power_failed(0, 0)
    for cut in range(first_cut, last_cut):
        # Every operation in turn, the torn part by chance.
        first, at = (cut + 2) * BATCH, 1 + cut % longest
        run = subprocess.run([KEEP, disk.live, str(first), str(BATCH), "500", "loud"], text=True,
                             env=disk.environment(at), capture_output=True)
        cuts += run.returncode == -9
        acknowledged |= {int(n) for n in re.findall(r"^kept (\d+)$", run.stdout, re.M)}
        disk.power_failed(cut, chance.choice((0, 30, 70, 100)))
        intact, there = kept_numbers(disk.live)
        disk.settle()
        lost, twice = acknowledged - set(there), len(there) - len(set(there))
        if intact != "ok" or lost or twice:
            return cuts, len(acknowledged), f"cut {cut} at {at}: {intact}, lost {sorted(lost)[:5]}, twice {twice}"
    return cuts, len(acknowledged), ""


def careless(disk):
    """SQLite with synchronous=NORMAL loses acknowledged rows on this disk."""
    path, python = os.path.join(disk.live, "x.db"), "/usr/bin/python3"
    sql = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE t(x);"
    subprocess.run([python, "-c", f"import sqlite3; sqlite3.connect({path!r}).executescript({sql!r})"],
                   env=disk.environment(program=python), check=True)
    program = (f"import os, sqlite3\ndb = sqlite3.connect({path!r})\ndb.execute('PRAGMA synchronous=NORMAL')\n"
               "for i in range(50):\n    db.execute('INSERT INTO t VALUES (?)', (i,))\n    db.commit()\n"
               "os.kill(os.getpid(), 9)\n")
    subprocess.run([python, "-c", program], env=disk.environment(program=python))
    disk.power_failed(1, 0)
    return sqlite3.connect(path).execute("SELECT count(*) FROM t").fetchone()[0]


def main():
    with tempfile.TemporaryDirectory() as top:
        def new(name):
            return powercut.Disk(os.path.join(top, name), os.path.join(top, name + ".disk"))

        cuts, acknowledged, wrong = 0, 0, ""
        for begin in range(0, CUTS, ROUND):
            disk = new(f"store{begin}")
            more, kept, wrong = campaign(disk, begin, min(begin + ROUND, CUTS))
            cuts, acknowledged = cuts + more, acknowledged + kept
            if wrong:
                break
            disk.discard()
        tap.ok(not wrong, f"{cuts} power cuts, {acknowledged} acknowledged: lost 0, twice 0", wrong)
        tap.ok(cuts > CUTS // 2, "most runs were really cut", f"{cuts} of {CUTS}")
        rows = careless(new("careless"))
        tap.ok(rows < 50, "the same disk shows the loss of a careless store", f"{rows} of 50 rows survived")
    tap.done()


main()
