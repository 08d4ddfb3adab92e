"""A second reader of the bulk protocol (include/wire/batch.h), for tests:
it shares nothing with the first but the text of the protocol."""
import ctypes
import hashlib
import re
import struct
import zlib

TEXTS = ("form_id", "form_version", "deprecated_id", "origin", "entry_mode", "language",
         "zone", "boot_id", "flags", "extra")
STORED, CONFLICT, REFUSED, WAITING = 1, 3, 4, 0


ZSTD, ZLIB, WITH_DICTIONARY = 1, 2, 128


def dictionary(document):
    """What the text of wire/dictionary.h makes of a form's document."""
    begin = document.index(b"<instance")
    text = document[begin:document.index(b"</instance>", begin) + 11]
    text = re.sub(rb">[ \t\r\n]+<", b"><", text)
    return re.sub(rb"<([^\s/>]+)([^>]*)/>", rb"<\1\2></\1>", text)


def key_of(words):
    return hashlib.sha256(words).digest()[:8]


def unpack_zstd(data, raw_size, words):
    zstd = ctypes.CDLL("libzstd.so.1")
    zstd.ZSTD_decompress_usingDict.restype = ctypes.c_size_t
    zstd.ZSTD_createDCtx.restype = ctypes.c_void_p
    context = ctypes.c_void_p(zstd.ZSTD_createDCtx())
    out = ctypes.create_string_buffer(raw_size)
    size = zstd.ZSTD_decompress_usingDict(
        context, out, ctypes.c_size_t(raw_size), data, ctypes.c_size_t(len(data)),
        words, ctypes.c_size_t(len(words)))
    zstd.ZSTD_freeDCtx(context)
    assert size == raw_size, "the frame does not unpack to the size it says"
    return out.raw


def unpack(packing, data, raw_size, known=()):
    """known: the dictionaries that are, as bytes."""
    words = b""
    if packing & WITH_DICTIONARY:
        words, data = {key_of(k): k for k in known}[data[:8]], data[8:]
    kind = packing & ~WITH_DICTIONARY
    if kind == ZLIB:
        z = zlib.decompressobj(zdict=words) if words else zlib.decompressobj()
        raw = z.decompress(data)
        assert z.eof and not z.unused_data and len(raw) == raw_size
        return raw
    assert kind in (0, ZSTD), f"nobody knows packing {packing}"
    return unpack_zstd(data, raw_size, words) if kind else data


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


def packed_frames(body):
    """Packing, bytes and raw size of each whole frame; what follows the last
    one is ignored."""
    assert body[:8] == b"BARRIO1\n"
    at = 8
    while len(body) - at >= 9:
        size, raw_size, packing = struct.unpack(">IIB", body[at:at + 9])
        if len(body) - at < 9 + size:
            return
        yield packing, body[at + 9:at + 9 + size], raw_size
        at += 9 + size


def frames(body, known=()):
    """The rows of each whole frame."""
    for packing, data, raw_size in packed_frames(body):
        yield read_frame(unpack(packing, data, raw_size, known))


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
