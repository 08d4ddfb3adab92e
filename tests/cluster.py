"""A temporary PostgreSQL cluster of an ordinary user, for tests."""
import glob
import os
import pwd
import signal
import subprocess
import time

BIN = max(glob.glob("/usr/lib/postgresql/*/bin"), default="")


class Server:
    def __init__(self, folder):
        self.data, self.sockets = os.path.join(folder, "pg"), os.path.join(folder, "s")
        self.as_user = []
        os.mkdir(self.sockets)
        if os.getuid() == 0:
            user = pwd.getpwnam("postgres")
            self.as_user = ["setpriv", "--reuid", str(user.pw_uid), "--regid", str(user.pw_gid), "--clear-groups"]
            os.chmod(folder, 0o755)
            os.mkdir(self.data)
            os.chown(self.data, user.pw_uid, user.pw_gid)
            os.chown(self.sockets, user.pw_uid, user.pw_gid)
        self.run("initdb", "-D", self.data, "-U", "barrio", "-A", "trust", "--no-locale", "-E", "UTF8", "-N")
        self.address = f"host={self.sockets} user=barrio dbname=postgres"

    @staticmethod
    def is_installed():
        return bool(BIN)

    def query(self, text, database="postgres"):
        address = self.address.replace("dbname=postgres", "dbname=" + database)
        return subprocess.run([os.path.join(BIN, "psql"), "-qAt", address, "-c", text], check=True, capture_output=True, text=True).stdout

    def run(self, name, *words):
        subprocess.run([*self.as_user, os.path.join(BIN, name), *words], check=True, cwd="/",
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def start(self, is_durable=True):
        """Where nothing is killed, nothing need wait for the disk."""
        self.run("pg_ctl", "-D", self.data, "-w", "-l", os.path.join(self.sockets, "log"), "-o", "" if is_durable else "-c fsync=off", "-o",
                 f"-k {self.sockets} -c listen_addresses= -c shared_buffers=32MB -c max_connections=200", "start")

    def is_of_it(self, pid):
        """Each of a server's processes works in its data folder."""
        try:
            return os.readlink(f"/proc/{pid}/cwd") == os.path.realpath(self.data)
        except OSError:
            return False

    def kill(self):
        pid = int(open(os.path.join(self.data, "postmaster.pid")).readline())
        os.kill(pid, signal.SIGKILL)
        # Its children end when they notice; a new server refuses to start before.
        while os.path.exists(f"/proc/{pid}") or any(map(self.is_of_it, filter(str.isdigit, os.listdir("/proc")))):
            time.sleep(0.05)

    def stop(self):
        self.run("pg_ctl", "-D", self.data, "-m", "immediate", "stop")
