#!/usr/bin/python3
"""A hub at rest sleeps until something is due or somebody comes, also while
connections are kept open. That it hears what others do to its archive is in
repair.py."""
import os
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.dirname(HERE), HERE]
import hub as duties  # noqa: E402
import tap  # noqa: E402
from stand import Hub  # noqa: E402

WINDOW_S = 6  # longer than the hub's own look for what others did


def wake_ups(pid):
    """How often a process went to sleep of itself."""
    status = open(f"/proc/{pid}/status").read()
    return int(status.split("\nvoluntary_ctxt_switches:")[1].split()[0])


def most_quiet_window(pid):
    """One window of some without a wake-up is enough; a clock that ticks
    leaves none."""
    least = None
    for _ in range(4):
        before = wake_ups(pid)
        time.sleep(WINDOW_S)
        woken = wake_ups(pid) - before
        least = woken if least is None else min(least, woken)
        if least == 0:
            break
    return least


def main():
    with tempfile.TemporaryDirectory() as folder:
        hub = Hub(os.path.join(folder, "hub"))
        hub.publish(duties.FORM)
        token = hub.station("luna")
        assert hub.start()
        clients = [duties.Client(hub, token) for _ in range(5)]
        for c in clients:
            tap.equal(c.submit(duties.new_id()), 201, "an answer comes in and its connection stays open")
        tap.equal(most_quiet_window(hub.child.pid), 0, f"then nothing wakes the hub for {WINDOW_S} seconds")
        tap.equal(hub.stop(), 0, "the hub ends well")
    tap.done()


if __name__ == "__main__":
    main()
