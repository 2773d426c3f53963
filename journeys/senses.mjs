// How a page meets somebody's senses: on paper, without motion, in the dark, enlarged four times, and where the
// keyboard stands in it.

import { axe, check, env } from "./lib.mjs";

/** A screen of 1280 × 1024 at 400 %: what is left of it in CSS pixels. */
export const ENLARGED = { width: 320, height: 256 };

/** Fails where a page moves for somebody who asked for stillness. */
export async function still(page) {
  await page.emulateMedia({ reducedMotion: "reduce" });
  const moving = await page.evaluate(() => {
    const long = (times) => times.split(",").some((time) => parseFloat(time) * (time.trim().endsWith("ms") ? 1 : 1000) > 10);
    const found = [];
    for (const element of document.querySelectorAll("*")) {
      for (const part of [null, "::before", "::after"]) {
        const style = getComputedStyle(element, part);
        if (long(style.transitionDuration) || (style.animationName !== "none" && long(style.animationDuration))) found.push(element.className || element.tagName);
      }
    }
    if (getComputedStyle(document.documentElement).scrollBehavior === "smooth") found.push("scrolling");
    return found;
  });
  await page.emulateMedia({ reducedMotion: null });
  check(moving.length === 0, `${page.url()} moves: ${moving}`);
}

/** A page of A4 within its margins, in CSS pixels. */
const A4 = { width: 673, height: 1000 };

/** Fails where paper shows what only a screen can use, where it is not white, where ink is faint on it, or where
 *  something is cut at its edge. The reader's dark theme stays on the screen. */
export async function onPaper(page) {
  const before = page.viewportSize();
  await page.setViewportSize(A4);
  await page.emulateMedia({ media: "print", colorScheme: "dark" });
  const wrong = await page.evaluate(() => {
    const shown = (element) => element.checkVisibility({ visibilityProperty: true }) && element.getClientRects().length > 0;
    const tools = "nav, button, .govuk-button, .govuk-back-link, .govuk-skip-link, .b-head__end, .b-exit, [data-island=connection]";
    const found = [...document.querySelectorAll(tools)].filter(shown).map((it) => `${it.tagName} ${it.className} stands on paper`);
    const light = (color) => {
      const [r, g, b, alpha = 1] = color.match(/[\d.]+/g).map(Number);
      const part = (c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4);
      return alpha === 0 ? 1 : 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
    };
    for (const element of document.querySelectorAll("body, body *")) {
      if (!shown(element)) continue;
      const { backgroundColor, color, overflowX } = getComputedStyle(element);
      if (/auto|scroll/.test(overflowX) && element.scrollWidth > element.clientWidth) found.push(`${element.tagName} ${element.className} is cut`);
      if (light(backgroundColor) < 0.7) found.push(`${element.tagName} ${element.className} is printed dark`);
      const says = [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
      if (says && 1.05 / (light(color) + 0.05) < 4.5) found.push(`${element.tagName} ${element.className} is printed faint`);
    }
    if (document.documentElement.scrollWidth > innerWidth) found.push("it is wider than the paper");
    if (!document.querySelector("h1")?.checkVisibility()) found.push("the paper has no heading");
    return [...new Set(found)];
  });
  await page.emulateMedia({ media: "screen" });
  await page.setViewportSize(before);
  check(wrong.length === 0, `${page.url()} on paper:\n  ${wrong.join("\n  ")}`);
}

/** Fails where a text of the dark theme is too faint; its structure is that of the light one. */
export async function inTheDark(page) {
  await page.emulateMedia({ colorScheme: "dark" });
  await axe(page, { runOnly: ["color-contrast", "link-in-text-block"] });
}

const met = new Set();

/** Everything that the server has no part in: looked at once for each kind of page, on the first engine. */
export async function senses(page, kind) {
  if (env.BESA_ENGINE !== "sqlite" || met.has(kind)) return;
  met.add(kind);
  const dark = await page.evaluate(() => matchMedia("(prefers-color-scheme: dark)").matches);
  await still(page);
  if (!dark) await inTheDark(page);
  await onPaper(page);
  await page.emulateMedia({ colorScheme: dark ? "dark" : "light" });
}
