#!/usr/bin/python3
"""Roles and permissions through the hub's own doors: the table in
docs/ROLES.md is the one that the program has, and what each role may do is
what is written out here by hand, address by address."""
import os
import re
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))
import tap  # noqa: E402
from browsing import Browsing  # noqa: E402
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
POST ~/enrol                    all
POST ~/key                      station
POST ~/heartbeat                station
GET  ~/edition                  station
GET  ~/edition/*/*              station
GET  ~/forms/*.xml              station
GET  ~/forms/*/manifest         station
GET  ~/forms/*/attachments/*    station
GET  ~/forms/*/responses.csv    L---E
GET  ~/forms/*/responses.jsonl  L---E
GET  ~/forms/*/responses.xlsx   L---E
GET  ~/forms/*/responses.geojson L---E
GET  ~/forms/*/datapackage.zip  L---E
GET  ~/forms/*/attachments.zip  L---E
GET  /style.css                 all
GET  /icon.svg                  all
GET  /proof/log                 all
GET  /proof/checkpoint          all
GET  /proof/key                 all
GET  ~/ledger                   station
GET  ~/returned                 station
POST ~/ledger                   station
POST ~/withdraw                 station
GET  /openapi.json              all
GET  /metrics                   LSFC-
GET  /alerts.atom               LSFC-
GET  /r                         all
GET  /R                         all
GET  /find.js                   all
POST /proof/withdraw            all
GET  /bulletin.atom             all
GET  /r/*                       all
GET  /r/*/*                     all
GET  /r/*/*/*                   all
GET  /signin                    all
POST /signin                    all
GET  /enter/*                   all
POST /enter/*                   all
GET  /invite/*                  all
POST /invite/*                  all
POST /signout                   in
GET  /account                   in
POST /account/password          in
POST /account/code              in
POST /account/sessions          in
GET  /people                    LSFCE
POST /people                    L----
GET  /people/*                  L----
POST /people/*                  L----
GET  /                          LSFCE
GET  /log                       L--C-
GET  /forms/new                 L----
POST /forms/new                 L----
GET  /exports                   L---E
POST /exports                   L---E
GET  /exports/*                 L---E
POST /exports/*                 L---E
GET  /exports/*/file            L---E
GET  /staged/*                  L----
POST /staged/*                  L----
GET  /forms/*                   LSFCE
GET  /promises                  all
GET  /ideas                     all
GET  /bulletin                  L----
POST /bulletin                  L----
GET  /bulletin/new              L----
GET  /bulletin/*                L----
GET  /missing/*                 all
GET  /charter/*                 all
GET  /forms/*/release            L----
POST /forms/*/release            L----
GET  /forms/*/coverage           LS-C-
POST /forms/*/coverage           LS-C-
POST /forms/*/assignments        LS-C-
GET  /ideas/review              --F--
POST /ideas/review              --F--
GET  /forms/*/answers           L-F-E
GET  /forms/*/answers/*         L-F-E
POST /forms/*/answers/*         L-F--
GET  /forms/*/cross             LSFCE
GET  /forms/*/times             LSFCE
GET  /forms/*/map               L-F-E
GET  /forms/*/schedule          L----
POST /forms/*/schedule          L----
GET  /tokens                    L----
POST /tokens                    L----
POST /tokens/revoke             L----
GET  /settings                  L----
POST /settings                  L----
GET  /who/*                     all
GET  /stations                  LSFC-
POST /stations                  L--C-
POST /stations/area             L--C-
POST /stations/revoke           L--C-
GET  /quarantine                L-FC-
POST /quarantine                L--C-
GET  /quarantine/*              L-FC-
POST /quarantine/*              L--C-
"""


# The same for a role that holds for one neighbourhood only. What is not here
# such a role does not open at all.
ZONE = """
GET  ~/forms/*/responses.csv    L---E
GET  ~/forms/*/responses.jsonl  L---E
GET  ~/forms/*/responses.xlsx   L---E
GET  ~/forms/*/responses.geojson L---E
GET  ~/forms/*/datapackage.zip  L---E
GET  ~/forms/*/attachments.zip  L---E
GET  /people                    LSFCE
GET  /                          LSFCE
GET  /exports                   L---E
POST /exports                   L---E
GET  /exports/*                 L---E
POST /exports/*                 L---E
GET  /exports/*/file            L---E
GET  /forms/*                   LSFCE
GET  /forms/*/answers           L-F-E
GET  /forms/*/answers/*         L-F-E
POST /forms/*/answers/*         L-F--
GET  /forms/*/cross             LSFCE
GET  /forms/*/times             LSFCE
GET  /forms/*/map               L-F-E
GET  /stations                  LSFC-
POST /stations                  L--C-
"""
# (POST /stations/area and /revoke ask for the station's own neighbourhood:
# the one that is asked for here does not exist.)


def matrix():
    return {tuple(line.split()[:2]): line.split()[2] for line in MATRIX.strip().splitlines()}


def routes():
    """The hub's addresses, read from its source."""
    with open(os.path.join(TOP, "hub", "routes.c")) as f:
        text = f.read()
    return [(method.replace("METHOD_", ""), path)
            for method, path in re.findall(r'\{(\w+),\s*"([^"]+)"', text[text.index("ROUTES[]"):])]


def hub_with_people(folder):
    hub = Hub(os.path.join(folder, "hub"), name="Barrio Luna")
    hub.publish(*FORMS)
    people = [(role, role, "", "") for role in ROLES]
    people += [("nobody", None, "", ""), ("parque-expert", "expert", "parque", ""),
               *(("luna-" + role, role, "", "Luna") for role in ROLES)]
    for name, *_ in people:
        hub.run("admin", "add", name, "--no-password")
    # The pages give and take roles; here the archive is set up by hand.
    hub.sql("DELETE FROM duty")
    for name, role, form, area in people:
        if role:
            hub.sql("INSERT INTO duty SELECT id, ?, ?, ?, 0 FROM person WHERE name = ?", role, form, area, name)
    assert hub.start()
    return hub, {name: Browsing(hub, hub.run("link", name)) for name, *_ in people}


def is_refused(status, page):
    return status == 403 and ("no incluyen" in page or "do not include" in page)


def ask(person, method, path):
    path = path.replace("~", "/v1").replace("forms/*", "forms/parque").replace("who/*", "who/parque").replace("people/*", "people/1").replace("*", "x")
    status = person.post(path) if method == "POST" else person.ask(method, path)
    return status, person.page


def every_role_at_every_address(people):
    known = routes()
    lacking, gone = set(known) - set(matrix()), set(matrix()) - set(known)
    tap.equal((sorted(lacking), sorted(gone)), ([], []),
              "the matrix written by hand has every address of the hub, and no other")
    wrong = []
    for (method, path), may in matrix().items():
        for name, letter in [*zip(ROLES, "LSFCE"), ("nobody", "nobody")]:
            if may == "station" or path == "/signout" or path == "/enter/*":
                continue
            allowed = may in ("all", "in") or letter in may
            person = people[name]
            person.get("/account")
            status, page = ask(person, method, path)
            if is_refused(status, page) == allowed or status in (401, 405, 500):
                wrong.append((method, path, name, status))
    tap.equal(wrong, [], "every role at every address finds what the matrix says")


def every_role_of_a_neighbourhood_at_every_address(people):
    zone = {tuple(line.split()[:2]): line.split()[2] for line in ZONE.strip().splitlines()}
    wrong = []
    for (method, path), may in matrix().items():
        for role, letter in zip(ROLES, "LSFCE"):
            if may == "station" or path in ("/signout", "/enter/*"):
                continue
            allowed = may in ("all", "in") or letter in zone.get((method, path), "")
            person = people["luna-" + role]
            person.get("/account")
            status, page = ask(person, method, path)
            if is_refused(status, page) == allowed or status in (401, 405, 500):
                wrong.append((method, path, role, status))
    tap.equal(wrong, [], "every role of a neighbourhood at every address finds what its own matrix says")


def every_page_is_linked(people):
    """A page that nothing leads to is there for nobody."""
    seen = set()
    for role in ROLES:
        waiting, person = ["/"], people[role]
        while waiting:
            path = waiting.pop()
            if (role, path) in seen:
                continue
            seen.add((role, path))
            person.get(path)
            waiting += [h for h in re.findall(r'href="(/[^"#?]*)', person.page) if not re.search(r"\.\w+$|/r/", h)]
    reached = {path for _, path in seen}
    with open(os.path.join(TOP, "hub", "routes.c")) as f:
        pages = re.findall(r'\{GET,\s*"(/[^"]*)",\s*PERSON', f.read())
    wanted = {p.replace("forms/*", "forms/parque") for p in pages}
    tap.equal(sorted(p for p in wanted if "*" not in p and p not in reached), [],
              "every page of a person or a form can be reached by links from the overview")


def strangers(hub):
    wrong = []
    for (method, path), may in matrix().items():
        if may == "all" or method != "GET":
            continue
        status, headers, _ = hub.get(ask_path(path))
        if may == "station" and status != 401 or may != "station" and status not in (200, 303):
            wrong.append((method, path, status))
    tap.equal(wrong, [], "who is not signed in is sent to the sign-in, or asked for a station's token")


def ask_path(path):
    return path.replace("~", "/v1").replace("forms/*", "forms/parque").replace("*", "x")


def reach(people):
    expert = people["parque-expert"]
    tap.equal(expert.get("/forms/parque"), 200, "a role for one form opens that form")
    tap.ok(is_refused(*ask(expert, "GET", "/forms/quinta")), "and no other")


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
    for scope, form, ends, want, name in (
            ("results.see", "", 0, 403, "one without that permission does not"),
            ("answers.export", "quinta", 0, 403, "nor one for another form"),
            ("answers.export", "parque", 0, 200, "one for this form does"),
            ("answers.export people.change", "parque", 1000, 403, "one that has ended does not")):
        hub.sql("UPDATE reader SET scope = ?, form_id = ?, ends_ms = ?", scope, form, ends)
        tap.equal(hub.get("/v1/forms/parque/responses.csv", token)[0], want, name)


def main():
    with tempfile.TemporaryDirectory() as folder:
        hub, people = hub_with_people(folder)
        with open(os.path.join(TOP, "docs", "ROLES.md")) as f:
            tap.equal(f.read(), hub.run("roles"), "docs/ROLES.md is what the program prints")
        tap.attempt("matrix", every_role_at_every_address, people)
        tap.attempt("links", every_page_is_linked, people)
        tap.attempt("zones", every_role_of_a_neighbourhood_at_every_address, people)
        tap.attempt("strangers", strangers, hub)
        tap.attempt("reach", reach, people)
        tap.attempt("who", who_page, hub)
        tap.attempt("tokens", tokens, hub)
        hub.stop()
    tap.done()


main()
