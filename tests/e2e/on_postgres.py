#!/usr/bin/python3
"""What was written for a hub with SQLite inside holds for one on PostgreSQL:
the programs below run again, each hub in a schema of one temporary server.
$ENGINES=all takes further ones, which need longer."""
import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))
import tap  # noqa: E402
from cluster import Server  # noqa: E402

PROGRAMS = ("bulletin", "care", "challenge", "doors", "find", "idea_receipt", "inquiry", "proof_log", "public", "publish",
            "release", "retrieval", "roles", "season", "watching")
MORE = ("assignments", "awake", "doctor", "edition", "enrol", "heartbeat", "packing", "path", "promise", "repair", "sealed",
        "sealed_release", "settings", "stick", "sync", "targets", "xlsform")


def main():
    if not Server.is_installed():
        tap.skip("the hub on PostgreSQL", "postgresql is not installed")
        tap.done()
    with tempfile.TemporaryDirectory() as folder:
        server = Server(folder)
        server.start(is_durable=False)
        env = dict(os.environ, BARRIO_SERVER=server.address)
        for name in PROGRAMS + (MORE if os.environ.get("ENGINES") == "all" else ()):
            said = subprocess.run([os.path.join(HERE, name + ".py")], capture_output=True, text=True, env=env)
            wrong = [line for line in said.stdout.splitlines() if line.startswith("not ok")]
            count = sum(line.startswith("ok ") for line in said.stdout.splitlines())
            tap.ok(said.returncode == 0 and count and not wrong, f"{name} on PostgreSQL", said.stdout[-3000:] + said.stderr)
        server.stop()
    tap.done()


main()
