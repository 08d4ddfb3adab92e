"""A stand-in for ODK Central: what its backend (commit 4f5943d of August 2026)
was measured to do, as far as a station can meet it. Each way of it has a name
in tests/e2e/central.py. It stores in memory and answers nobody in a hurry.

    server = Central(tls=None, idle_s=5)
    server.bearer, server.in_path, server.in_query   # where its token may stand
"""
import json
import re
import time
import urllib.parse

from openrosa_server import Server, envelope, md5, parts_of

TOKEN = "a!bc$" + "0aZ9" * 14 + "xyz"  # 64 of [A-Za-z0-9!$]
WEB_USER = "Basic " + "dTpw"           # u:p
VERSIONED = ("/formList", "/submission")
DELETED = "This submission has been deleted. You may not resubmit it."


def said(code, message, **more):
    return json.dumps(dict(message=message, code=code, **more)).encode()


class Central(Server):
    def __init__(self, idle_s=5, **more):
        self.idle_s = idle_s
        self.states, self.deleted, self.entities = {}, set(), set()
        self.dropped, self.invented = [], []
        super().__init__(accept=100000000, **more)

    @property
    def in_path(self):
        return f"{self.url}/v1/key/{TOKEN}/projects/1"

    @property
    def bearer(self):
        return f"{self.url}/v1/projects/1"

    @property
    def in_query(self):
        return f"{self.url}/v1/projects/1?st={urllib.parse.quote(TOKEN)}"

    def shown(self, request):
        """The token that a request shows, and the rest of its path."""
        path, _, query = request.path.partition("?")
        found = re.fullmatch(r"/v1/key/([^/]*)(/projects/1/.*)", path)
        if found:
            return urllib.parse.unquote(found[1]), "/v1" + found[2]
        token = urllib.parse.parse_qs(query).get("st", [""])[0]
        given = request.headers.get("Authorization", "")
        return token or given.removeprefix("Bearer "), path

    def refuse_sign_in(self, request, token):
        """True when it was refused; without WWW-Authenticate in any case."""
        if token.startswith("Basic "):
            is_secure = self.url.startswith("https") or request.headers.get("X-Forwarded-Proto") == "https"
            if is_secure and token == WEB_USER:
                return False
            request.reply(401, "application/json",
                          said(401.2, "Could not authenticate with the provided credentials.") if is_secure else
                          said(401.3, "This authentication method is only available over HTTPS"))
            return True
        if token == TOKEN:
            return False
        if re.fullmatch(r"[A-Za-z0-9!$]{64}", token):
            request.reply(403, "application/json", said(403.1, "The authenticated actor does not have rights"))
        else:
            request.reply(401, "application/json", said(401.2, "Could not authenticate"))
        return True

    def enter(self, request, path, body):
        token, path = self.shown(request)
        below = path.removeprefix("/v1/projects/1")
        self.prefix = request.path.split("?")[0].removesuffix(below)
        if self.refuse_sign_in(request, token):
            return None
        if (below in VERSIONED or below.endswith("/manifest")) and \
                request.headers.get("X-OpenRosa-Version") != "1.0":
            request.reply(400, "text/xml", envelope("Expected X-OpenRosa-Version to be 1.0", "error"))
            return None
        return below

    def form_list(self):
        kept = self.forms
        self.forms = {k: v for k, v in kept.items() if self.states.get(k, "open") == "open"}
        try:
            return super().form_list()
        finally:
            self.forms = kept

    def manifest(self, name):
        """The hash of an entity list is of its last change, not of its bytes."""
        text = super().manifest(name)
        for media, content in self.forms[name]["media"].items():
            if media in self.entities:
                text = text.replace(b"<mediaFile><filename>" + media.encode(),
                                    b'<mediaFile type="entityList"><filename>' + media.encode())
                text = text.replace(md5(content).encode(), b"md5:" + b"7" * 32)
        return text

    def take(self, path, body, content_type):
        xml_type = "text/xml; charset=utf-8"
        if path != "/submission":
            return 404, "application/json", said(404.1, "Could not find the resource you were looking for.")
        try:
            parts = parts_of(body, content_type)
            xml = dict(parts)["xml_submission_file"]
        except (TypeError, KeyError, IndexError):
            return 400, "application/json", said(400.39, "The multipart data could not be read")
        try:
            text = xml.decode()
            assert "\0" not in text
        except (UnicodeDecodeError, AssertionError):
            return 500, "application/json", b'{"message":"Internal Server Error"}'
        status, message = self.judge(text, xml, parts)
        return status, xml_type, envelope(message, "" if status == 201 else "error")

    def judge(self, text, xml, parts):
        """Its own order of questions; what is no XML at all is stored as well."""
        form = re.search(r'\sid="([^"]*)"', text)
        if not form or form[1] not in self.forms:
            return 404, "Could not find the resource you were looking for."  # 404.1
        version = re.search(r'\sversion="([^"]*)"', text)
        if (version[1] if version else "") not in self.forms[form[1]].get("versions", [self.forms[form[1]]["version"]]):
            return 404, "The form version specified in this submission does not exist."  # 404.6
        if self.states.get(form[1]) == "closed":
            return 409, "This form is not currently accepting submissions."  # 409.2
        found = re.search(r"<(?:\w+:)?instanceID>([^<]*)<", text)
        if not found or not found[1]:
            self.invented.append(xml)
            return 201, "full submission upload was successful!"
        return self.keep(found[1], xml, parts)

    def keep(self, key, xml, parts):
        if key in self.deleted:
            return 409, DELETED  # 409.18
        with self.lock:
            if key in self.in_flight:
                self.racing += 1
                return 409, DELETED
            self.in_flight[key] = True
        try:
            time.sleep(0.002)
            named = [(n, c) for n, c in parts if n == "xml_submission_file" or f">{n}<".encode() in xml]
            self.dropped += [n for n, _ in parts if n not in dict(named)]
            status, text = self.store(key, xml, named)
            message = re.search(rb">([^<]+)</message>", text)[1].decode()
            return status, message
        finally:
            with self.lock:
                self.in_flight.pop(key, None)
