#!/usr/bin/python3
"""The line to a worker's station breaks in mid-answer: over SSH it is cut, or
falls silent; in tmux the window is closed. Whoever comes back finds the draft
at its very place. And an interview on a terminal that is a Linux console."""
import fcntl
import getpass
import os
import shlex
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))
import tap  # noqa: E402
from resident_pty import Resident, Timeout  # noqa: E402
from stand import free_port  # noqa: E402
from worker_pty import KIOSK, PIN, Place, Worker  # noqa: E402

SSHD = shutil.which("sshd", path="/usr/sbin:" + os.environ["PATH"])
PATIENCE = 30
FIRST, SECOND = "Quién vive", "todos los días"


class Wire:
    """What carries the bytes between worker and server: it can be cut, or let
    nothing through any more without telling either side."""

    def __init__(self, port):
        self.port, self.pairs, self.is_silent = port, [], False
        self.door = socket.create_server(("127.0.0.1", 0))
        self.own = self.door.getsockname()[1]
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            try:
                near, _ = self.door.accept()
            except OSError:
                return
            far = socket.create_connection(("127.0.0.1", self.port))
            self.pairs.append((near, far))
            for a, b in ((near, far), (far, near)):
                threading.Thread(target=self.carry, args=(a, b), daemon=True).start()

    def carry(self, source, sink):
        try:
            while data := source.recv(65536):
                while self.is_silent:
                    time.sleep(0.02)
                sink.sendall(data)
        except OSError:
            pass

    def cut(self):
        for pair in self.pairs:
            for end in pair:
                try:
                    end.shutdown(socket.SHUT_RDWR)
                except OSError:
                    pass
                end.close()
        self.pairs = []

    def close(self):
        self.cut()
        self.door.close()


class Server:
    """sshd as this user, with keys of its own."""

    def __init__(self, top):
        self.top, self.port = top, free_port()
        os.chmod(top, 0o700)
        for name in ("host", "worker"):
            subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", f"{top}/{name}"], check=True)
        settings = {"HostKey": top + "/host", "AuthorizedKeysFile": top + "/worker.pub", "PidFile": "none",
                    "ListenAddress": "127.0.0.1", "Port": self.port, "StrictModes": "no", "UsePAM": "no",
                    "PasswordAuthentication": "no", "ClientAliveInterval": 1, "ClientAliveCountMax": 1}
        with open(top + "/sshd_config", "w", encoding="utf-8") as out:
            out.write("".join(f"{name} {value}\n" for name, value in settings.items()))
        self.child = subprocess.Popen([SSHD, "-D", "-e", "-f", top + "/sshd_config"], stdin=subprocess.DEVNULL,
                                      stderr=open(top + "/sshd.log", "w"))
        self.wire = Wire(self.port)

    def is_up(self):
        """Whether it serves: a container may have no place for its sandbox."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end and self.child.poll() is None:
            try:
                with socket.create_connection(("127.0.0.1", self.port), 1):
                    return True
            except OSError:
                time.sleep(0.02)
        return False

    def argv(self, *command):
        return ["ssh", "-tt", "-q", "-F", "none", "-p", str(self.wire.own), "-i", self.top + "/worker",
                "-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null", "-o", "IdentitiesOnly=yes",
                f"{getpass.getuser()}@127.0.0.1", shlex.join(command)]

    def close(self):
        self.wire.close()
        self.child.terminate()
        self.child.wait(20)


def field(place):
    return ["env", "TZ=America/Mexico_City", "LC_ALL=C.UTF-8", KIOSK, "--field", "--data", place.folder, "--place",
            "Luna 3", "--station", "luna-3", "--guard-ms", "0", "--log", place.folder + "/log"]


def last(place):
    """The steps of the draft as they are kept."""
    return place.rows("SELECT ref, kind, value FROM draft_step WHERE kind LIKE 'answer%' ORDER BY seq")


def begin(person):
    """Signed in, one answer kept, another being typed."""
    person.wait_for("ana")
    person.send(PIN + "\r").wait_for("Trabajo de campo")
    person.send("\r").wait_for(FIRST)
    person.send("Rosa\r").wait_for(SECOND)
    person.send("1").wait_for("Cuartos")
    person.send("12").wait_for("12")


def take_up(person):
    person.wait_for("ana")
    person.send(PIN + "\r").wait_for("Borradores 1")
    person.send("\x1b[C").wait_for("Rosa")
    person.send("\r").wait_for("Cuartos")


def has_lock(place):
    """Whether a kiosk holds the folder, as the next one would find out."""
    with open(place.folder + "/kiosk.lock", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return True
    return False


def free_again(place):
    """Until no kiosk has the folder any more."""
    end = time.monotonic() + PATIENCE
    while has_lock(place) and time.monotonic() < end:
        time.sleep(0.05)
    return not has_lock(place)


def cut_ssh(server, silent):
    how = "falls silent" if silent else "is cut"
    with Place() as place:
        person = Resident(server.argv(*field(place)), patience=PATIENCE)
        begin(person)
        if silent:
            server.wire.is_silent = True
        else:
            server.wire.cut()
        tap.ok(free_again(place), f"when the line {how}, the program ends by itself",
               open(place.folder + "/log", encoding="utf-8").read())
        if silent:
            server.wire.cut()
            server.wire.is_silent = False
        person.close()
        tap.equal([value for _, _, value in last(place)], ["Rosa", "yes"], "what was answered is kept")
        with Resident(server.argv(*field(place)), patience=PATIENCE) as again:
            take_up(again)
            tap.ok(again.shows("Cuartos"), "whoever comes back is at the very place", again.text())
            again.send("4\r").wait_for("Losa")
            again.send("\x18").wait_for("Borradores 1")
        free_again(place)


def over_ssh():
    if not SSHD or not shutil.which("ssh"):
        tap.skip("the line cut under SSH", "there is no sshd here; make check-long installs one")
        return
    with tempfile.TemporaryDirectory() as top:
        if os.geteuid() == 0:
            os.makedirs("/run/sshd", mode=0o755, exist_ok=True)
        server = Server(top)
        try:
            if not server.is_up():
                tap.skip("the line cut under SSH", "sshd does not start here: "
                         + open(top + "/sshd.log", encoding="utf-8").read().strip())
                return
            for silent in (False, True):
                tap.attempt("over SSH", cut_ssh, server, silent)
        finally:
            server.close()


def in_tmux():
    if not shutil.which("tmux"):
        tap.skip("a window of tmux", "tmux is not installed")
        return
    with Place() as place, tempfile.TemporaryDirectory() as top:
        tmux = ["tmux", "-f", "/dev/null", "-S", top + "/socket"]
        person = Resident([*tmux, "new-session", shlex.join(field(place))], patience=PATIENCE)
        try:
            begin(person)
            person.close()
            person = Resident([*tmux, "attach"], patience=PATIENCE)
            person.wait_for("12")
            tap.ok(person.shows("Cuartos"), "a closed window of tmux keeps even what was being typed", person.text())
            # Arrows and a resized window, as tmux hands them on.
            person.send("\r").wait_for("Losa")
            person.resize(40, 24).wait_for(lambda p: p.columns == 40 and p.shows("Techo"))
            tap.ok(person.shows("Techo"), "and follows its size", person.text())
            person.send("\x18").wait_for("Nuevas 1")
            person.send("\x18").wait_for("PIN")
            person.send("\x18")
            person.wait_end()
            tap.equal([value for _, _, value in last(place)], ["Rosa", "yes", "12"], "all of it is kept")
        except Timeout as why:
            tap.ok(False, "tmux", why)
        finally:
            person.close()
            subprocess.run([*tmux, "kill-server"], capture_output=True)


def on_a_console():
    with Place() as place, Worker(place, term="linux") as worker:
        worker.sign_in().press("enter").type("Rosa 7").press("1").type("4").press("2").type("Sol")
        worker.press("-", "#", *"rom", "enter", "enter")
        tap.ok(worker.shows("# Terminar"), "the end is reached on a Linux console", worker.text())
        worker.press("#")
        tap.equal(len(place.rows("SELECT 1 FROM response")), 1, "and the interview is kept")


def main():
    tap.attempt("tmux", in_tmux)
    tap.attempt("console", on_a_console)
    over_ssh()
    tap.done()


main()
