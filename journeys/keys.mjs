// J1 to J3 by the keyboard alone: Tab, arrows, Space, Enter and letters. At every stop the focus is
// seen, stands in the window and lies beneath nothing; J2 is walked on a screen enlarged four times.

import { DESK, account, check, env, journey, now, totp } from "./lib.mjs";
import { ENLARGED } from "./senses.mjs";

const TABS = 400; // more stops than any page has
let stops = 0;

/** What has the focus, and what is wrong with how it is shown. */
function stand() {
  const at = document.activeElement;
  if (!at || at === document.body) return null;
  const faces = () => {
    // A box that is drawn by its label shows no ring of its own.
    const drawn = [at, ...(at.labels ?? [])].filter((it) => getComputedStyle(it).opacity !== "0");
    const parts = drawn.flatMap((it) => [[it, null], [it, "::before"], [it, "::after"]]);
    return JSON.stringify(parts.map(([it, part]) => {
      const { outlineStyle, outlineWidth, outlineColor, boxShadow, backgroundColor } = getComputedStyle(it, part);
      const ring = outlineStyle !== "none" && !outlineColor.endsWith(", 0)") && parseFloat(outlineWidth) >= 2;
      return [ring, boxShadow, backgroundColor];
    }));
  };
  const held = faces();
  at.blur();
  const left = faces();
  at.focus({ preventScroll: true });
  // Such a box is looked for where its label is.
  const seen = [at, ...(at.labels ?? [])].some((it) => {
    const boxes = [...it.getClientRects()];
    return boxes.some(({ left, top, right, bottom }) => {
      const [x, y] = [(Math.max(left, 0) + Math.min(right, innerWidth)) / 2, (Math.max(top, 0) + Math.min(bottom, innerHeight)) / 2];
      if (left >= innerWidth || right <= 0 || top >= innerHeight || bottom <= 0) return false;
      const on = document.elementFromPoint(x, y);
      return on && (it.contains(on) || [...(at.labels ?? [])].some((label) => label.contains(on)) || on === at);
    });
  });
  const group = at.type === "radio" ? [...document.getElementsByName(at.name)].map(({ value, labels }) => [value, labels[0]?.textContent ?? ""]) : [];
  return {
    tag: at.tagName, type: at.type ?? "", name: at.getAttribute("name") ?? "", value: at.value ?? "", form: at.form?.id ?? "",
    href: at.getAttribute("href") ?? "", checked: at.checked ?? false, group,
    options: at.tagName === "SELECT" ? [...at.options].map(({ value }) => value) : [],
    what: `${at.tagName} ${at.id || at.getAttribute("href") || at.textContent.trim().slice(0, 40)}`,
    plain: held === left, hidden: !seen,
  };
}

/** One person's hands: the keyboard. */
class Hands {
  constructor(page) {
    this.page = page;
  }

  async key(name) {
    await this.page.keyboard.press(name);
  }

  /** The next stop, looked at. */
  async tab() {
    await this.key("Tab");
    const at = await this.page.evaluate(stand);
    if (!at) return null;
    stops += 1;
    check(!at.plain, `${this.page.url()}: the focus on ${at.what} is not seen`);
    check(!at.hidden, `${this.page.url()}: ${at.what} has the focus and is hidden`);
    return at;
  }

  /** On to the first stop for which this holds; the focus is never lost on the way. */
  async to(holds, what) {
    let lost = 0;
    for (let n = 0; n < TABS; n += 1) {
      const at = await this.tab();
      if (!at) {
        lost += 1;
        check(lost < 3, `${this.page.url()}: ${what} is reached by no Tab`);
      } else if (holds(at)) return at;
    }
    throw new Error(`${this.page.url()}: ${what} is too far away`);
  }

  /** Presses what has the focus and waits for the next page. */
  async enter() {
    const [answer] = await Promise.all([this.page.waitForNavigation(), this.key("Enter")]);
    return answer;
  }

  async link(href) {
    await this.to((at) => at.href === href, `the link ${href}`);
    await this.enter();
  }

  async button(form) {
    await this.to((at) => at.tag === "BUTTON" && at.form === form && at.name !== "_lang", `the button of ${form}`);
    const answer = await this.enter();
    check(answer.status() === 200, `${answer.url()}: ${answer.status()}\n${await this.page.locator("main").innerText()}`);
  }

  /** Goes once through the form of the page from top to bottom, gives each field its answer, and sends it. */
  async answer(answers) {
    const given = new Set();
    for (;;) {
      const at = await this.to((at) => at.form === "page-form" && at.name !== "_lang", "a field");
      if (at.tag === "BUTTON") break;
      const wanted = answers(at);
      if (wanted === undefined || given.has(at.name)) continue;
      if (at.type !== "checkbox") given.add(at.name);
      if (at.type === "radio") await this.radio(at, wanted);
      else if (at.type === "checkbox") await this.tick(at, wanted);
      else if (at.tag === "SELECT") await this.select(at, wanted);
      else {
        await this.key("Control+A");
        await this.page.keyboard.type(wanted);
      }
    }
    const here = this.page.url();
    const answer = await this.enter();
    check(answer.status() === 200 && this.page.url() !== here, `${here} did not let go: ${answer.status()}\n${await this.page.locator("main").innerText()}`);
  }

  async radio(at, wanted) {
    const value = at.group.find(([value, label]) => value === wanted || label.includes(wanted))?.[0];
    check(value, `${at.name} has no ${wanted}`);
    if (at.value === value && !at.checked) await this.key("Space");
    for (let n = 0; n < at.group.length; n += 1) {
      const now = await this.page.evaluate(stand);
      check(now?.name === at.name && !now.hidden && !now.plain, `${at.name} lost the focus`);
      if (now.value === value && now.checked) return;
      await this.key("ArrowDown");
    }
    throw new Error(`${at.name} = ${value} was not reached by the arrows`);
  }

  async tick(at, wanted) {
    const on = [wanted].flat().includes(at.value);
    if (on !== at.checked) await this.key("Space");
  }

  async select(at, wanted) {
    check(at.options.includes(wanted), `${at.name} has no ${wanted}`);
    await this.key("Home");
    for (let n = at.options.indexOf(wanted); n > 0; n -= 1) await this.key("ArrowDown");
    const now = await this.page.evaluate(stand);
    check(now.value === wanted, `${at.name} became ${now.value}, not ${wanted}`);
  }

  async signIn(login) {
    const { password, totp_secret } = account(login);
    await this.page.goto("/sign-in");
    await this.answer(({ name }) => ({ login, passphrase: password, code: totp(totp_secret, now()) })[name]);
  }
}

const SCREENING = { may_talk: "yes", alone: "yes", safe_now: "yes", interpreter: "not_needed", place_found: "AL-10-shkoder",
  age_band: "adult", language: "sq", finding: "potential", reason: "Shenja të qarta sot." };
const F1 = { sex: "female", age_group: "18_25", citizenship: "albanian", accompanied_by: "nobody", minor_dependants: "no",
  contact_way: "phone", contact_phone: "0690000000", "met_on-day": "24", "met_on-month": "11", "met_on-year": "2026",
  place_type: "street", source_of_signal: "mobile_unit", controller_near: "no", observed_condition: "afraid",
  needs_now: "safe_place", urgent_medical: "no", risk_level: "high", risk_factors: "threats", hidden_place: "yes",
  information_given: "understood", wish_help: "yes", wish_police: "unable_now" };
const REFERRAL = { service: "shelter", urgency: "urgent", words: "Kërkohet një vend i sigurt sonte.", receiver: "Strehëza Drini",
  call: "spoke", wish: "yes", ground: "consent", danger: "no" };

await journey("keys", async ({ open }) => {
  // J1: screening, on a desk.
  const page = await open({ viewport: DESK });
  const elira = new Hands(page);
  await elira.signIn("elira");
  await elira.link("/screening");
  await elira.button("begin");
  let signs = 0;
  const sign = ({ name, type }) => (type === "radio" && !name.endsWith("-source") && /^[A-Z]\d/.test(name) ? ((signs += 1) <= 4 ? "yes" : undefined) : undefined);
  while (!page.url().endsWith("/check")) await elira.answer((at) => SCREENING[at.name] ?? sign(at));
  await elira.button("page-form");
  const home = new URL(page.url()).pathname;
  check(home.startsWith("/cases/"), `after sealing: ${home}`);

  // J2: identification and referral, enlarged four times.
  await page.setViewportSize(ENLARGED);
  await elira.button("identify");
  while (!page.url().endsWith("/check")) await elira.answer(({ name }) => F1[name]);
  await elira.button("page-form");
  await elira.button("refer");
  while (!page.url().endsWith("/check")) await elira.answer(({ name }) => REFERRAL[name]);
  await elira.button("page-form");
  const code = new URL(page.url()).pathname.split("/")[2];
  check(code.startsWith("RF-"), `after sending: ${page.url()}`);

  // J3: the shelter's desk answers.
  const desk = await open({ viewport: DESK });
  const arta = new Hands(desk);
  await arta.signIn("arta");
  await arta.link("/inbox");
  await arta.link(`/inbox/${code}`);
  await arta.link(`/inbox/${code}/accept`);
  await arta.answer(({ name }) => ({ contact: "Arta Gurra, sporteli", expected: "18:30" })[name]);
  check(desk.url().includes(code), `after the answer: ${desk.url()}`);
  console.log(`keyboard: ${stops} stops, each seen (${env.BESA_ENGINE})`);
});
