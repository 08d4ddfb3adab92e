#!/usr/bin/python3
"""The packages for the boards, built on a PC by Debian's cross compilers and
run by qemu: a hub and an agent of that machine take and count answers. It
installs packages of other machines, so it runs as root in a bare Debian only:

    tests/fresh.sh root 'apt-get install -qy python3 >/dev/null; tests/cross.py arm64 armhf'
"""
import csv
import io
import os
import shutil
import socket
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
import debs
import tap
from debs import TOP, apt, run

WORK = "/var/tmp/barrio-cross"
BOARDS = {"arm64": ("aarch64", "ELF 64-bit LSB pie executable, ARM aarch64"),
          "armhf": ("arm", "ELF 32-bit LSB pie executable, ARM, EABI5")}
ANSWERS = 20


def build(board):
    apt("install", "--no-install-recommends", f"crossbuild-essential-{board}")
    apt("build-dep", "--host-architecture", board, "-P", "cross", TOP)
    folder = os.path.join(WORK, board)
    root = os.path.join(folder, "root")
    for package in debs.build(folder, options=("-a" + board, "-Pcross")):
        run("dpkg-deb", "-x", package, root)
    return root


class Board:
    def __init__(self, board, root):
        self.qemu = f"qemu-{BOARDS[board][0]}-static"
        self.root = root
        self.data = os.path.join(WORK, board, "data")
        shutil.rmtree(self.data, ignore_errors=True)

    def argv(self, program, *words):
        return [self.qemu, os.path.join(self.root, "usr", "bin", program), *words]

    def run(self, program, *words):
        return run(*self.argv(program, *words)).stdout


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def wait_for(port, log):
    end = time.monotonic() + 60
    while time.monotonic() < end:
        try:
            return socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.2)
    raise AssertionError("the hub does not answer:\n" + open(log).read()[-2000:])


def carried(board, root):
    """Answers go from a station of that machine to a hub of that machine."""
    b = Board(board, root)
    hub, station, port = b.data + "/hub", b.data + "/station", str(free_port())
    os.makedirs(station + "/forms")
    forms = os.path.join(root, "usr", "share", "barrio", "forms")
    shutil.copy(forms + "/barrio.xml", station + "/forms")
    b.run("barrio-hub", "publish", forms + "/barrio.xml", "--data", hub)
    token = b.run("barrio-hub", "station", "add", "luna", "--data", hub).split()[-1]
    texts = b.data + "/texts"
    open(texts, "w").write("word: seeded\n")
    b.run("barrio-seed", "--data", station, "--forms", station + "/forms", "--count", str(ANSWERS), "--seed", "1",
          "--texts", texts)
    log = b.data + "/hub.log"
    serving = subprocess.Popen(b.argv("barrio-hub", "serve", "--data", hub, "--port", port), stderr=open(log, "w"))
    try:
        wait_for(int(port), log)
        b.run("barrio-sync", "--once", "--data", station, "--url", f"http://127.0.0.1:{port}", "--token", token)
    finally:
        serving.terminate()
        serving.wait(60)
    rows = list(csv.DictReader(io.StringIO(b.run("barrio-hub", "export", "barrio", "--data", hub).lstrip("\ufeff"))))
    tap.equal(len(rows), ANSWERS, f"{board}: a station and a hub of that machine count {ANSWERS} answers")


def tried(board):
    root = build(board)
    kind = run("file", "-b", f"{root}/usr/bin/barrio-kiosk").stdout
    tap.ok(kind.startswith(BOARDS[board][1]), f"{board}: the kiosk is a program of that machine", kind)
    b = Board(board, root)
    tap.ok(b.run("barrio-kiosk", "--version").startswith("barrio-kiosk "), f"{board}: it runs")
    tap.attempt(f"{board}: carried", carried, board, root)


def main():
    if os.getuid() != 0 or os.path.exists("/run/systemd/system"):
        sys.exit("cross.py: for a bare Debian in a folder only (see its head)")
    boards = sys.argv[1:] or list(BOARDS)
    for board in boards:
        run("dpkg", "--add-architecture", board)
    apt("update")
    apt("install", "--no-install-recommends", "build-essential", "debhelper", "fakeroot", "file", "qemu-user-static")
    for board in boards:
        tap.attempt(board, tried, board)
    tap.done()


main()
