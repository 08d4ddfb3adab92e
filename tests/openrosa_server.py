"""A small OpenRosa server for tests: stores what it acknowledges, and
misbehaves as it is told. Standard library only.

    server = Server(quirk="")           # "central" or "kobo" for a few of their
                                         # ways; central_server.py and
                                         # kobo_server.py have all that we know
    server.fault = lambda n, path: ...   # a fault's name for the n-th request
    server.url                           # base for formList and submission
    server.stored                        # instanceID -> bytes
    Server(barrio="1")                   # a hub of ours, of that version: takes batches, too
"""
import hashlib
import http.server
import re
import socket
import ssl
import struct
import threading
import time

import batches

PORTAL = (b"<!DOCTYPE html><html><head><title>FreeWifi</title></head><body>"
          b"<form action=/login>Accept our terms</form></body></html>")
LIST_NS = "http://openrosa.org/xforms/xformsList"
MANIFEST_NS = "http://openrosa.org/xforms/xformsManifest"


def envelope(text, nature=""):
    return (f'<OpenRosaResponse xmlns="http://openrosa.org/http/response" items="0">'
            f'<message nature="{nature}">{text}</message></OpenRosaResponse>').encode()


def md5(data):
    return "md5:" + hashlib.md5(data).hexdigest()


def parts_of(body, content_type):
    boundary = re.search(r"boundary=([^;]+)", content_type)[1].strip('"').encode()
    found = []
    for piece in body.split(b"--" + boundary)[1:-1]:
        head, _, content = piece[2:].partition(b"\r\n\r\n")
        name = re.search(rb'name="([^"]*)"', head)[1].decode()
        found.append((name, content[:-2]))
    return found


class Quiet(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, address):
        """Clients are killed on purpose; what they leave is no error here."""


class Server:
    prefix = ""   # of the addresses that it gives
    idle_s = None  # an idle connection is closed after that

    def __init__(self, quirk="", tls=None, token=None, barrio=False, accept=10000000):
        self.quirk, self.token, self.barrio, self.accept = quirk, token, barrio, accept
        self.fault = lambda n, path: None
        self.stored, self.files, self.beside = {}, {}, {}
        self.conflicts, self.resent, self.racing = 0, 0, 0
        self.forms = {}  # id -> dict(name, version, xml, media={name: bytes}, hash=None)
        self.requests = []  # (method, path, headers, status or fault)
        self.in_flight = {}
        self.refuse = lambda row: None  # a batch's row -> (verdict, reason)
        self.cut = None                 # bytes of a batch that arrive
        self.lock = threading.Lock()
        self.httpd = Quiet(("127.0.0.1", 0), self.handler())
        scheme = "http"
        if tls:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(tls)
            self.httpd.socket = context.wrap_socket(self.httpd.socket, server_side=True)
            scheme = "https"
        self.port = self.httpd.server_address[1]
        self.url = f"{scheme}://127.0.0.1:{self.port}"
        threading.Thread(target=self.httpd.serve_forever, args=(0.02,), daemon=True).start()

    def close(self):
        self.httpd.shutdown()
        self.httpd.server_close()

    def posts(self):
        return [r for r in self.requests if r[0] == "POST"]

    def enter(self, request, path, body):
        """The path below the base; None when the request was answered here."""
        return path

    # What a request does, apart from how it is answered.
    def submit(self, body, content_type):
        parts = parts_of(body, content_type)
        xml = dict(parts).get("xml_submission_file")
        if xml is None:
            return 400, envelope("no xml_submission_file", "error")
        found = re.search(rb"<(?:\w+:)?instanceID>([^<]*)<", xml)
        if not found:
            return 400, envelope("no instanceID", "error")
        form = re.search(rb'\sid="([^"]*)"', xml)[1].decode()
        if self.forms and form not in self.forms:
            return 404, envelope("There is no form " + form, "error")
        key = found[1].decode()
        with self.lock:
            if self.quirk == "central" and key in self.in_flight:
                self.racing += 1
                return 409, envelope("This submission has been deleted. You may not "
                                     "resubmit it.", "error")
            self.in_flight[key] = True
        try:
            if self.quirk == "central":
                time.sleep(0.002)
            return self.store(key, xml, parts)
        finally:
            with self.lock:
                self.in_flight.pop(key, None)

    def store(self, key, xml, parts):
        with self.lock:
            if key in self.stored and self.stored[key] != xml:
                self.conflicts += 1
                return 409, envelope("A submission already exists with this ID, but with "
                                     "different content.", "error")
            again = key in self.stored
            self.resent += again
            self.stored[key] = xml
            for name, content in parts:
                if name == "barrio_envelope":
                    self.beside[key] = content
                elif name not in ("xml_submission_file", "*isIncomplete*"):
                    self.files.setdefault(key, {})[name] = content
        if again and self.quirk == "kobo":
            return 202, envelope("Duplicate submission")
        return 201, envelope("full submission upload was successful!")

    def take(self, path, body, content_type):
        """Status, type and body of the reply to a POST."""
        if self.barrio and path.startswith("/batches"):
            return 200, "application/x-barrio-receipts", self.take_batch(body)
        if not path.startswith("/submission"):
            return 404, "text/xml", envelope("nothing here", "error")
        status, text = self.submit(body, content_type)
        return status, "text/xml; charset=utf-8", text

    def take_batch(self, body):
        """Commits frame by frame, as far as they came."""
        rows, verdicts = [], []
        known = [batches.dictionary(f["xml"]) for f in self.forms.values()]
        for frame in batches.frames(body[:self.cut], known):
            for row in frame:
                rows.append(row)
                verdicts.append(self.refuse(row) or self.take_row(row))
        return batches.receipts(rows, verdicts)

    def take_row(self, row):
        if self.forms and row["form_id"] not in self.forms:
            return batches.WAITING, ""
        status, _ = self.store(row["id"], row["body"], [])
        self.beside[row["id"]] = row
        return (batches.STORED, "") if status < 300 else (batches.CONFLICT, "other bytes")

    def form_list(self):
        out = f'<?xml version="1.0"?><xforms xmlns="{LIST_NS}">'
        for name, form in self.forms.items():
            out += (f"<xform><formID>{name}</formID><name>{form.get('name', name)}</name>"
                    f"<version>{form['version']}</version>"
                    f"<hash>{form.get('hash') or md5(form['xml'])}</hash>"
                    f"<downloadUrl>{self.url}{self.prefix}/forms/{name}.xml</downloadUrl>")
            if form.get("media"):
                out += f"<manifestUrl>{self.url}{self.prefix}/forms/{name}/manifest</manifestUrl>"
            out += "</xform>"
        return (out + "</xforms>").encode()

    def manifest(self, name):
        out = f'<manifest xmlns="{MANIFEST_NS}">'
        for media, content in self.forms[name]["media"].items():
            out += (f"<mediaFile><filename>{media}</filename><hash>{md5(content)}</hash>"
                    f"<downloadUrl>{self.url}{self.prefix}/media/{name}/{media}</downloadUrl></mediaFile>")
        return (out + "</manifest>").encode()

    def download(self, path):
        if path == "/formList":
            return 200, "text/xml; charset=utf-8", self.form_list()
        found = re.fullmatch(r"/forms/(\w+)/manifest", path)
        if found:
            return 200, "text/xml; charset=utf-8", self.manifest(found[1])
        found = re.fullmatch(r"/forms/(\w+)\.xml", path)
        if found and found[1] in self.forms:
            return 200, "application/xml", self.forms[found[1]]["xml"]
        found = re.fullmatch(r"/media/(\w+)/(.+)", path)
        if found:
            return 200, "application/octet-stream", self.forms[found[1]]["media"][found[2]]
        return 404, "text/xml", envelope("not found", "error")

    def handler(server):
        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            timeout = server.idle_s

            def log_message(self, *args):
                pass

            def note(self, what):
                server.requests.append((self.command, self.path, dict(self.headers), what))

            def reply(self, status, kind, body, **headers):
                self.note(status)
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("X-OpenRosa-Version", "1.0")
                if server.barrio:
                    self.send_header("X-Barrio-Hub", "1" if server.barrio is True else server.barrio)
                if self.command in ("HEAD", "POST") and status < 300:
                    self.send_header("X-OpenRosa-Accept-Content-Length", str(server.accept))
                for name, value in headers.items():
                    self.send_header(name.replace("_", "-"), value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                if self.command != "HEAD" and status != 304:
                    self.wfile.write(body)

            def reset(self):
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER,
                                           struct.pack("ii", 1, 0))
                self.close_connection = True
                self.connection.close()

            def body(self):
                return self.rfile.read(int(self.headers.get("Content-Length") or 0))

            def misbehave(self, fault, body):
                kind = "text/xml; charset=utf-8"
                if fault == "portal":
                    return self.reply(200, "text/html", PORTAL)
                if fault == "redirect":
                    return self.reply(302, "text/html", b"", Location="http://login.invalid/")
                if fault == "asked":
                    return self.reply(429, kind, envelope("wait", "error"), Retry_After="3600")
                if fault in ("lost", "cut"):
                    if fault == "lost" and self.command == "POST":
                        server.take(self.path, body, self.headers["Content-Type"])
                    self.note(fault)
                    return self.reset()
                if fault == "truncated":
                    if self.command == "POST":
                        server.take(self.path, body, self.headers["Content-Type"])
                    self.note(fault)
                    self.wfile.write(b"HTTP/1.1 201 Created\r\nContent-Length: 500\r\n\r\n<Open")
                    self.close_connection = True
                    return None
                if fault == "stall":
                    self.note(fault)
                    time.sleep(4)
                    return self.reset()
                return self.reply(int(fault), kind, envelope(f"told to say {fault}", "error"))

            def signed_in(self):
                if server.token is None:
                    return True
                if server.quirk == "kobo" and server.token[0] == "digest":
                    return server.check_digest(self)
                if self.headers.get("Authorization") == server.token:
                    return True
                self.reply(403 if server.quirk == "central" else 401, "text/xml",
                           envelope("no such token", "error"))
                return False

            def handle_one(self):
                body = self.body()
                path = self.path.split("?")[0]
                fault = server.fault(len(server.requests), path)
                if fault:
                    return self.misbehave(fault, body)
                path = server.enter(self, path, body)
                if path is None or not self.signed_in():
                    return None
                if server.quirk == "central" and path in ("/formList", "/submission") and \
                        self.headers.get("X-OpenRosa-Version") != "1.0":
                    return self.reply(400, "text/xml", envelope("no version", "error"))
                if self.command == "HEAD":
                    return self.reply(204, "text/xml", b"")
                if self.command == "POST":
                    return self.reply(*server.take(path, body, self.headers["Content-Type"]))
                status, kind, text = server.download(path)
                tag = 'W/"' + hashlib.md5(text).hexdigest() + '"'
                if status == 200 and self.headers.get("If-None-Match") == tag:
                    return self.reply(304, kind, b"", ETag=tag)
                return self.reply(status, kind, text, ETag=tag)

            do_GET = do_HEAD = do_POST = handle_one
        return Handler

    def check_digest(self, request):
        _, user, password = self.token
        given = request.headers.get("Authorization", "")
        if given.startswith("Digest "):
            field = dict(re.findall(r'(\w+)="?([^",]+)"?', given))
            def h(text):
                return hashlib.md5(text.encode()).hexdigest()
            a1 = h(f"{user}:{field['realm']}:{password}")
            a2 = h(f"{request.command}:{field['uri']}")
            if field["response"] == h(f"{a1}:{field['nonce']}:{field['nc']}:"
                                      f"{field['cnonce']}:{field['qop']}:{a2}"):
                return True
        request.reply(401, "text/xml", b"",
                      WWW_Authenticate='Digest realm="kobo", nonce="abc", qop="auth"')
        return False
