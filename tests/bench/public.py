#!/usr/bin/python3
"""Public files a second from the hub, beside nginx serving the same bytes as a
static file: one core each, interleaved in one run; and 500 clients for a
festival's worth of requests."""
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import rows  # noqa: E402
from browser import Browser, available  # noqa: E402
from stand import BUILD, Hub, Station, command, free_port, program  # noqa: E402

SECONDS = rows.sized(2, 4, 10)
ROUNDS = rows.sized(3, 5)
ANSWERS = 2000
# 45 hours of a festival at 30 requests a second.
FESTIVAL = rows.sized(50000, 500000, 45 * 3600 * 30)

NGINX = """
daemon off; worker_processes 1; worker_cpu_affinity 01; pid {folder}/nginx.pid; error_log {folder}/error.log crit;
events {{ worker_connections 2000; }}
http {{
    access_log off; sendfile on; tcp_nopush on; keepalive_requests 100000000; open_file_cache max=1000;
    client_body_temp_path {folder}; proxy_temp_path {folder}; fastcgi_temp_path {folder};
    uwsgi_temp_path {folder}; scgi_temp_path {folder};
    types {{ application/json json; text/html html; }}
    server {{ listen 127.0.0.1:{port}; root {root}; }}
}}
"""


def pinned(core, *argv):
    return ["taskset", "-c", str(core), *argv]


def wrk(url, connections, seconds):
    """Requests a second, and how many failed."""
    out = subprocess.run(pinned(1, "wrk", "-t", "1", "-c", str(connections), "-d", f"{seconds}s", url),
                         capture_output=True, text=True, check=True).stdout
    errors = re.search(r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)", out)
    bad = re.search(r"Non-2xx or 3xx responses: (\d+)", out)
    failed = (sum(int(n) for n in errors.groups()) if errors else 0) + (int(bad[1]) if bad else 0)
    return float(re.search(r"Requests/sec:\s+([\d.]+)", out)[1]), failed, int(re.search(r"(\d+) requests in", out)[1])


def paint(hub):
    """First contentful paint on a slow telephone: 400 ms away, 50 kB/s, a
    quarter of this machine's speed."""
    if not available():
        return
    browser = Browser()
    browser.size(360, 640)
    browser.call("Network.enable")
    browser.call("Network.emulateNetworkConditions", offline=False, latency=400, downloadThroughput=50000,
                 uploadThroughput=25000)
    browser.call("Emulation.setCPUThrottlingRate", rate=4)
    times = []
    for _ in range(ROUNDS):
        browser.call("Network.clearBrowserCache")
        browser.open(hub.url + "/r/barrio?lang=es")
        time.sleep(1)
        times.append(browser.run("performance.getEntriesByName('first-contentful-paint')[0].startTime"))
    browser.close()
    rows.row("public.paint", rows.median(times), "ms to the first paint, 4x slower CPU", "the network's round trip", 400,
             spread=rows.spread(times))


def main():
    folder = tempfile.mkdtemp(dir=BUILD)
    os.chmod(folder, 0o755)
    hub = Hub(folder + "/hub", log_level="warn")
    hub.publish(f"{BUILD}/forms/barrio.xml")
    assert hub.start(wrapper=("taskset", "-c", "0"))
    station = Station(folder + "/station", hub, "luna")
    station.sync()
    open(folder + "/texts", "w").write("word: seeded\n")
    command(program("barrio-seed"), "--data", station.data, "--forms", station.forms, "--count", str(ANSWERS),
            "--texts", folder + "/texts")
    station.sync(timeout=300)
    hub.run("release", "barrio")
    root = folder + "/root"
    shutil.copytree(hub.folder + "/publications/releases/barrio/1", root)
    subprocess.run(["chmod", "-R", "a+rX", root], check=True)
    port = free_port()
    with open(folder + "/nginx.conf", "w") as f:
        f.write(NGINX.format(folder=folder, port=port, root=root))
    nginx = subprocess.Popen(pinned(0, "nginx", "-p", folder, "-c", folder + "/nginx.conf"))
    time.sleep(1)
    try:
        for row, path, file in (("public.json", "/r/barrio/1/results.json", "results.json"),
                                ("public.page", "/r/barrio?lang=es", "index.es.html")):
            size = os.path.getsize(f"{root}/{file}")
            ours, peer = rows.interleaved(
                ROUNDS, lambda p=path: wrk(hub.url + p, 64, SECONDS)[0],
                lambda f=file: wrk(f"http://127.0.0.1:{port}/{f}", 64, SECONDS)[0])
            ratio = rows.median(ours) / rows.median(peer)
            rows.row(row, rows.median(ours), f"requests/s of {size} bytes, 1 core", "nginx, static file, 1 core",
                     rows.median(peer), goal=">= 0.9x", met=ratio >= 0.9, spread=rows.spread(ours))
        paint(hub)
        served = failed = 0
        begin = time.monotonic()
        while served < FESTIVAL and time.monotonic() - begin < 600:
            _, bad, done = wrk(hub.url + "/r/barrio/latest/results.json", 500, 10)
            served, failed = served + done, failed + bad
        rows.row("public.festival", failed, f"errors in {served:,} requests of 500 clients", "45 h at 30/s",
                 45 * 3600 * 30, ratio=served / (45 * 3600 * 30), goal="0 errors", met=failed == 0)
    finally:
        nginx.terminate()
        nginx.wait()
        hub.stop()
        shutil.rmtree(folder)


main()
