#!/usr/bin/python3
"""The packages in a machine of their own that qemu plays, with Debian's kernel
and systemd. It boots to the kiosk on its first console, where a neighbour
answers on the keyboard and the receipt's code is read from a photograph; no key
leaves the kiosk. The same with a root that is mounted read-only. Then as a
station on a serial line, which is killed BOOTS times (20) in mid-answer: it
boots each time, and the hub on this side counts every answer that was thanked
for, once. It installs packages, so it runs as root in a bare Debian only:

    tests/fresh.sh root 'apt-get install -qy python3 >/dev/null; tests/guest.py'
"""
import csv
import glob
import io
import os
import random
import shutil
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
import debs
import tap
from debs import apt, run

WORK = os.environ.get("GUEST_WORK", "/var/tmp/barrio-guest")
BOOTS = int(os.environ.get("BOOTS", "20"))
SEED = int(os.environ.get("SEED", "1"))
PORT = 8443
HUB = f"https://10.0.2.2:{PORT}"  # this side, as qemu's guests see it
NEEDED = ["build-essential", "ca-certificates", "debhelper", "e2fsprogs", "fakeroot", "mmdebstrap", "openssl",
          "python3-pyte", "qemu-system-x86", "zbar-tools"]
GUEST = ["linux-image-amd64", "systemd-sysv", "udev", "kbd", "console-setup-linux", "dbus", "fake-hwclock", "iproute2"]
FORM = """<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"
  xmlns:orx="http://openrosa.org/xforms" xmlns:jr="http://openrosa.org/javarosa"><h:head><h:title>Count</h:title><model>
  <instance><data id="count" version="1"><number/><orx:meta><orx:instanceID/></orx:meta></data></instance>
  <bind nodeset="/data/number" type="int" required="true()"/>
  <bind nodeset="/data/orx:meta/orx:instanceID" type="string" jr:preload="uid"/>
</model></h:head><h:body><input ref="/data/number"><label>Which number is it?</label></input></h:body></h:html>
"""
KIOSK = """
station = luna
place = Luna 3
languages = en
language = en
guard_ms = 0
hub = https://opina.luna.example
"""
# What the pages for operators say of a station on a serial line.
SERIAL = """[Service]
TTYPath=/dev/ttyS0
DeviceAllow=/dev/ttyS0 rw
Environment=TERM=vt220
"""
# The test's own door: a root shell on the second serial line.
DOOR = """[Unit]
DefaultDependencies=no
After=systemd-remount-fs.service
[Service]
ExecStart=/bin/sh -i
StandardInput=tty-force
StandardOutput=tty
StandardError=tty
TTYPath=/dev/ttyS1
Environment=PS1= HOME=/root
Restart=always
[Install]
WantedBy=sysinit.target
"""


def write(path, text, mode=0o644):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "a" if path.endswith(".conf") and "/etc/barrio/" in path else "w") as f:
        f.write(text)
    os.chmod(path, mode)


def mirror():
    return run("apt-get", "indextargets", "--format", "$(SITE)", "Created-By: Packages",
               "Codename: bookworm").stdout.split()[0]


def into(root, *argv):
    return run("chroot", root, *argv)


def furnish(packages):
    """A root folder with the packages installed, as a card is written."""
    root = f"{WORK}/root"
    base = f"{WORK}/base.tar"
    if not os.path.exists(base):
        run("mmdebstrap", "-q", "--variant=minbase", "--components=main", "--include=" + ",".join(GUEST), "bookworm",
            base, f"deb {mirror()} bookworm main")
    os.makedirs(root)
    run("tar", "-C", root, "-xf", base)
    shutil.copy("/etc/resolv.conf", f"{root}/etc/resolv.conf")
    for name in glob.glob("/etc/apt/apt.conf.d/*proxy*"):
        shutil.copy(name, f"{root}/etc/apt/apt.conf.d/")
    write(f"{root}/usr/sbin/policy-rc.d", "#!/bin/sh\nexit 101\n", 0o755)
    wanted = [p for p in packages if "barrio-hub" not in p]
    for package in wanted:
        shutil.copy(package, f"{root}/tmp/")
    into(root, "apt-get", "update", "-q")
    into(root, "apt-get", "install", "-qy", "--no-install-recommends",
         *[f"/tmp/{os.path.basename(p)}" for p in wanted])
    os.unlink(f"{root}/usr/sbin/policy-rc.d")
    # The modules that qemu's disks need, and not of every disk there is: it is unpacked at each boot.
    write(f"{root}/etc/initramfs-tools/conf.d/disks", "MODULES=list\n")
    write(f"{root}/etc/initramfs-tools/modules", "virtio_pci\nvirtio_blk\next4\n")
    into(root, "update-initramfs", "-u")
    write(f"{root}/etc/fstab", "/dev/vda / ext4 defaults,noatime,errors=remount-ro 0 1\n")
    write(f"{root}/etc/hostname", "luna\n")
    write(f"{root}/etc/systemd/network/any.network", "[Match]\nName=en*\n[Network]\nDHCP=ipv4\n")
    write(f"{root}/etc/systemd/system/door.service", DOOR)
    write(f"{root}/etc/barrio/kiosk.conf", KIOSK, 0o600)
    into(root, "systemctl", "enable", "-q", "door", "systemd-networkd", "barrio-kiosk")
    into(root, "systemctl", "mask", "-q", "serial-getty@ttyS0", "serial-getty@ttyS1")
    return root


class Hub:
    """On this side, with a certificate of its own, as the README makes it."""

    def __init__(self):
        self.folder = f"{WORK}/hub"
        os.makedirs(self.folder)
        run("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days",
            "30", "-subj", "/CN=10.0.2.2", "-addext", "subjectAltName=IP:10.0.2.2,IP:127.0.0.1",
            "-keyout", f"{self.folder}/key", "-out", f"{self.folder}/crt")
        write(f"{self.folder}/count.xml", FORM)
        self.do("publish", f"{self.folder}/count.xml")
        self.serve()

    def serve(self):
        self.log = open(f"{self.folder}/log", "a")
        self.child = subprocess.Popen(
            ["barrio-hub", "serve", "--data", f"{self.folder}/data", "--listen", "127.0.0.1", "--port", str(PORT),
             "--tls-certificate", f"{self.folder}/crt", "--tls-key", f"{self.folder}/key"], stderr=self.log)

    def do(self, *words):
        return run("barrio-hub", *words, "--data", f"{self.folder}/data").stdout

    def numbers(self):
        """The numbers that were counted."""
        return [row["number"] for row in csv.DictReader(io.StringIO(self.do("export", "count").lstrip("\ufeff")))]

    def wait_for(self, wanted, seconds=120):
        end = time.monotonic() + seconds
        while not wanted <= set(self.numbers()) and time.monotonic() < end:
            time.sleep(0.5)
        return self.numbers()

    def close(self):
        self.child.terminate()
        self.child.wait(20)


class Place:
    """The card, the hub, and machines that boot from the one and reach the
    other."""

    def __init__(self, packages):
        root = furnish(packages)
        self.hub = Hub()
        shutil.copy(f"{self.hub.folder}/crt", f"{root}/etc/barrio/hub.crt")
        os.chmod(f"{root}/etc/barrio/hub.crt", 0o644)
        self.kernel = glob.glob(f"{root}/boot/vmlinuz-*")[0]
        self.initrd = glob.glob(f"{root}/boot/initrd.img-*")[0]
        self.disk, self.data = f"{WORK}/card.img", f"{WORK}/data.img"
        run("mke2fs", "-q", "-t", "ext4", "-d", root, self.disk, "3G")
        run("mke2fs", "-q", "-t", "ext4", self.data, "512M")

    def boot(self, *disks):
        from machine import Machine
        return Machine(WORK, self.kernel, self.initrd, self.disk, *disks)


def enrolled(place):
    """The newly written card: it boots to the kiosk before anybody enrolled
    it, and is enrolled by a code."""
    with place.boot() as machine:
        machine.console_shows("Tap here or press any key")
        tap.ok(True, "a card that was just written boots to the kiosk")
        code = place.hub.do("station", "enrol", "luna").split()
        code = next(word for word in code if len(word.replace("-", "")) == 12)
        said = machine.shell.patient(f"barrio-sync enrol {HUB} {code} --ca-file /etc/barrio/hub.crt"
                                     " && systemctl enable -q --now barrio-sync")
        machine.shell.patient("until [ -e /var/lib/barrio/forms/count.xml ]; do sleep 1; done")
        tap.ok("luna" in said or said == "", "enrolled by a code, its agent fetches the survey", said)
        off(machine)


def off(machine):
    machine.shell.ask("sync; systemctl poweroff")
    machine.wait_end(120)


def pressed(machine, number):
    """An answer on the machine's own keyboard, to its thanks."""
    machine.console_shows("Tap here or press any key")
    machine.monitor.keys("5")
    for _ in range(12):
        screen = machine.quiet_console()
        if "Thank" in screen:
            return screen
        if "Which number" in screen and str(number) not in screen:
            machine.monitor.type(str(number))
        machine.monitor.keys("shift", "3")
    raise AssertionError(f"no thanks:\n{screen}")


def keyboard(place):
    """On the first console, by its keyboard; the code is read from its screen."""
    with place.boot() as machine:
        pressed(machine, 41)
        picture = machine.photograph(f"{WORK}/thanks.ppm")
        read = run("zbarimg", "-q", "--raw", picture, check=False).stdout
        tap.ok(read.startswith("HTTPS://OPINA.LUNA.EXAMPLE/R#"), "the receipt's code is read from the console's screen",
               read)
        tap.equal(place.hub.wait_for({"41"}), ["41"], "the answer from the keyboard is counted at the hub")
        escapes(machine)
        machine.shell.ask("/usr/lib/barrio/lock-console stop")
        machine.monitor.keys("alt", "f2")
        time.sleep(5)
        tap.equal(machine.shell.ask("cat /sys/class/tty/tty0/active"), "tty2", "one does where the console is not locked")
        off(machine)


def escapes(machine):
    """No key leaves the kiosk."""
    def standing():
        return machine.shell.ask("cat /proc/sys/kernel/random/boot_id /sys/class/tty/tty0/active; "
                                 "systemctl show -P MainPID barrio-kiosk; systemctl is-active multi-user.target")

    before = standing()
    tap.ok("tty1" in before and before.endswith("active"), "the kiosk stands on the first console", before)
    for held in ((), ("alt",), ("ctrl",), ("shift",), ("ctrl", "alt"), ("alt", "shift")):
        for key in ("f1", "f2", "f3", "f7", "f12", "delete", "left", "right", "up", "print", "sysrq", "scroll_lock",
                    "pause", "c", "d", "z", "backslash", "esc", "tab", "pgup", "pgdn"):
            machine.monitor.keys(*held, key)
            time.sleep(0.05)
    for letter in ("b", "c", "e", "f", "i", "k", "o", "r", "s", "u"):
        machine.monitor.keys("alt", "sysrq", letter)
        machine.monitor.keys("alt", "print", letter)
        time.sleep(0.2)
    time.sleep(5)
    tap.equal(standing(), before, "no key leaves it, switches the console, restarts the machine or asks the kernel")


class Mover:
    """Answers one number after the other on the serial line."""

    def __init__(self):
        self.next = 100
        self.thanked = []

    def answer(self, machine, steps):
        """At most so many steps; true when the steps are used up."""
        number = str(self.next)
        machine.wait_for("Tap here or press any key")
        keys = ["5", None, *number, "#", "#"]
        self.next += 1
        while steps > 0:
            steps -= 1
            if machine.shows("Thank"):
                self.thanked.append(number)
                machine.key("5")
                machine.wait_gone("Thank")
                return steps
            self.step(machine, keys)
        return 0

    @staticmethod
    def step(machine, keys):
        """The next key, or # where a page only wants to be passed."""
        key = keys[0] if keys else "#"
        if key is None:
            if machine.shows("Which number"):
                keys.pop(0)
            else:
                machine.key("#")
        else:
            machine.key(key)
            keys[:1] = []
        machine.settle()


def serial(place):
    """As a station on a serial line, killed in mid-answer."""
    with place.boot() as machine:
        machine.shell.ask("mkdir -p /etc/systemd/system/barrio-kiosk.service.d")
        for line in SERIAL.splitlines():
            machine.shell.ask(f"echo '{line}' >>/etc/systemd/system/barrio-kiosk.service.d/serial.conf")
        off(machine)
    dice = random.Random(SEED)
    mover = Mover()
    boots = 0
    for _ in range(BOOTS):
        with place.boot() as machine:
            steps = dice.randint(3, 40)
            machine.wait_for("Tap here or press any key")
            boots += 1
            while steps > 0:
                steps = mover.answer(machine, steps)
            time.sleep(dice.random() * 0.5)
            machine.kill()
    tap.equal(boots, BOOTS, f"it boots to the kiosk each time after {BOOTS} kills in mid-answer")
    with place.boot() as machine:
        machine.wait_for("Tap here or press any key")
        mover.answer(machine, 40)
        got = place.hub.wait_for(set(mover.thanked))
        off(machine)
    tap.ok(len(mover.thanked) >= BOOTS // 2, f"{len(mover.thanked)} answers were thanked for")
    tap.equal(set(mover.thanked) - set(got), set(), "lost: none of those that were thanked for")
    tap.equal(sorted(n for n in set(got) if got.count(n) > 1), [], "twice: none")
    tap.equal({n for n in got if int(n) >= mover.next} - {"41"}, set(), "and none that nobody gave")


def read_only(place):
    """With a root that nothing writes to, and a partition for what changes."""
    with place.boot(place.data) as machine:
        said = machine.shell.patient("rm -r /etc/systemd/system/barrio-kiosk.service.d; "
                                     "/usr/lib/barrio/read-only-root /dev/vdb 2>&1")
        tap.ok("done" in said, "read-only-root prepares a card", said)
        off(machine)
    with place.boot(place.data) as machine:
        pressed(machine, 42)
        root = machine.shell.ask("findmnt -no OPTIONS /")
        tap.ok(root.startswith("ro"), "the root is mounted read-only", root)
        failed = machine.shell.ask("systemctl --failed --plain --no-legend")
        tap.equal(failed, "", "every unit is content with it")
        tap.ok("42" in place.hub.wait_for({"42"}), "an answer is kept on the data partition, and counted")
        machine.kill()
    with place.boot(place.data) as machine:
        machine.console_shows("Tap here or press any key")
        tap.ok(True, "and it boots after a kill")


def main():
    if os.getuid() != 0 or os.path.exists("/run/systemd/system"):
        sys.exit("guest.py: for a bare Debian in a folder only (see its head)")
    apt("update")
    apt("install", "--no-install-recommends", *NEEDED)
    apt("build-dep", debs.TOP)
    shutil.rmtree(WORK, ignore_errors=True)
    packages = debs.build(f"{WORK}/packages")
    apt("install", "--no-install-recommends", *[p for p in packages if "kiosk" not in p and "sync" not in p])
    place = Place(packages)
    try:
        for scene in (enrolled, keyboard, serial, read_only):
            tap.attempt(scene.__name__, scene, place)
    finally:
        place.hub.close()
    tap.done()


main()
