#!/usr/bin/python3
"""The agent against what KoboToolbox does, one test for each way of its that a
station can meet; tests/kobo_server.py does the same."""
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, ".."))
import tap
from kobo_server import KEY, PASSWORD, USER, Kobo
from station import Station


def case(function, **given):
    server = Kobo(**given)
    station = Station(server.url, auth="digest", user=USER, password=PASSWORD)
    try:
        tap.attempt(function.__name__, function, server, station)
    finally:
        station.close()
        server.close()


def is_challenged(server, station):
    station.add(1, 2, 3)
    tap.equal((station.run("--once").returncode, server.stored), (0, station.given),
              f"Kobo: digest MD5, {'qop auth' if server.qop else 'qop absent'}: signs in")
    tap.ok(server.challenged and max(server.challenged) == 0, "no body is sent before it", server.challenged)
    station.settings["password"] = "wrong"
    station.add(4)
    station.run("--once")
    tap.equal((station.target()["trouble"], station.target()["waiting"]), ("unknown-station", 1),
              "a wrong password stops it, and is told")


def forgets_its_nonce(server, station):
    station.add(1)
    agent = station.start()
    tap.ok(station.wait_for(lambda: len(server.stored) == 1), "Kobo: a nonce serves for a while")
    server.nonce = "n2"
    station.add(2)
    station.ring()
    tap.ok(station.wait_for(lambda: len(server.stored) == 2), "Kobo: a stale one is replaced without a word")
    station.stop(agent)
    tap.equal(station.target()["trouble"], "none", "and without trouble")


def sends_the_challenge_to_the_head(server, station):
    photo = ("foto.jpg", b"x" * 300000)
    station.add(1, attachments=[photo])
    station.run("--once")
    tap.equal(server.files.get(list(station.given)[0]), dict([photo]), "an answer with a photo arrives")
    tap.equal(max(server.challenged), 0, "Kobo: a HEAD carries the 401, so that the photo is not sent twice")
    tap.equal([r[0] for r in server.requests if r[1].startswith("/submission")][0], "HEAD", "as the first of all")


def calls_a_resend_a_duplicate(server, station):
    station.add(1)
    # The acknowledgement of an earlier sending was lost.
    server.stored.update(station.given)
    station.run("--once")
    told = [r[3] for r in server.posts() if r[1].startswith("/submission")]
    tap.equal((told[-1], station.target()["waiting"]), (202, 0), "Kobo: 202 Duplicate submission for a resend: done")
    tap.equal(server.conflicts, 0, "with the same bytes")


def takes_a_key(server, station):
    station.settings.update(auth="token", token=KEY)
    station.add(1)
    tap.equal((station.run("--once").returncode, server.stored), (0, station.given), "Kobo: Authorization: Token KEY")
    tap.equal(server.challenged, [], "without a challenge")


def takes_basic_over_http_which_we_refuse(server, station):
    station.settings.update(auth="basic", url=server.url.replace("127.0.0.1", "0.0.0.0"))
    station.add(1)
    station.run("--once")
    tap.equal((station.target()["trouble"], server.requests), ("plain", []),
              "Kobo: Basic also over http: a password is not sent in the clear all the same")
    station.settings["plain_http"] = "yes"
    tap.equal((station.run("--once").returncode, server.stored), (0, station.given),
              "unless the owner of the network says so")


def knows_a_user_by_the_path(server, station):
    station.settings.update(auth="none", url=server.anonymous)
    station.add(1)
    tap.equal((station.run("--once").returncode, server.stored), (0, station.given),
              "Kobo: /USERNAME/submission takes answers from anybody")


case(is_challenged)
case(is_challenged, qop="")
for function in (forgets_its_nonce, sends_the_challenge_to_the_head, calls_a_resend_a_duplicate, takes_a_key,
                 takes_basic_over_http_which_we_refuse, knows_a_user_by_the_path):
    case(function)
tap.done()
