#!/usr/bin/python3
"""What a station and a hub take by merely being there: start, memory, the
processor's time for a visit and for an idle hour, wake-ups, bytes on the disk."""
import os
import re
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.dirname(HERE)]
import rows  # noqa: E402
from neighbour import Neighbour, Survey  # noqa: E402
from resident_pty import Resident  # noqa: E402
from stand import Hub, Station, program  # noqa: E402

FORM = os.path.join(rows.BUILD, "forms", "barrio.xml")
VISITS = rows.sized(3, 12)
IDLE_S = rows.sized(5, 30, 300)
STARTS = rows.sized(5, 15)
WAKEUPS = {"kiosk": 6, "sync": 6, "hub": 15}
PROGRAMS = ("barrio-kiosk", "barrio-sync", "barrio-hub", "barrio-form", "barrio-verify")


def cpu_ms(pid):
    """The processor's time of a process, to the nanosecond."""
    with open(f"/proc/{pid}/schedstat") as f:
        return int(f.read().split()[0]) / 1e6


def wakeups(pid):
    with open(f"/proc/{pid}/status") as f:
        return int(re.search(r"^voluntary_ctxt_switches:\s+(\d+)", f.read(), re.M)[1])


def memory_mb(pid):
    """Shared out fairly, and its own."""
    with open(f"/proc/{pid}/smaps_rollup") as f:
        text = f.read()
    return (int(re.search(r"^Pss:\s+(\d+)", text, re.M)[1]) / 1024,
            sum(int(n) for n in re.findall(r"^Private_(?:Clean|Dirty):\s+(\d+)", text, re.M)) / 1024)


def rest(pids, seconds):
    """CPU seconds in an hour and wake-ups a minute while nothing happens."""
    before = {pid: (cpu_ms(pid), wakeups(pid)) for pid in pids.values()}
    time.sleep(seconds)
    for name, pid in pids.items():
        cpu, woken = cpu_ms(pid) - before[pid][0], wakeups(pid) - before[pid][1]
        hour, minute = cpu / 1000 / seconds * 3600, woken / seconds * 60
        rows.row(f"start.{name}.idle.cpu", hour, "CPU s in an idle hour", goal="<= 10", met=hour <= 10)
        # Each looks now and then for what others did: the hub in its archive, the agent at the network.
        rows.row(f"start.{name}.idle.wakeups", minute, "wake-ups in an idle minute", goal=f"<= {WAKEUPS[name]}",
                 met=minute <= WAKEUPS[name])


def visits(resident, survey):
    begin = cpu_ms(resident.pid)
    for seed in range(VISITS):
        Neighbour(resident, survey, "es", "digits", seed=seed).visit()
    return (cpu_ms(resident.pid) - begin) / VISITS


def started_ms(*argv):
    begin = time.perf_counter()
    subprocess.run(argv, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return (time.perf_counter() - begin) * 1e3


def starts(station):
    """Short commands whole, beside the loading of the largest set of our
    libraries alone."""
    ours = {"sync": station.sync_argv("status"), "form": [program("barrio-form"), "check", FORM],
            "verify": [program("barrio-verify"), "--help"]}
    what = {"sync": "barrio-sync status", "form": "barrio-form check forms/barrio.xml", "verify": "barrio-verify --help"}
    bare, *found = rows.interleaved(STARTS, lambda: started_ms(os.path.join(rows.BUILD, "bench", "empty"), FORM),
                                    *[lambda argv=argv: started_ms(*argv) for argv in ours.values()])
    for name, took in zip(ours, found):
        rows.row(f"start.{name}", rows.median(took), "ms, " + what[name],
                 spread=rows.spread(took), peer="the kiosk's libraries and a form, no more", peer_value=rows.median(bare))


def sizes():
    for name in PROGRAMS:
        with tempfile.NamedTemporaryFile() as out:
            subprocess.run(["strip", "-o", out.name, program(name)], check=True)
            rows.row(f"start.{name.split('-')[1]}.size", os.path.getsize(out.name) / 1024, "kB, stripped")


def main():
    survey = Survey(FORM)
    with tempfile.TemporaryDirectory(dir=rows.BUILD) as top:
        hub = Hub(os.path.join(top, "hub"), log_level="warn")
        hub.publish(FORM)
        hub.start()
        station = Station(os.path.join(top, "luna"), hub)
        station.sync("--once")
        argv = station.kiosk_argv("--guard-ms", "0", "--idle-seconds", "900", "--bidi", "no", "--languages", "es en fr pt ar")
        with Resident(argv) as resident:
            kiosk = visits(resident, survey)
            rows.row("start.visit.cpu", kiosk / 1000, "CPU s of the kiosk for a visit of five questions", goal="<= 0.1",
                     met=kiosk <= 100)
            agent = subprocess.Popen(station.sync_argv(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(3)
            pids = {"kiosk": resident.pid, "sync": agent.pid, "hub": hub.child.pid}
            for name, pid in pids.items():
                pss, own = memory_mb(pid)
                rows.row(f"start.{name}.pss", pss, "MB PSS at rest", goal="<= 14" if name == "kiosk" else "",
                         met=pss <= 14 if name == "kiosk" else None)
                rows.row(f"start.{name}.private", own, "MB of its own at rest")
            rest(pids, IDLE_S)
            agent.terminate()
            agent.wait()
        starts(station)
        hub.stop()
    sizes()


main()
