#!/usr/bin/python3
"""Intake on PostgreSQL, beside what the same server does by itself: rows one
by one from 16 connections (pgbench), and COPY into a staging table followed by
INSERT ... ON CONFLICT."""
import glob
import os
import random
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import rows  # noqa: E402
from cluster import BIN, Server  # noqa: E402
from intake import cpu_seconds, settled  # noqa: E402
from stand import Hub  # noqa: E402

FORM = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "forms", "parque.xml")
COUNT = rows.sized(2000, 8000, 50000)
ROUNDS = rows.sized(1, 5)
SECONDS = rows.sized(1, 4)
BODY = 600  # as tests/bench/intake.py has it
MAKE = """CREATE TABLE t(number BIGSERIAL PRIMARY KEY, k BYTEA NOT NULL UNIQUE, b BYTEA NOT NULL);
CREATE TABLE staging(k BYTEA, b BYTEA)"""


def one_by_one(server, folder):
    """Durable one-row transactions a second of 16 connections."""
    script = os.path.join(folder, "one.sql")
    open(script, "w").write("\\set n random(1, 9000000000000000000)\n"
                            f"INSERT INTO t(k, b) VALUES(int8send(:n), '\\x{'41' * BODY}'::bytea) ON CONFLICT DO NOTHING;\n")
    out = subprocess.run([os.path.join(BIN, "pgbench"), "-n", "-c", "16", "-j", "2", "-M", "prepared", "-T", str(SECONDS), "-f", script,
                          "-h", server.sockets, "-U", "barrio", "postgres"], check=True, capture_output=True, text=True).stdout
    return float(next(line for line in out.splitlines() if line.startswith("tps")).split()[2])


def staged(server, folder, count):
    """Rows a second by COPY and one INSERT."""
    path = os.path.join(folder, "rows")
    with open(path, "w") as f:
        for _ in range(count):
            f.write(f"\\\\x{random.getrandbits(128):032x}\t\\\\x{'41' * BODY}\n")
    os.chmod(path, 0o644)
    begin = time.monotonic()
    subprocess.run([os.path.join(BIN, "psql"), "-qX", server.address, "-c", "TRUNCATE staging", "-c", f"\\copy staging FROM '{path}'",
                    "-c", "INSERT INTO t(k, b) SELECT k, b FROM staging ON CONFLICT DO NOTHING"], check=True, stdout=subprocess.DEVNULL)
    return count / (time.monotonic() - begin)


def main():
    if not glob.glob("/usr/lib/postgresql/*/bin/pgbench"):
        return
    with tempfile.TemporaryDirectory() as folder:
        server = Server(folder)
        server.start()
        server.query(MAKE)
        hub = Hub(os.path.join(folder, "hub"), database=server.address, log_level="warn")
        hub.publish(FORM)
        token = hub.station("bench")
        assert hub.start()

        def submit(*words):
            before = cpu_seconds(hub.child.pid)
            out = rows.figures("submit", words[0], hub.port, token, *words[1:])
            out["cpu"] = settled(hub.child.pid) - before
            return out

        one, sixteen, many, bulk, single, copied = rows.interleaved(
            ROUNDS, *[lambda c=c: submit("one", c, COUNT) for c in (1, 16, 64)], lambda: submit("bulk", 500, COUNT * 2),
            lambda: one_by_one(server, folder), lambda: staged(server, folder, COUNT * 5))
        hub.stop()
        server.stop()
    for id, results, limits, goal, least in (("intake.postgres.openrosa.1", one, single, "", 0),
                                             ("intake.postgres.openrosa.16", sixteen, single, "", 0),
                                             ("intake.postgres.openrosa.64", many, single, "", 0),
                                             ("intake.postgres.bulk", bulk, copied, ">= 0.4 of COPY and INSERT", 0.4)):
        rate = [r["per_second"] for r in results]
        ratio = rows.median([a / b for a, b in zip(rate, limits)])
        rows.row(id, rows.median(rate), "durable answers/s", spread=rows.spread(rate), limit=rows.median(limits), ratio=ratio,
                 goal=goal, met=ratio >= least if least else None)
    rows.latencies("intake.postgres", {1: one, 16: sixteen, 64: many})
    used = [r["cpu"] / COUNT * 1000 for r in sixteen]
    rows.row("intake.postgres.cpu.16", rows.median(used), "CPU s of the hub per 1,000 answers, projection included",
             spread=rows.spread(used), peer="ODK Central", peer_value=5.7, goal="<= 0.2", met=rows.median(used) <= 0.2)


main()
