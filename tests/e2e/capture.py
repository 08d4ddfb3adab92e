#!/usr/bin/python3
"""What a worker captures besides answers: positions from a real gpsd that
knows better and better, and from daemons that fail; codes from a scanner that
is a keyboard; pictures by a command that works, fails, hangs, or fills the
disk; counts that a crash does not take back; times."""
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import xml.etree.ElementTree as ET

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, os.path.dirname(HERE))
import gpstrack  # noqa: E402
import tap  # noqa: E402
from neighbour import catalogue  # noqa: E402
from worker_pty import Place, Worker  # noqa: E402

ES = catalogue("es")
FIX = b'{"class":"TPV","mode":3,"lat":19.4326,"lon":-99.1332,"altHAE":2240,"eph":%.1f}\n'
PATH = os.environ["PATH"] + ":/usr/sbin:/sbin"
GPSFAKE = ROOT + "/build/gpsfake"


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def begin(worker, house="Sol"):
    """Signed in, at the question after the house."""
    worker.sign_in().press("enter")
    return worker.type(house)


def steps(place):
    return place.rows("SELECT kind, ref, value FROM draft_step ORDER BY draft, seq")


def values(place, name):
    return [v for kind, ref, v in steps(place) if kind.startswith("answer") and ref.endswith(f"/{name}[1]")]


def until(worker, condition, seconds=20):
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        worker.read(0.05)
    return condition()


class Feed:
    """A real gpsd, started and fed with a track by gpsfake."""

    def __init__(self, place, exactness):
        self.port = free_port()
        track = place.folder + "/track.nmea"
        gpstrack.track(track, 19.4326, -99.1332, exactness)
        self.process = subprocess.Popen(
            ["/usr/bin/python3", GPSFAKE, "-c", "0.05", "-n", "-q", "-1", "-P", str(self.port), track],
            env=dict(os.environ, PATH=PATH, TMPDIR=place.folder),
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def close(self):
        self.process.terminate()
        self.process.wait()


def exactness_on(screen):
    words = ES["within %ld m"].split("%ld")
    for line in screen.splitlines():
        if words[0] in line and words[1] in line and ":" not in line:
            return int(line.split(", " + words[0])[1].split(words[1])[0])
    return None


def a_real_daemon():
    if not shutil.which("gpsd", path=PATH) or not os.path.exists(GPSFAKE):
        tap.skip("a real gpsd", "gpsd or gpsfake is not installed")
        return
    with Place("round") as place:
        feed = Feed(place, [None] * 10 + [40] * 10 + [12] * 10 + [3] * 2000)
        try:
            with Worker(place, settings=("--gpsd", f"localhost:{feed.port}")) as worker:
                follow(place, worker)
        finally:
            feed.close()


def follow(place, worker):
    begin(worker)
    seen = []

    def taken():
        now = exactness_on(worker.text())
        if now is not None and (not seen or seen[-1] != now):
            seen.append(now)
        return ES["Taken:"] in worker.text()
    tap.ok(until(worker, taken, 60), "a real gpsd: the position is taken once it is exact enough", worker.text())
    tap.ok(len(seen) > 1 and seen[-1] <= 5, "and the line said how exact it was until then", seen)
    worker.press("#", "1", "1", "1", "3")
    tap.ok(worker.shows(ES["Points so far: %zu"].replace("%zu", "2")),
           "a line gets its points one by one, and the last one back", worker.text())
    worker.press("#")
    point = values(place, "where")[0].split()
    tap.ok(point[:2] == ["19.4326", "-99.1332"] and 0 < float(point[3]) <= 5,
           "latitude, longitude, height and exactness are kept", point)
    tap.equal(len(values(place, "pipe")[0].split(";")), 2, "as are the points of the line")
    worker.press("1", "2").type("19.5 -99.1").press("#")
    tap.ok(worker.shows(ES["An area has three points or more."]), "two points are no area", worker.text())
    worker.press("2").type("19.5 -99.2").press("#")
    area = values(place, "plot")[0].split("; ")
    tap.ok(len(area) == 4 and area[0] == area[-1], "three are one, and it is closed", area)
    worker.press("^x").press("enter")
    base = place.rows("SELECT base FROM draft ORDER BY draft")[-1][0]
    base = base.decode() if isinstance(base, bytes) else base
    tap.ok("<start>19.4326 -99.1332" in base, "a form that notes where it begins does so by itself", base)


def failing_daemons():
    with Place("round") as place, socket.create_server(("127.0.0.1", 0)) as server:
        settings = ("--gpsd", f"localhost:{server.getsockname()[1]}")
        with Worker(place, settings=settings) as worker:
            begin(worker)
            client, _ = server.accept()
            worker.wait_for(ES["No satellites yet. Is the sky free?"])
            tap.ok(client.recv(100).startswith(b"?WATCH="), "the daemon is asked to tell")
            tap.ok(until(worker, lambda: ES["The receiver says nothing."] in worker.text()),
                   "one that says nothing is said to say nothing", worker.text())
            client.sendall(b"\x00\xff\x1b[2Jlet me in\n")
            tap.ok(until(worker, lambda: ES["The receiver does not answer."] in worker.text()),
                   "garbage is hung up on", worker.text())
            worker.press("1")
            tap.ok(worker.shows("!! " + ES["The receiver does not answer."]), "nothing is taken from it", worker.text())
            client.close()
            client, _ = server.accept()
            client.sendall(FIX % 80)
            until(worker, lambda: "19.43260" in worker.text())
            worker.press("1")
            tap.ok(worker.shows(ES["Not exact. Once more takes it anyway."]),
                   "it is called again; what is not exact is asked about", worker.text())
            worker.press("1", "#")
            tap.equal(values(place, "where"), ["19.4326 -99.1332 2240.0 80.0"], "and taken when said twice")
            client.close()
    with Place("round") as place:
        with Worker(place, settings=("--gpsd", f"localhost:{free_port()}")) as worker:
            begin(worker)
            tap.ok(worker.shows(ES["The receiver does not answer."]), "where no daemon is, that is said", worker.text())
            worker.press("2").type("19 25.956 N 91 60 W", then=None)
            tap.ok(worker.shows(ES["Minutes are fewer than 60."]), "typed, the remedy is said at once", worker.text())
            worker.press("enter")
            tap.ok(worker.shows("!! " + ES["Minutes are fewer than 60."]), "and it is not taken", worker.text())
            worker.press(*["backspace"] * 7).type("99 7.992 W")
            tap.equal(values(place, "where"), ["19.4326 -99.1332 0 0"], "degrees and minutes are a position")


def by_name():
    with Place("round") as place:
        with open(place.folder + "/places", "w", encoding="utf-8") as out:
            out.write("Mercado = 19.43 -99.13\nEscuela = -34.6037 -58.3816\n")
        with Worker(place, settings=("--places", place.folder + "/places")) as worker:
            begin(worker)
            worker.press("1", "2", "#")
            tap.equal(values(place, "where"), ["-34.6037 -58.3816 0 0"], "a place is chosen by its name")
            worker.press("1", "1", "#", "1", "2", "#", "2").type("1 2").press("#")
            tap.equal(values(place, "pipe"), ["19.43 -99.13 0 0; -34.6037 -58.3816 0 0; 1 2 0 0"],
                      "points of a line come each its own way")


def scan(worker, code):
    worker.settle()
    os.write(worker.fd, code.encode() + b"\r")
    time.sleep(0.2)
    worker.settle()


def slowly(worker, *keys):
    """As fingers do: a scanner's keys would come together."""
    for key in keys:
        worker.press(key)
        time.sleep(0.15)
        worker.settle()


def to_the_code(worker):
    worker.wait_for("ana")
    slowly(worker, *"1234", "enter", "enter", *"Sol", "enter", "enter", "#", "#")


def a_scanner():
    with Place("round") as place, Worker(place, settings=("--scanner-ms", "60")) as worker:
        worker.wait_for("ana")
        slowly(worker, *"1234", "enter", "enter")
        scan(worker, "7501055300075")
        tap.ok(worker.shows(ES["No code is asked for here."]), "a scan elsewhere is refused in words", worker.text())
        tap.ok(worker.shows("¿Qué casa es?") and values(place, "house") == [], "answers nothing and goes nowhere",
               worker.text())
        slowly(worker, *"Sol", "enter", "enter", "#", "#")
        tap.equal(values(place, "house"), ["Sol"], "what fingers type is typed")
        scan(worker, "]C1ab\x1d-77")
        tap.equal(values(place, "meter"), ["]C1ab-77"],
                  "the field that asks takes the whole code, its prefix kept, control signs left out")
        tap.ok(worker.shows("Foto del medidor"), "and goes on", worker.text())
        scan(worker, "+1234567")
        tap.ok(worker.shows(ES["No code is asked for here."]) and values(place, "photo") == [],
               "digits of a code choose nothing in a list", worker.text())
    with Place("round") as place, Worker(place) as worker:
        begin(worker).press("enter", "#", "#").type("123")
        tap.equal(values(place, "meter"), ["123"], "without a scanner the code is typed")


CAMERA = """#!/bin/sh
case "$(cat {mode})" in
good) printf '\\377\\330\\377\\340picture' >"$1" ;;
fail) echo first >&2; printf 'half' >"$1"; echo "no such sensor" >&2; exit 3 ;;
hang) printf 'half' >"$1"; sleep 60 ;;
big) head -c 40000000 /dev/zero >"$1" ;;
none) ;;
text) echo hello >"$1" ;;
esac
"""


class Camera:
    def __init__(self, place):
        self.mode = place.folder + "/mode"
        self.path = place.folder + "/camera"
        self.shots = place.folder + "/shots"
        with open(self.path, "w", encoding="utf-8") as out:
            out.write(CAMERA.format(mode=self.mode))
        os.chmod(self.path, 0o755)
        uses = " ".join(shutil.which(p) for p in ("cat", "head", "sleep"))
        self.settings = ("--camera", self.path, "--device-uses", uses + " " + self.mode, "--upload-mb", "1")

    def be(self, mode):
        with open(self.mode, "w", encoding="utf-8") as out:
            out.write(mode)

    def left(self):
        return sorted(os.listdir(self.shots)) if os.path.isdir(self.shots) else []


def to_the_photo(worker):
    begin(worker).press("enter", "#", "#", "enter")
    worker.wait_for("Foto del medidor")


def fails_in_words(worker, camera, mode, words):
    camera.be(mode)
    worker.press("+")
    tap.ok(until(worker, lambda: words in worker.text()), f"a camera: {mode} is told in words", worker.text())
    tap.equal(camera.left(), [], f"a camera: {mode} leaves nothing behind")


def a_camera():
    with Place("round") as place:
        camera = Camera(place)
        with Worker(place, settings=camera.settings + ("--device-seconds", "2")) as worker:
            to_the_photo(worker)
            fails_in_words(worker, camera, "fail", "no such sensor")
            fails_in_words(worker, camera, "none", ES["The device gave nothing."])
            fails_in_words(worker, camera, "text", ES["That is not what is asked for."])
            fails_in_words(worker, camera, "big", ES["The file became too large."])
            fails_in_words(worker, camera, "hang", ES["It took too long and was ended."])
            camera.be("good")
            worker.press("+")
            tap.ok(until(worker, lambda: ES["Just taken"] in worker.text()), "a camera: its picture is there",
                   worker.text())
            tap.equal((values(place, "photo"), len(camera.left())), (camera.left(), 1),
                      "and in the log before anything is pressed")
    with Place("round") as place:
        camera = Camera(place)
        with Worker(place, settings=camera.settings) as worker:
            to_the_photo(worker)
            camera.be("hang")
            worker.press("+")
            worker.wait_for(ES["Stop it"])
            worker.press("#")
            tap.ok(worker.shows(ES["The device still works."]), "while it works nothing goes on", worker.text())
            worker.press("+")
            tap.ok(worker.shows(ES["Take a picture"]) and camera.left() == [], "stopped, it leaves nothing", worker.text())
            camera.be("good")
            worker.press("+")
            until(worker, lambda: ES["Just taken"] in worker.text())
            finish_with(place, worker, camera)


def finish_with(place, worker, camera):
    worker.press("#", "tab", "#", "1")
    until(worker, lambda: ES["The time is over."] in worker.text())
    worker.press("#", "#")
    body = place.rows("SELECT body FROM response")[0][0]
    name = ET.fromstring(body).find("photo").text
    kept = os.listdir(place.folder + "/attachments")
    content = open(place.folder + "/attachments/" + kept[0], "rb").read()
    tap.ok(camera.left() == [name] and content == b"\xff\xd8\xff\xe0picture",
           "the picture leaves with the answer, byte for byte", (name, camera.left(), content))


def a_file_that_is_too_large():
    with Place("round") as place:
        folder = place.folder + "/uploads"
        os.mkdir(folder)
        for name, size in (("a.jpg", 100), ("b.jpg", 3 << 20)):
            with open(f"{folder}/{name}", "wb") as out:
                out.write(b"x" * size)
        os.symlink("/etc/passwd", folder + "/c.jpg")
        with Worker(place, settings=("--uploads", folder, "--upload-mb", "1")) as worker:
            to_the_photo(worker)
            tap.ok(worker.shows("3.0 MB") and not worker.shows("c.jpg"),
                   "files are listed with their sizes, and what only points elsewhere is not", worker.text())
            worker.press("2", "#")
            tap.ok(worker.shows(ES["At most %ld MB. Choose another."].replace("%ld", "1")),
                   "one that is too large is refused, with the limit", worker.text())
            worker.press("1", "#")
            tap.equal(values(place, "photo"), ["a.jpg"], "another is taken")


def to_the_count(worker):
    to_the_photo(worker)
    worker.press("#")
    worker.wait_for("Quién pasa")


def cells(worker):
    """What the screen says of each category, by its key."""
    rows = [line.split() for line in worker.lines()]
    return {row[0]: row[-1] for row in rows if len(row) > 1 and row[0] in ("n", "p", "b")}


def counting():
    with Place("round") as place:
        worker = Worker(place)
        to_the_count(worker)
        worker.press("n", "n", "p", "n", "1", "^z")
        tap.equal(values(place, "children")[-1], "4", "each key is one more, a letter or its number")
        os.write(worker.fd, b"p")
        until(worker, lambda: values(place, "adults")[-1:] == ["2"])
        os.kill(worker.pid, signal.SIGKILL)
        worker.close()
        with Worker(place) as worker:
            worker.sign_in().press("right", "enter")
            text = worker.text()
            tap.equal(cells(worker), {"n": "3", "p": "2", "b": "0"},
                      "after kill -9 every count is there, and what was undone is not")
            tap.ok(worker.shows(ES["The first count starts the clock."]) or worker.shows(ES["Paused. Enter goes on."]),
                   "and the clock rests", text)
            if worker.shows(ES["Paused. Enter goes on."]):
                worker.press("n")
                tap.ok(worker.shows("!! " + ES["Paused. Enter goes on."]), "while it rests nothing is counted",
                       worker.text())
                worker.press("enter")
            worker.press("b")
            tap.equal(cells(worker), {"n": "3", "p": "2", "b": "1"}, "it goes on from there")
            look_elsewhere(worker)
            worker.press("tab", "#", "#", "#")
            tap.equal(kept(place, "street/minutes"), "3 2 1", "the minutes are kept where the form has a place for them")


def kept(place, path):
    """A value of the first answer that was kept."""
    found = ET.fromstring(place.rows("SELECT body FROM response")[0][0]).find(path)
    return None if found is None else found.text


def look_elsewhere(worker):
    """The clock of a count rests while something else is on the screen."""
    for key, back in (("^o", "esc"), ("^k", "esc"), ("^l", "1")):
        if worker.shows(ES["Paused. Enter goes on."]):
            worker.press("enter")
        worker.press(key)
        before = worker.text()
        worker.press(back)
        tap.ok(before != worker.text() and worker.shows(ES["Paused. Enter goes on."]),
               f"the clock rests while one looks elsewhere: {key}", worker.text())
    worker.press("enter")


CROSSING = """| survey |
| | type | name | label | appearance |
| | begin_group | street | Who passes | field-list counter |
%s
| | end_group | | | |
| settings |
| | form_title | form_id | version |
| | Crossing | crossing | 1 |
"""


def many_categories():
    """Twelve on the smallest terminal: each has its own line or column, and
    none lies on the keys."""
    names = [f"Kind{chr(65 + n)}" for n in range(12)]
    with Place() as place:
        place.add_text("crossing", CROSSING % "\n".join(f"| | integer | {n.lower()} | {n} | |" for n in names))
        with Worker(place, 40, 11, settings=("--language", "en")) as worker:
            worker.sign_in()
            worker.type("Crossing")
            worker.wait_for("Who passes")
            shown = [name for name in names if name in worker.text()]
            tap.equal(shown, names, "twelve categories are all to be seen at 40x11")
            tap.ok(worker.shows("Start") and worker.shows("Esc Back"), "with the keys below them", worker.text())
            keys = [line.split()[i] for line in worker.lines() for i in (0, 3, 6) if line.count("Kind") == 3]
            worker.press(*keys)
            counted = {row[1] for row in steps(place) if row[0] == "answer" and row[2] == "1"}
            tap.equal((len(set(keys)), len(counted)), (12, 12), "and each is counted by its own key")


NOTING = """<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"
 xmlns:odk="http://www.opendatakit.org/xforms"><h:head><h:title>Noting</h:title><model>
<instance><data id="noting" version="1"><place/><what/></data></instance>
<bind nodeset="/data/place" type="geopoint"/><bind nodeset="/data/what" type="string"/>
<odk:setgeopoint event="odk-instance-first-load odk-instance-load" ref="/data/place"/>
</model></h:head><h:body><input ref="/data/what"><label>What is here?</label></input></h:body></h:html>
"""


def taken_up_elsewhere():
    """A form that notes where a draft is taken up: each time where that is, and
    undo does not take it back."""
    with Place() as place, socket.create_server(("127.0.0.1", 0)) as server:
        with open(place.folder + "/forms/noting.xml", "w", encoding="utf-8") as out:
            out.write(NOTING)
        settings = ("--language", "en", "--gpsd", f"localhost:{server.getsockname()[1]}")
        for turn, latitude in enumerate((b"19.4326", b"20.1")):
            with Worker(place, settings=settings) as worker:
                worker.sign_in()
                client, _ = server.accept()
                client.sendall(FIX.replace(b"19.4326", latitude) % 3)
                worker.settle()
                if turn == 0:
                    worker.type("Noting").type("a", None).press("^x")
                else:
                    worker.press("right", "enter", "backspace", "b", "enter", "^z", "enter", "#")
                    tap.ok(worker.shows("Finished. It is kept."), "it is finished", worker.text())
                client.close()
        tap.equal(kept(place, "place"), "20.1 -99.1332 2240.0 3.0", "where a draft is taken up again is noted")
        tap.equal(kept(place, "what"), "a", "and undo is about the answer")


def times():
    with Place("round") as place, Worker(place) as worker:
        to_the_count(worker)
        worker.press("tab")
        tap.ok(worker.shows(ES["Start"]), "a stopwatch waits to be started", worker.text())
        worker.press("1")
        tap.ok(until(worker, lambda: "0:01" in worker.text()), "it runs on the screen by itself", worker.text())
        worker.press("1", "#")
        tap.ok(int(values(place, "wait")[0]) >= 1, "its seconds are the answer")
        bells = worker.screen.bells
        worker.press("1")
        tap.ok(until(worker, lambda: ES["The time is over."] in worker.text()), "a countdown ends", worker.text())
        tap.equal(worker.screen.bells, bells + 1, "with one bell")
        worker.press("#")
        tap.equal(values(place, "rest"), ["1"], "and has counted what it should")


def main():
    for case in (a_real_daemon, failing_daemons, by_name, a_scanner, a_camera, a_file_that_is_too_large,
                 counting, many_categories, taken_up_elsewhere, times):
        tap.attempt(case.__name__, case)
    tap.done()


main()
