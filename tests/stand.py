"""The stand for tests of the whole path: a real hub, a real agent and a real
kiosk, each in a folder of its own, on this machine's loopback only."""
import csv
import hashlib
import io
import json
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(HERE)
BUILD = os.environ.get("BARRIO_BUILD", os.path.join(TOP, "build"))
# The address of a PostgreSQL that every hub uses which names no other; empty:
# each has its SQLite.
SERVER = os.environ.get("BARRIO_SERVER", "")


def program(name):
    return os.path.join(BUILD, name)


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def command(*argv, check=True, wrapper=(), env=None, timeout=60, input=None):
    """Runs a program to its end; what it printed on standard output."""
    run = subprocess.run([*wrapper, *argv], capture_output=True, text=True, env=env, timeout=timeout, input=input)
    if check and run.returncode:
        raise AssertionError(f"{' '.join(argv)}: exit status {run.returncode}\n{run.stdout}{run.stderr}")
    return run if not check else run.stdout


def end_group(leader):
    """The children of a hub that died go with it, as with their machine."""
    try:
        os.killpg(leader, signal.SIGKILL)
    except ProcessLookupError:
        pass


def schema_of(folder):
    """The hub of a folder has a schema of its own in the server."""
    name = "h" + hashlib.sha256(os.path.realpath(folder).encode()).hexdigest()[:16]
    subprocess.run(["psql", "-q", SERVER, "-c", f"CREATE SCHEMA IF NOT EXISTS {name}"], check=True, stderr=subprocess.DEVNULL)
    return f"{SERVER} options='-c search_path={name}'"


def literal(value):
    if value is None:
        return "NULL"
    if isinstance(value, int):
        return str(int(value))
    if isinstance(value, bytes):
        return f"'\\x{value.hex()}'::bytea"
    return "'" + value.replace("'", "''") + "'"


def rows_of_server(address, text, values):
    """As sqlite3 would give them: texts as texts, bytes as bytes."""
    parts = text.replace("hex(", "pg_temp.hex(").split("?")
    text = "".join(a + b for a, b in zip(parts, [*map(literal, values), ""]))
    if text.startswith("SELECT"):
        text = f"SELECT row_to_json(q) FROM ({text}) q"
    said = command("psql", "-qAt", "-v", "ON_ERROR_STOP=1", address, "-c",
                   "CREATE FUNCTION pg_temp.hex(b bytea) RETURNS text LANGUAGE sql AS 'SELECT upper(encode(b, ''hex''))'",
                   "-c", text)

    def row(pairs):
        return tuple(bytes.fromhex(v[2:]) if isinstance(v, str) and v.startswith("\\x") else v for _, v in pairs)
    return [json.loads(line, object_pairs_hook=row) for line in said.splitlines()]


class Hub:
    """A hub with its data in a folder; start() serves on a free port."""
    program = program("barrio-hub")

    def __init__(self, folder, **settings):
        self.folder = folder
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.settings = settings
        if SERVER and "database" not in settings:
            settings["database"] = schema_of(folder)
        self.child = None
        self.log = os.path.join(folder, "hub.log")
        os.makedirs(folder, exist_ok=True)

    def argv(self, *words):
        options = {"data": self.folder, "port": str(self.port), **self.settings}
        return [self.program, *words,
                *(part for name, value in options.items() for part in ("--" + name.replace("_", "-"), str(value)))]

    def run(self, *words, **options):
        return command(*self.argv(*words), **options)

    def publish(self, *forms):
        for form in forms:
            self.run("publish", form)

    def station(self, name):
        """Adds a station; its token."""
        return self.run("station", "add", name).split()[-1]

    def sql(self, text, *values):
        """The rows of a statement upon the archive itself, whichever engine
        it has; a question mark stands for each value."""
        if "database" in self.settings:
            return rows_of_server(self.settings["database"], text, values)
        db = sqlite3.connect(os.path.join(self.folder, "hub.db"), timeout=30)
        with db:
            rows = db.execute(text, values).fetchall()
        db.close()
        return rows

    def start(self, wrapper=(), env=None):
        """Serves, and returns when it answers."""
        self.child = subprocess.Popen([*wrapper, *self.argv("serve")], stdin=subprocess.DEVNULL,
                                      stdout=subprocess.DEVNULL, stderr=open(self.log, "a"), env=env,
                                      start_new_session=True)
        return self.wait_until_up()

    def wait_until_up(self, seconds=20):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if self.child.poll() is not None:
                return False
            try:
                with socket.create_connection(("127.0.0.1", self.port), 1):
                    return True
            except OSError:
                time.sleep(0.01)
        raise AssertionError("the hub does not answer:\n" + open(self.log).read()[-2000:])

    def stop(self, how=signal.SIGTERM):
        if self.child and self.child.poll() is None:
            os.killpg(self.child.pid, how)
        status = self.child.wait(20) if self.child else None
        if self.child and (how != signal.SIGTERM or status != 0):
            end_group(self.child.pid)
        self.child = None
        return status

    def get(self, path, token=None, headers=()):
        """Status, headers and body of a page."""
        request = urllib.request.Request(self.url + path, headers=dict(headers))
        if token:
            request.add_header("Authorization", "Bearer " + token)
        try:
            with urllib.request.urlopen(request, timeout=30) as reply:
                return reply.status, dict(reply.headers), reply.read()
        except urllib.error.HTTPError as e:
            return e.code, dict(e.headers), e.read()

    def csv(self, form, *options):
        """The rows of an export, as dictionaries."""
        text = self.run("export", form, *options)
        return list(csv.DictReader(io.StringIO(text.lstrip("\ufeff"), newline="")))


class Station:
    """A kiosk's and an agent's common folder, set up for a hub."""
    agent = program("barrio-sync")

    def __init__(self, folder, hub, name="luna", token=None):
        self.folder, self.hub, self.name = folder, hub, name
        self.data = os.path.join(folder, "data")
        self.forms = os.path.join(self.data, "forms")
        os.makedirs(self.forms, exist_ok=True)
        self.token = token or hub.station(name)
        self.conf = os.path.join(folder, "sync.conf")
        self.kiosk_conf = os.path.join(folder, "kiosk.conf")
        open(self.conf, "w").write(f"data = {self.data}\nurl = {hub.url}\nstation = {name}\ntoken = {self.token}\n")
        open(self.kiosk_conf, "w").write(f"data = {self.data}\nstation = {name}\nplace = {name}\n")

    def sync_argv(self, *words):
        return [self.agent, "--config", self.conf, *words]

    def sync(self, *words, **options):
        return command(*self.sync_argv(*(words or ("--once",))), **options)

    def kiosk_argv(self, *words):
        return [program("barrio-kiosk"), "--config", self.kiosk_conf, *words]


def traced(*options):
    """strace; LeakSanitizer cannot work under it, all other checks can."""
    sanitizer = os.environ.get("ASAN_OPTIONS")
    quiet = ["-E", f"ASAN_OPTIONS={sanitizer}:detect_leaks=0"] if sanitizer else []
    return ["strace", "-f", "-qq", *quiet, *options]


def killed_at(syscall, number):
    """A wrapper under which a program dies by SIGKILL as it enters the
    number-th call of that name: before it, and so after the one before."""
    return traced("-o", "/dev/null", "-e", f"trace={syscall}", "-e", f"inject={syscall}:signal=SIGKILL:when={number}")


def calls_of(argv, syscalls, **options):
    """How often a run of the program makes each of these calls."""
    log = os.path.join(BUILD, f"calls.{os.getpid()}")
    command(*argv, wrapper=traced("-o", log, "-e", "trace=" + ",".join(syscalls)), **options)
    names = re.findall(r"^\d+ +(\w+)\(", open(log).read(), re.M)
    os.unlink(log)
    return {name: names.count(name) for name in syscalls if name in names}
