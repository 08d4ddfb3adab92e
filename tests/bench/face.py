#!/usr/bin/python3
"""The station's face at 80x24 over a pseudo-terminal: from an input to the
last byte of the new screen, beside the terminal's own echo (the limit) and
dialog, whiptail and fzf, all in the same rounds."""
import os
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
import rows  # noqa: E402

ROUNDS = rows.sized(25, 300, 1500)
STARTS = rows.sized(3, 9, 25)
KIOSK = os.path.join(rows.BUILD, "barrio-kiosk")
FORM = os.path.join(rows.BUILD, "forms", "barrio.xml")
LABELS = ["Luz por la noche", "Banquetas sin hoyos", "Arboles y sombra", "Un paso seguro", "Otra cosa"]
DOWN, UP = "1b5b42", "1b5b41"
# What a terminal sends to programs that ask for its other kind of arrows.
DOWN_TOO, UP_TOO = "1b4f42", "1b4f41"


def keys(text):
    return " ".join(f"{ord(c):02x}" for c in text)


def menu():
    return [word for i, label in enumerate(LABELS) for word in (str(i + 1), label.replace(" ", "_"))]


def kiosk(top, name):
    """A station of its own; its command line."""
    folder = os.path.join(top, name)
    os.makedirs(folder + "/forms")
    shutil.copy(FORM, folder + "/forms")
    return f"{KIOSK} --data {folder} --guard-ms 0 --log {folder}/log --languages es" \
           f" --hub https://opina.example"


def peers(top):
    listing = os.path.join(top, "lines")
    with open(listing, "w") as f:
        f.write("\n".join(f"answer {i}" for i in range(1000)) + "\n")
    found = {"dialog": ["dialog", "--menu", "Hola", "20", "60", "10", *menu()],
             "whiptail": ["whiptail", "--menu", "Hola", "20", "60", "10", *menu()],
             "fzf": ["sh", "-c", f"fzf<{listing}"]}
    return {name: argv for name, argv in found.items() if shutil.which(name)}


def plan(top):
    """Walking, ticking, typing and going on, each on a station of its own."""
    others = peers(top)
    # The notice, the first question.
    to_list = keys("5#") + " 23"
    lines = ["peer echo echo", f"peer commit {rows.BUILD}/bench/commit {top}/commit.db"]
    lines += [f"peer {name} {kiosk(top, name)}" for name in ("walk", "tick", "next", "type", "send")]
    lines += [f"peer {name} {' '.join(argv)}" for name, argv in others.items()]
    lines += [f"before {name} {to_list}" for name in ("walk", "tick", "next")]
    lines.append(f"before type {to_list} 23 23")
    lines += ["step echo echo 61", f"step walk walk {DOWN} {DOWN} {UP} {UP}", "step tick tick 31 32",
              "step next next 23 30", "step type type 61 65 73 7f 7f 7f"]
    lines += [f"step {name} {name} {DOWN_TOO} {UP_TOO}" for name in others]
    # Five questions passed over, the review; then Send, and the next visit.
    lines += ["step commit commit 61", "step send send 23", f"lead send 23 {keys('51#')} {keys('#####')}"]
    return "\n".join(lines) + "\n", list(others)


def measure(text, rounds):
    out = subprocess.run([os.path.join(rows.BUILD, "bench", "pty"), str(rounds)], input=text, text=True,
                         capture_output=True, check=True).stdout
    return {name: float(value) for name, value in (line.split() for line in out.splitlines())}


def latency(found, others):
    echo50, echo99 = found["echo.p50_us"], found["echo.p99_us"]
    goals = {"walk": 1.6, "tick": 1.6, "next": 2.5, "type": 1.6}
    peer = "dialog" if "dialog" in others else (others or [""])[0]
    for step, goal in goals.items():
        ours = found[step + ".p50_us"]
        rows.row(f"face.{step}", ours, "us, input to last byte, p50", peer=peer,
                 peer_value=found.get(peer + ".p50_us"), limit=echo50, ratio=ours / echo50,
                 goal=f"<= {goal}x echo", met=ours <= goal * echo50, spread=f"p99 {found[step + '.p99_us']:.0f}")
    rows.row("face.walk.p99", found["walk.p99_us"], "us", peer=peer, peer_value=found.get(peer + ".p99_us"),
             limit=echo99, goal="<= 2.5x echo", met=found["walk.p99_us"] <= 2.5 * echo99)
    for name in others:
        rows.row(f"face.{name}", found[name + ".p50_us"], "us, a move in it, p50", limit=echo50)


def thanks(found):
    """Against the terminal's echo and one durable transaction of SQLite, done in
    the same rounds by a program that rests between two as the kiosk does."""
    commit = found["commit.p50_us"] - found["echo.p50_us"]
    limit = found["echo.p50_us"] + 1.3 * commit
    rows.row("face.thanks", found["send.p50_us"], "us, last tap to the thanks' last byte, p50", peer="one durable commit",
             peer_value=commit, limit=limit, goal="<= echo + 1.3 commits", met=found["send.p50_us"] <= limit,
             spread=f"{found['send.bytes']:.0f} bytes")
    rows.row("face.thanks.cpu", found["send.cpu_us"], "us of CPU for it", peer="one durable commit",
             peer_value=found["commit.cpu_us"])


def size(found, peer):
    for step, goal in (("walk", 250), ("next", 900), ("type", 18)):
        rows.row(f"face.{step}.bytes", found[step + ".bytes"], "bytes an input", peer=peer,
                 peer_value=found.get(peer + ".bytes"), goal=f"<= {goal}", met=found[step + ".bytes"] <= goal)
    rows.row("face.cpu", found["walk.cpu_us"], "us of CPU a move", peer=peer, peer_value=found.get(peer + ".cpu_us"),
             limit=found["echo.cpu_us"])
    rows.row("face.wakeups", found["walk.wakeups"], "in a second of rest", goal="0", met=found["walk.wakeups"] == 0)
    rows.row("face.pss", found["walk.pss_kb"] / 1024, "MB PSS", goal="<= 14", met=found["walk.pss_kb"] <= 14 * 1024)
    rows.row("face.dirty", found["walk.dirty_kb"] / 1024, "MB private dirty", goal="<= 4",
             met=found["walk.dirty_kb"] <= 4 * 1024)


def starts(top):
    """Against a program that loads the same libraries and does nothing."""
    def one(command):
        return measure(f"peer it {command}\nstep it it 78\n", 1)["it.start_us"] / 1000

    station = kiosk(top, "start")
    # A station's first start of all makes its database; it is done once.
    first = one(station)

    def ours():
        return one(station)

    def empty():
        return one(f"{rows.BUILD}/bench/empty {FORM}")

    started, bare = rows.interleaved(STARTS, ours, empty)
    ratio = rows.median([a / b for a, b in zip(started, bare)])
    rows.row("face.start", rows.median(started), "ms to the first screen", spread=rows.spread(started),
             peer="same libraries and form, no more", peer_value=rows.median(bare), ratio=ratio,
             goal="<= 1.6x", met=ratio <= 1.6)
    rows.row("face.first_start", first, "ms, with the database made anew, once in a station's life")


def main():
    with tempfile.TemporaryDirectory(dir=rows.BUILD) as top:
        text, others = plan(top)
        found = measure(text, ROUNDS)
        latency(found, others)
        thanks(found)
        size(found, "dialog")
        starts(top)


main()
