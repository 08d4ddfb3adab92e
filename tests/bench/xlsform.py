#!/usr/bin/python3
"""Compiling a spreadsheet: the whole process, small and with 1,000 questions,
beside pyxform 4.5 (0.32 s and 46.6 MB; 0.57 s and 59 MB on the machine where
it was measured) and the loading of our libraries alone. Memory is the least
RLIMIT_DATA with which it still succeeds: private, writable, at its peak."""
import os
import resource
import subprocess
import tempfile
import time

import rows

ROUNDS = rows.sized(10, 40)
PROGRAM = os.path.join(rows.BUILD, "barrio-form")
KINDS = ("text", "integer", "select_one l{}", "select_multiple l{}")


def large():
    """1,000 questions in two languages, every one relevant by the one before;
    50 lists of 10 choices."""
    lines = ["| survey | type | name | label::Español (es) | label::English (en) |"
             " hint::Español (es) | hint::English (en) | relevant |"]
    for i in range(1000):
        kind = KINDS[i % 4].format(i % 50)
        relevant = f"${{q{i - 1}}} != ''" if i else ""
        lines.append(f"| | {kind} | q{i} | Pregunta {i} | Question {i} | Ayuda {i} | Hint {i} |"
                     f" {relevant} |")
    lines.append("| choices | list_name | name | label::Español (es) | label::English (en) |")
    lines += [f"| | l{n} | c{c} | Opción {c} | Choice {c} |" for n in range(50) for c in range(10)]
    return "\n".join(lines) + "\n"


def run(*arguments, limit=None):
    def bound():
        resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))

    return subprocess.run([PROGRAM, *arguments], stdout=subprocess.DEVNULL,
                          stderr=subprocess.DEVNULL, preexec_fn=bound if limit else None).returncode


def timed(*arguments):
    begin = time.perf_counter()
    run(*arguments)
    return (time.perf_counter() - begin) * 1000


def memory(path):
    """Megabytes, to a sixteenth."""
    low, high = 0, 1024
    while high - low > 1:
        middle = (low + high) // 2
        if run("convert", path, limit=middle << 16) == 0:
            high = middle
        else:
            low = middle
    return high / 16


def main():
    with tempfile.TemporaryDirectory() as folder:
        paths = {}
        for name, text in ("small", "| survey | type | name | label |\n| | text | q | Who? |\n"), \
                          ("1000", large()):
            paths[name] = os.path.join(folder, name + ".md")
            with open(paths[name], "w") as out:
                out.write(text)
        cases = ("small", 320, 46.6, 10), ("1000", 570, 59.0, 40)
        for name, peer_ms, peer_mb, goal in cases:
            ours, bare = rows.interleaved(ROUNDS, lambda p=paths[name]: timed("convert", p),
                                          lambda: timed("--help"))
            rows.row(f"xlsform.{name}", rows.median(ours), "ms, whole process",
                     spread=rows.spread(ours), peer="pyxform 4.5", peer_value=peer_ms,
                     limit=rows.median(bare), goal=f"<= {goal} ms", met=rows.median(ours) <= goal)
            used = memory(paths[name])
            rows.row(f"xlsform.{name}.memory", used, "MB private at the peak", peer="pyxform 4.5",
                     peer_value=peer_mb, goal="<= 8 MB", met=used <= 8)


if __name__ == "__main__":
    main()
