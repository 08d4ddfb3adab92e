#!/usr/bin/python3
"""Agent and hub under power cuts at every file operation, with torn and
reordered writes: what a hub acknowledged it has, what a station was given is
at the hub once, databases are intact, forms are whole. $CUTS (default 100)
says how many cuts each gets, in rounds of 200 with new folders, since every
cut copies them; $FIRST (default 0) is the first of them, and "agent" or "hub"
as an argument leaves out the other."""
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, ".."))
import powercut
import tap
from openrosa_server import Server
from stand import Hub
from station import Station

CUTS = int(os.environ.get("CUTS", "100"))
FIRST = int(os.environ.get("FIRST", "0"))
ROUND = 200
FORM = open(os.path.join(HERE, "..", "forms", "voz.xml"), "rb").read()


def voz(number):
    name = f"uuid:00000000-0000-4000-8000-{number:012d}"
    return name, (f'<data xmlns:orx="http://openrosa.org/xforms" id="voz" version="1"><word>w{number}'
                  f"</word><orx:meta><orx:instanceID>{name}</orx:instanceID></orx:meta>"
                  f"</data>").encode()


def intact(folder):
    """What SQLite says of each database below."""
    for path in (os.path.join(folder, name) for name in os.listdir(folder) if name.endswith(".db")):
        db = sqlite3.connect(path)
        said = db.execute("PRAGMA integrity_check").fetchone()[0]
        db.close()
        if said != "ok":
            return f"{path}: {said}"
    return ""


def forget_pipe(folder):
    """The bell is a pipe, made anew by each agent."""
    if os.path.exists(os.path.join(folder, "wake")):
        os.unlink(os.path.join(folder, "wake"))


def version(number):
    return dict(version=str(number), xml=FORM.replace(b'version="1"', b'version="%d"' % number, 1)
                if number > 1 else FORM)


def agent_round(top, first, last):
    """The agent's disk fails while it delivers and fetches a new form: how
    often, how many answers it had, and what went wrong, if anything."""
    server = Server(barrio=True)
    server.forms = {"voz": version(1)}
    station = Station(server.url, sandbox="no")  # the preloaded disk lies outside it
    forget_pipe(station.folder)
    disk = powercut.Disk(station.folder, os.path.join(top, "station.disk"))
    chance, cuts, wrong = random.Random(5 + first), 0, ""
    for cut in range(first, last):
        station.add(*range(cut * 3, cut * 3 + 3), form="voz", make=voz)
        server.forms["voz"] = version(cut % 5 + 1)
        station.settings["bulk"] = "yes" if cut % 2 else "no"
        forget_pipe(station.folder)
        disk.settle()
        run = subprocess.run(station.command("--once"), env=disk.environment(1 + cut % 60),
                             capture_output=True, text=True, timeout=60)
        cuts += run.returncode == -signal.SIGKILL
        forget_pipe(station.folder)
        disk.power_failed(cut, chance.choice((0, 30, 70, 100)))
        form = os.path.join(station.folder, "forms", "voz.xml")
        whole = not os.path.exists(form) or open(form, "rb").read() in [version(i)["xml"] for i in range(1, 6)]
        wrong = intact(station.folder) or ("" if whole else "the form is torn")
        if wrong:
            break
    station.run("retry")
    station.run("--once")
    if server.conflicts or server.stored != station.given:
        lost = set(station.given) - set(server.stored)
        wrong += f" lost {sorted(lost)[:3]}, conflicting {server.conflicts}, or not the same bytes"
    station.close()
    server.close()
    return cuts, len(station.given), wrong


WATCHED = []  # what the watcher had written at the end of each round


def hub_round(top, first, last):
    """The hub's disk fails while it takes answers in; returns as above."""
    folder = os.path.join(top, "hub")
    # The watcher is a second process on the same archive; an alert that begins
    # or ends with a start lets it write. It is there half of the time, so that
    # the cuts reach far into what the hub itself does.
    hub = Hub(folder, sandbox="no", alert_disk_mb="0", watch="no")
    hub.publish(os.path.join(HERE, "..", "forms", "voz.xml"))
    station = Station(hub.url, auth="bearer", token=hub.station("luna"), forms="no", sandbox="no")
    hub.stop()
    disk = powercut.Disk(folder, os.path.join(top, "hub.disk"))
    chance, cuts, wrong = random.Random(6 + first), 0, ""
    for cut in range(first, last):
        station.add(*range(cut * 3, cut * 3 + 3), form="voz", make=voz)
        station.settings["forms"] = "yes" if cut % 2 else "no"
        hub.settings["watch"] = "yes" if cut // 2 % 2 else "no"
        hub.settings["alert_disk_mb"] = str(1000000 * (cut // 4 % 2))
        disk.settle()
        if hub.start(env=disk.environment(1 + cut % 70, together=True)):
            station.run("retry")
            station.run("--once")
        cuts += hub.child.poll() is not None
        hub.stop(signal.SIGKILL)
        disk.power_failed(cut, chance.choice((0, 30, 70, 100)))
        wrong = intact(folder) or missing(hub, station)
        if wrong:
            break
    hub.start()
    station.run("retry")
    station.run("--once")
    hub.stop()
    WATCHED.append(rows_of(folder, "SELECT count(*) FROM alert"))
    there = sorted(row["meta-instanceID"] for row in hub.csv("voz"))
    if there != sorted(station.given):
        wrong += (f" lost {sorted(set(station.given) - set(there))[:3]}, "
                  f"duplicated {len(there) - len(set(there))}")
    station.close()
    return cuts, len(station.given), wrong


def rows_of(folder, query):
    db = sqlite3.connect(os.path.join(folder, "hub.db"))
    found = db.execute(query).fetchone()[0]
    db.close()
    return found


def missing(hub, station):
    """Answers that the hub acknowledged and does not have."""
    db = station.open()
    told = {row[0] for row in db.execute("SELECT id FROM response JOIN delivery USING (seq) "
                                         "WHERE verdict IN ('stored', 'duplicate')")}
    db.close()
    lost = told - {row["meta-instanceID"] for row in hub.csv("voz")}
    return f"acknowledged and lost: {sorted(lost)[:3]}" if lost else ""


def campaign(name, one_round, least):
    """All the cuts of one program; stops at the first round that goes wrong."""
    cuts, answers, wrong = 0, 0, ""
    for first in range(FIRST, CUTS, ROUND):
        with tempfile.TemporaryDirectory() as top:
            more, given, wrong = one_round(top, first, min(first + ROUND, CUTS))
        cuts, answers = cuts + more, answers + given
        if wrong:
            break
    tap.ok(not wrong, f"{name}: {cuts} power cuts, {answers} answers: lost 0, duplicated 0, conflicting 0", wrong)
    tap.ok(cuts > (CUTS - FIRST) // least, f"{name}: many runs were really cut", cuts)


def main(only):
    if only in ("", "agent"):
        tap.attempt("agent under power cuts", campaign, "agent", agent_round, 3)
    if only in ("", "hub"):
        tap.attempt("hub under power cuts", campaign, "hub", hub_round, 4)
        # In few rounds on a busy machine it may not come to its turn.
        if CUTS - FIRST >= 1000:
            tap.ok(sum(WATCHED), "hub: its watcher wrote meanwhile, too", WATCHED)
    tap.done()


main("".join(sys.argv[1:]))
