// Every page that a role can reach: no barrier for axe (Albanian light, English dark), no sideways
// scroll on a desk and enlarged four times, readable in the dark, still and on paper, and light on
// the wire. Forms are walked step by step, first sent empty.

import { DESK, account, axe, check, choose, journey, open, press, screenshot, signIn, weigh } from "./lib.mjs";
import { ENLARGED, senses } from "./senses.mjs";

const ROLES = ["elira", "bora", "arta", "mira", "valbona", "teuta", "besnik", "liri", "genc", "prefekti", "operatori"];
const PUBLIC = ["/help", "/sign-in", "/recover", "/enrol", "/calendar", "/nothing-here"];
const SEVERAL = { "/inbox/*": 4, "/institutions/*": 2 };
const sameKind = (path) => SEVERAL[kind(path)] ?? 1; // pages of one kind that one role looks at
const OFTEN = 2; // roles that look at one kind; what differs by role is looked at by each
const DIFFERS = ["/tasks", "/inbox", "/inbox/*", "/cases", "/cases/*"];
const looked = { sq: new Map(), en: new Map() };
const FIRST = 60 * 1024;
const REPEAT = 12 * 1024;
const REFUSED = ["/sign-in", "/recover", "/recover/new", "/enrol", "/cases/*/open", "/cases/*/second-look", "/inbox/*/accept", "/inbox/*/decline",
  "/inbox/*/confirm-phone", "/inbox/*/conclude", "/referrals/*/phone-answer", "/referrals/*/conclude", "/referrals/*/withdraw"];
const tried = new Set();
let looks = 0;

/** The kind of an address: codes and ids taken out. */
const kind = (path) =>
  path.replace(/RF-[0-9A-Z]{6}/g, "*").replace(/[0-9A-Z]{4}-[0-9A-Z]{2}/g, "*").replace(/[a-z2-7]{26}/g, "*").split("?")[0];

/** Addresses of pages that this page leads to. */
const leads = (page) =>
  page.evaluate(() =>
    [...document.querySelectorAll("a[href]")]
      .map((link) => link.getAttribute("href"))
      .filter((href) => href.startsWith("/") && !href.startsWith("/language") && !href.startsWith("/assets/")));

/** Looks at what stands in the browser. */
async function regard(page) {
  await axe(page);
  looks += 1;
  for (const size of [ENLARGED, DESK]) {
    await page.setViewportSize(size);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    check(wide <= 0, `${page.url()} scrolls sideways by ${wide} px at ${size.width} px`);
  }
  const faulty = await page.locator(".govuk-error-summary").count();
  await senses(page, `${kind(new URL(page.url()).pathname)} ${faulty}`);
}

/** Whether a kind has been looked at often enough in this language. */
function enough(tongue, path, most) {
  const count = looked[tongue].get(kind(path)) ?? 0;
  looked[tongue].set(kind(path), count + 1);
  return count >= most && !DIFFERS.includes(kind(path));
}

async function look(page, path) {
  await page.goto(path);
  await regard(page);
}

async function english(page) {
  await page.goto("/language?to=en&back=/tasks");
  await page.emulateMedia({ colorScheme: "dark" });
}

async function crawl(page, from) {
  const seen = new Set();
  const met = new Set(from);
  const waiting = [...from];
  const kinds = new Map();
  while (waiting.length > 0) {
    const path = waiting.shift().split("#")[0];
    const count = kinds.get(kind(path)) ?? 0;
    if (seen.has(path) || count >= sameKind(path) || enough("sq", path, OFTEN)) continue;
    seen.add(path);
    kinds.set(kind(path), count + 1);
    await look(page, path);
    for (const lead of await leads(page)) {
      met.add(lead);
      waiting.push(lead);
    }
  }
  return { seen, met };
}

/** Answers every question of a step in some way that lets it pass. */
async function answer(page) {
  const radios = await page.locator("form#page-form input[type=radio]:visible").evaluateAll((all) => all.map(({ name, value }) => [name, value]));
  const first = new Map();
  for (const [name, value] of radios) if (!first.has(name) && !name.endsWith("-source")) first.set(name, value);
  for (const [name, value] of Object.entries(WANTED)) if (first.has(name)) first.set(name, value);
  for (const [name, value] of first) await choose(page, name, value);
  const boxes = await page.locator("form#page-form input[type=checkbox]:visible").evaluateAll((all) => all.map(({ name, value }) => [name, value]));
  for (const [name, value] of new Map(boxes.reverse())) if (!["pack", "package"].includes(name)) await choose(page, name, value);
  for (const list of await page.locator("form#page-form select:visible").all()) {
    if ((await list.getAttribute("name")) !== "danger_reason") await list.selectOption({ index: 1 });
  }
  for (const text of await page.locator("form#page-form textarea:visible, form#page-form input.govuk-input:visible").all()) {
    await text.fill(TYPED[await text.getAttribute("name")] ?? "Fjalë");
  }
}
const WANTED = { urgency: "urgent", age_band: "child", age_group: "15_17", service: "shelter", danger: "no", contact_way: "phone", minor_dependants: "no" };
const TYPED = { "met_on-day": "24", "met_on-month": "11", "met_on-year": "2026", contact_phone: "0690000000", minor_dependants_number: "1",
  words: "Kërkohet një vend i sigurt sonte." };

/** Looks at each step of a form: as it opens, as it comes back empty, and goes on to the next. */
async function steps(page, quiet = false) {
  const seen = [];
  for (;;) {
    const here = page.url();
    seen.push(new URL(here).pathname);
    if (!quiet) await regard(page);
    if (here.endsWith("/check")) return seen;
    if (!quiet) {
      const empty = await press(page);
      if (empty.status() === 422) await regard(page);
      else await page.goto(here);
    }
    await answer(page);
    await press(page);
    check(page.url() !== here, `${here} did not let go:\n${await page.locator("main").innerText()}`);
    check(seen.length < 20, "a form without an end");
  }
}

/** Walks the forms of a worker and leaves each as a draft, but the first, which others rest on. */
async function forms(page, home) {
  const all = [];
  await page.goto("/screening");
  await press(page, "form#begin");
  all.push(...(await steps(page)));
  await page.goto(home);
  await press(page, "form#identify");
  await steps(page, true);
  await press(page);
  for (const form of ["correct", "refer"]) {
    await page.goto(home);
    await press(page, `form#${form}`);
    all.push(...(await steps(page)));
  }
  return all;
}

/** Sends each kind of form of these pages empty once, where that is refused, and looks at the answer. */
async function faults(page, paths) {
  const waiting = [...paths];
  const seen = new Set();
  while (waiting.length > 0) {
    const path = waiting.shift().split("#")[0];
    if (seen.has(path)) continue;
    seen.add(path);
    await page.goto(path);
    if (/^\/inbox\/RF-[^/]+$/.test(path)) waiting.push(...(await leads(page)).filter((lead) => lead.startsWith(`${path}/`)));
    const forms = page.locator("main form[method=post]");
    const actions = await forms.evaluateAll((all) => all.map((form) => form.getAttribute("action")));
    for (const [n, action] of actions.entries()) {
      if (!REFUSED.includes(kind(action)) || tried.has(kind(action))) continue;
      tried.add(kind(action));
      await page.goto(path);
      await page.evaluate(() => document.querySelectorAll("main details").forEach((fold) => (fold.open = true)));
      const [sent] = await Promise.all([page.waitForNavigation(), forms.nth(n).locator("button:visible").first().click()]);
      check(sent.status() === 422, `${action} empty: ${sent.status()}`);
      await regard(page);
    }
  }
}

/** Enters by the recovery code of a newcomer, who may only set new locks and is shown the next code. */
async function recover(page) {
  const { login, code, phrase } = JSON.parse(process.env.BESA_NEWCOMER);
  await page.goto("/recover");
  await page.fill("#login", login);
  await page.fill("#code", code);
  await press(page);
  await regard(page);
  await faults(page, ["/recover/new"]);
  await page.goto("/recover/new");
  await page.fill("#passphrase", phrase);
  await page.fill("#again", phrase);
  await press(page);
  await regard(page);
}

await journey("pages", async ({ browser, url }) => {
  const guest = await open(browser, url, { bypassCSP: true, locale: "sq" });
  for (const path of PUBLIC) await look(guest, path);
  await faults(guest, ["/sign-in", "/recover", "/enrol"]);
  await recover(guest);

  for (const login of ROLES) {
    const page = await open(browser, url, { bypassCSP: true, viewport: DESK, locale: "sq" });
    await signIn(page, account(login));
    const { seen: paths, met } = await crawl(page, ["/tasks", "/me"]);
    if (login === "elira") {
      const home = [...paths].find((path) => /^\/cases\/[^/]+$/.test(path));
      for (const path of await forms(page, home)) paths.add(path);
    }
    await faults(page, [...met].filter((path) => /^\/(cases|inbox|referrals)\/[^?]+$/.test(path)));
    await english(page);
    for (const path of paths) if (!enough("en", path, 1)) await look(page, path);
    if (login === "elira") await weights(browser, url, page);
    await screenshot(page, `last-${login}`);
    await page.context().close();
  }
  check(tried.size === REFUSED.length, `not sent empty: ${REFUSED.filter((it) => !tried.has(it))}`);
  console.log(`axe: 0 violations in ${looks} looks, Albanian light and English dark`);
});

/** First visit with nothing kept, and the same page again. */
async function weights(browser, url, page) {
  const storageState = await page.context().storageState();
  for (const path of ["/tasks", "/cases", "/institutions", "/duties"]) {
    const fresh = await open(browser, url, { storageState });
    const first = await weigh(fresh, () => fresh.goto(path));
    const again = await weigh(fresh, () => fresh.goto(path));
    console.log(`weight ${path}: first ${first} bytes, again ${again} bytes`);
    check(first <= FIRST, `${path} weighs ${first} bytes on the first visit`);
    check(again <= REPEAT, `${path} weighs ${again} bytes on a repeated visit`);
    await fresh.context().close();
  }
}
