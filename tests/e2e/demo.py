#!/usr/bin/python3
"""make demo keeps what it says, and leaves nothing running."""
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, os.path.join(TOP, "tests"))
import newcomer
import tap
from resident_pty import Resident

with Resident([os.path.join(TOP, "deploy", "demo.sh")], env={"SEED": "20"}, cwd=TOP, patience=60) as terminal:
    newcomer.follow(terminal, "demo")
left = []
for entry in filter(str.isdigit, os.listdir("/proc")):
    try:
        words = open(f"/proc/{entry}/cmdline").read().split("\0")
    except OSError:
        continue
    if "barrio-" in words[0] and any("/demo/" in word for word in words):
        left.append(words)
tap.equal(left, [], "nothing is left running")
run = subprocess.run([os.path.join(TOP, "deploy", "demo.sh")], cwd=TOP, stdin=subprocess.DEVNULL,
                     capture_output=True, text=True)
tap.ok(run.returncode == 1 and "needs a terminal" in run.stderr, "without a terminal it says so", run.stderr)
tap.done()
