#!/usr/bin/python3
"""What a station meets besides answers: hands that want out, a window too
small, a disk that is full or locked, a clock of 1970, nobody at all. Each has
its plain words, and no answer that was thanked for is lost."""
import hashlib
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, os.path.dirname(HERE))
import tap  # noqa: E402
from neighbour import Neighbour, Survey, catalogue  # noqa: E402
from resident_pty import Resident  # noqa: E402

BUILD = os.environ.get("BARRIO_BUILD", ROOT + "/build")
KIOSK = BUILD + "/barrio-kiosk"
FORM = ROOT + "/tests/forms/kiosk/barrio.xml"
ES = catalogue("es")


class Station:
    def __init__(self, *forms):
        self.data = tempfile.mkdtemp()
        os.mkdir(self.data + "/forms")
        for form in forms or (FORM,):
            shutil.copy(form, self.data + "/forms")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        subprocess.run(["chmod", "-R", "u+w", self.data], check=False)
        shutil.rmtree(self.data, ignore_errors=True)

    def open(self, *args, columns=80, rows=24, env=None, term="xterm-256color", wrapper=()):
        argv = [*wrapper, KIOSK, "--data", self.data, "--guard-ms", "0", *args]
        return Resident(argv, columns, rows, env=env, term=term)

    def answers(self):
        db = sqlite3.connect(self.data + "/station.db")
        return db.execute("SELECT id, flags, started_quality, extra FROM response").fetchall()

    def log(self):
        with open(self.data + "/kiosk.log", encoding="utf-8") as f:
            return f.read()


def begin(pty, language="1"):
    """From the first screen to the first question."""
    pty.wait_for(ES["Tap here or press any key"])
    for key in ("5", language, "#"):
        pty.key(key).settle()
    return pty


def refused(name, status, words, *args, env=None, term="xterm-256color", station=None, wrapper=()):
    """Ends at once with a status and says why in plain words."""
    with station or Station() as s:
        with s.open(*args, env=env, term=term, wrapper=wrapper) as pty:
            got = pty.wait_end()
            tap.ok(got == status and all(w in pty.words() for w in words),
                   f"{name}: refused with {status} and a remedy", f"{got}\n{pty.text()}")


def starts():
    refused("TERM=dumb", 3, ["TERM"], term="dumb")
    refused("unknown TERM", 3, ["TERM"], term="nonsense-term")
    refused("unknown theme", 2, ["--theme"], "--theme", "none")
    got = subprocess.run([KIOSK], stdin=subprocess.DEVNULL, capture_output=True, text=True)
    tap.ok(got.returncode == 3 and "terminal" in got.stderr, "without a terminal it says so", got)
    s = Station()
    with open(s.data + "/station.db", "wb") as f:
        f.write(b"not a database at all, but long enough to be taken for one" * 9)
    refused("a database that is none", 4, ["station.db"], station=s)
    s = Station()
    with s.open() as pty:
        pty.wait_for(ES["Tap here or press any key"])
    db = sqlite3.connect(s.data + "/station.db")
    db.execute("PRAGMA user_version = 999")
    db.close()
    refused("a database of a newer version", 4, ["newer"], station=s)


def without_utf8():
    with Station() as s:
        with s.open(env={"LC_ALL": "C", "LANG": "C"}) as pty:
            begin(pty)
            tap.ok("¿Qué le hace falta" in pty.text(), "without a UTF-8 locale it takes C.UTF-8", pty.text())


def second_kiosk():
    with Station() as s:
        with s.open() as first:
            first.wait_for(ES["Tap here or press any key"])
            with s.open() as second:
                status = second.wait_end()
                tap.ok(status == 4 and "another kiosk" in second.words(),
                       "a second kiosk on the same folder is refused", second.text())
            begin(first)
            tap.ok("falta primero" in first.text(), "and the first one goes on", first.text())


def read_only():
    # Root may write anywhere unless he has laid that down; as another user he
    # could not reach a tree in his own home.
    humbly = ["setpriv", "--bounding-set", "-dac_override,-dac_read_search"] if os.getuid() == 0 else []
    with Station() as s:
        os.chmod(s.data, 0o500)
        with s.open(wrapper=humbly) as pty:
            tap.ok(pty.wait_end() == 4 and "write" in pty.words(),
                   "a read-only folder is refused with a remedy", pty.text())


def hands_that_want_out():
    with Station() as s, s.open("--mouse", "yes") as pty:
        begin(pty)
        for byte in "\x03\x1a\x1c\x04\x11\x13\x16\x0f":
            pty.send(byte).settle()
        pty.send("\x1b[200~rm -rf /\x1b[201~").settle()
        pty.send("\x1b]52;c;aGk=\x07\x1bP$qm\x1b\\\x1b[6n\x1b[c").settle()
        for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGTSTP, signal.SIGHUP, signal.SIGTTIN,
                       signal.SIGPIPE):
            pty.signal(number).settle()
        tap.ok(pty.alive(), "control keys, pastes and signals do not end it", pty.text())
        tap.ok("falta primero" in pty.text(), "and the question is still there", pty.text())
        pty.key("2").settle()
        tap.ok("✓ elegida" in pty.text(), "and it still takes an answer", pty.text())
        pty.signal(signal.SIGTERM)
        tap.equal(pty.wait_end(), 0, "SIGTERM ends it cleanly")
    with Station() as s, s.open() as pty:
        begin(pty)
        pty.settle()
        os.close(pty.fd)
        pty.fd = os.open("/dev/null", os.O_RDWR)
        for _ in range(200):
            if not pty.alive():
                break
            time.sleep(0.05)
        tap.equal(pty.status, 0, "when the terminal is gone it ends cleanly")
        tap.equal(s.answers(), [], "and nothing half-answered is kept")


def windows():
    with Station() as s, s.open() as pty:
        begin(pty)
        pty.key("2").settle()
        for columns, rows in ((20, 5), (1, 1), (39, 11), (200, 60), (35, 30), (40, 11), (80, 24)):
            pty.resize(columns, rows).settle()
            if columns == 20:
                tap.ok("Agrande" in pty.words(), "a window of 20x5 says what to do", pty.text())
                pty.key("#").settle()
        tap.ok("✓ elegida" in pty.text(), "and it comes back with the answer", pty.text())
        for _ in range(60):
            pty.resize(30, 8)
            pty.resize(90, 30)
        pty.resize(80, 24).settle()
        tap.ok("✓ elegida" in pty.text() and pty.alive(), "a storm of sizes changes nothing", pty.text())


def taps():
    with Station() as s, s.open() as pty:
        begin(pty)
        x, y = pty.find("│ 3 │")
        pty.press(x + 2, y).settle()
        pty.drag(x + 2, y + 8).release(x + 2, y + 8).settle()
        tap.ok("elegida" not in pty.text(), "dragging away cancels", pty.text())
        pty.tap_at(70, 2).settle()
        tap.ok("elegida" not in pty.text(), "a tap beside every target does nothing", pty.text())
        pty.tap_at(x + 40, y + 1).settle()
        tap.ok("✓ elegida" in pty.text(), "the whole slab is the target", pty.text())
    with Station() as s, s.open("--guard-ms", "5000") as pty:
        pty.wait_for(ES["Tap here or press any key"])
        pty.tap_at(40, 13).settle()
        pty.wait_for("English")
        pty.tap("│ 1 │").settle()
        pty.tap("│▶#→│").settle()
        pty.tap("│ 3 │").settle()
        pty.tap("│ 3 │").settle()
        tap.ok("✓ elegida" in pty.text(), "the same tap twice in a moment counts once", pty.text())


def idle():
    with Station() as s, s.open("--idle-seconds", "1", "--warning-seconds", "30") as pty:
        begin(pty)
        pty.key("2").settle()
        pty.wait_for(ES["Are you still here?"])
        tap.ok(pty.screen.bells > 0, "the idle warning rings")
        pty.key("up").settle()
        tap.ok("✓ elegida" in pty.text(), "any key goes on where one was", pty.text())
        pty.wait_for(ES["Are you still here?"])
        pty.tap_at(3, 3).settle()
        tap.ok("✓ elegida" in pty.text(), "any tap goes on", pty.text())
        pty.wait_for(ES["Are you still here?"])
        pty.tap("│ × │").settle()
        pty.wait_for(ES["Tap here or press any key"])
        tap.equal(s.answers(), [], "the cross erases at once")
    with Station() as s, s.open("--idle-seconds", "1", "--warning-seconds", "1") as pty:
        begin(pty, "2")
        pty.key("2", "#").settle()
        pty.wait_for(ES["Tap here or press any key"])
        tap.ok("Español" in pty.text(), "after the warning the first screen is as at first", pty.text())
        tap.equal(s.answers(), [], "and what was answered is gone")
    with Station() as s, s.open("--idle-seconds", "1", "--warning-seconds", "1", "--keep-partial", "yes") as pty:
        begin(pty)
        pty.key("2", "#").settle()
        pty.wait_for(ES["Tap here or press any key"])
        flags = [row[1].split() for row in s.answers()]
        tap.ok(len(flags) == 1 and "partial" in flags[0], "where the station says so it is kept, marked partial",
               flags)


def stillness():
    with Station() as s, s.open() as pty:
        pty.wait_for(ES["Tap here or press any key"])
        for name, keys in (("the first screen", ()), ("a question", ("5", "1", "#"))):
            for key in keys:
                pty.key(key).settle()
            before = pty.sleeps()
            time.sleep(1)
            tap.equal(pty.sleeps(), before, f"{name} wakes nobody up while nothing moves")


def no_trace():
    with Station() as s, s.open() as pty:
        begin(pty, "2")
        pty.key("*").settle()
        pty.key("6").settle()
        pty.key("*", "2").settle()
        pty.key("*").settle()
        tap.ok("noche" in pty.text(), "a resident may change the colours", pty.text())
        pty.key("#").settle()
        pty.key("#").settle()
        pty.wait_for(ES["Tap here or press any key"])
        begin(pty)
        tap.ok("elegida" not in pty.text() and "Pregunta 1" in pty.text(),
               "the next person finds language and answers reset", pty.text())
        pty.key("*").settle()
        tap.ok("plaza" in pty.text(), "and the colours", pty.text())


def visit(s, pty):
    neighbour = Neighbour(pty, Survey(FORM), "es", "digits", 7)
    neighbour.visit(finish=False)
    return neighbour


def locked():
    with Station() as s, s.open("--bidi", "no") as pty:
        neighbour = Neighbour(pty, Survey(FORM), "es", "digits", 7)
        neighbour.begin()
        while not pty.shows(ES["Check before you send"]):
            neighbour.step()
        other = sqlite3.connect(s.data + "/station.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        pty.key("#")
        pty.wait_for(ES["It was not kept. Please tell the staff."], 60)
        tap.ok(ES["Thank you! It is kept here now."] not in pty.text(),
               "while the database is locked nobody is thanked", pty.text())
        other.execute("ROLLBACK")
        pty.key("#")
        pty.wait_for(ES["Thank you! It is kept here now."])
        tap.equal(len(s.answers()), 1, "the answers stayed on the screen's machine and were kept later")


def clock_of_1970():
    with Station() as s:
        with s.open("--bidi", "no", env={"BARRIO_NOW": "1970-01-01T00:10:00Z"}) as pty:
            visit(s, pty)
        tap.equal([row[2] for row in s.answers()], [0], "in 1970 it works, and says that the clock is not set")


def no_answers():
    with Station() as s, s.open("--bidi", "no") as pty:
        begin(pty)
        pty.key("1").settle()
        for key in ("#", "9", "8"):
            pty.key(key).settle()
        pty.send("*9").settle()
        pty.key("#").settle()
        pty.key("#").settle()
        pty.wait_for(ES["Thank you! It is kept here now."])
        extra = s.answers()[0][3]
        wanted = ('"/data/quienes":"not_say"', '"/data/noche":"dont_know"', '"/data/casa":"not_say"',
                  '"/data/cambio":"skipped"')
        tap.ok(all(w in extra.replace("[1]", "") for w in wanted), "the kinds of no answer are kept apart", extra)
        tap.ok('"ms":{' in extra and '"/data/falta":' in extra.replace("[1]", ""), "and how long each question took", extra)


def files():
    with Station(ROOT + "/tests/forms/files.xml") as s:
        os.mkdir(s.data + "/photos")
        for name in ("corner.jpg", ".hidden"):
            with open(f"{s.data}/photos/{name}", "wb") as f:
                f.write(b"a picture of the corner")
        with s.open("--uploads", s.data + "/photos") as pty:
            begin(pty)
            tap.ok("corner.jpg" in pty.text() and "hidden" not in pty.text(),
                   "a file is chosen from the operator's folder", pty.text())
            pty.key("1", "#").settle()
            pty.key("s", "#").settle()
            pty.key("#").wait_for(ES["Thank you! It is kept here now."])
        db = sqlite3.connect(s.data + "/station.db")
        body, attachments = db.execute("SELECT body, attachments FROM response").fetchone()
        digest = hashlib.sha256(b"a picture of the corner").hexdigest()
        tap.ok(b"<photo>corner.jpg</photo>" in bytes(body) and digest in attachments,
               "its name is the answer, its content an attachment", attachments)
        tap.ok(os.path.exists(f"{s.data}/attachments/{digest}"), "which is kept in the data folder")
    with Station(ROOT + "/tests/forms/files.xml") as s, s.open() as pty:
        begin(pty)
        tap.ok(ES["This station has no file to give. Please go on."] in pty.words(),
               "without such a folder it says so", pty.text())


def sealed():
    with Station() as s:
        key = s.data + "/private.pem"
        subprocess.run(["openssl", "genrsa", "-out", key, "2048"], check=True, capture_output=True)
        public = "".join(subprocess.run(["openssl", "rsa", "-in", key, "-pubout"], check=True, text=True,
                                        capture_output=True).stdout.split("\n")[1:-2])
        path = s.data + "/forms/barrio.xml"
        with open(path, encoding="utf-8") as f:
            text = f.read()
        with open(path, "w", encoding="utf-8") as f:
            f.write(text.replace("  </model>", f'  <submission base64RsaPublicKey="{public}"/>\n    </model>', 1))
        with s.open("--bidi", "no") as pty:
            neighbour = visit(s, pty)
        folder = s.data + "/sealed"
        os.mkdir(folder)
        db = sqlite3.connect(s.data + "/station.db")
        body, attachments = db.execute("SELECT body, attachments FROM response").fetchone()
        with open(folder + "/envelope.xml", "wb") as f:
            f.write(bytes(body))
        plain = " ".join(v for values in neighbour.given.values() for v in values)
        tap.ok(b"encrypted" in bytes(body) and b"<falta>" not in bytes(body), "an encrypted form is kept sealed", body)
        for a in json.loads(attachments):
            shutil.copy(f"{s.data}/attachments/{a['sha256']}", f"{folder}/{a['name']}")
        got = subprocess.run([BUILD + "/barrio-form", "decrypt", folder + "/envelope.xml", "--key", key],
                             cwd=folder, capture_output=True)
        with open(folder + "/submission.xml", "rb") as f:
            opened = f.read()
        tap.ok(all(v.encode() in opened for v in plain.split()), "and opens with the private key",
               (got, os.listdir(folder), opened))


def repeats():
    with Station(ROOT + "/tests/forms/kiosk/widgets.xml") as s, s.open() as pty:
        begin(pty, "2")
        while not pty.shows("0 so far. Another one?"):
            pty.key("#").settle()
        for keys in (["1", *"ann", "#", "4", "#"], ["1", *"bob", "#", "5", "#"]):
            for key in keys:
                pty.key(key).settle()
        tap.ok("2 so far" in pty.text(), "people are added one by one", pty.text())
        pty.key("3").settle()
        tap.ok("1 so far" in pty.text(), "the last one can be taken away", pty.text())
        pty.key("0").settle()
        tap.ok("How old?" in pty.text(), "back goes into the one that is left", pty.text())
        for key in ("#", "2", "1", "#", "#"):
            pty.key(key).settle()
        pty.wait_for("Thank you! It is kept here now.")
        body = sqlite3.connect(s.data + "/station.db").execute("SELECT body FROM response").fetchone()[0]
        tap.ok(bytes(body).count(b"<people>") == 1 and b"<name>ann</name><age>4</age>" in bytes(body),
               "and exactly that is kept", body)


def hours():
    with Station() as s:
        with open(s.data + "/forms/barrio.conf", "w", encoding="utf-8") as f:
            f.write("hours = mon-fri 08:00-10:00\nasks = Ana Ruiz, Calles\npartial = yes\n")
        env = {"BARRIO_NOW": "2026-11-23T17:30:00Z", "TZ": "CST6"}
        with s.open(env=env) as pty:
            pty.wait_for("Cerrado. Abre el martes 24, 08:00.")
            pty.key("5").settle()
            tap.ok("Cerrado" in pty.text(), "outside its hours the station says when it opens", pty.text())
        with s.open(env={**env, "BARRIO_NOW": "2026-11-23T15:30:00Z"}) as pty:
            pty.wait_for(ES["Tap here or press any key"])
            for key in ("5", "1"):
                pty.key(key).settle()
            tap.ok("Ana Ruiz, Calles" in pty.text() and "incompleta" in pty.words(),
                   "the form's own settings stand in the notice", pty.text())


def operator():
    pin = subprocess.run([KIOSK, "--hash-pin"], input="2468\n", text=True, capture_output=True).stdout.strip()
    with Station() as s, s.open("--pin", pin) as pty:
        pty.wait_for(ES["Tap here or press any key"])
        for _ in range(5):
            pty.tap_at(78, 0).settle()
        pty.wait_for(ES["Operator: type the PIN"])
        for _ in range(5):
            pty.key(*"1111", "#").settle()
        pty.key(*"2468", "#").settle()
        tap.ok(ES["Operator: type the PIN"] in pty.text(), "after five wrong PINs the right one has to wait", pty.text())
        pty.signal(signal.SIGTERM).wait_end()
    with Station() as s, s.open("--pin", pin) as pty:
        pty.wait_for(ES["Tap here or press any key"])
        for _ in range(5):
            pty.key("0").settle()
        pty.key(*"2468", "#").wait_for(ES["Send now"])
        pty.key("2").settle()
        tap.ok(pty.text().count("✓") >= 5 and ES["Network"] in pty.text(),
               "the self-test says what is well and what is not", pty.text())
        pty.key("0").settle()
        pty.key("5").settle()
        tap.ok(pty.alive(), "closing is asked once more", pty.text())
        pty.key("5")
        tap.equal(pty.wait_end(), 0, "the operator may close it")
    with Station() as s, s.open() as pty:
        pty.wait_for(ES["Tap here or press any key"])
        for _ in range(5):
            pty.key("0").settle()
        tap.ok(ES["Tap here or press any key"] in pty.text(), "without a PIN there is no hidden door", pty.text())


def full_disk():
    if os.getuid() != 0:
        tap.skip("a full disk refuses new visits", "needs root to mount a small file system")
        return
    with Station() as s:
        small = s.data + "/small"
        os.mkdir(small)
        if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", small]).returncode:
            tap.skip("a full disk refuses new visits", "no file system can be mounted here")
            return
        try:
            fill(s, small)
        finally:
            subprocess.run(["umount", "-l", small], check=False)


def fill(s, small):
    shutil.copytree(s.data + "/forms", small + "/forms")
    with Resident([KIOSK, "--data", small, "--guard-ms", "0"]) as pty:
        begin(pty)
        pty.key("*").settle()
        pty.key("#", "#").settle()
        free = os.statvfs(small)
        with open(small + "/ballast", "wb") as f:
            f.write(b"x" * (free.f_bavail * free.f_frsize - 300 * 1024))
        pty.key("5")
        pty.wait_for(ES["There is no more room on this machine."])
        tap.ok(True, "a full disk refuses new visits in plain words")
        os.unlink(small + "/ballast")
        pty.key("#").settle()
        pty.wait_for(ES["Tap here or press any key"])
        tap.ok(True, "and takes them again when there is room")


def waiting_for_forms():
    with Station() as s:
        os.unlink(s.data + "/forms/barrio.xml")
        with s.open() as pty:
            pty.wait_for(ES["Tap here or press any key"])
            pty.key("5").settle()
            tap.ok(ES["There is no question here today."] in pty.text(), "without forms it says so", pty.text())
            with open(s.data + "/forms/broken.xml", "w", encoding="utf-8") as f:
                f.write("<h:html>")
            pty.key("#").settle()
            tap.ok(ES["There is no question here today."] in pty.text() and pty.alive(),
                   "a broken form is left out", pty.text())
            shutil.copy(FORM, s.data + "/forms")
            pty.key("#").settle()
            tap.ok(ES["Tap here or press any key"] in pty.text(), "a form that arrives is asked", pty.text())


for case in (starts, without_utf8, second_kiosk, read_only, hands_that_want_out, windows, taps, idle, stillness, no_trace,
             locked, clock_of_1970, no_answers, files, sealed, repeats, hours, operator, full_disk, waiting_for_forms):
    tap.attempt(case.__name__, case)
tap.done()
