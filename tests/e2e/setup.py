#!/usr/bin/python3
"""The README's smallest real set-up, followed line by line on what `make
install` installs: a laptop with a certificate of its own, one station."""
import os
import re
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, os.path.join(TOP, "tests"))
import tap
from neighbour import Neighbour, Survey
from resident_pty import Resident
from stand import BUILD, free_port


def blocks():
    """The two recipes of the section, as shell text."""
    text = open(os.path.join(TOP, "README.md")).read()
    section = text[text.index("## The smallest real set-up"):text.index("## What it is built with")]
    return ["\n".join(line[4:] for line in block.splitlines())
            for block in re.findall(r"(?:^    .*\n|^\n(?=    ))+", section, re.M)]


class Machine:
    """A folder that stands for a machine's /usr, /etc and /var."""

    def __init__(self, root, port):
        self.root, self.port = root, port
        make = ["make", "-s", "-C", TOP, "install", f"DESTDIR={root}", "PREFIX=/usr/local"]
        if BUILD.rstrip("/").endswith("san"):
            make.append("SAN=1")
        subprocess.run(make, check=True, capture_output=True)

    def here(self, line):
        """A line of the recipe with this machine's paths, port and name."""
        line = re.sub(r"(?<![\w.])/(etc/barrio|usr/local|var/lib)", self.root + r"/\1", line)
        line = line.replace("laptop.local", "localhost").replace("8443", str(self.port))
        for name, conf in (("barrio-hub", "hub"), ("barrio-sync", "sync"), ("barrio-kiosk", "kiosk")):
            options = f"--config {self.root}/etc/barrio/{conf}.conf"
            if "hash-pin" in line:
                options = ""
            data = f"--data {self.root}/var/lib/barrio" + ("/hub" if conf == "hub" else "")
            line = re.sub(rf"(?:(?<=^)|(?<=\| )){name}\b", f"{self.root}/usr/local/bin/{name} "
                          + (f"{options} {data}" if options else ""), line)
        return line

    def shell(self, text, input=""):
        run = subprocess.run(["bash", "-euc", "\n".join(self.here(line) for line in text.splitlines())],
                             input=input, capture_output=True, text=True)
        assert run.returncode == 0, f"{text}\n{run.stdout}{run.stderr}"
        return run.stdout


def split(recipe, *starts):
    """A recipe cut before the lines that begin so."""
    parts, lines = [[]], recipe.splitlines()
    for line in lines:
        if any(line.startswith(s) for s in starts):
            parts.append([])
        parts[-1].append(line)
    return ["\n".join(part) for part in parts]


def main():
    laptop_recipe, station_recipe = blocks()[:2]
    with tempfile.TemporaryDirectory() as top:
        port = free_port()
        laptop, station = Machine(os.path.join(top, "laptop"), port), Machine(os.path.join(top, "station"), port)
        tap.ok(True, "make install fills two machines")
        first, admin, publish, add, serve = split(laptop_recipe, "barrio-hub")
        laptop.shell(first.replace("make && make install", "true"))
        laptop.shell(admin.split("#")[0], input="una clave muy larga\n")
        laptop.shell(publish)
        token = laptop.shell(add.split("#")[0]).split()[-1]
        argv = laptop.here(serve).split()
        log = open(os.path.join(top, "hub.log"), "w")
        hub = subprocess.Popen([*argv, "--listen", "127.0.0.1"], stderr=log, stdin=subprocess.DEVNULL)
        try:
            os.makedirs(os.path.join(station.root, "etc/barrio"))
            shutil.copy(os.path.join(laptop.root, "etc/barrio/hub.crt"), os.path.join(station.root, "etc/barrio"))
            prepare, once, _, kiosk = split(station_recipe.replace("THE-TOKEN", token), "barrio-")
            station.shell(prepare.replace("make && make install", "true"))
            for attempt in range(50):
                try:
                    station.shell(once)
                    break
                except AssertionError:
                    if attempt == 49:
                        raise
                    subprocess.run(["sleep", "0.1"])
            tap.ok(True, "the station fetches the survey over TLS")
            form = os.path.join(station.root, "var/lib/barrio/forms/barrio.xml")
            form = form if os.path.exists(form) else os.path.join(laptop.root, "usr/local/share/barrio/forms/barrio.xml")
            with Resident([*station.here(kiosk).split(), "--guard-ms", "0"], patience=30) as pty:
                Neighbour(pty, Survey(form), "es", "digits", say="sombra").visit()
                tap.ok(True, "a neighbour answers")
            station.shell(once)
            csv = laptop.shell("barrio-hub export barrio")
            tap.ok("sombra" in csv and csv.count("\n") == 2, "the city has the answer", csv)
        finally:
            hub.terminate()
            tap.equal(hub.wait(20), 0, "the hub ends in order")
    tap.done()


main()
