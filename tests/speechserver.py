"""A speech server that speaks to nobody: understands what speech-dispatcher's
clients say to its socket (SSIP) and keeps what would have been heard."""
import array
import fcntl
import glob
import os
import socket
import termios
import threading
import time


class SpeechServer:
    def __init__(self, path):
        self.path = path
        self.heard = []       # since the last silence: ("say" or "spell", text)
        self.all = []         # everything, in order, with its language
        self.settings = {}    # what clients set last: LANGUAGE, RATE, VOLUME
        self.clients = 0
        self.cancelled = 0
        self.lock = threading.Lock()
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.bind(path)
        self.socket.listen(4)
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self):
        self.socket.close()

    def _accept(self):
        while True:
            try:
                connection, _ = self.socket.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection):
        with self.lock:
            self.clients += 1
        text = None
        with connection, connection.makefile("rwb") as lines:
            for raw in lines:
                line = raw.decode().rstrip("\r\n")
                if text is not None:
                    text = self._receive(lines, text, line)
                elif line == "SPEAK":
                    text = []
                    self._answer(lines, "230 OK RECEIVING DATA")
                elif line == "QUIT":
                    self._answer(lines, "231 HAPPY HACKING")
                    break
                else:
                    self._answer(lines, self._obey(line))
        with self.lock:
            self.clients -= 1

    @staticmethod
    def _answer(lines, text):
        try:
            lines.write(text.replace("\n", "\r\n").encode() + b"\r\n")
            lines.flush()
        except OSError:
            pass

    def _note(self, kind, text):
        with self.lock:
            self.heard.append((kind, text))
            self.all.append((kind, text, self.settings.get("LANGUAGE")))

    def _receive(self, lines, text, line):
        if line != ".":
            return text + [line[1:] if line.startswith("..") else line]
        self._note("say", "\n".join(text))
        self._answer(lines, "225-1\n225 OK MESSAGE QUEUED")
        return None

    def _obey(self, line):
        word, _, about = line.partition(" ")
        if word == "CHAR":
            self._note("spell", about)
            return "225-1\n225 OK MESSAGE QUEUED"
        if word == "CANCEL":
            with self.lock:
                self.heard, self.cancelled = [], self.cancelled + 1
            return "210 OK CANCELED"
        if line.startswith("SET SELF "):
            name, value = line[len("SET SELF "):].split(" ", 1)
            with self.lock:
                self.settings[name] = value
            return "208 OK SET"
        return "501 ERR INVALID COMMAND"


def child_of(pid, name):
    """The process of that name that another one started; None: there is none."""
    for path in glob.glob("/proc/[0-9]*/stat"):
        try:
            with open(path, encoding="utf-8") as f:
                head, rest = f.read().rsplit(")", 1)
        except OSError:
            continue
        if rest.split()[1] == str(pid) and head.split("(", 1)[1] == name and rest.split()[0] != "Z":
            return int(path.split("/")[2])
    return None


class Ear:
    """Hears what a kiosk has spoken, once it has spoken all of it."""

    def __init__(self, server, resident):
        self.server, self.resident = server, resident

    def _unsaid(self, voice):
        """Bytes that wait in the voice's input."""
        try:
            with open(f"/proc/{voice}/fd/0", "rb") as pipe:
                count = array.array("i", [0])
                fcntl.ioctl(pipe, termios.FIONREAD, count)
                return count[0]
        except OSError:
            return 0

    def _sleeps(self, voice):
        try:
            with open(f"/proc/{voice}/stat", encoding="utf-8") as f:
                return f.read().rsplit(")", 1)[1].split()[0] in "SZ"
        except OSError:
            return True

    def settle(self):
        """Until the kiosk, its voice and the server have nothing to do."""
        self.resident.settle()
        quiet, before = 0, None
        end = time.monotonic() + 20
        while quiet < 4 and time.monotonic() < end:
            voice = child_of(self.resident.pid, "barrio-voice")
            now = (len(self.server.all), self.server.cancelled, self.server.clients, voice)
            is_quiet = now == before and (voice is None or (self._unsaid(voice) == 0 and self._sleeps(voice)))
            quiet, before = quiet + 1 if is_quiet else 0, now
            self.resident.read(0.004)
        with self.server.lock:
            return list(self.server.heard)
