#!/usr/bin/python3
"""When the agent uses the network and when it does not: quiet hours, the day's
bytes, and a link that comes back."""
import ctypes
import fcntl
import os
import socket
import struct
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, ".."))
import tap
from openrosa_server import Server
from station import Station


def started(station, now):
    os.environ.update(BARRIO_NOW=now, TZ="UTC")
    try:
        return station.start()
    finally:
        del os.environ["BARRIO_NOW"]


def keeps_quiet(server, station):
    station.settings["quiet_hours"] = "22-6"
    for now, hour in (("2026-11-23T23:30:00Z", "before midnight"), ("2026-11-24T05:59:00Z", "after it")):
        station.add(len(station.given))
        agent = started(station, now)
        tap.ok(station.wait_for(lambda: station.status()["running"]), f"an agent runs in its quiet hours, {hour}")
        station.ring()
        station.wait_for(lambda: server.requests, 1.5)
        tap.equal(server.requests, [], "and sends nothing, whatever rings")
        station.stop(agent)
    agent = started(station, "2026-11-24T06:00:00Z")
    tap.ok(station.wait_for(lambda: server.stored == station.given), "when they are over it does")
    station.stop(agent)
    station.add(99)
    os.environ.update(BARRIO_NOW="2026-11-24T23:00:00Z", TZ="UTC")
    tap.equal(station.run("--once").returncode, 0, "an operator who says --once means now")
    del os.environ["BARRIO_NOW"]
    tap.equal(server.stored, station.given, "all are there")


def keeps_to_the_bytes_of_a_day(server, station):
    station.settings.update(daily_kilobytes=100, forms="no")
    station.add(*range(400))
    agent = started(station, "2026-11-23T12:00:00Z")
    tap.ok(station.wait_for(lambda: len(server.stored) > 60), "answers are sent")
    station.wait_for(lambda: len(server.stored) == 400, 3)
    station.stop(agent)
    first = len(server.stored)
    tap.ok(60 < first < 250, "until the day's bytes are used up, in the midst of all that waits", first)
    agent = started(station, "2026-11-23T23:00:00Z")
    station.ring()
    station.wait_for(lambda: len(server.stored) == 400, 1.5)
    station.stop(agent)
    tap.ok(len(server.stored) - first < 90, "which the next agent of that day knows", len(server.stored) - first)
    agent = started(station, "2026-11-24T00:01:00Z")
    second = len(server.stored)
    tap.ok(station.wait_for(lambda: len(server.stored) > second + 30), "the next day there are new ones", (first, second))
    station.stop(agent)


def set_link(up):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
        fcntl.ioctl(s, 0x8914, struct.pack("16sH14x", b"lo", 1 if up else 0))  # SIOCSIFFLAGS, IFF_UP


def wakes_with_the_link(server, station):
    """In a network of its own, whose only link goes down and up."""
    station.settings.update(retry_min_s=3600, retry_max_s=3600, forms="no", stall_s=20)
    set_link(False)
    station.add(1)
    agent = station.start()
    tap.ok(station.wait_for(lambda: station.target()["trouble"] != "none"), "without a link there is trouble")
    tap.equal(server.requests, [], "and no request")
    set_link(True)
    tap.ok(station.wait_for(lambda: server.stored == station.given),
           "the kernel tells of the link, and the answer goes, an hour before its time")
    tap.ok(station.wait_for(lambda: station.target()["trouble"] == "none"), "and all is well again", station.target())
    station.stop(agent)


def case(function):
    server = Server()
    station = Station(server.url)
    try:
        tap.attempt(function.__name__, function, server, station)
    finally:
        station.close()
        server.close()


def in_a_network_of_its_own():
    if ctypes.CDLL(None, use_errno=True).unshare(0x40000000):  # CLONE_NEWNET
        return False
    set_link(True)
    return True


if sys.argv[1:] == ["link"]:
    if in_a_network_of_its_own():
        case(wakes_with_the_link)
    else:
        tap.skip("wakes with the link", "a network of its own needs root")
    tap.done()
case(keeps_quiet)
case(keeps_to_the_bytes_of_a_day)
# Threads share a network: the case with its own is another process.
inner = subprocess.run([sys.executable, __file__, "link"], capture_output=True, text=True)
for line in inner.stdout.splitlines():
    if line.startswith(("ok", "not ok")):
        word, _, name = line.partition(" - ")
        if "# SKIP" in name:
            tap.skip(*name.split(" # SKIP ", 1))
        else:
            tap.ok(word.startswith("ok"), name, inner.stdout + inner.stderr)
tap.ok(inner.stdout.strip(), "the case with a link ran", inner.stderr)
tap.done()
