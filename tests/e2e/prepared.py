#!/usr/bin/python3
"""Exports that take long: begun on a page, made by a process while nobody
looks, with honest numbers, fetched by whoever began them and may still,
cancelled, and gone after a day or with the hub."""
import csv
import io
import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import zipfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))
import tap  # noqa: E402
from browsing import Browsing  # noqa: E402
from stand import TOP, Hub, command, program  # noqa: E402

FORM = os.path.join(TOP, "tests", "forms", "parque.xml")
ANSWERS = 24000



def submit_one(hub, instance="uuid:0", station="luna"):
    import http.client
    token = hub.station(station)
    link = http.client.HTTPConnection("127.0.0.1", hub.port)
    xml = ('<data id="parque" version="1"><gusta>si</gusta><problemas>luz</problemas><edad>20</edad><texto>secreto</texto>'
           f"<meta><instanceID>{instance}</instanceID></meta></data>")
    link.request("POST", f"/v1/key/{token}/submission",
                 f'--b\r\nContent-Disposition: form-data; name="xml_submission_file"; filename="a"\r\n\r\n{xml}\r\n--b--\r\n',
                 {"Content-Type": "multipart/form-data; boundary=b"})
    assert link.getresponse().status == 201


def multiply(hub, times):
    db = sqlite3.connect(os.path.join(hub.folder, "hub.db"))
    names = [row[1] for row in db.execute("PRAGMA table_info(response)")]
    kept = [n for n in names if n not in ("number", "key", "commitment")]
    db.execute(f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {times}) "
               f"INSERT INTO response(key, {', '.join(kept)}) SELECT randomblob(16), "
               + ", ".join("'uuid:' || i" if n == "instance_id" else n for n in kept) + " FROM response, n")
    db.commit()
    db.close()


def exporters(hub, word=b"--progress"):
    """The processes of the hub that write a prepared export, or do what
    another word says."""
    found = []
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{pid}/cmdline", "rb") as f:
                words = f.read().split(b"\0")
            with open(f"/proc/{pid}/stat") as f:
                state = f.read().rsplit(")", 1)[1].split()[0]
        except OSError:
            continue
        if word in words and hub.folder.encode() in words and state != "Z":
            found.append(int(pid))
    return found


def begin(person, **fields):
    person.get("/forms/parque")
    status = person.post("/exports", form="parque", **fields)
    return status, (person.reply.get("Location") or "")


def wait_for(person, address, what, patience=120):
    for _ in range(patience * 10):
        person.get(address)
        if what in person.page:
            return True
        time.sleep(.1)
    return False


def fetched(person, address):
    """Bytes of a download, or the status."""
    import urllib.request
    request = urllib.request.Request(person.hub.url + address + "/file")
    request.add_header("Cookie", "; ".join(f"{k}={v}" for k, v in person.cookies.items()))
    try:
        with urllib.request.urlopen(request, timeout=60) as reply:
            return reply.read()
    except urllib.error.HTTPError as e:
        return e.code


class Grip:
    """Stops the process that writes an export as soon as there is one; it may
    need a few hundredths of a second only."""

    def __init__(self, hub, word=b"--progress"):
        self.hub, self.word, self.held = hub, word, []
        self.thread = threading.Thread(target=self.watch)

    def watch(self):
        end = time.monotonic() + 20
        while not self.held and time.monotonic() < end:
            self.held = exporters(self.hub, self.word)
        for pid in self.held:
            os.kill(pid, signal.SIGSTOP)

    def __enter__(self):
        self.thread.start()

    def __exit__(self, *_):
        self.thread.join()


def begun_and_held(hub, expert, **what):
    """The status, the address of its page, and the stopped processes."""
    grip = Grip(hub)
    with grip:
        status, address = begin(expert, **what)
    return status, address, grip.held


def made_and_fetched(hub, expert):
    status, address, held = begun_and_held(hub, expert, format="xlsx", labels="1")
    expert.get(address, **{"Accept-Language": "en"})
    tap.ok(status == 303 and len(held) == 1, "a large export is made in a process of its own", f"{status} {held}")
    tap.ok("being made" in expert.page and expert.reply.get("Refresh") == "5", "its page says so, and looks again", expert.page)
    tap.ok(re.search(r"\d+ / \d+ rows read", expert.page), "with how many rows were read", expert.page)
    tap.equal(fetched(expert, address), 404, "what is not whole is not handed out")
    tap.equal((expert.get("/"), expert.get("/v1/forms/parque/responses.csv")), (200, 200), "the hub serves pages meanwhile")
    for pid in held:
        os.kill(pid, signal.SIGCONT)
    tap.ok(wait_for(expert, address, "Download it"), "nobody has to keep a page open until it is done", expert.page)
    tap.ok(expert.reply.get("Refresh") is None, "then the page rests")
    data = fetched(expert, address)
    sheet = zipfile.ZipFile(io.BytesIO(data)).read("xl/worksheets/sheet1.xml")
    tap.equal(sheet.count(b"<row "), ANSWERS + 2, "the file holds every answer")
    tap.equal(expert.reply.get("Cache-Control"), "no-store", "no cache keeps it")
    return address


def the_same_as_streamed(hub, expert):
    _, address = begin(expert, format="csv")
    assert wait_for(expert, address, "Download it"), expert.page
    expert.get("/v1/forms/parque/responses.csv?labels=")
    prepared, streamed = fetched(expert, address).decode(), expert.page
    tap.equal(prepared, streamed, "a prepared CSV is byte for byte the streamed one")
    rows = list(csv.reader(io.StringIO(prepared)))
    tap.ok(len(rows) == ANSWERS + 2 and "secreto" not in prepared, "without the free text that its maker may not read", len(rows))
    _, address = begin(expert, format="csv", where="edad > 30")
    assert wait_for(expert, address, "Download it"), expert.page
    tap.equal(len(fetched(expert, address).decode().strip().splitlines()), 1, "filters hold for it as well")
    expert.get(address)
    tap.equal(expert.post(address), 303, "it can be removed")
    status, _ = begin(expert, format="csv", where="what ever")
    tap.equal(status, 400, "a condition that cannot be read is told at once")


def cancelled(hub, expert):
    _, address, held = begun_and_held(hub, expert, format="datapackage")
    expert.get(address)
    tap.equal(expert.post(address), 303, "one that is being made can be cancelled")
    for _ in range(100):
        if not exporters(hub):
            break
        time.sleep(.1)
    tap.equal((len(held), exporters(hub), expert.get(address)), (1, [], 404), "its process ends and nothing of it is left")
    kept = os.listdir(os.path.join(hub.folder, "exports"))
    tap.ok(address.split("/")[-1] not in kept, "no file either", kept)


def permissions(hub, expert, leader, address):
    tap.equal((leader.get(address), fetched(leader, address)), (404, 404), "nobody else finds it, whatever their role")
    leader.get("/forms/parque")
    coordinator = Browsing(hub, hub.run("link", "coordinator"))
    coordinator.get("/account")
    tap.equal(coordinator.post("/exports", form="parque", format="csv"), 403, "who may not export begins none")
    other = Browsing(hub, hub.run("link", "other-expert"))
    other.get("/account")
    tap.equal(other.post("/exports", form="parque", format="csv"), 403, "nor who may export another form only")
    db = sqlite3.connect(os.path.join(hub.folder, "hub.db"))
    db.execute("UPDATE duty SET form_id = 'quinta' WHERE person = (SELECT id FROM person WHERE name = 'expert')")
    db.commit()
    tap.equal(fetched(expert, address), 403, "whose role is gone since does not get the file any more")
    db.execute("UPDATE duty SET form_id = '' WHERE person = (SELECT id FROM person WHERE name = 'expert')")
    db.commit()
    db.close()
    tap.ok(isinstance(fetched(expert, address), bytes), "and with the role back does")
    tap.ok("downloaded answers" in leader_log(leader), "the log knows who had what")


def counted(page):
    """Of how many answers a page says it is."""
    found = re.search(r"(\d+) answers were counted for this page", page)
    return int(found[1]) if found else None


def reckoned_beside(hub, leader):
    """Pages that need every answer keep nobody waiting: they show what was
    counted last, and when, while a process counts anew."""
    path, words = "/forms/parque/coverage", "Whom we mean to hear"
    grip = Grip(hub, b"reckon")
    with grip:
        status = leader.get(path)
    tap.ok(len(grip.held) == 1 and status == 200 and "they are being counted" in leader.page and words not in leader.page,
           "many answers are counted by a process, and the first view says so", f"{grip.held} {status} {leader.page[-700:]}")
    tap.equal((leader.reply.get("Refresh"), f'href="{path}"' in leader.page), ("3", True), "it looks again by itself, without a script")
    leader.get("/forms/parque/release")
    tap.ok("they are being counted" in leader.page and exporters(hub, b"reckon") == grip.held, "one process counts for all pages of a form",
           leader.page[-700:])
    for pid in grip.held:
        os.kill(pid, signal.SIGCONT)
    tap.ok(wait_for(leader, path, words), "then the page is there", leader.page)
    tap.equal((counted(leader.page), "Something changed" in leader.page, leader.reply.get("Refresh")), (ANSWERS + 1, False, None),
              "with how many answers it is of, and it stays")
    leader.get("/forms/quinta/coverage")
    tap.ok(words in leader.page and counted(leader.page) is None, "few answers are counted while one waits", leader.page)


def counted_for_neighbours(hub, neighbour):
    """The same where somebody sees one neighbourhood of a large form."""
    neighbour.get("/forms/parque")
    tap.ok("they are being counted" in neighbour.page and neighbour.reply.get("Refresh") == "3",
           "the counts of one neighbourhood among many answers are made beside", neighbour.page)
    tap.ok(wait_for(neighbour, "/forms/parque", "1 answer was counted for this page"), "and shown when they are there", neighbour.page)
    neighbour.get("/forms/parque/answers")
    found = re.search(r'rel="next" href="(\?below=\d+)"', neighbour.page)
    tap.ok(found and "/answers/1\"" not in neighbour.page, "a page passes over so many answers of others and no more", neighbour.page)
    neighbour.get("/forms/parque/answers" + found[1])
    tap.ok('/forms/parque/answers/1"' in neighbour.page and 'rel="next"' not in neighbour.page, "what lies behind them is on the next one",
           neighbour.page)
    neighbour.get("/forms/parque/cross?a=gusta&b=problemas")
    tap.ok("newest 20,000 answers" in neighbour.page, "and a sample says how far it looked", neighbour.page)
    tap.equal([neighbour.get(f"/forms/parque/answers/{n}") for n in (1, 2)], [200, 404], "one answer is found wherever it lies, another's is not")
    with sqlite3.connect(os.path.join(hub.folder, "hub.db")) as db:
        db.execute("UPDATE station SET area = 'Cerca' WHERE name = 'lejos'")
    db.close()
    tap.ok(wait_for(neighbour, "/forms/parque", "0 answers were counted"), "a station that moved away takes its answers with it", neighbour.page)


def reckoned_anew(hub, leader):
    path = "/forms/parque/coverage"
    submit_one(hub, "uuid:later", "sol")
    grip = Grip(hub, b"reckon")
    with grip:
        begun = wait_for(leader, path, "being counted anew")
    tap.ok(begun and counted(leader.page) == ANSWERS + 1 and "Whom we mean to hear" in leader.page,
           "after one more answer the old count is shown as such, and a new one is being made", leader.page)
    leader.post(path, plan="place Barrio Luna 60")
    leader.get(path)
    tap.ok("place Barrio Luna 60" in leader.page and "being counted anew" in leader.page, "what is planned meanwhile stands there at once", leader.page)
    for pid in grip.held:
        os.kill(pid, signal.SIGCONT)
    tap.ok(wait_for(leader, path, f"{ANSWERS + 2} answers were counted"), "then it says the new one", leader.page)
    tap.ok(wait_for(leader, path, 'class="n">60<'), "and whom the new plan means, once that is counted", leader.page)


def published_exactly(hub, leader):
    """What is published is counted then, whatever the page remembers."""
    path = "/forms/parque/release"
    tap.ok(wait_for(leader, path, "Publish the next release"), "the page offers a release", leader.page)
    submit_one(hub, "uuid:last", "mar")
    tap.equal(leader.post(path), 303, "it is published")
    with open(f"{hub.folder}/publications/releases/parque/1/results.json") as f:
        tap.equal(json.load(f)["people"], ANSWERS + 3, "with the answer that came just before")
    leader.get(path)
    tap.ok("they are being counted" in leader.page and "Publish the next release" not in leader.page,
           "what the page said before a release is not said again", leader.page)
    tap.ok(wait_for(leader, path, "10 more people make the next release"), "then it says how many the next one takes", leader.page)


def leader_log(leader):
    leader.get("/log")
    return leader.page


def limits(hub, expert):
    statuses = []
    for _ in range(6):
        status, address = begin(expert, format="csv")
        if status == 303:
            wait_for(expert, address, "Download it")
        statuses.append(status)
    tap.ok(statuses[-1] == 409 and 303 in statuses, "one person has five at most", statuses)
    tap.ok(len(os.listdir(os.path.join(hub.folder, "exports"))) <= 5, "so the disk holds few")


def fill_disk(folder, left):
    """A file that leaves so many bytes."""
    free = os.statvfs(folder)
    path = os.path.join(folder, "filler")
    with open(path, "wb") as f:
        os.posix_fallocate(f.fileno(), 0, free.f_bavail * free.f_frsize - left)
    return path


def nearly_full(hub, expert, folder):
    """What is left of the disk belongs to the answers that come in."""
    expert.get("/exports")
    for address in re.findall(r'href="(/exports/[0-9a-f-]{36})"', expert.page):
        expert.get(address)
        expert.post(address)
    filler = fill_disk(folder, 200 << 20)
    status, _ = begin(expert, format="csv")
    tap.ok(status == 507 and "disk" in expert.page, "with little room left none is begun, and it is told", f"{status} {expert.page}")
    os.unlink(filler)
    status, address, held = begun_and_held(hub, expert, format="xlsx", labels="1")
    filler = fill_disk(folder, 200 << 20)
    for pid in held:
        os.kill(pid, signal.SIGCONT)
    tap.ok(status == 303 and held and wait_for(expert, address, "disk"), "one that runs is ended when the disk gets full, and says why",
           expert.page)
    os.unlink(filler)
    tap.equal((exporters(hub), fetched(expert, address), os.listdir(os.path.join(hub.folder, "exports"))), ([], 404, []),
              "and nothing of it takes room any more")
    expert.get(address)
    expert.post(address)
    tap.equal(begin(expert, format="csv")[0], 303, "with room again the next one is begun")


def with_the_hub(hub, expert, address):
    hub.stop()
    hub.start()
    expert = Browsing(hub, hub.run("link", "expert"))
    tap.equal((expert.get(address), os.path.exists(os.path.join(hub.folder, "exports"))), (404, False),
              "a hub that was started anew has none of them")


def main():
    with tempfile.TemporaryDirectory() as folder:
        mounted = not subprocess.run(["mount", "-t", "tmpfs", "-o", "size=700m", "tmpfs", folder], capture_output=True).returncode
        hub = Hub(os.path.join(folder, "hub"), name="Barrio Luna")
        hub.publish(FORM, os.path.join(TOP, "tests", "forms", "quinta.xml"))
        hub.start()
        submit_one(hub)
        hub.stop()
        multiply(hub, ANSWERS)
        hub.station("lejos")
        for name in ("leader", "expert", "coordinator", "other-expert", "neighbour"):
            hub.run("admin", "add", name, "--no-password")
        db = sqlite3.connect(os.path.join(hub.folder, "hub.db"))
        db.execute("DELETE FROM duty")
        for name, role, form, area in (("leader", "leader", "", ""), ("expert", "expert", "", ""), ("coordinator", "coordinator", "", ""),
                                       ("other-expert", "expert", "quinta", ""), ("neighbour", "expert", "", "Lejos")):
            db.execute("INSERT INTO duty SELECT id, ?, ?, ?, 0 FROM person WHERE name = ?", (role, form, area, name))
        db.execute("UPDATE station SET area = 'Lejos' WHERE name = 'lejos'")
        db.execute("UPDATE response SET station = (SELECT id FROM station WHERE name = 'lejos') WHERE number = 1")
        db.commit()
        db.close()
        hub.run("project", timeout=600)
        hub.start()
        expert = Browsing(hub, hub.run("link", "expert"), **{"Accept-Language": "en"})
        leader = Browsing(hub, hub.run("link", "leader"), **{"Accept-Language": "en"})
        address = made_and_fetched(hub, expert)
        tap.attempt("same", the_same_as_streamed, hub, expert)
        tap.attempt("cancel", cancelled, hub, expert)
        tap.attempt("permissions", permissions, hub, expert, leader, address)
        tap.attempt("reckoned", reckoned_beside, hub, leader)
        tap.attempt("neighbours", counted_for_neighbours, hub, Browsing(hub, hub.run("link", "neighbour"), **{"Accept-Language": "en"}))
        tap.attempt("anew", reckoned_anew, hub, leader)
        tap.attempt("published", published_exactly, hub, leader)
        tap.attempt("limits", limits, hub, expert)
        if mounted:
            tap.attempt("full", nearly_full, hub, expert, folder)
        else:
            tap.skip("exports on a full disk", "no file system can be mounted here")
        tap.attempt("restart", with_the_hub, hub, expert, address)
        hub.stop()
        if mounted:
            subprocess.run(["umount", "-l", folder], check=False)
    tap.done()


main()
