#!/usr/bin/python3
"""The hub's words: every text of its pages is in the Spanish catalogue, and
every text of the catalogue is used."""
import os
import re
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, os.path.dirname(HERE))
import tap  # noqa: E402


def messages(po):
    po = re.sub(r'"\n"', "", po)
    found = re.findall(r'^(msgid|msgid_plural|msgstr(?:\[\d\])?) "(.*)"$', po, re.M)
    ids = {t for k, t in found if k.startswith("msgid") and t}
    return ids, [k for k, t in found if k.startswith("msgstr") and not t]


sources = [os.path.join("hub", f) for f in os.listdir(os.path.join(ROOT, "hub")) if f.endswith(".c")]
wanted, _ = messages(subprocess.run(
    ["xgettext", "--language=C", "--from-code=UTF-8", "--omit-header", "--no-wrap", "-ksay:2", "-kpage_say:3",
     "-kvisit_refuse:3", "-kpage_head:3", "-kpage_part:3", "-kpage_note:4", "-kN_", "-kput:2", "-ktext:2", "-o", "-", *sources], cwd=ROOT, capture_output=True, text=True, check=True).stdout)
have, empty = messages(subprocess.run(["msgcat", "--no-wrap", os.path.join(ROOT, "po/hub/es.po")],
                                      capture_output=True, text=True, check=True).stdout)
tap.ok(len(wanted) > 80, "the sources hold texts", len(wanted))
tap.equal(sorted(wanted - have), [], "es: every text is translated")
tap.equal(sorted(have - wanted), [], "es: no text that nobody uses")
tap.equal(empty, [], "es: no translation is empty")
tap.done()
