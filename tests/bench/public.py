#!/usr/bin/python3
"""Public files a second from the hub, beside nginx serving the same bytes as a
static file: one core each, interleaved in one run in short slices; and 500
clients for a festival's worth of requests."""
import os
import shutil
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.dirname(HERE)]
import rows  # noqa: E402
from browser import Browser, available  # noqa: E402
from nginx import SERVER, Nginx, pinned, same, wrk  # noqa: E402
from stand import BUILD, Hub, Station, command, program  # noqa: E402

ROUNDS = rows.sized(2, 15, 40)
PAINTS = rows.sized(1, 5)
ANSWERS = 2000
# 45 hours of a festival at 30 requests a second.
WHOLE = 45 * 3600 * 30
FESTIVAL = rows.sized(50000, 500000, WHOLE)
# Address at the hub, file of the release, of which the second is the page.
FILES = {"json": ("/r/barrio/1/results.json", "results.json"), "page": ("/r/barrio?lang=es", "index.es.html")}


def released(folder):
    """A running hub with a release of answers, pinned to its core; the same
    files lie in web."""
    hub = Hub(folder + "/hub", log_level="warn")
    hub.publish(f"{BUILD}/forms/barrio.xml")
    assert hub.start(wrapper=pinned(SERVER))
    station = Station(folder + "/station", hub, "luna")
    station.sync()
    with open(folder + "/texts", "w", encoding="utf-8") as out:
        out.write("word: seeded\n")
    command(program("barrio-seed"), "--data", station.data, "--forms", station.forms, "--count", str(ANSWERS),
            "--texts", folder + "/texts")
    station.sync(timeout=300)
    hub.run("release", "barrio")
    shutil.copytree(hub.folder + "/publications/releases/barrio/1", folder + "/web")
    return hub


def beside(hub, nginx):
    """Requests a second, and the processor's time for each, which other
    programs on the machine disturb less."""
    for name, (path, file) in FILES.items():
        urls = hub.url + path, f"{nginx.url}/{file}"
        size = same(*urls)
        ours, peer = rows.interleaved(ROUNDS, lambda: wrk(urls[0], hub.child.pid), lambda: wrk(urls[1], nginx.worker))
        for id, of, unit, goal, least in (("", "rate", "requests/s", ">= 0.9x", 0.9), (".cpu", "us", "us of CPU a request", "<= 1.11x", None)):
            ratio = rows.median([a[of] / b[of] for a, b in zip(ours, peer)])
            rows.row(f"public.{name}{id}", rows.median([r[of] for r in ours]), f"{unit} of {size} bytes, 1 core",
                     "nginx, static file, 1 core", rows.median([r[of] for r in peer]), ratio=ratio, goal=goal,
                     met=ratio >= least if least else ratio <= 1.11, spread=rows.spread([r[of] for r in ours]))


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
    for _ in range(PAINTS):
        browser.call("Network.clearBrowserCache")
        browser.open(hub.url + "/r/barrio?lang=es")
        time.sleep(1)
        times.append(browser.run("performance.getEntriesByName('first-contentful-paint')[0].startTime"))
    browser.close()
    rows.row("public.paint", rows.median(times), "ms to the first paint, 4x slower CPU", "the network's round trip", 400,
             spread=rows.spread(times))


def festival(hub):
    served = failed = 0
    begin = time.monotonic()
    while served < FESTIVAL and time.monotonic() - begin < 600:
        slice = wrk(hub.url + "/r/barrio/latest/results.json", hub.child.pid, 500, 5)
        served, failed = served + slice["count"], failed + slice["failed"]
    rows.row("public.festival", failed, f"errors in {served:,} requests of 500 clients", "45 h at 30/s", WHOLE,
             ratio=served / WHOLE, goal="0 errors", met=failed == 0)


def main():
    with tempfile.TemporaryDirectory(dir=BUILD) as folder:
        hub = released(folder)
        with Nginx(folder + "/web") as nginx:
            beside(hub, nginx)
        paint(hub)
        festival(hub)
        hub.stop()


if __name__ == "__main__":
    main()
