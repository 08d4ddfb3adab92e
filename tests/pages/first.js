// The first day, on the pages alone: each call does one step and prints what
// the page shows, as JSON.
"use strict";
const { open, visitor } = require("./session.js");

const [step, url, argument, state] = process.argv.slice(2);

async function password(p) {
  await p.goto(argument);
  await p.getByLabel("Contraseña nueva").fill("una frase bastante larga");
  await p.getByRole("button", { name: "Guardarla y entrar" }).click();
  return { page: await p.locator("main").innerText() };
}

async function publish(p) {
  await p.goto(url + "/");
  await p.getByRole("link", { name: "Publicar un formulario" }).click();
  await p.getByLabel(/El formulario/).setInputFiles(argument);
  await p.getByRole("button", { name: "Revisarlo" }).click();
  await p.getByRole("button", { name: "Publicarlo" }).click();
  await p.getByRole("link", { name: /Cuentas y gráficas/ }).click();
  return { page: await p.locator("main").innerText() };
}

async function station(p) {
  await p.goto(url + "/");
  await p.getByRole("link", { name: "Estaciones" }).first().click();
  await p.getByLabel(/Nombre/).fill(argument);
  await p.getByRole("button", { name: "Añadirla" }).click();
  const lines = await p.locator("code").allInnerTexts();
  return { line: lines.find((l) => l.startsWith("barrio-sync")) };
}

async function result(p) {
  await p.goto(url + "/");
  await p.locator(`a[href="${argument}"]`).first().click();
  return { page: await p.locator("main").innerText() };
}

(async () => {
  const browser = await open();
  const v = await visitor(browser, url, 360, "es");
  const fs = require("fs");
  if (fs.existsSync(state)) await v.context.addCookies(JSON.parse(fs.readFileSync(state)));
  const shown = await { password, publish, station, result }[step](v.page);
  fs.writeFileSync(state, JSON.stringify(await v.context.cookies()));
  console.log(JSON.stringify({ ...shown, foreign: v.foreign }));
  await browser.close();
})().catch((e) => { console.error(e.stack); process.exit(1); });
