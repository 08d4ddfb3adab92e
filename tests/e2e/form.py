#!/usr/bin/python3
"""barrio-form check and fill, as an author of forms uses them."""
import glob
import os
import re
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, os.path.dirname(HERE))
import tap  # noqa: E402

TOOL = os.path.join(os.environ.get("BARRIO_BUILD", os.path.join(ROOT, "build")), "barrio-form")
SPEC = os.path.join(ROOT, "tests", "forms", "spec")
FORMS = os.path.join(ROOT, "tests", "forms", "engine")


def run(*args):
    done = subprocess.run([TOOL, *args], capture_output=True, text=True, timeout=60)
    return done.returncode, done.stdout, done.stderr


def fill(form, answers):
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        file.write(answers)
        file.flush()
        code, out, err = run("fill", os.path.join(FORMS, form), "--answers", file.name)
    return code, out, err.replace(file.name, "answers")


def plain(text):
    """Ids and hours differ from run to run."""
    text = re.sub(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", "UUID", text)
    return re.sub(r"20(2[6-9]|[3-9]\d)-\d\d-\d\dT[0-9:.]+Z", "NOW", text)


def specification():
    """Forms that use what the specification of ODK XForms names, each with
    answers and with the instance that they must make."""
    os.environ["TZ"] = "UTC"
    for path in sorted(glob.glob(os.path.join(SPEC, "*.answers"))):
        name = os.path.splitext(path)[0]
        code, out, err = run("fill", name + ".xml", "--answers", path)
        err = re.sub(r"^info: .*\n", "", err, flags=re.M)  # of words that nobody knows
        with open(name + ".expected", encoding="utf-8") as wanted:
            tap.equal((plain(out).replace("><", ">\n<"), err, code), (wanted.read(), "", 0),
                      f"{os.path.basename(name)}.xml is filled in as the specification says")
    code, out, _ = run("check", os.path.join(SPEC, "newer.xml"))
    tap.ok(code == 1 and ":4: error: " in out and "2099.1.0" in out,
           "a form with entities of a later version is refused")


def main():
    specification()
    form = os.path.join(FORMS, "household.xml")
    tap.ok(run("check", form) == (0, "", ""), "check is silent about a sound form")

    cyclic = os.path.join(FORMS, "cyclic.xml")
    code, out, _ = run("check", cyclic)
    tap.ok(code == 1 and out.startswith(f"{cyclic}:14: error: ") and "needs /data/a" in out,
           "check names file, line and circle")

    code, out, _ = run("check", os.path.join(FORMS, "unknown.xml"))
    tap.ok(code == 0 and ":12: warning: " in out and "nosuch()" in out, "check warns where a form only may fail")

    code, out, err = fill("household.xml", "# a family\n/data/name Ana María\n/data/age 40\n"
                                           "/data/person[1]/who Bea\n/data/person[1]/years 9\n/data/food rice beans\n")
    tap.ok(code == 0 and err == "", "fill takes answers, and makes the instances they name")
    tap.ok("<name>Ana María</name><age>40</age>" in out and "<food>rice beans</food>" in out
           and "<person><who>Bea</who><years>9</years><nth>1</nth><adult>n</adult></person>" in out
           and "<count>1</count><sum>9</sum>" in out, "fill prints the frozen instance")

    code, out, err = fill("household.xml", "/data/age 7\n/data/nowhere 1\n")
    tap.ok(code == 1 and "answers:1: /data/age: Adults only" in err and "answers:2: /data/nowhere: " in err
           and "We need a name" in err, "fill says which answers were refused, and why")

    tap.ok(run("fill", form)[0] == 2 and run("check")[0] == 2, "wrong usage exits with 2")
    tap.done()


main()
