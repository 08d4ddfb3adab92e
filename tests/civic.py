"""A city for tests: a hub whose Leader and Facilitator are signed in, and
residents whose answers arrive as any OpenRosa client would send them."""
import datetime
import http.cookiejar
import os
import re
import urllib.error
import urllib.parse
import urllib.request
import uuid

from lxml import etree

from stand import Hub

ATOM = "{http://www.w3.org/2005/Atom}"
OURS = "{tag:barrio.invalid,2026:bulletin}"


def today(days=0):
    return (datetime.date.today() + datetime.timedelta(days)).isoformat()


class Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


class Browser:
    """Somebody who is signed in; follows no redirect."""

    def __init__(self, hub, link):
        self.hub = hub
        self.opener = urllib.request.build_opener(
            Stay, urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
        status = self.ask("GET", link.strip()[len(hub.url):])[0]
        assert status == 303, status

    def ask(self, method, path, fields=None):
        data = urllib.parse.urlencode(fields).encode() if fields is not None else None
        request = urllib.request.Request(self.hub.url + path, data=data, method=method)
        try:
            with self.opener.open(request, timeout=30) as reply:
                return reply.status, reply.headers, reply.read()
        except urllib.error.HTTPError as e:
            return e.code, e.headers, e.read()

    def post(self, page, path, **fields):
        """Posts the form of a page, with its secret."""
        form = self.ask("GET", page)[2].decode()
        return self.ask("POST", path, {"csrf": re.search(r'name="csrf" value="([^"]*)"', form)[1], **fields})


class City:
    def __init__(self, folder, forms, roles=("leader", "facilitator", "sponsor", "coordinator", "expert")):
        self.hub = Hub(os.path.join(folder, "hub"), name="Barrio Luna")
        self.hub.publish(*forms)
        self.versions = dict(self.sql("SELECT form_id, version FROM form JOIN family ON family.id = form.family"))
        for role in roles:
            self.hub.run("admin", "add", role, "--no-password")
        self.sql("DELETE FROM duty")
        for role in roles:
            self.sql("INSERT INTO duty SELECT id, ?, '', '', 0 FROM person WHERE name = ?", role, role)
        assert self.hub.start()
        for role in roles:
            setattr(self, role, Browser(self.hub, self.hub.run("link", role)))
        self.token = None

    def sql(self, text, *values):
        return self.hub.sql(text, *values)

    def say(self, **fields):
        """The Leader signs an entry; the status of the reply."""
        fields.setdefault("standing", "open")
        return self.leader.post("/bulletin/new", "/bulletin", **fields)[0]

    def decide(self, decision, **fields):
        """The Facilitator decides on the oldest idea."""
        page = self.facilitator.ask("GET", "/ideas/review")[2].decode()
        number = re.search(r'name="number" value="(\d+)"', page)[1]
        return self.facilitator.post("/ideas/review", "/ideas/review", number=number, decision=decision, **fields)[0]

    def send(self, form, **answers):
        """A resident's answer, from one station."""
        self.token = self.token or self.hub.station("luna-9")
        fields = "".join(f"<{k}>{v}</{k}>" for k, v in answers.items())
        body = (f'<data id="{form}" version="{self.versions[form]}">{fields}'
                f"<meta><instanceID>uuid:{uuid.uuid4()}</instanceID></meta></data>").encode()
        mark = "----barrio"
        data = (f"--{mark}\r\nContent-Disposition: form-data; name=\"xml_submission_file\"; filename=\"a.xml\"\r\n"
                "Content-Type: text/xml\r\n\r\n").encode() + body + f"\r\n--{mark}--\r\n".encode()
        request = urllib.request.Request(self.hub.url + "/v1/submission", data=data, headers={
            "Content-Type": f"multipart/form-data; boundary={mark}", "Authorization": "Bearer " + self.token})
        with urllib.request.urlopen(request, timeout=30) as reply:
            assert reply.status == 201, reply.status

    def entries(self, kind, standing=None):
        tree = etree.fromstring(self.hub.get("/bulletin.atom")[2])
        found = []
        for e in tree.iter(ATOM + "entry"):
            entry = {c.tag.rpartition("}")[2]: c.text for c in e}
            entry["id"] = entry["id"].rpartition(":")[2]
            entry["kind"] = e.find(ATOM + "category").get("term")
            for name in ("people", "score"):
                entry.setdefault(name, None)
            if entry["kind"] == kind and standing in (None, entry["state"]):
                found.append(entry)
        return found

    def entry(self, wanted):
        return next(e for kind in ("idea", "reply", "promise", "problem") for e in self.entries(kind)
                    if e["id"] == wanted)

    def close(self):
        self.hub.stop()
