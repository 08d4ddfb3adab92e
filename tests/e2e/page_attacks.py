#!/usr/bin/python3
"""Attacks on the hub's pages, as somebody outside would try them: forged
forms, markup in whatever others can write, guessed tokens, redirects, headers,
frames, and what caches would tell the next person at the same screen."""
import html
import html.parser
import http.client
import os
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))
import tap  # noqa: E402
from browsing import Browsing  # noqa: E402
from stand import TOP, Hub  # noqa: E402

MARK = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"
FORM = """<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"><h:head>
<h:title>{m}</h:title><model><instance><data id="mala" version="1"><gusta/><texto/><meta><instanceID/></meta></data></instance>
<bind nodeset="/data/gusta" type="string"/><bind nodeset="/data/texto" type="string"/></model></h:head><h:body>
<select1 ref="/data/gusta"><label>{m}</label><item><label>{m}</label><value>si</value></item></select1>
<input ref="/data/texto"><label>{m}</label></input></h:body></h:html>"""
PAGES = ("/", "/forms/mala", "/forms/mala/answers?f=1&where=%3Cscript%3E", "/forms/mala/answers", "/forms/mala/answers/1",
         "/forms/mala/cross", "/forms/mala/map", "/forms/mala/schedule", "/stations", "/quarantine", "/forms/new", "/people",
         "/people/1", "/tokens", "/log", "/account", "/who/mala", "/signin", "/nada", "/<script>alert(1)</script>")
POSTS = ("/signout", "/account/password", "/account/code", "/account/sessions", "/people", "/people/1", "/stations",
         "/stations/area", "/stations/revoke", "/quarantine", "/forms/mala/schedule", "/forms/mala/answers/1", "/tokens",
         "/tokens/revoke")


def submit(hub, token, xml, file_name="a"):
    link = http.client.HTTPConnection("127.0.0.1", hub.port)
    link.request("POST", f"/v1/key/{token}/submission",
                 f'--b\r\nContent-Disposition: form-data; name="xml_submission_file"; filename="{file_name}"\r\n\r\n{xml}\r\n--b--'
                 f'\r\n', {"Content-Type": "multipart/form-data; boundary=b"})
    return link.getresponse().read()


def prepare(folder):
    """A hub in which everything that others can write is markup."""
    hub = Hub(os.path.join(folder, "hub"))
    form = os.path.join(folder, "mala.xml")
    with open(form, "w") as f:
        f.write(FORM.format(m=html.escape(MARK)))
    hub.publish(form)
    token = hub.station(MARK[:79])
    assert hub.start()
    body = f'<data id="mala" version="1"><gusta>si</gusta><texto>{html.escape(MARK)}</texto><meta><instanceID>uuid:' \
           f"{html.escape(MARK)}</instanceID></meta></data>"
    submit(hub, token, body, "&lt;script&gt;.xml")
    submit(hub, token, body.replace('version="1"', 'version="&lt;script&gt;"').replace("uuid:", "uuid:2"))
    leader = Browsing(hub, hub.run("link"))
    leader.get("/people")
    leader.post("/people", name=MARK[:70], office=MARK, role="facilitator", form="", area="")
    leader.post("/tokens", **{"name": MARK[:70], "answers.export": "1"})
    leader.post("/people/1", do="role", role="facilitator", form="", area="")
    leader.get("/forms/mala/answers/1")
    leader.post("/forms/mala/answers/1", state="hasIssues", comment=MARK)
    leader.get("/stations")
    leader.post("/stations", name=MARK[20:70], area=MARK[:60], how="code")
    return hub, leader, token


class Active(html.parser.HTMLParser):
    """What would run: scripts, pictures that are not ours, event handlers."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attributes):
        if tag in ("script", "img", "iframe", "object") or any(name.startswith("on") for name, _ in attributes):
            self.found.append((tag, attributes))


def active(page):
    reader = Active()
    reader.feed(page)
    return reader.found


def markup(leader):
    tap.equal([tag for tag, _ in active(f"<p>{MARK}</p>")], ["script", "img"], "markup that is not escaped would be seen")
    bad = []
    for path in PAGES:
        leader.get(path.replace("<", "%3C").replace(">", "%3E"))
        bad += [(path, found) for found in active(leader.page)]
    tap.equal(bad, [], "markup in answers, labels, titles, station, person and file names, reasons and addresses is text")
    leader.get("/forms/mala/answers/1")
    tap.ok(html.escape("<script>alert(1)</script>", quote=False) in leader.page, "and it was there to be found")


def forged_forms(hub, leader):
    other = Browsing(hub, hub.run("link"))
    taken, elsewhere = [], []
    for path in POSTS:
        for csrf in ("", "0" * 32, other.csrf()):
            if leader.ask("POST", path, b"csrf=" + csrf.encode()) != 403 or "open for too long" not in leader.page + "":
                taken.append((path, csrf, leader.status))
        leader.get("/account")
        secret = leader.csrf().encode()
        for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "https://evil.example"},
                        {"Origin": "null"}):
            if leader.ask("POST", path, b"csrf=" + secret, **headers) != 403:
                elsewhere.append((path, headers, leader.status))
    tap.equal(taken, [], "a form without the session's own secret changes nothing")
    tap.equal(elsewhere, [], "nor does one that another site sends, even with the secret")
    tap.equal(Browsing(hub).ask("POST", "/signin", b"name=a&password=b", Origin="https://evil.example"), 403,
              "another site cannot sign a browser in")
    tap.ok(leader.is_in(), "and the session goes on")


def frames_and_caches(hub, leader):
    framed, kept = [], []
    for path in PAGES[:-1]:
        leader.get(path)
        if leader.reply["X-Frame-Options"] != "DENY" or "frame-ancestors 'none'" not in leader.reply["Content-Security-Policy"]:
            framed.append(path)
        if leader.reply["Cache-Control"] != "no-store":
            kept.append((path, leader.reply["Cache-Control"]))
        if "default-src 'none'" not in leader.reply["Content-Security-Policy"] or leader.reply["X-Content-Type-Options"] != "nosniff":
            framed.append(path)
    tap.equal(framed, [], "no page can be framed, run scripts or be taken for another type")
    for path in ("/forms/mala/responses.csv", "/forms/mala/responses.jsonl"):
        leader.get(path)
        if leader.reply["Cache-Control"] != "no-store" or "attachment" not in leader.reply["Content-Disposition"]:
            kept.append(path)
    tap.equal(kept, [], "nothing of a person's pages and downloads is kept by caches")
    leader.get("/style.css")
    etag = leader.reply["ETag"]
    tap.equal(Browsing(hub).get("/style.css", **{"If-None-Match": etag}), 304, "what is the same for all may be kept")
    tap.equal(Browsing(hub).get("/forms/mala"), 303, "the next person at the screen is asked to sign in")


def redirects(hub, leader):
    wrong = []
    for path in ("//evil.example", "/%2f/evil.example", "/\\evil.example", "/signin?next=https://evil.example",
                 "/?lang=https://evil.example", "/forms/%2f%2fevil.example", "/enter/%2f%2fevil.example"):
        for b in (leader, Browsing(hub)):
            b.get(path)
            to = b.reply["Location"] or "/"
            if not to.startswith("/") or to.startswith("//") or "evil" in to:
                wrong.append((path, to))
    b = Browsing(hub)
    b.get("/", Host="evil.example")
    tap.ok("evil" not in str(b.reply), "a foreign Host leads nowhere", str(b.reply))
    tap.equal(wrong, [], "no address sends a visitor to another site")


def headers(hub, leader):
    wrong = []
    for path in ("/?lang=es%0d%0aX-Evil:1", "/%0d%0aX-Evil:1", "/forms/mala%0d%0aX-Evil:1/responses.csv", "/forms/mala%0d%0aX-Evil:1",
                 "/forms/mala/responses.csv?lang=%0d%0aX-Evil:1"):
        leader.get(path)
        if leader.reply["X-Evil"]:
            wrong.append(path)
    leader.get("/stations")
    leader.post("/stations", name="a\r\nX-Evil: 1", how="code")
    tap.ok(not leader.reply["X-Evil"] and wrong == [], "no text from outside becomes a header", wrong)


def guesses(hub, token):
    good = list(token)
    replies = set()
    for i in (0, 15, 31):
        near = good.copy()
        near[i] = "A" if near[i] != "A" else "B"
        replies.add(hub.get("/v1/formList", "".join(near))[::2])
    replies.add(hub.get("/v1/formList", "A" * 32)[::2])
    tap.ok(len(replies) == 1 and next(iter(replies))[0] == 403,
           "a token that is nearly right is answered like any other wrong one", replies)
    tap.equal(hub.get("/v1/formList", token)[0], 200, "the right one opens")
    b = Browsing(hub)
    b.cookies["barrio_session"] = token
    tap.ok(not b.is_in(), "a station's token is no session")
    for name, path in (("a link", "/enter/"), ("an invitation", "/invite/")):
        tap.equal({b.get(path + guess) for guess in ("A" * 32, "x", "%00", "A" * 5000)} - {403, 404, 414, 400, 431}, set(),
                  f"{name} that was guessed opens nothing")
    kept = open(os.path.join(hub.folder, "hub.db"), "rb").read()
    tap.ok(token.encode() not in kept, "the archive does not hold the tokens themselves")


def between_people(hub, leader):
    """What one person's page shows is not another's."""
    hub.run("admin", "add", "otra", "--no-password")
    other = Browsing(hub, hub.run("link", "otra"))
    leader.get("/account")
    mine = leader.csrf()
    other.get("/account")
    tap.ok(other.csrf() != mine and ">admin<" not in other.page, "two people at two screens share nothing")
    other.post("/signout")
    tap.ok("cache" in (other.reply["Clear-Site-Data"] or ""), "signing out clears what the browser kept")


def main():
    with tempfile.TemporaryDirectory() as folder:
        hub, leader, token = prepare(folder)
        leader.headers["Accept-Language"] = "en"
        for name, case in (("markup", lambda: markup(leader)), ("forged", lambda: forged_forms(hub, leader)),
                           ("frames", lambda: frames_and_caches(hub, leader)), ("redirects", lambda: redirects(hub, leader)),
                           ("headers", lambda: headers(hub, leader)), ("guesses", lambda: guesses(hub, token)),
                           ("between", lambda: between_people(hub, leader))):
            tap.attempt(name, case)
        hub.stop()
    tap.done()


main()
