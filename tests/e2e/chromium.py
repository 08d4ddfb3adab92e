#!/usr/bin/python3
"""Every page of the hub in a real Chromium by Playwright, at 360 and 1280 px,
in Spanish and English, and a day in the life of each role. axe-core finds
nothing, no page is over 100 kB or asks another host, and no page that people
can open is without a test. Screenshots lie in build/pages."""
import http.client
import json
import os
import re
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))
import playwright  # noqa: E402
import tap  # noqa: E402
from furnished import LONG_ID, PLACE, ROLES, Furnished, converted  # noqa: E402
from stand import TOP, Hub  # noqa: E402

FORM = os.path.join(TOP, "tests", "forms", "parque.xml")

# Each page that a person can open, with addresses of it: also of a form in
# Arabic, of one whose words are very long, and of one that nobody answered.
# "plain" is Leader and Facilitator and opens them all.
PAGES = {
    "/": ["/"], "/account": ["/account"], "/people": ["/people"], "/people/*": ["/people/1"], "/log": ["/log"],
    "/forms/new": ["/forms/new"], "/forms/*": ["/forms/barrio", "/forms/zawiya", "/forms/{long}"],
    "/forms/*/answers": ["/forms/barrio/answers?f=1", "/forms/zawiya/answers", "/forms/{long}/answers"],
    "/forms/*/answers/*": ["/forms/barrio/answers/1", "/forms/zawiya/answers/{arabic}"],
    "/forms/*/cross": ["/forms/barrio/cross", "/forms/zawiya/cross", "/forms/{long}/cross"],
    "/forms/*/times": ["/forms/barrio/times", "/forms/{long}/times"], "/forms/*/map": ["/forms/lugar/map", "/forms/barrio/map"],
    "/forms/*/schedule": ["/forms/barrio/schedule"], "/tokens": ["/tokens"], "/settings": ["/settings"],
    "/exports": ["/exports"], "/exports/*": ["{export}"], "/staged/*": ["{staged}"], "/stations": ["/stations"],
    "/quarantine": ["/quarantine"], "/quarantine/*": ["/quarantine/1", "/quarantine/2"], "/bulletin": ["/bulletin"],
    "/bulletin/new": ["/bulletin/new"], "/bulletin/*": ["/bulletin/{promise}", "/bulletin/{idea}"],
    "/ideas/review": ["/ideas/review"], "/forms/*/coverage": ["/forms/barrio/coverage", "/forms/{long}/coverage"],
    "/forms/*/release": ["/forms/barrio/release"],
}
OPEN = {
    "/signin": ["/signin"], "/who/*": ["/who/barrio"], "/promises": ["/promises"], "/ideas": ["/ideas"],
    "/charter/*": ["/charter/barrio", "/charter/zawiya"], "/r": ["/r"], "/r/*": ["/r/barrio", "/r/zawiya"],
    "/r/*/*": ["/r/barrio/1"], "/missing/*": ["/missing/barrio", "/missing/zawiya"], "/invite/*": ["{invitation}"],
}
# Pages that say no: the status they have.
REFUSALS = {"/nothing": 404, "/forms/nothing": 404, "/exports/nothing": 404, "/people/99": 404, "/enter/nothing": 403}
# No pages: files, feeds and what programs read.
OTHERS = ("/R", "/exports/*/file", "/find.js", "/style.css", "/icon.svg", "/enter/*", "/bulletin.atom", "/openapi.json",
          "/proof/log", "/proof/checkpoint", "/proof/key", "/r/*/*/*")

PLAZA = """| survey | | | |
| | type | name | label |
| | text | idea | Your idea? |
| settings | | | |
| | form_title | form_id | version |
| | Plaza | plaza | 1 |
"""


def routes():
    with open(os.path.join(TOP, "hub", "routes.c")) as f:
        text = f.read()
    return re.findall(r'\{GET,\s*"(/[^"]*)",\s*(?:PERSON|OPEN)', text[text.index("ROUTES[]"):])


def submit(hub, token, xml):
    link = http.client.HTTPConnection("127.0.0.1", hub.port)
    link.request("POST", f"/v1/key/{token}/submission",
                 f'--b\r\nContent-Disposition: form-data; name="xml_submission_file"; filename="a"\r\n\r\n{xml}\r\n--b--\r\n',
                 {"Content-Type": "multipart/form-data; boundary=b"})
    link.getresponse().read()


def answers(hub):
    token = hub.station("Luna 3 · Plaza de la Luna")
    hub.station("Sol <1>")
    for i, problems in enumerate(("luz ruido", "luz", "", "ruido", "luz")):
        xml = (f'<data id="parque" version="1"><gusta>{"si" if i % 2 else "no"}</gusta><problemas>{problems}</problemas>'
               f"<edad>{20 + i}</edad><texto>&lt;b&gt;x{i}</texto><meta><instanceID>uuid:{i}</instanceID></meta></data>")
        submit(hub, token, xml[:-3] if i == 3 else xml)
    submit(hub, token, '<data id="parque" version="1"><gusta>no</gusta><problemas>luz</problemas><edad>20</edad>'
                       "<texto>otra</texto><meta><instanceID>uuid:0</instanceID></meta></data>")
    for i in range(3):
        submit(hub, token, f'<data id="lugar" version="1"><donde>19.43{i} -99.13{i} 0 0</donde>'
                           f"<meta><instanceID>uuid:lugar{i}</instanceID></meta></data>")


def give_roles(hub):
    for name in ROLES + ("plain",):
        hub.run("admin", "add", name, "--no-password")
    hub.sql("DELETE FROM duty")
    for name, role in [(r, r) for r in ROLES] + [("plain", "leader"), ("plain", "facilitator")]:
        hub.sql("INSERT INTO duty SELECT id, ?, '', '', 0 FROM person WHERE name = ?", role, name)


def link(hub, name):
    return hub.run("link", name).strip()


def filled(pages, f):
    """The addresses, with what this hub has given its things."""
    names = {"long": LONG_ID, "export": f.export, "staged": f.staged, "invitation": f.invitation,
             "promise": f.city.entries("promise")[0]["id"], "idea": f.city.entries("idea")[0]["id"],
             "arabic": f.city.sql("SELECT number FROM flat JOIN family ON family.id = flat.family"
                                  " WHERE form_id = 'zawiya' LIMIT 1")[0][0]}
    return [address.format(**names) for addresses in pages.values() for address in addresses]


def walk(folder):
    """Every page of a hub in mid-season."""
    f = Furnished(folder)
    try:
        playwright.play("walk.js", json.dumps({
            "url": f.hub.url, "links": [link(f.hub, "plain") for _ in range(2)], "pages": filled(PAGES, f),
            "open": filled(OPEN, f), "refusals": REFUSALS}))
    finally:
        f.close()


def day(folder):
    """A day in the life of each role."""
    hub = Hub(os.path.join(folder, "hub"), name="Barrio Luna")
    hub.publish(FORM, converted(folder, "lugar", PLACE))
    give_roles(hub)
    assert hub.start()
    answers(hub)
    plaza, broken = converted(folder, "plaza", PLAZA), os.path.join(folder, "broken.xml")
    with open(plaza) as source, open(broken, "w") as target:
        target.write(source.read().replace("</model>", ""))
    playwright.play("day.js", json.dumps({
        "url": hub.url, "links": {name: link(hub, name) for name in ROLES + ("plain",)}, "form": plaza,
        "broken": broken}))
    hub.stop()


def main():
    tap.equal(sorted(set(routes()) ^ set(PAGES) ^ set(OPEN) ^ set(OTHERS)), [], "no page is without a test")
    why = playwright.lacking()
    if why:
        tap.skip("the pages in Chromium by Playwright", why)
        tap.done()
    for scene in (walk, day):
        with tempfile.TemporaryDirectory() as folder:
            tap.attempt(scene.__name__, scene, folder)
    tap.done()


main()
