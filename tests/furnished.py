"""A hub in the middle of a season, for looking at its pages: what people wrote,
what the city said, figures published and withheld, stations in two
neighbourhoods; and the words that break layouts: very long names with and
without blanks, and a form in Arabic."""
import os
import re
import shutil
import time

import publishing
from browsing import Browsing
from civic import City, today
from stand import BUILD, TOP, Station, command, program

LONG = "Comisaría ejidal de San Andrés Totoltepec y Cuauhtémoc, frente a la escuela secundaria técnica número 14"
UNBROKEN = "Parangaricutirimícuaro" * 3
PLACE = """| survey | | | |
| | type | name | label |
| | geopoint | donde | Where? |
| settings | | | |
| | form_title | form_id | version |
| | Lugar | lugar | 1 |
"""
# Two questions whose every label is long, in a script that runs from the right.
ARABIC = f"""| survey | | | | |
| | type | name | label | hint |
| | select_one hal | hal | كيف هي الحياة في هذه الزاوية من الحي القديم قرب السوق الكبير والمدرسة والعيادة؟ | {LONG} |
| | select_multiple hal | kull | {UNBROKEN} | |
| | text | qul | ماذا تغيّر هنا لو كان الأمر بيدك؟ اكتبه كما تقوله. | |
| choices | | | |
| | list_name | name | label |
| | hal | jayyida | جيدة (very good) 100% |
| | hal | {'sayyia' * 9} | {UNBROKEN} |
| settings | | | | |
| | form_title | form_id | version | default_language |
| | الحياة في هذه الزاوية | zawiya | 1 | العربية (ar) |
"""
LONG_ID = "encuesta_sobre_la_vida_en_las_esquinas_del_barrio_de_la_luna_2026_2027"
SHEET = f"""| survey | | | |
| | type | name | label |
| | select_one sn | gusta | {LONG} |
| choices | | | |
| | list_name | name | label |
| | sn | si | Sí |
| settings | | | |
| | form_title | form_id | version |
| | {UNBROKEN} | {LONG_ID} | {LONG_ID} |
"""
CHARTER = ("asks = Streets Office, Ana Ruiz\nwhy = To choose what to mend first\nreply_by = 2027-01-15\nkeep = 90\n"
           "reader = One person\ngroup = no_escuchados\nlicence = CC-BY-4.0\n")
PLAN = ("place luna-1 60\nplace un-lugar-con-un-nombre-bastante-largo 200\nlanguage es 100\nlanguage ar 40\n"
        "group llegaron 900\ndaypart night 500\n")
ROLES = ("leader", "sponsor", "facilitator", "coordinator", "expert")


def converted(folder, name, table):
    source, target = os.path.join(folder, name + ".md"), os.path.join(folder, name + ".xml")
    with open(source, "w", encoding="utf-8") as f:
        f.write(table)
    command(program("barrio-form"), "convert", source, "-o", target, "--name", "data")
    return target


def forms(folder):
    """The paths of the forms that the hub publishes."""
    home = os.path.join(folder, "forms")
    os.makedirs(home + "/barrio-media")
    with open(home + "/barrio-media/station.conf", "w", encoding="utf-8") as f:
        f.write(CHARTER)
    return [*(shutil.copy(f"{BUILD}/forms/{form}.xml", home) for form in ("barrio", "idea", "backing", "rating")),
            shutil.copy(os.path.join(TOP, "tests", "forms", "parque.xml"), home),
            converted(home, "lugar", PLACE), converted(home, "zawiya", ARABIC), converted(home, "largo", SHEET)]


class Furnished:
    """The hub, and the addresses of what it holds."""

    def __init__(self, folder):
        self.folder = folder
        self.city = City(folder, forms(folder))
        self.hub = self.city.hub
        self.give_roles()
        self.answers()
        self.what_the_city_says()
        self.leader = Browsing(self.hub, self.hub.run("link", "plain"), **{"Accept-Language": "en"})
        self.staged = self.stage()
        self.export = self.prepare()
        self.invitation = self.invite()

    def give_roles(self):
        """"plain" is Leader and Facilitator, who open all pages together."""
        self.hub.run("admin", "add", "plain", "--no-password")
        self.hub.run("admin", "add", UNBROKEN, "--no-password")
        for role in ("leader", "facilitator"):
            self.hub.sql("INSERT INTO duty SELECT id, ?, '', '', 0 FROM person WHERE name = 'plain' ON CONFLICT DO NOTHING", role)
        self.hub.sql("UPDATE person SET office = ? WHERE name = 'plain'", LONG)

    def answers(self):
        station = Station(f"{self.folder}/luna-1", self.hub, "luna-1")
        station.sync()
        only = os.path.join(self.folder, "only")
        os.makedirs(only)
        shutil.copy(f"{station.forms}/barrio.xml", only)
        with open(os.path.join(self.folder, "texts"), "w") as f:
            f.write("word: seeded\n")
        command(program("barrio-seed"), "--data", station.data, "--forms", only, "--station", "luna-1", "--count", "120",
                "--seed", "1", "--texts", f"{self.folder}/texts")
        station.sync()
        for name in (LONG, UNBROKEN):
            self.hub.station(name)
        for i in range(3):
            self.city.send("lugar", donde=f"19.43{i} -99.13{i} 0 0")
            self.city.send("zawiya", hal="jayyida", kull="jayyida", qul="شارع أنظف من فضلكم " + UNBROKEN)
            self.city.send("parque", gusta="si", problemas="luz ruido", edad="20", texto="&lt;b&gt;x")
        self.city.send("idea", titulo="Cruce seguro frente a la escuela", texto="Para todos.", lugar="Plaza")
        self.city.decide("open")
        self.city.send("idea", titulo=UNBROKEN, texto=LONG, lugar="Plaza")
        self.city.send("idea", titulo="مقعد تحت الشجرة", texto="مكان للجلوس في الظل", lugar="Plaza")
        self.damage()

    def damage(self):
        """What cannot be taken as it comes: cut off, and twice with one id."""
        def body(text):
            return ('<data id="parque" version="1"><gusta>no</gusta><problemas>luz</problemas><edad>20</edad>'
                    f"<texto>{text}</texto><meta><instanceID>uuid:same</instanceID></meta></data>")
        for xml in (body("a"), body("b"), body("c")[:-3], body(UNBROKEN)):
            self.post(xml)

    def post(self, xml):
        data = f'--b\r\nContent-Disposition: form-data; name="xml_submission_file"; filename="a"\r\n\r\n{xml}\r\n--b--\r\n'
        person = Browsing(self.hub)
        person.ask("POST", f"/v1/key/{self.city.token}/submission", data.encode(),
                   **{"Content-Type": "multipart/form-data; boundary=b"})

    def what_the_city_says(self):
        say = self.city.say
        say(kind="problem", title_es="Agua por la noche", body_es="No llega. No es solo dinero.")
        say(kind="promise", title_es="Luz en el callejón Pozo", body_es="Cuatro lámparas.", due=today(-12), due_now=today(7),
            office="Calles")
        say(kind="promise", title_es=UNBROKEN, body_es=LONG, due=today(9), office=LONG)
        say(kind="reply", standing="not_now", title_es="Semáforo", reason_es="Primero se mide.", office="Movilidad")
        self.city.coordinator.post("/forms/barrio/coverage", "/forms/barrio/coverage", plan=PLAN)
        self.hub.run("release", "barrio")
        self.hub.run("project")

    def ask(self, method, path, data=None, headers=()):
        data = data.encode() if isinstance(data, str) else data
        status = self.leader.ask(method, path, data, **dict(headers))
        return status, self.leader.reply, self.leader.page

    def stage(self):
        with open(f"{BUILD}/forms/barrio.xml", "rb") as f:
            document = f.read().replace(b'version="2026112301"', b'version="2026112302"')
        status, headers, page = publishing.upload(self.ask, LONG + ".xml", document)
        assert status == 303, page
        return headers["Location"]

    def prepare(self):
        self.leader.get("/forms/barrio")
        assert self.leader.post("/exports", form="barrio", format="xlsx") == 303, self.leader.page
        address = self.leader.reply["Location"]
        for _ in range(600):
            self.leader.get(address)
            if "Download it" in self.leader.page:
                return address
            time.sleep(.05)
        raise AssertionError(self.leader.page)

    def invite(self):
        self.leader.get("/people")
        self.leader.post("/people", name=LONG[:60], office=LONG, role="coordinator")
        return re.search(r"/invite/[\w-]+", self.leader.page)[0]

    def close(self):
        self.city.close()
