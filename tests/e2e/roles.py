#!/usr/bin/python3
"""Roles and permissions through the hub's own doors: the table in
docs/ROLES.md is the one that the program has, and what each role may do is
what is written out here by hand, address by address."""
import os
import re
import sqlite3
import sys
import tempfile
import urllib.error
import urllib.parse
import urllib.request

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))
import tap  # noqa: E402
from stand import TOP, Hub  # noqa: E402

FORMS = [os.path.join(TOP, "tests", "forms", f) for f in ("parque.xml", "quinta.xml")]
ROLES = ("leader", "sponsor", "facilitator", "coordinator", "expert")

# Written by hand, not made from the hub's table: L leader, S sponsor,
# F facilitator, C coordinator, E expert; "in": whoever is signed in, even
# without a role; "all": everybody; "station": by a station's token.
MATRIX = """
GET  ~/formList                 station
HEAD ~/submission               station
POST ~/submission               station
POST ~/batches                  station
GET  ~/forms/*.xml              station
GET  ~/forms/*/manifest         station
GET  ~/forms/*/attachments/*    station
GET  ~/forms/*/responses.csv    L---E
GET  ~/forms/*/responses.jsonl  L---E
GET  /style.css                 all
GET  /signin                    all
POST /signin                    all
GET  /enter/*                   all
POST /signout                   in
GET  /                          LSFCE
GET  /log                       L--C-
GET  /forms/new                 L----
POST /forms/new                 L----
GET  /forms/*                   LSFCE
GET  /who/*                     all
GET  /stations                  LSFC-
POST /stations                  L--C-
POST /stations/revoke           L--C-
GET  /quarantine                L-FC-
POST /quarantine                L--C-
"""


def matrix():
    return {tuple(line.split()[:2]): line.split()[2] for line in MATRIX.strip().splitlines()}


def routes():
    """The hub's addresses, read from its source."""
    with open(os.path.join(TOP, "hub", "routes.c")) as f:
        text = f.read()
    return [(method.replace("METHOD_", ""), path)
            for method, path in re.findall(r'\{(\w+),\s*"([^"]+)"', text[text.index("ROUTES[]"):])]


class Person:
    """A signed-in browser: keeps cookies, follows no redirect."""

    def __init__(self, hub, link):
        self.hub, self.cookie = hub, ""
        status, headers, _ = self.ask("GET", link[len(hub.url):].strip())
        assert status == 303, status
        self.cookie = headers["Set-Cookie"].split(";")[0]
        page = self.ask("GET", "/signin")[2].decode()
        page = page if 'name="csrf"' in page else self.ask("GET", "/")[2].decode()
        self.csrf = re.search(r'name="csrf" value="([^"]*)"', page)[1]

    def ask(self, method, path, fields=None):
        data = urllib.parse.urlencode(fields).encode() if fields is not None else None
        request = urllib.request.Request(self.hub.url + path, data=data, method=method)
        if self.cookie:
            request.add_header("Cookie", self.cookie)

        class Stay(urllib.request.HTTPRedirectHandler):
            def redirect_request(self, *_):
                return None

        try:
            with urllib.request.build_opener(Stay).open(request, timeout=30) as reply:
                return reply.status, reply.headers, reply.read()
        except urllib.error.HTTPError as e:
            return e.code, e.headers, e.read()

    def post(self, path, **fields):
        return self.ask("POST", path, {"csrf": self.csrf, **fields})


def hub_with_people(folder):
    hub = Hub(os.path.join(folder, "hub"), name="Barrio Luna")
    hub.publish(*FORMS)
    people = [(role, role, "", "") for role in ROLES]
    people += [("nobody", None, "", ""), ("parque-expert", "expert", "parque", ""),
               ("luna-coordinator", "coordinator", "", "Luna")]
    for name, *_ in people:
        hub.run("admin", "add", name, "--no-password")
    # The pages give and take roles; here the archive is set up by hand.
    db = sqlite3.connect(os.path.join(hub.folder, "hub.db"))
    db.execute("DELETE FROM duty")
    for name, role, form, area in people:
        if role:
            db.execute("INSERT INTO duty SELECT id, ?, ?, ?, 0 FROM person WHERE name = ?", (role, form, area, name))
    db.commit()
    db.close()
    assert hub.start()
    return hub, {name: Person(hub, hub.run("link", name)) for name, *_ in people}


def is_refused(status, body):
    return status == 403 and (b"no incluyen" in body or b"do not include" in body)


def ask(person, method, path):
    path = path.replace("~", "/v1").replace("forms/*", "forms/parque").replace("who/*", "who/parque").replace("*", "x")
    if method == "POST":
        return person.post(path)
    return person.ask(method, path)


def every_role_at_every_address(people):
    known = routes()
    tap.equal(sorted(known), sorted(matrix()), "the matrix written by hand has every address of the hub")
    wrong = []
    for (method, path), may in matrix().items():
        for name, letter in [*zip(ROLES, "LSFCE"), ("nobody", "in")]:
            if may == "station" or path == "/signout" or path == "/enter/*":
                continue
            allowed = may == "all" or letter in may or (letter == "in" and may == "in")
            status, _, body = ask(people[name], method, path)
            if is_refused(status, body) == allowed or status in (401, 405, 500):
                wrong.append((method, path, name, status))
    tap.equal(wrong, [], "every role at every address finds what the matrix says")


def strangers(hub):
    wrong = []
    for (method, path), may in matrix().items():
        if may == "all" or method == "POST":
            continue
        status, headers, _ = hub.get(ask_path(path)) if method == "GET" else (401, {}, b"")
        if may == "station" and status != 401 or may != "station" and status not in (200, 303):
            wrong.append((method, path, status))
    tap.equal(wrong, [], "who is not signed in is sent to the sign-in, or asked for a station's token")


def ask_path(path):
    return path.replace("~", "/v1").replace("forms/*", "forms/parque").replace("*", "x")


def reach(people):
    expert = people["parque-expert"]
    tap.equal(expert.ask("GET", "/forms/parque")[0], 200, "a role for one form opens that form")
    status, _, body = expert.ask("GET", "/forms/quinta")
    tap.ok(is_refused(status, body), "and no other", status)
    tap.ok(is_refused(*people["leader"].ask("GET", "/")[::2]) is False, "a Leader sees the overview")


def who_page(hub):
    status, _, body = hub.get("/who/parque?lang=es")
    text = body.decode()
    tap.ok(status == 200 and "Quién hace qué" in text and "<b>parque-expert</b>" in text,
           "everybody may read who does what in a survey", text[:500])
    tap.ok("<b>parque-expert</b>" not in hub.get("/who/quinta")[2].decode(), "a role for another form is not in it")
    tap.equal(hub.get("/who/nada")[0], 404, "there is none of a form that does not exist")


def tokens(hub):
    token = hub.run("reader", "add", "oficina").strip()
    tap.equal(hub.get("/v1/forms/parque/responses.csv", token)[0], 200, "a reader's token exports")
    db = sqlite3.connect(os.path.join(hub.folder, "hub.db"))
    for scope, form, ends, want, name in (
            ("results.see", "", 0, 403, "one without that permission does not"),
            ("answers.export", "quinta", 0, 403, "nor one for another form"),
            ("answers.export", "parque", 0, 200, "one for this form does"),
            ("answers.export people.change", "parque", 1000, 403, "one that has ended does not")):
        db.execute("UPDATE reader SET scope = ?, form_id = ?, ends_ms = ?", (scope, form, ends))
        db.commit()
        tap.equal(hub.get("/v1/forms/parque/responses.csv", token)[0], want, name)
    db.close()


def main():
    with tempfile.TemporaryDirectory() as folder:
        hub, people = hub_with_people(folder)
        with open(os.path.join(TOP, "docs", "ROLES.md")) as f:
            tap.equal(f.read(), hub.run("roles"), "docs/ROLES.md is what the program prints")
        tap.attempt("matrix", every_role_at_every_address, people)
        tap.attempt("strangers", strangers, hub)
        tap.attempt("reach", reach, people)
        tap.attempt("who", who_page, hub)
        tap.attempt("tokens", tokens, hub)
        hub.stop()
    tap.done()


main()
