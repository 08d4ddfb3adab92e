#!/usr/bin/python3
"""Keeps the limits of STYLE.md: lines of a file and of a function, nesting,
and an explanation above each exported prototype. Prints TAP.

usage: shape.py [FOLDER...]   default: the house's own

It relies on clang-format's layout: a function's braces stand alone in the
first column."""
import os
import re
import statistics
import sys

ROOMS = ("lib", "include", "kiosk", "sync", "hub", "voice", "picture", "tools")
FILE_LINES, FUNCTION_LINES, NESTING = 500, 50, 3
MEDIAN_LINES, P95_LINES = 15, 50
PROTOTYPE = re.compile(r"(?:^|\n)((?:MUST_USE )?[a-z][\w \t*]*[\s*][a-z]\w*\([^;{}#]*\)[^;{}#=]*;)")
BAD = """
void draw(void)
{
    if (a) {
        for (;;) {
            while (b) {
                if (c) {
                }
            }
        }
    }
""" + "    f();\n" * FUNCTION_LINES + "}\n"


def bare(text):
    """The text without comments and what strings hold, its lines kept."""
    text = re.sub(r'"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])+\'', '""', text)
    return re.sub(r"/\*.*?\*/|//[^\n]*", lambda m: re.sub(r"[^\n]", " ", m[0]), text, flags=re.S)


def depth(lines):
    """How deep the braces go, the function's own not counted."""
    now = deepest = 0
    for char in "".join(line for line in lines if not line.lstrip().startswith("#")):
        now += (char == "{") - (char == "}")
        deepest = max(deepest, now)
    return deepest - 1


def functions(text):
    """(line, name, lines, nesting) of each, from its name to its last brace."""
    lines, head, begin, found = bare(text).split("\n"), 0, None, []
    for number, line in enumerate(lines):
        if line == "{":
            begin = head
        elif line == "}" and begin is not None:
            name = re.search(r"(\w+)\s*\(", " ".join(lines[begin:number]))
            found.append((begin + 1, name[1] if name else "?", number - begin + 1, depth(lines[begin:number + 1])))
            begin = None
        if begin is None and (not line.strip() or line.startswith(("}", "#"))):
            head = number + 1
    return found


def unexplained(header):
    """Prototypes without a comment right above; it may cover several that
    follow one another without a blank line."""
    found, covered = [], -1
    for m in PROTOTYPE.finditer(header):
        before = header[:m.start(1)]
        if before.rstrip().endswith("*/") or covered == m.start(1) - 1:
            covered = m.end(1)
        else:
            found.append((before.count("\n") + 1, re.search(r"(\w+)\(", m[1])[1]))
    return found


def read(folders):
    for top in folders:
        for folder, _, names in os.walk(top):
            for name in sorted(names):
                if name.endswith((".c", ".h")):
                    path = os.path.join(folder, name)
                    with open(path, encoding="utf-8") as file:
                        yield path, file.read()


def say(name, offenders):
    print(f"{'not ok' if offenders else 'ok'} - shape: {name}")
    for one in offenders:
        print(f"# {one}")
    return not offenders


def main():
    os.chdir(os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
    texts = dict(read(sys.argv[1:] or ROOMS))
    all_of = [(path, *f) for path, text in texts.items() for f in functions(text)]
    sizes = sorted(f[3] for f in all_of)
    median, p95 = statistics.median(sizes), sizes[len(sizes) * 95 // 100]
    comments = sum(len(re.findall(r"^\s*(?:/?\*|//)", text, re.M)) for text in texts.values())
    print(f"# {len(texts)} files; {len(sizes)} functions: median {median:.0f} lines, p95 {p95}, longest {sizes[-1]}; "
          f"{100 * comments // sum(text.count(chr(10)) for text in texts.values())} % of lines are comments")
    good = [
        say(f"no file over {FILE_LINES} lines",
            [f"{path}: {text.count(chr(10))}" for path, text in texts.items() if text.count("\n") > FILE_LINES]),
        say(f"no function over {FUNCTION_LINES} lines",
            [f"{path}:{line} {name}: {size}" for path, line, name, size, _ in all_of if size > FUNCTION_LINES]),
        say(f"nesting at most {NESTING}",
            [f"{path}:{line} {name}: {deep}" for path, line, name, _, deep in all_of if deep > NESTING]),
        say(f"functions: median at most {MEDIAN_LINES} lines, 95 of 100 at most {P95_LINES}",
            [f"median {median}, p95 {p95}"] if median > MEDIAN_LINES or p95 > P95_LINES else []),
        say("each prototype in a header is explained",
            [f"{path}:{line} {name}" for path, text in texts.items() if path.endswith(".h")
             for line, name in unexplained(text)]),
        # A rule that finds nothing anywhere would pass too.
        say("these rules catch a bad function and a bare prototype",
            [] if functions(BAD)[0][2] > FUNCTION_LINES and functions(BAD)[0][3] > NESTING
            and unexplained("\nvoid draw(void);\n") else [functions(BAD)]),
    ]
    print(f"1..{len(good)}")
    sys.exit(not all(good))


main()
