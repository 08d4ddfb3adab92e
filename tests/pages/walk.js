// Every page as a telephone shows it in Spanish and a desk in English; what the
// other language does at either width is looked at by tests/e2e/pages.py.
"use strict";
const { ok, done, open, look, visitor } = require("./session.js");

const job = JSON.parse(process.argv[2]);

async function walk(browser, link, paths, width, language) {
  const v = await visitor(browser, job.url, width, language);
  if (link) await v.page.goto(link);
  for (const path of paths) {
    const separator = path.includes("?") ? "&" : "?";
    const reply = await v.page.goto(job.url + path + separator + "lang=" + language);
    // Addresses have names that chance made; a test has the same name always.
    const name = `${path.replace(/[0-9a-f-]{36}|[\w-]{32}/, "*").slice(0, 40)} at ${width} px in ${language}`;
    const wanted = job.refusals[path] || 200;
    ok(reply.status() === wanted, `${name}: is there`, String(reply.status()));
    // The browser complains of a refusal, too, which is the page asked for.
    if (wanted !== 200) v.complaints.length = 0;
    if (!link) ok((await reply.body()).length < 60000, `${name}: public, under 60 kB`, "");
    const shot = (path.replace(/[^a-z0-9]+/gi, "-").replace(/^-|-$/g, "") || "overview") + `-${language}-${width}`;
    await look(v.page, name, shot);
  }
  ok(v.foreign.length === 0, `${width} px, ${language}: nothing is asked of other hosts`, v.foreign);
  ok(v.complaints.length === 0, `${width} px, ${language}: the browser complains of nothing`, v.complaints);
  await v.context.close();
}

(async () => {
  const browser = await open();
  let next = 0;
  for (const [width, language] of [[360, "es"], [1280, "en"]]) {
    await walk(browser, job.links[next++], job.pages.concat(Object.keys(job.refusals)), width, language);
    await walk(browser, null, job.open, width, language);
  }
  await browser.close();
  done();
})().catch((e) => { ok(false, "the walk ends", e.stack); done(); });
