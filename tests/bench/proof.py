#!/usr/bin/python3
"""The log: leaves a second beside the bare hashes they need, size and time of
a proof, what a saved answer writes, intake with the log and without, and a
whole log checked from scratch: by barrio-verify beside one pass of SHA-256
over the same file, and by the page in Chromium with a sixth of the speed."""
import hashlib
import http.server
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time

import rows

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import intake  # noqa: E402
import proof_reference as ref  # noqa: E402
from browser import Browser, available  # noqa: E402
from stand import Hub  # noqa: E402

LEAVES = rows.sized(100000, 1000000)
ROUNDS = rows.sized(2, 5)
SAVES = rows.sized(500, 2000)
ANSWERS = rows.sized(4000, 16000)
THROTTLE = 6


def trees():
    return rows.figures("tree", LEAVES, 20000)


def export(path):
    key = ref.Key("plaza/1", bytes(32))
    nothing = "00" * 32
    lines = [f"epoch plaza/1 0 - 0 {nothing}"]
    lines += [f"answer plaza/1 {i} {hashlib.sha256(b'%d' % i).hexdigest()} noise" for i in range(1, LEAVES)]
    with open(path, "w", encoding="utf-8") as f:
        f.write(ref.export(key, lines))
    return key.verifier()


def timed(*command):
    begin = time.monotonic()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.monotonic() - begin


def saving(top):
    """A saved answer with its leaf, in one row."""
    folder = os.path.join(top, "station")
    os.mkdir(folder)
    pages = rows.figures("keep", folder, 0, SAVES, 500)["bytes_written"] / SAVES / 4096
    rows.row("proof.save", pages, "4 KiB pages written per saved answer with its leaf", goal="<= 5", met=pages <= 5)


def taking_in(top, bare_us):
    """The same batches without a log and with one, which is told behind, each
    at a hub that has as many rows by then. bare_us is the processor time that
    libcrypto alone needs for the hashes of an answer: with them and nothing
    else the log would cost the limit."""
    hubs = {kind: Hub(os.path.join(top, kind), log_level="warn") for kind in ("bulk", "logged")}
    tokens = {}
    for kind, hub in hubs.items():
        hub.publish(intake.FORM)
        tokens[kind] = hub.station("bench")
        assert hub.start()

    def submit(kind):
        hub = hubs[kind]
        before = intake.cpu_seconds(hub.child.pid)
        out = rows.figures("submit", kind, hub.port, tokens[kind], 500, ANSWERS)
        out["cpu"] = intake.settled(hub.child.pid) - before
        return out

    off, on = rows.interleaved(ROUNDS, lambda: submit("bulk"), lambda: submit("logged"))
    for hub in hubs.values():
        hub.stop()
    goal = "<= 1.05 of that without the log"
    ratios = [a["per_second"] / b["per_second"] for a, b in zip(off, on)]
    rows.row("proof.intake", rows.median([r["per_second"] for r in on]), "answers/s", peer="without the log",
             peer_value=rows.median([r["per_second"] for r in off]), ratio=rows.median(ratios), goal=goal,
             met=rows.median(ratios) <= 1.05, spread=rows.spread(ratios))
    ratios = [b["cpu"] / a["cpu"] for a, b in zip(off, on)]
    without = rows.median([r["cpu"] for r in off]) / ANSWERS * 1e6
    rows.row("proof.intake.cpu", rows.median([r["cpu"] for r in on]) / ANSWERS * 1e6, "us of CPU an answer",
             peer="without the log", peer_value=without, limit=without + bare_us, ratio=rows.median(ratios), goal=goal,
             met=rows.median(ratios) <= 1.05, spread=rows.spread(ratios))
    rows.row("proof.intake.hashes", bare_us, "us of CPU: the seven hashes of an answer, by libcrypto alone",
             peer="an answer without the log", peer_value=without, ratio=bare_us / without)


def serve(log, key, page, script):
    """The page as the hub gave it, beside a log of any length."""
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            path = self.path.split("?")[0]
            body, kind = {"/r": (page, "text/html; charset=utf-8"), "/find.js": (script, "text/javascript"),
                          "/proof/key": (key.encode(), "text/plain")}.get(path, (b"", "text/plain"))
            size = os.path.getsize(log) if path == "/proof/log" else len(body)
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(size))
            self.end_headers()
            if path == "/proof/log":
                with open(log, "rb") as f:
                    shutil.copyfileobj(f, self.wfile)
            else:
                self.wfile.write(body)

        def log_message(self, *_):
            pass

    httpd = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=httpd.serve_forever, daemon=True).start()
    return httpd


def in_browser(top, log, key):
    if not available():
        return
    hub = Hub(os.path.join(top, "page"), log_level="warn")
    hub.publish(intake.FORM)
    assert hub.start()
    page, script = hub.get("/r")[2], hub.get("/find.js")[2]
    hub.stop()
    httpd = serve(log, key, page, script)
    browser = Browser()
    browser.call("Emulation.setCPUThrottlingRate", rate=THROTTLE)
    seal = hashlib.sha256(b"%d" % (LEAVES - 1)).hexdigest()
    begin = time.monotonic()
    browser.open(f"http://127.0.0.1:{httpd.server_address[1]}/r#{ref.code(bytes.fromhex(seal)).replace(' ', '')}")
    said = "reading"
    while said in ("", "reading"):
        time.sleep(0.05)
        said = browser.run("(() => { const p = document.querySelector('[data-say]:not([hidden])');"
                           "return p ? p.dataset.say : '' })()")
    took = time.monotonic() - begin
    browser.close()
    httpd.shutdown()
    assert said == "next", said
    limit = 20 * LEAVES / 1000000
    rows.row("proof.browser", took, f"s for {LEAVES:,} leaves in Chromium at {THROTTLE}x CPU throttle",
             goal=f"<= {limit:g}", met=took <= limit)


def reading(top):
    path = os.path.join(top, "log")
    key = export(path)
    tool = os.path.join(rows.BUILD, "barrio-verify")
    ours, bare = rows.interleaved(min(ROUNDS, 3), lambda: timed(tool, "log", path, "--key", key),
                                  lambda: timed("sha256sum", path))
    rows.row("proof.verify", rows.median(ours), f"s for {LEAVES:,} leaves by barrio-verify", peer="sha256sum of the file",
             peer_value=rows.median(bare), spread=rows.spread(ours))
    in_browser(top, path, key)


def main():
    runs = [trees() for _ in range(ROUNDS)]

    def of(name):
        return [r[name] for r in runs]

    speed, limit = rows.median(of("leaves_per_s")), rows.median(of("limit_per_s"))
    rows.row("proof.leaves", speed, "leaves/s appended", peer="bare SHA-256 of as many bytes", limit=limit,
             goal=">= 100000", met=speed >= 100000, spread=rows.spread(of("leaves_per_s")))
    size = runs[0]["proof_bytes"]
    rows.row("proof.size", size, f"bytes of a proof in {LEAVES:,} leaves", goal="<= 1024", met=size <= 1024)
    both = [r["prove_us"] + r["check_us"] for r in runs]
    rows.row("proof.proof", rows.median(both), "us to make and check one", goal="<= 50", met=rows.median(both) <= 50,
             spread=rows.spread(both))
    top = tempfile.mkdtemp(dir=rows.BUILD)
    saving(top)
    taking_in(top, rows.median(of("bare_answer_us")))
    reading(top)
    shutil.rmtree(top)


main()
