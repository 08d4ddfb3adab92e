#!/usr/bin/python3
"""Colours as the terminal's own bytes have them: a terminal that takes RGB,
whether it says so in its environment or in its description, gets the theme's
exact colours; any other the nearest that it has. One without any is shown no
QR code, which would be white on black as often as not."""
import os
import re
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, os.path.dirname(HERE))
import tap  # noqa: E402
from resident_pty import Resident  # noqa: E402

BUILD = os.environ.get("BARRIO_BUILD", ROOT + "/build")
# A terminal of 24 bits a pixel that says so in its description.
DIRECT = r"""barrio-direct|xterm with direct colours,
	RGB, ccc@, initc@, oc@, colors#0x1000000, pairs#0x7fff,
	setab=\E[48;2;%p1%{65536}%/%d;%p1%{256}%/%{255}%&%d;%p1%{255}%&%dm,
	setaf=\E[38;2;%p1%{65536}%/%d;%p1%{256}%/%{255}%&%d;%p1%{255}%&%dm,
	use=xterm-256color,
"""


def theme(name):
    """Role: (ink or paper, of the pair's second half) as RRGGBB and number."""
    with open(f"{ROOT}/themes/{name}.theme", encoding="utf-8") as f:
        return {m[1]: (m[2], m[3]) for m in re.finditer(r"^(\w+) = ([0-9A-F]{6}) (\d+)", f.read(), re.M)}


def shown(term, name, env):
    """What the kiosk sends for its first screen, and the colours of a cell of
    its title as a terminal understands them."""
    with tempfile.TemporaryDirectory() as folder:
        os.mkdir(folder + "/forms")
        shutil.copy(BUILD + "/forms/barrio.xml", folder + "/forms")
        argv = [BUILD + "/barrio-kiosk", "--data", folder, "--theme", name, "--log", folder + "/log"]
        with Resident(argv, term=term, env={"COLORTERM": None, "XTERM_VERSION": None, "VTE_VERSION": None, **env}) as r:
            r.wait_for("Toque")
            x, y = r.find("Toque")
            cell = r.screen.buffer[y][x]
            return r.beginning.decode(), cell.fg.lower(), cell.bg.lower()


def thanks(term):
    """The page of thanks, as text."""
    with tempfile.TemporaryDirectory() as folder:
        os.mkdir(folder + "/forms")
        shutil.copy(BUILD + "/forms/barrio.xml", folder + "/forms")
        argv = [BUILD + "/barrio-kiosk", "--data", folder, "--guard-ms", "0", "--languages", "es", "--log", folder + "/log",
                "--hub", "https://opina.example"]
        with Resident(argv, term=term, env={"COLORTERM": None, "XTERM_VERSION": None, "VTE_VERSION": None}) as r:
            r.wait_for("Toque")
            for key in "5#3" + "#" * 6:  # the notice, five questions, the review
                r.send(key.encode())
                r.settle()
            r.wait_for("¡Gracias!")
            return r.text()


def rgb(colour):
    return ";".join(str(int(colour[i:i + 2], 16)) for i in (0, 2, 4))


def main():
    with tempfile.TemporaryDirectory() as described:
        source = described + "/direct.ti"
        with open(source, "w", encoding="ascii") as f:
            f.write(DIRECT)
        subprocess.run(["tic", "-x", "-o", described, source], check=True)
        for name in ("plaza", "noche", "contraste"):
            colours = theme(name)
            for what, term, env in (("by COLORTERM", "tmux-256color", {"COLORTERM": "truecolor"}),
                                    ("by its description", "barrio-direct", {"TERMINFO": described})):
                sent, ink, paper = shown(term, name, env)
                tap.ok(f"38;2;{rgb(colours['text'][0])}" in sent and f"48;2;{rgb(colours['background'][0])}" in sent,
                       f"{name}: a terminal that takes RGB {what} is sent the theme's own colours", repr(sent[:400]))
                tap.equal((ink, paper), (colours["text"][0].lower(), colours["surface"][0].lower()),
                          f"{name}: and shows them ({what})")
            sent, _, _ = shown("tmux-256color", name, {})
            tap.ok("38;2;" not in sent and f"38;5;{colours['text'][1]}" in sent,
                   f"{name}: any other is sent the nearest of its 256", repr(sent[:400]))
            sent, _, _ = shown("xterm-256color", name, {})
            tap.ok("38;2;" not in sent and "\x1b]4;" in sent, f"{name}: or is taught them", repr(sent[:400]))
    # The digits of the code, and the picture of it.
    for term, has_picture in (("xterm-256color", True), ("vt100", False)):
        text = thanks(term)
        tap.ok(re.search(r"\d{4} \d{4} \d{4} \d{4}", text), f"{term}: thanks, with a code to copy", text)
        tap.equal(any(block in text for block in "▀▄█"), has_picture,
                  f"{term}: {'and' if has_picture else 'but not'} its picture")
    tap.done()


main()
