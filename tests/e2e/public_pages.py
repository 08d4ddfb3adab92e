#!/usr/bin/python3
"""The public pages in a real Chromium, as a telephone and a desk show them:
nothing hangs over the edge, no script is needed, each is small, has the menu
and a picture beside the figures that screen readers pass over; another site may
show a release in a frame, and on paper the menu is gone."""
import gzip
import os
import shutil
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))
import tap  # noqa: E402
from browser import Browser, available  # noqa: E402
from civic import City, today  # noqa: E402
from stand import BUILD, Station, command, program  # noqa: E402

PAGES = ("/r/barrio", "/promises", "/ideas", "/missing/barrio", "/who/barrio", "/charter/barrio", "/r")
PLAN = ("place luna-1 60\nplace un-lugar-con-un-nombre-bastante-largo 200\nlanguage es 100\nlanguage ar 40\n"
        "group llegaron 900\ndaypart night 500\n")
CHARTER = ("asks = Streets Office, Ana Ruiz\nwhy = To choose what to mend first\nreply_by = 2027-01-15\nkeep = 90\n"
           "reader = One person\ngroup = no_escuchados\nlicence = CC-BY-4.0\n")
WIDE = "document.documentElement.scrollWidth"
BARE = """(() => { const out = [];
  for (const table of document.querySelectorAll('table'))
    for (const bar of table.querySelectorAll('svg'))
      if (bar.getAttribute('aria-hidden') !== 'true' || !bar.closest('tr').querySelector('td').textContent.trim())
        out.push(bar.closest('tr').textContent);
  return out.join('|') })()"""


def fill(folder):
    forms = f"{folder}/forms"
    os.makedirs(forms + "/barrio-media")
    for form in ("barrio", "idea", "backing", "rating"):
        shutil.copy(f"{BUILD}/forms/{form}.xml", forms)
    with open(forms + "/barrio-media/station.conf", "w", encoding="utf-8") as f:
        f.write(CHARTER)
    city = City(folder, [f"{forms}/{f}.xml" for f in ("barrio", "idea", "backing", "rating")])
    station = Station(f"{folder}/luna-1", city.hub, "luna-1")
    station.sync()
    only = folder + "/only"
    os.makedirs(only)
    shutil.copy(f"{station.forms}/barrio.xml", only)
    open(folder + "/texts", "w").write("word: seeded\n")
    command(program("barrio-seed"), "--data", station.data, "--forms", only, "--station", "luna-1", "--count", "120",
            "--seed", "1", "--texts", folder + "/texts")
    station.sync()
    city.say(kind="problem", title_es="Agua por la noche", body_es="No llega. No es solo dinero.")
    city.say(kind="promise", title_es="Luz en el callejón Pozo", body_es="Cuatro lámparas.", due=today(-12),
             due_now=today(7), office="Calles")
    city.say(kind="reply", standing="not_now", title_es="Semáforo", reason_es="Primero se mide.", office="Movilidad")
    city.send("idea", titulo="Cruce seguro frente a la escuela", texto="Para todos.", lugar="Plaza")
    city.decide("open")
    city.coordinator.post("/forms/barrio/coverage", "/forms/barrio/coverage", plan=PLAN)
    city.hub.run("release", "barrio")
    return city


def look(city, browser):
    for language in ("es", "en"):
        for width, height in ((360, 740), (1280, 900)):
            browser.size(width, height)
            for path in PAGES:
                browser.open(f"{city.hub.url}{path}?lang={language}")
                name = f"{path} in {language} at {width}"
                tap.ok(browser.run(WIDE) <= width, f"{name}: nothing hangs over", browser.run(WIDE))
                tap.equal(browser.run("document.scripts.length"), int(path == "/r"), f"{name}: no script but the checker's")
                tap.equal(browser.run(BARE), "", f"{name}: each picture has its figure beside it")
                tap.ok(browser.run("[...document.querySelectorAll('nav a')].some(a => a.getAttribute('href') === '/r')"),
                       f"{name}: the menu leads to the receipts")
    for path in PAGES:
        size = len(city.hub.get(f"{path}?lang=es")[2])
        tap.ok(size < 60000, f"{path}: {size} bytes, under 60 kB")


def words(city):
    """No code of a form or a plan where a citizen reads."""
    page = city.hub.get("/missing/barrio?lang=es")[2].decode()
    for code, word in (("llegaron", "Quienes llegaron de otro lugar"), ("night", "Madrugada"), ("ar", "العربية")):
        tap.ok(word in page and f">{code} <" not in page, f"who is missing: {word}, not {code}")
    tap.ok('href="/r/barrio"' in city.hub.get("/r")[2].decode(), "whoever looks for a receipt finds the results, too")


def packed(city):
    """A slow telephone takes the page of figures packed, and reads the same."""
    plain = city.hub.get("/r/barrio")
    small = city.hub.get("/r/barrio", headers={"Accept-Encoding": "gzip, deflate"})
    tap.ok(small[1].get("Content-Encoding") == "gzip" and gzip.decompress(small[2]) == plain[2] and len(small[2]) < len(plain[2]) / 2,
           f"the results go out in {len(small[2])} bytes of {len(plain[2])}", f"{small[1]} {plain[1]}")
    tap.ok(all("Accept-Encoding" in reply[1].get("Vary", "") for reply in (plain, small)), "and caches are told to keep both apart", plain[1])


def on_paper(city, browser):
    browser.open(f"{city.hub.url}/r/barrio?lang=es")
    browser.call("Emulation.setEmulatedMedia", media="print")
    tap.equal(browser.run("getComputedStyle(document.querySelector('nav')).display"), "none", "on paper there is no menu")
    tap.equal(browser.run("getComputedStyle(document.body).backgroundColor"), "rgb(255, 255, 255)", "nor a ground of colour")
    browser.call("Emulation.setEmulatedMedia", media="")


def elsewhere(city, browser):
    """A page of another site that shows a release in a frame."""
    with tempfile.NamedTemporaryFile("w", suffix=".html") as page:
        page.write(f'<iframe src="{city.hub.url}/r/barrio" width="600" height="400"></iframe>')
        page.flush()
        browser.open("file://" + page.name)
        frames = [t["url"] for t in browser.call("Target.getTargets")["targetInfos"] if t["type"] == "iframe"]
        tap.equal(frames, [city.hub.url + "/r/barrio"], "another site may show it in a frame")


def main():
    if not available():
        tap.skip("the public pages in Chromium", "chromium is not installed")
        tap.done()
    folder = tempfile.mkdtemp(prefix="barrio-public.")
    city = fill(folder)
    browser = Browser()
    try:
        tap.attempt("look", look, city, browser)
        tap.attempt("words", words, city)
        tap.attempt("packed", packed, city)
        tap.attempt("on paper", on_paper, city, browser)
        tap.attempt("elsewhere", elsewhere, city, browser)
        tap.equal(browser.complaints(), [], "the browser has nothing to complain of")
    finally:
        browser.close()
        city.close()
        shutil.rmtree(folder)
    tap.done()


main()
