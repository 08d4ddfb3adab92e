#!/usr/bin/python3
"""An encrypted form: what the station keeps shows no answer to anybody; the
private key opens it, with barrio-form and without any code of ours."""
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, ".."))
import tap
from neighbour import Neighbour, Survey
from resident_pty import Resident

BUILD = os.environ["BARRIO_BUILD"]
FORM = os.path.join(HERE, "..", "forms", "public", "hogar.md")
UNSEAL = os.path.join(HERE, "..", "unseal.py")
WORD = "girasol"


def run(*argv):
    return subprocess.run(argv, capture_output=True, check=False)


def make_key(folder, name, *protection):
    """A key pair; the path of the private half and base64 of the public."""
    path = os.path.join(folder, name + ".pem")
    subprocess.run(["openssl", "genpkey", "-algorithm", "RSA", "-out", path, *protection],
                   check=True, capture_output=True)
    words = ["-passin", "pass:hola"] if protection else []
    der = subprocess.run(["openssl", "pkey", "-in", path, "-pubout", "-outform", "DER", *words],
                         check=True, capture_output=True).stdout
    return path, subprocess.run(["openssl", "base64", "-A"], input=der, check=True,
                                capture_output=True).stdout.decode()


def publish(forms, key):
    path = os.path.join(forms, "hogar.xml")
    subprocess.run([os.path.join(BUILD, "barrio-form"), "convert", FORM, "-o", path,
                    "--name", "data", "--id", "hogar"], check=True)
    with open(path, encoding="utf-8") as form:
        text = form.read()
    with open(path, "w", encoding="utf-8") as form:
        form.write(text.replace("</model>", f'<submission base64RsaPublicKey="{key}"/></model>', 1))
    return path


def answer(config, survey):
    argv = [os.path.join(BUILD, "barrio-kiosk"), "--config", config, "--form", "hogar",
            "--guard-ms", "0", "--bidi", "no"]
    with Resident(argv, patience=30) as resident:
        neighbour = Neighbour(resident, survey, "en", "digits", seed=5, say=WORD)
        neighbour.visit()
    return neighbour.given


def gather(data, folder):
    """The envelope and its files in a folder, as a hub would hand them out."""
    db = sqlite3.connect(os.path.join(data, "station.db"))
    body, attachments = db.execute("SELECT body, attachments FROM response").fetchone()
    db.close()
    os.makedirs(folder)
    with open(os.path.join(folder, "envelope.xml"), "wb") as out:
        out.write(body)
    for a in json.loads(attachments):
        shutil.copy(os.path.join(data, "attachments", a["sha256"]), os.path.join(folder, a["name"]))
    return body.decode(), [a["name"] for a in json.loads(attachments)]


def contains(folder, word):
    return [os.path.join(top, name) for top, _, names in os.walk(folder) for name in names
            if word.encode() in open(os.path.join(top, name), "rb").read()]


def decrypt(sealed, key, out, *words):
    return run(os.path.join(BUILD, "barrio-form"), "decrypt", os.path.join(sealed, "envelope.xml"),
               "--key", key, "-o", out, *words)


def check_opening(top, sealed, key, survey, given):
    out = os.path.join(top, "opened")
    with open(os.path.join(top, "words"), "w", encoding="utf-8") as words:
        words.write("hola\n")
    done = decrypt(sealed, key, out, "--passphrase-file", os.path.join(top, "words"))
    if tap.equal(done.returncode, 0, "the private key opens it"):
        body = open(os.path.join(out, "submission.xml"), encoding="utf-8").read()
        tap.equal(survey.values(body), given, "all answers are in it")
    other, _ = make_key(top, "other")
    tap.equal(decrypt(sealed, other, out).returncode, 1, "another key does not open it")
    plain = os.path.join(top, "plain.pem")
    subprocess.run(["openssl", "pkey", "-in", key, "-passin", "pass:hola", "-out", plain], check=True)
    own = run("/usr/bin/python3", UNSEAL, sealed, plain)
    tap.ok(own.returncode == 0 and WORD.encode() in own.stdout, "openssl alone opens it, its signature holds",
           own.stderr.decode())


def main():
    with tempfile.TemporaryDirectory() as top:
        data = os.path.join(top, "data")
        forms = os.path.join(data, "forms")
        os.makedirs(forms)
        config = os.path.join(top, "kiosk.conf")
        with open(config, "w", encoding="utf-8") as out:
            out.write(f"data = {data}\nstation = luna\nplace = luna\n")
        key, public = make_key(top, "private", "-aes256", "-pass", "pass:hola")
        survey = Survey(publish(forms, public))
        given = answer(config, survey)
        sealed = os.path.join(top, "sealed")
        body, names = gather(data, sealed)
        tap.ok('encrypted="yes"' in body, "the body is an envelope")
        tap.equal(names, ["submission.xml.enc"], "the answers are a file beside it")
        tap.equal(contains(data, WORD), [], "nothing on the station shows an answer")
        check_opening(top, sealed, key, survey, given)
    tap.done()


main()
