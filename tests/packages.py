#!/usr/bin/python3
"""The Debian packages on a machine that has nothing else: built twice with
the same bytes, clean for lintian, installed; a station set up, an answer given,
delivered and retrieved; upgraded and gone back with an answer waiting; removed
and purged. It installs and purges packages, so it runs as root in a bare Debian
only:

    tests/fresh.sh root 'apt-get install -qy python3 >/dev/null; tests/packages.py'
"""
import csv
import glob
import hashlib
import io
import os
import pwd
import shutil
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
NEEDED = ["build-essential", "debhelper", "fakeroot", "lintian", "python3-pyte", "debconf-utils", "ca-certificates"]
WORK = "/var/tmp/barrio-packages"

os.environ["BARRIO_BUILD"] = "/usr/bin"
sys.path.insert(0, HERE)
import tap
from debs import PACKAGES, TOP, apt, build, run, unhardened


def sums(paths):
    return {os.path.basename(p): hashlib.sha256(open(p, "rb").read()).hexdigest() for p in paths}


def owners(folder):
    """Whom the files below a folder belong to."""
    return {pwd.getpwuid(os.lstat(os.path.join(at, name)).st_uid).pw_name
            for at, folders, files in os.walk(folder) for name in folders + files}


def as_user(user, group, *argv):
    return ["setpriv", "--reuid", user, "--regid", group, "--clear-groups", "--", *argv]


def handed_over(name, user):
    """The settings as systemd would hand them to the service."""
    path = f"/run/{name}"
    shutil.copy(f"/etc/barrio/{name}", path)
    shutil.chown(path, user)
    return path


def set_up():
    """What the page for operators says: the hub's address, a token, a PIN."""
    with open("/etc/barrio/hub.conf", "a") as f:
        f.write("port = 8088\nname = Barrio Luna\n")
    run("barrio-hub", "publish", "/usr/share/barrio/forms/barrio.xml")
    token = run("barrio-hub", "station", "add", "luna").stdout.split()[-1]
    with open("/etc/barrio/sync.conf", "a") as f:
        f.write(f"url = http://127.0.0.1:8088\ntoken = {token}\nstation = luna\n")
    with open("/etc/barrio/kiosk.conf", "a") as f:
        f.write("station = luna\nplace = Luna 3\nlanguages = en\nlanguage = en\nguard_ms = 0\n")


class Hub:
    def __enter__(self):
        self.child = subprocess.Popen(
            as_user("barrio-hub", "barrio-hub", "barrio-hub", "--config", handed_over("hub.conf", "barrio-hub")),
            stderr=open("/run/hub.log", "a"))
        deadline = time.monotonic() + 20
        while "ready at" not in open("/run/hub.log").read() and time.monotonic() < deadline:
            time.sleep(0.1)
        return self

    def __exit__(self, *_):
        self.child.terminate()
        self.child.wait(20)


def sync():
    return run(*as_user("barrio-sync", "barrio", "sh", "-c",
                        f"umask 007; barrio-sync --once --config {handed_over('sync.conf', 'barrio-sync')}"),
               check=False)


def answer():
    """A resident taps through the survey, as the kiosk's user lets them."""
    from resident_pty import Resident
    path = handed_over("kiosk.conf", "barrio-kiosk")
    argv = as_user("barrio-kiosk", "barrio", "sh", "-c", f"umask 007; exec barrio-kiosk --config {path}")
    with Resident(argv, term="xterm-256color") as resident:
        resident.wait_for("Tap here or press any key")
        resident.key("1")
        for _ in range(30):
            resident.settle()
            if resident.shows("Thank"):
                return True
            resident.key("#")
        return False


def kept():
    import sqlite3
    db = sqlite3.connect("/var/lib/barrio/station.db")
    count = db.execute("SELECT count(*) FROM response").fetchone()[0]
    db.close()
    return count


def rows():
    return len(list(csv.DictReader(io.StringIO(run("barrio-hub", "export", "barrio").stdout.lstrip("\ufeff")))))


def installed(old):
    apt("install", "--no-install-recommends", *old)
    tap.equal([(path, unhardened(path)) for path in glob.glob("/usr/bin/barrio-*") if unhardened(path)], [],
              "each program has Debian's hardening")
    set_up()
    tap.equal(owners("/var/lib/barrio-hub"), {"barrio-hub"}, "root's commands leave files to the hub's user")
    for name in ("hub", "kiosk", "sync"):
        tap.equal(os.stat(f"/etc/barrio/{name}.conf").st_mode & 0o777, 0o600, f"{name}.conf is read by root only")
    with Hub():
        first = sync()
        tap.equal(first.returncode, 0, "the agent fetches the survey as its own user")
        tap.ok(answer(), "a resident answers at the packaged kiosk")
        sent = sync()
        tap.equal(sent.returncode, 0, "the agent delivers what the kiosk's user wrote")
        tap.equal(rows(), 1, "and the hub has it")
    tap.equal(os.stat("/var/lib/barrio").st_mode & 0o7777, 0o2770, "nobody else looks into the station's folder")


def upgraded(old, new):
    tap.ok(answer(), "a second resident answers, with no network")
    before = kept()
    apt("install", "--no-install-recommends", *new)
    tap.equal(run("dpkg-query", "-W", "-f", "${Version}", "barrio-hub").stdout, "0.1.1", "the upgrade is in place")
    tap.equal(kept(), before, "an upgrade loses no answer that waits")
    with Hub():
        tap.equal(sync().returncode, 0, "the new agent delivers it")
        tap.equal(rows(), 2, "and the hub counts it once")
    tap.ok(answer(), "a third resident answers")
    apt("install", "--no-install-recommends", "--allow-downgrades", *old)
    with Hub():
        tap.equal(sync().returncode, 0, "going back loses nothing either")
        tap.equal(rows(), 3, "and the hub has all three")


def purged():
    apt("remove", *PACKAGES)
    tap.ok(os.path.exists("/var/lib/barrio/station.db"), "removing keeps the answers")
    apt("purge", *PACKAGES)
    tap.ok(os.path.exists("/var/lib/barrio/station.db") and os.path.exists("/var/lib/barrio-hub/hub.db"),
           "purging without a yes keeps the answers", os.listdir("/var/lib"))
    tap.ok(not os.path.exists("/etc/barrio"), "but not the settings with their tokens")


def purged_with_a_yes(old):
    apt("install", "--no-install-recommends", *old)
    for package in ("barrio-hub", "barrio-kiosk", "barrio-sync"):
        run("debconf-set-selections", input=f"{package} {package}/delete-data boolean true\n")
    apt("purge", *PACKAGES)
    tap.ok(not os.path.exists("/var/lib/barrio") and not os.path.exists("/var/lib/barrio-hub"),
           "purging with a yes deletes them", os.listdir("/var/lib"))


def main():
    if os.getuid() != 0 or os.path.exists("/run/systemd/system"):
        sys.exit("packages.py: for a bare Debian in a folder only (see its head)")
    apt("update")
    apt("install", "--no-install-recommends", *NEEDED)
    apt("build-dep", TOP)
    old = build(f"{WORK}/one")
    tap.equal(sums(build(f"{WORK}/two/elsewhere")), sums(old), "built twice, in two places: the same bytes")
    tap.equal([os.path.basename(p).split("_")[0] for p in old], PACKAGES, "four packages")
    changes = glob.glob(f"{WORK}/one/*.changes")[0]
    found = run("lintian", "--allow-root", "--fail-on", "none", "--tag-display-limit", "0", changes, check=False).stdout
    tap.equal([line for line in found.splitlines() if line[:2] in ("E:", "W:")], [], "lintian finds nothing")
    new = build(f"{WORK}/three", "0.1.1")
    tap.attempt("install", installed, old)
    tap.attempt("upgrade", upgraded, old, new)
    tap.attempt("purge", purged)
    tap.attempt("purge with a yes", purged_with_a_yes, old)
    tap.done()


main()
