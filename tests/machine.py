"""A machine that qemu plays, with Debian's own kernel: its first serial line is
a terminal (Resident), its screen is photographed and its keyboard pressed
through qemu's monitor, and a root shell waits on the second serial line for
the test's own questions."""
import json
import os
import signal
import socket
import time

from resident_pty import Resident

# What the kernel does against faults of real processors is slow where there is none.
CONSOLE = "console=tty1 quiet mitigations=off nowatchdog"
# qemu counts on its fingers: a /dev/kvm that is there may still not work, and
# what is tested here is no question of speed.
ACCEL = os.environ.get("ACCEL", "tcg")
BOOT_SECONDS = 600


def connect(path, seconds=30):
    end = time.monotonic() + seconds
    while True:
        try:
            s = socket.socket(socket.AF_UNIX)
            s.connect(path)
            return s
        except OSError:
            s.close()
            if time.monotonic() > end:
                raise
            time.sleep(0.1)


class Monitor:
    """qemu's monitor: JSON, one command a line."""

    def __init__(self, path):
        self.file = connect(path).makefile("rw")
        self.file.readline()
        self.do("qmp_capabilities")

    def do(self, command, **arguments):
        self.file.write(json.dumps({"execute": command, "arguments": arguments}) + "\n")
        self.file.flush()
        while True:
            said = json.loads(self.file.readline())
            if "error" in said:
                raise AssertionError(f"{command}: {said['error']}")
            if "return" in said:
                return said["return"]

    def keys(self, *codes):
        """Keys pressed together, by qemu's names."""
        self.do("send-key", keys=[{"type": "qcode", "data": code} for code in codes])

    def type(self, text):
        for sign in text:
            self.keys(sign)


class Shell:
    """The root shell on the second serial line."""

    def __init__(self, path, seconds):
        self.socket = connect(path)
        self.count = 0
        end = time.monotonic() + seconds
        self.socket.settimeout(2)
        while True:
            try:
                self.ask("stty -echo")
                self.socket.settimeout(120)
                return
            except TimeoutError:
                if time.monotonic() > end:
                    raise

    def ask(self, command):
        """What a command printed; an empty text when it failed."""
        self.count += 1
        mark = f"answered {self.count}:"
        self.socket.sendall(f"{command}; echo \"answered\" {self.count}:$?\n".encode())
        said = b""
        while mark.encode() not in said or not said.split(mark.encode(), 1)[1].strip():
            got = self.socket.recv(65536)
            if not got:
                raise AssertionError("the shell's line is closed")
            said += got
        text = said.decode(errors="replace").replace("\r", "")
        return text.split(mark)[0].strip()

    def patient(self, command, seconds=600):
        self.socket.settimeout(seconds)
        try:
            return self.ask(command)
        finally:
            self.socket.settimeout(120)


class Machine(Resident):
    """Started at once; kill() is a power cut for all that is in its memory."""

    def __init__(self, folder, kernel, initrd, disk, *disks, memory=512):
        self.folder = folder
        for name in ("shell", "monitor"):
            if os.path.exists(f"{folder}/{name}"):
                os.unlink(f"{folder}/{name}")
        drives = [f"file={path},if=virtio,format=raw,cache=writeback" for path in (disk, *disks)]
        super().__init__(
            ["qemu-system-x86_64", "-accel", ACCEL, "-m", str(memory), "-smp", "1",
             "-display", "none", "-vga", "std", "-no-reboot",
             "-kernel", kernel, "-initrd", initrd, "-append", f"root=/dev/vda rw {CONSOLE}",
             *[word for drive in drives for word in ("-drive", drive)],
             "-nic", "user,model=virtio-net-pci", "-device", "virtio-rng-pci",
             "-serial", "stdio", "-serial", f"unix:{folder}/shell,server=on,wait=off",
             "-qmp", f"unix:{folder}/monitor,server=on,wait=off"],
            stderr=f"{folder}/qemu.log", patience=BOOT_SECONDS)
        self.monitor = Monitor(f"{folder}/monitor")
        self._shell = None

    @property
    def shell(self):
        if not self._shell:
            self._shell = Shell(f"{self.folder}/shell", BOOT_SECONDS)
        return self._shell

    def settle(self, quiet=0.2):
        """What comes over a serial line comes in pieces."""
        while self.read(quiet):
            pass
        return self

    def console(self):
        """The letters of the first virtual console, as its kernel keeps them
        (UTF-32); frames and the like are dots."""
        return self.shell.ask("tr -d '\\000' </dev/vcsu1 | tr -c '[:print:]' .; echo")

    def quiet_console(self):
        """What stands there once nothing moves any more."""
        before, now = None, self.console()
        while before != now:
            time.sleep(0.3)
            before, now = now, self.console()
        return now

    def console_shows(self, text, seconds=None):
        end = time.monotonic() + (seconds or self.patience)
        while time.monotonic() < end:
            screen = self.console()
            if text in screen or text in " ".join(screen.split()):
                return screen
            time.sleep(0.2)
        raise AssertionError(f"{text!r} did not come:\n{screen}")

    def photograph(self, path):
        self.monitor.do("screendump", filename=path)
        return path

    def kill(self):
        if self.alive():
            os.kill(self.pid, signal.SIGKILL)
        while self.alive():
            self.read(0.02)
        for fd in (self.fd, self.slave):
            os.close(fd)
        self.fd = self.slave = -1

    def close(self):
        if self.fd >= 0:
            self.kill()
