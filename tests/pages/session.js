// A real Chromium for the pages' tests, with what every page must hold:
// nothing of other hosts, nothing that axe-core finds, under 100 kB, no
// sideways scrolling. Prints TAP; the caller reads it.
"use strict";
const path = require("path");
const { chromium } = require("playwright-core");
const axe = require("axe-core");

const LARGEST = 100000;
let count = 0;
let failed = 0;

function ok(good, name, detail) {
  count++;
  console.log(`${good ? "ok" : "not ok"} ${count} - ${name}`);
  if (good) return;
  failed++;
  const text = typeof detail === "string" ? detail : JSON.stringify(detail, null, 1) || "";
  for (const line of text.split("\n").slice(0, 40)) console.log("# " + line);
}

function done() {
  console.log(`1..${count}`);
  process.exit(failed ? 1 : 0);
}

async function open() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM,
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
           "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"],
  });
}

// Looks at the page that is open now.
async function look(page, name, shot) {
  const size = (await page.content()).length;
  ok(size < LARGEST, `${name}: under 100 kB`, String(size));
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  ok(wide <= 0, `${name}: does not scroll sideways`, `${wide} px too wide`);
  await page.evaluate(axe.source);
  const found = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
  ok(found.violations.length === 0, `${name}: axe-core finds nothing`,
     found.violations.map((v) => `${v.id}: ${v.help}: ${v.nodes.slice(0, 3).map((n) => n.html).join(" | ")}`).join("\n"));
  if (shot) await page.screenshot({ path: path.join(process.env.SHOTS, shot + ".png"), fullPage: true });
}

// A visitor with cookies of its own; foreign requests and complaints are
// collected.
async function visitor(browser, url, width, language) {
  const context = await browser.newContext({
    viewport: { width, height: 800 }, locale: language, javaScriptEnabled: true, acceptDownloads: true,
  });
  const page = await context.newPage();
  const foreign = [];
  const complaints = [];
  page.on("request", (r) => { if (!r.url().startsWith(url) && !r.url().startsWith("data:")) foreign.push(r.url()); });
  page.on("console", (m) => {
    // A refusal on purpose is a line on the console, too.
    if (m.type() === "error" && !/status of 4(00|03|09|22)/.test(m.text())) complaints.push(m.text());
   });
  page.on("dialog", (d) => { complaints.push("dialog: " + d.message()); d.dismiss(); });
  return { context, page, foreign, complaints };
}

module.exports = { ok, done, open, look, visitor };
