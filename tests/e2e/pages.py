#!/usr/bin/python3
"""The hub's pages in a real Chromium: at 360 and 1280 px, light and dark, in
Spanish and English. Nothing is cut off or blocked, everything is large and
dark enough, named for a screen reader and reached by the keyboard.
Screenshots lie in build/pages."""
import os
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))
import tap  # noqa: E402
from browser import Browser, available  # noqa: E402
from stand import BUILD, Hub  # noqa: E402

TOP = os.path.dirname(os.path.dirname(HERE))
FORM = os.path.join(TOP, "tests", "forms", "parque.xml")
PAGES = ("/", "/forms/parque", "/stations", "/quarantine", "/forms/new", "/log", "/nada", "/bulletin", "/bulletin/new",
         "/promises", "/ideas", "/charter/parque", "/forms/parque/coverage", "/missing/parque", "/r/parque")

# Smallest contrast of a visible text with what lies behind it (WCAG 2.2).
CONTRAST = """(() => {
  const light = c => { const v = c.map(x => x / 255).map(x => x <= .04045 ? x / 12.92 : ((x + .055) / 1.055) ** 2.4);
                       return .2126 * v[0] + .7152 * v[1] + .0722 * v[2]; };
  const rgba = t => t.match(/[\\d.]+/g).map(Number);
  const behind = e => { for (; e; e = e.parentElement) { const c = rgba(getComputedStyle(e).backgroundColor);
                        if (c.length < 4 || c[3] > 0) return c; } return [255, 255, 255]; };
  let least = 21;
  for (const e of document.querySelectorAll('body *')) {
    if (![...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()) || !e.getClientRects().length) continue;
    const a = light(rgba(getComputedStyle(e).color).slice(0, 3)), b = light(behind(e).slice(0, 3));
    least = Math.min(least, (Math.max(a, b) + .05) / (Math.min(a, b) + .05));
  }
  return least; })()"""
SMALL = """[...document.querySelectorAll('nav a, nav button, main button:not(.link), main .button, input:not([type=hidden])')]
  .filter(e => e.getBoundingClientRect().height < 43.5).map(e => e.textContent || e.name)"""
UNNAMED = """[...document.querySelectorAll('input:not([type=hidden]), select')].filter(e => !e.labels.length).map(e => e.name)"""
SKIPS = """(() => { let last = 0, bad = []; for (const h of document.querySelectorAll('h1,h2,h3')) {
  const n = +h.tagName[1]; if (n > last + 1) bad.push(h.textContent); last = n; } return bad; })()"""


def look_at(browser, hub, path, language, width):
    name = f"{path} at {width} px in {language}"
    browser.open(f"{hub.url}{path}?lang={language}")
    ours = [c for c in browser.complaints() if not (path == "/nada" and "404" in str(c))]
    tap.equal(ours, [], f"{name}: nothing is blocked or missing")
    over = browser.run("document.documentElement.scrollWidth") - width
    tap.ok(over <= 0, f"{name}: the page does not scroll sideways", f"{over} px too wide")
    tap.equal(browser.run("document.querySelectorAll('h1').length"), 1, f"{name}: one h1")
    tap.equal(browser.run(SKIPS), [], f"{name}: no heading level is skipped")
    tap.equal(browser.run(UNNAMED), [], f"{name}: every field has a label")
    tap.equal(browser.run("document.documentElement.lang"), language, f"{name}: says its language")
    if width == 360:
        tap.equal(browser.run(SMALL), [], f"{name}: targets are 44 px high")
    for dark in (False, True):
        browser.dark(dark)
        least = browser.run(CONTRAST)
        tap.ok(least >= 7, f"{name}, {'dark' if dark else 'light'}: contrast is at least 7:1", least)
    browser.dark(False)
    tap.ok(len(browser.run("document.documentElement.outerHTML")) < 100000, f"{name}: under 100 kB")
    file = (path.strip("/").replace("/", "-") or "overview") + f"-{language}-{width}.png"
    browser.shoot(os.path.join(BUILD, "pages", file))


def keyboard(browser, hub):
    browser.open(hub.url + "/stations?lang=en")
    browser.press("Tab", 9)
    tap.equal(browser.run("document.activeElement.textContent"), "Skip to the content", "Tab reaches the skip link first")
    browser.press("Enter", 13)
    tap.equal(browser.run("location.hash"), "#main", "and it leads to the content")
    seen = set()
    for _ in range(60):
        browser.press("Tab", 9)
        seen.add(browser.run("document.activeElement.outerHTML.slice(0, 200)"))
    wanted = browser.run("[...document.querySelectorAll('a, button, input:not([type=hidden])')]"
                         ".map(e => e.outerHTML.slice(0, 200))")
    tap.equal([w for w in wanted if w not in seen], [], "Tab reaches everything")


def spoken(browser, hub):
    browser.open(hub.url + "/forms/parque?lang=es")
    tree = browser.tree()
    roles = {role for role, _ in tree}
    tap.ok({"main", "navigation", "table", "rowheader", "columnheader"} <= roles, "results are tables to a screen reader",
           sorted(roles))
    tap.ok(("rowheader", "Luz") in tree and ("cell", "2") in tree, "with each choice and its count", tree[:200])
    tap.equal([name for role, name in tree if role in ("img", "image")],
              ["Respuestas recibidas por día; la tabla de abajo dice lo mismo."], "the bars are silent, the drawing has a name")


def answers(hub):
    import http.client
    token = hub.station("Luna 3 · Plaza de la Luna")
    hub.station("Sol <1>")
    link = http.client.HTTPConnection("127.0.0.1", hub.port)
    for i, problems in enumerate(("luz ruido", "luz", "", "ruido")):
        xml = (f'<data id="parque" version="1"><gusta>si</gusta><problemas>{problems}</problemas><edad>{20 + i}</edad>'
               f"<texto>&lt;b&gt;x</texto><meta><instanceID>uuid:{i}</instanceID></meta></data>")
        xml = xml[:-3] if i == 3 else xml
        link.request("POST", f"/v1/key/{token}/submission",
                     f'--b\r\nContent-Disposition: form-data; name="xml_submission_file"; filename="a"\r\n\r\n{xml}\r\n--b--\r\n',
                     {"Content-Type": "multipart/form-data; boundary=b"})
        link.getresponse().read()


def main():
    if not available():
        tap.skip("the pages in Chromium", "chromium is not installed")
        tap.done()
    os.makedirs(os.path.join(BUILD, "pages"), exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        hub = Hub(os.path.join(folder, "hub"), name="Barrio Luna")
        hub.publish(FORM)
        assert hub.start()
        answers(hub)
        hub.run("release", "parque")
        browser = Browser()
        for width in (360, 1280):
            browser.size(width, 800)
            look_at(browser, hub, "/signin", "es", width)
        browser.open(hub.run("link").strip())
        for language in ("es", "en"):
            for width in (360, 1280):
                browser.size(width, 800)
                for path in PAGES:
                    tap.attempt(path, look_at, browser, hub, path, language, width)
        tap.attempt("keyboard", keyboard, browser, hub)
        tap.attempt("spoken", spoken, browser, hub)
        browser.close()
        hub.stop()
    tap.done()


main()
