#!/usr/bin/python3
"""Receipts never reveal. Somebody who wants to know what a neighbour said has
the receipt with its withdrawal number, the whole public log, the survey, an
answer of their own for its form, and even the answer's instanceID, and tries
every answer that the survey allows. It finds the answers of a station that
seals without its secret number, so it can; it finds none of ours. Nothing in
receipts, logs or published figures joins to an instanceID or to a time."""
import base64
import hashlib
import itertools
import os
import re
import sqlite3
import sys
import xml.etree.ElementTree as ET

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))
import place  # noqa: E402
import tap  # noqa: E402
from stand import BUILD, command, program  # noqa: E402

FORM = os.path.join(BUILD, "forms", "barrio.xml")
XF = "{http://www.w3.org/2002/xforms}"
TEXTS = ["", "seeded"]  # what people write, from a dictionary
VICTIMS = 3


def choices(form):
    """By the name of each question: all that may be answered."""
    root = ET.parse(form).getroot()
    lists = {i.get("id"): [e.findtext(f"{XF}name") for e in i.iter(f"{XF}item")]
             for i in root.iter(f"{XF}instance") if i.get("id")}
    out = {}
    for control in root.iter():
        kind, ref = control.tag.split("}")[-1], control.get("ref", "").split("/")[-1]
        if kind not in ("select1", "select", "input", "range"):
            continue
        itemset = control.find(f"{XF}itemset")
        values = [v.text for v in control.iter(f"{XF}value") if v.text]
        if itemset is not None:
            values = lists[re.search(r"'(\w+)'", itemset.get("nodeset"))[1]]
        if kind == "select":
            out[ref] = [" ".join(p) for n in range(len(values) + 1) for p in itertools.permutations(values, n)]
        elif kind == "select1":
            out[ref] = ["", *values]
        elif kind == "range":
            out[ref] = ["", *map(str, range(int(control.get("start")), int(control.get("end")) + 1))]
        else:
            out[ref] = TEXTS
    return out


def part(name, value):
    return f"<{name}>{value}</{name}>" if value else f"<{name}/>"


def bodies(answers, own, instance):
    """Every answer in the form in which an own one was sealed."""
    head = own[:own.index(f"<{next(iter(answers))}")]
    tail = own[own.index("<meta>"):]
    tail = re.sub(r"uuid:[-0-9a-f]+", instance, tail).encode()
    parts = [[part(name, v).encode() for v in values] for name, values in answers.items()]
    for *first, last in itertools.product(*parts[:-1], [None]):
        before = hashlib.sha256(head.encode() + b"".join(first))
        for last in parts[-1]:
            whole = before.copy()
            whole.update(last + tail)
            yield b"".join(first) + last, whole.digest()


def sealed_with_nothing(station, token):
    """The seal's fields before the body's hash, where the secret is known."""
    fields = [b"barrio/1", station.encode(), bytes(16), token, b""]
    return hashlib.sha256(b"".join(len(f).to_bytes(4, "big") + f for f in fields) + (32).to_bytes(4, "big"))


def attack(receipt, answers, own):
    start = sealed_with_nothing(receipt["station"], receipt["token"])
    for text, body in bodies(answers, own, receipt["instance"]):
        seal = start.copy()
        seal.update(body)
        if seal.digest() == receipt["seal"]:
            return text.decode()
    return None


def rows(where):
    db = sqlite3.connect(os.path.join(where.station.data, "station.db"))
    out = db.execute("SELECT body, id, commitment, token, leaf_index, log, saved_wall_ms, lower(hex(response.key))"
                     " FROM response JOIN epoch ON number = epoch ORDER BY seq").fetchall()
    db.close()
    return out


def campaign(where, seed):
    command(seed, "--data", where.station.data, "--forms", where.station.forms, "--count", "12", "--seed", "7",
            "--texts", where.texts)
    where.send()
    where.hub.run("project")
    where.hub.run("release", "barrio")
    return rows(where)


def found(given):
    """What the attacker reads: the true answers are only for comparing."""
    answers = choices(FORM)
    own = given[-1][0].decode()
    out = []
    for body, instance, seal, token, _, log, *_ in given[:VICTIMS]:
        receipt = dict(seal=seal, token=token, instance=instance, station=log.split(".")[0])
        said = attack(receipt, answers, own)
        out.append(said is not None and said in body.decode())
    return out


def published(where):
    """All that is public: logs, checkpoint, key, figures."""
    out = b""
    for path in ("/proof/log", "/proof/checkpoint", "/proof/key", "/r/barrio", "/r/barrio/1",
                 "/r/barrio/1/datapackage.json", "/bulletin.atom"):
        status, _, body = where.hub.get(path)
        out += body if status == 200 else b""
    assert out.startswith(b"barrio-log 1 ") and len(out) > 2000
    return out.decode()


def names_of(instance):
    """How an instanceID might be told without writing it."""
    bare = instance.removeprefix("uuid:")
    for text in (instance, bare, bare.replace("-", "")):
        yield text
        for kind in ("md5", "sha1", "sha256"):
            digest = hashlib.new(kind, text.encode()).digest()
            for cut in (digest, digest[:16], digest[:8]):
                yield cut.hex()
                yield base64.b64encode(cut).decode().rstrip("=")
                yield str(int.from_bytes(cut, "big"))


def joins(where, given):
    receipts = "".join(f"{int.from_bytes(seal, 'big'):078}:{log}:{index}\n"
                       for _, _, seal, _, index, log, _, _ in given)
    public = published(where) + receipts
    joined = [name for _, instance, *_ in given for name in names_of(instance) if name in public]
    tap.equal(joined, [], "nothing public leads to an instanceID, told in any of our ways")
    tap.equal([key for *_, key in given if key in public], [], "nor to the key of a response")
    moments = [str(ms // unit) for *_, ms, _ in given for unit in (1, 1000)]
    tap.equal([m for m in moments if m in public], [], "nor to the moment in which it was given")
    log = where.hub.get("/proof/log")[2].decode()
    tap.ok(not re.search(r"\d\d:\d\d|uuid", log), "no line of the log has a time of day", log)
    sealed = [line.split(" ")[3] for line in log.split("\n") if line.startswith("answer ")]
    tap.equal(sorted(sealed), sorted(seal.hex() for _, _, seal, *_ in given), "though every answer is there")


def main():
    place.FORM = FORM
    with place.Place() as where:
        given = campaign(where, os.path.join(BUILD, "careless", "barrio-seed"))
        tap.equal(found(given), [True] * VICTIMS,
                  "without the secret number the attacker finds what each of them said")
    with place.Place() as where:
        given = campaign(where, program("barrio-seed"))
        tap.equal(found(given), [False] * VICTIMS, "with it the same attacker finds nothing")
        joins(where, given)
    tap.done()


tap.attempt("receipts never reveal", main)
