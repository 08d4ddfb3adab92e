#!/usr/bin/python3
"""The archive on PostgreSQL: the archive's own tests, OpenRosa's duties, a
race over two hubs that share one database, and kill -9 of hub and server.
The server is a temporary cluster of an ordinary user."""
import glob
import html
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.dirname(HERE), HERE]
import hub as duties  # noqa: E402
import publishing  # noqa: E402
import tap  # noqa: E402
from browsing import Browsing  # noqa: E402
from cluster import Server  # noqa: E402
from rest import most_quiet_window  # noqa: E402
from stand import BUILD, Hub, Station, command, program  # noqa: E402


def on_an_archive():
    """The unit tests that stand on one (tests/unit/hub/stand.h)."""
    sources = sorted(glob.glob(os.path.join(os.path.dirname(HERE), "unit", "hub", "test_*.c")))
    return [os.path.basename(s)[:-2] for s in sources if '#include "stand.h"' in open(s, encoding="utf-8").read()]


TABLE = """| survey | | | |
| | type | name | label |
| | select_one sn | gusta | ¿Le gusta? |
| choices | | | |
| | list_name | name | label |
| | sn | si | Sí |
| | sn | no | No |
| settings | | | |
| | form_title | form_id | version |
| | Mesa | mesa | 1 |
"""


def shared(first, second, token):
    clients = [duties.Client(h, token) for h in (first, second) * 4]
    [c.link.connect() for c in clients]
    wrong = []
    for _ in range(10):
        data, gate, said = duties.body(duties.instance(duties.new_id())), threading.Barrier(len(clients)), []

        def send(c):
            gate.wait()
            said.append(c.post(data)[0])

        threads = [threading.Thread(target=send, args=(c,)) for c in clients]
        [t.start() for t in threads]
        [t.join() for t in threads]
        wrong += [s for s in said if s != 201]
    tap.equal(wrong, [], "two hubs on one database race one answer: 201 to all")
    keys = [r["key"] for r in first.csv("parque")]
    tap.equal(len(keys), len(set(keys)), "and each is there once")
    tap.equal(first.run("export", "parque"), second.run("export", "parque"), "both export the same")


def resting(server, hub, token):
    """Nobody asks the server again and again whether something changed; a
    review at the command line is told of by it."""
    iid = duties.new_id()
    duties.Client(hub, token).submit(iid)
    hub.run("project")
    tap.equal(most_quiet_window(hub.child.pid), 0, "a hub at rest sleeps")
    hub.run("review", iid, "rejected", "una prueba")
    end = time.monotonic() + 4  # it would look by itself after five
    while (left := server.query("SELECT count(*) FROM restated").strip()) != "0" and time.monotonic() < end:
        time.sleep(0.1)
    tap.equal(left, "0", "and wakes when another process has written")


def staged(first, second, token):
    """A form that was brought to one hub is looked through and published on
    the other."""
    def asking(hub):
        person = Browsing(hub, hub.run("link"), **{"Accept-Language": "en"})

        def ask(method, path, data, headers):
            status = person.ask(method, path, data.encode() if isinstance(data, str) else data, **headers)
            return status, person.reply, html.unescape(person.page)
        return ask

    def offered(hub):
        return "<formID>mesa</formID>" in hub.get(f"/v1/key/{token}/formList")[2].decode()

    here, there = asking(first), asking(second)
    status, _, page = publishing.upload(here, "mesa.md", TABLE.replace("select_one", "selct_one").encode())
    tap.ok(status == 422 and "sheet survey, row 2" in page, "a form with a mistake is refused", page)
    status, headers, page = publishing.upload(here, "mesa.md", TABLE.encode(), [("á lista.csv", b"\0name\xff\n")])
    tap.equal(status, 303, "a good one waits, with a file of any bytes")
    address = headers["Location"]
    status, _, page = there("GET", address, None, {})
    tap.ok(status == 200 and "¿Le gusta?" in page and "glass" in page, "the other hub shows it as the kiosk draws it", page)
    tap.equal((offered(first), offered(second)), (False, False), "and no station has it")
    status, _, page = publishing.settle(there, address, do="publish")
    tap.ok(status == 200 and "Published" in page, "there it is published", page)
    tap.equal((offered(first), offered(second)), (True, True), "both hubs offer it then")
    tap.equal((here("GET", address, None, {})[0], there("GET", address, None, {})[0]), (404, 404), "and it waits no longer")


def one_log(folder, first, second):
    """Two hubs with one key write one log between them, each in its turn."""
    for key in glob.glob(os.path.join(first.folder, "log-*.key")):
        shutil.copy2(key, second.folder)
    second.stop()
    assert second.start()
    stations = [Station(os.path.join(folder, name), hub, name) for name, hub in (("sol", first), ("mar", second))]
    [s.sync() for s in stations]
    for turn in range(3):
        for s in stations:
            command(program("barrio-seed"), "--data", s.data, "--forms", s.forms, "--count", "9", "--seed", str(turn))
        threads = [threading.Thread(target=s.sync, args=("--once",)) for s in stations]
        [t.start() for t in threads]
        [t.join() for t in threads]
    logs = [hub.get("/proof/log")[2] for hub in (first, second)]
    tap.ok(logs[0] == logs[1] and logs[0].count(b"\nanswer ") == 54, "both hubs show one log with all leaves",
           logs[0][-900:])
    path = os.path.join(folder, "one.log")
    open(path, "wb").write(logs[0])
    said = command(program("barrio-verify"), "log", path, "--key", first.get("/proof/key")[2].decode().strip(),
                   check=False)
    tap.equal(said.returncode, 0, "barrio-verify finds nothing wrong in it")


def killed(server, hub, token):
    kept = []
    for who in ("hub", "server", "hub"):
        assert hub.start()
        stop, threads = threading.Event(), []
        for _ in range(4):
            threads.append(threading.Thread(target=duties.load, args=(hub, token, stop, kept)))
            threads[-1].start()
        time.sleep(0.6)
        if who == "server":
            server.kill()
            time.sleep(0.3)
            stop.set()
            server.start()
        hub.stop(signal.SIGKILL)
        stop.set()
        [t.join() for t in threads]
    keys = [r["key"] for r in hub.csv("parque")]
    tap.ok(len(kept) > 50, "the load was a load", len(kept))
    tap.equal(len([k for k in kept if k not in set(keys)]), 0, "kill -9 of hub and server: acknowledged and lost")
    tap.equal(len(keys) - len(set(keys)), 0, "kill -9 of hub and server: counted twice")


def away(server, hub, token):
    assert hub.start()
    c = duties.Client(hub, token)
    tap.equal(c.submit(duties.new_id()), 201, "the hub serves")
    server.kill()
    tap.ok(c.submit(duties.new_id()) >= 500, "without its server the hub takes nothing and says so")
    server.start()
    tap.ok(201 in [c.submit(duties.new_id()) for _ in range(3)], "and goes on when it is back")
    hub.stop()


def main():
    if not Server.is_installed():
        tap.skip("the archive on PostgreSQL", "postgresql is not installed")
        tap.done()
    with tempfile.TemporaryDirectory() as folder:
        # A schema for each of some hundred tests, which one that is killed
        # would sync file by file when it starts again.
        server = Server(folder)
        server.start(is_durable=False)
        for name in on_an_archive():
            said = subprocess.run([os.path.join(BUILD, "unit", "hub", name)], capture_output=True, text=True,
                                  env=dict(os.environ, BARRIO_TEST_DATABASE=server.address))
            tap.ok(said.returncode == 0, f"{name} holds on PostgreSQL", said.stderr)
        server.stop()
    with tempfile.TemporaryDirectory() as folder:
        server = Server(folder)
        server.start()
        first = Hub(os.path.join(folder, "a"), database=server.address)
        second = Hub(os.path.join(folder, "b"), database=server.address)
        with open(os.path.join(folder, "con.xml"), "w") as f:
            f.write(open(duties.FORM).read().replace('id="parque"', 'id="con media"'))
        os.makedirs(os.path.join(folder, "con-media"))
        open(os.path.join(folder, "con-media", "a.csv"), "w").write("name,label\na,A\n")
        first.publish(duties.FORM, os.path.join(folder, "con.xml"))
        token = first.station("luna")
        assert first.start() and second.start()
        for case in (duties.discovery, duties.submission, duties.refusals, duties.strange_bytes, duties.edits, duties.unicode_csv, duties.second_chance):
            tap.attempt(case.__name__, case, first, duties.Client(first, token))
        tap.attempt("shared", shared, first, second, token)
        tap.attempt("staged", staged, first, second, token)
        tap.attempt("one_log", one_log, folder, first, second)
        second.stop()
        tap.attempt("resting", resting, server, first, token)
        first.stop()
        tap.attempt("killed", killed, server, first, token)
        tap.attempt("away", away, server, first, token)
        server.stop()
    tap.done()


main()
