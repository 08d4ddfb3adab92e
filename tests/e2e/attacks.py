#!/usr/bin/python3
"""Attacks on a hub that serves, each by real bytes on a real socket: SQL, XML,
formulas, bombs, names that climb, smuggled requests, slow and idle crowds, and
random requests. After each the hub still takes an honest answer.
REQUESTS=100000 and CROWD=... make it longer."""
import csv
import ctypes
import io
import os
import random
import re
import resource
import select
import socket
import struct
import sys
import tempfile
import time
import urllib.parse
import zipfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.dirname(HERE), HERE]
import hub as duties  # noqa: E402
import tap  # noqa: E402
from stand import Hub  # noqa: E402

SANITIZED = "ASAN_OPTIONS" in os.environ  # whose own memory is not the hub's
ROOM_MB = 256 if SANITIZED else 48
CROWD = int(os.environ.get("CROWD", "10000"))
SLOW = int(os.environ.get("SLOW", "1000"))
REQUESTS = int(os.environ.get("REQUESTS", "800"))
SQL = ["'; DROP TABLE response; --", '" OR 1=1 --', "1); DELETE FROM audit; --", "\\'; SELECT 1", "%27%20OR%201=1", "?", "$1", "1 UNION SELECT token FROM station"]


def memory_mb(hub):
    return duties.memory_kb(hub.child.pid) / 1024


def still_serves(hub, token, name):
    began = time.monotonic()
    status = duties.Client(hub, token).submit(duties.new_id())
    tap.ok(status == 201 and hub.child.poll() is None, f"{name}: and an honest answer is taken", f"{status}, {time.monotonic() - began} s")


def sql(hub, token):
    c, person = duties.Client(hub, token), duties.Pages(hub)
    before = hub.run("export", "parque")
    for text in SQL:
        quoted = urllib.parse.quote(text, safe="")
        for path in (f"/v1/forms/{quoted}.xml", f"/v1/forms/{quoted}/manifest", f"/v1/formList?formID={quoted}&st={token}"):
            c.ask("GET", path)
        for name in ("table", "lang", "after", "from", "station", "state", "review", "version", "where"):
            person.get(f"/forms/parque/responses.csv?{name}={quoted}")
        person.get(f"/forms/{quoted}")
        person.post("/stations/revoke", name=text)
        c.ask("POST", "/signin", urllib.parse.urlencode({"name": text, "password": text}), {"Content-Type": "application/x-www-form-urlencoded"})
        c.ask("GET", "/v1/formList", headers={"Authorization": "Bearer " + text})
        escaped = text.replace("&", "&amp;").replace("<", "&lt;")
        c.post(duties.body(duties.instance("uuid:" + escaped, escaped, form=escaped.replace('"', "&quot;"), version=escaped.replace('"', "&quot;"))))
        c.submit("uuid:sql:" + escaped, escaped)
    rows = {r["key"]: r["texto"] for r in hub.csv("parque")}
    tap.equal({t: rows.get("uuid:sql:" + t) for t in SQL}, {t: t for t in SQL}, "SQL in an answer is its text")
    lines = [line for line in hub.run("export", "parque").splitlines() if "uuid:sql:" not in line]
    tap.equal(lines, before.splitlines(), "SQL in addresses, fields, tokens and ids changes nothing")
    tap.ok(hub.run("link").startswith("http"), "nor takes a table away")


def xml(hub, token):
    c = duties.Client(hub, token)
    base = memory_mb(hub)
    deep = "<a>" * 200000 + "</a>" * 200000
    cases = {
        "nested 200,000 deep": duties.instance(duties.new_id()).replace("<texto>", deep + "<texto>"),
        "never closed": duties.instance(duties.new_id()) + "<a>" * 500000,
        "100,000 attributes": duties.instance(duties.new_id()).replace("<texto>", "<texto " + " ".join(f'a{i}="1"' for i in range(100000)) + ">"),
        "quadratic entities": '<!DOCTYPE d [<!ENTITY a "' + "x" * 50000 + '">]>' + duties.instance(duties.new_id(), "&a;" * 50000).split("?>")[1],
        "a parameter entity": '<!DOCTYPE d [<!ENTITY % a SYSTEM "http://127.0.0.1:1/x"> %a;]>' + duties.instance(duties.new_id()).split("?>")[1],
        "an external DTD": '<!DOCTYPE d SYSTEM "file:///etc/passwd">' + duties.instance(duties.new_id()).split("?>")[1],
        "a name of a megabyte": duties.instance(duties.new_id()).replace("<texto>", "<" + "n" * 1000000 + "/><texto>"),
        "UTF-16": duties.instance(duties.new_id()).encode("utf-16"),
        "XInclude": duties.instance(duties.new_id(), '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="/etc/passwd" parse="text"/>'),
    }
    taken = []
    for name, document in cases.items():
        status = c.post(duties.body(document))[0]
        if status == 201:
            taken.append(name)
        tap.ok(status in (201, 400, 413), f"XML, {name}: is answered", status)
    hub.run("project")
    tap.ok(not {"quadratic entities", "a parameter entity", "never closed"} & set(taken), "XML with entities is refused", taken)
    text = hub.run("export", "parque", "--all") + duties.Pages(hub).get("/quarantine")[2]
    tap.ok("root:" not in text, "no file of the hub's machine comes out")
    tap.ok(memory_mb(hub) - base < ROOM_MB, "XML costs little memory", memory_mb(hub) - base)


def formulas(hub, token):
    c = duties.Client(hub, token)
    texts = ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "=cmd|' /C calc'!A0", "=HYPERLINK(\"http://x\",\"y\")"]
    sent = {duties.new_id(): t for t in texts}
    for iid, text in sent.items():
        assert c.submit(iid, text.replace("&", "&amp;")) == 201
    text = hub.run("export", "parque", "--spreadsheet")
    rows = {r["key"]: r["texto"] for r in csv.DictReader(io.StringIO(text, newline=""))}
    tap.equal({k: rows[k] for k in sent}, {k: "'" + t for k, t in sent.items()}, "formulas: disarmed for spreadsheets, each kind")
    cells = [cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row]
    tap.equal([x for x in cells if x[:1] in ("=", "+", "@", "\t", "\r")], [], "and no other cell begins like one")


def bombs(hub, token):
    base = memory_mb(hub)
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as z:
        z.writestr("[Content_Types].xml", "<Types/>")
        z.writestr("xl/workbook.xml", b" " * (1 << 27))
        z.writestr("xl/worksheets/sheet1.xml", b"0" * (1 << 28))
    many = io.BytesIO()
    with zipfile.ZipFile(many, "w") as z:
        for i in range(60000):
            z.writestr(f"xl/{i}.xml", "")
    es = duties.Pages(hub)
    csrf = re.search(r'name="csrf" value="(\w+)"', es.get("/forms/new")[2])[1]
    kind = {"Content-Type": f"multipart/form-data; boundary={duties.BOUNDARY}"}

    def publish(es, csrf, data, name="b.xlsx"):
        sent = duties.part("csrf", csrf) + duties.part("form", data, name) + f"--{duties.BOUNDARY}--\r\n".encode()
        began = time.monotonic()
        return es.get("/forms/new", "POST", sent, kind)[0], time.monotonic() - began

    status, took = publish(es, csrf, bomb.getvalue())
    tap.ok(status in (400, 413, 422) and took < 30, "a spreadsheet of half a gigabyte in 500 kB is refused", f"{status} {took}")
    es = duties.Pages(hub)
    csrf = re.search(r'name="csrf" value="(\w+)"', es.get("/forms/new")[2])[1]
    status, took = publish(es, csrf, many.getvalue())
    tap.ok(status in (400, 413, 422) and took < 30, "one of 60,000 files too", f"{status} {took}")
    zstd = ctypes.CDLL("libzstd.so.1")
    zstd.ZSTD_compress.restype = ctypes.c_size_t
    size = 256 << 20
    out = ctypes.create_string_buffer(1 << 20)
    packed = zstd.ZSTD_compress(out, ctypes.c_size_t(1 << 20), b"\0" * size, ctypes.c_size_t(size), 3)
    c = duties.Client(hub, token)
    batch = {"Content-Type": "application/x-barrio-batch"}
    for said in (size, 1000, 0, 0xffffffff):
        status = c.ask("POST", c.base + "/batches", b"BARRIO1\n" + struct.pack(">IIB", packed, said, 1) + out.raw[:packed], batch)[0]
        tap.ok(status in (400, 413), f"a batch that unpacks to 256 MB and says {said} is refused", status)
    tap.ok(memory_mb(hub) - base < ROOM_MB, "bombs cost little memory", memory_mb(hub) - base)


def climbing(hub, token):
    c = duties.Client(hub, token)
    names = ["../../../../tmp/zurdo", "/tmp/zurdo", "..\\..\\zurdo", "a/../../zurdo", "zurdo\r\nX: y", "%2e%2e%2fzurdo", "....//zurdo", "~/zurdo", "C:zurdo", "zurdo\x01", "." * 300 + "zurdo"]
    for name in names:
        status = c.post(duties.body(duties.instance(duties.new_id()), duties.part(name, b"zurdo", name)))[0]
        tap.ok(status in (201, 400), f"a file called {name!r:.40} is answered", status)
    found = [os.path.join(w, n) for w, _, ns in os.walk(os.path.dirname(hub.folder)) for n in ns if "zurdo" in n or ".." in n]
    tap.equal(found, [], "no name of a sender is a name on the hub's disk")
    for path in ("/v1/forms/..%2f..%2fhub.db.xml", "/v1/forms/parque/attachments/..%2f..%2fhub.db", "/../../etc/passwd", "//etc/passwd", "/style.css/../../hub.db", "/r/..%2f../hub.db", "/v1/forms/%00.xml"):
        status, _, text = c.ask("GET", path, headers={"Authorization": "Bearer " + token})
        tap.ok(status in (303, 400, 403, 404) and b"SQLite" not in text and b"root:" not in text, f"{path} gives nothing away", status)


def answers(hub, data, seconds=3):
    """Every byte that comes back on one connection."""
    out = b""
    with socket.create_connection(("127.0.0.1", hub.port), 30) as s:
        s.sendall(data)
        end = time.monotonic() + seconds
        while time.monotonic() < end and select.select([s], [], [], max(0, end - time.monotonic()))[0]:
            try:
                more = s.recv(65536)
            except OSError:
                break
            if not more:
                break
            out += more
    return out


def smuggling(hub, token):
    """Where two programs could disagree about the end of a request, the hub
    answers once and with a refusal, or takes the connection away."""
    hidden = f"GET /v1/formList?st={token} HTTP/1.1\r\nHost: x\r\n\r\n"
    chunk = f"{len(hidden):x}\r\n{hidden}\r\n0\r\n\r\n"
    head = f"POST /v1/key/{token}/submission HTTP/1.1\r\nHost: x\r\n"
    cases = {
        "length and chunks": f"{head}Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n{hidden}",
        "chunks and length": f"{head}Transfer-Encoding: chunked\r\nContent-Length: {len(chunk)}\r\n\r\n0\r\n\r\n{hidden}",
        "two lengths": f"{head}Content-Length: 0\r\nContent-Length: {len(hidden)}\r\n\r\n{hidden}",
        "a signed length": f"{head}Content-Length: +0\r\n\r\n{hidden}",
        "a negative length": f"{head}Content-Length: -1\r\n\r\n{hidden}",
        "a length in hex": f"{head}Content-Length: 0x0\r\n\r\n{hidden}",
        "two lengths in one": f"{head}Content-Length: 0, {len(hidden)}\r\n\r\n{hidden}",
        "an unknown coding": f"{head}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n{hidden}",
        "a coding twice": f"{head}Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n{hidden}",
        "a blank before the colon": f"{head}Content-Length : 0\r\n\r\n{hidden}",
        "a huge chunk": f"{head}Transfer-Encoding: chunked\r\n\r\nffffffffffffffff1\r\n{hidden}",
        "a chunk in no hex": f"{head}Transfer-Encoding: chunked\r\n\r\n0x0\r\n\r\n{hidden}",
        "an endless number": f"{head}Content-Length: {'9' * 60}\r\n\r\n{hidden}",
    }
    for name, sent in cases.items():
        got = answers(hub, sent.encode(), 0.7)
        tap.ok(b"xforms-list" not in got.lower() and b"<xforms" not in got, f"smuggling by {name}: the hidden request is not answered", got[:600])


def slow(hub, token):
    crowd = []
    for i in range(SLOW):
        s = socket.create_connection(("127.0.0.1", hub.port), 30)
        s.sendall((b"POST /v1/submission HTTP/1.1\r\nHost: x\r\nX-Slow:", b"GET /", f"POST /v1/key/{token}/submission HTTP/1.1\r\nHost: x\r\n"
                   f"Content-Type: multipart/form-data; boundary=X\r\nContent-Length: 1000\r\n\r\n--X".encode())[i % 3])
        crowd.append(s)
    c, took = duties.Client(hub, token), []
    for i in range(40):
        for s in random.Random(i).sample(crowd, 20):
            try:
                s.send(b"a")
            except OSError:
                pass
        began = time.monotonic()
        assert c.submit(duties.new_id()) == 201
        took.append(time.monotonic() - began)
    tap.ok(True, f"{SLOW} slow connections: 40 answers meanwhile, the slowest in {max(took) * 1000:.0f} ms")
    end = time.monotonic() + 40
    left = list(crowd)
    while left and time.monotonic() < end:
        left = [s for s in left if alive(s)]
        time.sleep(0.1)
    tap.equal(len(left), 0, "each is cut when its time is over")
    [s.close() for s in crowd]


def alive(s):
    s.setblocking(False)
    try:
        return s.recv(4096) != b""
    except BlockingIOError:
        return True
    except OSError:
        return False


def idle(hub, token):
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard < CROWD + 600:
        tap.skip(f"{CROWD} idle connections", f"only {hard} open files are allowed here")
        return
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    base = memory_mb(hub)
    crowd = []
    for _ in range(CROWD):
        crowd.append(socket.create_connection(("127.0.0.1", hub.port), 30))
    c = duties.Client(hub, token)
    tap.equal([c.submit(duties.new_id()) for _ in range(20)], [201] * 20, f"{CROWD} idle connections: answers are taken meanwhile")
    each = (memory_mb(hub) - base) * 1024 / CROWD
    if SANITIZED:
        tap.skip("and each costs less than 8 kB", "a sanitizer surrounds every allocation")
    else:
        tap.ok(each < 8, "and each costs less than 8 kB", f"{each:.2f} kB")
    [s.close() for s in crowd]


def noise(hub, token):
    """Random requests made of honest ones by a seed that is told."""
    seed = int(os.environ.get("SEED", "11"))
    r = random.Random(seed)
    body = duties.body(duties.instance(duties.new_id()), duties.part("f.jpg", b"x" * 50, "f.jpg"))
    honest = [
        f"POST /v1/key/{token}/submission?deviceID=a%20b HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary={duties.BOUNDARY}\r\n"
        f"Content-Length: {len(body)}\r\nExpect: x\r\nDate: Mon, 23 Nov 2026 03:15:00 GMT\r\n\r\n".encode() + body,
        f"POST /v1/key/{token}/batches HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-barrio-batch\r\nContent-Length: 40\r\n\r\n".encode() + b"BARRIO1\n".ljust(40, b"\1"),
        f"GET /v1/forms/parque/responses.csv?st={token}&where=a%20%3D%20%22b%22&from=2026-01-01&lang=es&split=1 HTTP/1.1\r\nHost: x\r\n\r\n".encode(),
        b"GET /forms/parque?lang=en HTTP/1.1\r\nHost: x\r\nCookie: barrio_session=abc; lang=es\r\nAccept-Language: es-MX,es;q=0.9\r\n\r\n",
        b"POST /signin HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 19\r\n\r\nname=a&password=b%2",
        f"GET /v1/formList?formID=%C3%B1 HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\nIf-None-Match: \"x\"\r\n\r\n".encode(),
    ]
    odd = [b"%", b"%0", b"%00", b"\0", b"\r\n", b"\xff\xfe", b"&", b"=", b"?" * 50, b"/" * 50, b"A" * 9000, b"..", b"--", b'"', b"%ff", b"-1", b"99999999999999999999"]
    codes, fives = set(), []
    for _ in range(REQUESTS):
        data = bytearray(r.choice(honest))
        for _ in range(r.randint(1, 6)):
            at = r.randrange(len(data) + 1)
            kind = r.randrange(4)
            if kind == 0:
                data[at:at + 1] = bytes([r.randrange(256)])
            elif kind == 1:
                data[at:at] = r.choice(odd)
            elif kind == 2:
                del data[at:at + r.randint(1, 40)]
            else:
                data[at:at] = data[at:at + r.randint(1, 60)]
        with socket.create_connection(("127.0.0.1", hub.port), 30) as s:
            try:
                s.sendall(data)
                s.shutdown(socket.SHUT_WR)
                s.settimeout(20)
                got = s.recv(4096)
            except OSError:
                continue
        m = re.match(rb"HTTP/1\.\d (\d+)", got)
        if m:
            codes.add(int(m[1]))
            if m[1] in (b"500", b"502"):
                fives.append(bytes(data))
    tap.equal(fives, [], f"{REQUESTS} random requests (SEED={seed}): none is the hub's fault")
    tap.ok({201, 400, 404} <= codes, "and they reached far into it", codes)


def main():
    with tempfile.TemporaryDirectory() as folder:
        hub = Hub(os.path.join(folder, "hub"), idle_s=5, request_s=12, connections=CROWD + 300)
        hub.publish(duties.FORM)
        token = hub.station("luna")
        resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
        assert hub.start()
        for case in (sql, xml, formulas, bombs, climbing, smuggling, noise, slow, idle):
            tap.attempt(case.__name__, case, hub, token)
            tap.attempt(case.__name__, still_serves, hub, token, case.__name__)
        left = os.listdir(os.path.join(hub.folder, "incoming"))
        tap.equal(left, [], "nothing is left behind")
        tap.equal(hub.stop(), 0, "the hub ends well")
    tap.done()


main()
