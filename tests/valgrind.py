#!/usr/bin/python3
"""Each program under valgrind, through a whole round: a visit at the kiosk,
the agent, the hub with intake, export and pages, the tools. An error, or
memory that nobody can reach any more, fails. What a library keeps to its end
and still reaches (ncurses, libxml2) is no loss and is not counted."""
import glob
import os
import sys
import tempfile
import urllib.parse

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
import proof_reference as ref  # noqa: E402
import tap  # noqa: E402
from neighbour import Neighbour, Survey  # noqa: E402
from resident_pty import Resident  # noqa: E402
from stand import Hub, Station, command, program  # noqa: E402

TOP = os.path.dirname(HERE)
FORM = os.path.join(TOP, "tests", "forms", "quinta.xml")
SHEET = os.path.join(TOP, "deploy", "forms", "barrio.md")
FOUND = 98  # valgrind's exit status for a finding
SLOW = 300


class Watch:
    """valgrind's reports, a folder for each thing that is watched."""

    def __init__(self, folder):
        self.folder = folder
        self.count = 0

    def wrapper(self):
        self.count += 1
        os.makedirs(f"{self.folder}/{self.count}")
        return ["valgrind", "--quiet", f"--error-exitcode={FOUND}", "--leak-check=full", f"--suppressions={HERE}/valgrind.supp",
                "--errors-for-leak-kinds=definite,indirect", "--show-leak-kinds=definite,indirect",
                "--trace-children=yes", "--child-silent-after-fork=yes",
                f"--log-file={self.folder}/{self.count}/%p"]

    def run(self, name, *argv, status=0, **options):
        """Runs a program to its end; its output."""
        run = command(*argv, wrapper=self.wrapper(), check=False, timeout=SLOW, **options)
        self.clean(self.count, name, run.returncode, status, run.stderr)
        return run.stdout

    def clean(self, number, name, got, wanted=0, more=""):
        said = ""
        for path in glob.glob(f"{self.folder}/{number}/*"):
            with open(path, encoding="utf-8", errors="replace") as f:
                said += f.read()
        tap.ok(got == wanted and not said, f"{name}: valgrind finds nothing",
               f"status {got}, wanted {wanted}\n{said[:6000]}\n{more}")


def kiosk(watch, station):
    survey = Survey(FORM)
    argv = [*watch.wrapper(), *station.kiosk_argv("--form", "quinta", "--guard-ms", "0", "--bidi", "no",
                                                  "--idle-seconds", "900")]
    with Resident(argv, patience=SLOW) as resident:
        Neighbour(resident, survey, survey.tags()[0], "digits").visit()
        for columns, rows in ((20, 5), (40, 11), (120, 36)):
            resident.resize(columns, rows).settle()
        resident.signal(15)
        watch.clean(watch.count, "barrio-kiosk, a whole visit", resident.wait_end(), more=resident.text())


def hub(watch, hub, station):
    token = hub.run("reader", "add", "panel").strip()
    link = urllib.parse.urlsplit(hub.run("link").strip()).path
    hub.start(wrapper=watch.wrapper())
    number = watch.count
    watch.run("barrio-sync --once, in bulk", *station.sync_argv("--once"))
    tap.ok(b"uuid:" in hub.get("/v1/forms/quinta/responses.csv", token)[2], "the hub has the answer")
    pages(hub, link)
    tap.equal(hub.get("/v1/key/" + "x" * 32 + "/formList")[0], 403, "and keeps its door")
    hub.child.terminate()
    status = hub.child.wait(SLOW)
    hub.child = None
    watch.clean(number, "barrio-hub serve", status, more=open(hub.log, encoding="utf-8").read()[-2000:])


def pages(hub, link):
    """Signs in and opens each page."""
    import http.client
    to = http.client.HTTPConnection("127.0.0.1", hub.port, timeout=SLOW)

    def get(path, cookie=""):
        to.request("GET", path, headers={"Cookie": cookie})
        reply = to.getresponse()
        return reply.status, reply.headers, reply.read()

    cookie = get(link)[1]["Set-Cookie"].split(";")[0]
    statuses = [get(path, cookie)[0] for path in
                ("/", "/forms/quinta", "/forms/quinta/responses.csv", "/stations", "/quarantine", "/log")]
    tap.equal(statuses, [200] * 6, "the pages open")


def commands(watch, hub, station):
    watch.run("barrio-hub publish", *hub.argv("publish", FORM))
    watch.run("barrio-hub station add", *hub.argv("station", "add", "sol"))
    for options in ((), ("--json",), ("--split", "--labels", "--spreadsheet")):
        watch.run("barrio-hub export " + " ".join(options), *hub.argv("export", "quinta", *options))
    watch.run("barrio-sync status", *station.sync_argv("status", "--json"))


def forms(watch, folder):
    out, filled = os.path.join(folder, "barrio.xml"), os.path.join(folder, "answers.txt")
    form = program("barrio-form")
    watch.run("barrio-form convert", form, "convert", SHEET, "-o", out)
    watch.run("barrio-form check", form, "check", out, FORM)
    watch.run("barrio-form check of a cyclic form", form, "check",
              os.path.join(TOP, "tests", "forms", "engine", "cyclic.xml"), status=1)
    open(filled, "w", encoding="utf-8").close()
    watch.run("barrio-form fill", form, "fill", out, "--answers", filled)
    os.mkdir(os.path.join(folder, "seeded"))
    watch.run("barrio-seed", program("barrio-seed"), "--data", os.path.join(folder, "seeded"),
              "--forms", folder, "--count", "3")


def verify(watch, folder):
    city = ref.Key("city.example/1", bytes(range(32)))
    lines = ["epoch city.example/1 0 - 0 " + "00" * 32, "opened city.example/1 1 2026-11-21 noise"]
    good, bad = os.path.join(folder, "log"), os.path.join(folder, "changed")
    note, key = os.path.join(folder, "note"), os.path.join(folder, "key")
    with open(good, "w", encoding="utf-8") as f:
        f.write(ref.export(city, lines))
    with open(bad, "w", encoding="utf-8") as f:
        f.write(ref.export(city, lines).replace("noise", "trees"))
    with open(note, "w", encoding="utf-8") as f:
        f.write(ref.checkpoint(city, lines[:1]))
    os.mkdir(folder + "/seen")
    run = program("barrio-verify")
    watch.run("barrio-verify log", run, "log", good, "--key", city.verifier(), "--checkpoint", note)
    watch.run("barrio-verify log, changed", run, "log", bad, status=1)
    watch.run("barrio-verify compare", run, "compare", good, good)
    watch.run("barrio-verify checkpoints", run, "checkpoints", note, note)
    watch.run("barrio-verify receipt", run, "receipt", good, "1234", status=1)
    watch.run("barrio-verify key", run, "key", "witness.example", key)
    for _ in range(2):
        watch.run("barrio-verify witness", run, "witness", folder + "/seen", good, "--key", city.verifier(),
                  "--sign", key)
    watch.run("barrio-verify without a file", run, "log", folder + "/nothing", status=2)


def main():
    with tempfile.TemporaryDirectory() as top:
        watch = Watch(os.path.join(top, "valgrind"))
        server = Hub(os.path.join(top, "hub"), idle_s=60)
        server.publish(FORM)
        station = Station(os.path.join(top, "station"), server)
        server.start()
        watch.run("barrio-sync --once, fetching a form", *station.sync_argv("--once"))
        server.stop()
        try:
            tap.attempt("kiosk", kiosk, watch, station)
            tap.attempt("hub", hub, watch, server, station)
            tap.attempt("commands", commands, watch, server, station)
        finally:
            server.stop()
        tap.attempt("forms", forms, watch, top)
        tap.attempt("verify", verify, watch, top)
    tap.done()


main()
