#!/usr/bin/python3
"""What programs and phones see of a hub: alerts by webhook, mail and feed,
metrics, the description of every address held against what is served, and
the code that ODK Collect scans, followed as Collect does."""
import base64
import http.server
import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
import xml.etree.ElementTree as ET
import zlib

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.dirname(HERE), HERE]
import batches  # noqa: E402
import hub as duties  # noqa: E402
import tap  # noqa: E402
from stand import TOP, Hub  # noqa: E402

ATOM = "{http://www.w3.org/2005/Atom}"


class Listener(http.server.BaseHTTPRequestHandler):
    got, answer = [], 200

    def do_POST(self):
        self.got.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(Listener.answer)
        self.end_headers()

    def log_message(self, *_):
        pass


def alerts(folder, hub, c):
    server = http.server.HTTPServer(("127.0.0.1", 0), Listener)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    mail = os.path.join(folder, "mail")
    sendmail = os.path.join(folder, "sendmail")
    open(sendmail, "w").write(f"#!/bin/sh\n{{ echo \"args $@\"; cat; echo; }} >>{mail}\n")
    os.chmod(sendmail, 0o755)

    def look(now, quiet="26", disk="1", webhook=f"http://127.0.0.1:{server.server_port}/x?a=\"b\\"):
        return hub.run("watch", "--once", "--alert-webhook", webhook, "--alert-mail", "ana@example.org", "--sendmail", sendmail,
                       "--alert-quiet-hours", quiet, "--alert-disk-mb", disk, check=False,
                       env=dict(os.environ, BARRIO_NOW=now))

    look("2026-11-28T12:00:00Z", quiet="0")
    tap.equal(Listener.got, [], "where all is well nobody is told")
    c.submit(None)
    look("2026-11-28T12:00:00Z", quiet="0")
    tap.equal([(a["kind"], a["ended"]) for a in Listener.got], [("set-aside", None)], "what was set aside is told")
    look("2026-11-28T12:01:00Z", quiet="0")
    tap.equal(len(Listener.got), 1, "once")
    Listener.got.clear()
    Listener.answer = 500
    look("2099-01-01T00:00:00Z")
    Listener.answer = 200
    Listener.got.clear()
    look("2099-01-01T00:01:00Z")
    told = [(a["kind"], a["object"]) for a in Listener.got]
    tap.equal(told, [("quiet", "luna")], "a station that is quiet is told, again when it could not be told at first")
    text = open(mail).read()
    tap.ok("To: ana@example.org\n" in text and "args -t -i" in text and "quiet luna" in text and "Station luna" in text, "by mail too", text)
    Listener.got.clear()
    look("2099-01-01T00:02:00Z", quiet="0")
    tap.equal([(a["kind"], bool(a["ended"])) for a in Listener.got], [("quiet", True)], "and told when it is over")
    Listener.got.clear()
    look("2099-01-01T00:03:00Z", quiet="0", disk="1000000")
    tap.equal([a["kind"] for a in Listener.got], ["disk"], "a disk that runs low is told")
    server.shutdown()


def feed(hub, reader):
    status, headers, text = duties.Client(hub, "x").ask("GET", "/alerts.atom", headers=reader)
    kinds = [e.find(ATOM + "category").get("term") for e in ET.fromstring(text).iter(ATOM + "entry")]
    tap.equal((status, kinds), (200, ["disk", "quiet", "set-aside"]), "alerts are a feed")


def beside(hub):
    """The watching process that a hub starts itself, and its end."""
    end = time.monotonic() + 20
    while not (watch := [p for p in os.listdir("/proc") if p.isdigit() and parent(p) == hub.child.pid and watches(p)]) \
            and time.monotonic() < end:
        time.sleep(0.05)
    tap.equal(len(watch), 1, "a hub that serves watches by itself")
    return watch[0]


def watches(pid):
    try:
        return b"watch" in open(f"/proc/{pid}/cmdline", "rb").read().split(b"\0")
    except OSError:
        return False


def parent(pid):
    try:
        return int(open(f"/proc/{pid}/stat").read().rsplit(")", 1)[1].split()[1])
    except OSError:
        return 0


def metrics(hub, c, reader):
    tap.equal(c.submit(duties.new_id()), 201, "an answer")
    hub.run("project")
    status, headers, text = c.ask("GET", "/metrics", headers=reader)
    lines = text.decode().splitlines()
    tap.ok(status == 200 and headers["Content-Type"].startswith("application/openmetrics-text") and lines[-1] == "# EOF", "metrics")
    typed, wrong = {}, []
    for line in lines[:-1]:
        if line.startswith("# TYPE "):
            typed[line.split()[2]] = line.split()[3]
        elif not line.startswith("# HELP "):
            m = re.fullmatch(r'(\w+)(\{\w+="(?:[^"\\]|\\.)*"(?:,\w+="(?:[^"\\]|\\.)*")*\})? (-?[\d.]+)', line)
            name = m and re.sub("(_total|_info)$", "", m[1])
            wrong += [line] if not m or name not in typed else []
    tap.equal(wrong, [], "each line is OpenMetrics and has its type")
    values = dict(line.rsplit(" ", 1) for line in lines if not line.startswith("#"))
    rows = len(hub.csv("parque"))
    tap.equal(values['barrio_answers{form="parque",state="accepted"}'], str(rows), "answers are those of the export")
    tap.ok(int(values["barrio_answers_kept_total"]) >= 1 and values["barrio_set_aside"] == "1"
           and int(values["barrio_resident_bytes"]) > 1e6, "and the process is there", values)


def kept(c, reader):
    text = c.ask("GET", "/metrics", headers=reader)[2].decode()
    return int(re.search(r"^barrio_answers_kept_total (\d+)$", text, re.M)[1])


def under_way(c, reader):
    """What of a batch is durable counts as taken in while the rest of it is
    still on its way: the results wait for intake, and must know that there is."""
    before, ids = kept(c, reader), [duties.new_id() for _ in range(1100)]
    rows = [{"form_id": "parque", "form_version": "1", "id": i, "started": 0, "saved": 1, "body": duties.instance(i).encode()} for i in ids]
    whole = b"BARRIO1\n" + b"".join(batches.frame(rows[i:i + 100]) for i in range(0, len(rows), 100))
    head = (f"POST {c.base}/batches HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-barrio-batch\r\n"
            f"Content-Length: {len(whole)}\r\n\r\n").encode()
    with socket.create_connection(("127.0.0.1", c.hub.port), 30) as s:
        s.sendall(head + whole[:-40])
        end = time.monotonic() + 30
        while (counted := kept(c, reader) - before) == 0 and time.monotonic() < end:
            time.sleep(0.02)
        tap.equal(counted, 1000, "a batch's first thousand answers are counted before its end has come")
        s.sendall(whole[-40:])
        tap.ok(s.recv(4096).startswith(b"HTTP/1.1 200"), "the rest follows")
    tap.equal(kept(c, reader) - before, len(ids), "and each is counted once")


def description(hub, c, token, reader):
    status, headers, text = c.ask("GET", "/openapi.json")
    document = json.loads(text)
    tap.ok(status == 200 and document["openapi"].startswith("3.1"), "the addresses are described")
    source = open(os.path.join(TOP, "hub", "routes.c")).read()
    routes = set(re.findall(r'\{\s*(?:METHOD_)?(GET|POST|HEAD),\s*"([^"]+)"', source))
    described = {(m.upper(), re.sub(r"\{\w+\}", "*", p).replace("/v1", "~", 1)) for p, item in document["paths"].items() for m in item}
    tap.equal(described, routes, "every route of the table is, and no other")
    tap.ok("application/x-barrio-growth" in document["paths"]["/v1/ledger"]["post"]["requestBody"]["content"],
           "and what a station sends of its log")
    person = duties.Pages(hub)
    ways = {"nobody": {}, "station": {"Authorization": "Bearer " + token}, "reader": reader, "person": {"Cookie": person.cookie}}
    wrong, unmet = [], []
    for path, item in document["paths"].items():
        real = path.replace("{formId}", "parque").replace("{name}", "a.csv")
        real = re.sub(r"\{\w+\}", "x", real)
        for method, operation in item.items():
            if real == "/signout":
                continue
            seen = set()
            for who, headers in ways.items():
                status, got, _ = duties.Client(hub, "x").ask(method.upper(), real, b"" if method == "post" else None, headers)
                seen.add(status)
                wanted = operation["responses"].get(str(status))
                kind = (got["Content-Type"] or "").split(";")[0]
                types = (wanted or {}).get("content", {})
                if wanted is None or (method != "head" and kind and types and kind not in types and "*/*" not in types):
                    wrong.append((who, method, path, status, kind))
            if operation["security"] and not seen & {303, 401, 403}:
                unmet.append((method, path, seen))
    tap.equal(wrong, [], "each answers nobody, a station, a reader and a person as it is described")
    tap.equal(unmet, [], "and what asks for credentials refuses who has none")


def scanned(folder, black, side):
    """What a camera's software reads in these black squares."""
    path = os.path.join(folder, "code.pgm")
    dots = b"".join(b"".join((b"\0" if (x, y) in black else b"\xff") * 6 for x in range(side)) * 6 for y in range(side))
    open(path, "wb").write(f"P5 {side * 6} {side * 6} 255\n".encode() + dots)
    text = subprocess.run(["zbarimg", "--raw", "-q", path], check=True, capture_output=True, text=True).stdout.strip()
    return json.loads(zlib.decompress(base64.b64decode(text)))


def phone(folder, hub):
    svg = os.path.join(folder, "c.svg")
    hub.run("phone", "celular 1", "-o", svg)
    picture = open(svg).read()
    black = {(int(x), int(y)) for x, y in re.findall(r"M(\d+) (\d+)h1v1h-1z", picture)}
    settings = scanned(folder, black, int(re.search(r'viewBox="0 0 (\d+)', picture)[1]))
    url = settings["general"]["server_url"]
    tap.ok(url.startswith(hub.url + "/v1/key/"), "ODK Collect's settings are in the code", settings)
    base = urllib.parse.urlsplit(url).path
    c = duties.Client(hub, base.rsplit("/", 1)[1])
    forms = {f.findtext(duties.LIST + "formID"): f for f in ET.fromstring(c.ask("GET", base + "/formList")[2])}
    tap.ok("con media" in forms, "a phone lists the forms")
    manifest = ET.fromstring(c.ask("GET", urllib.parse.urlsplit(forms["con media"].findtext(duties.LIST + "manifestUrl")).path)[2])
    media = c.ask("GET", urllib.parse.urlsplit(manifest[0].findtext(duties.MANIFEST + "downloadUrl")).path)
    tap.equal(media[0], 200, "and fetches their media")
    first, second = duties.new_id(), duties.new_id()
    tap.equal(c.ask("HEAD", base + "/submission")[0], 204, "asks first")
    sent = c.post(duties.body(duties.instance(first), duties.part("1.jpg", b"\xff\xd8", "1.jpg", "image/jpeg")), base + "/submission")
    tap.equal(sent[0], 201, "sends with attachments")
    edit = duties.instance(second, "mejor", extra=f"<deprecatedID>{first}</deprecatedID>")
    tap.equal(c.post(duties.body(edit), base + "/submission")[0], 201, "and edits")
    keys = {r["key"] for r in hub.csv("parque")}
    tap.ok(second in keys and first not in keys, "which replaces what it edits")
    lines = hub.run("phone", "celular 2").splitlines()
    black = {(x, 2 * y + half) for y, line in enumerate(lines) for x, cell in enumerate(line) for half in (0, 1)
             if cell == " " or cell == "\u2584\u2580"[half]}
    tap.ok("/v1/key/" in scanned(folder, black, len(lines[0]))["general"]["server_url"], "the terminal shows such a code too")
    page = duties.Pages(hub, "en").post("/stations", name="celular 3", how="token")[2]
    tap.ok("<svg" in page and "Configure with QR" in page, "and the page of stations")


def main():
    with tempfile.TemporaryDirectory() as folder:
        # Its own watcher lives in another year than the alerts are tried in, and would end them.
        hub = Hub(os.path.join(folder, "hub"), watch="no")
        os.makedirs(os.path.join(folder, "con-media"))
        open(os.path.join(folder, "con-media", "a.csv"), "w").write("name,label\na,A\n")
        with open(os.path.join(folder, "con.xml"), "w") as f:
            f.write(open(duties.FORM).read().replace('id="parque"', 'id="con media"'))
        hub.publish(duties.FORM, os.path.join(folder, "con.xml"))
        token = hub.station("luna")
        assert hub.start()
        c = duties.Client(hub, token)
        reader = {"Authorization": "Bearer " + hub.run("reader", "add", "panel").split()[-1]}
        tap.attempt("alerts", alerts, folder, hub, c)
        tap.attempt("feed", feed, hub, reader)
        hub.stop()
        hub.settings["watch"] = "yes"
        assert hub.start()
        c = duties.Client(hub, token)
        watcher = beside(hub)
        tap.attempt("metrics", metrics, hub, c, reader)
        tap.attempt("batch under way", under_way, c, reader)
        tap.attempt("description", description, hub, duties.Client(hub, token), token, reader)
        tap.attempt("phone", phone, folder, hub)
        tap.equal(hub.stop(), 0, "the hub ends well")
        tap.ok(parent(watcher) == 0 or not watches(watcher), "and its watcher with it")
    tap.done()


main()
