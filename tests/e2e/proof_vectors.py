#!/usr/bin/python3
"""The vectors in tests/proof_vectors.txt, which the unit tests hold lib/proof
against, are what a second, independent program computes.

    proof_vectors.py --write    computes the file anew"""
import os
import sys

TESTS = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, TESTS)
import proof_reference as ref  # noqa: E402
import tap  # noqa: E402

FILE = os.path.join(TESTS, "proof_vectors.txt")

# Published: the test leaves of Certificate Transparency's own implementation.
CT_LEAVES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657",
             "606162636465666768696a6b6c6d6e6f"]
CT_ROOTS = """6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d
fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125
aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77
d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7
4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4
76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef
ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c
5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328""".split()
# RFC 8032, section 7.1, TEST 1 to 3: secret, public, message, signature.
RFC8032 = [
    ("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
     "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
     "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e3970"
     "1cf9b46bd25bf5f0595bbe24655141438e7a100b"),
    ("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
     "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
     "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613"
     "d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"),
    ("c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
     "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
     "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760"
     "984dc6594a7c15e9716ed28dc027beceea1ec40a"),
]
LINES = [
    "epoch plaza/1 0 - 0 " + "00" * 32,
    "answer plaza/1 1 " + "ab" * 32 + " sample",
    "spoiled plaza/1 2 " + "cd" * 32,
    "excluded city.example/1 3 2026-11-23 " + "ab" * 32 + " given twice by the same hand",
]


def published():
    leaves = [bytes.fromhex(x) for x in CT_LEAVES]
    for n in range(1, 9):
        yield f"ct {n} {CT_LEAVES[n - 1] or '-'} {CT_ROOTS[n - 1]}"
        got = ref.root([ref.leaf_hash(x) for x in leaves[:n]]).hex()
        assert got == CT_ROOTS[n - 1], n
    for secret, public, message, signature in RFC8032:
        assert ref.public_of(bytes.fromhex(secret)).hex() == public
        assert ref.sign(bytes.fromhex(secret), bytes.fromhex(message)).hex() == signature
        yield f"ed25519 {secret} {public} {message or '-'} {signature}"


def trees():
    hashes = [ref.leaf_hash(b"leaf %d" % i) for i in range(130)]
    for n in range(0, 131):
        yield f"root {n} {ref.root(hashes[:n]).hex()}"
    for index, size in [(0, 1), (0, 2), (1, 3), (6, 7), (0, 130), (129, 130), (63, 64), (64, 65),
                        (100, 127), (77, 128), (128, 129)]:
        proof = ref.path(index, hashes[:size])
        yield f"path {index} {size} {''.join(h.hex() for h in proof) or '-'}"
    for old, size in [(1, 2), (3, 7), (4, 7), (6, 7), (1, 130), (64, 130), (127, 129), (128, 130),
                      (129, 130), (100, 100)]:
        proof = ref.growth(old, hashes[:size])
        yield f"growth {old} {size} {''.join(h.hex() for h in proof) or '-'}"


def notes():
    log = ref.Key("plaza/1", bytes(range(32)))
    witness = ref.Key("witness.example", bytes(range(32, 64)))
    text = ref.checkpoint_text(log.name, LINES)
    cosigned = text + "\n" + log.sign_line(text) + witness.cosign_line(text, 1795000000)
    yield f"verifier {log.verifier()}"
    yield f"cosigner {witness.verifier(4)}"
    yield f"note {ref.b64(cosigned.encode())}"
    yield f"export {ref.b64(ref.export(log, LINES).encode())}"
    yield f"slip {ref.b64(ref.slip(log, 1, bytes(range(100, 132))).encode())}"
    for line in LINES:
        yield f"line {ref.leaf_hash(line.encode()).hex()} {line}"


def openings():
    token = ref.seal("012345678901234567")
    hashed = ref.token_hash(token)
    yield f"token {token} {hashed.hex()}"
    for station, salt, symbol, body in [("plaza", bytes(16), "", b""),
                                        ("plaza", bytes(range(16)), "sun", b"<data/>"),
                                        ("a", bytes(range(16)), "bc", b"d"),
                                        ("ab", bytes(range(16)), "c", b"d")]:
        c = ref.commitment(station, salt, hashed, symbol, body)
        yield f"commitment {station} {salt.hex()} {symbol or '-'} {body.hex() or '-'} {c.hex()}"
        yield f"code {c.hex()} {ref.code(c).replace(' ', '')}"
        yield f"symbol {c.hex()} {ref.code(c).replace(' ', '')} {ref.symbol(c)}"
        yield f"address {c.hex()} {ref.address('https://hub.example', 'plaza/2', 17, c, token)}"
    for c in (bytes(32), b"\xff" * 32):
        yield f"code {c.hex()} {ref.code(c).replace(' ', '')}"
    for i in range(8):
        c = ref.sha256(b"%d" % i)
        yield f"symbol {c.hex()} {ref.code(c).replace(' ', '')} {ref.symbol(c)}"


def lines():
    yield "# Computed by tests/e2e/proof_vectors.py --write; see there for sources."
    for part in (published, trees, notes, openings):
        yield from part()


if sys.argv[1:] == ["--write"]:
    with open(FILE, "w", encoding="utf-8") as f:
        f.writelines(line + "\n" for line in lines())
    sys.exit(0)

wanted = list(lines())
with open(FILE, encoding="utf-8") as f:
    got = f.read().splitlines()
for word in ("ct", "ed25519", "root", "path", "growth", "verifier", "cosigner", "note", "export", "slip",
             "line", "token", "commitment", "code", "symbol", "address"):
    mine = [x for x in wanted if x.startswith(word + " ")]
    tap.ok(mine and mine == [x for x in got if x.startswith(word + " ")],
           f"an independent program computes the same {word} vectors ({len(mine)})")
tap.equal(len(got), len(wanted), "the file has no other vectors")
tap.done()
