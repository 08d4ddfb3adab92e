#!/usr/bin/python3
"""A kiosk, an agent and a hub that were taken over: from inside each running
program an attacker (tests/hostile/hostile.c) tries to reach what the program
has no business with. With the sandbox each attempt fails; without it the same
attempts succeed, so that the attacker is known to be one."""
import ctypes
import os
import socket
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import tap
from resident_pty import Resident
from stand import BUILD, Hub, Station, command, free_port, program

SHIM = os.path.join(BUILD, "hostile.so")
LANDLOCK_CREATE_RULESET = 444

# What no program may do, and for some from which Landlock on the kernel helps.
REFUSED = {"read-secret": 2, "list-home": 2, "write-outside": 2, "read-memory-file": 2, "start-shell": 2,
           "listen": 4, "connect-abstract": 6, "packets": 0, "trace": 0, "read-memory": 0, "signal": 6,
           "type-into-terminal": 0, "mount": 0, "namespace": 0, "become-other": 0, "device": 0, "be-dumped": 0,
           "gain-rights": 0, "set-clock": 0}
# What the attacker can do unconfined, even where the tests run as nobody.
ALWAYS_WORKS = {"write-inside", "read-secret", "write-outside", "start-shell", "listen", "connect",
                "connect-abstract", "signal", "become-other", "be-dumped", "gain-rights"}


def may_set_clock():
    """Whether these tests could: root where nothing took the right away."""
    prctl_capbset_read, cap_sys_time = 23, 25
    return os.geteuid() == 0 and ctypes.CDLL(None).prctl(prctl_capbset_read, cap_sys_time, 0, 0, 0) == 1


def landlock():
    """The version that the kernel offers, 0 for none."""
    version = ctypes.CDLL(None).syscall(LANDLOCK_CREATE_RULESET, None, 0, 1)
    return max(version, 0)


class Prey:
    """What lies around the program: another program's secret, its process,
    its ports, and folders of the machine."""

    def __init__(self, folder):
        self.folder = folder
        os.makedirs(folder)
        self.secret = os.path.join(folder, "token")
        open(self.secret, "w").write("the agent's token\n")
        self.other = subprocess.Popen(["sleep", "600"])
        self.open_port = socket.create_server(("127.0.0.1", 0))
        self.abstract = socket.socket(socket.AF_UNIX)
        self.abstract_name = f"barrio-test-{os.getpid()}-{id(self)}"
        self.abstract.bind("\0" + self.abstract_name)
        self.abstract.listen(8)

    def close(self):
        self.other.kill()
        self.other.wait()
        self.open_port.close()
        self.abstract.close()

    def environment(self, data, at_once):
        env = dict(os.environ, LD_PRELOAD=SHIM, HOSTILE_REPORT=os.path.join(data, "report"),
                   HOSTILE_SECRET=self.secret, HOSTILE_OUTSIDE=os.path.join(self.folder, "dropped"),
                   HOSTILE_INSIDE=os.path.join(data, "kept"), HOSTILE_FOLDER=data,
                   HOSTILE_DEVICE=os.path.join(data, "device"), HOSTILE_PID=str(self.other.pid),
                   HOSTILE_PORT=str(self.open_port.getsockname()[1]), HOSTILE_FREE_PORT=str(free_port()),
                   HOSTILE_ABSTRACT=self.abstract_name)
        if at_once:
            env["HOSTILE_AT_ONCE"] = "1"
        return env


def report(data, seconds=20):
    """What the attacker wrote, as a dictionary; {} when it never did."""
    path = os.path.join(data, "report")
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if os.path.exists(path) and open(path).read().count("\n") >= len(REFUSED) + 2:
            lines = open(path).read().splitlines()
            os.unlink(path)
            return dict(line.split(" ", 1) for line in lines)
        time.sleep(0.05)
    return {}


def hub_attacked(prey, stand, sandbox):
    hub = stand.hub
    hub.settings["sandbox"] = sandbox
    hub.start(env=prey.environment(hub.folder, sandbox == "no"))
    found = report(hub.folder)
    status = hub.get("/signin")[0]
    hub.stop()
    return found, status == 200


def agent_attacked(prey, stand, sandbox):
    data = stand.station.data
    agent = subprocess.Popen(stand.station.sync_argv("--sandbox", sandbox), stdin=subprocess.DEVNULL,
                             stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
                             env=prey.environment(data, sandbox == "no"))
    found = report(data)
    agent.terminate()
    return found, agent.wait(20) == 0


def kiosk_attacked(prey, stand, sandbox):
    data = stand.station.data
    kiosk = Resident(stand.station.kiosk_argv("--sandbox", sandbox, "--bidi", "no"),
                     env=prey.environment(data, sandbox == "no"))
    found = report(data)
    kiosk.wait_for("Luna")
    kiosk.close()
    return found, True


class Stand:
    def __init__(self, folder):
        self.hub = Hub(os.path.join(folder, "hub"))
        self.station = Station(os.path.join(folder, "station"), self.hub, name="Luna")


def judge(name, attack, prey, stand, may_connect):
    abi = landlock()
    found, works = attack(prey, stand, "no")
    works = ALWAYS_WORKS | ({"set-clock"} if may_set_clock() else set())
    works_free = sorted(n for n in works if found.get(n) != "done")
    tap.equal(works_free, [], f"{name}: without its sandbox the attacker succeeds")
    found, works = attack(prey, stand, "yes")
    tap.ok(works, f"{name}: works with its sandbox on")
    tap.equal(found.get("write-inside"), "done", f"{name}: keeps its own data with its sandbox on")
    for attempt, needs in REFUSED.items():
        what = f"{name}: cannot {attempt}"
        if needs > abi:
            tap.skip(what, f"Landlock {needs} is needed, this kernel has {abi}")
        else:
            tap.ok(found.get(attempt, "done") != "done", what, found)
    tap.equal(found.get("ask-clock"), "done", f"{name}: may ask whether the clock is kept right")
    if may_connect:
        tap.equal(found.get("connect"), "done", f"{name}: may still go out")
    else:
        tap.ok(found.get("connect", "done") != "done", f"{name}: cannot connect", found)


def main():
    if "is for tests" in command(program("barrio-hub"), "doctor", "--data", "/", check=False).stdout:
        tap.skip("sandbox", "a build with sanitizers or for coverage confines nothing")
        tap.done()
    with tempfile.TemporaryDirectory(prefix="barrio-confined.") as folder:
        stand = Stand(os.path.join(folder, "ours"))
        prey = Prey(os.path.join(folder, "theirs"))
        try:
            tap.attempt("hub", judge, "hub", hub_attacked, prey, stand, True)
            tap.attempt("agent", judge, "agent", agent_attacked, prey, stand, True)
            tap.attempt("kiosk", judge, "kiosk", kiosk_attacked, prey, stand, False)
        finally:
            prey.close()
    tap.done()


main()
