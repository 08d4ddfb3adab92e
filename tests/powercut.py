"""Power cuts: runs a program on a disk that forgets what was not synced
(tests/powercut/powercut.c) and puts its folder back as the disk has it."""
import os
import random
import re
import shutil
import subprocess

SECTOR = 512
BUILD = os.environ.get("BARRIO_BUILD", "build")
SHIM = os.path.join(BUILD, "powercut.so")
OURS = os.path.join(BUILD, "barrio-sync")


def preloaded(program, shim=SHIM):
    """A library to preload, behind the sanitizer's library where the program has one."""
    needs = subprocess.run(["ldd", program], capture_output=True, text=True).stdout
    return " ".join(re.findall(r"/\S+/libasan\.so\S*", needs) + [shim])


class Disk:
    """A live folder and what a power cut would leave of it."""

    def __init__(self, live, disk):
        self.live, self.disk = live, disk
        os.makedirs(live, exist_ok=True)
        os.makedirs(disk, exist_ok=True)
        self.settle()

    def settle(self):
        """All that is in the live folder counts as on the disk."""
        shutil.rmtree(self.disk)
        shutil.copytree(self.live, self.disk)
        for folder, _, names in os.walk(self.live):
            for name in names:
                path = os.path.join(folder, name)
                if os.path.isfile(path):
                    mark = self.on_disk(path) + ".inode"
                    open(mark, "w").write(str(os.stat(path).st_ino))

    def discard(self):
        shutil.rmtree(self.live)
        shutil.rmtree(self.disk)

    def on_disk(self, path):
        return os.path.join(self.disk, os.path.relpath(path, self.live))

    def environment(self, cut_at=0, count_file=None, program=OURS, together=False):
        """together: all processes of the group count, and end, as one."""
        env = dict(os.environ, LD_PRELOAD=preloaded(program), POWERCUT_LIVE=self.live, POWERCUT_DISK=self.disk,
                   POWERCUT_AT=str(cut_at))
        if count_file:
            env["POWERCUT_COUNT"] = count_file
        if together:
            env["POWERCUT_ALL"] = self.disk.rstrip("/") + ".count"
            open(env["POWERCUT_ALL"], "wb").write(bytes(8))
        return env

    def operations(self, command, **options):
        """How many file operations a run of the command makes."""
        count = os.path.join(os.path.dirname(self.disk.rstrip("/")), "powercut.count")
        if os.path.exists(count):
            os.unlink(count)
        subprocess.run(command, env=self.environment(0, count), check=True, capture_output=True, **options)
        return sum(int(line) for line in open(count))

    def power_failed(self, seed, keep_percent):
        """The live folder becomes what the disk has; each sector that was
        written but never synced is there with the given probability."""
        chance = random.Random(seed)
        after = self.live + ".after"
        shutil.rmtree(after, ignore_errors=True)
        shutil.copytree(self.disk, after, ignore=shutil.ignore_patterns("*.inode", "*.fresh"))
        for folder, _, names in os.walk(after):
            for name in names:
                path = os.path.join(folder, name)
                self.tear(path, os.path.join(self.live, os.path.relpath(path, after)), chance, keep_percent)
        shutil.rmtree(self.live)
        os.rename(after, self.live)
        self.settle()

    def tear(self, path, written, chance, keep_percent):
        """Mixes sectors of the file as last written into the file as synced."""
        mark = self.on_disk(written) + ".inode"
        if not os.path.isfile(written) or not os.path.exists(mark) or \
                open(mark).read() != str(os.stat(written).st_ino):
            return
        old, new = open(path, "rb").read(), open(written, "rb").read()
        size = len(old)
        content = bytearray(old)
        for at in range(0, len(new), SECTOR):
            if new[at:at + SECTOR] == old[at:at + SECTOR] or chance.randrange(100) >= keep_percent:
                continue
            if len(content) < at:
                content.extend(bytes(at - len(content)))
            content[at:at + SECTOR] = new[at:at + SECTOR]
            size = max(size, min(at + SECTOR, len(new)))
        open(path, "wb").write(content[:size])
