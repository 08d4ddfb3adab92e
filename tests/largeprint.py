"""Reads large print off a terminal: finds the letters of a bitmap font again
in the blocks that a screen is drawn with. Shares nothing with the program."""
import re
import struct
import unicodedata

HALF, QUADRANT, SEXTANT = (1, 2), (2, 2), (2, 3)
QUARTERS = " ▘▝▀▖▌▞▛▗▚▐▜▄▙▟█"


def sixths():
    """Unicode 13's blocks of two by three, by name; the two halves and the
    full block are older."""
    signs = {0: " ", 63: "█", 0b010101: "▌", 0b101010: "▐"}
    for code in range(0x1fb00, 0x1fb3c):
        parts = unicodedata.name(chr(code)).rsplit("-", 1)[1]
        signs[sum(1 << int(part) - 1 for part in parts)] = chr(code)
    return [signs[bits] for bits in range(64)]


SIXTHS = sixths()


def bdf(path):
    with open(path, encoding="latin-1") as f:
        text = f.read()
    width, height, left, bottom = map(int, re.search(r"FONTBOUNDINGBOX (-?\d+) (-?\d+) (-?\d+) (-?\d+)", text).groups())
    letters = {}
    for code, w, h, x, y, rows in re.findall(
            r"ENCODING (\d+)\n.*?BBX (\d+) (\d+) (-?\d+) (-?\d+)\nBITMAP\n([0-9A-Fa-f\n]*)ENDCHAR", text, re.S):
        grid = [[0] * width for _ in range(height)]
        top = height + bottom - int(y) - int(h)
        for i, row in enumerate(rows.split()):
            bits = bin(int(row, 16))[2:].zfill(4 * len(row))
            for j, bit in enumerate(bits[:int(w)]):
                if bit == "1":
                    grid[top + i][j + int(x) - left] = 1
        letters[chr(int(code))] = grid
    return width, height, letters


def psf1(path):
    with open(path, "rb") as f:
        data = f.read()
    assert data[:2] == b"\x36\x04"
    count, height = 512 if data[2] & 1 else 256, data[3]
    letters, letter, in_sequence = {}, 0, False
    for (code,) in struct.iter_unpack("<H", data[4 + count * height:]):
        if code >= 0xfffe:
            letter, in_sequence = letter + (code == 0xffff), code == 0xfffe
        elif not in_sequence:
            rows = data[4 + letter * height:][:height]
            letters.setdefault(chr(code), [[row >> 7 - x & 1 for x in range(8)] for row in rows])
    return 8, height, letters


class Print:
    """One size: a font drawn with blocks that are halves, quarters or sixths
    of a cell."""

    def __init__(self, path, blocks):
        width, height, letters = (bdf if path.endswith(".bdf") else psf1)(path)
        self.across, self.down = blocks
        self.width, self.height = -(-width // self.across), -(-height // self.down)
        self.signs = {}
        # Of letters of one shape the lowest code point wins, or the one that
        # is joined to others (9x15 has a wrong U+0624).
        for char, grid in sorted(letters.items(), reverse=True, key=lambda one: (one[0] < "\ufe70", one[0])):
            self.signs[self.cells(grid)] = char
        for char, grid in letters.items():
            if char >= "\ufe70":
                self.signs[self.cells(grid)] = char
        self.letters = {char: self.cells(grid) for char, grid in letters.items()}

    def cells(self, grid):
        rows = grid + [[0] * len(grid[0])] * (self.height * self.down - len(grid))
        rows = [row + [0] * (self.width * self.across - len(row)) for row in rows]
        out = []
        for y in range(self.height):
            for x in range(self.width):
                bits = [rows[y * self.down + j][x * self.across + i]
                        for j in range(self.down) for i in range(self.across)]
                if self.across == 1:
                    bits = [bits[0], bits[0], bits[1], bits[1]]
                signs = SIXTHS if self.down == 3 else QUARTERS
                out.append(signs[sum(b << n for n, b in enumerate(bits))])
        return "".join(out)

    def line(self, lines, y, columns, from_right=False):
        """The letters of the line that begins at row y, "\\0" for what is
        none."""
        rows = [row.ljust(columns) for row in lines[y:y + self.height]]
        start = columns % self.width if from_right else 0
        return "".join(
            self.signs.get("".join(row[x:x + self.width] for row in rows), "\0")
            for x in range(start, columns - self.width + 1, self.width))


def logical(line):
    """Arabic letters as they are typed, of a line as it is seen."""
    turned = unicodedata.normalize("NFKC", line[::-1])
    return re.sub(r"[0-9A-Za-z\u00c0-\u024f]+", lambda run: run[0][::-1], turned)
