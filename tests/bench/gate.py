#!/usr/bin/python3
"""make bench-gate: instructions of the hot paths, counted by callgrind, beside
those kept in tests/bench/gate.txt. Counts, unlike times, are the same on a busy
machine, so that a change can be judged anywhere.

usage: gate.py [--accept WHY | --profile] [PATH...]

A path that takes over 3 % more than its last line fails. --accept adds a line
with the new count and the reason for each path that moved either way. Counts
are compared only under the compiler and the libraries they were made with.
Prints TAP; --profile prints where each path spends them instead."""
import collections
import http.client
import os
import re
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))
import rows  # noqa: E402
import tap  # noqa: E402
from intake import settled  # noqa: E402
from resident_pty import Resident  # noqa: E402
from stand import Hub, Station, command, program  # noqa: E402
from xlsform import large  # noqa: E402

KEPT = os.path.join(HERE, "gate.txt")
TOP = os.path.dirname(os.path.dirname(HERE))
BARRIO = os.path.join(rows.BUILD, "forms", "barrio.xml")
PARQUE = os.path.join(TOP, "tests", "forms", "parque.xml")
MOST_GROWTH = 1.03
LIBRARIES = ("gcc", "libc6", "libssl3", "libsqlite3-0", "libxml2", "libzstd1")
SLOW = 300
TOP_FUNCTIONS = 8


class Counter:
    """Runs programs under callgrind; count() is what the last one took. Where
    it has a folder for them, it keeps what each run says of its functions."""

    def __init__(self, folder, outs=None):
        self.log = os.path.join(folder, "callgrind.log")
        self.outs, self.runs = outs, []

    def wrapper(self):
        out = "/dev/null"
        if self.outs:
            out = os.path.join(self.outs, f"callgrind.{len(self.runs)}")
            self.runs.append(out)
        # The sum is in the log, which is open before a program shuts itself in.
        return ["valgrind", "--tool=callgrind", f"--callgrind-out-file={out}", f"--log-file={self.log}"]

    def count(self):
        with open(self.log, encoding="utf-8") as log:
            return next(int(line.split(":")[1]) for line in log if "Collected" in line)

    def run(self, *argv):
        subprocess.run([*self.wrapper(), *argv], check=True, stdout=subprocess.DEVNULL, timeout=SLOW)
        return self.count()


def bench(name):
    return os.path.join(rows.BUILD, "bench", name)


def each(cost, few, many):
    """The cost of one more, with what both have in common taken out."""
    return (cost(many) - cost(few)) / (many - few)


def folder(top, name):
    path = tempfile.mkdtemp(prefix=name, dir=top)
    return path


def answer(counter, _):
    """An answer with what depends on it, in a form of 1,000 questions."""
    return each(lambda n: counter.run(bench("engine"), "flat", "1000", str(n)), 100, 10100)


def start(counter, _):
    """A process up to its first question: the form barrio."""
    return counter.run(bench("engine"), "start", BARRIO, os.path.dirname(BARRIO))


def save(counter, top):
    """Leaf, signed head and the durable row of one response."""
    return each(lambda n: counter.run(bench("keep"), folder(top, "keep"), "0", str(n), "500"), 50, 150)


def leaf(counter, _):
    """A leaf appended, of a tree alone."""
    return each(lambda n: counter.run(bench("tree"), str(n), "0"), 1000, 3000)


def convert(counter, top):
    """A spreadsheet of 1,000 questions to its form, the whole process."""
    path = os.path.join(top, "large.md")
    with open(path, "w", encoding="utf-8") as out:
        out.write(large())
    return counter.run(program("barrio-form"), "convert", path)


def intake(kind, few, many):
    def cost(counter, top, n):
        hub = Hub(folder(top, "hub"), log_level="warn")
        hub.publish(PARQUE)
        token = hub.station("bench")
        hub.start(wrapper=counter.wrapper())
        rows.figures("submit", kind, hub.port, token, "100" if kind == "bulk" else "1", n)
        settled(hub.child.pid)
        hub.stop()
        return counter.count()

    def path(counter, top):
        """A durable answer at the hub, its line in the log and in the results with it."""
        return each(lambda n: cost(counter, top, n), few, many)

    return path


def filled(top, count):
    hub = Hub(folder(top, "hub"), log_level="warn")
    hub.publish(PARQUE)
    token = hub.station("bench")
    hub.start()
    rows.figures("submit", "bulk", hub.port, token, 1000, count)
    hub.stop()
    hub.run("project")
    return hub


def export(counter, top):
    """A row of the CSV."""
    hubs = {count: filled(top, count) for count in (1000, 3000)}
    return each(lambda n: counter.run(*hubs[n].argv("export", "parque")), 1000, 3000)


def delivery(counter, top):
    """An answer's way from the station's database into a batch and out of the
    agent, its verdict and its proof checked, and what the agent keeps of it."""
    def cost(n):
        hub = Hub(folder(top, "hub"), log_level="warn")
        hub.publish(BARRIO)
        hub.start()
        station = Station(folder(top, "station"), hub)
        station.sync()
        command(program("barrio-seed"), "--data", station.data, "--forms", station.forms, "--count", str(n), "--seed", "1")
        took = counter.run(*station.sync_argv("--once"))
        hub.stop()
        return took

    return each(cost, 200, 600)


def page(counter, top):
    """A form's page of results, from the tallies."""
    hub = filled(top, 1000)

    def cost(n):
        link = hub.run("link").strip()[len(hub.url):]
        hub.start(wrapper=counter.wrapper())
        to = http.client.HTTPConnection("127.0.0.1", hub.port, timeout=SLOW)
        to.request("GET", link)
        reply = to.getresponse()
        reply.read()
        cookie = {"Cookie": reply.headers["Set-Cookie"].split(";")[0]}
        for _ in range(n):
            to.request("GET", "/forms/parque", headers=cookie)
            reply = to.getresponse()
            assert reply.status == 200 and reply.read()
        to.close()
        hub.stop()
        return counter.count()

    return each(cost, 5, 25)


def public(counter, top):
    """A page of a release, for anybody."""
    hub = Hub(folder(top, "hub"), log_level="warn")
    hub.publish(BARRIO)
    hub.run("release", "barrio")

    def cost(n):
        hub.start(wrapper=counter.wrapper())
        to = http.client.HTTPConnection("127.0.0.1", hub.port, timeout=SLOW)
        for _ in range(n):
            to.request("GET", "/r/barrio?lang=es")
            reply = to.getresponse()
            assert reply.status == 200 and reply.read()
        to.close()
        hub.stop()
        return counter.count()

    return each(cost, 100, 1100)


class Kiosk:
    def __init__(self, lead, inputs, what):
        self.lead, self.inputs, self.__doc__ = lead, inputs, what

    def cost(self, counter, top, times):
        station = folder(top, "kiosk")
        os.mkdir(station + "/forms")
        shutil.copy(BARRIO, station + "/forms")
        argv = [*counter.wrapper(), program("barrio-kiosk"), "--data", station, "--guard-ms", "0", "--languages", "es",
                "--log", station + "/log", "--hub", "https://opina.example"]
        with Resident(argv, patience=SLOW) as resident:
            resident.settle()
            for key in self.lead + self.inputs * times:
                resident.send(key.encode())
                resident.settle()
            resident.signal(15)
            resident.wait_end()
        return counter.count()

    def __call__(self, counter, top):
        return each(lambda n: self.cost(counter, top, n), 10, 30) / max(1, len(self.inputs))


DOWN, UP = "\x1b[B", "\x1b[A"
FIRST = ["5", "#", "#"]


def attract(counter, top):
    """The kiosk from its start to the first screen, and its end."""
    kiosk = Kiosk([], [], "")
    kiosk.cost(counter, top, 0)  # what the libraries keep for later is read once
    return kiosk.cost(counter, top, 0)


PATHS = {
    "engine.answer": answer, "engine.start": start, "store.save": save, "proof.leaf": leaf,
    "xlsform.1000": convert, "intake.one": intake("one", 100, 400), "intake.bulk": intake("bulk", 1000, 3000),
    "delivery.answer": delivery, "export.row": export, "export.page": page, "public.page": public,
    "face.start": attract, "face.walk": Kiosk(FIRST, [DOWN, DOWN, UP, UP], "A move in a list, drawn."),
    "face.tick": Kiosk(FIRST, ["1", "2"], "A choice by its digit, drawn."), "face.next": Kiosk(FIRST, ["#", "0"], "The next question, or the one before, drawn."),
    "face.type": Kiosk([*FIRST, "#", "#"], ["a", "e", "s", "\x7f", "\x7f", "\x7f"],
                                          "A letter typed or taken back, drawn."),
}

# Counted from a process's start to its end; the others are the cost of one more.
WHOLE = (start, convert, attract)


def toolchain():
    """The versions under which a count means anything."""
    out = subprocess.run(["dpkg-query", "-W", "-f", "${Package} ${Version}\n", *LIBRARIES], capture_output=True,
                         text=True).stdout.split()
    return "; ".join(sorted(f"{name} {version}" for name, version in zip(out[::2], out[1::2])))


def kept():
    """path -> its lines as (count, why), the oldest first; and under what."""
    found, under = {}, ""
    for line in open(KEPT, encoding="utf-8") if os.path.exists(KEPT) else ():
        if line.startswith("under "):
            under = line[len("under "):].strip()
        elif line.strip() and not line.startswith("#"):
            name, count, *why = line.split(None, 2)
            found.setdefault(name, []).append((int(count), why[0].strip() if why else ""))
    return found, under


def grown(before, now):
    return now > before * MOST_GROWTH


def judge(name, count, lines):
    if not lines:
        tap.ok(False, f"{name}: {count:,} instructions", f"no line in {KEPT}: --accept \"first count\"")
        return
    before = lines[-1][0]
    tap.ok(not grown(before, count), f"{name}: {count:,} instructions, {100 * count / before - 100:+.1f} % of {before:,}",
           f"more than 3 %: find out why, mend it, or --accept \"the reason\"")


def explained(found):
    """A file in which somebody wrote a larger count without a word."""
    bare = [name for name, lines in found.items()
            for (before, _), (now, why) in zip(lines, lines[1:]) if grown(before, now) and not why]
    tap.ok(not bare, "each growth in the file has its reason", " ".join(bare))
    tap.ok(grown(100, 104) and not grown(100, 103), "4 % more is too much, 3 % is not")


def accept(why, counts, found, under):
    if found and under != toolchain():
        os.unlink(KEPT)  # another compiler's counts say nothing of these
        found = {}
    new = not os.path.exists(KEPT)
    with open(KEPT, "a", encoding="utf-8") as out:
        if new:
            out.write("# Instructions of the hot paths (make bench-gate): path, count, why it changed.\n"
                      "# The last line of a path is the one that holds.\n" f"under {toolchain()}\n")
        for name, count in counts.items():
            lines = found.get(name)
            if not lines or abs(count / lines[-1][0] - 1) > MOST_GROWTH - 1:
                out.write(f"{name:16}{count:>14}  {why}\n")


def spent(out):
    """(function or "", program or library) -> instructions of a run, the
    loading of libraries left out."""
    text = subprocess.run(["callgrind_annotate", "--auto=no", "--threshold=100", out], capture_output=True, text=True).stdout
    found = collections.Counter()
    for count, function, place in re.findall(r"^ *([\d,]+) \([^)]*\) +\S*?:(\S+) \[(\S+)\]$", text, re.M):
        name = "" if function.startswith("0x") else function.split("@")[0]
        if "ld-linux" not in place:
            found[name, os.path.basename(place)] += int(count.replace(",", ""))
    return found


def profile(names):
    """The functions in which each path spends most. As with its count, what the
    longer run has in common with the shorter one is taken out."""
    for name in names:
        with tempfile.TemporaryDirectory(dir=rows.BUILD) as top:
            counter = Counter(top, top)
            PATHS[name](counter, top)
            found = spent(max(counter.runs, key=lambda out: sum(spent(out).values())))
            if PATHS[name] not in WHOLE:
                found.subtract(spent(min(counter.runs, key=lambda out: sum(spent(out).values()))))
        whole = sum(found.values())
        print(f"\n{name}")
        for (function, place), count in found.most_common(TOP_FUNCTIONS):
            print(f"{100 * count / whole:8.1f} %  {function or 'functions without a name'}  ({place})", flush=True)


def main():
    if sys.argv[1:2] == ["--profile"]:
        return profile(sys.argv[2:] or PATHS)
    args, why = sys.argv[1:], None
    if args[:1] == ["--accept"]:
        why, args = args[1], args[2:]
    found, under = kept()
    with tempfile.TemporaryDirectory(dir=rows.BUILD) as top:
        counter = Counter(top)
        counts = {name: round(PATHS[name](counter, top)) for name in args or PATHS}
    if why:
        accept(why, counts, found, under)
        found, under = kept()
    if under != toolchain():
        for name, count in counts.items():
            tap.skip(f"{name}: {count:,} instructions", f"counted under other versions: {under}")
    else:
        for name, count in counts.items():
            judge(name, count, found.get(name))
    explained(found)
    tap.done()


if __name__ == "__main__":
    main()
