#!/usr/bin/python3
"""The kiosk's settings: one table makes --help, the example file and what is
read; wrong ones are refused with file, line and remedy."""
import os
import re
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, os.path.dirname(HERE))
import tap  # noqa: E402

BUILD = os.environ.get("BARRIO_BUILD", ROOT + "/build")
KIOSK = BUILD + "/barrio-kiosk"


def kiosk(*args, stdin=None):
    got = subprocess.run([KIOSK, *args], capture_output=True, text=True, input=stdin)
    return got.returncode, got.stdout, got.stderr


def example_is_kept():
    status, out, _ = kiosk("--print-config")
    with open(ROOT + "/deploy/barrio-kiosk.conf", encoding="utf-8") as f:
        tap.equal(out, f.read(), "deploy/barrio-kiosk.conf is what --print-config prints")
    tap.equal(status, 0, "--print-config succeeds")
    names = re.findall(r"^#(\w+) =", out, re.M)
    _, text, _ = kiosk("--help")
    missing = [n for n in names if not re.search(rf"^  {n}\b", text, re.M)]
    tap.equal(missing, [], "--help names every setting")
    with tempfile.NamedTemporaryFile("w", suffix=".conf") as f:
        f.write(re.sub(r"^#(\w+ =)", r"\1", out, flags=re.M))
        f.flush()
        status, _, err = kiosk("--config", f.name)
        tap.ok(status == 3 and "terminal" in err, "the example file, uncommented, is accepted", err)


def refusals():
    with tempfile.NamedTemporaryFile("w", suffix=".conf") as f:
        f.write("station = x\n\nidle_secs = 4\n")
        f.flush()
        status, _, err = kiosk("--config", f.name)
        tap.ok(status == 2 and f"{f.name}:3" in err and "idle_secs" in err,
               "an unknown setting is refused with file and line", err)
    for args, word in ((["--idle-seconds", "0"], "1 to 3600"), (["--mouse", "maybe"], "yes or no"),
                       (["--nonsense", "1"], "nonsense"), (["--station"], "--help"),
                       (["--config", "/nowhere.conf"], "no such settings file")):
        status, _, err = kiosk(*args)
        tap.ok(status == 2 and word in err, f"{' '.join(args)} is refused with a remedy", err)


def pins():
    status, out, _ = kiosk("--hash-pin", stdin="2468\n")
    tap.ok(status == 0 and out.startswith("$y$"), "--hash-pin prints a yescrypt hash", out)
    status, out, err = kiosk("--hash-pin", stdin="no\n")
    tap.ok(status == 2 and not out and "digits" in err, "--hash-pin refuses what is no PIN", err)


def version():
    status, out, _ = kiosk("--version")
    tap.ok(status == 0 and re.match(r"barrio-kiosk \d+\.\d+", out), "--version says which", out)


for case in (example_is_kept, refusals, pins, version):
    tap.attempt(case.__name__, case)
tap.done()
