#!/usr/bin/python3
"""A station that cheats, as a process of its own: cheating_station.py URL
TOKEN LIE keeps a log, tells it to a true hub and lies about it; prints the
hub's answers, one status and first line each. Shares no source with any of the
programs."""
import hashlib
import http.client
import os
import sys
import urllib.parse

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import proof_reference as ref  # noqa: E402

LOG = "thief.0a0a/1"


def seal(n):
    return hashlib.sha256(b"seal %d" % n).hexdigest()


def answer(index, n=None):
    return f"answer {LOG} {index} {seal(index if n is None else n)} voz"


class Station:
    def __init__(self, url, token):
        self.url, self.token = urllib.parse.urlsplit(url), token
        self.key = ref.Key(LOG, hashlib.sha256(b"thief").digest())
        self.lines = [f"epoch {LOG} 0 - 0 " + "00" * 32] + [answer(i) for i in (1, 2, 3)]

    def tell(self, start, lines=None, whole=None, key=None):
        """New lines from start on, under a head over the whole log."""
        whole = whole or self.lines
        text = "".join(x + "\n" for x in [f"barrio-growth 1 {LOG} {start}", f"key {(key or self.key).verifier()}",
                                          *(lines if lines is not None else whole[start:]), ""])
        text += ref.checkpoint(key or self.key, whole)
        hub = http.client.HTTPConnection(self.url.hostname, self.url.port)
        hub.request("POST", "/v1/ledger", text.encode(), {
            "Authorization": f"Bearer {self.token}", "Content-Type": "application/x-barrio-growth",
            "X-OpenRosa-Version": "1.0"})
        reply = hub.getresponse()
        body = reply.read().decode()
        print(reply.status, " ".join(body.split("\n")[:2]), flush=True)


def honest(s):
    s.tell(0)


def change(s):
    """What was told before, told otherwise."""
    s.tell(0)
    whole = [*s.lines[:2], answer(2, 22), *s.lines[3:], answer(4)]
    s.tell(0, whole=whole)


def drop(s):
    s.tell(0)
    s.tell(0, whole=[*s.lines[:2], answer(2, 3), answer(3, 4), answer(4, 5)])


def reorder(s):
    s.tell(0, lines=[s.lines[0], s.lines[2], s.lines[1], s.lines[3]])


def insert(s):
    """A line that the signed head does not have."""
    s.tell(0, lines=[*s.lines, answer(4)])


def foreign(s):
    """Another station's answer as its own."""
    other = answer(4).replace(LOG, "luna.0b0b/1")
    s.tell(0, whole=[*s.lines, other])


def fork(s):
    """Two ways on from one past, each signed."""
    s.tell(0, whole=[*s.lines, answer(4)])
    s.tell(0, whole=[*s.lines, answer(4, 44), answer(5)])


def forge(s):
    s.tell(0, key=ref.Key(LOG, bytes(32)))
    s.tell(0)


def skip(s):
    """New lines without those between."""
    s.tell(0, whole=s.lines[:2])
    s.tell(3)


def replay(s):
    """One seal in two lines: one answer would count for two."""
    s.tell(0, whole=[*s.lines, answer(4, 1)])


def back_to_before(s):
    """An old state shown again."""
    s.tell(0)
    s.tell(0, whole=s.lines[:2])


LIES = {f.__name__: f for f in (honest, change, drop, reorder, insert, foreign, fork, forge, skip, replay,
                                back_to_before)}

if __name__ == "__main__":
    LIES[sys.argv[3]](Station(sys.argv[1], sys.argv[2]))
