#!/usr/bin/python3
"""From an empty folder to a counted answer, with nothing but what the programs
and the pages show: `barrio-hub init` asks three things, its link opens the
pages, they publish a survey and give a station's code, and the line that they
show, typed at the station, brings the survey there. A neighbour answers, and
the page counts it."""
import json
import os
import re
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))
import playwright  # noqa: E402
import tap  # noqa: E402
from stand import BUILD, Hub, command, program  # noqa: E402


class FirstHub(Hub):
    """A hub of which only its settings file is known."""

    def argv(self, *words):
        return [program("barrio-hub"), "--config", os.path.join(self.folder, "hub.conf"), *words]


PACKAGED = """# of a package
name = Barrio
data = {hub.folder}
port = {hub.port}
"""


def init(hub, *lines):
    return subprocess.run([*hub.argv("init"), "--data", hub.folder, "--port", str(hub.port)], input="\n".join(lines) + "\n",
                          capture_output=True, text=True, timeout=60)


def step(hub, name, argument):
    end = playwright.run("first.js", name, hub.url, argument, os.path.join(hub.folder, "cookies.json"))
    assert end.returncode == 0, end.stdout + end.stderr
    shown = json.loads(end.stdout)
    assert shown["foreign"] == [], shown
    return shown


def first_answer(folder):
    hub = FirstHub(os.path.join(folder, "hub"))
    with open(os.path.join(hub.folder, "hub.conf"), "w") as f:
        f.write(PACKAGED.format(hub=hub))
    tap.ok(init(hub, "Ciudad Luna", "fr", "Ana").returncode != 0, "init refuses a language that the pages do not speak")
    said = init(hub, "Ciudad Luna", "", "Ana Ruiz")
    tap.ok(said.returncode == 0, "init asks for city, language and first Leader", said.stderr)
    link = re.search(r"^ +(http\S+)$", said.stdout, re.M)[1]
    start = re.search(r"^ +(barrio-hub .*)$", said.stdout, re.M)[1].split()
    tap.ok("Tres pasos" in said.stdout and os.path.exists(start[2]), "and says the next steps in that language", said.stdout)
    settings = open(os.path.join(hub.folder, "hub.conf")).read()
    tap.equal(settings, PACKAGED.format(hub=hub).replace("name = Barrio\n", "") + "name = Ciudad Luna\nlanguage = es\n",
              "in a settings file that a package brought only name and language are set")
    again = init(hub, "Otra", "", "Otra")
    tap.ok(again.returncode != 0 and "already" in again.stderr, "a second time changes nothing", again.stderr)
    assert hub.start()
    page = step(hub, "password", link)["page"]
    tap.ok("0 respuestas hoy" in page, "the link lets the Leader choose a password and shows the overview", page)
    page = step(hub, "publish", os.path.join(BUILD, "forms", "barrio.xml"))["page"]
    tap.ok("barrio" in page, "a sample survey is published on the page", page)
    line = step(hub, "station", "Luna 1")["line"].split()
    tap.equal(line[:2], ["barrio-sync", "enrol"], "adding a station shows the line to type there")
    data = os.path.join(folder, "station")
    os.makedirs(os.path.join(data, "forms"))
    typed = command(program(line[0]), "--data", data, *line[1:], check=False)
    tap.ok(typed.returncode == 0, "that line makes the board a station", typed.stdout + typed.stderr)
    command(program("barrio-sync"), "--data", data, "--once")
    tap.ok(any(n.startswith("barrio") for _, _, names in os.walk(data) for n in names), "the survey comes down to it",
           [names for _, _, names in os.walk(data)])
    texts = os.path.join(folder, "texts")
    with open(texts, "w") as f:
        f.write("word: luz\n")
    command(program("barrio-seed"), "--data", data, "--forms", os.path.join(data, "forms"), "--count", "1", "--seed", "1",
            "--texts", texts)
    command(program("barrio-sync"), "--data", data, "--once")
    page = step(hub, "result", "/forms/barrio")["page"]
    tap.ok(re.search(r"^\s*1\s+respuesta", page, re.M), "the page counts the first answer", page[:600])
    hub.stop()


def without_a_package(folder):
    hub = FirstHub(os.path.join(folder, "bare"))
    tap.equal(init(hub, "Ciudad Sol", "en", "Eva").returncode, 0, "init writes a settings file where there is none")
    tap.ok(hub.start() and b"Ciudad Sol" in hub.get("/signin")[2], "and the hub starts with it alone")
    hub.stop()


def main():
    why = playwright.lacking()
    if why:
        tap.skip("the first day on the pages", why)
        tap.done()
    with tempfile.TemporaryDirectory() as folder:
        tap.attempt("without a package", without_a_package, folder)
        tap.attempt("first answer", first_answer, folder)
    tap.done()


main()
