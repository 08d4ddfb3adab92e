#!/usr/bin/env python3
"""Opens a sealed response without any code of Barrio: the openssl program,
and what the specification says. usage: unseal.py FOLDER PRIVATE.pem; the
folder holds envelope.xml and the .enc files. Prints name and content of each
file in order; fails when anything is not as specified."""
import base64
import hashlib
import pathlib
import subprocess
import sys
import xml.etree.ElementTree as ET

NS = "{http://opendatakit.org/submissions}"
ORX = "{http://openrosa.org/xforms}"


def openssl(*args, data):
    return subprocess.run(["openssl", *args], input=data, check=True,
                          stdout=subprocess.PIPE).stdout


def unwrap(key, text):
    return openssl("pkeyutl", "-decrypt", "-inkey", key,
                   "-pkeyopt", "rsa_padding_mode:oaep",
                   "-pkeyopt", "rsa_oaep_md:sha256",
                   "-pkeyopt", "rsa_mgf1_md:sha256",
                   data=base64.b64decode(text))


def main(folder, key):
    folder = pathlib.Path(folder)
    root = ET.parse(folder / "envelope.xml").getroot()
    assert root.tag == NS + "data" and root.get("encrypted") == "yes"
    wrapped = root.find(NS + "base64EncryptedKey").text
    instance = root.find(f"{ORX}meta/{ORX}instanceID").text
    names = [f.text for f in root.findall(f"{NS}media/{NS}file")]
    names.append(root.find(NS + "encryptedXmlFile").text)
    aes = unwrap(key, wrapped)
    assert len(aes) == 32
    seed = bytearray(hashlib.md5(instance.encode() + aes).digest())
    lines = [root.get("id")]
    if root.get("version"):
        lines.append(root.get("version"))
    lines += [wrapped, instance]
    for n, name in enumerate(names):
        seed[n % 16] = (seed[n % 16] + 1) % 256
        plain = openssl("enc", "-d", "-aes-256-cfb", "-nosalt", "-nopad",
                        "-K", aes.hex(), "-iv", seed.hex(),
                        data=(folder / name).read_bytes())
        assert len(plain) % 16 == 0 and 1 <= plain[-1] <= 16
        assert plain[-plain[-1]:] == bytes([plain[-1]]) * plain[-1]
        plain = plain[:-plain[-1]]
        own = name.removesuffix(".enc")
        lines.append(f"{own}::{hashlib.md5(plain).hexdigest()}")
        sys.stdout.buffer.write(own.encode() + b"\n" + plain + b"\n")
    signed = "".join(line + "\n" for line in lines).encode()
    signature = root.find(NS + "base64EncryptedElementSignature").text
    assert unwrap(key, signature) == hashlib.md5(signed).digest()


if __name__ == "__main__":
    main(*sys.argv[1:])
