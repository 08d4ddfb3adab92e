#!/usr/bin/python3
"""The agent against an OpenRosa server that behaves well, then badly."""
import os
import random
import signal
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))
import batches
import tap
from openrosa_server import Server
from station import SYNC, Station

ROOT = os.path.join(os.path.dirname(__file__), "..", "..")
FORM = ('<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml">'
        '<h:head><h:title>Barrio</h:title><model><instance><data id="{id}" version="{version}">'
        '<like/><meta><instanceID/></meta></data></instance>'
        '<bind nodeset="/data/like" type="string"/></model></h:head>'
        '<h:body><input ref="/data/like"><label>Like?</label></input></h:body></h:html>')


def form(name, version, **more):
    return dict(name=name, version=version,
                xml=FORM.format(id=name, version=version).encode(), **more)


def case(function, server=None, **settings):
    server = server or Server()
    station = Station(server.url, **settings)
    try:
        tap.attempt(function.__name__.replace("_", " "), function, server, station)
    finally:
        station.close()
        server.close()


def delivers_what_waits_once(server, station):
    station.add(*range(20))
    first = station.run("--once")
    tap.equal(first.returncode, 0, "--once ends with 0 when nothing waits any more")
    tap.equal(server.stored, station.given, "the server holds the very bytes")
    posts = len(server.posts())
    tap.equal(posts, 20, "one POST an answer, without a HEAD before it")
    station.run("--once")
    tap.equal(len(server.posts()), posts, "nothing is sent a second time")
    tap.equal(station.status()["targets"][0]["waiting"], 0, "status knows")
    method, path, headers, _ = server.posts()[0]
    tap.equal(path, "/submission?deviceID=esquina-7", "the station names itself")
    tap.equal(headers.get("X-OpenRosa-Version"), "1.0", "the version of OpenRosa is said")
    tap.ok("Date" in headers and "Expect" not in headers, "Date is sent, Expect is not")
    tap.ok(not server.beside, "no envelope goes to a server that is no hub of ours")


def tells_a_hub_what_it_knows_beside(server, station):
    station.settings["bulk"] = "no"
    station.add(1)
    station.run("--once")
    tap.ok(b'"entry_mode":"keys"' in list(server.beside.values())[0],
           "a hub of ours gets the envelope")


def takes_no_page_for_a_receipt(server, station):
    for fault, word in (("portal", "portal"), ("redirect", "portal"), ("500", "server"),
                        ("cut", "cut"), ("stall", "slow")):
        server.fault = lambda n, path, f=fault: f if path == "/submission" else None
        station.add(len(station.given))
        done = station.run("--once")
        target = station.target()
        tap.equal((done.returncode, target["waiting"], target["trouble"]),
                  (1, len(station.given), word), f"{fault}: all still wait, and it is told")
        tap.ok(target["sentence"].endswith("."), f"{fault}: in a sentence")
    tap.equal(server.stored, {}, "nothing was stored")
    server.fault = lambda n, path: None
    tap.equal(station.run("--once").returncode, 0, "the same answers pass afterwards")
    tap.equal(server.stored, station.given, "all of them, unchanged")


def survives_lost_acknowledgements(server, station):
    for fault in ("lost", "truncated"):
        server.fault = lambda n, path, f=fault: f if path == "/submission" else None
        station.add(len(station.given))
        station.run("--once")
        tap.equal(station.target()["waiting"], 1, f"{fault}: the answer waits")
        server.fault = lambda n, path: None
        station.run("--once")
        tap.equal(station.target()["waiting"], 0, f"{fault}: then it is done")
    tap.equal(server.stored, station.given, "each is stored once")
    tap.equal(server.conflicts, 0, "and was sent with the same bytes")


def goes_past_a_poisoned_answer(server, station):
    station.add(*range(12))
    poison = list(station.given)[4]
    ordinary = server.submit
    server.submit = lambda body, kind: ((500, b"oops") if poison.encode() in body
                                        else ordinary(body, kind))
    station.run("--once")
    tap.equal(len(server.stored), 11, "the other eleven are delivered")
    tap.equal(station.target()["waiting"], 1, "the poisoned one waits")
    for i in range(8):
        station.add(100 + i)
        station.run("--once")
    tap.equal(station.target()["parked"], 1, "it is parked when it fails while others pass")
    tap.equal(len(server.stored), 19, "and holds none back")


def stops_when_it_is_not_known(server, station):
    for status, word in (("401", "unknown-station"), ("403", "forbidden")):
        server.fault = lambda n, path, s=status: s if path == "/submission" else None
        station.add(*range(len(station.given), len(station.given) + 5))
        before = len(server.posts())
        station.run("--once")
        tap.equal(len(server.posts()) - before, 1, f"{status}: one request and no more")
        tap.equal(station.target()["trouble"], word, f"{status}: it is told")
    tap.equal(station.target()["waiting"], 10, "nothing is lost")


def holds_a_form_that_is_not_known(server, station):
    server.forms = {"barrio": form("barrio", "1")}
    station.add(*range(5), form="idea")
    station.add(*range(5, 8))
    station.run("--once")
    told = [r for r in server.posts() if r[3] == 404]
    tap.equal(len(told), 1, "one answer of the unknown form was tried")
    tap.equal(len(server.stored), 3, "the other form's went through")
    tap.equal(station.target()["held"], 5, "its answers are held")
    tap.ok("publish the form" in station.target()["sentence"], "with a remedy")
    server.forms["idea"] = form("idea", "1")
    station.run("--once")
    tap.equal(server.stored, station.given, "once it is published, they pass")


def parks_what_is_refused(server, station):
    refuse = True
    ordinary = server.submit
    server.submit = lambda body, kind: ((400, b"bad") if refuse and b"000000000002<" in body
                                        else ordinary(body, kind))
    station.add(1, 2, 3)
    station.run("--once")
    tap.equal((len(server.stored), station.target()["parked"]), (2, 1), "only one is parked")
    before = len(server.posts())
    station.run("--once")
    tap.equal(len(server.posts()), before, "it is not sent again unchanged")
    listed = station.run("parked").stdout
    tap.ok("uuid:00000000-0000-4000-8000-000000000002" in listed, "it is listed", listed)
    with tempfile.TemporaryDirectory() as folder:
        station.run("parked", folder)
        name = os.listdir(folder)[0]
        with open(os.path.join(folder, name), "rb") as file:
            tap.equal(file.read(), list(station.given.values())[1], "its bytes can be exported")
    refuse = False
    tap.equal(station.run("retry").stdout, "1 parked answers wait again\n", "retry frees it")
    station.run("--once")
    tap.equal(server.stored, station.given, "and then it passes")


def tries_a_conflict_once_more(server, station):
    station.add(1)
    name = list(station.given)[0]
    server.stored[name] = b"<other/>"
    agent = station.start()
    tap.ok(station.wait_for(lambda: len(server.posts()) == 2), "409 is tried a second time")
    tap.ok(station.wait_for(lambda: station.target()["parked"] == 1), "then it is parked")
    tap.equal(station.stop(agent), 0, "SIGTERM ends the agent with 0")
    tap.equal(len(server.posts()), 2, "and no more")
    tap.equal(server.stored[name], b"<other/>", "the server's record stands")


def keeps_the_pause_it_is_asked_for(server, station):
    server.fault = lambda n, path: "asked" if path == "/submission" else None
    station.add(1)
    agent = station.start()
    tap.ok(station.wait_for(lambda: len(server.posts()) == 1), "one request was made")
    for i in range(2, 5):
        station.add(i)
        station.ring()
    tap.ok(station.wait_for(lambda: station.target()["trouble"] == "busy"), "it is told")
    station.ring()
    tap.equal(station.stop(agent), 0, "SIGTERM ends it in its pause")
    tap.equal(len(server.posts()), 1, "new answers do not break the pause")


def wakes_at_once_and_is_alone(server, station):
    agent = station.start()
    tap.ok(station.wait_for(lambda: server.requests), "it asks for forms at the start")
    other = subprocess.run(station.command(), capture_output=True, text=True, timeout=30)
    tap.equal(other.returncode, 1, "a second agent on the same folder is refused")
    tap.ok("another barrio-sync" in other.stderr, "and says why", other.stderr)
    tap.ok(station.status()["running"], "status sees the agent")
    station.add(1, 2, 3)
    station.ring()
    tap.ok(station.wait_for(lambda: len(server.stored) == 3), "a bell sends what was saved")
    tap.equal(station.stop(agent), 0, "SIGTERM ends it with 0")
    tap.ok(not station.status()["running"], "status sees that, too")


def fetches_forms(server, station):
    forms = os.path.join(station.folder, "forms")

    def has(name):
        try:
            with open(os.path.join(forms, name), "rb") as file:
                return file.read()
        except FileNotFoundError:
            return None

    server.forms = {"barrio": form("barrio", "1", media={"calles.csv": b"name,label\n1,A\n"}),
                    "idea": form("idea", "1")}
    tap.equal(station.run("--once").returncode, 0, "forms are fetched")
    first = server.forms["barrio"]["xml"]
    tap.equal(has("barrio.xml"), first, "a form is there, byte by byte")
    tap.equal(has("barrio-media/calles.csv"), b"name,label\n1,A\n", "with its media")
    before = len(server.requests)
    station.run("--once")
    paths = [r[1].split("?")[0] for r in server.requests[before:]]
    tap.equal(paths, ["/formList", "/forms/barrio/manifest"], "what is here is not fetched again")
    server.forms["barrio"]["media"]["calles.csv"] = b"name,label\n2,B\n"
    server.forms["idea"] = form("idea", "2", hash="md5:" + "0" * 32)
    tap.equal(station.run("--once").returncode, 1, "a damaged form is a worry")
    tap.equal(has("idea.xml"), form("idea", "1")["xml"], "the old one stays")
    tap.equal(station.target()["trouble"], "damaged", "it is told")
    tap.equal(has("barrio-media/calles.csv"), b"name,label\n2,B\n", "other changes arrive")
    server.forms["idea"] = form("idea", "2")
    server.forms["idea"]["xml"] = b"<h:html>cut"
    station.run("--once")
    tap.equal(station.target()["trouble"], "bad-form", "broken XML is told apart")
    tap.equal(has("idea.xml"), form("idea", "1")["xml"], "and the old form stays again")
    del server.forms["idea"]
    server.forms["barrio"] = form("barrio", "2")
    tap.equal(station.run("--once").returncode, 0, "then all is well")
    tap.equal((has("idea.xml"), has("barrio.xml")), (None, server.forms["barrio"]["xml"]),
              "a form no longer listed is not offered, a new version is")
    tap.equal(len(os.listdir(os.path.join(forms, "old"))), 2, "what was replaced is kept apart")
    server.fault = lambda n, path: "portal"
    station.run("--once")
    tap.equal(has("barrio.xml"), server.forms["barrio"]["xml"], "a portal's page changes nothing")
    tap.equal(station.target()["trouble"], "portal", "and is recognised")


def asks_again_for_next_to_nothing(server, station):
    server.forms = {"barrio": form("barrio", "1")}
    agent = station.start()
    tap.ok(station.wait_for(lambda: len(server.requests) >= 2), "list and form were fetched")
    station.run("retry")
    tap.ok(station.wait_for(lambda: any(r[3] == 304 for r in server.requests)),
           "the next poll is answered with 304")
    station.stop(agent)


def sends_attachments_in_several_requests(server, station):
    files = [(f"foto{i}.jpg", bytes([i]) * 400000) for i in range(5)]
    station.add(1, attachments=files)
    tap.equal(station.run("--once").returncode, 0, "an answer with photos is delivered")
    name = list(station.given)[0]
    tap.equal(server.files.get(name), dict(files), "every photo arrived whole")
    tap.equal(len(server.posts()), 3, "two at a time, as the server's limit asks")
    tap.equal([r[0] for r in server.requests].count("HEAD"), 1, "after one HEAD")
    station.add(2, attachments=[("lost.jpg", b"here today")])
    for file in os.listdir(os.path.join(station.folder, "attachments")):
        os.unlink(os.path.join(station.folder, "attachments", file))
    station.add(3)
    station.run("--once")
    tap.equal((station.target()["parked"], len(server.stored)), (1, 2),
              "a missing photo parks its answer and holds no other back")


def signs_in(_, __):
    for auth, quirk, token, given in (
            ("bearer", "central", "Bearer abc!$", dict(token="abc!$")),
            ("token", "", "Token k1", dict(token="k1")),
            ("basic", "", "Basic dTpw", dict(user="u", password="p")),
            ("digest", "kobo", ("digest", "u", "p"), dict(user="u", password="p"))):
        server = Server(quirk=quirk, token=token)
        station = Station(server.url, auth=auth, **given)
        station.add(1, 2, 3)
        done = station.run("--once")
        tap.equal((done.returncode, server.stored), (0, station.given), f"{auth} signs in")
        for key in ("token", "password"):
            if key in given:
                station.settings[key] = "wrong"
        station.add(4)
        station.run("--once")
        tap.ok(station.target()["trouble"] in ("unknown-station", "forbidden"),
               f"a wrong {auth} is told", station.target())
        station.close()
        server.close()
    server = Server(token="Bearer abc")
    station = Station(server.url.replace("127.0.0.1", "0.0.0.0"), auth="bearer", token="abc")
    station.add(1)
    station.run("--once")
    tap.equal((station.target()["trouble"], server.requests), ("plain", []),
              "no token leaves this machine unencrypted")
    station.settings["plain_http"] = "yes"
    tap.equal(station.run("--once").returncode, 0, "unless the settings allow it")
    station.close()
    server.close()


def knows_what_is_wrong_on_the_way(_, station):
    station.add(1)
    for url, word in (("http://nowhere.invalid", "name"), ("http://127.0.0.1:9", "connect")):
        station.settings["url"] = url
        tap.equal(station.run("--once").returncode, 1, f"{word}: --once ends with 1")
        tap.equal(station.target()["trouble"], word, f"{word}: it is told")
    with tempfile.TemporaryDirectory() as folder:
        pem = os.path.join(folder, "pem")
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout",
                        pem, "-out", pem + ".crt", "-subj", "/CN=127.0.0.1", "-addext",
                        "subjectAltName=IP:127.0.0.1", "-days", "2"], check=True,
                       capture_output=True)
        with open(pem, "a") as key, open(pem + ".crt") as certificate:
            key.write(certificate.read())
        server = Server(tls=pem)
        station.settings["url"] = server.url
        station.run("--once")
        tap.equal(station.target()["trouble"], "certificate", "an unknown certificate is told")
        tap.equal(server.stored, {}, "and nothing is sent")
        station.settings["ca_file"] = pem + ".crt"
        tap.equal(station.run("--once").returncode, 0, "the settings can name it")
        server.close()
    tap.equal(server.stored, station.given, "then the answer arrives")


def tells_a_wrong_clock_from_a_wrong_server(_, station):
    """The two certificates a wrong clock spoils, by times openssl can set."""
    station.add(1)
    for word, begin, end in (("clock", "20400101000000Z", "20410101000000Z"),
                             ("expired", "20200101000000Z", "20210101000000Z")):
        with tempfile.TemporaryDirectory() as folder:
            pem = os.path.join(folder, "pem")
            open(os.path.join(folder, "index"), "w").close()
            with open(os.path.join(folder, "ca.cnf"), "w") as file:
                file.write(f"[ca]\ndefault_ca = d\n[d]\ndatabase = {folder}/index\nserial = "
                           f"{folder}/serial\nnew_certs_dir = {folder}\ndefault_md = sha256\n"
                           f"policy = p\nx509_extensions = x\n[p]\ncommonName = supplied\n[x]\n"
                           f"subjectAltName = IP:127.0.0.1\nbasicConstraints = CA:TRUE\n")
            for command in (["req", "-new", "-newkey", "rsa:2048", "-nodes", "-keyout", pem, "-out",
                             pem + ".csr", "-subj", "/CN=127.0.0.1"],
                            ["ca", "-batch", "-selfsign", "-config", folder + "/ca.cnf", "-keyfile",
                             pem, "-in", pem + ".csr", "-out", pem + ".crt", "-startdate", begin,
                             "-enddate", end, "-rand_serial", "-notext"]):
                subprocess.run(["openssl", *command], check=True, capture_output=True)
            with open(pem, "a") as key, open(pem + ".crt") as certificate:
                key.write(certificate.read())
            server = Server(tls=pem)
            station.settings.update(url=server.url, ca_file=pem + ".crt")
            station.run("--once")
            tap.equal(station.target()["trouble"], word, f"{word}: told apart, with its remedy")
            tap.equal(server.stored, {}, f"{word}: nothing is sent")
            server.close()


def serves_two_targets_apart(server, station):
    ministry = Server(quirk="central", token="Bearer m")
    os.makedirs(station.settings["targets"])
    with open(os.path.join(station.settings["targets"], "ministry.conf"), "w") as file:
        file.write(f"name = ministry\nurl = {ministry.url}\ntoken = m\nforms = no\n")
    server.fault = lambda n, path: "500"
    station.add(*range(4))
    tap.equal(station.run("--once").returncode, 1, "one target is down")
    tap.equal(ministry.stored, station.given, "the other one has all")
    server.fault = lambda n, path: None
    tap.equal(station.run("--once").returncode, 0, "then both are served")
    tap.equal(server.stored, station.given, "the first has all, too")
    tap.equal(len(ministry.posts()), 4, "and the other was not bothered again")
    lines = station.run("status").stdout.splitlines()
    tap.equal([line.split(":")[0] for line in lines], ["hub", "ministry"], "status has both")
    ministry.close()


def loses_nothing_when_it_is_killed(server, station):
    chance = random.Random(7)
    faults = [None, None, None, "lost", "truncated", "cut", "500", "portal", "503"]
    server.fault = lambda n, path: chance.choice(faults)
    for i in range(40):
        station.add(*range(i * 5, i * 5 + 5))
        agent = station.start()
        station.ring() if os.path.exists(os.path.join(station.folder, "wake")) else None
        wanted = len(server.requests) + chance.randrange(12)
        station.wait_for(lambda: len(server.requests) >= wanted or agent.poll() is not None, 0.6)
        station.stop(agent, signal.SIGKILL)
    server.fault = lambda n, path: None
    station.run("retry")
    station.run("--once", limit=200)
    lost = set(station.given) - set(server.stored)
    tap.equal((len(lost), server.conflicts), (0, 0),
              f"40 kills and {len(server.requests)} requests: 0 lost, 0 conflicting")
    tap.equal(len(server.stored), 200, "none twice")
    tap.equal(server.stored, station.given, "each with its own bytes")
    tap.equal(station.target()["waiting"], 0, "and the station knows")


def stays_while_somebody_holds_the_database(server, station):
    agent = station.start()
    tap.ok(station.wait_for(lambda: server.requests), "the agent is at work")
    station.add(1)
    db = station.open()
    db.execute("BEGIN IMMEDIATE")
    station.ring()
    tap.ok(station.wait_for(lambda: "locked" in open(os.path.join(station.folder, "log")).read()),
           "it says that the database is locked")
    tap.equal(agent.poll(), None, "and does not end")
    db.execute("COMMIT")
    db.close()
    station.ring()
    tap.ok(station.wait_for(lambda: station.target()["waiting"] == 0), "then it goes on")
    tap.equal((station.stop(agent), server.stored), (0, station.given), "nothing is lost")


def deletes_only_what_is_confirmed(server, station):
    station.settings.update(retention_days=1, forms="no")
    station.add(*range(4))
    station.run("--once")

    def let_time_pass():
        db = station.open()
        db.execute("UPDATE delivery SET settled_ms = settled_ms - 2 * 86400000")
        db.close()

    def rest_once(done):
        before = len(server.requests)
        station.add(len(station.given))
        agent = station.start()
        tap.ok(station.wait_for(lambda: done(before)), "the agent came to rest")
        station.stop(agent)

    rest_once(lambda before: station.target()["waiting"] == 0)
    tap.equal(station.target()["total"], 5, "what was just delivered stays")
    let_time_pass()
    server.fault = lambda n, path: "portal" if n % 2 else "500"
    rest_once(lambda before: len(server.requests) > before)
    tap.equal(station.target()["total"], 6, "nothing is deleted while the server does not confirm")
    del server.stored[list(station.given)[0]]
    server.fault = lambda n, path: None
    station.run("--once")
    rest_once(lambda before: station.target()["total"] <= 2)
    tap.equal(station.target()["total"], 2, "after the days, and confirmed again, old ones go")
    tap.equal(server.stored, station.given, "and one that the server had lost is there again")


def sends_a_batch_to_a_hub(server, station):
    station.add(*range(1500))
    station.add(1500, attachments=[("foto.jpg", b"x" * 1000)])
    tap.equal(station.run("--once").returncode, 0, "1,500 answers and one with a photo are sent")
    tap.equal(server.stored, station.given, "the hub holds the very bytes")
    paths = [r[1].split("?")[0] for r in server.posts()]
    tap.equal((paths.count("/batches"), paths.count("/submission")), (2, 1),
              "in two batches, and the photo by OpenRosa")
    row = server.beside[list(station.given)[5]]
    db = station.open()
    wanted = db.execute("SELECT started_wall_ms, saved_wall_ms, saved_boot_ms, origin, "
                        "entry_mode FROM response WHERE id = ?", (row["id"],)).fetchone()
    db.close()
    tap.equal((row["started"], row["saved"], row["saved_boot"], row["origin"],
               row["entry_mode"]), wanted, "with their envelopes")
    tap.equal(station.target()["waiting"], 0, "the station knows")


def settles_each_of_a_batch_by_itself(server, station):
    server.forms = {"barrio": form("barrio", "1")}
    station.add(*range(6))
    station.add(6, 7, form="idea")
    names = list(station.given)
    server.stored[names[1]] = b"<other/>"
    server.refuse = lambda row: ((batches.REFUSED, "not well-formed")
                                 if row["id"] == names[2] else None)
    station.run("--once")
    target = station.target()
    tap.equal((target["waiting"], target["held"], target["parked"]), (2, 2, 2),
              "two are held, two parked, four delivered")
    tap.ok("not well-formed" in station.run("parked").stdout, "with the hub's reason")
    tap.equal(len(server.stored), 5, "and no other was held back")


def goes_on_after_a_cut(server, station):
    station.settings["forms"] = "no"
    station.add(*range(1500))
    server.cut = 9000
    done = station.run("--once")
    tap.ok(0 < len(server.stored) < 1500 and done.returncode == 1,
           "frames that arrived are kept", len(server.stored)) if done.returncode else \
        tap.ok(len(server.stored) == 1500, "frames that arrived are kept, the rest follows")
    server.cut = None
    station.run("--once")
    tap.equal(server.stored, station.given, "in the end all are there")
    tap.equal(server.resent, 0, "what was told as kept was not sent again")


def makes_smaller_batches_on_a_bad_link(server, station):
    server.fault = lambda n, path: "lost" if path == "/batches" else None
    station.add(*range(64))
    for i in range(4):
        station.run("--once")
    tap.equal(len(server.stored), 64, "a lost reply leaves the answers stored")
    tap.equal(station.target()["waiting"], 64, "and waiting here")
    server.fault = lambda n, path: None
    station.run("--once")
    tap.equal((station.target()["waiting"], server.conflicts), (0, 0), "then they are settled")


def falls_back_to_single_answers(server, station):
    for fault in ("404", "405", "415", "400"):
        server.fault = lambda n, path, f=fault: f if path == "/batches" else None
        station.add(*range(len(station.given), len(station.given) + 3))
        tap.equal(station.run("--once").returncode, 0, f"{fault} to a batch: sent one by one")
    tap.equal(server.stored, station.given, "all arrive")
    server.fault = lambda n, path: "401" if path == "/batches" else None
    station.add(99)
    station.run("--once")
    tap.equal(station.target()["trouble"], "unknown-station", "401 is no reason to fall back")


def never_sends_one_answer_on_two_connections(server, station):
    station.add(*range(30))
    agent = station.start()
    station.wait_for(lambda: server.requests)
    for i in range(30):
        station.ring()
    tap.ok(station.wait_for(lambda: len(server.stored) == 30), "all arrive")
    station.stop(agent)
    tap.equal(server.racing, 0, "no two requests for one answer met")


def says_what_is_wrong_in_the_settings(_, station):
    for name, value, word in (("url", "ftp://x", "https://"), ("auth", "magic", "bearer"),
                              ("retry_min_s", "99999", "range"), ("nonsense", "1", "--help"),
                              ("token_file", "/nonexistent", "token_file")):
        kept = dict(station.settings)
        station.settings[name] = value
        done = station.run("--once")
        tap.ok(done.returncode == 2 and word in done.stderr, f"{name} = {value} is explained",
               done.stderr)
        station.settings = kept
    done = subprocess.run([SYNC, "dance"], capture_output=True, text=True)
    tap.equal(done.returncode, 2, "an unknown command is wrong usage")


def prints_its_settings(_, __):
    example = subprocess.run([SYNC, "--print-config"], capture_output=True, text=True).stdout
    with open(os.path.join(ROOT, "deploy", "barrio-sync.conf")) as file:
        tap.equal(example, file.read(), "deploy/barrio-sync.conf is what --print-config says")
    text = subprocess.run([SYNC, "--help"], capture_output=True, text=True).stdout
    keys = [line[1:].split(" =")[0] for line in example.splitlines() if line.startswith("#") and
            " = " in line and not line.startswith("# ")]
    tap.equal([key for key in keys if f"  {key} " not in text], [], "--help lists every setting")


case(delivers_what_waits_once)
case(tells_a_hub_what_it_knows_beside, Server(barrio=True))
case(takes_no_page_for_a_receipt)
case(survives_lost_acknowledgements)
case(goes_past_a_poisoned_answer)
case(stops_when_it_is_not_known)
case(holds_a_form_that_is_not_known)
case(parks_what_is_refused)
case(tries_a_conflict_once_more)
case(keeps_the_pause_it_is_asked_for)
case(wakes_at_once_and_is_alone)
case(fetches_forms)
case(asks_again_for_next_to_nothing)
case(sends_attachments_in_several_requests, Server(accept=1000000))
case(signs_in)
case(knows_what_is_wrong_on_the_way)
case(tells_a_wrong_clock_from_a_wrong_server)
case(serves_two_targets_apart)
case(loses_nothing_when_it_is_killed)
case(stays_while_somebody_holds_the_database)
case(deletes_only_what_is_confirmed)
case(sends_a_batch_to_a_hub, Server(barrio=True))
case(settles_each_of_a_batch_by_itself, Server(barrio=True))
case(goes_on_after_a_cut, Server(barrio=True))
case(makes_smaller_batches_on_a_bad_link, Server(barrio=True))
case(falls_back_to_single_answers, Server(barrio=True))
case(loses_nothing_when_it_is_killed, Server(barrio=True))
case(never_sends_one_answer_on_two_connections, Server(quirk="central"))
case(says_what_is_wrong_in_the_settings)
case(prints_its_settings)
tap.done()
