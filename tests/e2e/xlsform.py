#!/usr/bin/python3
"""Spreadsheets as people and attackers make them, given to barrio-form; and
the recordings of the reference compiler, when they are beside the project."""
import glob
import http.client
import io
import os
import re
import resource
import subprocess
import sys
import tempfile
import urllib.parse
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "tests"))
import stand  # noqa: E402
import publishing  # noqa: E402
import tap  # noqa: E402
from resident_pty import Gone, Resident  # noqa: E402

BUILD = Path(os.environ.get("BARRIO_BUILD", ROOT / "build"))
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
ROWS = [["type", "name", "label"], ["text", "q1", "Who?"]]


def letters(column):
    out = ""
    while column >= 0:
        out = chr(65 + column % 26) + out
        column = column // 26 - 1
    return out


def cell(text, row, column):
    return (f'<c r="{letters(column)}{row}" t="inlineStr"><is><t>{text}</t></is></c>')


def sheet(rows):
    body = "".join(
        f'<row r="{r}">' + "".join(cell(t, r, c) for c, t in enumerate(row) if t) + "</row>"
        for r, row in enumerate(rows, 1))
    return f'<worksheet xmlns="{MAIN}"><sheetData>{body}</sheetData></worksheet>'


def workbook(sheets, extra=None, target="worksheets/sheet{}.xml"):
    """The bytes of a .xlsx file; sheets: name -> rows or the sheet's XML."""
    names = "".join(f'<sheet name="{n}" sheetId="{i}" r:id="r{i}"/>'
                    for i, n in enumerate(sheets, 1))
    relations = "".join(f'<Relationship Id="r{i}" Target="{target.format(i)}"/>'
                        for i in range(1, len(sheets) + 1))
    parts = {
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}">'
                           f'<sheets>{names}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f"<Relationships>{relations}</Relationships>",
    }
    for i, content in enumerate(sheets.values(), 1):
        parts[f"xl/worksheets/sheet{i}.xml"] = (
            content if isinstance(content, (str, bytes)) else sheet(content))
    parts.update(extra or {})
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return out.getvalue()


def bounded():
    if "san" not in BUILD.parts:
        resource.setrlimit(resource.RLIMIT_AS, (512 << 20, 512 << 20))


def convert(data, name="form.xlsx", language="en"):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
        done = subprocess.run([BUILD / "barrio-form", "convert", path],
                              capture_output=True, text=True, timeout=120,
                              env={**os.environ, "LANGUAGE": language},
                              preexec_fn=bounded)
        return done.returncode, done.stdout, done.stderr


def accepted(name, data, *wanted, file="form.xlsx"):
    code, out, err = convert(data, file)
    tap.ok(code == 0 and all(w in out for w in wanted), name, err + out[:2000])


def refused(name, data, *wanted, file="form.xlsx"):
    code, out, err = convert(data, file)
    tap.ok(code == 1 and out == "" and all(w in err for w in wanted), name,
           f"{code}\n{err}")


def dialects():
    accepted("inline strings are read", workbook({"survey": ROWS}), 'nodeset="/data/q1"')
    accepted("sheet names may be in any case", workbook({"Survey": ROWS}), "/data/q1")
    accepted("a single sheet of any name is the survey", workbook({"Tabelle1": ROWS}),
             "/data/q1")
    accepted("absolute targets are followed",
             workbook({"survey": ROWS}, target="/xl/worksheets/sheet{}.xml"), "/data/q1")
    prefixed = sheet(ROWS).replace("<", "<x:").replace("<x:/", "</x:").replace(
        "xmlns=", "xmlns:x=")
    accepted("prefixed elements are read", workbook({"survey": prefixed}), "/data/q1")
    unnumbered = sheet(ROWS).replace(' r="1"', "").replace(' r="2"', "")
    accepted("rows without numbers are counted", workbook({"survey": unnumbered}),
             "/data/q1")
    accepted("non-breaking blanks and smart quotes become plain",
             workbook({"survey": [ROWS[0] + ["relevant"], ["text", "q0", "Say", ""],
                                  ["text\u00a0", "q1", "Who?\u00a0", "${q0} = ‘a’"]]}),
             "relevant=\" /data/q0  = 'a'\"")
    accepted("shared strings of several runs are joined", workbook(
        {"survey": sheet(ROWS).replace(
            '<c r="C2" t="inlineStr"><is><t>Who?</t></is></c>',
            '<c r="C2" t="s"><v>0</v></c>')},
        {"xl/sharedStrings.xml": f'<sst xmlns="{MAIN}"><si><r><t>Who </t></r>'
                                 "<r><t>there?</t></r><rPh><t>no</t></rPh></si></sst>"}),
        "<label>Who there?</label>")


def values():
    def default(kind, inner, styles=""):
        rows = sheet([["type", "name", "label", "default"], ["text", "q1", "A"]])
        rows = rows.replace("</row></sheetData>", f'<c r="D2" {kind}>{inner}</c></row></sheetData>')
        extra = {"xl/styles.xml": f'<styleSheet xmlns="{MAIN}">{styles}</styleSheet>'}
        return workbook({"survey": rows}, extra if styles else None)

    dates = ('<numFmts><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/></numFmts>'
             '<cellXfs><xf numFmtId="0"/><xf numFmtId="164"/></cellXfs>')
    accepted("a number that is whole has no point", default("", "<v>3.0</v>"), "<q1>3</q1>")
    accepted("a number has the digits that people typed",
             default("", "<v>0.10000000000000001</v>"), "<q1>0.1</q1>")
    accepted("a truth is TRUE", default('t="b"', "<v>1</v>"), "<q1>TRUE</q1>")
    accepted("the cached value of a formula counts",
             default('t="str"', "<f>CONCAT(1)</f><v>abc</v>"), "<q1>abc</q1>")
    accepted("a date is written as one", default('s="1"', "<v>44927.5</v>", dates),
             "<q1>2023-01-01 12:00:00</q1>")


def hostile():
    huge = f'<worksheet xmlns="{MAIN}"><sheetData>' + "<row/>" * 20_000_000
    refused("a zip bomb is refused", workbook({"survey": huge}), "larger than a form may be")
    laughs = ('<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>' +
              sheet(ROWS).replace("Who?", "&b;"))
    refused("entities are refused", workbook({"survey": laughs}), "damaged")
    many = "".join(f'<row r="{r}"><c t="inlineStr"><is><t>x</t></is></c></row>'
                   for r in range(1, 200_000))
    refused("a million rows are refused", workbook(
        {"survey": f'<worksheet xmlns="{MAIN}"><sheetData>{many}</sheetData></worksheet>'}),
        "larger than a form may be")
    accepted("rows far below, only formatted, are not counted", workbook(
        {"survey": sheet(ROWS).replace("</sheetData>", "".join(
            f'<row r="{r}"/>' for r in range(3, 100_000)) + "</sheetData>")}), "/data/q1")
    refused("a broken zip is refused", workbook({"survey": ROWS})[:-40], "damaged")
    refused("a text called .xlsx is refused", "hello", "no Excel workbook")
    refused("an old .xls is refused", b"\xd0\xcf\x11\xe0" + bytes(600), ".xls kind",
            file="form.xls")
    refused("a missing sheet file is refused", workbook({"survey": ROWS}, target="no{}.xml"),
            "damaged")
    loops = [["type", "name", "label"]] + [["begin loop over c", f"l{i}", ""] for i in range(30)]
    loops += [["text", "q", "Q"]] + [["end loop", "", ""]] * 30
    refused("loops within loops do not multiply for ever", workbook(
        {"survey": loops, "choices": [["list_name", "name", "label"]] +
         [["c", f"n{i}", "N"] for i in range(20)]}), "larger than a form may be")
    deep = [["type", "name", "label"]] + [["begin group", f"g{i}", "G"] for i in range(5000)]
    refused("groups nested without end are refused", workbook({"survey": deep}), "deeper")
    nested = [["type", "name", "label"]]
    nested += [r for i in range(45) for r in (["begin group", f"g{i}", "G"],
                                              ["begin repeat", f"r{i}", "R"])]
    nested += [["text", "q", "Q"]]
    nested += [r for i in range(45) for r in (["end repeat", "", ""], ["end group", "", ""])]
    accepted("templates within templates do not double", workbook({"survey": nested}), "<q/>")


def old_settings():
    survey = [["type", "name", "label", "constraint", "flat"],
              ["begin group", "g", "G", "", "yes"],
              ["select_multiple l", "q1", "A ${q2}", "count-selected(.) &lt; 3", ""],
              ["text", "q2", "B ${q1}", "", ""], ["end group", "", "", "", ""]]
    choices = [["list_name", "name", "label"], ["l", "a", "A"]]
    book = {"survey": survey, "choices": choices, "settings": [["add_none_option"], ["yes"]]}
    accepted("add_none_option adds a choice that stands alone", workbook(book), "<name>none</name>",
             "count-selected(.) &lt; 3 and (.='none' or not(selected(., 'none')))")
    accepted("a flat group has no node", workbook(book), '<group>', 'nodeset="/data/q2"',
             '<output value=" /data/q1 "/>')
    bound = [row + [word] for row, word in zip(survey, ["relevant", "${q2} = 'x'", "", "", ""])]
    code, _, err = convert(workbook({**book, "survey": bound}))
    tap.ok(code == 0 and re.search("warning.*survey.*row 2.*column relevant.*flat", err),
           "what a flat group cannot be is said, with its row and column", err)
    survey.append(["text", "q2", "C", "", ""])
    refused("names in a flat group count outside of it", workbook(book), "row 6", "twice")


def spreadsheets():
    """What programs and people put into sheets that nobody sees."""
    merged = sheet(ROWS + [["note", "n1", "Long", ""]]).replace(
        "</worksheet>", '<mergeCells count="1"><mergeCell ref="C3:F3"/></mergeCells></worksheet>').replace(
        "</row></sheetData>", '<c r="D3" s="1"/><c r="E3" s="1"/><c r="F3" s="1"/></row></sheetData>')
    accepted("merged cells count once", workbook({"survey": merged}), "<label>Long</label>")
    kobo = {"survey": [["type", "name", "label::English (en)", "label::Español (es)", "required", "$kuid", "$autoname",
                        "kobo--score-choices", "body::accuracyThreshold"],
                       ["start", "start", "", "", "", "a1", "start", "", ""],
                       ["select_one vk3", "q1", "Water?", "¿Agua?", "true", "b2", "q1", "", ""],
                       ["begin_group", "group_x", "", "", "", "c3", "group_x", "", ""],
                       ["geopoint", "place", "Where", "Dónde", "false", "d4", "place", "", "10"],
                       ["end_group", "", "", "", "", "/c3", "", "", ""]],
            "choices": [["list_name", "name", "label::English (en)", "label::Español (es)", "$autovalue"],
                        ["vk3", "yes", "Yes", "Sí", "yes"], ["vk3", "no", "No", "No", "no"]],
            "settings": [["style", "version", "default_language"],
                         ["theme-grid no-text-transform", "4 (2024-05-06 10:11:12)", "English (en)"]]}
    accepted("a Kobo export is read, with its columns of its own", workbook(kobo), 'required="true()"',
             'accuracyThreshold="10"', '<translation lang="Español (es)">', 'version="4 (2024-05-06 10:11:12)"')
    google = sheet(ROWS).replace('<c r="A2" t="inlineStr"><is><t>text</t></is></c>',
                                 '<c r="A2" s="3" t="s"><v>0</v></c>').replace(
        "<sheetData>", '<sheetPr><outlinePr summaryBelow="0"/></sheetPr><dimension ref="A1:Z1000"/>'
        '<sheetViews><sheetView workbookViewId="0"/></sheetViews><sheetData>').replace(
        "</sheetData>", "".join(f'<row r="{r}"><c r="A{r}" s="2"/><c r="B{r}" s="2"/></row>'
                                for r in range(3, 1000)) + "</sheetData>")
    accepted("what Google Sheets exports is read", workbook(
        {"survey": google}, {"xl/sharedStrings.xml": f'<sst xmlns="{MAIN}" count="1"><si><t xml:space="preserve">text '
                                                     "</t></si></sst>"}), 'nodeset="/data/q1"')
    libre = sheet(ROWS).replace("<sheetData>", '<sheetFormatPr defaultRowHeight="12.8"/><cols><col min="1" max="1025"/>'
                                '</cols><sheetData>').replace(
        "</row></sheetData>", '</row><row r="1048576" customFormat="false" ht="12.8"/></sheetData>').replace(
        "Who?", "Who?\n_x000D_there")
    accepted("what LibreOffice saves is read", workbook({"survey": libre}), 'nodeset="/data/q1"')
    refused("a cell's error value is named", workbook({"survey": sheet(ROWS).replace(
        '<c r="B2" t="inlineStr"><is><t>q1</t></is></c>', '<c r="B2" t="e"><f>A9</f><v>#REF!</v></c>')}), "row 2")


def many_errors():
    rows = [["type", "name", "label", "relevant"],
            ["texxt", "q1", "A", ""], ["text", "q 2", "B", ""],
            ["text", "q3", "C", "${q33} = 1"], ["select_one nolist", "q4", "D", ""]]
    code, _, err = convert(workbook({"survey": rows}))
    found = [f"row {n}" in err for n in (2, 3, 4, 5)]
    tap.ok(code == 1 and all(found), "all errors are found in one pass", err)
    tap.ok("Did you mean “text”?" in err and "Did you mean “q3”?" in err,
           "a mistaken name is answered with the one that was meant", err)


def documents():
    """What is wrong with a form that is a document."""
    sources = sorted(str(p) for p in (ROOT / "lib/form").glob("*.c"))
    found = subprocess.run(["xgettext", "--language=C", "--from-code=UTF-8", "--omit-header", "--no-wrap", "-kload_error:3",
                            "-kload_warning:3", "-kparser_fail:3", "-o", "-", *sources], capture_output=True, text=True, check=True)
    texts = [t for t in re.findall(r'^msgid "(.+)"$', found.stdout, re.M) if t != "%s"]
    known = dict(re.findall(r'^msgid "(.+)"\nmsgstr "(.+)"$', (ROOT / "po/xlsform/es.po").read_text(), re.M))
    tap.ok(len(texts) > 55 and not set(texts) - set(known), "every message about a document is in Spanish", set(texts) - set(known))
    places = re.compile(r"%[.*0-9]*(?:s|d|zu)")
    odd = [t for t in texts if places.findall(t) != places.findall(known.get(t, ""))]
    tap.equal(odd, [], "with the same places in the same order")
    with tempfile.NamedTemporaryFile("w", suffix=".xml") as bad:
        bad.write((ROOT / "tests/forms/parque.xml").read_text().replace('ref="/data/edad"', 'ref="/data/nada%s"'))
        bad.flush()
        run = subprocess.run([str(BUILD / "barrio-form"), "check", bad.name], capture_output=True, text=True, env={**os.environ, "LANG": "es_MX.UTF-8", "LANGUAGE": ""})
    tap.ok(run.returncode == 1 and "error: <input> pregunta /data/nada%s, que no es un nodo de la instancia primaria" in run.stdout,
           "and a document is checked in the terminal's language", run.stdout)


def catalogues():
    source = (ROOT / "lib/xlsform/messages.h").read_text()
    texts = ["".join(re.findall(r'"((?:[^"\\]|\\.)*)"', entry))
             for entry in re.split(r"\b[EW]\(MSG_", source)[1:]]
    for po in sorted((ROOT / "po/xlsform").glob("*.po")):
        catalogue = po.read_text()
        missing = [t for t in texts if f'msgid "{t}"\nmsgstr "' not in catalogue]
        tap.ok(len(texts) > 90 and not missing,
               f"every message is in {po.relative_to(ROOT)}", "\n".join(missing))
    documents()
    _, _, err = convert(workbook({"survey": [["type", "name", "label"], ["txt", "a", "A"]]}),
                        language="es_MX.UTF-8")
    tap.ok("hoja survey, fila 2" in err and "¿Quiso decir «text»?" in err,
           "messages are said in the language of the terminal", err)


def folders():
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        (folder / "good.xlsx").write_bytes(workbook({"survey": ROWS}))
        (folder / "bad.md").write_text("| survey | type | name |\n| | txt | a |\n")
        (folder / "README.md").write_text("Our forms.\n")
        runs = [subprocess.run([BUILD / "barrio-form", "folder", folder],
                               capture_output=True, text=True) for _ in range(2)]
        names = sorted(p.name for p in folder.iterdir())
        tap.equal(names, ["README.md", "bad.errors.txt", "bad.md", "good.xlsx", "good.xml"],
                  "a folder's spreadsheets are compiled beside themselves")
        tap.ok(runs[0].returncode == 1 and runs[1].stdout == "",
               "what was looked at is not looked at again", runs)


def hub():
    external = {"survey": [ROWS[0] + ["choice_filter"],
                           ["select_one_external towns", "q1", "Where?", "a = '1'"]],
                "external_choices": [["list_name", "name", "a"], ["towns", "x", "1"]]}
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        (folder / "good.xlsx").write_bytes(workbook(external))
        (folder / "bad.md").write_text("| survey | type | name |\n| | txt | a |\n")
        said = [subprocess.run([BUILD / "barrio-hub", "--data", folder / "hub", "publish",
                                folder / name], capture_output=True, text=True)
                for name in ("good.xlsx", "bad.md")]
        tap.ok(said[0].returncode == 0 and 'published "good"' in said[0].stdout + said[0].stderr,
               "the hub publishes a spreadsheet", said[0])
        tap.ok(said[1].returncode != 0 and "Did you mean" in said[1].stdout + said[1].stderr,
               "the hub says what is wrong with a spreadsheet", said[1])


class Visit:
    """Somebody signed in at a hub, with a browser's forms."""

    def __init__(self, hub, language):
        self.link = http.client.HTTPConnection("127.0.0.1", hub.port, timeout=60)
        self.headers = {"Accept-Language": language}
        where = urllib.parse.urlsplit(hub.run("link").strip()).path
        _, headers, _ = self.ask("GET", where)
        self.headers["Cookie"] = headers["Set-Cookie"].split(";")[0]

    def ask(self, method, path, data=None, **headers):
        self.link.request(method, path, data, {**self.headers, **headers})
        reply = self.link.getresponse()
        return reply.status, reply.headers, reply.read().decode()

    def upload(self, name, content):
        """Publishes a file as the pages' own forms do; status and what is read."""
        return publishing.publish(lambda method, path, data, headers: self.ask(method, path, data, **headers), name, content)


def upload_page():
    table = "| survey | type | name | label |\n| | text | q1 | Who? |\n| settings | form_id | version |\n| | mesa | 3 |\n"
    with tempfile.TemporaryDirectory() as folder:
        hub = stand.Hub(folder)
        hub.start()
        try:
            visit = Visit(hub, "es")
            status, page = visit.upload("pozos.xlsx", workbook({"survey": ROWS}))
            tap.ok(status == 200, "the hub's page takes a workbook", page[-2000:])
            status, page = visit.upload("mesa.md", table.encode())
            tap.ok(status == 200, "and a Markdown table", page[-2000:])
            forms = visit.ask("GET", "/")[2]
            tap.ok("pozos" in forms and "mesa" in forms, "both are published", forms)
            token = hub.station("luna")
            listed = hub.get(f"/v1/key/{token}/formList?formID=mesa")[2].decode()
            url = urllib.parse.urlsplit(re.search(r"<downloadUrl>(.*?)</", listed)[1])
            document = hub.get(url.path + "?" + url.query)[2]
            tap.ok(b'<data id="mesa" version="3">' in document, "stations get it as an XForm", document)
            bad = workbook({"survey": [ROWS[0], ["txt", "q1", "A"], ["text", "q 2", "B"]]})
            status, page = visit.upload("mal.xlsx", bad)
            tap.ok(status == 422 and "hoja survey, fila 2" in page and "¿Quiso decir «text»?" in page
                   and "fila 3" in page, "a bad one is answered with sheet and row, in the reader's language",
                   page[-1500:])
            tap.ok(">mal<" not in visit.ask("GET", "/")[2], "and is not published")
            status, page = visit.upload("bomba.xlsx", workbook({"survey": ROWS})[:-40])
            tap.equal(status, 422, "a broken workbook is refused on the page")
        finally:
            hub.stop()


def station():
    build, form = str(BUILD), ROOT / "deploy/forms/idea.md"
    title = "Una idea para el barrio"
    with tempfile.TemporaryDirectory() as folder:
        forms = Path(folder) / "forms"
        forms.mkdir()
        (forms / "idea.md").write_bytes(form.read_bytes())
        with Resident([build + "/barrio-kiosk", "--data", folder, "--guard-ms", "0"]) as kiosk:
            kiosk.wait_for(title)
            tap.ok((forms / "idea.xml").exists(),
                   "a station takes a spreadsheet from its folder of forms")
    before = set(glob.glob("/tmp/barrio-preview.*"))
    with Resident([build + "/barrio-form", "preview", str(form), "--guard-ms", "0"]) as kiosk:
        kiosk.wait_for(title)
        tap.ok(True, "preview opens the kiosk on a spreadsheet")
        for keys, answer in ("00000", "PIN"), ("1234#", "Cerrar el quiosco"), ("5", "Sí, "):
            for key in keys:
                kiosk.key(key)
            kiosk.wait_for(answer)
        kiosk.key("5")
        try:
            kiosk.wait_for("nothing more")
        except Gone:
            tap.equal(kiosk.status, 0, "preview ends with the kiosk")
    tap.equal(set(glob.glob("/tmp/barrio-preview.*")) - before, set(),
              "preview leaves nothing behind")


def samples():
    forms = sorted((BUILD / "forms").glob("*.xml"))
    done = subprocess.run([BUILD / "conformance" / "respond", *forms],
                          capture_output=True, text=True)
    tap.ok(done.returncode == 0 and done.stdout.startswith(f"{len(forms)} passed"),
           "a respondent finishes each sample survey", done.stdout + done.stderr)


def recordings():
    corpus = ROOT.parent / "shared" / "conformance" / "pyxform"
    for option, name in (["--respond"], "tables"), (["--prefer-xlsx"], "workbooks"):
        title = f"recorded cases, {name}"
        if not (corpus / "dev.txt").exists():
            tap.skip(title, "no recordings beside the project")
            continue
        done = subprocess.run([ROOT / "tests/conformance/xlsform", "--cases", corpus,
                               "--list", corpus / "dev.txt", *option],
                              capture_output=True, text=True)
        tap.ok(done.returncode == 0, f"{title}: {done.stdout.splitlines()[-1]}",
               done.stdout + done.stderr)


for part in (dialects, values, hostile, old_settings, spreadsheets, many_errors, catalogues, folders, hub,
             upload_page, station, samples, recordings):
    tap.attempt(part.__name__, part)
tap.done()
