#!/usr/bin/python3
"""Stations become known to a hub by a code that is good once, by a key that
they make themselves, and cease to be known."""
import http.client
import os
import re
import socket
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, ".."))
import proof_reference
import stand
import tap
from relay import Relay

FORM = os.path.join(HERE, "..", "forms", "voz.xml")
SYNC = stand.program("barrio-sync")


class Board:
    """A bare board: no settings but where its data lies."""

    def __init__(self, top, name, *settings):
        self.folder = os.path.join(top, name)
        self.conf = self.folder + ".conf"
        with open(self.conf, "w") as file:
            file.write("\n".join((f"data = {self.folder}", f"targets = {self.folder}/none", *settings, "")))

    def run(self, *words):
        return subprocess.run([SYNC, "--config", self.conf, *words], capture_output=True, text=True, timeout=60)

    def path(self, *parts):
        return os.path.join(self.folder, *parts)

    def key(self, name="station.key"):
        with open(self.path("keys", name)) as file:
            magic, kind, name, secret = file.read().split()
        return proof_reference.Key(name, proof_reference.base64.b64decode(secret))


class Scene:
    def __init__(self, top):
        self.top = top
        self.hub = stand.Hub(os.path.join(top, "hub"))
        self.hub.publish(FORM)
        self.hub.start()
        self.relay = Relay(self.hub.port)

    def close(self):
        self.relay.close()
        self.hub.stop()

    def code(self, name):
        return self.hub.run("station", "enrol", name).strip()

    def keys(self, station):
        return [row[0] for row in self.hub.sql("SELECT key FROM station_key JOIN station ON station.id = station "
                                           "WHERE name = ? AND until_ms = 0", station)]


def case(function):
    with tempfile.TemporaryDirectory() as top:
        scene = Scene(top)
        try:
            tap.attempt(function.__name__.replace("_", " "), function, scene)
        finally:
            scene.close()


def a_board_enrols_with_a_code(s):
    code = s.code("Luna 3, Plaza")
    tap.ok(re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){2}", code), "the code is short and plain", code)
    board = Board(s.top, "a")
    done = board.run("enrol", s.hub.url, code.lower().replace("0", "o").replace("1", "l"))
    tap.ok(done.returncode == 0 and "enrolled as Luna 3, Plaza" in done.stdout, "it works as people type it",
           done.stdout + done.stderr)
    modes = {name: oct(os.stat(board.path("keys", name)).st_mode & 0o777)
             for name in ("", "station.key", "enrolled.conf")}
    tap.equal(modes, {"": "0o700", "station.key": "0o600", "enrolled.conf": "0o600"}, "only the agent may read its key")
    key = board.key()
    tap.equal(s.keys("Luna 3, Plaza"), [key.verifier()], "the hub knows the public half, made on the board")
    tap.ok(re.fullmatch(r"Luna-3--Plaza\.\d+/1", key.name), "under a name that can sign", key.name)
    tap.equal(board.run("--once").returncode, 0, "with no other settings the agent delivers")
    tap.ok(os.path.exists(board.path("forms", "voz.xml")), "and has its forms")
    with open(board.path("keys", "enrolled.conf")) as file:
        tap.ok("hub_key = " + s.hub.run("key").strip() in file.read(), "it believes this hub's key alone")
    other = Board(s.top, "b")
    done = other.run("enrol", s.hub.url, code)
    tap.equal((done.returncode, s.keys("Luna 3, Plaza")), (1, [key.verifier()]), "a code is good once")
    tap.ok("ask for a new one" in done.stderr, "and says what to do", done.stderr)
    tap.equal(board.run("--once").returncode, 0, "the first board is not disturbed")


def wrong_and_old_codes_open_nothing(s):
    board = Board(s.top, "a")
    code = s.code("luna")
    for what, typed in (("a wrong one", "7K2M-9QXT-4HWZ"), ("a short one", code[:-1]), ("a word", "password")):
        tap.equal(board.run("enrol", s.hub.url, typed).returncode, 1, f"{what} is refused")
    s.hub.sql("UPDATE enrolment SET ends_ms = 1")
    tap.equal(board.run("enrol", s.hub.url, code).returncode, 1, "one that is too old is refused")
    code = s.code("luna")
    newer = s.code("luna")
    tap.equal(board.run("enrol", s.hub.url, code).returncode, 1, "a later code ends the earlier one")
    s.hub.run("station", "add", "luna")
    s.hub.run("station", "revoke", "luna")
    tap.equal(board.run("enrol", s.hub.url, newer).returncode, 1, "revoking ends codes, too")
    tap.equal(s.hub.sql("SELECT count(*) FROM station_key"), [(0,)], "no key is known by all that")
    done = board.run("enrol", s.hub.url.replace("127.0.0.1", "0.0.0.0"), s.code("luna"))
    tap.ok(done.returncode == 1 and "unencrypted" in done.stderr, "no code leaves the machine in the clear", done.stderr)


def a_lost_reply_costs_nothing(s):
    board = Board(s.top, "a")
    code = s.code("luna")
    s.relay.spoil = lambda path, body: None
    tap.equal(board.run("enrol", s.relay.url, code).returncode, 1, "the reply is lost")
    tap.equal(len(s.keys("luna")), 1, "the hub knows the key already")
    s.relay.spoil = lambda path, body: body
    tap.equal(board.run("enrol", s.relay.url, code).returncode, 0, "the same code and key again are answered")
    tap.equal(s.keys("luna"), [board.key().verifier()], "there is one key")
    tap.equal(board.run("--once").returncode, 0, "and it works")


def ask_hub(s, path, key, *signers, token=None, code=None):
    """A request of our own making."""
    text = "barrio.identity/1\n" + (f"code {code}\n" if code else "") + f"key {key.verifier()}\n"
    note = text + "\n" + "".join(k.sign_line(text) for k in signers)
    hub = http.client.HTTPConnection("127.0.0.1", s.hub.port)
    hub.request("POST", path, note.encode(), {"Authorization": f"Bearer {token}"} if token else {})
    reply = hub.getresponse()
    return reply.status, reply.read().decode()


def whoever_guesses_codes_is_stopped(s):
    key, code = proof_reference.Key("station/0", b"\1" * 32), s.code("luna").replace("-", "")
    said = [ask_hub(s, "/enrol", key, key, code=f"7K2M9QXT4H{n:02}")[0] for n in range(10)]
    tap.equal(said, [403] * 10, "ten wrong codes are refused")
    status, text = ask_hub(s, "/enrol", key, key, code=code)
    tap.ok(status == 429 and "token" not in text, "then even the right one has to wait", (status, text))
    tap.equal(s.keys("luna"), [], "and opens nothing")


def nobody_enrols_what_he_cannot_sign_for(s):
    victim, thief = proof_reference.Key("station/0", b"\1" * 32), proof_reference.Key("station/0", b"\2" * 32)

    def ask(path, key, *signers, **more):
        return ask_hub(s, path, key, *signers, **more)

    code = s.code("luna").replace("-", "")
    tap.equal(ask("/enrol", victim, thief, code=code)[0], 400, "a key without its own signature is refused")
    tap.equal(ask("/enrol", victim, code=code)[0], 400, "a request without a signature is refused")
    status, text = ask("/enrol", victim, victim, code=code)
    tap.equal(status, 200, "the same with its signature is taken")
    token = re.search(r"^token (\S+)$", text, re.M)[1]
    tap.equal(ask("/key", thief, thief, token=token)[0], 403, "a token alone does not replace a key")
    tap.equal(ask("/key", thief, thief)[0], 401, "nor does nothing at all")
    named = proof_reference.Key(re.search(r"^key ([^+]+)\+", text, re.M)[1], b"\1" * 32)
    status, text = ask("/key", thief, thief, named, token=token)
    tap.equal((status, "luna/2+" in text), (200, True), "the key before can name its successor")
    tap.equal(ask("/key", victim, victim, named, token=token)[0], 403, "but only once")


def a_station_with_a_token_gets_a_key_by_itself(s):
    token = s.hub.station("luna")
    board = Board(s.top, "a", f"url = {s.hub.url}", f"token = {token}", "station = luna")
    tap.equal(board.run("--once").returncode, 0, "it delivers")
    tap.equal(s.keys("luna"), [board.key().verifier()], "and the hub knows its key")
    copy = Board(s.top, "b", f"url = {s.hub.url}", f"token = {token}", "station = luna")
    copy.run("--once")
    done = copy.run("status")
    tap.ok("by another key" in done.stdout, "another board with the same token is told", done.stdout)
    tap.equal(s.keys("luna"), [board.key().verifier()], "and does not take its place")


def keys_are_replaced_and_revoked(s):
    board = Board(s.top, "a")
    board.run("enrol", s.hub.url, s.code("luna"))
    first = board.key()
    done = board.run("rotate-key")
    second = board.key()
    tap.ok(done.returncode == 0 and second.name == "luna/2" and second.public != first.public,
           "the station has a new key", done.stdout + done.stderr)
    tap.equal(s.keys("luna"), [second.verifier()], "the hub knows only the new one")
    tap.equal(board.key("station-previous.key").public, first.public, "the old one is kept beside it")
    url, s.hub.url = s.hub.url, s.relay.url
    with open(board.path("keys", "enrolled.conf")) as file:
        text = file.read().replace(url, s.relay.url)
    with open(board.path("keys", "enrolled.conf"), "w") as file:
        file.write(text)
    s.relay.spoil = lambda path, body: None if path.startswith("/key") else body
    tap.equal(board.run("rotate-key").returncode, 1, "a lost reply to a third one")
    s.relay.spoil = lambda path, body: body
    tap.equal(board.run("rotate-key").returncode, 0, "is asked for again")
    tap.equal((board.key().name, s.keys("luna")), ("luna/3", [board.key().verifier()]), "and both agree again")
    s.hub.run("station", "revoke", "luna")
    tap.equal(s.keys("luna"), [], "revoking a station ends its key")
    board.run("--once")
    tap.ok("revoked" in board.run("status").stdout, "and the station says so", board.run("status").stdout)
    tap.equal(board.run("enrol", s.relay.url, s.code("luna")).returncode, 0, "a new code brings it back")
    tap.equal((board.run("--once").returncode, board.key().name), (0, "luna/4"), "with a key of its own again")


def the_kiosk_never_opens_the_key(s):
    board = Board(s.top, "a")
    board.run("enrol", s.hub.url, s.code("luna"))
    log = os.path.join(s.top, "trace")
    subprocess.run(["script", "-qec", " ".join(
        ["timeout", "3", *stand.traced("-e", "trace=open,openat", "-o", log), stand.program("barrio-kiosk"),
         "--data", board.folder]), "/dev/null"], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, timeout=60)
    with open(log) as file:
        opened = file.read()
    tap.ok(f"{board.folder}/station.db" in opened and "/keys" not in opened,
           "it opens the store and no key", [line for line in opened.splitlines() if "/keys" in line])


def another_hub():
    """A server that counts who comes to it."""
    listener = socket.create_server(("127.0.0.1", 0))
    listener.setblocking(False)
    return listener


def comers(listener):
    count = 0
    while True:
        try:
            listener.accept()[0].close()
            count += 1
        except BlockingIOError:
            return count


def a_kiosk_that_was_taken_over_leads_nobody_astray(s):
    """The packages' own users: both may write in the station's folder, the
    kiosk's puts keys and settings of its own in the place of the agent's."""
    if os.getuid() != 0:
        return tap.skip("the kiosk's user leads the agent astray", "needs root to be two users")
    agent, kiosk, group = 64001, 64002, 64003
    os.chmod(s.top, 0o755)
    board = Board(s.top, "a")
    os.chmod(board.conf, 0o644)
    os.mkdir(board.folder)
    os.chown(board.folder, agent, group)
    os.chmod(board.folder, 0o2770)
    subprocess.run([stand.program("barrio-kiosk"), "doctor", "--data", board.folder], stdout=subprocess.DEVNULL, timeout=60,
                   umask=0o022)
    made = os.stat(board.path("station.db"))
    tap.equal((made.st_uid, made.st_gid, oct(made.st_mode & 0o777)), (agent, group, "0o660"),
              "the store that root's doctor made is the station's: agent and kiosk may write it")
    tap.equal(board.run("enrol", s.hub.url, s.code("luna")).returncode, 0, "root enrols for the agent's user")
    tap.equal({os.stat(board.path("keys", n)).st_uid for n in ("", "station.key", "enrolled.conf")}, {agent},
              "whose keys and settings they are")

    def as_user(user, *argv):
        return subprocess.run(["setpriv", f"--reuid={user}", f"--regid={group}", "--clear-groups", "--", *argv],
                              capture_output=True, text=True, timeout=60)

    def once():
        return as_user(agent, SYNC, "--config", board.conf, "--once")

    tap.equal(once().returncode, 0, "it delivers")
    away = another_hub()
    settings = f"url = http://127.0.0.1:{away.getsockname()[1]}\nauth = bearer\ntoken = x\nstation = luna\nstall_s = 1\n"
    script = f'cd "{board.folder}" && cat keys/station.key'
    tap.ok("Permission denied" in as_user(kiosk, "sh", "-c", script).stderr, "the kiosk's user reads no key")
    script = f'cd "{board.folder}" && mv keys away && mkdir keys && printf %s "$1" >keys/enrolled.conf && chmod -R a+rX keys'
    tap.equal(as_user(kiosk, "sh", "-c", script, "sh", settings).returncode, 0, "it may put others in their place")
    for who, done in (("the agent", once()), ("root's command", board.run("--once")), ("status", board.run("status"))):
        tap.ok(done.returncode != 0 and f"keys/enrolled.conf belongs to user {kiosk}" in done.stderr,
               f"{who} refuses settings of the kiosk's", done.stdout + done.stderr)
    tap.equal(comers(away), 0, "and goes nowhere")
    os.unlink(board.path("keys", "enrolled.conf"))
    done = board.run("enrol", s.hub.url, s.code("luna"))
    tap.ok(done.returncode != 0 and "keys belongs to user" in done.stderr, "no key is made in a folder of the kiosk's",
           done.stderr)
    os.rmdir(board.path("keys"))
    os.symlink(s.top, board.path("keys"))
    done = board.run("enrol", s.hub.url, s.code("luna"))
    tap.ok(done.returncode != 0 and not os.path.exists(os.path.join(s.top, "enrolled.conf")), "nor through its link",
           done.stderr)
    tap.equal(os.stat(s.top).st_mode & 0o777, 0o755, "whose target stays as it was")
    os.unlink(board.path("keys"))
    os.rename(board.path("away"), board.path("keys"))
    with open(board.path("keys", "enrolled.conf"), "w") as file:
        file.write(settings)
    once()
    tap.ok(comers(away) > 0, "the same settings of the agent's own would have led there")
    away.close()


for function in (a_board_enrols_with_a_code, wrong_and_old_codes_open_nothing, a_lost_reply_costs_nothing,
                 whoever_guesses_codes_is_stopped, nobody_enrols_what_he_cannot_sign_for, a_station_with_a_token_gets_a_key_by_itself,
                 keys_are_replaced_and_revoked, the_kiosk_never_opens_the_key,
                 a_kiosk_that_was_taken_over_leads_nobody_astray):
    case(function)
tap.done()
