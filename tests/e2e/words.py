#!/usr/bin/python3
"""The kiosk's words: every text in the sources is in every catalogue, fits
where it is shown, and asks for the same figures. A limit stands in the
source before the text as a comment, `max 38`: cells at 40 columns, with %d
filled in as 999 and %s as a date; `max 12, words 6` bounds each word too."""
import os
import re
import subprocess
import sys
import unicodedata

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, os.path.dirname(HERE))
import tap  # noqa: E402

LANGUAGES = ("es", "fr", "pt", "ar")
FORMAT = re.compile(r"%(?:[-0-9.*]*)(?:zu|lu|ld|lld|d|u|s|c|%)")


def template():
    sources = sorted(os.path.join(d, f)[len(ROOT) + 1:] for d, _, fs in os.walk(ROOT + "/kiosk")
                     for f in fs if f.endswith((".c", ".h")))
    return subprocess.run(
        ["xgettext", "--from-code=UTF-8", "--language=C", "--add-comments=max", "--omit-header",
         "--keyword=kiosk_text:2", "--keyword=stage_text:2", "--keyword=kiosk_plural:2,3", "--keyword=kiosk_text_in:3",
         "--keyword=WORD", "--no-wrap", "--sort-output", "-o", "-", *sources],
        cwd=ROOT, text=True, capture_output=True, check=True).stdout


def unquote(text):
    return (text[1:-1].replace(r"\"", '"').replace(r"\n", "\n").replace(r"\t", "\t")
            .replace("\\\\", "\\"))


def entries(po):
    """[(msgid, plural or None, [msgstr...], limit or None, flags)]"""
    out = []
    for block in re.split(r"\n\s*\n", po):
        entry, field, limit, flags = {}, None, None, ""
        for line in block.splitlines():
            found = re.match(r"#\. *max (\d+)(?:, words (\d+))?", line)
            if found:
                limit = (int(found[1]), int(found[2] or found[1]))
            if line.startswith("#,"):
                flags += line[2:]
            if line.startswith("#"):
                continue
            found = re.match(r'(msgid|msgid_plural|msgstr(?:\[\d\])?) (".*")$', line)
            if found:
                field = found[1]
                entry[field] = unquote(found[2])
            elif line.startswith('"') and field:
                entry[field] += unquote(line)
        if "msgid" in entry:
            strings = [v for k, v in sorted(entry.items()) if k.startswith("msgstr")]
            out.append((entry["msgid"], entry.get("msgid_plural"), strings, limit, flags))
    return out


def cells(text):
    text = FORMAT.sub(lambda m: {"s": "15 ene 2027", "%": "%", "c": "9"}.get(m[0][-1], "999"), text)
    return sum(0 if unicodedata.combining(c) else
               2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def too_long(text, limit):
    """Over its limit as a whole, or in one word that cannot be wrapped."""
    return limit and (cells(text) > limit[0] or
                      any(cells(word) > limit[1] for word in text.split()))


def figures(text):
    return sorted(m for m in FORMAT.findall(text) if m != "%%")


def check(language, wanted, limits):
    path = f"{ROOT}/po/kiosk/{language}.po"
    have = {e[0]: e for e in entries(open(path, encoding="utf-8").read())}
    missing = [w[0] for w in wanted if w[0] not in have or not all(have[w[0]][2])]
    tap.equal(missing, [], f"{language}: every text of the sources is translated")
    tap.equal([m for m, e in have.items() if "fuzzy" in e[4]], [], f"{language}: nothing is fuzzy")
    known = {w[0] for w in wanted} | {""}
    tap.equal([m for m in have if m not in known], [], f"{language}: no text that nobody uses")
    long = [f"{cells(s)} > {limits[m]}: {s}" for m, e in have.items() for s in e[2]
            if too_long(s, limits.get(m))]
    tap.equal(long, [], f"{language}: every text fits where it is shown")
    other = [m for m, e in have.items() if m for s in e[2]
             if figures(s) not in (figures(m), figures(e[1] or m))]
    tap.equal(other, [], f"{language}: figures and names stay where they belong")


def main():
    wanted = [e for e in entries(template()) if e[0]]
    tap.ok(wanted, "the sources hold texts")
    limits = {e[0]: e[3] for e in wanted}
    tap.equal([f"{cells(e[0])} > {e[3]}: {e[0]}" for e in wanted if too_long(e[0], e[3])],
              [], "en: every text fits where it is shown")
    for language in LANGUAGES:
        check(language, wanted, limits)
    tap.done()


if len(sys.argv) > 1 and sys.argv[1] == "--template":
    print(template())
else:
    main()
