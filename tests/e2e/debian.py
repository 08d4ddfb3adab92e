#!/usr/bin/python3
"""The packaging says what the tree says: what building needs, the version,
what is installed; and the units stay locked as tightly as promised."""
import glob
import json
import os
import re
import shutil
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import debs
import tap

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
# What every build of a package has by itself, or has under another name.
GIVEN = {"gcc", "libc6-dev", "make", "pkg-config", "python3"}
EXPOSURE = {"barrio-hub": 1.5, "barrio-sync": 1.5, "barrio-kiosk": 2.5, "barrio-cage": 2.5, "barrio-speech": 2.5}


def read(*path):
    with open(os.path.join(TOP, *path), encoding="utf-8") as f:
        return f.read()


def of_the_board(package):
    """Whether a build for another machine would get that machine's programs."""
    said = debs.run("dpkg-query", "-W", "-f", "${Architecture} ${Multi-Arch}", package, check=False).stdout.split()
    return said and said[0] != "all" and not {"foreign", "same"} & set(said)


def needs():
    listed = set(re.search(r'^PACKAGES="([^"]*)"', read("tests", "deps.sh"), re.M)[1].split())
    control = read("debian", "control")
    wanted = re.search(r"^Build-Depends:(.*?)^\S", control + "\nX", re.M | re.S)[1]
    built = {re.split(r"[\s(]", p.strip())[0] for p in wanted.split(",")}
    names = {name.removesuffix(":native") for name in built}
    tap.equal(sorted(listed - GIVEN - names), [], "debian/control asks for all that a build needs")
    # A program that the build runs must be the PC's, whichever board is built for.
    foreign = [name for name in built - {"debhelper-compat"} if not name.endswith(("-dev", ":native")) and of_the_board(name)]
    tap.equal(foreign, [], "and for the PC's own where the build runs it")


def versions():
    version = re.search(r"^VERSION := (\S+)", read("Makefile"), re.M)[1]
    tap.equal(re.search(r"\((.*?)\)", read("debian", "changelog"))[1], version, "the changelog has the tree's version")


def installed():
    lists = "".join(read(os.path.relpath(p, TOP)) for p in glob.glob(os.path.join(TOP, "debian", "*.install")))
    programs = ["barrio-kiosk", "barrio-sync", "barrio-hub"]
    programs += [os.path.basename(p)[:-2] for p in glob.glob(os.path.join(TOP, "tools", "barrio-*.c"))]
    tap.equal([p for p in programs if f"usr/bin/{p}\n" not in lists], [], "each program is in a package")
    pages = os.listdir(os.path.join(TOP, "deploy", "man"))
    tap.equal([p for p in programs if not any(page.startswith(p + ".") for page in pages)], [], "and has a manual page")
    catalogues = os.listdir(os.path.join(TOP, "po"))
    tap.equal([c for c in catalogues if f"usr/share/barrio/locale/{c}\n" not in lists], [],
              "each program's words are in a package")


def pages():
    """Units and documents name files that the packages bring."""
    shipped = {(package, os.path.basename(path)) for package in ("barrio-hub", "barrio-kiosk", "barrio-sync", "barrio-tools")
               for path in read("debian", f"{package}.docs").split()}
    units = "".join(read("deploy", "systemd", n) for n in os.listdir(os.path.join(TOP, "deploy", "systemd")))
    named = set(re.findall(r"file:///usr/share/doc/([^/]+)/(\S+)", units))
    tap.equal(sorted(named - shipped), [], "each page that a unit names is in its package")
    lists = "".join(read(os.path.relpath(p, TOP)) for p in glob.glob(os.path.join(TOP, "debian", "*.install")))
    places = {os.path.join("/", to, os.path.basename(what)) for what, to in re.findall(r"^(\S+) (\S+)$", lists, re.M)}
    text = units + "".join(read(*path) for path in (("deploy", "BUILD-A-STATION.md"), ("docs", "OPERATOR.md")))
    wanted = {p for p in re.findall(r"/usr/(?:lib|share)/barrio/[\w./-]*\w", text)}
    tap.equal(sorted(wanted - places), [], "and so is each file of ours that they name")
    services = set(re.findall(r"\b(barrio-\w+)\.service", text)) | set(re.findall(r"--now ((?:barrio-\w+ ?)+)", text))
    services = {name for names in services for name in names.split()}
    tap.equal(sorted(n for n in services if f"/lib/systemd/system/{n}.service" not in places), [], "and each unit")


def standing_back():
    """What the hub's unit lets its children do: a later line adds to what an
    earlier one took away."""
    allowed = set()
    for line in re.findall(r"^SystemCallFilter=(.*)$", read("deploy", "systemd", "barrio-hub.service"), re.M):
        allowed -= {"setpriority", "sched_setscheduler"} if "@resources" in line and line.startswith("~") else set()
        allowed |= set() if line.startswith("~") else set(line.split())
    tap.ok({"setpriority", "sched_setscheduler"} <= allowed, "a hub's children may stand back behind answers", allowed)


def exposure():
    if not shutil.which("systemd-analyze"):
        tap.skip("exposure of the units", "systemd-analyze is not here")
        return
    for unit, most in EXPOSURE.items():
        path = os.path.join(TOP, "deploy", "systemd", f"{unit}.service")
        run = subprocess.run(["systemd-analyze", "security", "--offline=true", f"--threshold={int(most * 10)}", path],
                             capture_output=True, text=True)
        level = re.search(r"exposure level.*?: ([\d.]+)", run.stdout)
        tap.ok(level and float(level[1]) <= most, f"{unit}: exposed at most {most}", run.stdout[-500:] + run.stderr)


def hardening():
    """The programs as they are built here, too."""
    build = os.environ.get("BARRIO_BUILD", os.path.join(TOP, "build"))
    kiosk = os.path.join(build, "barrio-kiosk")
    if "is for tests" in subprocess.run([kiosk, "doctor", "--data", "/"], capture_output=True, text=True).stdout:
        tap.skip("hardening", "a build with sanitizers or for coverage has its own")
        return
    programs = [p for p in glob.glob(os.path.join(build, "barrio-*")) if os.access(p, os.X_OK)]
    lacking = {os.path.basename(p): debs.unhardened(p) for p in programs}
    tap.equal((len(programs) >= 6, {p: what for p, what in lacking.items() if what}), (True, {}),
              "every program is hardened as Debian's are")


def bill():
    """The bill of materials names every library that the programs ask for."""
    build = os.environ.get("BARRIO_BUILD", os.path.join(TOP, "build"))
    run = subprocess.run([os.path.join(TOP, "deploy", "sbom"), build], capture_output=True, text=True)
    if not tap.ok(run.returncode == 0, "deploy/sbom describes the programs", run.stderr):
        return
    found = json.loads(run.stdout)
    names = {p["name"] for p in found["packages"]}
    wanted = {"libsqlite3-0", "libxml2", "libssl3", "libmicrohttpd12", "libc6"}
    tap.equal(sorted(wanted - names), [], "and every library that they load")
    ids = {e["SPDXID"] for e in found["packages"] + found["files"]} | {"SPDXRef-DOCUMENT"}
    loose = [r for r in found["relationships"] if not {r["spdxElementId"], r["relatedSpdxElement"]} <= ids]
    tap.equal(loose, [], "its relations lead to what it describes")


needs()
versions()
hardening()
bill()
installed()
pages()
standing_back()
exposure()
tap.done()
