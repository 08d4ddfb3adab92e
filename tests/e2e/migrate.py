#!/usr/bin/python3
"""An archive moves from SQLite to PostgreSQL and back, is copied from a
server that runs, and restored on either; nothing is lost on the way."""
import glob
import os
import sqlite3
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.dirname(HERE), HERE]
import hub as duties  # noqa: E402
import tap  # noqa: E402
from cluster import Server  # noqa: E402
from stand import Hub  # noqa: E402


def fill(hub, token):
    assert hub.start()
    c = duties.Client(hub, token)
    ids = [duties.new_id() for _ in range(700)]  # more than a page
    for i, iid in enumerate(ids):
        assert c.submit(iid, f"texto {i} ñ العربية", people=("Ana",)) == 201
    c.submit(duties.new_id(), extra=f"<deprecatedID>{ids[0]}</deprecatedID>")
    c.post(duties.body(duties.instance(ids[1]), duties.part("f.jpg", b"\xff\0foto", "f.jpg")))
    c.submit(ids[2], "otros bytes")
    c.submit(None)
    hub.run("review", ids[3], "rejected", "una prueba")
    hub.run("erase", ids[4], "lo pidió")
    hub.run("retention", "set", "parque", "365")
    hub.stop()
    return ids


def state(hub):
    """What people can see of an archive."""
    return [hub.run("export", "parque", "--all"), hub.run("export", "parque", "--all", "--table", "gente"),
            hub.run("retention", "run", "--dry-run").split("before")[0], tables(hub)]


def tables(hub):
    assert hub.start()
    en = duties.Pages(hub, "en")
    page = en.get("/forms/parque")[2]
    count = page[page.index("figures"):page.index("</ul>", page.index("figures"))]
    quarantine = en.get("/quarantine")[2].count('value="dismiss"')
    log = [line for line in en.get("/log")[2].split("<tr>") if "lo pidió" in line]
    hub.stop()
    return count, quarantine, len(log)


def moved(folder, server, hub):
    before = state(hub)
    said = hub.run("migrate", server.address)
    tap.ok("compared" in said, "an archive moves to a server", said)
    there = Hub(hub.folder, database=server.address)
    tap.equal(state(there), before, "where everything is as it was")
    refused = hub.run("migrate", server.address, check=False)
    tap.ok(refused.returncode == 1 and "not empty" in refused.stderr, "an archive that is there is not overwritten", refused.stderr)
    assert there.start()
    token = there.station("sol")
    c = duties.Client(there, token)
    tap.equal(c.submit(duties.new_id(), "nueva"), 201, "new answers get new numbers there")
    copy = os.path.join(folder, "copia")
    there.run("backup", copy)
    tap.ok(os.path.exists(os.path.join(copy, "hub.db")), "a server's archive is copied while it serves")
    there.stop()
    before = state(there)
    os.rename(os.path.join(hub.folder, "hub.db"), os.path.join(folder, "old.db"))
    for leftover in glob.glob(os.path.join(hub.folder, "hub.db-*")):
        os.unlink(leftover)
    said = there.run("migrate", "sqlite")
    tap.ok("compared" in said, "and moves back", said)
    tap.equal(state(Hub(hub.folder)), before, "with what came meanwhile")
    return copy, before


def restored(folder, server, copy, before):
    def data(name, **settings):
        return Hub(os.path.join(folder, name), **settings)

    again = data("archivo")
    again.run("restore", copy)
    tap.equal(state(again), before, "a copy of a server's archive is restored as a file")
    server.query("CREATE DATABASE otra")
    other = data("servidor", database=server.address.replace("dbname=postgres", "dbname=otra"))
    other.run("restore", copy)
    tap.equal(state(other), before, "and on another server")
    files = {os.path.basename(f) for f in glob.glob(os.path.join(again.folder, "files", "*", "*"))}
    tap.ok(files and files == {os.path.basename(f) for f in glob.glob(os.path.join(other.folder, "files", "*", "*"))},
           "with its attachments")
    bad = data("nada").run("restore", os.path.join(folder, "no hay"), check=False)
    tap.ok(bad.returncode != 0 and "no copy" in bad.stderr, "what is no copy is told", bad.stderr)


def spoiled(server, hub):
    """A row that changes on its way is noticed."""
    server.query("CREATE DATABASE mala")
    address = server.address.replace("dbname=postgres", "dbname=mala")
    Hub(hub.folder + "-x", database=address).run("project")
    server.query("CREATE FUNCTION spoil() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.body = NEW.body || 'x'::bytea;"
                 " RETURN NEW; END $$; CREATE TRIGGER spoil BEFORE INSERT ON response FOR EACH ROW WHEN (NEW.number = 5)"
                 " EXECUTE FUNCTION spoil()", "mala")
    said = hub.run("migrate", address, check=False)
    tap.ok(said.returncode == 1 and "table response did not arrive whole" in said.stderr, "a byte too many is noticed", said.stderr)


def main():
    if not Server.is_installed():
        tap.skip("moving between SQLite and PostgreSQL", "postgresql is not installed")
        tap.done()
    with tempfile.TemporaryDirectory() as folder:
        server = Server(folder)
        server.start()
        hub = Hub(os.path.join(folder, "hub"))
        hub.publish(duties.FORM)
        fill(hub, hub.station("luna"))
        tap.attempt("spoiled", spoiled, server, hub)
        copy, before = moved(folder, server, hub)
        tap.attempt("restored", restored, folder, server, copy, before)
        server.stop()
    tap.done()


main()
