#!/usr/bin/python3
"""The doctors: a healthy hub, agent and kiosk are told to be so, and each
thing that can be wrong is named with its remedy and an exit status."""
import os
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import tap
from resident_pty import Resident
from stand import TOP, Hub, Station, command, program

FORM = os.path.join(TOP, "tests", "forms", "voz.xml")
# A build with sanitizers confines nothing, which no doctor calls healthy.
HEALTHY = 1 if os.environ.get("ASAN_OPTIONS") or "coverage" in os.environ.get("BARRIO_BUILD", "") else 0
CELL = ("--cell-width-um", "4000", "--cell-height-um", "8000")
WELL = ("--asks", "Streets Office", "--reader", "Ana", "--pin", "x", *CELL)


def certificate(folder, days):
    path = os.path.join(folder, f"{days}.crt")
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                    "-days", str(days), "-subj", "/CN=localhost", "-keyout", path + ".key", "-out", path],
                   check=True, capture_output=True)
    return path, path + ".key"


def says(run, health, what, name):
    """The line about it has that health, and a remedy below unless fine."""
    lines = run.stdout.splitlines()
    at = next((i for i, line in enumerate(lines) if line[7:].startswith(what + ":")), None)
    found = at is not None and lines[at].startswith(health)
    told = health == "ok" or (found and at + 1 < len(lines) and lines[at + 1].startswith("       -> "))
    tap.ok(found and told, name, run.stdout + run.stderr)


def hubs(folder, hub):
    run = hub.run("doctor", check=False)
    tap.equal(run.returncode, 1, "hub: an empty one has work to do")
    for what in ("people", "forms", "stations"):
        says(run, "worry", what, f"hub: names the missing {what}")
    hub.publish(FORM)
    hub.run("admin", "add", "ana", input="a long password\n")
    station = Station(os.path.join(folder, "station"), hub)
    hub.start()
    station.sync()
    run = hub.run("doctor", check=False)
    tap.equal(run.returncode, HEALTHY, "hub: one that is set up is healthy, also while it runs")
    os.chmod(hub.folder, 0o755)
    says(hub.run("doctor", check=False), "worry", "data folder", "hub: a folder that others can look into")
    os.chmod(hub.folder, 0o750)
    crt, key = certificate(folder, 5)
    run = hub.run("doctor", "--tls-certificate", crt, "--tls-key", key, check=False)
    says(run, "worry", "certificate", "hub: a certificate that ends soon")
    run = hub.run("doctor", "--tls-certificate", FORM, "--tls-key", key, check=False)
    says(run, "WRONG", "certificate", "hub: a certificate that is none")
    tap.equal(run.returncode, 2, "hub: what is broken gives status 2")
    run = command(program("barrio-hub"), "doctor", "--data", folder + "/no", check=False)
    says(run, "WRONG", "data folder", "hub: a folder that is not there")
    return station


def agents(folder, hub, station):
    os.chmod(station.conf, 0o644)
    says(station.sync("doctor", check=False), "worry", "settings", "agent: a token that others can read")
    os.chmod(station.conf, 0o600)
    agent = subprocess.Popen(station.sync_argv(), stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        tap.equal(poll(station), HEALTHY, "agent: one that runs and delivers is healthy")
    finally:
        agent.terminate()
        agent.wait()
    says(station.sync("doctor", check=False), "worry", "agent", "agent: one that does not run")
    hub.stop()
    texts = os.path.join(folder, "texts")
    open(texts, "w").write("word: seeded\n")
    command(program("barrio-seed"), "--data", station.data, "--forms", station.forms, "--count", "3", "--seed", "1",
            "--texts", texts)
    station.sync("--once", check=False)
    run = station.sync("doctor", check=False)
    says(run, "WRONG", "hub", "agent: answers that wait for a server that does not answer")
    tap.equal(run.returncode, 2, "agent: and that gives status 2")
    run = station.sync("doctor", "--ca-file", FORM, check=False)
    tap.ok("holds no certificate" in run.stdout, "agent: a file of certificates that is none", run.stdout)
    run = station.sync("doctor", "--sandbox", "no", check=False)
    says(run, "worry", "sandbox", "agent: a sandbox that is switched off")


def poll(station):
    """The doctor's status, once the agent had its first word with the hub."""
    for _ in range(100):
        run = station.sync("doctor", check=False)
        if run.returncode == HEALTHY and "not running" not in run.stdout:
            return HEALTHY
    return run.stdout


def published(station, doctor, env):
    """A theme that the hub sent is taken by its name, unless it is damaged."""
    theme = os.path.join(station.data, "published", "theme")
    os.makedirs(theme)
    with open(os.path.join(TOP, "themes", "plaza.theme")) as plaza, \
            open(os.path.join(theme, "fiesta.theme"), "w") as fiesta:
        fiesta.write(plaza.read().replace("FFF8EC 255", "FFE8F0 255"))
    says(doctor(*WELL, "--theme", "fiesta", env=env), "ok", "theme", "kiosk: a theme that the hub published")
    with Resident(station.kiosk_argv("--theme", "fiesta"), env=dict(env, XTERM_VERSION="XTerm")) as resident:
        resident.wait_for(station.name)
        tap.ok(b"rgb:ff/e8/f0" in resident.beginning.lower(), "kiosk: and shows its colours", resident.beginning[:400])
    open(os.path.join(theme, "plaza.theme"), "w").write("text = FFFFFF 231\nbackground = FFFFFE 231\n")
    says(doctor(*WELL, env=env), "ok", "theme", "kiosk: a published theme that nobody could read is passed over")


def kiosks(folder, station):
    def doctor(*words, env=None):
        return command(*station.kiosk_argv("doctor", *words), check=False, env=env)
    utf8 = dict(os.environ, LC_ALL="C.UTF-8")
    run = doctor(*WELL, env=utf8)
    tap.equal(run.returncode, HEALTHY, "kiosk: one that is set up is healthy")
    says(doctor(*WELL, "--theme", "none", env=utf8), "WRONG", "theme", "kiosk: a theme that is not there")
    says(doctor(*WELL, env=dict(utf8, LC_ALL="C")), "worry", "characters", "kiosk: a locale without UTF-8")
    says(doctor(*CELL, env=utf8), "worry", "operator's menu", "kiosk: no way in for the operator")
    says(doctor(env=utf8), "worry", "targets", "kiosk: a glass that was not measured")
    says(doctor(*WELL, env=dict(utf8, BARRIO_NOW="1970-01-02T00:00:00Z")), "WRONG", "clock", "kiosk: a clock in 1970")
    open(os.path.join(station.forms, "broken.xml"), "w").write("<h:html")
    says(doctor(*WELL, env=utf8), "worry", "forms", "kiosk: a form that cannot be asked")
    says(doctor(*WELL, "--form", "none", env=utf8), "WRONG", "form", "kiosk: the only form is not there")
    published(station, doctor, utf8)
    path = os.path.join(folder, "damaged")
    os.makedirs(path)
    open(os.path.join(path, "station.db"), "wb").write(b"no database" * 500)
    run = command(program("barrio-kiosk"), "doctor", "--data", path, "--forms", station.forms, check=False)
    says(run, "WRONG", "store", "kiosk: a damaged store")
    tap.equal(run.returncode, 2, "kiosk: and that gives status 2")


def main():
    with tempfile.TemporaryDirectory(prefix="barrio-doctor.") as folder:
        hub = Hub(os.path.join(folder, "hub"))
        os.chmod(hub.folder, 0o750)
        station = hubs(folder, hub)
        os.chmod(station.data, 0o750)
        try:
            tap.attempt("agent", agents, folder, hub, station)
            tap.attempt("kiosk", kiosks, folder, station)
        finally:
            hub.stop()
    tap.done()


main()
