#!/usr/bin/python3
"""Answers in every form they leave in, each read by a reader that is not
ours; filters and cursors, by HTTP and at the command line alike."""
import csv
import hashlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import urllib.parse
import xml.etree.ElementTree as ET
import zipfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.dirname(HERE), HERE]
import hub as duties  # noqa: E402
import tap  # noqa: E402
from stand import Hub  # noqa: E402

FORM = os.path.join(os.path.dirname(HERE), "forms", "lugares.xml")
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def place(iid, tipo="parque", necesita="luz agua", edad="30", nota="hola", donde="", ruta="", foto="", version="1", people=()):
    rows = "".join(f"<gente><nombre>{p}</nombre></gente>" for p in people)
    return (f'<data id="lugares" version="{version}"><tipo>{tipo}</tipo><necesita>{necesita}</necesita><edad>{edad}</edad>'
            f"<cuando>2026-11-20</cuando><nota>{nota}</nota><donde>{donde}</donde><ruta>{ruta}</ruta><foto>{foto}</foto>{rows}"
            f"<meta><instanceID>{iid}</instanceID></meta></data>")


class Stand:
    """A hub with a dozen answers, and one who may read them."""

    def __init__(self, folder, **settings):
        self.hub = Hub(os.path.join(folder, "hub"), **settings)
        self.hub.publish(FORM)
        self.tokens = {name: self.hub.station(name) for name in ("luna", "sol")}
        assert self.hub.start()
        self.c = {name: duties.Client(self.hub, token) for name, token in self.tokens.items()}
        reader = self.hub.run("reader", "add", "panel").split()[-1]
        self.reader = {"Authorization": "Bearer " + reader}

    def send(self, station, xml, *parts):
        status = self.c[station].post(duties.body(xml, *parts))[0]
        assert status == 201, status

    def get(self, ending, **query):
        return self.c["luna"].ask("GET", f"/v1/forms/lugares/{ending}?" + urllib.parse.urlencode(query), headers=self.reader)

    def bytes(self, *options):
        path = os.path.join(self.hub.folder, "out")
        cursor = self.hub.run("export", "lugares", "-o", path, *options).strip()
        return open(path, "rb").read(), cursor


def fill(s):
    ids = [duties.new_id() for _ in range(6)]
    photo = b"\xff\xd8JPEG" + bytes(range(256)) * 40
    s.send("luna", place(ids[0], donde="19.43 -99.13 2240 5", foto="f.jpg", people=("Ana", "Li")),
           duties.part("f.jpg", photo, "f.jpg", "image/jpeg"))
    s.send("luna", place(ids[1], "calle", "luz", "9", "=1+1", ruta="19.4 -99.1 0 0; 19.5 -99.2 0 0"))
    s.send("luna", place(ids[2], "parque", "", "", 'dice "no", y calla'), duties.part("../../x/y.jpg", b"A" * 10, "../../x/y.jpg"),
           duties.part("..\\z\0.jpg".replace("\0", ""), b"B" * 10, "..\\z.jpg"), duties.part("a:b.jpg", b"C", "a:b.jpg"),
           duties.part("a_b.jpg", b"D", "a_b.jpg"))
    s.send("sol", place(ids[3], "calle", "agua", "100", "línea 1\nlínea 2", donde="no es lugar"))
    s.send("sol", place(ids[4], "calle", "agua", "18", "العربية 🙂"))
    s.send("sol", place(ids[5], edad="41", nota="_x0041_ &lt;b&gt;", people=("Zoé",)))
    return ids, photo


def filters(s, ids):
    def keys(**query):
        status, _, text = s.get("responses.csv", **query)
        assert status == 200, (status, text)
        return {ids.index(r["key"]) for r in csv.DictReader(io.StringIO(text.decode(), newline=""))}

    asked = {
        "tipo = calle": {1, 3, 4}, "tipo=calle and edad>=18": {3, 4}, "edad < 18": {1}, "edad > 9 and edad <= 41": {0, 4, 5},
        "necesita = luz": {0, 1, 5}, "necesita != agua": {1, 2}, 'nota = "=1+1"': {1}, 'nota ~ "calla"': {2},
        'nota = "dice ""no"", y calla"': {2}, 'edad = ""': {2}, 'edad != "" and tipo = parque': {0, 5},
        "/data/tipo = parque": {0, 2, 5}, "edad = 9.0": {1}, "nota = '; DROP TABLE response; --": None, "nada = 1": None}
    for where, wanted in asked.items():
        if wanted is not None:
            tap.equal(keys(where=where), wanted, f"where {where}")
    tap.equal(keys(where='nota ~ "\'); DROP TABLE response; --"'), set(), "a condition is never a statement")
    tap.equal(keys(station="sol"), {3, 4, 5}, "of one station")
    tap.equal(keys(station="' OR 1=1 --"), set(), "a station's name is never a statement")
    tap.equal(keys(version="1"), set(range(6)), "of one version")
    tap.equal(keys(version="2"), set(), "of another version")
    now = s.hub.csv("lugares")[3]["received"]
    tap.equal(keys(**{"from": now}), {3, 4, 5}, "from an instant on")
    tap.equal(keys(until=now), {0, 1, 2}, "until that instant")
    tap.equal(keys(**{"from": "2020-01-01", "until": "2099-12-31"}), set(range(6)), "from day to day")
    s.hub.run("review", ids[4], "approved")
    s.hub.run("review", ids[5], "rejected", "prueba")
    tap.equal(keys(review="approved"), {4}, "of one review")
    tap.equal(keys(state="excluded"), {5}, "of one state")
    tap.equal(keys(state="accepted,excluded"), set(range(6)), "of two states")
    s.hub.run("review", ids[5], "received")
    for bad in ({"where": "tipo ="}, {"where": "tipo = a or b = c"}, {"where": 'a = "b'}, {"where": "= 1"}, {"from": "ayer"},
                {"state": "x"}, {"review": "x"}, {"after": "c123"}, {"where": " and ".join(["a = 1"] * 17)}):
        status, _, text = s.get("responses.csv", **bad)
        tap.ok(status == 400 and b"<h1>" in text, f"{bad} is refused with a reason", f"{status} {text[-300:]}")
    tap.equal(s.get("responses.csv", where="nadie = 1")[0], 404, "a question that the form has not is 404")
    repeats = s.get("responses.csv", table="gente", where="edad = 41")[2].decode()
    tap.equal([r["nombre"] for r in csv.DictReader(io.StringIO(repeats, newline=""))], ["Zoé"], "the rows of a repeat follow their answers")
    same = s.bytes("--where", "tipo = calle", "--of-station", "sol")[0]
    tap.equal(s.get("responses.csv", where="tipo = calle", station="sol")[2], same, "the command line says the same")


def cursors(s, ids):
    _, headers, text = s.get("responses.csv")
    cursor = headers["Barrio-Cursor"]
    tap.ok(cursor and len(list(csv.reader(io.StringIO(text.decode(), newline="")))) == 7, "an export says its cursor", cursor)
    tap.equal(s.get("responses.jsonl", after=cursor)[2], b"", "nothing came after it")
    late = duties.new_id()
    s.send("sol", place(late, nota="tarde"))
    ids.append(late)
    got = [json.loads(line) for line in s.get("responses.jsonl", after=cursor)[2].splitlines()]
    tap.equal([g["key"] for g in got], [late], "then only what came after it")
    tap.equal(s.get("responses.jsonl", after=got[0]["cursor"])[2], b"", "a line's own cursor stands after it")
    told = s.bytes("--after", cursor)
    tap.ok(late.encode() in told[0] and told[1] == s.get("responses.csv")[1]["Barrio-Cursor"], "the command line says the same cursor")
    wrong = cursor[:-1] + ("0" if cursor[-1] != "0" else "1")
    tap.equal(s.get("responses.csv", after=wrong)[0], 400, "a mistyped cursor is refused")


def sheets(data):
    """The cells of each sheet of a workbook, as texts."""
    book = zipfile.ZipFile(io.BytesIO(data))
    names = [e.get("name") for e in ET.fromstring(book.read("xl/workbook.xml")).iter(SHEET + "sheet")]
    out = {}
    for i, name in enumerate(names):
        rows = []
        for row in ET.fromstring(book.read(f"xl/worksheets/sheet{i + 1}.xml")).iter(SHEET + "row"):
            cells = {}
            for column, c in zip("ABCDEFGHIJKLMNOPQRSTUVWXYZ", row.iter(SHEET + "c")):
                text = "".join(t.text or "" for t in c.iter(SHEET + "t")) if c.get("t") == "inlineStr" else c.findtext(SHEET + "v")
                if c.get("t") or text:
                    cells[column] = (c.get("t"), text, c.find(SHEET + "f"))
            rows.append(cells)
        out[name] = rows
    return out


def workbook(s, ids):
    status, headers, data = s.get("responses.xlsx")
    tap.ok(status == 200 and 'filename="lugares.xlsx"' in headers["Content-Disposition"], "a workbook", status)
    book = sheets(data)
    tap.equal(list(book), ["data", "data-gente"], "has a sheet for each table")
    heads = {v[1]: k for k, v in book["data"][0].items()}
    rows = {r["A"][1]: r for r in book["data"][1:]}
    tap.equal(set(rows), set(ids), "with every answer")
    row = rows[ids[1]]
    tap.equal(row[heads["nota"]], ("inlineStr", "=1+1", None), "a formula in an answer is text")
    tap.equal(row[heads["edad"]][:2], (None, "9"), "a number is a number")
    tap.equal(rows[ids[4]][heads["nota"]][1], "العربية 🙂", "every script")
    tap.equal(rows[ids[5]][heads["nota"]][1], "_x005F_x0041_ <b>", "what looks like Excel's escape is escaped")
    tap.equal([r["D"][1] for r in book["data-gente"][1:]], ["Ana", "Li", "Zoé"], "and the repeats")
    labels = sheets(s.get("responses.xlsx", labels="1", lang="en")[2])["data"]
    tap.ok("What is it?" in [v[1] for v in labels[0].values()] and "A street" in [v[1] for v in labels[2].values()], "labels in English")
    tap.equal(s.bytes("--format", "xlsx")[0][:2], b"PK", "also at the command line")


def other_readers(s, ids):
    """What people open a workbook with finds in it what the CSV says."""
    path = os.path.join(s.hub.folder, "libro.xlsx")
    open(path, "wb").write(s.get("responses.xlsx")[2])
    head, *rows = csv.reader(io.StringIO(s.get("responses.csv")[2].decode(), newline=""))
    try:
        import openpyxl
    except ImportError:
        tap.skip("openpyxl", "python3-openpyxl is not installed")
    else:
        book = openpyxl.load_workbook(path)
        tap.equal(book.sheetnames, ["data", "data-gente"], "openpyxl finds the sheets")
        table = [["" if c.value is None else str(c.value) for c in row] for row in book["data"].iter_rows()]
        # openpyxl leaves the escape of what looks like one as it stands.
        table = [[c.replace("_x005F_", "_") for c in row] for row in table]
        tap.equal(table, [head, *rows], "and every cell that the CSV has")
        tap.ok(book["data"].freeze_panes == "B2" and book["data"]["A1"].font.b and not book["data"]["A2"].font.b, "with its heading")
    if not shutil.which("soffice"):
        tap.skip("LibreOffice", "it is not installed")
        return
    subprocess.run(["soffice", "-env:UserInstallation=file://" + os.path.join(s.hub.folder, "office"), "--headless", "--convert-to",
                    "csv:Text - txt - csv (StarCalc):44,34,76", "--outdir", s.hub.folder, path], check=True, capture_output=True, timeout=300)
    read = list(csv.reader(open(os.path.join(s.hub.folder, "libro.csv"), newline="")))
    tap.equal(read, [head, *rows], "LibreOffice reads the same")


def geojson(s, ids):
    status, headers, data = s.get("responses.geojson")
    tap.ok(status == 200 and headers["Content-Type"] == "application/geo+json", "GeoJSON")
    features = json.loads(data)["features"]
    tap.equal([(f["id"], f["geometry"]) for f in features],
              [(ids[0], {"type": "Point", "coordinates": [-99.13, 19.43, 2240]})], "longitude first; what is no place is none")
    tap.equal(features[0]["properties"]["tipo"], "parque", "with its answers")
    tap.equal(s.get("responses.geojson", table="gente")[0], 404, "a table without places is 404")


def attachments(s, ids, photo):
    status, _, data = s.get("attachments.zip")
    bundle = zipfile.ZipFile(io.BytesIO(data))
    tap.equal((status, bundle.testzip()), (200, None), "attachments as a zip file")
    index = list(csv.DictReader(io.StringIO(bundle.read("files.csv").decode(), newline="")))
    tap.equal(len(index), 5, "its table names each file")
    sound = all(hashlib.sha256(bundle.read(r["path"])).hexdigest() == r["sha256"] for r in index)
    tap.ok(sound, "and each is whole")
    tap.equal(bundle.read(next(r["path"] for r in index if r["key"] == ids[0])), photo, "the photo is the photo")
    names = bundle.namelist()
    tap.ok(all(re.fullmatch(r"[\w.-]+(/[\w-][\w.-]*)?", n, re.A) and ".." not in n.split("/") for n in names)
           and len(names) == len({n.lower() for n in names}), "no name climbs, hides or hides another", names)
    bundle = zipfile.ZipFile(io.BytesIO(s.get("attachments.zip", raw="1")[2]))
    documents = [n for n in bundle.namelist() if n.endswith("/submission.xml")]
    tap.equal(len(documents), len(ids), "raw: with the documents")
    tap.ok(place(ids[4], "calle", "agua", "18", "العربية 🙂").encode() in [bundle.read(n) for n in documents], "byte for byte")
    few = zipfile.ZipFile(io.BytesIO(s.get("attachments.zip", where="tipo = calle")[2]))
    tap.equal(few.namelist(), ["files.csv"], "filters hold for attachments too")


def package(s, ids):
    document = open(FORM).read().replace('version="1"', 'version="2"').replace("<nota/>", "<nota/><nueva/>").replace(
        '<bind nodeset="/data/nota"', '<bind nodeset="/data/nueva" type="string"/><bind nodeset="/data/nota"').replace(
        "<ruta/>", "").replace('<bind nodeset="/data/ruta" type="geotrace"/>', "").replace(
        '<input ref="/data/ruta"><label>Ruta</label></input>', '<input ref="/data/nueva"><label>Nueva</label></input>').replace(
        'nodeset="/data/edad" type="int"', 'nodeset="/data/edad" type="string"').replace(
        "<label>Luz</label>", "<label>Más luz</label>").replace(
        "<item><label>Agua</label><value>agua</value></item>", "<item><label>Sombra</label><value>sombra</value></item>")
    path = os.path.join(s.hub.folder, "dos.xml")
    open(path, "w").write(document)
    s.hub.publish(path)
    newest = duties.new_id()
    s.send("sol", place(newest, edad="mayor", version="2").replace("<ruta></ruta>", ""))
    ids.append(newest)
    status, headers, data = s.get("datapackage.zip")
    bundle = zipfile.ZipFile(io.BytesIO(data))
    tap.ok(status == 200 and bundle.testzip() is None and "lugares-datapackage.zip" in headers["Content-Disposition"], "a Data Package")
    about = json.loads(bundle.read("datapackage.json"))
    tap.equal((about["profile"], about["name"]), ("tabular-data-package", "lugares"), "with its descriptor")
    for r in about["resources"]:
        table = bundle.read(r["path"])
        head, *rows = csv.reader(io.StringIO(table.decode(), newline=""))
        tap.equal([f["name"] for f in r["schema"]["fields"]], head, f"{r['name']}: the schema names its columns")
        tap.equal((r["bytes"], r["hash"]), (len(table), "sha256:" + hashlib.sha256(table).hexdigest()), f"{r['name']}: size and hash")
        tap.equal(conforms(r["schema"]["fields"], rows), [], f"{r['name']}: every cell is of its type")
    fields = {f["name"]: f for f in about["resources"][0]["schema"]["fields"]}
    tap.equal(about["resources"][1]["schema"]["foreignKeys"][0]["reference"]["resource"], "data", "a repeat refers to its answers")
    tap.equal(fields["tipo"]["titles"], {"es": "¿Qué es?", "en": "What is it?"}, "questions in each language")
    tap.equal(fields["tipo"]["barrio"]["choices"][1]["labels"], {"es": "Una calle", "en": "A street"}, "choices in each language")
    tap.equal((fields["edad"]["type"], fields["edad"]["barrio"]["versions"]), ("string", {"1": "int", "2": "string"}),
              "what was retyped is text, and says so")
    luz = next(c for c in fields["necesita"]["barrio"]["choices"] if c["value"] == "luz")
    tap.equal(luz["versions"], {"1": "Luz", "2": "Más luz"}, "a renamed choice has both names")
    book = {(r["column"], r["choice"]): r for r in csv.DictReader(io.StringIO(bundle.read("codebook.csv").decode(), newline=""))}
    changes = {k: book[k]["changes"] for k in (("nueva", ""), ("ruta", ""), ("edad", ""), ("necesita", "luz"), ("necesita", "agua"),
                                               ("necesita", "sombra"))}
    tap.equal(changes, {("nueva", ""): "added in version 2", ("ruta", ""): "removed in version 2",
                        ("edad", ""): "became string in version 2",
                        ("necesita", "luz"): "renamed in version 2, before: Luz", ("necesita", "agua"): "removed in version 2",
                        ("necesita", "sombra"): "added in version 2"}, "the codebook tells what changed")
    split = json.loads(zipfile.ZipFile(io.BytesIO(s.get("datapackage.zip", split="1")[2])).read("datapackage.json"))
    tap.ok("necesita/sombra" in [f["name"] for f in split["resources"][0]["schema"]["fields"]], "split choices have fields")


def conforms(fields, rows):
    """Cells that are not of their field's type or enumeration."""
    kinds = {"integer": r"-?\d+", "number": r"-?\d+(\.\d+)?", "date": r"\d{4}-\d\d-\d\d", "datetime": r"\d{4}-\d\d-\d\dT.+"}
    return [(f["name"], cell) for row in rows for f, cell in zip(fields, row) if cell and
            (not re.fullmatch(kinds.get(f["type"], r"[\s\S]*"), cell) or cell not in f.get("constraints", {}).get("enum", [cell]))]


def main():
    with tempfile.TemporaryDirectory() as folder:
        s = Stand(folder)
        ids, photo = fill(s)
        tap.attempt("filters", filters, s, ids)
        tap.attempt("cursors", cursors, s, ids)
        for case in (workbook, other_readers, geojson):
            tap.attempt(case.__name__, case, s, ids)
        tap.attempt("attachments", attachments, s, ids, photo)
        tap.attempt("package", package, s, ids)
        left = os.listdir(os.path.join(s.hub.folder, "incoming"))
        tap.equal(left, [], "nothing is left behind")
        tap.equal(s.hub.stop(), 0, "the hub ends well")
    tap.done()


if __name__ == "__main__":
    main()
