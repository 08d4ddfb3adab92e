// Every page at 360 and 1280 px, in Spanish and English.
"use strict";
const { ok, done, open, look, visitor } = require("./session.js");

const job = JSON.parse(process.argv[2]);

async function walk(browser, link, paths, width, language) {
  const v = await visitor(browser, job.url, width, language);
  if (link) await v.page.goto(link);
  for (const path of paths) {
    const separator = path.includes("?") ? "&" : "?";
    const reply = await v.page.goto(job.url + path + separator + "lang=" + language);
    const name = `${path} at ${width} px in ${language}`;
    ok(reply.status() === 200, `${name}: is there`, String(reply.status()));
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
  for (const width of [360, 1280])
    for (const language of ["es", "en"]) {
      await walk(browser, job.links[next++], job.pages, width, language);
      await walk(browser, null, job.open, width, language);
    }
  await browser.close();
  done();
})().catch((e) => { ok(false, "the walk ends", e.stack); done(); });
