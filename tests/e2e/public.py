#!/usr/bin/python3
"""Six forms of the kinds that public bodies use, each filled in at the kiosk:
a household with its members, immunisation, market prices, a roll of 10,000
people, batteries of scales, three languages with pictures. The frozen bytes
must hold the answers, and the calculations what Python makes of them."""
import datetime
import os
import sqlite3
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, ".."))
import tap
from neighbour import Neighbour, Survey
from resident_pty import Resident

BUILD = os.environ["BARRIO_BUILD"]
FORMS = os.path.join(HERE, "..", "forms", "public")
VISITS = [("hogar", "en", "digits"), ("vacunas", "en", "arrows"), ("precios", "en", "taps"),
          ("padron", "en", "digits"), ("escalas", "en", "taps"), ("idiomas", "en", "arrows"),
          ("idiomas", "es", "digits"), ("idiomas", "fr", "taps")]
FAMILIES = ("Abad Barrios Cano Duarte Estrada Flores Garza Huerta Ibarra Juarez Lara Mora Nava "
            "Ochoa Parra Quiroz Rivas Solano Soler Solis Tapia Urbina Vega Yanez Zamora").split()
GIVEN = "Ana Bruno Clara Diego Elena Felix Gloria Hugo Irene Jorge".split()


def roll():
    """Ten thousand rows: name, label, name_low, ward, folio, booth."""
    for i in range(10000):
        family = FAMILIES[i % len(FAMILIES)]
        label = f"{family} {GIVEN[i // 25 % 10]} {i:05d}"
        yield f"p{i:05d}", label, family.lower(), f"w{i // 250 % 4 + 1}", f"F{i * 7:06d}", str(i // 400 + 1)


def publish(folder, name):
    """Compiles a form into the station's folder, with the files it needs."""
    path = os.path.join(folder, name + ".xml")
    subprocess.run([os.path.join(BUILD, "barrio-form"), "convert", os.path.join(FORMS, name + ".md"),
                    "-o", path, "--name", "data", "--id", name], check=True)
    media = os.path.join(folder, name + "-media")
    os.makedirs(media, exist_ok=True)
    if name == "padron":
        with open(os.path.join(media, "padron.csv"), "w", encoding="utf-8") as out:
            out.write("name,label,name_low,ward,folio,booth\n")
            out.writelines(",".join(row) + "\n" for row in roll())
    return path


def survey_of(path, name):
    survey = Survey(path)
    if name == "padron":
        control = next(c for c in survey.controls if c.ref == "/data/persona")
        control.choices = [(row[0], {l: row[1] for l in survey.languages()}) for row in roll()]
    return survey


def visit(station, path, name, tag, hand, seed):
    survey = survey_of(path, name)
    argv = [os.path.join(BUILD, "barrio-kiosk"), "--config", station, "--form", name,
            "--guard-ms", "0", "--bidi", "no"]
    with Resident(argv, patience=30) as resident:
        neighbour = Neighbour(resident, survey, tag, hand, seed=seed)
        neighbour.visit()
    return survey, neighbour.given


def last_body(data, seen):
    db = sqlite3.connect(os.path.join(data, "station.db"))
    rows = [r for r in db.execute("SELECT id, body FROM response") if r[0] not in seen]
    db.close()
    assert len(rows) == 1, f"{len(rows)} new responses"
    seen.add(rows[0][0])
    return rows[0][1]


class Answers:
    """A submission by the names of its questions."""

    def __init__(self, body):
        self.root = ET.fromstring(body)

    def all(self, name):
        return [e.text or "" for e in self.root.iter() if e.tag.rsplit("}", 1)[-1] == name]

    def one(self, name):
        found = self.all(name)
        return found[0] if found else None

    def number(self, name):
        return float(self.one(name) or "nan")


def check_hogar(a):
    ages = [int(x) for x in a.all("edad")]
    tap.equal(len(a.all("persona")), int(a.one("miembros")), "as many members as were said")
    tap.equal(a.all("orden"), [str(i + 1) for i in range(len(ages))], "each member knows its place")
    tap.equal(a.number("menores"), sum(x < 18 for x in ages), "the young are counted")
    tap.equal(a.number("mayor"), max(ages), "the oldest is found")
    tap.equal(a.number("alumnos"), sum(x == "yes" for x in a.all("escuela")), "pupils are counted")
    tap.equal(a.one("primera"), a.all("nombre")[0], "the first name is read by its index")
    tap.equal(len(a.all("parentesco")), len(ages) - 1, "the head is not related to the head")


def check_vacunas(a):
    born = datetime.date.fromisoformat(a.one("nacida"))
    months = int((datetime.date.today() - born).days / 30.4375)
    due = 1 if months < 2 else 4 if months < 12 else 6
    tap.equal((a.number("meses"), a.number("debidas")), (months, due), "age and due doses follow from the birth")
    given = a.one("dadas")
    count = None if given is None else 0 if "none" in given else len(given.split())
    tap.equal(a.one("motivo") is not None, (count or 0) < due, "a reason is asked for when doses are missing")


def check_precios(a):
    kilos = []
    grams = iter(a.all("gramos"))
    for unit, price in zip(a.all("unidad"), a.all("precio")):
        kilos.append(float(price) if unit == "kilo" else round(float(price) * 1000 / float(next(grams)), 2))
    tap.equal([float(x) for x in a.all("kilo")], kilos, "every price is brought to a kilogram")
    tap.ok(abs(a.number("suma") - sum(kilos)) < 1e-9, "prices are added")
    tap.ok(abs(a.number("media") - sum(kilos) / len(kilos)) < 0.006, "the mean is taken")
    tap.equal(a.one("lista"), ", ".join(a.all("cual")), "the goods are listed")


def check_padron(a):
    rows = list(roll())
    found = [r for r in rows if r[3] == a.one("distrito") and r[2].startswith(a.one("parte"))]
    tap.equal(a.number("hallados"), len(found), "the roll is counted by ward and letters")
    row = next(r for r in rows if r[0] == a.one("persona"))
    tap.ok(row in found, "the entry is one of those offered")
    tap.equal((a.one("folio"), a.one("casilla")), (row[4], row[5]), "what the roll says of the person is read")


def check_escalas(a):
    items = [int(a.one(n)) for n in ("limpia", "segura", "tranquila", "verde")]
    tap.equal(a.number("indice"), sum(items), "the battery has a sum")
    tap.equal(len(a.one("orden").split()), 3, "the order has all three")
    tap.equal(a.one("porque") is not None, sum(items) <= 12 or a.number("nota") <= 3, "a low sum asks why")


def check_idiomas(a):
    words = {"walk": "Walk Pasear Me promener", "play": "Play with children Jugar con niños Jouer avec des enfants",
             "sport": "Sport Deporte Du sport", "rest": "Rest Descansar Me reposer"}
    tap.ok(a.one("uso_dicho") in words[a.one("uso")], "a choice is named in the language of the visit")
    asked = a.one("noche") == "no" or "lamp" in a.one("falta").split()
    tap.equal(a.one("miedo") is not None, asked, "what is asked follows from answers")


CHECKS = {name[6:]: check for name, check in globals().items() if name.startswith("check_")}


def main():
    with tempfile.TemporaryDirectory() as top:
        data = os.path.join(top, "data")
        forms = os.path.join(data, "forms")
        os.makedirs(forms)
        station = os.path.join(top, "kiosk.conf")
        with open(station, "w", encoding="utf-8") as out:
            out.write(f"data = {data}\nstation = luna\nplace = luna\n")
        paths = {name: publish(forms, name) for name in CHECKS}
        seen = set()
        for seed, (name, tag, hand) in enumerate(VISITS):
            survey, given = visit(station, paths[name], name, tag, hand, seed)
            body = last_body(data, seen)
            tap.equal(survey.values(body), given, f"{name} in {tag} by {hand}: the frozen bytes hold the answers")
            CHECKS[name](Answers(body))
    tap.done()


if __name__ == "__main__":
    main()
