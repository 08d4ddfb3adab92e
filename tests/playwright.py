"""Scripts of tests/pages in a real Chromium, by Playwright: what tests/deps.sh
installed of them lies in build/node."""
import os
import re
import shutil
import subprocess

import tap
from stand import BUILD, TOP

PROGRAM = shutil.which("chromium") or shutil.which("chromium-browser")
NODE = os.path.join(TOP, "build", "node", "node_modules")


def lacking():
    """What is not installed, "" when all is there."""
    if not PROGRAM:
        return "chromium is not installed"
    if not shutil.which("node"):
        return "node is not installed"
    return "" if os.path.isdir(os.path.join(NODE, "playwright-core")) else "playwright-core is not installed"


def run(script, *arguments, timeout=600):
    """A script's end: exit status and what it printed."""
    shots = os.path.join(BUILD, "pages")
    os.makedirs(shots, exist_ok=True)
    return subprocess.run(["node", os.path.join(TOP, "tests", "pages", script), *arguments], capture_output=True, text=True,
                          timeout=timeout, env={**os.environ, "NODE_PATH": NODE, "CHROMIUM": PROGRAM, "SHOTS": shots})


def play(script, *arguments):
    """Passes on what a script found, test by test."""
    end = run(script, *arguments)
    name, good, detail = None, False, []
    found = 0
    for line in (end.stdout + "\nok").splitlines():
        match = re.match(r"(not )?ok \d+ - (.*)", line)
        if match or line == "ok":
            if name:
                tap.ok(good, name, "\n".join(detail))
                found += 1
            if match:
                name, good, detail = match[2], not match[1], []
        elif line.startswith("#"):
            detail.append(line[2:])
    tap.ok(found and f"1..{found}" in end.stdout, f"{script} came to its end", end.stdout[-500:] + end.stderr[-2000:])
