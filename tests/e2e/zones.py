#!/usr/bin/python3
"""A role for a neighbourhood opens the answers of its stations and no others:
on every page, in every export, in every count."""
import html
import http.client
import io
import json
import os
import re
import sys
import tempfile
import time
import urllib.request
import zipfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))
import tap  # noqa: E402
from browsing import Browsing  # noqa: E402
from cluster import Server  # noqa: E402
from furnished import PLACE, converted  # noqa: E402
from stand import TOP, Hub  # noqa: E402

FORM = os.path.join(TOP, "tests", "forms", "parque.xml")
LUNA, SOL = 5, 9
PEOPLE = (("all", "expert", ""), ("luna", "expert", "Luna"), ("luna-reader", "facilitator", "Luna"), ("luna-leader", "leader", "Luna"),
          ("both", "expert", "Luna"), ("both", "expert", "Sol"), ("mixed", "expert", ""), ("mixed", "facilitator", "Luna"),
          ("empty", "expert", "Marte"), ("reviewer", "expert", ""), ("reviewer", "leader", "Luna"))


def submit(hub, token, i, age, problem, text):
    submit_xml(hub, token, (f'<data id="parque" version="1"><gusta>si</gusta><problemas>{problem}</problemas><edad>{age}</edad><texto>{text}</texto>'
           f"<meta><instanceID>uuid:{text}-{i}</instanceID></meta></data>"))


def submit_xml(hub, token, xml):
    link = http.client.HTTPConnection("127.0.0.1", hub.port)
    link.request("POST", f"/v1/key/{token}/submission",
                 f'--b\r\nContent-Disposition: form-data; name="xml_submission_file"; filename="a"\r\n\r\n{xml}\r\n--b--\r\n',
                 {"Content-Type": "multipart/form-data; boundary=b"})
    assert link.getresponse().status == 201


class Zones(Hub):
    """A hub on either engine, whose archive is set up by hand."""
    server = None

    def change(self, *statements):
        for statement in statements:
            self.sql(statement)


def hub_with_two_zones(folder, server=None):
    hub = Zones(os.path.join(folder, "hub"), name="Ciudad", **({"database": server.address} if server else {}))
    hub.server = server
    hub.publish(FORM, converted(folder, "lugar", PLACE))
    tokens = {name: hub.station(name) for name in ("luna-1", "sol-1", "sin-barrio")}
    for name, *_ in PEOPLE:
        hub.run("admin", "add", name, "--no-password", check=False)
    hub.change("DELETE FROM duty",
               *(f"INSERT INTO duty SELECT id, '{role}', '', '{area}', 0 FROM person WHERE name = '{name}'"
                 for name, role, area in PEOPLE),
               *(f"UPDATE station SET area = '{area}' WHERE name = '{area.lower()}-1'" for area in ("Luna", "Sol")))
    hub.start()
    for i in range(SOL):
        submit(hub, tokens["sol-1"], i, 77, "ruido", "DELSOL")
    for i in range(LUNA):
        submit(hub, tokens["luna-1"], i, 21, "luz", "DELALUNA")
    submit(hub, tokens["sin-barrio"], 0, 66, "ruido", "DENADIE")
    for i in range(2):
        send_place(hub, tokens["luna-1"], i, "19.1 -99.1 0 0")
    for i in range(3):
        send_place(hub, tokens["sol-1"], i, "19.9 -99.9 0 0")
    send_place(hub, tokens["luna-1"], 9, "nan nan")
    hub.run("project")
    return hub, {name: Browsing(hub, hub.run("link", name), **{"Accept-Language": "en"}) for name, *_ in PEOPLE}


def data(person, path):
    request = urllib.request.Request(person.hub.url + path)
    request.add_header("Cookie", "; ".join(f"{k}={v}" for k, v in person.cookies.items()))
    with urllib.request.urlopen(request, timeout=60) as reply:
        return reply.read(), dict(reply.headers)


def text_of(name, content):
    """What a reader finds in a download, those that are packed unpacked."""
    if not content.startswith(b"PK"):
        return content.decode()
    with zipfile.ZipFile(io.BytesIO(content)) as z:
        return "".join(z.read(n).decode("utf-8", "replace") for n in z.namelist())


def pages(people):
    luna, everybody = people["luna"], people["all"]
    luna.get("/forms/parque")
    page = html.unescape(luna.page)
    tap.ok(f"<b>{LUNA}</b> answers" in page and "Only answers from: Luna" in page, "the counts are those of the own neighbourhood", page)
    tap.ok(not re.search(r">(9|14|15)<", page) and "77" not in page, "and tell nothing of others", page)
    everybody.get("/forms/parque")
    tap.ok("<b>15</b> answers" in everybody.page and "Only answers" not in everybody.page, "who has the role everywhere sees all")
    luna.get("/")
    tap.ok("/forms/parque" in luna.page and not re.search(r">(5|9|14|15)<", luna.page), "the overview tells no counts of all", luna.page)
    tap.ok("sol-1" not in luna.page, "nor the stations elsewhere", luna.page)
    luna.get("/forms/parque/answers?state=all")
    tap.equal((luna.page.count("luna-1"), luna.page.count("sol-1"), luna.page.count("sin-barrio")), (LUNA, 0, 0),
              "the table lists answers of the own stations only")
    luna.get("/forms/parque/answers?station=sol-1&state=all")
    tap.ok("No answer fits" in luna.page, "whatever the filter asks", luna.page)
    luna.get("/forms/parque/cross?a=gusta&b=problemas")
    counts = [int(n) for n in re.findall(r'<td class="n">(\d+)<br>', luna.page)]
    tap.equal((sum(counts), max(counts)), (LUNA, LUNA), "a cross-tab counts them only")
    luna.get("/forms/parque/times")
    tap.ok("15" not in re.findall(r'class="n">(\d+)<', luna.page) and str(LUNA) in re.findall(r'class="n">(\d+)<', luna.page),
           "so do the hours", luna.page)
    luna.get("/forms/parque/map")
    tap.equal(luna.status, 200, "the map is there")


def send_place(hub, token, i, place):
    submit_xml(hub, token, f'<data id="lugar" version="1"><donde>{place}</donde>'
                           f"<meta><instanceID>uuid:{place}-{i}</instanceID></meta></data>")


def places(people):
    """Where answers were given, on the map and as GeoJSON."""
    luna, everybody = people["luna"], people["all"]
    luna.get("/forms/lugar/map")
    own, dots = luna.page, luna.page.count("<circle")
    tap.ok("19.10000" in own and "-99.10000" in own, "the map shows where the own neighbourhood answered", own)
    tap.ok("19.90000" not in own and "-99.90000" not in own and "NaN" not in own and "nan" not in own.lower().split("<h1>")[1].split("</svg>")[0],
           "and nowhere else", own)
    everybody.get("/forms/lugar/map")
    tap.ok("19.10000" in everybody.page and "19.90000" in everybody.page and everybody.page.count("<circle") > dots,
           "whoever has the role everywhere sees both", everybody.page)
    people["empty"].get("/forms/lugar/map")
    tap.ok("<circle" not in people["empty"].page and "19." not in people["empty"].page.split("<h1>")[1],
           "and a neighbourhood without stations sees none", people["empty"].page)
    found = {name: json.loads(data(people[name], "/v1/forms/lugar/responses.geojson")[0]) for name in ("luna", "all", "empty", "both")}
    points = {name: sorted(f["geometry"]["coordinates"][1] for f in c["features"] if f["geometry"]) for name, c in found.items()}
    tap.equal(points, {"luna": [19.1, 19.1], "all": [19.1, 19.1, 19.9, 19.9, 19.9], "empty": [],
                       "both": [19.1, 19.1, 19.9, 19.9, 19.9]}, "GeoJSON holds the own places only")
    tap.ok("sol-1" not in json.dumps(found["luna"]), "and names no other station", found["luna"])


def single_answers(people):
    luna = people["luna"]
    own = {n: luna.get(f"/forms/parque/answers/{n}") for n in range(1, 16)}
    tap.equal([n for n, status in own.items() if status == 200], list(range(SOL + 1, SOL + LUNA + 1)),
              "single answers open for the own neighbourhood, others are not there")
    reader = people["luna-reader"]
    reader.get(f"/forms/parque/answers/{SOL + 1}")
    tap.ok("DELALUNA" in reader.page, "its Facilitator reads its free text", reader.page)
    mixed = people["mixed"]
    mixed.get(f"/forms/parque/answers/{SOL + 1}")
    near = "DELALUNA" in mixed.page
    mixed.get("/forms/parque/answers/1")
    tap.equal((near, "DELSOL" in mixed.page, mixed.status), (True, False, 200),
              "an Expert of all who is Facilitator of one reads the free text of that one")
    leader = people["luna-leader"]
    leader.get(f"/forms/parque/answers/{SOL + 1}")
    tap.equal(leader.post(f"/forms/parque/answers/{SOL + 1}", state="hasIssues", comment="x"), 303, "its Leader reviews its answers")
    leader.get(f"/forms/parque/answers/{SOL + 1}")
    tap.equal(leader.post("/forms/parque/answers/1", state="rejected", comment="x"), 404, "and no others")
    reviewer = people["reviewer"]
    reviewer.get("/forms/parque/answers/1")
    offers = "Review it" in reviewer.page
    status = reviewer.post("/forms/parque/answers/1", state="rejected", comment="x")
    reviewer.get(f"/forms/parque/answers/{SOL + 2}")
    tap.equal((offers, status, "Review it" in reviewer.page), (False, 404, True),
              "who reads all and reviews one neighbourhood is offered it there only")


def exports(people):
    wrong, found = [], {}
    for name in ("responses.csv", "responses.csv?all=1&labels=1", "responses.jsonl", "responses.xlsx", "datapackage.zip", "attachments.zip", "responses.csv?where=edad+%3E+1&state=all",
                 "responses.csv?station=sol-1"):
        for person in ("luna", "luna-leader", "empty"):
            content, headers = data(people[person], "/v1/forms/parque/" + name)
            text = text_of(name, content)
            if "DELSOL" in text or "sol-1" in text or "DENADIE" in text or re.search(r"\b(77|66)\b", text.split("<sheetData>")[-1]) \
               or "Barrio-Cursor" in headers:
                wrong.append((person, name, text[:300]))
            found[person, name] = text
    tap.equal(wrong, [], "no export of a neighbourhood holds an answer of another, in whatever format")
    rows = found["luna", "responses.csv"].strip().splitlines()
    tap.equal(len(rows), 1 + LUNA, "but all of its own")
    tap.equal(len(found["empty", "responses.csv"].strip().splitlines()), 1, "one without stations holds none")
    both, _ = data(people["both"], "/v1/forms/parque/responses.csv")
    tap.equal(len(both.decode().strip().splitlines()), 1 + LUNA + SOL, "a person with two neighbourhoods gets both, not those of none")
    luna = people["luna"]
    tap.equal(luna.get("/v1/forms/parque/responses.csv?after=c000000000001000"), 400, "and what changed in the whole archive is not told")


def prepared(people):
    luna = people["luna"]
    luna.get("/forms/parque")
    tap.equal(luna.post("/exports", form="parque", format="csv"), 303, "a large one is prepared")
    address = luna.reply["Location"]
    for _ in range(600):
        luna.get(address)
        if "Download it" in luna.page:
            break
        time.sleep(0.1)
    content, _ = data(luna, address + "/file")
    tap.ok(len(content.decode().strip().splitlines()) == 1 + LUNA and "sol-1" not in content.decode(), "and keeps to it", content)
    luna.hub.change("UPDATE duty SET area = 'Sol' WHERE area = 'Luna'"
                    " AND person = (SELECT id FROM person WHERE name = 'luna')")
    tap.equal(luna.get(address + "/file"), 403, "whose neighbourhood is another now does not get the old file")


def elsewhere(people):
    leader = people["luna-leader"]
    tap.equal([leader.get(p) for p in ("/metrics", "/alerts.atom", "/quarantine", "/log", "/forms/parque/release", "/settings")],
              [403] * 6, "what tells of the whole hub stays closed to a role for a neighbourhood")
    leader.get("/stations")
    tap.ok("luna-1" in leader.page and "sol-1" not in leader.page, "the stations are its own")


def on(folder, server=None):
    os.makedirs(folder)
    hub, people = hub_with_two_zones(folder, server)
    tap.attempt("pages", pages, people)
    tap.attempt("places", places, people)
    tap.attempt("answers", single_answers, people)
    tap.attempt("exports", exports, people)
    tap.attempt("elsewhere", elsewhere, people)
    tap.attempt("prepared", prepared, people)
    hub.stop()


def main():
    with tempfile.TemporaryDirectory() as folder:
        on(os.path.join(folder, "own"))
        if not Server.is_installed():
            tap.skip("neighbourhoods on PostgreSQL", "postgresql is not installed")
            tap.done()
            return
        server = Server(folder)
        server.start()
        try:
            on(os.path.join(folder, "server"), server)
        finally:
            server.stop()
    tap.done()


main()
