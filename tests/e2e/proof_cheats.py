#!/usr/bin/python3
"""A city that cheats, in every way we could think of, with its real keys: each
lie is named by barrio-verify in a sentence, and the honest city never is. The
city is built by tests/proof_reference.py and shares no source with what it
attacks."""
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile

TESTS = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, TESTS)
import proof_reference as ref  # noqa: E402
import tap  # noqa: E402

VERIFY = os.path.join(os.environ.get("BARRIO_BUILD", "build"), "barrio-verify")
NOTHING = "00" * 32
DAY = 1795392000  # 2026-11-23, noon


def key(name, word="honest"):
    return ref.Key(name, hashlib.sha256(f"{word} {name}".encode()).digest())


def root_hex(lines):
    return ref.root([ref.leaf_hash(x.encode()) for x in lines]).hex()


class Log:
    """A log of lines that numbers its own leaves."""

    def __init__(self, name, after=None):
        self.key = key(name)
        self.name = name
        self.lines = []
        self.say("epoch", *(after or ("-", 0, NOTHING)))

    def say(self, kind, *fields):
        self.lines.append(" ".join([kind, self.name, str(len(self.lines)), *map(str, fields)]))

    def export(self):
        return ref.export(self.key, self.lines)

    def checkpoint(self, size=None):
        return ref.checkpoint(self.key, self.lines[:size])


class Station(Log):
    def answer(self, n, form="noise"):
        c = ref.commitment(self.name.split("/")[0], hashlib.sha256(b"salt %d" % n).digest()[:16],
                           bytes(16), "", b"<data>%d</data>" % n)
        self.say("answer", c.hex(), form)
        return c


class Hub(Log):
    def join(self, station):
        self.say("joined", station.name, station.key.verifier())

    def take(self, station, size=None):
        """Everything new of a station's, under the head that it signed."""
        lines = station.lines[:size]
        have = sum(x.split()[1] == station.name for x in self.lines)
        self.lines += lines[have:]
        self.hear(station, lines)

    def hear(self, station, lines, signer=None):
        text = ref.checkpoint_text(station.name, lines)
        self.say("heard", station.name, len(lines), root_hex(lines),
                 (signer or station.key).sign_line(text).split()[2])


class City:
    """Two stations and a hub over three days; `seen` is what a witness saw
    on the second."""

    def __init__(self, hurry=lambda city, step: None):
        self.plaza, self.park = Station("plaza/1"), Station("park/1")
        self.hub = hub = Hub("city.example/1")
        hub.say("opened", "2026-11-21", "noise")
        hub.join(self.plaza)
        self.codes = [self.plaza.answer(n) for n in range(6)]
        hub.take(self.plaza)
        hub.join(self.park)
        self.codes += [self.park.answer(n) for n in range(10, 14)]
        hub.take(self.park)
        hub.say("excluded", "2026-11-22", self.codes[1].hex(), "given twice by the same hand")
        hub.say("released", "2026-11-22", "noise", 1, len(hub.lines), 9, "11" * 32)
        self.seen = len(hub.lines)
        self.seen_lines = list(hub.lines)
        self.plaza.say("spoiled", ref.sha256(b"challenge").hex())
        self.codes += [self.plaza.answer(n) for n in range(20, 23)]
        hub.take(self.plaza)
        hub.say("withdrawn", "2026-11-23", self.codes[3].hex())
        hub.say("closed", "2026-11-23", "noise")
        hub.say("released", "2026-11-23", "noise", 2, len(hub.lines), 11, "22" * 32)
        hub.say("deleted", "2026-11-24", "noise", len(hub.lines))

    def seen_note(self, time=DAY - 86400):
        note = self.hub.checkpoint(self.seen)
        return note + witness.cosign_line(note.split("\n\n")[0] + "\n", time)

    def slip(self, station, index):
        line = station.lines[index].split()
        return ref.address("https://hub.example", station.name, index, bytes.fromhex(line[3]))


witness = key("witness.example")
folder = tempfile.mkdtemp()
hub_key = key("city.example/1").verifier()


def put(name, text):
    path = os.path.join(folder, name)
    with open(path, "w", encoding="utf-8") as f:
        f.write(text)
    return path


def verify(*args):
    done = subprocess.run([VERIFY, *args], capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


def honest(what, *args):
    code, out = verify(*args)
    tap.ok(code == 0 and "WRONG" not in out, f"no alarm: {what}", out)
    return out


def caught(what, sentence, *args):
    code, out = verify(*args)
    wrong = "\n".join(x for x in out.splitlines() if x.startswith("WRONG"))
    tap.ok(code == 1 and re.search(sentence, wrong), f"caught: {what}",
           f"wanted {sentence}, exit 1\ngot {code}: {out}")


def log_args(city, name="hub.log"):
    return ["log", put(name, city.hub.export()), "--key", hub_key]


def with_seen(city, honest_city):
    return log_args(city) + ["--checkpoint", put("seen.note", honest_city.seen_note()),
                             "--witness", witness.verifier(4)]


def renumber(lines, name):
    """A cheater keeps its own numbers in order."""
    out = []
    for i, line in enumerate(lines):
        words = line.split(" ")
        if words[1] == name:
            words[2] = str(i)
        out.append(" ".join(words))
    return out


def honest_city():
    city = City()
    hub = put("hub.log", city.hub.export())
    plaza = put("plaza.log", city.plaza.export())
    honest("a whole log", *log_args(city))
    honest("a log against a witness of the day before", *with_seen(city, city))
    honest("a station's own log", "log", plaza, "--key", city.plaza.key.verifier())
    honest("a station against its hub", "log", hub, "--key", hub_key, "--station", plaza,
           "--station", put("park.log", city.park.export()))
    old = Hub("city.example/1")
    old.lines = city.hub.lines[:city.seen]
    honest("an older export is part of a newer one", "compare", hub, put("old.log", old.export()),
           "--key", hub_key)
    honest("two copies of one checkpoint", "checkpoints", put("a.note", city.seen_note()),
           put("b.note", city.hub.checkpoint(city.seen)), "--key", hub_key)
    out = honest("receipts", "receipt", hub, "--key", hub_key, city.slip(city.plaza, 1),
                 city.slip(city.plaza, 2), city.slip(city.plaza, 4), ref.code(city.codes[-1]))
    for sentence in ("counted in release 1 of noise", "excluded by leaf", "withdrawn by leaf",
                     "counted in release 2 of noise"):
        tap.ok(sentence in out, f"a receipt says: {sentence}", out)
    city.plaza.answer(99)
    out = honest("a receipt that waits for its station", "receipt", hub, "--key", hub_key,
                 city.slip(city.plaza, 11))
    tap.ok("not here yet" in out and "number 11" in out, "a receipt says: not here yet", out)
    slip = put("plaza.slip", ref.slip(city.plaza.key, 1, city.codes[0]))
    out = honest("a signed slip", "receipt", hub, "--key", hub_key, "--slip", slip)
    tap.ok("signed by the station" in out, "a signed slip is a promise", out)


def honest_opening():
    body = put("body.xml", "<data>spoiled</data>")
    token = bytes(16)
    salts = [i.to_bytes(16, "big") for i in range(1000)]
    salt = next(s for s in salts if ref.symbol(ref.commitment("plaza", s, token, "sun", b"<data>spoiled</data>")) == "sun")
    c = ref.commitment("plaza", salt, token, "sun", b"<data>spoiled</data>")
    opening = put("opening", f"station plaza\nsalt {salt.hex()}\ntoken {token.hex()}\nsymbol sun\n"
                             f"body {hashlib.sha256(b'<data>spoiled</data>').hexdigest()}\n")
    out = honest("an opened answer", "opening", opening, body)
    tap.ok(c.hex() in out and ref.code(c).replace(" ", "") in out, "its commitment is computed anew", out)
    caught("a machine that committed to another answer", "committed to another", "opening", opening,
           put("other.xml", "<data>other</data>"))
    other = put("opening.moon", open(opening, encoding="utf-8").read().replace("symbol sun", "symbol moon"))
    caught("a machine that seals under another sign than was picked", 'picked is "moon", but receipt', "opening", other, body)
    city = City()
    city.plaza.say("answer", c.hex(), "noise")
    city.hub.take(city.plaza)
    caught("an opened answer that is counted all the same", "counts this answer, although it was opened",
           "opening", opening, body, "--log", put("hub.log", city.hub.export()))


def honest_witness():
    state = tempfile.mkdtemp(dir=folder)
    city = City()
    args = ["witness", state, put("hub.log", city.hub.export()), "--key", hub_key]
    seen = Hub("city.example/1")
    seen.lines = city.hub.lines[:city.seen]
    first = ["witness", state, put("seen.log", seen.export()), "--key", hub_key]
    honest("a witness sees a log for the first time", *first)
    honest("a witness sees it again, unchanged", *first)
    secret = put("witness.key", witness.file())
    os.chmod(secret, 0o600)
    note = honest("a witness sees it grown and cosigns", *args, "--sign", secret, "--quiet")
    tap.ok(note.startswith("city.example/1\n"), "and prints the cosigned checkpoint only", note)
    honest("the cosignature is good", "checkpoints", put("cosigned.note", note), "--key", hub_key,
           "--witness", witness.verifier(4))
    tap.ok("is cosigned by witness.example" in
           verify("checkpoints", put("cosigned.note", note), "--witness", witness.verifier(4))[1],
           "and is recognised")
    caught("an old log shown again (replay)", "has shrunk", *first)
    forged = City()
    forged.hub.lines[4] = forged.hub.lines[4].replace(forged.codes[0].hex(), "ee" * 32)
    forged.hub.say("opened", "2026-11-24", "trees")
    caught("a witness is shown a rewritten past", "Two views of the log city.example/1: leaf 4 is",
           "witness", state, put("forged.log", forged.hub.export()), "--key", hub_key)
    honest("and goes on with the true log afterwards", *args)
    os.chmod(secret, 0o644)
    code, out = verify(*args, "--sign", secret)
    tap.ok(code == 2 and "chmod 600" in out, "a secret key that others may read is not used", out)


def honest_epoch():
    state = tempfile.mkdtemp(dir=folder)
    city = City()
    honest("before the disk of the hub dies", "witness", state, put("hub.log", city.hub.export()),
           "--key", hub_key)
    restored = city.seen
    again = Hub("city.example/2", ("city.example/1", restored, root_hex(city.hub.lines[:restored])))
    old = Hub("city.example/1")
    old.lines = city.hub.lines
    again_lines = again.lines
    base = city.hub.lines[:restored]
    have = sum(x.split()[1] == "plaza/1" for x in base)
    again_lines += city.plaza.lines[have:]
    again.hear(city.plaza, city.plaza.lines)
    again.say("withdrawn", "2026-11-23", city.codes[3].hex())
    again.say("released", "2026-11-23", "noise", 2, restored + len(again.lines), 11, "33" * 32)
    args = ["witness", state, put("again.log", again.export()), "--key", again.key.verifier()]
    out = honest("a hub restored from a backup begins a new epoch", *args)
    tap.ok("gives up the last" in out, "and what the backup lacked is said", out)
    out = honest("the new epoch is recounted with the former", "log", args[2], "--key",
                 again.key.verifier(), "--before", put("old.log", old.export()))
    tap.ok("(14 answers and checks of the machine)" in out, "together they have all answers", out)
    forged = Hub("city.example/1")
    forged.lines = [x.replace(city.codes[0].hex(), "ee" * 32) for x in base]
    liar = Hub("city.example/2", ("city.example/1", restored, root_hex(forged.lines)))
    caught("a new epoch that follows a rewritten former one", "follows other leaves of city.example/1",
           "witness", state, put("liar.log", liar.export()), "--key",
           liar.key.verifier())
    board = Station("plaza/2", ("plaza/1", len(city.plaza.lines), root_hex(city.plaza.lines)))
    board.answer(50)
    city.hub.lines = city.hub.lines[:-1]  # nothing was deleted yet
    city.hub.join(board)
    city.hub.take(board)
    honest("a replaced board begins a new epoch", *log_args(city))


def cheating_hub():
    def city_where(change):
        city = City()
        change(city.hub)
        return city

    def swap(lines, i, j):
        lines[i], lines[j] = lines[j], lines[i]

    def drop(hub):
        del hub.lines[5]
        hub.lines = renumber(hub.lines, hub.name)

    def change(hub):
        hub.lines[4] = hub.lines[4].replace(hub.lines[4].split()[3], "ee" * 32)

    def reorder(hub):
        swap(hub.lines, 4, 5)

    def insert(hub):
        hub.lines.insert(6, "answer plaza/1 3 " + "dd" * 32 + " noise")
        hub.lines = renumber(hub.lines, hub.name)

    def invent(hub):
        station = Station("plaza/1")
        station.lines = [x for x in hub.lines if x.split()[1] == "plaza/1"]
        station.say("answer", "dd" * 32, "noise")
        hub.lines.append(station.lines[-1])
        hub.hear(station, station.lines, key("plaza/1", "guessed"))

    def append_unheard(hub):
        n = sum(x.split()[1] == "plaza/1" for x in hub.lines)
        hub.lines.append(f"answer plaza/1 {n} " + "dd" * 32 + " noise")

    def stranger(hub):
        hub.lines.append("epoch ghost/1 0 - 0 " + NOTHING)

    def second_key(hub):
        hub.say("joined", "plaza/1", key("plaza/1", "guessed").verifier())

    def replay(hub):
        n = sum(x.split()[1] == "plaza/1" for x in hub.lines)
        hub.lines.append(hub.lines[4].replace(" 1 ", f" {n} "))

    def back_date(hub):
        hub.say("excluded", "2026-11-21", hub.lines[5].split()[3], "late thought")

    def sum_wrong(hub):
        hub.say("released", "2026-11-24", "noise", 3, len(hub.lines), 12, "44" * 32)

    def release_again(hub):
        hub.say("released", "2026-11-24", "noise", 2, len(hub.lines), 11, "44" * 32)

    def withdraw_twice(hub):
        hub.say("withdrawn", "2026-11-24", [x for x in hub.lines if x.startswith("withdrawn")][0].split()[4])

    def withdraw_nothing(hub):
        hub.say("withdrawn", "2026-11-24", "ee" * 32)

    def withdraw_deleted(hub):
        hub.say("withdrawn", "2026-11-24", hub.lines[6].split()[3])

    def count_spoiled(hub):
        spoiled = [x for x in hub.lines if x.startswith("spoiled")][0].split()[3]
        hub.say("answer", spoiled, "noise")

    def begin_again(hub):
        hub.say("epoch", "-", 0, NOTHING)

    def unreadable(hub):
        hub.lines.append("Answer plaza/1 7")

    for what, sentence, how in [
            ("drop an answer", r"number 1 is missing|number 2 is missing|was dropped", drop),
            ("change an answer", "not those that it signed", change),
            ("reorder two answers", "dropped or moved", reorder),
            ("insert an answer", "replayed or moved", insert),
            ("invent an answer of a station", "has not signed these 12 leaves: some were invented", invent),
            ("append an answer that no station signed", "which has signed 11: some were inserted",
             append_unheard),
            ("bring a station that never joined", "ghost/1, which has not joined", stranger),
            ("exchange a station's key", "a second key", second_key),
            ("replay an answer", "repeats the commitment of leaf 4", replay),
            ("back-date an exclusion", "is back-dated: it says 2026-11-21", back_date),
            ("add to the sum of a release", "counts 12 answers, but the log has 11", sum_wrong),
            ("make a release twice", "the one before it was 2", release_again),
            ("withdraw twice", "was taken out by leaf", withdraw_twice),
            ("withdraw what was never given", "that the log does not have", withdraw_nothing),
            ("withdraw after the data were deleted", "after its data were deleted", withdraw_deleted),
            ("count an answer that checked the machine", "shown as a check of the machine", count_spoiled),
            ("begin the log a second time", "a second time", begin_again),
            ("write a leaf that nobody can read", "is not readable", unreadable)]:
        caught(what, sentence, *log_args(city_where(how)))


def cheating_past():
    true, late = City(), City()
    late.hub.lines[4] = late.hub.lines[4].replace(true.codes[0].hex(), "ee" * 32)
    caught("rewrite what a witness has signed", "The log city.example/1 was rewritten",
           *with_seen(late, true))
    short = City()
    short.hub.lines = short.hub.lines[:short.seen - 2]
    caught("drop the end that a witness has signed", "has shrunk", *with_seen(short, true))
    insert = City()
    insert.hub.lines.insert(insert.seen, "opened city.example/1 0 2026-11-20 trees")
    insert.hub.lines = renumber(insert.hub.lines, "city.example/1")
    caught("insert a leaf with a day before the witness came",
           r"on 2026-11-21 or later the witness witness.example saw this log without it",
           *with_seen(insert, true))
    post = City()
    note = put("early.note", post.seen_note(DAY - 20 * 86400))
    caught("a leaf from after the witness's day", "has seen it before", *log_args(post), "--checkpoint",
           note, "--witness", witness.verifier(4))
    caught("two signed views of one size (fork)", "it was forked", "checkpoints",
           put("a.note", true.hub.checkpoint(true.seen)), put("b.note", late.hub.checkpoint(true.seen)),
           "--key", hub_key)
    longer = true.hub.checkpoint()
    longer += witness.cosign_line(longer.split("\n\n")[0] + "\n", DAY - 2 * 86400)
    caught("an old log shown to a witness later", "an old log was shown again", "checkpoints",
           put("a.note", longer), put("b.note", true.seen_note()), "--key", hub_key, "--witness",
           witness.verifier(4))
    caught("two views for two people", r'Two views of the log city.example/1: leaf 4 is "answer', "compare",
           put("mine.log", true.hub.export()), put("yours.log", late.hub.export()), "--key", hub_key)
    caught("two people whose views differ in an order", "Two views", "compare",
           put("mine.log", true.hub.export()),
           put("yours.log", ref.export(true.hub.key, [true.hub.lines[0], true.hub.lines[2],
                                                     true.hub.lines[1], *true.hub.lines[3:]])))


def cheating_station():
    true, cheat = City(), City()
    cheat.plaza.lines[2] = cheat.plaza.lines[2].replace(true.codes[1].hex(), "ee" * 32)
    caught("a station that changes an answer after it was sent", "Leaf 2 of the station plaza/1 is",
           *log_args(true), "--station", put("plaza.log", cheat.plaza.export()))
    cheat = City()
    del cheat.plaza.lines[3]
    cheat.plaza.lines = renumber(cheat.plaza.lines, "plaza/1")
    caught("a station that drops an answer and numbers the rest anew", "Leaf 3 of the station plaza/1 is",
           *log_args(true), "--station", put("plaza.log", cheat.plaza.export()))
    hub = City()
    old = [x for x in hub.hub.lines if not x.startswith("answer park/1 2 ")]
    hub.hub.lines = renumber([x.replace("park/1 3 ", "park/1 2 ").replace("park/1 4 ", "park/1 3 ")
                              for x in old], "city.example/1")
    caught("a hub that numbers a station's leaves anew", "station park/1 is .* dropped, changed or moved",
           *log_args(hub), "--station", put("park.log", true.park.export()))
    stolen = Station("plaza/1")
    stolen.lines, stolen.key = true.plaza.lines, key("plaza/1", "stolen")
    caught("somebody else's station under its name", "is not signed by plaza/1", *log_args(true),
           "--station", put("plaza.log", stolen.export()))


def cheating_receipts():
    city = City()
    hub = put("hub.log", city.hub.export())
    slip = city.slip(city.plaza, 1)
    caught("one receipt for two residents", "are one receipt", "receipt", hub, slip,
           ref.code(city.codes[0]))
    other = ref.address("https://hub.example", "park/1", 1, city.codes[0])
    caught("one receipt used again at another station", "one receipt was given out twice", "receipt", hub,
           slip, other)
    caught("an answer that was exchanged", "yours was exchanged", "receipt", hub,
           ref.address("https://hub.example", "plaza/1", 1, ref.sha256(b"mine")))
    caught("a receipt with a wrong digit", "a digit is wrong or missing", "receipt", hub,
           slip.replace("#0", "#1") if "#0" in slip else slip.replace("#1", "#0"))
    forged = put("forged.slip", ref.slip(key("plaza/1", "guessed"), 1, city.codes[0]))
    caught("a slip that the station did not sign", "is not signed by the station plaza/1", "receipt", hub,
           "--slip", forged)


def cheating_files():
    city = City()
    text = city.hub.export()
    lines = text.splitlines(keepends=True)
    for what, sentence, changed in [
            ("an export cut in the middle", "it was cut off", "".join(lines[:6])),
            ("an export without one line", "a leaf was dropped", "".join(lines[:5] + lines[6:])),
            ("an export with one line more", "a leaf was inserted", "".join(lines[:5] + lines[4:])),
            ("an export with one letter changed", "changed, exchanged or moved",
             text.replace(city.codes[0].hex(), city.codes[0].hex()[::-1])),
            ("another log's head", "but its checkpoint is of", text.replace("1 city", "1 town", 1)),
            ("no export at all", "is no export", "hello\n"),
            ("a checkpoint without a signature", "is no signed checkpoint", text[:text.index("\u2014")]),
            ("a checkpoint of another size", "signature of city.example/1 is false",
             re.sub(r"(\n\ncity.example/1\n)\d+", r"\g<1>99", text))]:
        caught(what, sentence, "log", put("bad.log", changed), "--key", hub_key)
    forged = ref.export(key("city.example/1", "guessed"), city.hub.lines)
    caught("a log signed with a guessed key", "is not signed by city.example/1", "log",
           put("bad.log", forged), "--key", hub_key)
    for args, wanted in [(["log", "/nonexistent"], "No such file"), (["log"], "usage"), (["nonsense"], "usage"),
                         (["log", "x", "--key"], "missing"), (["log", put("h", text), "--key", "k"],
                                                               "not the public key")]:
        code, out = verify(*args)
        tap.ok(code == 2 and wanted in out, f"cannot be checked: {' '.join(args)[-20:]}", out)


def proofs():
    city = City()
    hashes = [ref.leaf_hash(x.encode()) for x in city.hub.lines]
    for i in range(len(hashes)):
        text = f"c2sp.org/tlog-proof@v1\nindex {i}\n"
        text += "".join(ref.b64(h) + "\n" for h in ref.path(i, hashes)) + "\n" + city.hub.checkpoint()
        code, out = verify("proof", put("p", text), city.hub.lines[i], "--key", hub_key)
        wrong = verify("proof", put("p", text), city.hub.lines[i - 1], "--key", hub_key)[0]
        if code != 0 or wrong != 1:
            tap.ok(False, f"a proof of leaf {i}", out)
            return
    tap.ok(True, "every leaf's proof is accepted for that leaf and for no other")


for case in (honest_city, honest_opening, honest_witness, honest_epoch, cheating_hub, cheating_past,
             cheating_station, cheating_receipts, cheating_files, proofs):
    tap.attempt(case.__name__, case)
shutil.rmtree(folder)
tap.done()
