"""A field worker at the kiosk: signs in, walks the lists, answers by the keys
that the screen shows. Counts every key that is pressed."""
import os
import shutil
import sqlite3
import subprocess
import tempfile
import time

from resident_pty import Resident

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(HERE)
BUILD = os.environ.get("BARRIO_BUILD", ROOT + "/build")
KIOSK = BUILD + "/barrio-kiosk"
FORMS = ROOT + "/tests/forms/field"
PIN = "1234"


class Place:
    """A data folder with forms and one worker."""

    def __init__(self, *forms, worker="ana", choices=40):
        self.folder = tempfile.mkdtemp(prefix="barrio-field.")
        os.mkdir(self.folder + "/forms")
        for form in forms or ("household",):
            self.add_form(form)
        self.add_choices("household", choices)
        self.add_worker(worker)

    def add_form(self, name):
        subprocess.run([BUILD + "/barrio-form", "convert", f"{FORMS}/{name}.md", "-o",
                        f"{self.folder}/forms/{name}.xml"], check=True, capture_output=True)

    def add_text(self, name, text):
        """A form that is a Markdown table."""
        source = f"{self.folder}/{name}.md"
        with open(source, "w", encoding="utf-8") as out:
            out.write(text)
        subprocess.run([BUILD + "/barrio-form", "convert", source, "-o", f"{self.folder}/forms/{name}.xml"],
                       check=True, capture_output=True)

    def add_choices(self, form, count):
        media = f"{self.folder}/forms/{form}-media"
        os.makedirs(media, exist_ok=True)
        with open(media + "/places.csv", "w", encoding="utf-8") as out:
            out.write("name,label\n")
            for n in range(count):
                out.write(f"p{n},Colonia {n}\n")
            out.write("roma,Roma Norte\n")

    def add_worker(self, name, pin=PIN):
        subprocess.run([KIOSK, "worker", "add", name, "--data", self.folder], input=pin + "\n",
                       text=True, check=True, capture_output=True)

    def rows(self, sql, *values):
        """Reads a copy: a reader of the very files may write to them, which would
        mend what a power cut is to leave."""
        with tempfile.TemporaryDirectory() as copy:
            for name in ("station.db", "station.db-wal"):
                if os.path.exists(f"{self.folder}/{name}"):
                    shutil.copy(f"{self.folder}/{name}", copy)
            db = sqlite3.connect(copy + "/station.db")
            try:
                return db.execute(sql, values).fetchall()
            finally:
                db.close()

    def close(self):
        shutil.rmtree(self.folder)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


class Worker(Resident):
    def __init__(self, place, columns=80, rows=24, settings=(), prefix=(), **more):
        self.place = place
        self.presses = 0
        argv = [*prefix, KIOSK, "--field", "--data", place.folder, "--place", "Luna 3",
                "--station", "luna-3", "--guard-ms", "0", *settings]
        more.setdefault("env", {"TZ": "America/Mexico_City"})
        super().__init__(argv, columns, rows, stderr=place.folder + "/log", **more)

    def press(self, *keys):
        """Names of keys, "^o" for chords, or anything else letter by letter."""
        for key in keys:
            self.presses += 1
            if len(key) == 2 and key[0] == "^":
                self.key(chr(ord(key[1]) & 31))
            else:
                self.key(key)
            self.settle()
            if key == "esc":  # alone only once nothing follows
                end = time.monotonic() + 0.08
                while time.monotonic() < end:
                    self.read(0.02)
                self.settle()
        return self

    def type(self, text, then="enter"):
        self.press(*text)
        return self.press(then) if then else self

    def sign_in(self, pin=PIN):
        self.wait_for("ana")
        return self.type(pin)
