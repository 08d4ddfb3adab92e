#!/usr/bin/python3
"""A hub that cheats, as a process of its own: cheating_hub.py PORT KEYFILE LIE
serves what the true hub at PORT serves, but for its public log, which it
rewrites by the lie and signs with the hub's true key. It shares no source with
hub, agent or checker. Prints its own port."""
import base64
import http.client
import http.server
import os
import re
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import proof_reference as ref  # noqa: E402


def read_key(path):
    _, _, name, secret = open(path, encoding="utf-8").read().split()
    return ref.Key(name, base64.b64decode(secret))


def renumber(lines, name):
    """The hub's own lines count all lines, a cheater's as well."""
    out = []
    for i, line in enumerate(lines):
        words = line.split(" ")
        if words[1:2] == [name]:
            words[2] = str(i)
        out.append(" ".join(words))
    return out


def answers(lines):
    return [i for i, x in enumerate(lines) if x.startswith("answer ")]


def drop(lines, hub):
    del lines[answers(lines)[1]]


def change(lines, hub):
    i = answers(lines)[1]
    words = lines[i].split(" ")
    lines[i] = " ".join([*words[:3], "ee" * 32, *words[4:]])


def reorder(lines, hub):
    i, j = answers(lines)[:2]
    lines[i], lines[j] = lines[j], lines[i]


def insert(lines, hub):
    i = answers(lines)[-1]
    words = lines[i].split(" ")
    words[2:4] = [str(int(words[2]) + 1), "dd" * 32]
    lines.insert(i + 1, " ".join(words))


def replay(lines, hub):
    """An answer counted once more, as a new line behind the station's."""
    i, j = answers(lines)[0], answers(lines)[-1]
    again = lines[i].split(" ")
    again[2] = str(int(lines[j].split(" ")[2]) + 1)
    lines.insert(j + 1, " ".join(again))


def back_date(lines, hub):
    seal = lines[answers(lines)[0]].split(" ")[3]
    lines.append(f"excluded {hub} 0 2020-01-01 {seal} late thought")


def sum_wrong(lines, hub):
    form, day = lines[answers(lines)[0]].split(" ")[4], "2099-01-01"
    lines.append(f"released {hub} 0 {day} {form} 9 {len(lines)} {len(answers(lines)) + 1} " + "44" * 32)


def exclude(lines, hub):
    """Nothing wrong with it, if it were shown to everybody."""
    seal = lines[answers(lines)[0]].split(" ")[3]
    lines.append(f"excluded {hub} 0 2099-01-01 {seal} it did not please")


def deny(lines, hub):
    """An answer that it took, and now says that it never had."""
    seal = lines[answers(lines)[0]].split(" ")[3]
    lines.append(f"excluded {hub} 0 2099-01-01 {seal} the hub refused it, or never had it")


def blankless(lines, hub):
    """A line that nobody could have meant, in a log that is signed well."""
    lines.append("answer")


def headless(lines, hub):
    """A log that does not say what it follows."""
    del lines[0]


def hide(lines, hub):
    """All that a station brought, as if it had never come."""
    del lines[next(i for i, x in enumerate(lines) if x.startswith("joined ")):]


LIES = {f.__name__: f for f in (drop, change, reorder, insert, replay, back_date, sum_wrong, exclude, deny, hide, blankless, headless)}


class Cheat:
    """lie: what is done to the log that is shown, from the second request for
    it on where the name ends in "-later". Other names are lies to the agent."""

    def __init__(self, port, key, lie):
        self.port, self.key, self.lie = port, key, lie
        self.asked = 0
        self.first = None

    def upstream(self, method, path, body=None, headers=None):
        hub = http.client.HTTPConnection("127.0.0.1", self.port)
        hub.request(method, path, body, headers or {})
        reply = hub.getresponse()
        return reply.status, reply.getheaders(), reply.read()

    def true_lines(self):
        text = self.upstream("GET", "/proof/log")[2].decode()
        return text[:text.index("\n\n")].split("\n")[1:]

    def lines(self):
        lines = self.true_lines()
        self.asked += 1
        name, later = re.fullmatch(r"(.*?)(-later)?", self.lie).groups()
        if name in LIES and not (later and self.asked == 1):
            LIES[name](lines, self.key.name)
            lines = renumber(lines, self.key.name)
        return lines

    def shown(self, path):
        lines = self.lines()
        if path.startswith("/proof/log"):
            return ref.export(self.key, lines)
        return ref.checkpoint(self.key, lines)

    def heard(self, grown):
        """The answer to a station, about the log that is shown."""
        log, size, root = re.search(r"\n\n(\S+)\n(\d+)\n(\S+)\n", grown).groups()
        seen = re.search(r"^seen \S+ (\d+)$", grown, re.M)
        known = int(seen[1]) if seen else 0
        lines = self.lines()
        if self.lie == "older" and self.first:
            return self.first
        if self.lie == "forget":
            lines = lines[:-1]
        wanted = f" {log} {size} {base64.b64decode(root).hex()} "
        mine = [i for i, x in enumerate(lines) if x.startswith("heard ") and wanted in x]
        at = mine[-1] if mine else len(lines) - 1
        line = lines[at] if mine else self.true_lines()[-1]
        if self.lie == "other-leaves":
            line = re.sub(r" [0-9a-f]{64} ", " " + "ab" * 32 + " ", line)
            lines[at] = line
        if self.lie == "rewrite" and self.first:
            lines[1] = lines[1].replace("opened", "closed")
        hashes = [ref.leaf_hash(x.encode()) for x in lines]
        note = ref.checkpoint(self.key, lines)
        if self.lie == "unsigned":
            note = note[:-8] + "AAA=\n"
        text = "".join(["barrio-heard 1\n", line, f"\nindex {at}\n", *(ref.b64(h) + "\n" for h in ref.path(at, hashes)),
                        f"\ngrown {known}\n",
                        *(ref.b64(h) + "\n" for h in (ref.growth(known, hashes) if 0 < known <= len(hashes) else [])),
                        "\n", note])
        self.first = self.first or text
        return text

    def refused(self, grown):
        """What is said to a station instead of hearing its log."""
        log = re.search(r"\n\n(\S+)\n", grown)[1]
        if self.lie.startswith("never-had"):
            return f"barrio-missing 1\n{log} 1\n"
        return f"barrio-known 1\n{log} 0\n"

    def answer(self, method, path, body, headers):
        if "/ledger" in path and method == "POST" and self.lie.startswith(("never-had", "put-off")):
            return 409, [("Content-Type", "text/plain")], self.refused(body.decode()).encode()
        if "/ledger" in path and method == "GET" and self.lie.endswith("-busy"):
            return 503, [("Content-Type", "text/plain")], b"later\n"
        status, sent, reply = self.upstream(method, path, body, headers)
        if "/batches" in path and self.lie == "unsigned-promise":
            reply = reply[:-6] + b"AAAA=\0"
        if "/batches" in path and self.lie.endswith("-unpromised"):
            reply = re.sub(rb"127\.0\.0\.1\.[^\0]*\0$", b"", reply)
        if method == "GET" and path.startswith(("/proof/log", "/proof/checkpoint")):
            if self.lie == "away":
                return 503, [("Content-Type", "text/plain")], b"later\n"
            return 200, [("Content-Type", "text/plain")], self.shown(path).encode()
        if "/ledger" in path and method == "POST" and status == 200 and self.lie not in LIES:
            return 200, sent, self.heard(body.decode()).encode()
        return status, sent, reply


def handler(cheat):
    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def go(self):
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            headers = {k: v for k, v in self.headers.items() if k.lower() not in ("host", "if-none-match")}
            status, sent, reply = cheat.answer(self.command, self.path, body, headers)
            self.send_response(status)
            for name, value in sent:
                if name.lower() not in ("content-length", "date", "transfer-encoding", "connection"):
                    self.send_header(name, value)
            if status != 304:
                self.send_header("Content-Length", str(len(reply)))
            self.end_headers()
            self.wfile.write(reply)

        do_GET = do_POST = do_HEAD = go

        def log_message(self, *_):
            pass

    return Handler


def main():
    port, keyfile, lie = sys.argv[1:]
    httpd = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler(Cheat(int(port), read_key(keyfile), lie)))
    print(httpd.server_address[1], flush=True)
    httpd.serve_forever()


if __name__ == "__main__":
    main()
