"""A second reader of the bulk protocol (include/wire/batch.h), for tests:
it shares nothing with the first but the text of the protocol."""
import ctypes
import hashlib
import struct

TEXTS = ("form_id", "form_version", "deprecated_id", "origin", "entry_mode", "language",
         "zone", "boot_id", "flags", "extra")
STORED, CONFLICT, REFUSED, WAITING = 1, 3, 4, 0


def unpack(kind, data, raw_size):
    if kind == 0:
        return data
    zstd = ctypes.CDLL("libzstd.so.1")
    zstd.ZSTD_decompress.restype = ctypes.c_size_t
    out = ctypes.create_string_buffer(raw_size)
    size = zstd.ZSTD_decompress(out, ctypes.c_size_t(raw_size), data,
                                ctypes.c_size_t(len(data)))
    assert size == raw_size, "the frame does not unpack to the size it says"
    return out.raw


class Cursor:
    def __init__(self, data):
        self.data, self.at = data, 0

    def number(self):
        value = shift = 0
        while True:
            byte = self.data[self.at]
            self.at += 1
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return value

    def signed(self):
        value = self.number()
        return (value >> 1) ^ -(value & 1)

    def text(self):
        end = self.data.index(0, self.at)
        text = self.data[self.at:end].decode()
        self.at = end + 1
        return text

    def bytes(self, size):
        self.at += size
        return self.data[self.at - size:self.at]


def read_frame(raw):
    c = Cursor(raw)
    rows = [{} for _ in range(c.number())]
    for name in TEXTS:
        for row in rows:
            row[name] = c.text()
    wall = 0
    for row in rows:
        row["started"] = wall = wall + c.signed()
        row["saved"] = wall = wall + c.signed()
    offset = 0
    for row in rows:
        offset += c.signed()
        row["started_boot"] = row["started"] - offset
        offset += c.signed()
        row["saved_boot"] = row["saved"] - offset
        row["qualities"] = c.bytes(2)
    for row in rows:
        row["place"] = c.number()
        row["size"] = c.number() if row["place"] else 0
    for row in rows:
        if not row["place"]:
            row["id"] = c.text()
    sizes = [c.number() for _ in rows]
    for row, size in zip(rows, sizes):
        row["body"] = c.bytes(size)
        if row["place"]:
            at = size - row["place"]
            row["id"] = row["body"][at:at + row["size"]].decode()
    return rows


def frames(body):
    """The rows of each whole frame; what follows the last one is ignored."""
    assert body[:8] == b"BARRIO1\n"
    at = 8
    while len(body) - at >= 9:
        size, raw_size, kind = struct.unpack(">IIB", body[at:at + 9])
        if len(body) - at < 9 + size:
            return
        yield read_frame(unpack(kind, body[at + 9:at + 9 + size], raw_size))
        at += 9 + size


def varint(number):
    out = b""
    while number >= 128:
        out += bytes([number & 127 | 128])
        number >>= 7
    return out + bytes([number])


def receipts(rows, verdicts):
    """verdicts: (verdict, reason) for each row."""
    keys = b"".join(hashlib.sha256(row["id"].encode()).digest()[:16] for row in rows)
    out = b"RECEIPTS1\n" + hashlib.sha256(keys).digest()[:8] + varint(len(rows))
    for verdict, reason in verdicts:
        out += varint(1) + bytes([verdict])
        if verdict in (CONFLICT, REFUSED):
            out += reason.encode() + b"\0"
    return out


def signed(number):
    return varint((number << 1) ^ (number >> 63) if number < 0 else number << 1)


def frame(rows):
    """A frame, stored unpacked. Rows: form_id, form_version, id, body, and
    whatever else read_frame gives; what is missing is empty."""
    raw = varint(len(rows))
    for name in TEXTS:
        for row in rows:
            raw += row.get(name, "{}" if name == "extra" else "").encode() + b"\0"
    wall = 0
    for row in rows:
        raw += signed(row["started"] - wall) + signed(row["saved"] - row["started"])
        wall = row["saved"]
    offset = 0
    for row in rows:
        raw += signed(row["started"] - offset) + signed(0) + b"\2\2"
        offset = row["started"]
    for row in rows:
        raw += varint(0)
    for row in rows:
        raw += row["id"].encode() + b"\0"
    for row in rows:
        raw += varint(len(row["body"]))
    raw += b"".join(row["body"] for row in rows)
    return struct.pack(">IIB", len(raw), len(raw), 0) + raw


def batch(rows):
    return b"BARRIO1\n" + frame(rows)
