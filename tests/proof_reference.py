"""The formats of docs/TRUST.md written a second time, straight from the RFCs
and with hashlib only: the tree by its recursive definition, Ed25519 by RFC
8032's own formulas. Nothing here is shared with lib/proof or barrio-verify;
tests use it to check the one and to attack the other."""
import base64
import hashlib

# --- Ed25519, RFC 8032 section 5.1 -------------------------------------------
P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
I = pow(2, (P - 1) // 4, P)


def recover_x(y, sign):
    x2 = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(x2, (P + 3) // 8, P)
    if (x * x - x2) % P:
        x = x * I % P
    if (x * x - x2) % P:
        return None
    return P - x if x & 1 != sign else x


BASE_Y = 4 * pow(5, P - 2, P) % P
BASE = (recover_x(BASE_Y, 0), BASE_Y, 1, recover_x(BASE_Y, 0) * BASE_Y % P)


def add(p, q):
    a = (p[1] - p[0]) * (q[1] - q[0]) % P
    b = (p[1] + p[0]) * (q[1] + q[0]) % P
    c = 2 * p[3] * q[3] * D % P
    d = 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def times(n, p):
    out = (0, 1, 1, 0)
    while n:
        if n & 1:
            out = add(out, p)
        p = add(p, p)
        n >>= 1
    return out


def pack(p):
    z = pow(p[2], P - 2, P)
    x, y = p[0] * z % P, p[1] * z % P
    return (y | (x & 1) << 255).to_bytes(32, "little")


def scalar(data):
    return int.from_bytes(hashlib.sha512(data).digest(), "little") % L


def secret_parts(seed):
    h = hashlib.sha512(seed).digest()
    a = int.from_bytes(h[:32], "little") & (1 << 254) - 8 | 1 << 254
    return a, h[32:]


def public_of(seed):
    return pack(times(secret_parts(seed)[0], BASE))


def sign(seed, message):
    a, prefix = secret_parts(seed)
    public = public_of(seed)
    r = scalar(prefix + message)
    point = pack(times(r, BASE))
    s = (r + scalar(point + public + message) * a) % L
    return point + s.to_bytes(32, "little")


def unpack(data):
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & (1 << 255) - 1
    x = recover_x(y, sign)
    return (x, y, 1, x * y % P) if y < P and x is not None else None


def verify(public, message, signature):
    key, point = unpack(public), unpack(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if key is None or point is None or s >= L:
        return False
    h = scalar(signature[:32] + public + message)
    return pack(times(s, BASE)) == pack(add(point, times(h, key)))


# --- RFC 6962, section 2.1, as it is defined ---------------------------------
def sha256(data):
    return hashlib.sha256(data).digest()


def leaf_hash(data):
    return sha256(b"\0" + data)


def node(left, right):
    return sha256(b"\1" + left + right)


def split(n):
    return 1 << (n - 1).bit_length() - 1


def root(hashes):
    """MTH over hashes of leaves."""
    n = len(hashes)
    if n == 0:
        return sha256(b"")
    if n == 1:
        return hashes[0]
    k = split(n)
    return node(root(hashes[:k]), root(hashes[k:]))


def path(m, hashes):
    n = len(hashes)
    if n == 1:
        return []
    k = split(n)
    if m < k:
        return path(m, hashes[:k]) + [root(hashes[k:])]
    return path(m - k, hashes[k:]) + [root(hashes[:k])]


def growth(m, hashes, whole=True):
    n = len(hashes)
    if m == n:
        return [] if whole else [root(hashes)]
    k = split(n)
    if m <= k:
        return growth(m, hashes[:k], whole) + [root(hashes[k:])]
    return growth(m - k, hashes[k:], False) + [root(hashes[:k])]


# --- C2SP notes, checkpoints, cosignatures -----------------------------------
def b64(data):
    return base64.b64encode(data).decode()


class Key:
    def __init__(self, name, seed):
        self.name, self.seed, self.public = name, seed, public_of(seed)

    def id(self, kind):
        return sha256(self.name.encode() + b"\n" + bytes([kind]) + self.public)[:4]

    def verifier(self, kind=1):
        return f"{self.name}+{self.id(kind).hex()}+{b64(bytes([kind]) + self.public)}"

    def sign_line(self, text):
        return f"\u2014 {self.name} {b64(self.id(1) + sign(self.seed, text.encode()))}\n"

    def cosign_line(self, text, time):
        message = f"cosignature/v1\ntime {time}\n{text}".encode()
        blob = self.id(4) + time.to_bytes(8, "big") + sign(self.seed, message)
        return f"\u2014 {self.name} {b64(blob)}\n"

    def file(self):
        return f"barrio-key ed25519 {self.name} {b64(self.seed)}\n"


def checkpoint_text(origin, lines):
    return f"{origin}\n{len(lines)}\n{b64(root([leaf_hash(x.encode()) for x in lines]))}\n"


def checkpoint(key, lines):
    text = checkpoint_text(key.name, lines)
    return text + "\n" + key.sign_line(text)


def export(key, lines):
    return f"barrio-log 1 {key.name}\n" + "".join(x + "\n" for x in lines) + "\n" + checkpoint(key, lines)


# --- openings, tokens, slips --------------------------------------------------
def commitment(station, salt, token_hash, symbol, body):
    fields = [b"barrio/1", station.encode(), salt, token_hash, symbol.encode(), sha256(body)]
    return sha256(b"".join(len(f).to_bytes(4, "big") + f for f in fields))


def seal(digits):
    """ISO 7064 MOD 97-10."""
    return digits + "%02d" % (98 - int(digits + "00") % 97)


def token_hash(token):
    return sha256(b"barrio/withdrawal/1 " + token.encode())[:16]


def code(c):
    digits = seal("%014d" % (int.from_bytes(c, "big") % 10**14))
    return " ".join(digits[i:i + 4] for i in range(0, 16, 4))


SYMBOLS = ("sun", "moon", "tree", "fish", "house")


def symbol(c):
    """The sign that a commitment shows, picked or not."""
    return SYMBOLS[int.from_bytes(c, "big") % len(SYMBOLS)]


def address(hub, log, index, c, token=""):
    digits = seal("%078d" % int.from_bytes(c, "big"))
    return f"{hub}/r#{digits}{token}:{log}:{index}".upper()


def slip(key, index, c):
    text = f"barrio slip 1\n{key.name}\n{index}\n{c.hex()}\n"
    return text + "\n" + key.sign_line(text)
