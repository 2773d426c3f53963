// Counts what a person taps and writes, and holds it against the budgets of the journeys.

import { check, choose, press } from "./lib.mjs";

/** What a journey may take. `more` are steps that a later decision asks for, each with its reason. */
export const J1 = {
  taps: 26, values: 18,
  more: [
    { what: "what must be passed on by law is read before the first question", taps: 1 },
    { what: "the place decides which municipality is told", taps: 1 },
    { what: "whether to talk now, language and interpreter are separate answers", taps: 1 },
    { what: "the answers are checked before they are sealed", taps: 1 },
  ],
};
export const J2 = {
  pages: 9, values: 24,
  more: [
    { what: "urgent: the telephone first, then whether somebody was reached", pages: 1, values: 2 },
    { what: "one question for each receiver, naming it; a child is heard and its view weighed", pages: 1, values: 3 },
    { what: "a child: an office that may be close to the offender is passed over", pages: 1, values: 1 },
  ],
};

/** One person's way through forms. */
export class Steps {
  taps = 0;
  pages = 0;
  values = 0;

  constructor(page) {
    this.page = page;
  }

  /** Follows a link of the page. */
  async link(where) {
    this.taps += 1;
    await Promise.all([this.page.waitForNavigation(), this.page.locator(where).first().click()]);
  }

  /** Sends a form; a faulty answer is a failure. */
  async send(form = "form#page-form") {
    this.taps += 1;
    if (form === "form#page-form") this.pages += 1;
    const answer = await press(this.page, form);
    check(answer.status() === 200, `${answer.url()}: ${answer.status()}\n${await this.page.locator("main").innerText()}`);
  }

  /** A required choice. */
  async pick(name, value) {
    this.taps += 1;
    this.values += 1;
    const list = this.page.locator(`select[name="${name}"]`);
    if (await list.count()) await list.selectOption(value);
    else await choose(this.page, name, value);
  }

  /** A sign: what is not asked needs no answer. */
  async sign(name, value) {
    this.taps += 1;
    await choose(this.page, name, value);
  }

  /** A required text. */
  async write(where, text) {
    this.values += 1;
    await this.page.fill(where, text);
  }

  /** Answers every field of the page that has an answer here. */
  async form(answers, optional) {
    for (const [name, value] of Object.entries(answers)) {
      if (Array.isArray(value)) {
        if (!(await this.page.locator(`[name="${name}-day"]`).count())) continue;
        for (const [n, part] of ["day", "month", "year"].entries()) await this.page.fill(`[name="${name}-${part}"]`, value[n]);
      } else {
        const fields = this.page.locator(`main [name="${name}"]`);
        if (!(await fields.count())) continue;
        const [tag, type] = await fields.first().evaluate((it) => [it.tagName, it.type]);
        if (tag === "SELECT") await fields.selectOption(value);
        else if (type === "radio" || type === "checkbox") await choose(this.page, name, value);
        else await fields.fill(value);
      }
      if (!optional.includes(name)) this.values += 1;
    }
  }

  /** Prints the counts; fails above the budget with what later decisions added to it. */
  within(journey, budget) {
    for (const kind of ["taps", "pages", "values"].filter((it) => it in budget)) {
      const more = budget.more.filter((it) => it[kind]);
      const most = more.reduce((sum, it) => sum + it[kind], budget[kind]);
      const why = more.map((it) => `${it[kind]} ${it.what}`).join("; ");
      console.log(`${journey}: ${this[kind]} ${kind} (${budget[kind]}${why && `, and ${why}`})`);
      check(this[kind] <= most, `${journey}: ${this[kind]} ${kind}, at most ${most}`);
    }
  }
}
