#!/usr/bin/python3
"""Delivery: 1,000 stored answers over an emulated link of 64 kbit/s with a
round trip of 600 ms, to a real hub; what crossed the link is counted there,
TCP and IP reckoned on top."""
import http.client
import os
import random
import sqlite3
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "..")]
from badlink import BadLink
from rows import BUILD, row, sized
from stand import Hub, Station, command, program

KBIT, RTT_MS = 64, 600
COUNT = sized(300, 1000)
SINGLE = sized(2, 12)  # answers that are sent the slow ways; the rest is multiplied
SECRETS = 32  # bytes of an answer's salt and token in its station's log: nobody packs those
SEGMENT, HEADERS = 1448, 52  # bytes of a TCP segment, and of TCP, time stamps and IP
FORM = os.path.join(BUILD, "forms", "barrio.xml")


def on_wire(link):
    """What crossed, with the headers of full segments, their acknowledgements
    (one for two) and the seven packets that begin and end a connection."""
    packets = sum(-(-n // SEGMENT) + -(-n // (2 * SEGMENT)) for n in (link.up, link.down))
    return link.up + link.down + packets * HEADERS + link.connections * 7 * HEADERS


def seeded(folder, hub, count, seed):
    station = Station(folder, hub, name=f"s{seed}")
    station.sync("--once")
    command(program("barrio-seed"), "--data", station.data, "--forms", station.forms,
            "--count", str(count), "--seed", str(seed))
    return station


def without_log(station):
    """The same answers as those of a station that keeps no log."""
    db = sqlite3.connect(os.path.join(station.data, "station.db"))
    db.executescript("UPDATE response SET epoch = NULL, leaf_index = NULL, salt = NULL, commitment = NULL, "
                     "token = NULL, head = NULL; DELETE FROM leaf; DELETE FROM heard; DELETE FROM epoch;")
    db.close()
    return station


def drain(station, hub, *options):
    """Seconds and bytes of one --once through a fresh link."""
    link = BadLink(hub.port, kbit=KBIT, rtt_ms=RTT_MS)
    begin = time.monotonic()
    done = subprocess.run(station.sync_argv("--once", "--url", f"http://127.0.0.1:{link.port}", *options),
                          stderr=subprocess.PIPE, text=True)
    seconds = time.monotonic() - begin
    if done.returncode:
        raise SystemExit(done.stderr)
    link.close()
    return seconds, on_wire(link), link


def content(station):
    """The bodies, and what is known beside them."""
    db = sqlite3.connect(os.path.join(station.data, "station.db"))
    rows = db.execute("SELECT body, origin, entry_mode, language, zone, boot_id, flags, extra, "
                      "started_wall_ms, started_boot_ms, started_quality, saved_wall_ms, "
                      "saved_boot_ms, saved_quality FROM response ORDER BY seq").fetchall()
    return [r[0] for r in rows], ["\t".join(map(str, r[1:])).encode() for r in rows]


def compressed(texts):
    """Bytes after zstd -19, one text behind the other."""
    import ctypes
    zstd = ctypes.CDLL("libzstd.so.1")
    zstd.ZSTD_compress.restype = zstd.ZSTD_compressBound.restype = ctypes.c_size_t
    data = b"".join(texts)
    out = ctypes.create_string_buffer(zstd.ZSTD_compressBound(ctypes.c_size_t(len(data))))
    return zstd.ZSTD_compress(out, ctypes.c_size_t(len(out)), data, ctypes.c_size_t(len(data)), 19)


def phone(hub, station, texts):
    """As ODK Collect does: HEAD and POST, each on a connection of its own."""
    link = BadLink(hub.port, kbit=KBIT, rtt_ms=RTT_MS)
    begin = time.monotonic()
    for i, text in enumerate(texts):
        fresh = text.replace(b"uuid:", b"uuid:phone-%04d-" % i, 1)
        for method in ("HEAD", "POST"):
            c = http.client.HTTPConnection("127.0.0.1", link.port, timeout=60)
            body = b"" if method == "HEAD" else (
                b'--b\r\nContent-Disposition: form-data; name="xml_submission_file"; filename="a.xml"\r\n'
                b"Content-Type: text/xml\r\n\r\n" + fresh + b"\r\n--b--\r\n")
            c.request(method, "/submission?deviceID=collect", body or None, {
                "Authorization": "Bearer " + station.token, "X-OpenRosa-Version": "1.0",
                "User-Agent": "org.odk.collect.android/v2026.1 Dalvik/2.1.0",
                "Content-Type": "multipart/form-data; boundary=b", "Connection": "close"})
            reply = c.getresponse()
            reply.read()
            if reply.status not in (201, 204):
                raise SystemExit(f"{method}: {reply.status}")
            c.close()
    seconds = time.monotonic() - begin
    link.close()
    return seconds, on_wire(link)


with tempfile.TemporaryDirectory() as top:
    hub = Hub(os.path.join(top, "hub"))
    hub.publish(FORM)
    hub.start()
    station = without_log(seeded(os.path.join(top, "a"), hub, COUNT, 1))
    texts, beside = content(station)
    bulk_s, bulk_bytes, link = drain(station, hub)
    proved_s, proved_bytes, proved_link = drain(seeded(os.path.join(top, "d"), hub, COUNT, 4), hub)
    few = seeded(os.path.join(top, "b"), hub, SINGLE, 2)
    none = seeded(os.path.join(top, "c"), hub, 0, 3)
    idle_s, idle_bytes, _ = drain(none, hub, "--bulk", "no")
    few_s, few_bytes, _ = drain(few, hub, "--bulk", "no")
    kept_s = (few_s - idle_s) / SINGLE * COUNT
    phone_s, phone_bytes = phone(hub, station, texts[:SINGLE])
    phone_s = phone_s / SINGLE * COUNT
    packed = compressed(texts) + compressed(beside)
    limit_s = packed * 8 / (KBIT * 1000) + 3 * RTT_MS / 1000
    hub.stop()

    row("delivery.time", bulk_s, f"s for {COUNT}", limit=limit_s, goal="<= 1.3 x", met=bulk_s / limit_s <= 1.3)
    row("delivery.kept", bulk_s, f"s for {COUNT}", peer="POST each, kept", peer_value=kept_s,
        ratio=kept_s / bulk_s, goal=">= 35 x quicker", met=kept_s / bulk_s >= 35)
    row("delivery.phone", bulk_s, f"s for {COUNT}", peer="HEAD + POST each", peer_value=phone_s,
        ratio=phone_s / bulk_s, goal=">= 100 x quicker", met=phone_s / bulk_s >= 100)
    row("delivery.bytes", bulk_bytes / COUNT, "B/answer", peer="POST each, kept",
        peer_value=(few_bytes - idle_bytes) / SINGLE, goal="<= 60", met=bulk_bytes / COUNT <= 60)
    row("delivery.proofs.bytes", proved_bytes / COUNT, "B/answer, log and its proof", limit=packed / COUNT + SECRETS,
        goal="<= 100", met=proved_bytes / COUNT <= 100)
    proved_limit_s = limit_s + SECRETS * COUNT * 8 / (KBIT * 1000) + RTT_MS / 1000
    row("delivery.proofs.time", proved_s, f"s for {COUNT}, until proved", limit=proved_limit_s,
        goal="<= 1.3 x", met=proved_s / proved_limit_s <= 1.3)
    row("delivery.bytes.phone", bulk_bytes / COUNT, "B/answer", peer="HEAD + POST each",
        peer_value=phone_bytes / SINGLE)
    row("delivery.packed", link.up / COUNT, "B/answer up", limit=packed / COUNT)
