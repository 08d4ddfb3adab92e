#!/usr/bin/python3
"""The hub's doors from outside: signing in, the second factor, sessions,
invitations, guesses and floods. Codes of the second factor are made by this
file's own few lines of RFC 6238."""
import base64
import concurrent.futures
import hashlib
import hmac
import os
import re
import socket
import struct
import sys
import tempfile
import time
import urllib.parse

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))
import tap  # noqa: E402
from browsing import Browsing  # noqa: E402
from stand import TOP, Hub  # noqa: E402

PASSWORD = "una frase bastante larga"
WRONG = "otra frase bastante larga"


def code_of(secret, when=None):
    counter = struct.pack(">Q", int((when or time.time()) // 30))
    digest = hmac.new(base64.b32decode(secret), counter, hashlib.sha1).digest()
    at = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[at:at + 4])[0] & 0x7fffffff) % 1000000:06}"


def add(hub, name, password=PASSWORD):
    hub.run("admin", "add", name, input=password + "\n")


def passwords(hub):
    add(hub, "ana")
    b = Browsing(hub)
    tap.equal(b.sign_in("ana", WRONG), 403, "a wrong password is refused")
    wrong = re.sub(r'value="[^"]*"', "", b.page)
    tap.equal(b.sign_in("nobody here", PASSWORD), 403, "so is an unknown name")
    tap.equal(re.sub(r'value="[^"]*"', "", b.page), wrong, "in the same words")
    tap.ok("barrio_session" not in b.cookies, "and no session begins")
    tap.equal(b.sign_in("ana", PASSWORD), 303, "the right one opens")
    tap.ok(b.is_in() and "Su cuenta" in b.page, "the own account")
    cookie = [c for c in b.reply.get_all("Set-Cookie") or []]
    Browsing(hub).sign_in("ana", PASSWORD)
    b2 = Browsing(hub)
    b2.sign_in("ana", PASSWORD)
    cookie = next(c for c in b2.reply.get_all("Set-Cookie") if c.startswith("barrio_session"))
    tap.ok("HttpOnly" in cookie and "SameSite=Lax" in cookie and "Path=/" in cookie, "scripts and other sites cannot use it",
           cookie)


def fixation(hub):
    b = Browsing(hub)
    b.cookies["barrio_session"] = "A" * 32
    b.sign_in("ana", PASSWORD)
    tap.ok(b.cookies["barrio_session"] != "A" * 32, "a session that somebody brought along is not taken over")
    thief = Browsing(hub)
    thief.cookies["barrio_session"] = "A" * 32
    tap.ok(not thief.is_in(), "and opens nothing")
    old = dict(b.cookies)
    b.get("/account")
    tap.equal(b.post("/signout"), 303, "signing out")
    thief.cookies = old
    tap.ok(not thief.is_in(), "ends the session, whoever kept its cookie")


def sessions(hub):
    home, office = Browsing(hub, **{"User-Agent": "Casa"}), Browsing(hub, **{"User-Agent": "Oficina"})
    for b in (home, office):
        b.sign_in("ana", PASSWORD)
    home.get("/account")
    tap.ok("Casa" in home.page and "Oficina" in home.page and home.page.count("(esta)") == 1,
           "the own sessions are listed, and which is this one")
    home.post("/account/sessions")
    tap.ok(home.is_in() and not office.is_in(), "all others end at a press")
    tap.ok("Oficina" not in home.page, "and are gone from the list")


def own_password(hub):
    add(hub, "eva")
    b, other = Browsing(hub), Browsing(hub)
    for each in (b, other):
        each.sign_in("eva", PASSWORD)
    b.get("/account")
    tap.equal(b.post("/account/password", password=WRONG, new="x" * 12), 400, "a new password needs the present one")
    tap.equal(b.post("/account/password", password=PASSWORD, new="corta"), 400, "and at least 10 letters")
    tap.equal(b.post("/account/password", password=PASSWORD, new="una frase nueva"), 200, "then it is changed")
    tap.ok(b.is_in() and not other.is_in(), "the other sessions end")
    tap.equal(Browsing(hub).sign_in("eva", PASSWORD), 403, "the old one opens no more")
    tap.equal(Browsing(hub).sign_in("eva", "una frase nueva"), 303, "the new one does")


def second_factor(hub):
    add(hub, "tere")
    b = Browsing(hub)
    b.sign_in("tere", PASSWORD)
    b.get("/account")
    secret = re.search(r'name="secret" value="(\w+)"', b.page)[1]
    tap.equal(b.post("/account/code", secret=secret, code="000000", password=PASSWORD), 400, "a wrong code sets nothing up")
    secret = re.search(r'name="secret" value="(\w+)"', b.page)[1]
    tap.equal(b.post("/account/code", secret=secret, code=code_of(secret), password=WRONG), 400, "nor a wrong password")
    tap.equal(b.post("/account/code", secret=secret, code=code_of(secret), password=PASSWORD), 200, "the app's code does")
    tap.equal(Browsing(hub).sign_in("tere", PASSWORD), 403, "from now on the password alone does not open")
    used = code_of(secret)
    tap.equal(Browsing(hub).sign_in("tere", PASSWORD, used), 403, "nor the code that was used before")
    later = code_of(secret, time.time() + 30)
    tap.equal(Browsing(hub).sign_in("tere", PASSWORD, later[:3] + " " + later[3:]), 303, "the next code opens")
    tap.equal(Browsing(hub).sign_in("tere", PASSWORD, later), 403, "once")
    b.get("/account")
    tap.equal(b.post("/account/code", password=PASSWORD), 200, "it can be ended with the password")
    tap.equal(Browsing(hub).sign_in("tere", PASSWORD), 303, "and then asks for no code")


def link_in(page):
    return re.search(r"<code>(http[^<]*/invite/\w+)</code>", page)[1]


def invitations(hub):
    leader = Browsing(hub)
    leader.sign_in("ana", PASSWORD)
    leader.get("/people")
    tap.equal(leader.post("/people", name="", role="expert"), 400, "an invitation needs a name")
    tap.equal(leader.post("/people", name="raul", role="king"), 400, "and a role that exists")
    tap.equal(leader.post("/people", name="raul", office="Obras", role="coordinator", form="", area=""), 200,
              "a Leader invites somebody")
    link = link_in(leader.page)
    tap.equal(leader.post("/people", name="raul", role="expert"), 400, "a name is given once")
    raul = Browsing(hub)
    tap.equal(raul.get(link[len(hub.url):]), 200, "the link shows a page")
    tap.equal(raul.get(link[len(hub.url):]), 200, "and is not used up by looking at it")
    tap.equal(raul.post(link[len(hub.url):], password="corta"), 400, "a short password is refused")
    tap.equal(raul.post(link[len(hub.url):], password=PASSWORD), 303, "a good one signs in")
    tap.ok(raul.is_in() and "Coordinación" in raul.page, "with the role")
    tap.equal(Browsing(hub).post(link[len(hub.url):], password=PASSWORD), 403, "the link works once")
    tap.equal(raul.get("/forms/new"), 403, "what the role does not include stays closed")
    return leader, raul


def recovery(hub):
    leader, raul = invitations(hub)
    leader.get("/people")
    one = re.search(r'<a href="(/people/\d+)">raul</a>', leader.page)[1]
    leader.get(one)
    leader.post(one, do="link")
    link = link_in(leader.page)[len(hub.url):]
    again = Browsing(hub)
    again.get(link)
    tap.equal(again.post(link, password="la nueva de raul"), 303, "who forgot the password chooses a new one by a link")
    tap.ok(not raul.is_in(), "sessions of before end")
    leader.post(one, do="role", role="expert", form="voz", area="")
    tap.ok("Persona experta" in leader.page, "a Leader gives a role")
    leader.post(one, do="unrole", role="expert", form="voz", area="")
    leader.get(one)
    tap.ok("Quitar esta función" in leader.page and "voz</td>" not in leader.page, "and takes it away")
    tap.equal(leader.post(one, do="end"), 400, "taking the access away needs a reason")
    tap.equal(leader.post(one, do="end", reason="se mudó"), 200, "with one it goes")
    tap.ok(not again.is_in(), "at once")
    tap.equal(Browsing(hub).sign_in("raul", "la nueva de raul"), 403, "and signing in fails")
    leader.get("/log")
    tap.ok("se mudó" in leader.page and "quitó el acceso" in leader.page, "the log has it with its reason")


def guessing(hub):
    add(hub, "berta")
    home = Browsing(hub)
    home.sign_in("berta", PASSWORD)
    home.get("/account")
    home.post("/signout")
    guesser = Browsing(hub)
    seen = [guesser.sign_in("berta", f"guess number {i}") for i in range(12)]
    tap.equal(seen, [403] * 10 + [429] * 2, "ten wrong guesses at a name, then no more are heard")
    tap.ok(guesser.reply["Retry-After"], "and it is said when to come back")
    tap.equal(guesser.sign_in("berta", PASSWORD), 429, "not even the right one")
    tap.equal(home.sign_in("berta", PASSWORD), 303, "who has signed in on a device before still does")
    stolen = Browsing(hub)
    stolen.cookies["barrio_device"] = home.cookies["barrio_device"]
    tap.equal(stolen.sign_in("ana", WRONG), 403, "the mark of one person")
    forged = home.cookies["barrio_device"][:16] + "0" * 32
    stolen.cookies["barrio_device"] = forged
    tap.equal(stolen.sign_in("berta", PASSWORD), 429, "a forged mark is none")
    limited = Browsing(hub)
    limited.cookies["barrio_device"] = home.cookies["barrio_device"]
    seen = [limited.sign_in("berta", f"guess number {i}") for i in range(11)]
    tap.equal(seen[-1], 429, "with a stolen mark ten guesses, too")
    link = hub.run("link", "berta")
    tap.ok(Browsing(hub, link).is_in(), "a link opens all the same")


def many_names_from_one_address(hub):
    seen = [Browsing(hub).sign_in(f"name {i}", PASSWORD) for i in range(45)]
    tap.ok(seen[0] == 403 and seen[-1] == 429, "an address that tries many names is stopped", seen)


def by_proxy(folder):
    hub = Hub(os.path.join(folder, "proxied"), behind_proxy="yes", public_url="https://hub.example.org")
    add(hub, "ana")
    assert hub.start()
    for i in range(45):
        Browsing(hub, **{"X-Forwarded-For": f"9.9.9.9, 192.0.2.{i}"}).sign_in(f"name {i}", PASSWORD)
    b = Browsing(hub, **{"X-Forwarded-For": "192.0.2.250"})
    tap.equal(b.sign_in("ana", PASSWORD), 303, "behind a proxy its clients are told apart")
    tap.ok("__Host-barrio_session" in b.cookies, "the cookie belongs to this host alone")
    cookie = next(c for c in b.reply.get_all("Set-Cookie") if "session" in c)
    tap.ok("; Secure" in cookie, "and goes over HTTPS only")
    tap.ok(b.get("/account") == 200 and "max-age" in b.reply["Strict-Transport-Security"], "browsers are told to stay there")
    spoof = [Browsing(hub, **{"X-Forwarded-For": f"192.0.3.{i}, 198.51.100.7"}).sign_in(f"x {i}", PASSWORD) for i in range(45)]
    tap.equal(spoof[-1], 429, "what a client writes of itself into the header does not count")
    hub.stop()


def at_once(hub):
    browsers = [Browsing(hub) for _ in range(10)]
    with concurrent.futures.ThreadPoolExecutor(10) as pool:
        seen = list(pool.map(lambda b: b.sign_in("ana", PASSWORD), browsers))
    tap.equal(seen, [303] * 10, "ten people sign in at once")


def gone_from_the_line(hub):
    form = urllib.parse.urlencode({"name": "ana", "password": PASSWORD})
    request = (f"POST /signin HTTP/1.1\r\nHost: hub\r\nContent-Type: application/x-www-form-urlencoded\r\n"
               f"Content-Length: {len(form)}\r\n\r\n{form}").encode()
    for _ in range(3):
        links = [socket.create_connection(("127.0.0.1", hub.port)) for _ in range(12)]
        [link.sendall(request) for link in links]
        # The first one's reply says that the others are in line behind it.
        links[0].recv(1)
        [link.close() for link in links]
    tap.equal(Browsing(hub).sign_in("ana", PASSWORD), 303, "whoever hangs up while waiting to sign in leaves the line to others")


def turning(folder):
    """A hub an hour and then two later."""
    hub = Hub(os.path.join(folder, "turning"))
    add(hub, "ana")
    assert hub.start(env={**os.environ, "BARRIO_NOW": "2026-11-23T10:00:00Z"})
    b = Browsing(hub)
    b.sign_in("ana", PASSWORD)
    first = b.cookies["barrio_session"]
    hub.stop()
    assert hub.start(env={**os.environ, "BARRIO_NOW": "2026-11-23T11:30:00Z"})
    twin = Browsing(hub)
    twin.cookies = dict(b.cookies)
    tap.ok(b.is_in() and b.cookies["barrio_session"] != first, "after an hour the session's secret turns")
    tap.ok(twin.is_in(), "a page on its way with the old one still arrives")
    hub.stop()
    assert hub.start(env={**os.environ, "BARRIO_NOW": "2026-11-23T11:32:00Z"})
    thief = Browsing(hub)
    thief.cookies = {"barrio_session": first}
    tap.ok(not thief.is_in(), "a copied one is worth nothing soon")
    tap.ok(b.is_in(), "the turned one opens")
    hub.stop()
    assert hub.start(env={**os.environ, "BARRIO_NOW": "2026-11-24T11:00:00Z"})
    tap.ok(not b.is_in(), "the next day one signs in again")
    hub.stop()


def links_of_others(hub):
    link = hub.run("link", "ana").strip()[len(hub.url):]
    b = Browsing(hub)
    tap.equal(b.ask("HEAD", link), 200, "a messenger that looks at a link")
    tap.equal(b.get(link, **{"Sec-Fetch-Site": "cross-site"}), 200, "and one that another site shows")
    tap.ok("barrio_session" not in b.cookies and "Con este enlace entra como" in b.page, "sign nobody in unasked")
    tap.equal(b.post(link), 303, "a press does")
    tap.equal(Browsing(hub).get(link), 403, "and uses the link up")


def main():
    with tempfile.TemporaryDirectory() as folder:
        hub = Hub(os.path.join(folder, "hub"))
        hub.publish(os.path.join(TOP, "tests", "forms", "voz.xml"))
        assert hub.start()
        for case in (passwords, fixation, sessions, own_password, second_factor, recovery, links_of_others, at_once, gone_from_the_line, guessing,
                     many_names_from_one_address):
            tap.attempt(case.__name__, case, hub)
        hub.stop()
        for case in (by_proxy, turning):
            tap.attempt(case.__name__, case, folder)
    tap.done()


main()
