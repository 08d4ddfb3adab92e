#!/usr/bin/python3
"""What a hub learns of its stations, and what a station says of the way to
its hub: each trouble in one sentence with its remedy."""
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, ".."))
import resident_pty
import stand
import tap
from openrosa_server import Server
from station import Station

FORM = os.path.join(HERE, "..", "forms", "voz.xml")


def board(top, celsius, throttled):
    """A board's own files, as the kernel shows them."""
    for path, text in (("class/thermal/thermal_zone0/temp", f"{celsius}000\n"),
                       ("class/thermal/thermal_zone1/temp", "-40000\n"),
                       ("class/thermal/cooling_device0/temp", "99000\n"),
                       ("devices/platform/soc/soc:firmware/get_throttled", throttled + "\n")):
        full = os.path.join(top, "sys", path)
        os.makedirs(os.path.dirname(full), exist_ok=True)
        with open(full, "w") as file:
            file.write(text)
    return os.path.join(top, "sys")


class Scene:
    def __init__(self, top):
        self.top = top
        self.hub = stand.Hub(os.path.join(top, "hub"))
        self.hub.publish(FORM)
        self.token = self.hub.station("luna")
        self.hub.start()
        self.station = Station(self.hub.url, auth="bearer", token=self.token, machine=board(top, 47, "0"))

    def close(self):
        self.station.close()
        self.hub.stop()

    def report(self):
        [(text, at)] = self.hub.sql("SELECT report, report_ms FROM station WHERE name = 'luna'")
        return json.loads(text) if text else {}, at


def case(function):
    with tempfile.TemporaryDirectory() as top:
        scene = Scene(top)
        try:
            tap.attempt(function.__name__.replace("_", " "), function, scene)
        finally:
            scene.close()


def a_station_tells_how_it_is(s):
    s.station.add(1, 2, form="voz")
    s.station.add(3, form="unheard")
    s.station.run("--once")
    report, at = s.report()
    now = time.time()
    tap.ok(now - 60 < at / 1000 <= now, "the hub has a report of just now")
    tap.equal((report["waiting"], report["parked"], report["celsius"], report["low_power"], report["kiosk"]),
              (1, 0, 47, 0, 0), "what waits, heat and voltage are in it")
    tap.ok(report["free_mb"] > 0 and 0 <= report["oldest_s"] < 60 and report["edition"] > 0,
           "room, age of the oldest and edition, too", report)
    tap.equal((report["forms"], report["clock"] in ("set", "guessed")), ("voz 1", True), "its forms and its clock")
    tap.equal(report["last_use_h"], int(now // 3600), "when it was last used, to the hour")
    tap.equal(set(report) - {"waiting", "oldest_s", "parked", "free_mb", "celsius", "low_power", "last_use_h", "up_h",
                             "edition", "kiosk", "clock", "version", "forms", "faults"}, set(),
              "and nothing else: no answer, no id, no person")
    board(s.top, 85, "50005")
    s.station.run("--once")
    report, _ = s.report()
    tap.equal((report["celsius"], report["low_power"], report["faults"].split()[-2:]),
              (85, 1, ["hot", "low-power"]), "what is wrong is told")
    board(s.top, 47, "50000")
    s.station.run("--once")
    tap.equal(s.report()[0]["low_power"], 2, "voltage that was too low is told after it")


def a_new_fault_is_told_at_once(s):
    agent = s.station.start()
    tap.ok(s.station.wait_for(lambda: s.report()[0]), "a first report comes")
    tap.equal(s.report()[0].get("faults"), None, "without faults")
    board(s.top, 91, "0")
    s.station.add(1, form="voz")
    s.station.ring()
    tap.ok(s.station.wait_for(lambda: s.report()[0].get("faults") == "hot"), "the next one does not wait an hour")
    s.station.stop(agent)


def nothing_is_told_where_nobody_asked(s):
    s.station.settings["heartbeat_minutes"] = 0
    s.station.run("--once")
    tap.equal(s.report()[0], {}, "heartbeat_minutes = 0 sends none")
    older = Server(barrio=True)
    station = Station(older.url)
    station.run("--once")
    tap.equal([r for r in older.requests if "heartbeat" in r[1]], [], "a hub of the version before is not asked")
    station.close()
    older.close()


def a_hub_takes_no_nonsense(s):
    def send(body, token=s.token):
        import http.client
        hub = http.client.HTTPConnection("127.0.0.1", s.hub.port)
        hub.request("POST", "/heartbeat", body, {"Authorization": "Bearer " + token} if token else {})
        return hub.getresponse().status

    tap.equal(send(b'{"waiting":1}', None), 401, "a report needs a station's token")
    for body in (b"", b"[]", b"nonsense", b'{"waiting":1', b"\0"):
        tap.equal(send(body), 400, f"{body} is refused")
    tap.equal(send(b'{"version":"%s"}' % (b"x" * 5000)), 413, "a long one is refused")
    tap.equal(send(b'{"waiting":-5,"celsius":1e300,"faults":"a\\u0001b\\n<b>","secret":"x","clock":7}'), 204,
              "odd members do no harm")
    tap.ok("secret" not in s.report()[0] and "waiting" not in s.report()[0], "and are not kept", s.report()[0])


def told(station, word, name, **environment):
    env = {**os.environ, **environment}
    subprocess.run(station.command("--once"), env=env, capture_output=True, timeout=60)
    status = subprocess.run(station.command("status"), env=env, capture_output=True, text=True, timeout=60).stdout
    target = json.loads(subprocess.run(station.command("status", "--json"), env=env, capture_output=True, text=True,
                                       timeout=60).stdout)["targets"][0]
    tap.equal(target["trouble"], word, f"{name} is recognised")
    tap.ok(target["sentence"] and target["sentence"] in status and target["sentence"].endswith("."),
           f"{name}: status says: {target['sentence']}", status)


def answering(reply):
    """A server that says the same to whoever comes."""
    door = socket.socket()
    door.bind(("127.0.0.1", 0))
    door.listen()

    def serve():
        while True:
            try:
                client, _ = door.accept()
            except OSError:
                return
            client.recv(65536)
            client.sendall(reply)
            client.close()

    threading.Thread(target=serve, daemon=True).start()
    return door


def every_trouble_of_the_way_is_told(s):
    s.station.add(1, form="voz")
    closed = socket.socket()
    closed.bind(("127.0.0.1", 0))
    dead = f"http://127.0.0.1:{closed.getsockname()[1]}"
    told(s.station, "proxy", "a proxy that is not there", http_proxy=dead)
    refusing = answering(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")
    needing = answering(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")
    told(s.station, "proxy", "a proxy that wants a password",
         http_proxy=f"http://127.0.0.1:{needing.getsockname()[1]}")
    s.station.settings["url"] = s.hub.url.replace("http://", "https://")
    told(s.station, "proxy", "a proxy that forbids the way",
         https_proxy=f"http://127.0.0.1:{refusing.getsockname()[1]}")
    told(s.station, "certificate", "a server without TLS")
    s.station.settings["url"] = dead
    told(s.station, "connect", "a server that is not there")
    s.station.settings["url"] = "https://hub.invalid"
    told(s.station, "name", "a name that nobody knows")
    portal = answering(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 24\r\n\r\n"
                       b"<html>Accept our terms</")
    s.station.settings["url"] = f"http://127.0.0.1:{portal.getsockname()[1]}"
    told(s.station, "portal", "a captive portal")
    s.station.settings["url"] = s.hub.url
    os.killpg(s.hub.child.pid, signal.SIGSTOP)
    told(s.station, "slow", "a connection that is only half open")
    os.killpg(s.hub.child.pid, signal.SIGCONT)
    tap.equal(s.station.run("--once").returncode, 0, "and afterwards the answer is delivered")
    told(s.station, "clock-off", "a clock that is wrong while all else is well", BARRIO_NOW="2031-01-01T00:00:00Z")
    for door in (closed, refusing, needing, portal):
        door.close()
    tap.equal(len(s.hub.csv("voz")), 1, "it is there once")


def the_operator_reads_it_on_the_screen(s):
    """In the station's language, with what the menu does about it."""
    s.station.run("--once")
    s.station.settings["url"] = "https://hub.invalid"
    s.station.run("--once")
    pin = stand.command(stand.program("barrio-kiosk"), "--hash-pin", input="2468\n").strip()
    for language, sentence, copy in (("es", "No se encuentra el nombre del servidor", "Enviar por memoria USB"),
                                     ("fr", "Le nom du serveur est inconnu", "Envoyer par clé USB")):
        kiosk = resident_pty.Resident([stand.program("barrio-kiosk"), "--data", s.station.folder, "--pin", pin,
                                  "--language", language])
        with kiosk:
            kiosk.settle(0.5)
            kiosk.key(*"00000")
            kiosk.settle(0.2)
            kiosk.key(*"2468", "#")
            tap.ok(kiosk.wait_for(copy), f"{language}: the operator's menu offers the stick", kiosk.text())
            words = " ".join(kiosk.text().split())
            tap.ok(sentence in words, f"{language}: and says what stands in the way", kiosk.text())
            kiosk.key("6")
            db = s.station.open()
            tap.ok(s.station.wait_for(lambda: db.execute("SELECT value FROM note WHERE name = 'stick_asked'").fetchone()
                                      == ("yes",)), f"{language}: picking it asks the agent")
            db.execute("UPDATE note SET value = '' WHERE name = 'stick_asked'")
            db.close()


for function in (a_station_tells_how_it_is, a_new_fault_is_told_at_once, nothing_is_told_where_nobody_asked,
                 a_hub_takes_no_nonsense, every_trouble_of_the_way_is_told, the_operator_reads_it_on_the_screen):
    case(function)
tap.done()
