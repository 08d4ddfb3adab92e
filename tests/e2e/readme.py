#!/usr/bin/python3
"""README keeps its word: its pictures are the golden screens, every package is
explained, every folder of the map is there. `readme.py --update` puts the
present golden screens into it."""
import os
import re
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, os.path.join(TOP, "tests"))
import tap

README = os.path.join(TOP, "README.md")
PICTURE = re.compile(r"<!-- picture: (\S+) -->\n```\n(.*?)```\n", re.S)


def golden(name):
    path = os.path.join(TOP, "tests", "golden", name + ".screen")
    return "".join(line.rstrip() + "\n" for line in open(path)) if os.path.exists(path) else None


def update(text):
    def put(match):
        screen = golden(match[1])
        return f"<!-- picture: {match[1]} -->\n```\n{screen if screen is not None else match[2]}```\n"
    return PICTURE.sub(put, text)


def main():
    text = open(README).read()
    if "--update" in sys.argv:
        open(README, "w").write(update(text))
        return
    pictures = PICTURE.findall(text)
    tap.ok(len(pictures) >= 2, "README shows at least two screens")
    for name, shown in pictures:
        tap.equal(shown, golden(name), f"README's picture {name} is the golden screen")
    deps = open(os.path.join(TOP, "tests", "deps.sh")).read()
    packages = " ".join(re.findall(r'^(?:PACKAGES|TESTS)="([^"]*)"', deps, re.M)).split()
    unexplained = [p for p in packages if f"`{p}`" not in text]
    tap.equal(unexplained, [], "README explains every package that deps.sh installs")
    house = text[text.index("## The map of the house"):text.index("## The smallest")]
    folders = re.findall(r"^\| `([a-z/]+?)/?` \|", house, re.M)
    tap.equal([f for f in folders if not os.path.isdir(os.path.join(TOP, f))], [], "the map names folders that exist")
    targets = set(re.findall(r"^    make ([a-z-]+)", text, re.M))
    makefiles = open(os.path.join(TOP, "Makefile")).read() + open(os.path.join(TOP, "tests", "check.mk")).read()
    missing = [t for t in targets if not re.search(rf"^(\S+ )*{t}( \S+)*:", makefiles, re.M)]
    tap.equal(missing, [], "every make target that README names is there")
    tap.done()


main()
