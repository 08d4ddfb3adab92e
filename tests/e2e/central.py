#!/usr/bin/python3
"""The agent against what ODK Central does, one test for each way of its that
a station can meet. The sentence after `Central:` is what was measured of its
backend or read in its source; tests/central_server.py does the same, and where
it could do so without anybody noticing, it is asked by hand first."""
import http.client
import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, ".."))
import tap
from central_server import DELETED, TOKEN, Central, WEB_USER
from station import Station

FORM = open(os.path.join(HERE, "..", "forms", "voz.xml"), "rb").read()


def voz(number, word="luz"):
    name = f"uuid:00000000-0000-4000-8000-{number:012d}"
    return name, (f'<data xmlns:orx="http://openrosa.org/xforms" id="voz" version="1"><word>{word}{number}'
                  f"</word><orx:meta><orx:instanceID>{name}</orx:instanceID></orx:meta></data>").encode()


def published(media=None):
    return dict(name="Una voz", version="1", xml=FORM, media=media or {})


def case(function, **given):
    server = Central(**given)
    server.forms = {"voz": published()}
    station = Station(server.bearer, auth="bearer", token=TOKEN)
    try:
        tap.attempt(function.__name__, function, server, station)
    finally:
        station.close()
        server.close()


def add(station, *numbers, **more):
    station.add(*numbers, form="voz", make=more.pop("make", voz), **more)


def ask(server, method, path, body=None, **headers):
    c = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
    c.request(method, path, body, {k.replace("_", "-"): v for k, v in headers.items()})
    reply = c.getresponse()
    return reply.status, dict(reply.headers), reply.read()


def tells_a_malformed_token_from_an_unknown_one(server, station):
    add(station, 1)
    for token, status, word in (("short", 401, "unknown-station"), ("z" * 64, 403, "forbidden")):
        for url, auth in ((server.bearer, dict(auth="bearer", token=token)),
                          (server.in_path.replace(TOKEN, token), dict(auth="none"))):
            station.settings.update(url=url, **auth)
            before = len(server.requests)
            done = station.run("--once")
            told = [r[3] for r in server.requests[before:]]
            where = "as Bearer" if auth["auth"] == "bearer" else "in the path"
            tap.equal((set(told), station.target()["trouble"]), ({status}, word),
                      f"Central: a malformed token is answered 401, a well-formed unknown one 403 ({status} {where})")
            tap.ok(done.stderr and token not in done.stderr, "which is logged without it", done.stderr)
    tap.equal(station.target()["waiting"], 1, "the answer waits")
    status, headers, _ = ask(server, "GET", "/v1/projects/1/formList", X_OpenRosa_Version="1.0")
    tap.ok(status == 401 and "WWW-Authenticate" not in headers, "Central: never sends WWW-Authenticate")


def takes_the_token_wherever_it_stands(server, station):
    places = (("Authorization: Bearer works with an app user's token over plain http", server.bearer,
               dict(auth="bearer", token=TOKEN)),
              ("the token in the path /v1/key/TOKEN/projects/P", server.in_path, dict(auth="none")),
              ("?st=TOKEN works for app users as well", server.in_query, dict(auth="none")))
    for number, (line, url, settings) in enumerate(places):
        station.settings.update(url=url, **settings)
        add(station, number)
        done = station.run("--once")
        tap.equal((done.returncode, server.stored), (0, station.given), "Central: " + line)
        tap.ok(TOKEN not in done.stderr, "and it is nowhere in the log", done.stderr)
        tap.ok(os.path.exists(os.path.join(station.folder, "forms", "voz.xml")), "the form came along, too")
    queries = [r[1] for r in server.posts()][-1]
    tap.ok("deviceID=esquina-7" in queries and "st=" in queries, "with deviceID behind the token")


def refuses_basic_over_http(server, station):
    status, _, body = ask(server, "GET", "/v1/projects/1/formList", Authorization=WEB_USER, X_OpenRosa_Version="1.0")
    tap.ok(status == 401 and b"401.3" in body, "Central: Basic only over https or X-Forwarded-Proto: https, else 401.3")
    add(station, 1)
    station.settings.update(auth="basic", user="u", password="p")
    station.run("--once")
    tap.equal((station.target()["trouble"], station.target()["waiting"]), ("unknown-station", 1),
              "the agent stops and says so")
    before = len(server.requests)
    station.settings["url"] = server.bearer.replace("127.0.0.1", "0.0.0.0")
    station.run("--once")
    tap.equal((station.target()["trouble"], len(server.requests)), ("plain", before),
              "and sends no password over the network in the clear")


def takes_basic_over_tls(_, station):
    with tempfile.TemporaryDirectory() as folder:
        pem = os.path.join(folder, "pem")
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", pem, "-out",
                        pem + ".crt", "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1",
                        "-days", "2"], check=True, capture_output=True)
        with open(pem, "a") as key, open(pem + ".crt") as certificate:
            key.write(certificate.read())
        server = Central(tls=pem)
        server.forms = {"voz": published()}
        station.settings.update(url=server.bearer, auth="basic", user="u", password="p", ca_file=pem + ".crt")
        add(station, 1, 2)
        tap.equal((station.run("--once").returncode, server.stored), (0, station.given),
                  "Central: a web user's name and password over TLS")
        tap.ok(all(r[2].get("Authorization") == WEB_USER for r in server.requests),
               "sent with the first request already, since nobody challenges")
        station.settings["password"] = "other"
        add(station, 3)
        station.run("--once")
        tap.equal(station.target()["trouble"], "unknown-station", "a wrong one is told")
        server.close()


def asks_for_the_version(server, station):
    bearer = dict(Authorization="Bearer " + TOKEN)
    server.forms = {"voz": published({"a.csv": b"x\n"})}
    for method, path, wanted in (("GET", "formList", 400), ("GET", "forms/voz/manifest", 400),
                                 ("HEAD", "submission", 400), ("POST", "submission", 400),
                                 ("GET", "forms/voz.xml", 200), ("GET", "media/voz/a.csv", 200)):
        for header in ({}, {"X_OpenRosa_Version": "2.0"}):
            status, _, _ = ask(server, method, "/v1/projects/1/" + path, b"" if method == "POST" else None,
                               **bearer, **header)
            tap.equal(status, wanted, f"Central: {method} {path} without X-OpenRosa-Version 1.0 is {wanted}")
    add(station, 1, attachments=[("foto.jpg", b"x")],
        make=lambda n: (voz(n)[0], voz(n)[1].replace(b"luz1", b"foto.jpg")))
    tap.equal(station.run("--once").returncode, 0, "the agent sends it with each of these")
    names = sorted(os.listdir(os.path.join(station.folder, "forms", "voz-media")))
    tap.equal((names, len(server.stored)), (["a.csv"], 1), "and has form, file and receipt")


def says_how_much_it_takes_on_success_only(server, station):
    bearer = dict(Authorization="Bearer " + TOKEN, X_OpenRosa_Version="1.0")
    tap.equal(ask(server, "HEAD", "/v1/projects/1/submission", **bearer)[:2][1].get("X-OpenRosa-Accept-Content-Length"),
              "100000000", "Central: X-OpenRosa-Accept-Content-Length is 100000000")
    files = [(f"f{i}.jpg", bytes([i]) * 900000) for i in range(3)]
    add(station, 1, attachments=files,
        make=lambda n: (voz(n)[0], voz(n)[1].replace(b"<word>luz1</word>", b"".join(
            b"<word>%s</word>" % name.encode() for name, _ in files))))
    station.run("--once")
    tap.equal(len(server.posts()), 1, "so three photos go in one request")
    tap.ok("Expect" not in server.posts()[0][2], "of 2.7 MB, without waiting for 100-continue")
    tap.equal(server.files[list(station.given)[0]], dict(files), "and arrive whole")


def drops_parts_that_the_answer_does_not_name(server, station):
    add(station, 1, attachments=[("named.jpg", b"1")],
        make=lambda n: (voz(n)[0], voz(n)[1].replace(b"luz1", b"named.jpg")))
    station.run("--once")
    tap.equal((server.files.get(list(station.given)[0]), server.dropped), ({"named.jpg": b"1"}, []),
              "Central: a part whose name the answer does not mention is dropped with 201: the agent sends none")


def answers_some_failures_in_json(server, station):
    kind = "multipart/form-data; boundary=b"
    bearer = dict(Authorization="Bearer " + TOKEN, X_OpenRosa_Version="1.0", Content_Type=kind)
    status, headers, body = ask(server, "POST", "/v1/projects/1/submission", b"--b\r\ncut", **bearer)
    tap.equal((status, headers["Content-Type"], b"400.39" in body), (400, "application/json", True),
              "Central: a broken multipart body is 400 in JSON, code 400.39")
    add(station, 1, 2)
    take = server.take
    server.take = lambda path, body, kind: ((400, "application/json", b'{"message":"cut","code":400.39}')
                                            if b"luz1<" in body else take(path, body, kind))
    station.run("--once")
    target = station.target()
    tap.equal((target["parked"], target["waiting"], len(server.stored)), (1, 0, 1),
              "one that is refused so is parked, the next one goes")
    server.take = take
    station.run("retry")
    station.run("--once")
    tap.equal(server.stored, station.given, "and is sent again when somebody says so")


def has_a_500_that_never_passes(server, station):
    add(station, *range(8), make=lambda n: (voz(n)[0], voz(n)[1].replace(b"luz3", b"\xff\xfe")))
    station.settings["park_after"] = 3
    station.run("--once")
    tap.equal((len(server.stored), station.target()["waiting"]), (7, 1),
              "Central: NUL or invalid UTF-8 in the XML is a 500, in JSON: the seven others pass")
    for number in range(10, 14):
        add(station, number)
        station.run("--once")
    tap.equal((len(server.stored), station.target()["parked"], station.target()["waiting"]), (11, 1, 0),
              "after three times it is parked, and holds nobody up")
    with tempfile.TemporaryDirectory() as folder:
        station.run("parked", folder)
        tap.equal([open(os.path.join(folder, n), "rb").read() for n in os.listdir(folder)],
                  [list(station.given.values())[3]], "its very bytes can be carried away")


def knows_each_409(server, station):
    add(station, 1, 2, 3, 4)
    names = list(station.given)
    server.stored[names[0]] = b"<data>other</data>"                 # 409.1
    server.deleted.add(names[1])                                    # 409.18
    server.in_flight[names[2]] = True                               # the first is under way
    agent = station.start()
    tap.ok(station.wait_for(lambda: server.racing and names[3] in server.stored), "the fourth is not held up by three")
    server.in_flight.pop(names[2])
    tap.ok(station.wait_for(lambda: names[2] in server.stored, 60),
           "Central: 409 while the first is still in flight: a later resend gives 201")
    tap.ok(station.wait_for(lambda: station.target()["parked"] == 2, 60),
           "Central: 409.1, any byte differs, and 409.18, deleted there, last: parked after a second try")
    station.stop(agent)
    listed = station.run("parked").stdout
    tap.ok(DELETED in listed and "different content" in listed, "with Central's own words", listed)
    tap.equal(server.stored[names[0]], b"<data>other</data>", "its record stands")


def closes_a_form(server, station):
    add(station, 1)
    server.states["voz"] = "closing"
    station.run("--once")
    tap.equal((len(server.stored), os.path.exists(os.path.join(station.folder, "forms", "voz.xml"))), (1, False),
              "Central: closing still takes answers but is not listed")
    server.states["voz"] = "closed"
    add(station, 2)
    agent = station.start()
    tap.ok(station.wait_for(lambda: station.target()["parked"] == 1, 60), "Central: closed refuses with 409.2: parked")
    station.stop(agent)
    tap.ok("no more answers to this form" in station.target()["sentence"] and
           "not currently accepting" in station.run("parked").stdout, "and the operator reads why")
    server.states["voz"] = "open"
    station.run("retry")
    station.run("--once")
    tap.equal(server.stored, station.given, "opened again, it takes what was parked")


def knows_neither_form_nor_version(server, station):
    add(station, 1, make=lambda n: (voz(n)[0], voz(n)[1].replace(b'version="1"', b'version="7"')))
    station.run("--once")
    tap.equal((station.target()["held"], station.target()["trouble"]), (1, "unknown-form"),
              "Central: an unknown version is 404.6: held")
    server.forms["voz"]["versions"] = ["1", "7"]
    station.run("--once")
    tap.equal(server.stored, station.given, "until somebody publishes it")


def hangs_up_after_a_rest(server, station):
    add(station, 1)
    agent = station.start()
    station.wait_for(lambda: server.stored)
    station.wait_for(lambda: False, server.idle_s * 4)
    before = len(server.posts())
    add(station, 2)
    station.ring()
    tap.ok(station.wait_for(lambda: len(server.stored) == 2),
           "Central: node closes idle connections (5 s): the next answer goes on a new one at once")
    station.stop(agent)
    tap.equal((len(server.posts()) - before, station.target()["trouble"], station.target()["waiting"]), (1, "none", 0),
              "and nobody hears of it")


def breaks_a_connection_that_is_used_again(server, station):
    add(station, 1)
    broken = []

    def once(n, path):
        if path.endswith("/submission") and not broken:
            broken.append(n)
            return "cut"
        return None

    server.fault = once
    done = station.run("--once")
    tap.equal((len(broken), done.returncode, server.stored), (1, 0, station.given),
              "Central: a reset of a reused connection is resent once, at once")


def hashes_an_entity_list_by_its_age(server, station):
    server.forms = {"voz": published({"plazas.csv": b"name,label\n1,A\n", "b.csv": b"b\n"})}
    server.entities = {"plazas.csv"}
    add(station, 1)
    tap.equal(station.run("--once").returncode, 0,
              "Central: an entity list's hash is not of its bytes: it is taken all the same")
    folder = os.path.join(station.folder, "forms", "voz-media")
    tap.equal(sorted(os.listdir(folder)), ["b.csv", "plazas.csv"], "beside the form's other file")


def lists_with_hashes_of_the_very_bytes(server, station):
    add(station, 1)
    station.run("--once")
    with open(os.path.join(station.folder, "forms", "voz.xml"), "rb") as file:
        tap.equal(file.read(), FORM, "Central: hash is the MD5 of the bytes that downloadUrl returns: they are here")
    before = len(server.requests)
    agent = station.start()
    station.wait_for(lambda: len(server.requests) > before)
    station.run("retry")
    tap.ok(station.wait_for(lambda: any(r[3] == 304 for r in server.requests[before:])),
           "Central: a weak ETag and If-None-Match give 304")
    station.stop(agent)


CASES = (
    (tells_a_malformed_token_from_an_unknown_one, {}), (takes_the_token_wherever_it_stands, {}),
    (refuses_basic_over_http, {}), (takes_basic_over_tls, {}), (asks_for_the_version, {}),
    (says_how_much_it_takes_on_success_only, {}), (drops_parts_that_the_answer_does_not_name, {}),
    (answers_some_failures_in_json, {}), (has_a_500_that_never_passes, {}), (knows_each_409, {}),
    (closes_a_form, {}), (knows_neither_form_nor_version, {}),
    (hangs_up_after_a_rest, dict(idle_s=0.5)), (breaks_a_connection_that_is_used_again, {}),
    (hashes_an_entity_list_by_its_age, {}), (lists_with_hashes_of_the_very_bytes, {}),
)
for function, given in CASES:
    case(function, **given)
tap.done()
