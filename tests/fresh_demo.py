#!/usr/bin/python3
"""make demo on a bare Debian (tests/fresh.sh), used as a newcomer would.
usage: fresh_demo.py root|user     (as root; needs python3-pyte)"""
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
import newcomer
import tap
from resident_pty import Resident

who = sys.argv[1]
with Resident([os.path.join(HERE, "fresh.sh"), who, "SEED=50 make demo"], patience=900) as terminal:
    newcomer.follow(terminal, who)
    print("\n".join("# " + line for line in terminal.lines() if line))
tap.done()
