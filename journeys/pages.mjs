// Every page that a role can reach by links: no barrier for axe (Albanian light, English dark), no
// sideways scroll at 320 px, and light on the wire. Forms are reached through their first step.

import { DESK, axe, check, journey, open, screenshot, signIn, weigh } from "./lib.mjs";

const { accounts } = JSON.parse(process.env.BESA_CAST);
const ROLES = ["elira", "arta", "mira", "teuta", "genc", "besnik", "prefekti", "operatori"];
const PUBLIC = ["/help", "/sign-in", "/recover", "/enrol", "/calendar", "/nothing-here"];
const SAME_KIND = 3; // pages of one kind that are looked at
const FIRST = 60 * 1024;
const REPEAT = 12 * 1024;

/** The kind of an address: codes and ids taken out. */
const kind = (path) =>
  path.replace(/RF-[0-9A-Z]{6}/g, "*").replace(/[0-9A-Z]{4}-[0-9A-Z]{2}/g, "*").replace(/[a-z2-7]{26}/g, "*").split("?")[0];

/** Addresses of pages that this page leads to. */
const leads = (page) =>
  page.evaluate(() =>
    [...document.querySelectorAll("a[href]")]
      .map((link) => link.getAttribute("href"))
      .filter((href) => href.startsWith("/") && !href.startsWith("/language") && !href.startsWith("/assets/")));

async function look(page, path) {
  await page.goto(path);
  await axe(page);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  check(wide <= 0, `${path} scrolls sideways by ${wide} px at ${page.viewportSize().width} px`);
}

async function crawl(page, from, seen) {
  const waiting = [...from];
  const kinds = new Map();
  while (waiting.length > 0) {
    const path = waiting.shift().split("#")[0];
    const count = kinds.get(kind(path)) ?? 0;
    if (seen.has(path) || count >= SAME_KIND) continue;
    seen.add(path);
    kinds.set(kind(path), count + 1);
    await look(page, path);
    waiting.push(...(await leads(page)));
  }
}

await journey("pages", async ({ browser, url }) => {
  const guest = await open(browser, url, { bypassCSP: true });
  for (const path of PUBLIC) await look(guest, path);
  let pages = PUBLIC.length;

  for (const login of ROLES) {
    const page = await open(browser, url, { bypassCSP: true, viewport: DESK });
    await signIn(page, accounts.find((account) => account.login === login));
    const seen = new Set();
    await crawl(page, ["/tasks", "/me"], seen);
    pages += seen.size;
    await page.goto("/language?to=en&back=/tasks");
    await page.emulateMedia({ colorScheme: "dark" });
    await page.setViewportSize({ width: 320, height: 700 });
    for (const path of seen) await look(page, path);
    if (login === "elira") {
      const state = await page.context().storageState();
      const fresh = await open(browser, url, { storageState: state });
      for (const path of ["/tasks", "/cases", "/institutions"]) {
        const first = await weigh(fresh, () => fresh.goto(path));
        const again = await weigh(fresh, () => fresh.goto(path));
        console.log(`weight ${path}: first ${first} bytes, again ${again} bytes`);
        check(first <= FIRST, `${path} weighs ${first} bytes on the first visit`);
        check(again <= REPEAT, `${path} weighs ${again} bytes on a repeated visit`);
      }
    }
    await screenshot(page, `last-${login}`);
    await page.context().close();
  }
  console.log(`axe: 0 violations on ${pages} pages in two languages and themes`);
});
