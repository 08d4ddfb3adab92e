#!/usr/bin/python3
"""The main job, end to end: a neighbour answers every sample survey in each of
its languages, and a fifth form that nobody knew when this was built; after
`barrio-sync --once` the hub's CSV holds exactly those answers, column by
column."""
import os
import sqlite3
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, ".."))
import tap
from neighbour import Neighbour, Survey
from resident_pty import Resident
from stand import BUILD, Hub, Station

SAMPLES = {name: os.path.join(BUILD, "forms", name + ".xml")
           for name in ("barrio", "censo", "observacion", "idea")}
FIFTH = os.path.join(HERE, "..", "forms", "quinta.xml")
HANDS = ("digits", "arrows", "taps")
WORDS = {"es": "niñez y sol", "en": "sun and moon", "ar": "سوق", "fr": "soleil et lune"}


def visits():
    """(form, file, language tag, hand): every language, the hands in turn."""
    turn = 0
    for form, path in [*SAMPLES.items(), ("quinta", FIFTH)]:
        for tag in Survey(path).tags():
            yield form, path, tag, HANDS[turn % 3]
            turn += 1


def answer(station, form, path, tag, hand, seed):
    """One neighbour at the kiosk; {ref: values} as given."""
    survey = Survey(path)
    argv = station.kiosk_argv("--form", form, "--guard-ms", "0", "--bidi", "no")
    with Resident(argv, patience=30) as resident:
        neighbour = Neighbour(resident, survey, tag, hand, seed=seed, say=WORDS[tag])
        neighbour.visit()
    return neighbour.given


def body_of(station, seen):
    """The frozen bytes of the response that was not there before."""
    db = sqlite3.connect(os.path.join(station.data, "station.db"))
    rows = [r for r in db.execute("SELECT id, form_id, body FROM response") if r[0] not in seen]
    db.close()
    assert len(rows) == 1, f"{len(rows)} new responses"
    seen.add(rows[0][0])
    return rows[0]


def columns(hub, form):
    """Every cell of a form's main table and repeats, by instanceID."""
    out = {}
    for row in hub.csv(form):
        out.setdefault(row["meta-instanceID"], []).append(row)
    return out


def check_csv(hub, survey, form, id, given, name):
    rows = columns(hub, form).get(id, [])
    if not tap.equal(len(rows), 1, f"{name}: one row at the hub"):
        return
    wrong = []
    for ref, values in given.items():
        steps = ref.split("/")[2:]
        if any(ref.startswith(r + "/") for r in survey.repeats):
            continue
        cell = rows[0].get("-".join(steps), rows[0].get(steps[-1]))
        if cell is None or survey_value(survey, ref, cell) != values[-1]:
            wrong.append(f"{ref}: gave {values[-1]!r}, the hub has {cell!r}")
    answered = {"-".join(ref.split("/")[2:]) for ref in given}
    extra = [c.ref for c in survey.controls
             if not c.readonly and "-".join(c.ref.split("/")[2:]) not in answered
             and rows[0].get("-".join(c.ref.split("/")[2:]))]
    tap.ok(given and not wrong and not extra, f"{name}: the CSV holds exactly the answers",
           "\n".join(wrong) + f"\nnot given: {extra}")
    check_repeats(hub, survey, form, rows[0]["key"], given, name)


def check_repeats(hub, survey, form, key, given, name):
    for repeat in sorted(survey.repeats):
        inside = {ref: v for ref, v in given.items() if ref.startswith(repeat + "/")}
        table = repeat.strip("/").replace("/", "-")
        rows = [r for r in hub.csv(form, "--table", table) if r["key"] == key] if inside else []
        for ref, values in inside.items():
            cells = [r[ref.rsplit("/", 1)[1]] for r in rows]
            got = [survey_value(survey, ref, c) for c in cells if c]
            tap.equal(got, values, f"{name}: repeat column {ref}")


def survey_value(survey, ref, cell):
    from neighbour import plain
    control = next(c for c in survey.controls if c.ref == ref)
    return plain(control, cell)


def main():
    with tempfile.TemporaryDirectory() as top:
        hub = Hub(os.path.join(top, "hub"))
        hub.publish(*SAMPLES.values(), FIFTH)
        station = Station(os.path.join(top, "station"), hub)
        hub.start()
        try:
            station.sync("--once")
            tap.equal(sorted(os.listdir(station.forms))[:5] and len([f for f in os.listdir(station.forms)
                      if f.endswith(".xml")]), 5, "five forms came down")
            done, seen = [], set()
            for seed, (form, path, tag, hand) in enumerate(visits()):
                name = f"{form} in {tag or 'its language'} by {hand}"
                given = answer(station, form, path, tag, hand, seed)
                id, form_id, body = body_of(station, seen)
                tap.equal(form_id, form, f"{name}: kept under its form")
                tap.equal(Survey(path).values(body), given, f"{name}: the frozen bytes hold the answers")
                done.append((form, path, id, given, name))
            station.sync("--once")
            for form, path, id, given, name in done:
                check_csv(hub, Survey(path), form, id, given, name)
        finally:
            hub.stop()
    tap.done()


main()
