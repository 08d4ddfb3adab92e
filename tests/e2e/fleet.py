#!/usr/bin/python3
"""A fleet comes back at once after an outage, to a hub that takes only so
many connections and is killed in between: each answer is there once.
FLEET (300) stations have 50 answers each and pause SPEED (20) times shorter
than they are asked to; check-long takes FLEET=10000. The arrival curve is
drawn in build/fleet.svg."""
import os
import select
import signal
import socket
import sys
import tempfile
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, ".."))
import tap
from fleet import Fleet
from stand import BUILD, Hub

STATIONS = int(os.environ.get("FLEET", "300"))
ANSWERS = 50
SPEED = float(os.environ.get("SPEED", "20"))
CONNECTIONS = 8
SPARE = 256  # connections that the hub accepts beyond them, to refuse them


def voz(number):
    name = f"uuid:00000000-0000-4000-8000-{number:012d}"
    return name, (f'<data xmlns:orx="http://openrosa.org/xforms" id="voz" version="1"><word>w{number}'
                  f"</word><orx:meta><orx:instanceID>{name}</orx:instanceID></orx:meta>"
                  f"</data>").encode()


def left_standing(hub):
    """As many as the hub accepts come and say nothing; behind them, at the port,
    wait those who ask. Then the silent ones all go at once: how many of those
    behind get no answer."""
    silent = [socket.create_connection(("127.0.0.1", hub.port)) for _ in range(CONNECTIONS + SPARE)]
    behind = [socket.create_connection(("127.0.0.1", hub.port)) for _ in range(30)]
    for s in behind:
        s.sendall(b"GET /formList HTTP/1.1\r\nHost: hub\r\nConnection: close\r\n\r\n")
    wait_until_accepted(hub, len(silent))
    os.kill(hub.child.pid, signal.SIGSTOP)
    for s in silent:
        s.close()
    os.kill(hub.child.pid, signal.SIGCONT)
    ready, end = set(), time.monotonic() + 20
    while len(ready) < len(behind) and time.monotonic() < end:
        ready |= set(select.select([s for s in behind if s not in ready], [], [], 0.2)[0])
    for s in behind:
        s.close()
    return len(behind) - len(ready)


def refused_behind(hub):
    """A crowd stands there and says nothing: what somebody is told who asks."""
    crowd = [socket.create_connection(("127.0.0.1", hub.port)) for _ in range(CONNECTIONS * 10)]
    wait_until_accepted(hub, len(crowd))
    status, headers, _ = hub.get("/formList", headers={"X-OpenRosa-Version": "1.0"})
    for s in crowd:
        s.close()
    return status, headers.get("Connection")


def accepted(port):
    """How many connections a process holds: those that still wait at the port
    have no inode yet."""
    with open("/proc/net/tcp", encoding="ascii") as table:
        rows = [line.split() for line in table][1:]
    return sum(row[1].endswith(f":{port:04X}") and row[3] == "01" and row[9] != "0" for row in rows)


def wait_until_accepted(hub, count):
    end = time.monotonic() + 20
    while time.monotonic() < end and accepted(hub.port) < count:
        time.sleep(0.05)


def kill_once(hub, fleet):
    """In the midst of it, when a third have been served."""
    while len(fleet.arrivals) < fleet.stations // 3:
        time.sleep(0.01)
    hub.stop(signal.SIGKILL)
    hub.start()


with tempfile.TemporaryDirectory() as top:
    hub = Hub(os.path.join(top, "hub"), connections=CONNECTIONS)
    hub.publish(os.path.join(HERE, "..", "forms", "voz.xml"))
    tokens = [hub.station(f"s{i}") for i in range(8)]
    hub.start()
    tap.equal(left_standing(hub), 0, "who waits at the port is let in when all others go at once")
    tap.equal(refused_behind(hub), (401, "close"), "a crowd that asks for nothing keeps nobody out")
    fleet = Fleet(hub.port, tokens, STATIONS, ANSWERS, voz, speed=SPEED)
    killer = threading.Thread(target=kill_once, args=(hub, fleet), daemon=True)
    killer.start()
    seconds = fleet.run()
    killer.join(30)
    hub.stop()
    with open(os.path.join(BUILD, "fleet.svg"), "w") as file:
        file.write(fleet.svg())
    keys = [row["meta-instanceID"] for row in hub.csv("voz")]
    wanted = {voz(n)[0] for n in range(STATIONS * ANSWERS)}
    tap.ok(set(keys) == wanted and len(keys) == len(wanted),
           f"{STATIONS} stations, {len(wanted)} answers in {seconds:.1f} s: lost {len(wanted - set(keys))}, "
           f"duplicated {len(keys) - len(set(keys))}")
    tap.equal(len(fleet.arrivals), STATIONS, "every station has its receipts")
    tap.ok(fleet.most_open > CONNECTIONS, "more came at once than the hub takes",
           (fleet.most_open, fleet.told))
    print("#", fleet.told)
tap.done()
