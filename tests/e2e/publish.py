#!/usr/bin/python3
"""Publishing a form on the hub's pages: what is wrong is shown in its place,
a good form is shown as the kiosk draws it and stays with the hub until
somebody says when and where it is asked."""
import html
import os
import re
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))
import publishing  # noqa: E402
import tap  # noqa: E402
from browsing import Browsing  # noqa: E402
from resident_pty import Resident  # noqa: E402
from stand import BUILD, Hub, program  # noqa: E402

SURVEY = os.path.join(BUILD, "forms", "barrio.xml")
TABLE = """| survey | | | | | |
| | type | name | label::Español (es) | label::English (en) | relevant |
| | select_one sn | gusta | ¿Le gusta? | Do you like it? | |
| | text | por_que | ¿Por qué no? | Why not? | ${gusta} = 'no' |
| | begin_repeat | gente | Personas | People | |
| | integer | edad | ¿Qué edad? | What age? | |
| | end_repeat | | | | |
| choices | | | | |
| | list_name | name | label::Español (es) | label::English (en) |
| | sn | si | Sí, mucho | Yes, a lot |
| | sn | no | No | No |
| settings | | | |
| | form_title | form_id | version |
| | Mesa | mesa | 1 |
"""
MEDIA = """| survey | | | |
| | type | name | label |
| | select_one_from_file colonias.csv | colonia | Which? |
| settings | | | |
| | form_title | form_id | version |
| | Colonias | colonias | 1 |
"""


class Leader:
    def __init__(self, hub, language="en"):
        self.hub, self.person = hub, Browsing(hub, hub.run("link"))
        self.language = language

    def ask(self, method, path, data=None, headers=()):
        headers = {"Accept-Language": self.language, **dict(headers)}
        data = data.encode() if isinstance(data, str) else data
        status = self.person.ask(method, path, data, **headers)
        return status, self.person.reply, self.person.page

    def look(self, path):
        status, _, page = self.ask("GET", path)
        return status, html.unescape(page)


def drawn(page):
    """The pages of the kiosk on a page of the hub."""
    return [html.unescape(p) for p in re.findall(r'<pre class="glass"[^>]*>(.*?)</pre>', page, re.S)]


def offered(hub, token):
    return re.findall(r"<formID>(.*?)</formID>", hub.get(f"/v1/key/{token}/formList")[2].decode())


def wrong_in_place(leader):
    bad = TABLE.replace("select_one sn", "selct_one sn")
    status, _, page = publishing.upload(leader.ask, "mal.md", bad.encode())
    page = html.unescape(page)
    tap.ok(status == 422 and "sheet survey, row 2, column type" in page, "an error of a sheet is shown with its cell", page)
    tap.ok("Did you mean" in page, "with what to write instead", page)
    tap.ok("selct_one sn | gusta" in page, "and with the row as it stands there", page)
    leader.language = "es"
    page = html.unescape(publishing.upload(leader.ask, "mal.md", bad.encode())[2])
    tap.ok("hoja survey, fila 2" in page, "in Spanish too", page)
    leader.language = "en"
    document = open(SURVEY).read().replace('nodeset="/data/vida"', 'nodeset="/data/<b>"', 1)
    status, _, page = publishing.upload(leader.ask, "mal.xml", document.encode())
    tap.ok(status == 422 and re.search(r"line \d+", page), "an error of a document is shown with its line", page)
    tap.ok("/data/&lt;b&gt;" in page and "<b>\"" not in page, "and the line itself, as text", page)
    leader.language = "es"
    missing = open(SURVEY).read().replace('ref="/data/vida"', 'ref="/data/nada"', 1)
    spanish = html.unescape(publishing.upload(leader.ask, "mal.xml", missing.encode())[2])
    leader.language = "en"
    tap.ok("pregunta /data/nada, que no es un nodo de la instancia primaria" in spanish, "in Spanish on a Spanish page", spanish)
    tap.ok("checked and not published" not in page.lower(), "nothing of them waits to be published", page)


def looked_through(hub, leader, token):
    status, headers, _ = publishing.upload(leader.ask, "mesa.md", TABLE.encode())
    address = headers["Location"]
    tap.ok(status == 303 and address.startswith("/staged/"), "a good form is looked through first", f"{status} {address}")
    status, page = leader.look(address + "?in=es")
    tap.ok(status == 200 and [t for t in ("¿Le gusta?", "¿Por qué no?", "¿Qué edad?") if t in page] ==
           ["¿Le gusta?", "¿Por qué no?", "¿Qué edad?"], "every question is shown, those in repeats and after conditions too", page)
    tap.ok("Asked only after certain answers" in page and page.count("Asked only after certain answers") == 1,
           "and which of them not everybody is asked", page)
    tap.ok("Sí, mucho" in drawn(page)[0] and "Seguir" in drawn(page)[0], "as the kiosk draws it in Spanish", drawn(page)[0])
    page = leader.look(address + "?in=en")[1]
    tap.ok("Yes, a lot" in drawn(page)[0] and "Next" in drawn(page)[0], "and in English", drawn(page)[0])
    tap.ok('aria-label=" · Yes, a lot' in page or 'aria-label="Yes, a lot · No"' in page or "Yes, a lot · No" in page,
           "a screen reader gets the choices in words", page)
    tap.equal(offered(hub, token), [], "no station is offered it")
    tap.equal(leader.look("/forms/mesa")[0], 404, "nor is it a form of the hub")
    tap.ok("mesa.md" in leader.look("/forms/new")[1], "it waits where forms are brought")
    return address


def pictured(leader):
    """The pictures that came with a form are drawn where it is looked through."""
    folder = os.path.dirname(HERE) + "/forms/pictures/"
    with open(folder + "calle.md", "rb") as f:
        form = f.read()
    media = []
    for name in sorted(os.listdir(folder + "calle-media")):
        with open(folder + "calle-media/" + name, "rb") as f:
            media.append((name, f.read()))
    media.append(("missing.png", b"none"))
    _, headers, page = publishing.upload(leader.ask, "calle.md", form, media)
    first = drawn(leader.look(headers["Location"] + "?in=es")[1])[0] if "Location" in headers else page
    tap.ok("Árboles y sombra" in first and re.search("[▀▄█▌▐▘▝▖▗▞▚▛▜▙▟]{4}", first), "a form's pictures are seen as well", first)
    publishing.settle(leader.ask, headers["Location"], do="discard")


def published(hub, leader, near, far, address):
    page = leader.look(address)[1]
    box = re.search(r'name="(s\d+)"[^>]*>\s*(?:<[^>]*>)?\s*luna', page)
    status, _, page = publishing.settle(leader.ask, address, do="publish", opens="2026-01-01T10:00", closes="2025-01-01T10:00")
    tap.ok(status == 400 and "before it opens" in page, "days that cannot be meant are told", page[-1500:])
    tap.equal(offered(hub, near), [], "and nothing is published by that")
    name = box[1] if box else "s1"
    status, _, page = publishing.settle(leader.ask, address, do="publish", **{name: "1"})
    tap.ok(status == 200 and "Published" in page, "it is published", page[-900:])
    tap.equal((offered(hub, near), offered(hub, far)), (["mesa"], []), "to the station that was ticked, and to no other")
    tap.equal(leader.look(address)[0], 404, "it waits no more")
    changed = TABLE.replace("Mesa", "Otra mesa").encode()
    status, _, page = publishing.upload(leader.ask, "mesa.md", changed)
    tap.ok(status == 422 and "new version" in page, "other content under that version is refused when it is checked", page)
    later = TABLE.replace("mesa | 1", "mesa | 2").encode()
    _, headers, _ = publishing.upload(leader.ask, "mesa.md", later)
    page = leader.look(headers["Location"])[1]
    tap.ok(re.search(rf'name="{name}"[^>]*checked', page), "a new version is offered where the form is asked now", page)
    status, headers, _ = publishing.settle(leader.ask, headers["Location"], do="discard")
    tap.equal((status, leader.look("/forms/new")[1].count("mesa.md")), (303, 0), "and may be thrown away")
    _, headers, _ = publishing.upload(leader.ask, "futuro.md", TABLE.replace("mesa | 1", "futuro | 1").encode())
    publishing.settle(leader.ask, headers["Location"], do="publish", opens="2999-01-01T10:00")
    tap.equal(offered(hub, near), ["mesa"], "a form whose first day is to come is not offered before it")


def closed_form(hub, leader, token):
    """A form that was closed for good is not opened by its next version."""
    leader.look("/forms/mesa/schedule")
    leader.person.post("/forms/mesa/schedule", closed="1")
    version = TABLE.replace("mesa | 1", "mesa | 3").encode()
    _, headers, _ = publishing.upload(leader.ask, "mesa.md", version)
    address = headers["Location"]
    status, _, page = publishing.settle(leader.ask, address, do="publish")
    page = html.unescape(page)
    tap.ok(status == 400 and "This form was closed" in page, "who did not see that a form was closed is told", page[-1500:])
    tap.ok(re.search(r'name="closed"[^>]*checked', page), "and it stays closed unless they say otherwise", page)
    status, _, page = publishing.settle(leader.ask, address, do="publish", was="closed", closed="1")
    tap.ok(status == 200 and "Closed: answers are kept aside" in html.unescape(page) and "mesa" not in offered(hub, token),
           "a new version of it can be published closed", page)
    _, headers, _ = publishing.upload(leader.ask, "mesa.md", TABLE.replace("mesa | 1", "mesa | 4").encode())
    _, _, page = publishing.settle(leader.ask, headers["Location"], do="publish", was="closed")
    tap.ok("mesa" in offered(hub, token) and "Open: stations ask it" in page, "and opened again by who takes the tick away", page)


def same_as_the_kiosk(leader, folder):
    """The hub's page shows what a resident sees, cell by cell."""
    _, headers, _ = publishing.upload(leader.ask, "barrio.xml", open(SURVEY, "rb").read())
    shown = drawn(leader.look(headers["Location"] + "?in=en")[1])[0].rstrip("\n").split("\n")
    data = os.path.join(folder, "station")
    os.makedirs(data + "/forms")
    with open(data + "/forms/barrio.xml", "wb") as f:
        f.write(open(SURVEY, "rb").read())
    with Resident([program("barrio-kiosk"), "--data", data, "--place", "Barrio Luna", "--station", "s", "--guard-ms", "0",
                   "--language", "en"], 80, 24) as resident:
        resident.wait_for("any key")
        for _ in range(6):
            if "Question 1 of" in resident.text():
                break
            resident.key("2" if "English" in resident.text() and "Español" in resident.text() else "#")
            resident.settle()
        seen = [line.rstrip() for line in resident.text().split("\n")]
    # The kiosk's own header also offers the language it is in.
    tap.equal([line.rstrip() for line in shown], seen[:len(shown)], "the page shows the cells that a resident sees")
    page = leader.look(headers["Location"] + "?in=ar")[1]
    tap.ok(any("\ufe70" <= c <= "\ufeff" for c in drawn(page)[0]) and 'lang="ar"' in page, "in Arabic as well, put in order by the kiosk",
           drawn(page)[0])


def with_files(hub, leader, token):
    status, headers, page = publishing.upload(leader.ask, "colonias.md", MEDIA.encode())
    page = leader.look(headers["Location"])[1] if status == 303 else page
    tap.ok("What the check found" in page and "colonias.csv" in page, "a form that lacks a file names it", page)
    csv = "name,label\nluna,Luna Nueva\nsol,Sol Naciente\n".encode()
    status, headers, page = publishing.upload(leader.ask, "colonias.md", MEDIA.encode(), [("colonias.csv", csv)])
    tap.equal(status, 303, "brought with it, the form is taken")
    page = leader.look(headers["Location"])[1]
    tap.ok("Luna Nueva" in drawn(page)[0], "and its list is shown", page)
    publishing.settle(leader.ask, headers["Location"], do="publish")
    manifest = hub.get(f"/v1/key/{token}/forms/colonias/manifest")[2].decode()
    tap.ok("colonias.csv" in manifest, "stations get the file", manifest)


def many_questions(leader):
    rows = "".join(f"| | text | q{i} | Question number {i}? |\n" for i in range(1, 46))
    table = f"| survey | | | |\n| | type | name | label |\n{rows}| settings | form_id | version |\n| | larga | 1 |\n"
    _, headers, _ = publishing.upload(leader.ask, "larga.md", table.encode())
    counts = [len(drawn(leader.look(f"{headers['Location']}?from={n}")[1])) for n in (1, 21, 41, 61)]
    tap.equal(counts, [20, 20, 5, 0], "a long form is shown by twenty questions")
    size = len(leader.ask("GET", headers["Location"])[2])
    tap.ok(size < 100000, "on pages under 100 kB", size)
    for i in range(22):
        publishing.upload(leader.ask, f"otra{i}.md", table.replace("larga", f"otra{i}").encode())
    kept = leader.look("/forms/new")[1].count('href="/staged/')
    tap.equal(kept, 20, "not more than twenty wait")
    tap.equal(os.listdir(os.path.join(leader.hub.folder, "staged")), [], "and looking leaves nothing in the hub's folder")
    for path in ("/staged/..%2f..", "/staged/x", "/staged/" + "0" * 36):
        tap.equal(leader.look(path)[0], 404, f"{path} is none of them")


def without_a_kiosk(folder):
    """The hub alone on its machine, as its package can be."""
    alone = os.path.join(folder, "alone")
    os.makedirs(alone)
    for name in ("barrio-hub", "locale"):
        subprocess.run(["cp", "-rL", os.path.join(BUILD, name), alone], check=True)
    hub = Hub(os.path.join(folder, "hub-alone"), name="Sola")
    hub.program = os.path.join(alone, "barrio-hub")
    hub.start()
    leader = Leader(hub)
    status, headers, _ = publishing.upload(leader.ask, "mesa.md", TABLE.encode())
    status, page = leader.look(headers["Location"])
    tap.ok(status == 200 and ("barrio-kiosk is not installed" in page or drawn(page)),
           "without a kiosk beside it the page says so", page)
    status, _, page = publishing.settle(leader.ask, headers["Location"], do="publish")
    tap.ok(status == 200 and "Published" in page, "and the form can be published all the same", page)
    hub.stop()


def main():
    with tempfile.TemporaryDirectory() as folder:
        hub = Hub(os.path.join(folder, "hub"), name="Barrio Luna")
        near, far = hub.station("luna"), hub.station("sol")
        hub.start()
        leader = Leader(hub)
        tap.attempt("errors", wrong_in_place, leader)
        address = looked_through(hub, leader, near)
        pictured(leader)
        tap.attempt("publishing", published, hub, leader, near, far, address)
        tap.attempt("closed", closed_form, hub, leader, near)
        tap.attempt("cells", same_as_the_kiosk, leader, folder)
        tap.attempt("files", with_files, hub, leader, near)
        tap.attempt("many", many_questions, leader)
        hub.stop()
        tap.attempt("alone", without_a_kiosk, folder)
    tap.done()


main()
