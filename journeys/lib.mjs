// What every journey needs: a browser, a person who signs in, and checks that fail with a sentence.
//
// A journey is `await journey("name", async ({ open, url }) => { ... })` in a file of its own, started
// by a test as `node journeys/x.mjs URL`. Its surroundings:
//   BESA_LANG      sq (default) or en        BESA_SCRIPT    on (default) or off
//   BESA_CHROMIUM  the browser               BESA_PICTURES  folder for pictures, by language; none without it
//   BESA_NOW       seconds since 1970 by the clock of the server under test, when it is not the real one

import { createHmac } from "node:crypto";
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { chromium } from "playwright-core";

export const { env } = process;
export const lang = env.BESA_LANG ?? "sq";
export const script = env.BESA_SCRIPT !== "off";
export const PHONE = { width: 390, height: 844 };
export const DESK = { width: 1280, height: 900 };

const ARGS = ["disable-gpu", "disable-quic", "no-first-run", "disable-background-networking",
  "disable-component-update", "disable-sync"].map((flag) => `--${flag}`);

/** An account of the invented people. */
export const account = (login) => JSON.parse(env.BESA_CAST).accounts.find((it) => it.login === login);

/** Starts the browser, tells the story, closes; a failure leaves a picture of every open page. */
export async function journey(name, story) {
  const url = process.argv[2]?.replace(/\/$/, "");
  if (!url) throw new Error(`say where Besa answers: node journeys/${name}.mjs http://127.0.0.1:PORT`);
  const browser = await launch();
  try {
    await story({ url, browser, open: (options) => open(browser, url, options) });
    console.log(`${name}: told (${lang}, script ${script ? "on" : "off"})`);
  } catch (error) {
    process.exitCode = 1;
    console.error(`${name} (${lang}, script ${script ? "on" : "off"}): ${error.stack}`);
    const pages = browser.contexts().flatMap((context) => context.pages());
    for (const [n, page] of pages.entries()) {
      console.error(`page ${n}: ${page.url()}`);
      await screenshot(page, `failed-${name}-${lang}-${script ? "on" : "off"}-${n}`).catch(() => {});
    }
  } finally {
    await browser.close();
  }
}

/** Debian's Chromium, silent towards the network; without its sandbox only where root leaves no choice. */
export function launch() {
  return chromium.launch({
    executablePath: env.BESA_CHROMIUM || "/usr/bin/chromium",
    chromiumSandbox: process.getuid?.() !== 0,
    args: ARGS,
  });
}

/** One person's browser: a context of its own with one page in it. `options` as Playwright's newContext. */
export async function open(browser, url, options = {}) {
  const context = await browser.newContext({
    baseURL: url,
    javaScriptEnabled: script,
    viewport: DESK,
    locale: lang,
    timezoneId: "Europe/Tirane",
    ...options,
  });
  context.setDefaultTimeout(15_000);
  return context.newPage();
}

/** Passphrase and code, as a person types them. `account` is a row of the demo's accounts file. */
export async function signIn(page, account, at = now()) {
  await page.goto("/sign-in");
  await page.fill("#login", account.login);
  await page.fill("#passphrase", account.password);
  if (account.totp_secret) await page.fill("#code", totp(account.totp_secret, at));
  await press(page, "form#page-form");
  check(!new URL(page.url()).pathname.startsWith("/sign-in"), `${account.login} was not let in`);
}

let clock = env.BESA_NOW && Number(env.BESA_NOW);

/** Seconds since 1970 by the clock of the server under test. */
export function now() {
  return clock ?? Date.now() / 1000;
}

/** Moves the clock of the world under test: a code of the second factor works once. */
export async function forward(seconds) {
  await fetch(`${env.BESA_CONTROL}/forward/${seconds}`, { method: "POST" });
  clock = Number(await (await fetch(`${env.BESA_CONTROL}/now`, { method: "POST" })).text());
}

/** RFC 6238 with SHA-1, six digits, 30 seconds: what an authenticator shows at this second. */
export function totp(secret, at = now()) {
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(at / 30)));
  const mac = createHmac("sha1", base32(secret)).update(step).digest();
  const number = mac.readUInt32BE(mac[19] & 15) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, "0");
}

function base32(text) {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bits = [...text.replace(/=+$/, "")].map((letter) => {
    check(letters.includes(letter), `${letter} is no letter of base32`);
    return letters.indexOf(letter).toString(2).padStart(5, "0");
  }).join("");
  return Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
}

/** Presses the button of this name inside `where`, or its first filled one, and waits for the answer. */
export async function press(page, where = "form#page-form", name) {
  const form = page.locator(where);
  const named = form.getByRole("button", { name, exact: true });
  const button = name ? named : form.locator("button:visible").first();
  const [answer] = await Promise.all([page.waitForNavigation(), button.click()]);
  return answer;
}

/** Chooses a radio or ticks a box by field name and value, as a finger does: where its label is. */
export async function choose(page, name, value) {
  const box = page.locator(`input[name="${name}"][value="${value}"]`);
  if (await box.isChecked()) return;
  await page.locator(`label[for="${await box.getAttribute("id")}"]`).click({ force: true });
  check(await box.isChecked(), `${name} = ${value} was not chosen`);
}

/** Asks with this person's cookies, outside of the page; `fields` are posted. */
export async function ask(page, path, fields) {
  const { origin } = new URL(page.url());
  const cookies = await page.context().cookies();
  const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join("; ");
  const headers = { cookie, "accept-language": lang };
  const post = fields && { method: "POST", body: new URLSearchParams(fields) };
  const answer = await fetch(origin + path, { headers, redirect: "manual", ...post });
  return { status: answer.status, headers: Object.fromEntries(answer.headers), body: await answer.text() };
}

/** The hidden fields of a form of the page. */
export async function hidden(page, form = "form#page-form") {
  const inputs = await page.locator(`${form} input[type=hidden]`).all();
  return Promise.all(inputs.map(async (input) => [await input.getAttribute("name"), await input.inputValue()]));
}

/** A sentence of the program in the language of the journey, up to its first placeholder. */
export function word(file, key) {
  const text = readFileSync(new URL(`../locales/${lang}/${file}.ftl`, import.meta.url), "utf8");
  const line = text.split("\n").find((line) => line.startsWith(`${key} =`));
  check(line, `${file}.ftl has no ${key}`);
  return line.slice(key.length + 2).split("{")[0].trim();
}

/** Bytes on the wire (headers too, after compression) while `doing` runs. */
export async function weigh(page, doing) {
  const wire = await page.context().newCDPSession(page);
  let bytes = 0;
  wire.on("Network.loadingFinished", (event) => (bytes += event.encodedDataLength));
  await wire.send("Network.enable");
  await doing();
  await page.waitForLoadState("networkidle");
  await wire.detach();
  return bytes;
}

const AXE = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
const RULES = { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] };

/** Fails with rule and element for every barrier axe finds. Open the page with `bypassCSP: true`. */
export async function axe(page, rules = RULES) {
  if (!(await page.evaluate(() => "axe" in globalThis))) await page.addScriptTag({ content: readFileSync(AXE, "utf8") });
  const { violations, passes } = await page.evaluate((rules) => globalThis.axe.run(document, rules), rules);
  check(passes.length > 0, `axe looked at nothing on ${page.url()}`);
  const found = violations.flatMap((v) => v.nodes.map((node) => `  ${v.id}: ${node.target} (${v.help})`));
  check(found.length === 0, `barriers on ${page.url()}:\n${found.join("\n")}`);
}

/** The whole page as a picture, where pictures are wanted. */
export async function screenshot(page, name) {
  if (!env.BESA_PICTURES) return;
  const folder = join(env.BESA_PICTURES, lang);
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true, animations: "disabled" });
}

/** The page on a telephone and on a desk; no width may need scrolling sideways. */
export async function screenshots(page, name) {
  const before = page.viewportSize();
  for (const [size, suffix] of [[PHONE, "390"], [DESK, "1280"]]) {
    await page.setViewportSize(size);
    await screenshot(page, `${name}-${suffix}`);
    if (!script) continue;
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    check(wide <= 0, `${page.url()} is ${wide} px too wide at ${size.width}`);
  }
  await page.setViewportSize(before);
}

/** Fails with the sentence. */
export function check(holds, sentence) {
  if (!holds) throw new Error(sentence);
}

/** Fails with both values. */
export function same(found, wanted, what) {
  check(found === wanted, `${what}: found ${JSON.stringify(found)}, wanted ${JSON.stringify(wanted)}`);
}

/** The page shows this text. */
export async function shows(page, text) {
  const body = await page.locator("body").innerText();
  check(body.includes(text), `${page.url()} does not show “${text}”. It shows:\n${body.slice(0, 2000)}`);
}

/** The page shows this text nowhere, in no attribute either. */
export async function hides(page, text) {
  check(!(await page.content()).includes(text), `${page.url()} shows “${text}”`);
}
