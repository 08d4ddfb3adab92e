// A day in the life of each role, by keyboard and mouse, on the pages alone.
"use strict";
const { ok, done, open, look, visitor } = require("./session.js");

const job = JSON.parse(process.argv[2]);
const text = (page) => page.locator("main").innerText();
const menu = (page) => page.locator("nav").innerText();

async function enter(browser, role, width) {
  const v = await visitor(browser, job.url, width, "en");
  await v.page.goto(job.links[role] + "?lang=en");
  await v.page.goto(job.url + "/?lang=en");
  return v;
}

async function finish(v, role) {
  ok(v.foreign.length === 0 && v.complaints.length === 0, `${role}: a quiet day for the browser`, [v.foreign, v.complaints]);
  await v.context.close();
}

async function leader(browser) {
  const v = await enter(browser, "leader", 1280);
  const p = v.page;
  await p.getByRole("link", { name: "People" }).click();
  await p.getByLabel("Name", { exact: true }).fill("Raúl <img src=x onerror=alert(1)>");
  await p.getByLabel("Office, and where to find them").fill("Streets Office, counter 3");
  await p.locator("select#role").selectOption({ label: "Coordinator" });
  await p.getByRole("button", { name: "Invite and show the link" }).click();
  const link = await p.locator("code").first().innerText();
  ok(link.startsWith(job.url + "/invite/"), "leader: inviting somebody shows a link", link);
  await look(p, "leader: the link of an invitation", "day-leader-invitation");
  await p.getByRole("link", { name: "Publish a form" }).click();
  await p.getByLabel(/The form/).setInputFiles(job.broken);
  await p.getByRole("button", { name: "Check it" }).click();
  ok(/line \d+/.test(await text(p)), "leader: a broken form is refused with its place", await text(p));
  ok((await p.locator("pre").first().innerText()).length > 5, "leader: and the row as it stands", await text(p));
  await look(p, "leader: what is wrong with a form", "day-leader-broken");
  await p.getByLabel(/The form/).setInputFiles(job.form);
  await p.getByRole("button", { name: "Check it" }).click();
  ok(/Your idea\?/.test(await p.locator("pre.glass").innerText()), "leader: a good one is shown as the kiosk shows it",
     await text(p));
  await look(p, "leader: looking a form through", "day-leader-staged");
  await p.getByRole("button", { name: "Publish it" }).click();
  ok(/Published/.test(await text(p)), "leader: and published", await text(p));
  await look(p, "leader: it is published", "day-leader-published");
  await p.goto(job.url + "/forms/plaza/schedule");
  await p.getByLabel("Closes").fill("2030-01-01T20:00");
  await p.getByRole("checkbox", { name: /Luna/ }).check();
  await p.getByRole("button", { name: "Keep this" }).click();
  ok(/Kept/.test(await text(p)) && await p.getByRole("checkbox", { name: /Luna/ }).isChecked(),
     "leader: a form is given its days and stations", await text(p));
  await look(p, "leader: when and where", "day-leader-schedule");
  await p.getByRole("link", { name: "Settings" }).click();
  const form = p.getByRole("row", { name: /parque/ });
  await form.getByLabel("Days; 0 is for ever").fill("ninety");
  await form.getByRole("button", { name: "Keep this" }).click();
  ok(/Write a number/.test(await text(p)), "leader: what is no number of days is told", await text(p));
  await p.getByRole("row", { name: /parque/ }).getByLabel("Days; 0 is for ever").fill("90");
  await p.getByRole("row", { name: /parque/ }).getByRole("button", { name: "Keep this" }).click();
  ok(await p.getByRole("row", { name: /parque/ }).getByLabel("Days; 0 is for ever").inputValue() === "90",
     "leader: says for how long answers are kept");
  await look(p, "leader: settings", "day-leader-settings");
  await p.getByRole("link", { name: "Log" }).click();
  ok(/said how long answers are kept/.test(await text(p)), "leader: the log knows for how long", await text(p));
  ok(/said when and where/.test(await text(p)) && /invited somebody/.test(await text(p)), "leader: the log has it all", await text(p));
  await finish(v, "leader");
  return link;
}

async function coordinator(browser, link) {
  const v = await visitor(browser, job.url, 360, "en");
  const p = v.page;
  await p.goto(link + "?lang=en");
  await p.getByLabel("New password").fill("a sentence long enough");
  await p.getByRole("button", { name: "Keep it and sign in" }).click();
  ok(/Stations/.test(await menu(p)) && !/Publish/.test(await menu(p)), "coordinator: the menu holds what the role may do",
     await menu(p));
  await p.getByRole("link", { name: "Stations" }).click();
  await p.getByLabel("Name, such as the corner where it stands").fill("Pozo 1");
  await p.getByLabel("Neighbourhood").first().fill("Pozo");
  await p.getByRole("button", { name: "Add it" }).click();
  ok(/barrio-sync enrol http/.test(await text(p)), "coordinator: adding a station shows its code", await text(p));
  ok(await p.getByRole("img", { name: /QR/ }).isVisible(), "coordinator: and the same as a QR code");
  await look(p, "coordinator: a station's code", "day-coordinator-code");
  const reply = await p.goto(job.url + "/forms/parque/answers");
  ok(reply.status() === 403 && /Your roles do not include this/.test(await text(p)), "coordinator: answers stay closed",
     await text(p));
  await p.goto(job.url + "/quarantine");
  ok(/Not well-formed XML/.test(await text(p)), "coordinator: what was set aside is listed", await text(p));
  await p.getByRole("link", { name: "Not well-formed XML" }).click();
  await p.getByRole("button", { name: "Open it to put it right" }).click();
  const area = p.getByLabel("The answer, as XML");
  const whole = (await area.inputValue()) + "ta>";
  await area.fill(whole.slice(0, -1));
  await p.getByLabel("Reason, for the log").fill("cut off on its way");
  await p.getByRole("button", { name: "Check it and take it in" }).click();
  ok(/not well-formed/.test(await text(p)), "coordinator: what is still wrong is told with its line", await text(p));
  await look(p, "coordinator: putting an answer right", "day-coordinator-repair");
  await area.fill(whole);
  await p.getByRole("button", { name: "Check it and take it in" }).click();
  ok(p.url().endsWith("/quarantine") && !/Not well-formed/.test(await text(p)), "coordinator: a damaged answer is put right",
     await text(p));
  await p.getByRole("link", { name: "Differs from an answer" }).click();
  ok(/differs/.test(await text(p)) && !/otra/.test(await text(p)), "coordinator: a conflict side by side, texts closed",
     await text(p));
  await look(p, "coordinator: a conflict", "day-coordinator-conflict");
  await finish(v, "coordinator");
}

async function facilitator(browser) {
  const v = await enter(browser, "facilitator", 360);
  const p = v.page;
  await p.goto(job.url + "/forms/parque");
  await p.getByRole("link", { name: "Answers one by one" }).click();
  ok(/<b>x/.test(await text(p)), "facilitator: reads what people wrote, as text", await text(p));
  await p.getByRole("row").nth(1).getByRole("link").click();
  await p.getByLabel("Review").selectOption({ label: "rejected" });
  await p.getByRole("button", { name: "Keep this" }).click();
  ok(/needs one/.test(await text(p)), "facilitator: a rejection needs a reason", await text(p));
  await p.getByLabel("Review").selectOption({ label: "approved" });
  await p.getByLabel("Comment or reason").fill("no names in it");
  await p.getByRole("button", { name: "Keep this" }).click();
  ok(/no names in it/.test(await text(p)) && /approved/.test(await text(p)), "facilitator: approves an answer", await text(p));
  await look(p, "facilitator: one answer and its history", "day-facilitator-answer");
  await finish(v, "facilitator");
}

async function expert(browser) {
  const v = await enter(browser, "expert", 1280);
  const p = v.page;
  await p.goto(job.url + "/forms/parque");
  await p.getByRole("link", { name: "Two questions together" }).click();
  ok(await p.getByRole("table").count() === 1, "expert: crosses two questions");
  await look(p, "expert: a cross-tab", "day-expert-cross");
  await p.goto(job.url + "/forms/parque/answers");
  const page = await text(p);
  ok(/closed/.test(page) && /<b>x/.test(page), "expert: reads the approved text and no other", page);
  await p.getByText("Filter", { exact: true }).click();
  await p.getByLabel("Condition").fill('texto ~ "x"');
  await p.getByRole("button", { name: "Show these" }).click();
  ok(await p.getByRole("row").count() === 2, "expert: a condition does not find closed texts", await text(p));
  await p.getByLabel("Condition").fill("edad >= 21");
  await p.getByRole("button", { name: "Show these" }).click();
  ok(await p.getByRole("row").count() > 1, "expert: a condition finds answers", await text(p));
  await look(p, "expert: filtered answers", "day-expert-filter");
  await p.goto(job.url + "/forms/parque");
  const [download] = await Promise.all([p.waitForEvent("download"), p.getByRole("link", { name: "Download CSV" }).click()]);
  const csv = require("fs").readFileSync(await download.path(), "utf8");
  ok(csv.split("<b>x").length === 2, "expert: the download holds the approved text once", csv);
  await finish(v, "expert");
}

async function sponsor(browser) {
  const v = await enter(browser, "sponsor", 360);
  const p = v.page;
  await p.goto(job.url + "/forms/parque");
  ok(!/Answers one by one|Download/.test(await text(p)), "sponsor: sees counts, not answers", await text(p));
  await p.getByRole("link", { name: "Who does what" }).click();
  ok(/Streets Office/.test(await text(p)), "sponsor: reads who does what", await text(p));
  await look(p, "sponsor: who does what", "day-sponsor-who");
  await finish(v, "sponsor");
}

async function without_scripts(browser) {
  const context = await browser.newContext({ javaScriptEnabled: false, locale: "en" });
  const p = await context.newPage();
  await p.goto(job.links.plain + "?lang=en");
  await p.goto(job.url + "/account");
  await p.getByRole("button", { name: "Sign out" }).press("Enter");
  ok(p.url() === job.url + "/signin", "without scripts: the keyboard signs out", p.url());
  await context.close();
}

(async () => {
  const browser = await open();
  const link = await leader(browser);
  await coordinator(browser, link);
  await facilitator(browser);
  await expert(browser);
  await sponsor(browser);
  await without_scripts(browser);
  await browser.close();
  done();
})().catch((e) => { ok(false, "the day ends", e.stack); done(); });
