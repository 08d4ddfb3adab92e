"""A hub that cheats (cheating_hub.py) between a place's true hub and all who
ask it."""
import glob
import os
import subprocess

from stand import TOP


class Between:
    """A cheating hub in the place of the true one, until the end."""

    def __init__(self, place, lie):
        self.place, self.true = place, place.hub.port
        key = glob.glob(os.path.join(place.hub.folder, "log-*.key"))[0]
        self.process = subprocess.Popen([os.path.join(TOP, "tests", "cheating_hub.py"), str(self.true), key, lie],
                                        stdout=subprocess.PIPE, text=True)
        self.port = int(self.process.stdout.readline())

    def __enter__(self):
        self.turn(self.true, self.port)
        return self

    def __exit__(self, *_):
        self.turn(self.port, self.true)
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()

    def turn(self, before, after):
        """Agent and witness have another address of the same hub."""
        conf = self.place.station.conf
        text = open(conf, encoding="utf-8").read().replace(f":{before}", f":{after}")
        open(conf, "w", encoding="utf-8").write(text)
        self.place.hub.port, self.place.hub.url = after, f"http://127.0.0.1:{after}"
