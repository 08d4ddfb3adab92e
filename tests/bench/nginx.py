"""nginx with one worker on core 0, beside which the hub's public files are
measured, and wrk on core 1, which asks either for them."""
import grp
import os
import pwd
import re
import subprocess
import time
import urllib.request

from stand import free_port

SERVER, CLIENT = 0, 1  # cores
CONFIGURATION = """
user {user} {group}; daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/error.log crit;
events {{ worker_connections 2000; }}
http {{
    access_log off; sendfile on; tcp_nopush on; keepalive_requests 100000000; open_file_cache max=1000;
    client_body_temp_path {folder}; proxy_temp_path {folder}; fastcgi_temp_path {folder};
    uwsgi_temp_path {folder}; scgi_temp_path {folder};
    types {{ application/json json; text/html html; }}
    server {{ listen 127.0.0.1:{port}; root {folder}; }}
}}
"""


def pinned(core, *argv):
    return ["taskset", "-c", str(core), *argv]


class Nginx:
    """Serves the files under folder, which is its own; only its worker works."""

    def __init__(self, folder):
        self.port = free_port()
        folder = os.path.abspath(folder)
        path = os.path.join(folder, "nginx.conf")
        with open(path, "w", encoding="utf-8") as out:
            out.write(CONFIGURATION.format(folder=folder, port=self.port,
                                           user=pwd.getpwuid(os.getuid()).pw_name, group=grp.getgrgid(os.getgid()).gr_name))
        self.child = subprocess.Popen(pinned(SERVER, "nginx", "-p", folder, "-c", path))
        self.url = f"http://127.0.0.1:{self.port}"
        self.await_worker()

    def await_worker(self):
        path = f"/proc/{self.child.pid}/task/{self.child.pid}/children"
        until = time.monotonic() + 10
        while time.monotonic() < until:
            with open(path, encoding="utf-8") as children:
                found = children.read().split()
            if found:
                self.worker = int(found[0])
                return
            time.sleep(0.05)
        raise SystemExit("nginx has no worker")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.child.terminate()
        self.child.wait()


def cpu_us(pid):
    with open(f"/proc/{pid}/schedstat", encoding="utf-8") as f:
        return int(f.read().split()[0]) / 1e3


def wrk(url, pid, connections=64, seconds=1):
    """What one client's core asks for in some seconds: requests a second, how
    many there were, how many failed, and the server's CPU time for each."""
    before = cpu_us(pid)
    out = subprocess.run(pinned(CLIENT, "wrk", "-t", "1", "-c", str(connections), "-d", f"{seconds}s", url),
                         capture_output=True, text=True, check=True).stdout
    count = int(re.search(r"(\d+) requests in", out)[1])
    errors = re.search(r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)", out)
    bad = re.search(r"Non-2xx or 3xx responses: (\d+)", out)
    return {"rate": float(re.search(r"Requests/sec:\s+([\d.]+)", out)[1]), "count": count,
            "failed": (sum(int(n) for n in errors.groups()) if errors else 0) + (int(bad[1]) if bad else 0),
            "us": (cpu_us(pid) - before) / max(count, 1)}


def same(one, other):
    """Whether both give the same bytes: else their rates say nothing."""
    bodies = [urllib.request.urlopen(url, timeout=30).read() for url in (one, other)]
    assert bodies[0] == bodies[1], (one, other, [len(b) for b in bodies])
    return len(bodies[0])
