"""A stand-in for KoboToolbox's receiver: what ODK Collect's sources and Kobo's
say of it, as far as a station can meet it. Each way of it has a name in
tests/e2e/kobo.py.

    server = Kobo()
    server.nonce      # of its digest; another one is stale
    server.anonymous  # the address for sends without signing in
"""
import base64
import hashlib
import re

from openrosa_server import Server, envelope

USER, PASSWORD, KEY = "ana", "p4ss word", "0123456789abcdef"


def h(text):
    return hashlib.md5(text.encode()).hexdigest()


class Kobo(Server):
    def __init__(self, qop="auth", **more):
        self.nonce, self.qop = "n1", qop
        self.challenged = []  # bytes of bodies that came without signing in
        self.open_user = "plaza"
        super().__init__(quirk="kobo", **more)

    @property
    def anonymous(self):
        return f"{self.url}/{self.open_user}"

    def is_digest_of(self, request, given):
        field = dict((k, a or b) for k, a, b in re.findall(r'(\w+)=(?:"([^"]*)"|([^",\s]+))', given))
        if field.get("nonce") != self.nonce:
            return False
        a1, a2 = h(f"{USER}:{field['realm']}:{PASSWORD}"), h(f"{request.command}:{field['uri']}")
        middle = f"{field['nc']}:{field['cnonce']}:{field['qop']}:" if self.qop else ""
        return field["response"] == h(f"{a1}:{field['nonce']}:{middle}{a2}")

    def enter(self, request, path, body):
        if path.startswith(f"/{self.open_user}/"):
            return path.removeprefix(f"/{self.open_user}")
        given = request.headers.get("Authorization", "")
        basic = "Basic " + base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
        if given in (basic, "Token " + KEY) or \
                (given.startswith("Digest ") and self.is_digest_of(request, given)):
            return path
        self.challenged.append(len(body))
        qop = f', qop="{self.qop}"' if self.qop else ""
        stale = ", stale=true" if given.startswith("Digest ") and self.nonce not in given else ""
        request.reply(401, "text/xml", envelope("Authentication required", "error"),
                      WWW_Authenticate=f'Digest realm="kobo", nonce="{self.nonce}", algorithm=MD5{qop}{stale}')
        return None
