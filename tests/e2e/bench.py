#!/usr/bin/python3
"""make bench: ids that begin with their section, rows that hold what is
promised of them, and a document that says what is short and why."""
import glob
import json
import os
import re
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
TESTS = os.path.dirname(HERE)
BENCH = os.path.join(TESTS, "bench")
sys.path[:0] = [TESTS, BENCH]
import gate  # noqa: E402
import rows  # noqa: E402
import tap  # noqa: E402

# An id, or the beginning of one, as a section's source has it.
ID = re.compile(r'\b(?:row|tell|against)\(\s*f?"([^"]+)"')
FIELDS = {"id", "ours", "unit", "peer", "peer_value", "limit_value", "ratio", "goal", "met", "spread"}


def ids():
    found = {id for path in glob.glob(BENCH + "/*.py") for id in ID.findall(open(path, encoding="utf-8").read())}
    stray = [id for id in found if not rows.section(id)]
    tap.ok(len(found) > 60 and not stray, f"{len(found)} ids begin with their section", stray)
    refused = subprocess.run([sys.executable, "-c", "import rows; rows.row('speed.of.all', 1, 'ms')"], cwd=BENCH,
                             capture_output=True, text=True)
    tap.ok(refused.returncode and "begins with no section" in refused.stderr, "another beginning is refused")


def told(top):
    """A section that needs nobody else's programs, and the document of two runs."""
    run = subprocess.run([BENCH + "/run", "--size", "quick", "--out", top, "store"], capture_output=True, text=True)
    tap.ok(run.returncode == 0 and "Seconds (of CPU): store" in run.stdout, "a section runs, and says for how long", run.stderr)
    lines = [json.loads(line) for line in open(top + "/bench.jsonl", encoding="utf-8")]
    tap.ok(lines and all(set(line) == FIELDS for line in lines), "each row has its fields", lines)
    tap.ok({line["id"] for line in lines} >= {"store.save", "store.pages"}, "store tells of time and of pages")
    short = dict(lines[0], id="store.unheard", goal="<= 1", met=False)
    with open(top + "/later.jsonl", "w", encoding="utf-8") as out:
        out.writelines(json.dumps(line) + "\n" for line in [*lines, short])
    made = subprocess.run([BENCH + "/document.py", top + "/bench.jsonl", top + "/later.jsonl", top], capture_output=True,
                          text=True, env=dict(os.environ, BARRIO_BUILD=top))
    tap.ok(made.returncode == 0 and "store.unheard" in made.stdout, "the document is made of two runs", made.stderr)
    text = open(top + "/PERFORMANCE.md", encoding="utf-8").read()
    tap.ok("| `store.pages` |" in text and "- `store.unheard`" in text and "not yet explained" in text,
           "and shows what is short without a word of why")


def document():
    """The one in the tree."""
    text = open(os.path.join(os.path.dirname(TESTS), "docs", "PERFORMANCE.md"), encoding="utf-8").read()
    tap.ok("not yet explained" not in text, "each row that is short of its goal is explained")
    bare = [name for name in gate.PATHS if not re.search(rf"^\*\*{re.escape(name)}\*\*\. \S", text, re.M)]
    tap.ok(not bare, "each profile is explained", bare)


def main():
    ids()
    with tempfile.TemporaryDirectory(dir=rows.BUILD) as top:
        told(top)
    document()
    tap.done()


main()
