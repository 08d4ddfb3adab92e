#!/usr/bin/python3
"""Nobody can tell what a few people answered: an attacker with every public
file of random seasons (SEASONS of them, 1,000 in check-long) finds that each
count that is hidden may be anything from 0 to 9, and between two releases of
the same figures at least ten people came or left. The same attacker succeeds
against a hub that hides small counts but nothing beside them."""
import glob
import os
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))
import tap  # noqa: E402
from attacker import attack, read  # noqa: E402
from stand import program  # noqa: E402

SEASONS = int(os.environ.get("SEASONS", "12"))
FIRST = int(os.environ.get("SEED", "1"))


def play(maker, first, count):
    folder = tempfile.mkdtemp(prefix="barrio-seasons.", dir="/dev/shm" if os.access("/dev/shm", os.W_OK) else None)
    subprocess.run([program("disclosure/" + maker), folder, str(first), str(count)], check=True)
    return folder


def releases(season):
    found = glob.glob(season + "/publications/releases/s/[1-9]*")
    return sorted(found, key=lambda p: int(os.path.basename(p)))


def members(season, number):
    """Whose answers each part of a release holds, as the hub alone knows."""
    out = {}
    for line in open(f"{season}/truth-{number}.txt", encoding="utf-8"):
        dimension, person, part = line.split()
        out.setdefault(dimension, {})[person] = part
    return out


def steps(season):
    """Releases, or breakdowns, that moved by fewer than ten people."""
    wrong, before, compared = [], {}, 0
    for folder in releases(season):
        number = int(os.path.basename(folder))
        now = members(season, number)
        moved = {b["by"]: b["release"] for b in read(folder, "results.json")["breakdowns"]}
        for dimension in now:
            old = before.get(dimension)
            if old is not None and (dimension == "all" or moved[dimension] == number):
                compared += 1
                parts = {}
                for person in set(old) ^ set(now[dimension]):
                    part = old.get(person) or now[dimension].get(person)
                    parts[part] = parts.get(part, 0) + 1
                wrong += [(number, dimension, p, n) for p, n in parts.items() if n < 10]
            before[dimension] = now[dimension]
    return wrong, compared


def unchanged(season):
    """Breakdowns that did not move are, byte for byte, those of before."""
    wrong = []
    for folder in releases(season):
        for b in read(folder, "results.json")["breakdowns"]:
            first = os.path.join(os.path.dirname(folder), str(b["release"]), b["file"])
            if open(first, "rb").read() != open(os.path.join(folder, b["file"]), "rb").read():
                wrong.append((folder, b))
    return wrong


def sound():
    told, small, tried, wrong, compared, moved, count = [], [], 0, [], 0, [], 0
    folder = play("season", FIRST, SEASONS)
    for i in range(SEASONS):
        season = f"{folder}/{i}"
        for release in releases(season):
            t, s, n = attack(release)
            told += [(i, os.path.basename(release), x) for x in t]
            small += [(i, os.path.basename(release), x) for x in s]
            tried += n
            count += 1
        w, c = steps(season)
        wrong += [(i, x) for x in w]
        compared += c
        moved += unchanged(season)
    shutil.rmtree(folder)
    print(f"# {SEASONS} seasons, {count} releases, {tried} hidden counts attacked, {compared} pairs compared")
    tap.ok(tried > SEASONS * 10 and compared > SEASONS, "there is something to attack", (tried, compared))
    tap.equal(told[:5], [], "a count that is hidden may be anything from 0 to 9")
    tap.equal(small[:5], [], "no count that is shown is under ten")
    tap.equal(wrong[:5], [], "between two releases of the same figures ten people came or left")
    tap.equal(moved[:5], [], "a breakdown that does not move is the same, byte for byte")


def broken():
    folder = play("season_broken", FIRST, 3)
    told = [x for i in range(3) for release in releases(f"{folder}/{i}") for x in attack(release)[0]]
    shutil.rmtree(folder)
    exact = [x for x in told if x[-2] is not None and abs(x[-1] - x[-2]) < 1e-6]
    tap.ok(exact, "the attacker tells small counts exactly when nothing is hidden beside them", told[:3])


tap.attempt("seasons", sound)
tap.attempt("a hub without complementary suppression", broken)
tap.done()
