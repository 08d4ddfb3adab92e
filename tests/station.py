"""A station's data folder for tests of the agent, without a kiosk: answers
are put straight into its database, as the kiosk would leave them."""
import hashlib
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import tempfile
import time

BUILD = os.environ.get("BARRIO_BUILD", os.path.join(os.path.dirname(__file__), "..", "build"))
SYNC = os.path.join(BUILD, "barrio-sync")


def answer(number, form="barrio", version="1"):
    """An instanceID and the bytes of one answer."""
    name = f"uuid:00000000-0000-4000-8000-{number:012d}"
    body = (f'<data xmlns:orx="http://openrosa.org/xforms" id="{form}" version="{version}">'
            f"<like>¿qué? {number}</like><orx:meta><orx:instanceID>{name}</orx:instanceID>"
            f"</orx:meta></data>")
    return name, body.encode()


class Station:
    program = SYNC

    def __init__(self, url, **settings):
        self.folder = tempfile.mkdtemp(prefix="barrio-sync.")
        self.settings = dict(url=url, auth="none", data=self.folder, station="esquina-7",
                             targets=os.path.join(self.folder, "targets"), retry_min_s=1,
                             retry_max_s=1, connect_s=3, stall_s=1)
        self.settings.update(settings)
        self.given = {}
        open(os.path.join(self.folder, "none.conf"), "w").close()
        self.status()

    def close(self):
        shutil.rmtree(self.folder)

    def command(self, *arguments):
        out = [self.program, *arguments, "--config", os.path.join(self.folder, "none.conf")]
        for name, value in self.settings.items():
            out += ["--" + name.replace("_", "-"), str(value)]
        return out

    def run(self, *arguments, limit=60):
        return subprocess.run(self.command(*arguments), capture_output=True, text=True,
                              timeout=limit)

    def start(self):
        return subprocess.Popen(self.command(), stdout=subprocess.DEVNULL,
                                stderr=open(os.path.join(self.folder, "log"), "a"))

    def stop(self, agent, how=signal.SIGTERM):
        agent.send_signal(how)
        return agent.wait(30)

    def status(self):
        done = self.run("status", "--json")
        if done.returncode:
            raise RuntimeError(f"status ends with {done.returncode}: {done.stderr}")
        return json.loads(done.stdout)

    def target(self):
        return self.status()["targets"][0]

    def open(self):
        db = sqlite3.connect(os.path.join(self.folder, "station.db"), timeout=10,
                             isolation_level=None)
        db.execute("PRAGMA synchronous = FULL")
        return db

    def add(self, *numbers, form="barrio", version="1", attachments=(), make=None):
        files = []
        for name, content in attachments:
            sha = hashlib.sha256(content).hexdigest()
            os.makedirs(os.path.join(self.folder, "attachments"), exist_ok=True)
            with open(os.path.join(self.folder, "attachments", sha), "wb") as out:
                out.write(content)
            files.append(dict(name=name, type="image/jpeg", sha256=sha, size=len(content)))
        db = self.open()
        db.execute("BEGIN IMMEDIATE")
        for number in numbers:
            name, body = make(number) if make else answer(number, form, version)
            self.given[name] = body
            now = int(time.time() * 1000)
            row = (hashlib.sha256(name.encode()).digest()[:16], name, "", form, version, body,
                   "esquina-7", "keys", "es", "UTC", "boot", "", "{}", now, 1, 1, now, 2, 1,
                   json.dumps(files))
            db.execute("INSERT INTO response (key, id, deprecated_id, form_id, form_version, "
                       "body, origin, entry_mode, language, zone, boot_id, flags, extra, "
                       "started_wall_ms, started_boot_ms, started_quality, saved_wall_ms, "
                       "saved_boot_ms, saved_quality, attachments) VALUES "
                       "(" + ",".join("?" * 20) + ")", row)
        db.execute("COMMIT")
        db.close()

    def ring(self):
        pipe = os.open(os.path.join(self.folder, "wake"), os.O_RDWR | os.O_NONBLOCK)
        os.write(pipe, b"!")
        os.close(pipe)

    def wait_for(self, condition, limit=30):
        """A ceiling for a hung test, no assertion on time."""
        end = time.monotonic() + limit
        while time.monotonic() < end:
            if condition():
                return True
            time.sleep(0.02)
        return False
