#!/usr/bin/python3
"""The real hub, driven over HTTP: OpenRosa's duties one by one, resends,
conflicts and races, bad input, what a kill -9 leaves, exports, pages."""
import csv
import hashlib
import http.client
import io
import json
import os
import re
import secrets
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
import uuid
import xml.etree.ElementTree as ET

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, os.path.dirname(HERE))
import batches  # noqa: E402
import publishing  # noqa: E402
import tap  # noqa: E402
from stand import Hub  # noqa: E402

FORM = os.path.join(TOP, "tests", "forms", "parque.xml")
BOUNDARY = "XhubX"
LIST = "{http://openrosa.org/xforms/xformsList}"
MANIFEST = "{http://openrosa.org/xforms/xformsManifest}"
ENVELOPE = "{http://openrosa.org/http/response}"


def instance(iid, text="hola", gusta="si", version="1", form="parque", extra="", people=()):
    meta = f"<meta><instanceID>{iid}</instanceID>{extra}</meta>" if iid is not None else ""
    rows = "".join(f"<gente><nombre>{p}</nombre></gente>" for p in people)
    return (f'<?xml version="1.0"?><data id="{form}" version="{version}"><gusta>{gusta}</gusta>'
            f"<problemas>luz ruido</problemas><edad>30</edad><texto>{text}</texto>{rows}{meta}</data>")


def part(name, data, filename=None, kind="application/octet-stream"):
    data = data.encode() if isinstance(data, str) else data
    name = f'name="{name}"' + (f'; filename="{filename}"' if filename else "")
    return (f"--{BOUNDARY}\r\nContent-Disposition: form-data; {name}\r\nContent-Type: {kind}\r\n\r\n"
            .encode() + data + b"\r\n")


def body(xml, *others, end=True):
    out = part("xml_submission_file", xml, "a.xml", "text/xml") if xml is not None else b""
    return out + b"".join(others) + (f"--{BOUNDARY}--\r\n".encode() if end else b"")


class Client:
    """One connection that is kept."""

    def __init__(self, hub, token):
        self.hub, self.token, self.base = hub, token, f"/v1/key/{token}"
        self.link = http.client.HTTPConnection("127.0.0.1", hub.port, timeout=60)

    def ask(self, method, path, data=None, headers=(), chunked=False):
        self.link.request(method, path, data, dict(headers), encode_chunked=chunked)
        reply = self.link.getresponse()
        return reply.status, reply.headers, reply.read()

    def post(self, data, path=None, headers=(), **more):
        kind = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}", "X-OpenRosa-Version": "1.0"}
        return self.ask("POST", path or self.base + "/submission?deviceID=t", data, {**kind, **dict(headers)}, **more)

    def submit(self, *args, **more):
        return self.post(body(instance(*args, **more)))[0]


def new_id():
    return "uuid:" + str(uuid.uuid4())


def message(reply):
    root = ET.fromstring(reply)
    assert root.tag == ENVELOPE + "OpenRosaResponse", root.tag
    return root.find(ENVELOPE + "message")


def discovery(hub, c):
    status, headers, text = c.ask("GET", c.base + "/formList?deviceID=x&verbose=true")
    tap.ok(status == 200 and "text/xml" in headers["Content-Type"], "duty 1: formList is text/xml")
    tap.ok(headers["X-OpenRosa-Version"] == "1.0" and headers["Date"], "duty 2: version and date on an answer")
    forms = {f.findtext(LIST + "formID"): f for f in ET.fromstring(text)}
    form = forms["parque"]
    url = form.findtext(LIST + "downloadUrl")
    tap.ok(url.startswith(hub.url + c.base), "duty 4: addresses are absolute and keep the token", url)
    tap.equal(form.find(LIST + "manifestUrl"), None, "duty 1: no manifest without media")
    status, headers, document = c.ask("GET", urllib.parse.urlsplit(url).path + "?deviceID=x")
    tap.equal(document, open(FORM, "rb").read(), "the form is served verbatim")
    tap.equal(form.findtext(LIST + "hash"), "md5:" + hashlib.md5(document).hexdigest(), "duty 4: md5 of the bytes served")
    status, _, rest = c.ask("GET", urllib.parse.urlsplit(url).path, headers={"If-None-Match": headers["ETag"]})
    tap.equal((status, rest), (304, b""), "an unchanged form is 304")
    status, headers, _ = c.ask("GET", c.base + "/formList")
    tap.equal(c.ask("GET", c.base + "/formList", headers={"If-None-Match": headers["ETag"]})[0], 304, "an unchanged list is 304")
    media = ET.fromstring(c.ask("GET", urllib.parse.urlsplit(forms["con media"].findtext(LIST + "manifestUrl")).path)[2])
    url = media[0].findtext(MANIFEST + "downloadUrl")
    data = c.ask("GET", urllib.parse.urlsplit(url).path)[2]
    tap.equal("md5:" + hashlib.md5(data).hexdigest(), media[0].findtext(MANIFEST + "hash"),
              "manifest and media of a form whose id has a blank")
    only = c.ask("GET", c.base + "/formList?formID=parque")[2]
    tap.equal([f.findtext(LIST + "formID") for f in ET.fromstring(only)], ["parque"], "formID filters the list")


def submission(hub, c):
    status, headers, text = c.ask("HEAD", c.base + "/submission?deviceID=x")
    tap.ok(status == 204 and not text and not headers["Location"], "duty 3: HEAD is 204 without Location")
    tap.ok(int(headers["X-OpenRosa-Accept-Content-Length"]) > 0, "duty 2: HEAD says what is accepted")
    iid = new_id()
    status, headers, text = c.post(body(instance(iid)))
    tap.ok(status == 201 and headers["X-OpenRosa-Accept-Content-Length"], "duty 6: a new answer is 201", status)
    tap.equal(message(text).get("nature"), "", "duty 6: with the envelope")
    tap.equal(c.submit(iid), 201, "duty 6: the same bytes again are 201")
    status, _, text = c.post(body(instance(iid) + "\n"))
    tap.ok(status == 409 and message(text).get("nature") == "error", "duty 6: one byte differs: 409", status)
    tap.equal(c.submit(iid), 201, "and the first is still there")
    data = body(instance(new_id()))
    cut = [data[i:i + 100] for i in range(0, len(data), 100)]
    tap.equal(c.post(iter(cut), headers={"Transfer-Encoding": "chunked"}, chunked=True)[0], 201, "duty 5: a chunked body")
    tap.equal(c.post(body(None, part("foto.jpg", b"\xff\xd8" * 999, "foto.jpg")) [:-len(f"--{BOUNDARY}--\r\n")]
                     + body(instance(new_id()))) [0], 201, "duty 5: media before the XML")
    tap.equal(c.post(body(instance(new_id()), part("*isIncomplete*", "yes"), part("otra", "x")))[0], 201,
              "duty 5: extra parts and *isIncomplete*")
    tap.equal(c.post(body(instance(new_id()), part("../../../etc/passwd", b"x", "../../../etc/passwd")))[0], 201,
              "duty 5: a name that climbs is only a name")
    inside = subprocess.run(["find", hub.folder, "-name", "*passwd*"], capture_output=True).stdout
    tap.equal(inside, b"", "and no file is called so")
    odd = instance(new_id()).replace("<meta>", '<orx:meta xmlns:orx="http://openrosa.org/xforms">').replace(
        "</meta>", "</orx:meta>").replace("<instanceID>", "<orx:instanceID>").replace("</instanceID>", "</orx:instanceID>")
    tap.equal(c.post(body(odd.replace("<edad>", "<nuevo>1</nuevo><edad>")))[0], 201, "duty 5: orx:meta and unknown elements")
    twelve = {"Date": "Mon, 23 Nov 2026 03:15:00 GMT"}
    tap.equal(c.post(body(instance(new_id())), headers=twelve)[0], 201, "duty 5: a wrong Date is nobody's fault")


def raw(hub, data, shut=False):
    with socket.create_connection(("127.0.0.1", hub.port), 30) as s:
        s.sendall(data)
        if shut:
            # libmicrohttpd overlooks an end that comes with the last bytes, and
            # closes such a connection only when its time is over.
            time.sleep(0.5)
            s.shutdown(socket.SHUT_WR)
        out = b""
        while b"\r\n\r\n" not in out:
            more = s.recv(65536)
            if not more:
                break
            out += more
        return out


def head_of(c, size, extra=""):
    return (f"POST {c.base}/submission HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary={BOUNDARY}\r\n"
            f"Content-Length: {size}\r\n{extra}\r\n").encode()


def continuing(hub, c):
    data = body(instance(new_id()))
    with socket.create_connection(("127.0.0.1", hub.port), 30) as s:
        s.sendall(head_of(c, len(data), "Expect: 100-continue\r\n"))
        tap.ok(s.recv(4096).startswith(b"HTTP/1.1 100"), "duty 5: Expect: 100-continue is answered")
        s.sendall(data)
        tap.ok(b" 201 " in s.recv(4096)[:20], "and the body taken")
    iid = new_id()
    data = body(instance(iid))
    raw(hub, head_of(c, len(data)) + data[:len(data) // 2], shut=True)
    tap.equal(c.submit(iid), 201, "half a body leaves nothing in the way of the whole")
    tap.equal(c.post(body(instance(new_id()), end=False))[0], 400, "a body without its end is not taken for whole")


def cut_batch(hub, c):
    """Two whole frames and half of a third, and the connection is gone."""
    ids = [new_id() for _ in range(3)]
    rows = [{"form_id": "parque", "form_version": "1", "id": i, "started": 0, "saved": 1, "body": instance(i).encode()} for i in ids]
    whole = b"BARRIO1\n" + b"".join(batches.frame([row]) for row in rows)
    head = (f"POST {c.base}/batches HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-barrio-batch\r\n"
            f"Content-Length: {len(whole)}\r\n\r\n").encode()
    raw(hub, head + whole[:-40], shut=True)
    end = time.monotonic() + 30
    while ids[1] not in (text := hub.run("export", "parque")) and time.monotonic() < end:
        time.sleep(0.05)
    tap.equal([i in text for i in ids], [True, True, False], "of a batch that was cut off, the whole frames are kept")
    status = c.ask("POST", c.base + "/batches", whole, {"Content-Type": "application/x-barrio-batch"})[0]
    kept = [row["meta-instanceID"] for row in hub.csv("parque")]
    tap.equal((status, [kept.count(i) for i in ids]), (200, [1, 1, 1]),
              "and the whole batch, sent again, leaves each once")


def refusals(hub, c):
    before = quarantined(hub)
    cases = [("malformed XML", instance(new_id()).replace("</texto>", ""), 400),
             ("XML cut off", instance(new_id())[:-9], 400),
             ("no instanceID", instance(None), 400),
             ("an empty instanceID", instance(""), 400),
             ("bad UTF-8", instance(new_id()).encode().replace(b"hola", b"h\xffla"), 400),
             ("a NUL byte", instance(new_id()).encode().replace(b"hola", b"h\0la"), 400),
             ("an unknown form", instance(new_id(), form="nadie"), 404),
             ("an unknown version", instance(new_id(), version="99"), 404),
             ("a billion laughs", '<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
              + instance(new_id(), "&b;").split("?>")[1], 400),
             ("an external entity", '<!DOCTYPE d [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
              + instance(new_id(), "&a;").split("?>")[1], 400)]
    for name, xml, wanted in cases:
        status, _, text = c.post(body(xml))
        tap.ok(status == wanted and message(text).get("nature") == "error" and message(text).text,
               f"duty 7: {name} is {wanted} with a plain message", f"{status} {text}")
    tap.equal(quarantined(hub) - before, len(cases), "duty 7: every refused body is kept aside")
    c.post(body(cases[0][1]))
    tap.equal(quarantined(hub) - before, len(cases), "the same refused bytes are kept once")
    tap.equal(c.post(body(None, part("data", "x")))[0], 400, "no XML part: 400")
    status, _, text = c.ask("POST", c.base + "/submission", instance(new_id()), {"Content-Type": "text/xml"})
    tap.ok(status == 400 and message(text).text, "no multipart: 400 with a message")


def strange_bytes(hub, c):
    """Bytes that are no UTF-8, which one engine would keep and the other refuse."""
    get = [c.ask("GET", c.base + path)[0] for path in ("/formList?formID=%FF", "/formList?lang=%zz", "/forms/%FF.xml",
                                                        "/forms/parque/attachments/%FF")]
    tap.equal(get, [400, 400, 404, 404], "bytes that are no UTF-8: an address with them leads nowhere, nor is a filter missed")
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    tap.equal((c.ask("POST", "/signin", "name=%FF&password=x", form)[0], c.ask("POST", "/proof/withdraw", "log=%FF&index=1", form)[0]),
              (403, 404), "nor does a field")
    odd = part("f?.jpg", b"x", "f?.jpg", "image/?").replace(b"?", b"\xff")
    tap.equal(c.post(body(instance(new_id()), odd))[0], 201, "nor does the name of a file hold back its answer")
    long = secrets.token_urlsafe(6000)
    tap.equal(c.submit(new_id(), gusta=long), 201, "a choice of 8,000 bytes that the form does not know is taken")
    tap.equal([r["gusta"] for r in hub.csv("parque") if len(r["gusta"]) > 9], [long], "and holds back nothing that came before it")


def doors(hub, c):
    wrong = c.token[:-4] + ("AAAA" if c.token[-4:] != "AAAA" else "BBBB")
    for token, wanted in ((wrong, 403), ("short", 401)):
        status, _, text = c.post(body(instance(new_id())), path=f"/v1/key/{token}/submission")
        tap.ok(status == wanted and message(text).text, f"duty 8: a {'wrong' if wanted == 403 else 'malformed'} token is {wanted}")
    tap.equal(c.ask("HEAD", f"/v1/key/{wrong}/submission")[0], 403, "also for HEAD")
    tap.equal(c.post(body(instance(new_id())), path="/v1/submission")[0], 401, "no token: 401")
    bearer = {"Authorization": "Bearer " + c.token}
    tap.equal(c.post(body(instance(new_id())), path="/v1/submission", headers=bearer)[0], 201, "duty 9: Bearer")
    tap.equal(c.post(body(instance(new_id())), path="/submission", headers=bearer)[0], 201, "duty 9: at the root")
    tap.equal(c.post(body(instance(new_id())), path=f"/v1/projects/1/submission?st={c.token}")[0], 201, "duty 9: st=")
    tap.equal(c.post(body(instance(new_id())), path=f"/v1/key/{c.token}/projects/7/submission")[0], 201,
              "duty 1: Central's base works too")
    other = hub.station("se va")
    tap.equal(Client(hub, other).submit(new_id()), 201, "a second station sends")
    hub.run("station", "revoke", "se va")
    tap.equal(Client(hub, other).submit(new_id()), 403, "and no more once its token was taken away")
    tap.equal(c.ask("DELETE", c.base + "/submission")[0], 405, "another method is 405")
    tap.equal(c.ask("GET", "/nada")[0], 404, "an unknown address is 404")
    stored = open(os.path.join(hub.folder, "hub.db"), "rb").read()
    tap.ok(c.token.encode() not in stored, "no token lies in the archive")


def quarantined(hub):
    page = Pages(hub).get("/quarantine?lang=en")[2]
    return page.count('value="dismiss"')


def edits(hub, c):
    first, second = new_id(), new_id()
    old = lambda iid: f"<deprecatedID>{iid}</deprecatedID>"  # noqa: E731
    tap.equal(c.submit(first, "antes"), 201, "an answer")
    tap.equal(c.submit(second, "despues", extra=old(first)), 201, "and its edit")
    keys = {r["key"] for r in hub.csv("parque")}
    tap.ok(second in keys and first not in keys, "the edit replaces what it edits")
    late, early = new_id(), new_id()
    c.submit(late, "despues", extra=old(early))
    c.submit(early, "antes")
    rows = {r["key"]: r["state"] for r in hub.csv("parque", "--all")}
    tap.equal((rows[late], rows[early]), ("accepted", "superseded"), "also when the edit came first")


def theft(hub, c):
    """Whoever copied a station's token sends as that station; he reads no
    answer, moves none that others gave, and is out when it is revoked."""
    iid, secret = new_id(), "esto lo dije yo"
    tap.equal(c.submit(iid, secret), 201, "a neighbour's answer")
    thief = Client(hub, hub.station("copiada"))
    paths = json.loads(thief.ask("GET", "/openapi.json")[2])["paths"]
    told, asked = [], 0
    for path in (p for p, ways in paths.items() if "get" in ways):
        real = re.sub(r"\{\w+\}", "parque", path)
        for at, bearer in ((real, {"Authorization": "Bearer " + thief.token}), (real.replace("/v1", thief.base, 1), {})):
            asked += 1
            if secret.encode() in thief.ask("GET", at, headers=bearer)[2]:
                told.append(at)
    tap.ok(told == [] and asked > 100, f"no address of {asked} tells it to a stolen token", told)
    tap.ok(secret in hub.run("export", "parque"), "which its owners read")
    before = hub.csv("parque", "--all")
    tap.equal([thief.submit(iid, secret) for _ in range(3)], [201] * 3, "the same bytes, recorded and sent again by the thief")
    tap.equal(hub.csv("parque", "--all"), before, "change nothing: not the count, not the station")
    thief.submit(iid, "esto lo dijo otra persona")
    tap.equal([r["texto"] for r in hub.csv("parque") if r["key"] == iid], [secret], "other words under its number do not replace it")
    hub.run("station", "revoke", "copiada")
    told = [thief.submit(new_id()), thief.ask("GET", thief.base + "/formList")[0], thief.submit(iid, secret)]
    tap.equal(told, [403] * 3, "revoked, the token does nothing")


def race(hub, c):
    clients = [Client(hub, c.token) for _ in range(16)]
    for each in clients:
        each.link.connect()
    wrong = []
    for _ in range(15):
        data, gate, said = body(instance(new_id())), threading.Barrier(len(clients)), []

        def send(each):
            gate.wait()
            said.append(each.post(data)[0])

        threads = [threading.Thread(target=send, args=(each,)) for each in clients]
        [t.start() for t in threads]
        [t.join() for t in threads]
        wrong += [s for s in said if s != 201]
    tap.equal(wrong, [], "duty 6: 16 connections race one new answer: 201 to all")


def unicode_csv(hub, c):
    texts = ["coma, y más", 'comillas "dobles"', "línea 1\nlínea 2", "العربية, 中文 🙂", " con blanco ", "=1+1",
             "&<>'", "", "tab\ty más", "@cmd|' /C calc'!A0"]
    sent = {new_id(): t for t in texts}
    escape = lambda t: t.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")  # noqa: E731
    for iid, text in sent.items():
        assert c.submit(iid, escape(text), people=("Ana", "Li")) == 201
    rows = {r["key"]: r for r in hub.csv("parque")}
    tap.equal({k: rows[k]["texto"] for k in sent}, sent, "the CSV holds exactly those texts")
    tap.equal({tuple(rows[k][n] for n in ("gusta", "problemas", "edad", "station", "version")) for k in sent},
              {("si", "luz ruido", "30", "luna", "1")}, "and the other columns")
    people = [(r["key"], r["line"]) for r in hub.csv("parque", "--table", "gente") if r["key"] in sent]
    tap.equal(len(people), 2 * len(sent), "a repeat is a table of its own")
    text = hub.run("export", "parque", "--split", "--labels", "--labels-in", "en", "--spreadsheet")
    head, rows = next(csv.reader(io.StringIO(text, newline=""))), list(csv.DictReader(io.StringIO(text, newline="")))
    tap.ok("Do you like it?" in head and "Problemas/Luz" in head, "labels, split", head)
    row = {r["key"]: r for r in rows}
    tap.equal({row[k]["¿Qué cambiaría?"] for k, t in sent.items() if t[:1] in "=@" and t}, {"'=1+1", "'@cmd|' /C calc'!A0"},
              "formulas are disarmed for spreadsheets")
    tap.ok(all(line.endswith("\r") for line in hub_bytes(hub).decode().split("\n")[:1]), "lines end in CRLF")
    objects = [json.loads(line) for line in hub.run("export", "parque", "--json").splitlines()]
    tap.equal({o["key"]: o["answers"].get("texto", "") for o in objects if o["key"] in sent}, sent, "JSON lines say the same")
    before = hub.run("export", "parque")
    hub.run("project", "--rebuild")
    tap.equal(hub.run("export", "parque"), before, "the projection can be dropped and made again")


def hub_bytes(hub, *options):
    return subprocess.run(hub.argv("export", "parque", *options), capture_output=True, check=True).stdout


class Pages:
    """Somebody who is signed in."""

    def __init__(self, hub, language="es"):
        self.hub, self.language = hub, language
        self.link = http.client.HTTPConnection("127.0.0.1", hub.port, timeout=60)
        path = urllib.parse.urlsplit(hub.run("link").strip()).path
        self.cookie = ""
        status, headers, _ = self.get(path)
        assert status == 303, status
        self.cookie = headers["Set-Cookie"].split(";")[0]

    def get(self, path, method="GET", data=None, headers=()):
        self.link.request(method, path, data, {"Cookie": self.cookie, "Accept-Language": self.language, **dict(headers)})
        reply = self.link.getresponse()
        return reply.status, reply.headers, reply.read().decode()

    def ask(self, method, path, data, headers):
        return self.get(path, method, data, headers)

    def post(self, path, **fields):
        page = self.get("/stations")[2]
        fields.setdefault("csrf", re.search(r'name="csrf" value="(\w+)"', page)[1])
        return self.get(path, "POST", urllib.parse.urlencode(fields), {"Content-Type": "application/x-www-form-urlencoded"})


def second_chance(hub, c):
    iid = new_id()
    hub.run("form", "closed", "parque")
    late = body(instance(iid, "tarde"), part("tarde.jpg", b"TARDE", "tarde.jpg", "image/jpeg"))
    tap.equal(c.post(late)[0], 409, "a closed form takes nothing")
    tap.ok(iid not in hub.run("export", "parque"), "and counts nothing")
    hub.run("form", "open", "parque")
    en = Pages(hub, "en")
    page = en.get("/quarantine")[2]
    ids = re.findall(r'name="id" value="(\d+)"><button class="link" name="decision" value="accept"', page)
    tap.equal(en.post("/quarantine", id=ids[0], decision="accept")[0], 303, "what was kept aside is taken in later")
    tap.ok(iid in hub.run("export", "parque"), "and counts")
    path = os.path.join(hub.folder, "tarde.zip")
    hub.run("export", "parque", "--format", "files", "-o", path)
    tap.ok(b"tarde.jpg" in open(path, "rb").read(), "with what was attached to it")
    os.unlink(path)
    odd = re.search(r"Not well-formed XML.*?value=\"(\d+)\"><button class=\"link\" name=\"decision\"", page)[1]
    tap.equal(en.post("/quarantine", id=odd, decision="accept")[0], 409, "what is still wrong stays aside")
    count = quarantined(hub)
    en.post("/quarantine", id=odd, decision="dismiss")
    tap.equal(quarantined(hub), count - 1, "until somebody dismisses it")
    hub.run("form", "closing", "parque")
    listed = c.ask("GET", c.base + "/formList")[2]
    tap.ok(b"<formID>parque<" not in listed and c.submit(new_id()) == 201, "a closing form is not listed, but taken")
    hub.run("form", "open", "parque")


def copies(hub, c):
    folder = os.path.join(os.path.dirname(hub.folder), "copia")
    hub.run("backup", folder)
    again = Hub(os.path.join(os.path.dirname(hub.folder), "de nuevo"))
    again.run("restore", folder)
    tap.equal(again.run("export", "parque"), hub.run("export", "parque"), "a backup taken while serving restores")
    files = lambda h: sorted(os.listdir(os.path.join(h.folder, "files")))  # noqa: E731
    tap.ok(files(again) == files(hub) != [], "with its attachments")
    tap.ok(again.run("restore", folder, check=False).returncode == 1, "a restore never overwrites")


def pages(hub, c):
    tap.equal(Client(hub, "x").ask("GET", "/")[0], 303, "a page asks to sign in first")
    link = urllib.parse.urlsplit(hub.run("link").strip()).path
    statuses = [Client(hub, "x").ask("GET", link)[0] for _ in range(2)]
    tap.equal(statuses, [303, 403], "a sign-in link works once")
    es, en = Pages(hub), Pages(hub, "en")
    status, headers, page = es.get("/forms/parque")
    tap.ok(status == 200 and "¿Le gusta?" in page and "Cuántas" in page, "results in Spanish", page)
    tap.ok("script" not in page and "default-src 'none'" in headers["Content-Security-Policy"], "without scripts")
    page = en.get("/forms/parque")[2]
    rows = {r["key"]: r for r in hub.csv("parque")}
    count = re.search(r"<th scope=\"row\">Luz<.*?class=\"n\">(\d+)<", page)
    tap.equal(int(count[1]), sum("luz" in r["problemas"] for r in rows.values()), "counts per choice are those of the CSV")
    tap.ok("Do you like it?" in page and f"<b>{len(rows)}</b> answers" in page, "results in English", page)
    tap.ok("hola" not in page and "coma, y" not in page, "free text stays closed")
    status, headers, text = en.get("/forms/parque/responses.csv")
    tap.equal(text.encode(), hub_bytes(hub, "--closed-text"), "the CSV of a page is that of the command line, texts closed")
    tap.equal(en.get("/forms/parque/responses.csv?table=nada")[0], 404, "an unknown table is 404")
    tap.equal(en.get("/forms/parque/responses.csv?table=--rebuild")[0], 400, "an option in a query is refused")
    status, _, page = en.get("/forms/parque/responses.csv?edad=40")
    tap.ok(status == 400 and "edad" in page and "where" in page, "a condition that is none is refused, and what there is is said", page)
    token = hub.run("reader", "add", "panel").strip()
    bearer = {"Authorization": "Bearer " + token}
    tap.equal(c.ask("GET", "/v1/forms/parque/responses.csv", headers=bearer)[2], hub_bytes(hub), "a reader's token exports all")
    tap.equal(c.ask("GET", "/v1/forms/parque/responses.csv", headers={"Authorization": "Bearer " + c.token})[0], 403,
              "a station's token does not")
    tap.equal(en.post("/stations", name="<b>Luna & 2</b>")[0], 200, "a station is added on a page")
    page = en.get("/stations")[2]
    tap.ok("&lt;b&gt;Luna &amp; 2&lt;/b&gt;" in page and "<b>Luna" not in page, "and its name is text, not markup")
    tap.equal(en.post("/stations", name="x", csrf="0" * 32)[0], 403, "a forged form is refused")
    for path in ("/", "/log", "/forms/new", "/quarantine", "/style.css"):
        status, headers, page = es.get(path)
        tap.ok(status == 200 and len(page) < 100000, f"{path} is there and small", status)
    document = open(FORM).read().replace('version="1"', 'version="2"').replace("<texto/>", "<texto/><nuevo/>")
    status, page = publishing.publish(es.ask, "parque.xml", document.encode())
    tap.ok(status == 200 and "Publicado" in page, "a form is published on a page", page[-900:])
    status, page = publishing.publish(es.ask, "parque.xml", document.replace("</model>", "").encode())
    tap.ok(status == 422 and re.search(r"línea \d+", page), "a broken one is shown its line", page[-900:])
    tap.equal(c.submit(new_id(), version="2"), 201, "the new version is taken")
    tap.equal(c.submit(new_id(), version="1"), 201, "duty 12: and so is the old one")
    tap.equal(es.post("/signout")[0], 303, "signing out")
    tap.equal(es.get("/")[0], 303, "ends the session")


def passwords(hub):
    hub.run("admin", "add", "ana", input="una clave larga\n")
    link = http.client.HTTPConnection("127.0.0.1", hub.port, timeout=60)

    def sign_in(name, password):
        link.request("POST", "/signin", urllib.parse.urlencode({"name": name, "password": password}),
                     {"Content-Type": "application/x-www-form-urlencoded"})
        reply = link.getresponse()
        reply.read()
        return reply.status, reply.headers

    status, headers = sign_in("ana", "una clave larga")
    tap.equal(status, 303, "a password opens a session")
    tap.ok("HttpOnly" in headers["Set-Cookie"] and "SameSite=Lax" in headers["Set-Cookie"], "whose cookie is guarded")
    tap.equal([sign_in("ana", "otra")[0], sign_in("nadie", "una clave larga")[0]], [403, 403],
              "a wrong password and a wrong name are refused alike")
    short = hub.run("admin", "add", "eva", input="corta\n", check=False)
    tap.ok(short.returncode == 1 and "10" in short.stderr, "a short password is refused with a reason")


def memory_kb(pid):
    """Its own memory, by what an ordinary user may read of a hub as well."""
    return int(re.search(r"RssAnon:\s+(\d+)", open(f"/proc/{pid}/status").read())[1])


def large(hub, c):
    before = memory_kb(hub.child.pid)
    status = b" 413 " in raw(hub, head_of(c, 100_000_000) + b"x" * 1000)[:20]
    tap.ok(status, "100 MB announced: 413 at once")
    piece, xml = b"y" * 1_000_000, instance(new_id())

    def pieces():
        yield part("xml_submission_file", xml, "a.xml")
        yield f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="v"; filename="v"\r\n\r\n'.encode()
        for _ in range(60):
            yield piece
        yield f"\r\n--{BOUNDARY}--\r\n".encode()

    status = c.post(pieces(), headers={"Transfer-Encoding": "chunked"}, chunked=True)[0]
    grown = memory_kb(hub.child.pid) - before
    tap.ok(status == 201 and grown < 8000, "60 MB of attachment go to the disk, not to memory", f"{status}, {grown} kB")

    def endless():
        for _ in range(100):
            yield piece

    try:
        status = c.post(endless(), headers={"Transfer-Encoding": "chunked"}, chunked=True)[0]
    except OSError:
        status = "cut"
    c.link.close()
    grown = memory_kb(hub.child.pid) - before
    tap.ok(status in (400, 413, "cut") and grown < 8000, "100 MB without announcement are cut", f"{status}, {grown} kB")
    tap.equal(c.submit(new_id(), "y" * 5_000_000), 413, "a text of 5 MB is 413")
    left = os.listdir(os.path.join(hub.folder, "incoming"))
    tap.equal(left, [], "nothing is left behind")


def slow(hub, c):
    idle = [socket.create_connection(("127.0.0.1", hub.port), 30) for _ in range(300)]
    for s in idle:
        s.sendall(b"POST /v1/submission HTTP/1.1\r\nHost: x\r\nX-Slow:")
    tap.equal([c.submit(new_id()) for _ in range(5)], [201] * 5, "300 slow connections hold up nobody")
    end = time.monotonic() + 20
    open_ones = len(idle)
    while open_ones and time.monotonic() < end:
        time.sleep(0.3)
        open_ones = 0
        for s in idle:
            s.setblocking(False)
            try:
                open_ones += s.recv(100) != b""
            except BlockingIOError:
                open_ones += 1
            except OSError:
                pass
    tap.equal(open_ones, 0, "and are cut when their time is over")
    [s.close() for s in idle]


def crowded(folder):
    hub = Hub(os.path.join(folder, "lleno"), connections=8)
    hub.publish(FORM)
    token = hub.station("luna")
    assert hub.start()
    crowd = [Client(hub, token) for _ in range(12)]
    for c in crowd:
        c.link.connect()
    tap.equal(crowd[11].submit(new_id()), 201, "who only stands there is in nobody's way")
    for c in crowd[:8]:
        c.link.putrequest("POST", c.base + "/submission?deviceID=t")
        c.link.putheader("Content-Type", f"multipart/form-data; boundary={BOUNDARY}")
        c.link.putheader("Content-Length", "1000")
        c.link.endheaders(b"--" + BOUNDARY.encode())
    time.sleep(0.3)
    status, headers, text = crowd[10].post(body(instance(new_id())))
    tap.ok(status == 503 and headers["Retry-After"] and message(text).text, "beyond the limit: 503 and when to come back", status)
    [c.link.close() for c in crowd]
    tap.ok(201 in [Client(hub, token).submit(new_id()) for _ in range(20)], "and there is room again")
    hub.stop()


def encrypted(folder):
    key, cert = (os.path.join(folder, n) for n in ("key.pem", "cert.pem"))
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", cert, "-days", "2",
                    "-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1"], check=True, capture_output=True)
    hub = Hub(os.path.join(folder, "tls"), tls_certificate=cert, tls_key=key)
    hub.publish(FORM)
    c = Client(hub, hub.station("luna"))
    assert hub.start()
    c.link = http.client.HTTPSConnection("127.0.0.1", hub.port, timeout=60, context=ssl.create_default_context(cafile=cert))
    tap.equal(c.submit(new_id()), 201, "the hub speaks TLS by itself")
    tap.ok(b"https://" in c.ask("GET", c.base + "/formList")[2], "and says so in its addresses")
    hub.stop()


def load(hub, token, stop, said):
    try:
        c = Client(hub, token)
        while not stop.is_set():
            iid = new_id()
            if c.submit(iid, people=("Ana",)) == 201:
                said.append(iid)
    except (OSError, http.client.HTTPException):
        pass


def killed(hub, token):
    kept = []
    for _ in range(4):
        assert hub.start()
        stop, threads = threading.Event(), []
        for _ in range(8):
            threads.append(threading.Thread(target=load, args=(hub, token, stop, kept)))
            threads[-1].start()
        time.sleep(0.6)
        hub.stop(signal.SIGKILL)
        stop.set()
        [t.join() for t in threads]
    keys = [r["key"] for r in hub.csv("parque")]
    tap.ok(len(kept) > 100, "the load was a load", len(kept))
    tap.equal(len([k for k in kept if k not in set(keys)]), 0, "kill -9 during load: acknowledged and lost")
    tap.equal(len(keys) - len(set(keys)), 0, "kill -9 during load: counted twice")
    assert hub.start()
    c = Client(hub, token)
    page = Pages(hub, "en").get("/forms/parque")[2]
    tap.ok(f"<b>{len(keys)}</b> answers" in page, "the tallies agree after four kills")
    tap.equal(c.submit(kept[0], people=("Ana",)), 201, "a resend after a kill is 201")


def trouble(folder):
    busy = Hub(os.path.join(folder, "ocupado"))
    assert busy.start()
    other = Hub(os.path.join(folder, "otro"), port=busy.port)
    said = other.run("serve", check=False)
    tap.ok(said.returncode == 1 and "taken" in said.stderr, "a taken port is said", said.stderr)
    busy.stop()
    plain = other.run("serve", "--listen", "0.0.0.0", check=False)
    tap.ok(plain.returncode == 1 and "behind_proxy" in plain.stderr, "plain HTTP for others is refused", plain.stderr)
    subprocess.run([sys.executable, "-c", "import sqlite3,sys; d=sqlite3.connect(sys.argv[1]); "
                    "d.execute('PRAGMA user_version=999'); d.commit()", os.path.join(busy.folder, "hub.db")], check=True)
    newer = busy.run("export", "x", check=False)
    tap.ok(newer.returncode == 1 and "newer" in newer.stderr, "an archive of a newer hub is said", newer.stderr)
    broken = Hub(os.path.join(folder, "roto"))
    open(os.path.join(broken.folder, "hub.db"), "w").write("this is no database" * 100)
    said = broken.run("export", "x", check=False)
    tap.ok(said.returncode == 1 and "hub.db" in said.stderr, "a damaged archive is said", said.stderr)
    tap.equal(busy.run("nonsense", check=False).returncode, 2, "wrong usage exits with 2")
    tap.equal(Hub(os.path.join(folder, "vacio")).run("export", "nada", check=False).returncode, 3, "an unknown form exits with 3")
    help_text = busy.run("--help")
    conf = open(os.path.join(TOP, "deploy", "barrio-hub.conf")).read()
    tap.equal(busy.run("--print-config"), conf, "deploy/barrio-hub.conf is what --print-config says")
    tap.ok(all(key in help_text for key in re.findall(r"^#(\w+) =", conf, re.M)), "--help names every setting")
    early = Hub(os.path.join(folder, "1970"))
    early.publish(FORM)
    assert early.start(env=dict(os.environ, BARRIO_NOW="1970-01-01T00:00:10Z"))
    c = Client(early, early.station("luna"))
    tap.equal(c.submit(new_id()), 201, "a clock in 1970 takes answers")
    tap.equal(early.stop(), 0, "SIGTERM ends the hub with 0")


def main():
    with tempfile.TemporaryDirectory() as folder:
        hub = Hub(os.path.join(folder, "hub"), idle_s=5)
        media = os.path.join(folder, "con-media")
        os.makedirs(media)
        open(os.path.join(media, "barrios y más.csv"), "w").write("name,label\na,A\n")
        with open(os.path.join(folder, "con.xml"), "w") as f:
            f.write(open(FORM).read().replace('id="parque"', 'id="con media"'))
        hub.publish(FORM, os.path.join(folder, "con.xml"))
        token = hub.station("luna")
        assert hub.start()
        for case in (discovery, submission, continuing, cut_batch, refusals, strange_bytes, doors, edits, theft, race, unicode_csv, second_chance, copies, pages, slow, large):
            tap.attempt(case.__name__, case, hub, Client(hub, token))
        tap.attempt("passwords", passwords, hub)
        hub.stop()
        tap.attempt("killed", killed, hub, token)
        hub.stop()
        tap.attempt("crowded", crowded, folder)
        tap.attempt("encrypted", encrypted, folder)
        tap.attempt("trouble", trouble, folder)
    tap.done()


if __name__ == "__main__":
    main()
