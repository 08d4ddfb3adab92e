#!/usr/bin/python3
"""Figures of an encrypted form: the hub, which cannot read a single answer,
makes none; whoever holds the key makes the release with the same program on a
copy, under the same suppression; the hub publishes those files as they are, and
only of the very answers that it has. Answers are sealed here, by the openssl
program and what the specification says."""
import base64
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import urllib.request
import uuid

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))
import tap  # noqa: E402
from attacker import attack  # noqa: E402
from civic import City  # noqa: E402
from stand import BUILD, command, program  # noqa: E402

WORD = b"girasol"


def openssl(*argv, data=b""):
    return subprocess.run(["openssl", *argv], input=data, check=True, stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL).stdout


class Key:
    def __init__(self, folder, name):
        self.private = f"{folder}/{name}.pem"
        self.public = f"{folder}/{name}.pub"
        openssl("genpkey", "-algorithm", "RSA", "-out", self.private)
        openssl("pkey", "-in", self.private, "-pubout", "-out", self.public)
        der = openssl("pkey", "-in", self.private, "-pubout", "-outform", "DER")
        self.text = base64.b64encode(der).decode()

    def wrap(self, data):
        return base64.b64encode(openssl(
            "pkeyutl", "-encrypt", "-pubin", "-inkey", self.public, "-pkeyopt", "rsa_padding_mode:oaep", "-pkeyopt",
            "rsa_oaep_md:sha256", "-pkeyopt", "rsa_mgf1_md:sha256", data=data)).decode()


def seal(key, form, version, fields):
    """An envelope and its file: ODK XForms specification, "Encryption"."""
    name = f"uuid:{uuid.uuid4()}"
    plain = (f'<data id="{form}" version="{version}">' + "".join(f"<{k}>{v}</{k}>" for k, v in fields.items()) +
             f"<meta><instanceID>{name}</instanceID></meta></data>").encode()
    aes = os.urandom(32)
    iv = bytearray(hashlib.md5(name.encode() + aes).digest())
    iv[0] = (iv[0] + 1) % 256
    pad = 16 - len(plain) % 16
    packed = openssl("enc", "-aes-256-cfb", "-nosalt", "-nopad", "-K", aes.hex(), "-iv", iv.hex(),
                     data=plain + bytes([pad]) * pad)
    wrapped = key.wrap(aes)
    lines = [form, version, wrapped, name, f"submission.xml::{hashlib.md5(plain).hexdigest()}"]
    signed = key.wrap(hashlib.md5("".join(line + "\n" for line in lines).encode()).digest())
    envelope = (f'<data xmlns="http://opendatakit.org/submissions" encrypted="yes" id="{form}" version="{version}">'
                f"<base64EncryptedKey>{wrapped}</base64EncryptedKey><orx:meta xmlns:orx="
                f'"http://openrosa.org/xforms"><orx:instanceID>{name}</orx:instanceID></orx:meta><encryptedXmlFile>'
                f"submission.xml.enc</encryptedXmlFile><base64EncryptedElementSignature>{signed}"
                "</base64EncryptedElementSignature></data>").encode()
    return envelope, packed


class Corner:
    def __init__(self, folder):
        self.folder = folder
        self.key = Key(folder, "private")
        form = f"{folder}/barrio.xml"
        with open(f"{BUILD}/forms/barrio.xml", encoding="utf-8") as f:
            text = f.read()
        with open(form, "w", encoding="utf-8") as f:
            f.write(text.replace("</model>", f'<submission base64RsaPublicKey="{self.key.text}"/></model>', 1))
        self.city = City(folder, [form], roles=("leader",))
        self.hub = self.city.hub
        self.token = self.hub.station("luna-9")
        self.given = []
        self.copies = 0

    def answer(self, count):
        for _ in range(count):
            fields = {"vida": str(1 + len(self.given) % 2), "cambiar": WORD.decode()}
            self.given.append(fields)
            self.post(*seal(self.key, "barrio", self.city.versions["barrio"], fields))

    def post(self, envelope, packed):
        parts = (("xml_submission_file", "a.xml", "text/xml", envelope),
                 ("submission.xml.enc", "submission.xml.enc", "application/octet-stream", packed))
        data = b"".join(f'--b\r\nContent-Disposition: form-data; name="{n}"; filename="{f}"\r\nContent-Type: {t}\r\n\r\n'
                        .encode() + body + b"\r\n" for n, f, t, body in parts) + b"--b--\r\n"
        request = urllib.request.Request(self.hub.url + "/v1/submission", data=data, headers={
            "Content-Type": "multipart/form-data; boundary=b", "Authorization": "Bearer " + self.token})
        with urllib.request.urlopen(request, timeout=30) as reply:
            assert reply.status == 201, reply.status

    def copy(self):
        """What the holder of the key takes home."""
        self.copies += 1
        copy = f"{self.folder}/copy-{self.copies}"
        self.hub.run("backup", copy)
        return copy

    def count(self, copy, key):
        return command(program("barrio-hub"), "--config", "/dev/null", "--data", copy, "--name", "Barrio Luna", "--private-key",
                       key, "release", "barrio", check=False)


def shows(folder, word):
    return [name for top, _, names in os.walk(folder) for name in names
            if word in open(os.path.join(top, name), "rb").read()]


def at_the_hub(c):
    c.answer(23)
    run = c.hub.run("release", "barrio", check=False)
    tap.ok(run.returncode != 0 and "whoever holds its private key" in run.stderr, "the hub cannot count them and says so",
           run.stderr)
    tap.equal(shows(c.hub.folder, WORD), [], "nothing at the hub shows an answer")
    path = "/forms/barrio/release"
    page = c.city.leader.ask("GET", path + "?lang=en")[2].decode()
    tap.ok("private key" in page and "<button" not in page[page.index("<h1"):], "nor does its page offer it", page[-700:])


def by_the_holder(c):
    copy = c.copy()
    other = Key(c.folder, "other")
    run = c.count(copy, other.private)
    tap.ok(run.returncode != 0 and not os.path.isdir(copy + "/publications/releases"), "another key makes none",
           run.stdout + run.stderr)
    run = c.count(copy, c.key.private)
    tap.equal((run.returncode, run.stdout), (0, "release 1\n"), "with the key the same program makes the release")
    made = copy + "/publications/releases/barrio/1"
    told, small, tried = attack(made)
    tap.ok(not told and not small and tried, f"under the same suppression ({tried} attacked)", (told, small))
    sums = [line for line in open(made + "/counts.csv", encoding="utf-8") if line.startswith("vida,answer")]
    tap.equal(sum(int(line.rsplit(",", 1)[1]) for line in sums), 23, "which counts everybody")
    tap.ok("vida,answer,1,12\n" in sums or "vida,answer,2,11\n" in sums, "by what they answered", sums)
    tap.equal(shows(copy, WORD), [], "opened answers do not stay in the copy")
    return made


def adopted(c, made):
    c.answer(1)
    run = c.hub.run("adopt", "release", "barrio", made, check=False)
    tap.ok(run.returncode != 0 and "copy the archive again" in run.stderr,
           "answers came since: the hub does not publish it", run.stderr)
    made = c.copy() + "/publications/releases/barrio/1"
    tap.equal(c.count(os.path.dirname(os.path.dirname(os.path.dirname(os.path.dirname(made)))), c.key.private).returncode, 0,
              "it is made of a new copy")
    tap.equal(c.hub.run("adopt", "release", "barrio", made), "release 1\n", "which the hub publishes")
    served = {n: c.hub.get(f"/r/barrio/1/{n}")[2] for n in os.listdir(made)}
    tap.ok(all(open(f"{made}/{n}", "rb").read() == body for n, body in served.items()), "byte for byte")
    log = c.folder + "/log"
    open(log, "wb").write(c.hub.get("/proof/log")[2])
    run = command(program("barrio-verify"), "release", made, "--log", log, check=False)
    tap.ok(run.returncode == 0 and "24 counted" in run.stdout, "and names in its log, of which it is the sum",
           run.stdout + run.stderr)
    run = c.hub.run("adopt", "release", "barrio", made, check=False)
    tap.ok(run.returncode != 0, "once", run.stderr)
    c.answer(12)
    copy = c.copy()
    tap.equal(c.count(copy, c.key.private).stdout, "release 2\n", "twelve more make the second")
    run = c.hub.run("adopt", "release", "barrio", copy + "/publications/releases/barrio/1", check=False)
    tap.ok(run.returncode != 0, "an old one is not taken for it", run.stderr)
    tap.equal(c.hub.run("adopt", "release", "barrio", copy + "/publications/releases/barrio/2"), "release 2\n",
              "which is adopted as well")
    tap.equal(shows(c.hub.folder, WORD), [], "and nothing at the hub shows an answer still")


def main():
    folder = tempfile.mkdtemp(prefix="barrio-sealed.")
    corner = Corner(folder)
    try:
        tap.attempt("at the hub", at_the_hub, corner)
        made = []
        tap.attempt("by the holder", lambda c: made.append(by_the_holder(c)), corner)
        tap.attempt("adopted", lambda c: adopted(c, made[0]), corner)
    finally:
        corner.city.close()
        shutil.rmtree(folder)
    tap.done()


main()
