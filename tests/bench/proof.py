#!/usr/bin/python3
"""The log: leaves a second beside the bare hashes they need, size and time of
a proof, and a whole log read by barrio-verify beside one pass of SHA-256 over
the same file."""
import hashlib
import os
import subprocess
import sys
import tempfile
import time

import rows

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import proof_reference as ref  # noqa: E402

LEAVES = rows.sized(200000, 1000000)
ROUNDS = rows.sized(3, 5)


def trees():
    return rows.figures("tree", LEAVES, 20000)


def export(path):
    key = ref.Key("plaza/1", bytes(32))
    nothing = "00" * 32
    lines = [f"epoch plaza/1 0 - 0 {nothing}"]
    lines += [f"answer plaza/1 {i} {hashlib.sha256(b'%d' % i).hexdigest()} noise" for i in range(1, LEAVES)]
    with open(path, "w", encoding="utf-8") as f:
        f.write(ref.export(key, lines))
    return key.verifier()


def timed(*command):
    begin = time.monotonic()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.monotonic() - begin


def main():
    runs = [trees() for _ in range(ROUNDS)]

    def of(name):
        return [r[name] for r in runs]

    speed, limit = rows.median(of("leaves_per_s")), rows.median(of("limit_per_s"))
    rows.row("proof: leaves appended", speed, "leaves/s", peer="bare SHA-256 of as many bytes", limit=limit,
             goal=">= 100000", met=speed >= 100000, spread=rows.spread(of("leaves_per_s")))
    size = runs[0]["proof_bytes"]
    rows.row(f"proof: one leaf of {LEAVES}", size, "bytes", goal="<= 1024", met=size <= 1024)
    both = [r["prove_us"] + r["check_us"] for r in runs]
    rows.row("proof: made and checked", rows.median(both), "us", goal="<= 50", met=rows.median(both) <= 50,
             spread=rows.spread(both))
    with tempfile.TemporaryDirectory(dir=rows.BUILD) as folder:
        path = os.path.join(folder, "log")
        key = export(path)
        tool = os.path.join(rows.BUILD, "barrio-verify")
        ours, bare = rows.interleaved(min(ROUNDS, 3), lambda: timed(tool, "log", path, "--key", key),
                                      lambda: timed("sha256sum", path))
    rows.row(f"proof: {LEAVES} leaves checked from scratch", rows.median(ours), "s", peer="sha256sum of the file",
             peer_value=rows.median(bare), spread=rows.spread(ours))


main()
