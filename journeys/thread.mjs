// The thread: a girl of seventeen is screened, identified, referred and received; the child protection
// worker learns of it unasked; everybody else finds what they would find behind a made-up address.

import { account, ask, check, choose, forward, hidden, hides, journey, lang, press, same, screenshot, screenshots,
  shows, signIn, word } from "./lib.mjs";
import { J1, J2, Steps } from "./budget.mjs";

const { markers } = JSON.parse(process.env.BESA_CAST);
const NAME = markers[0];
const STRANGERS = ["prefekti", "shish", "suela", "operatori"];

const IDENTIFIED = {
  name_used: NAME, sex: "female", age_group: "15_17", citizenship: "albanian", accompanied_by: "nobody",
  minor_dependants: "no", contact_way: "phone", contact_phone: "0690000417",
  staying_address: "Rruga e Kuqe Pa Numër", met_on: ["24", "11", "2026"], place_type: "street",
  source_of_signal: "mobile_unit", controller_near: "no", observed_condition: "afraid",
  said_by_person: "Lumturije Kastrioza e mori nga shtëpia; Ardmir Gjelozi i mban dokumentet.",
  needs_now: "safe_place", urgent_medical: "yes", medical_now: "Qemo Shtrigulli", risk_level: "high",
  risk_factors: "threats", hidden_place: "yes", information_given: "understood", wish_help: "yes",
  wish_police: "unable_now",
};
const OPTIONAL = ["name_used", "staying_address", "said_by_person"];

/** Addresses of the person's case that somebody stood on: GET. */
const trail = new Set();
const CODES = /RF-[0-9A-Z]{6}|[0-9A-Z]{4}-[0-9A-Z]{2}|[a-z2-7]{26}/g;

function follow(page) {
  page.on("framenavigated", (frame) => {
    const { pathname } = new URL(frame.url());
    if (pathname.match(CODES)) trail.add(pathname);
  });
  return page;
}

/** The same address of something that does not exist. */
const madeUp = (text) => text.replace(CODES, (code) =>
  code.startsWith("RF-") ? "RF-222222" : code.length === 7 ? "2222-22" : "2".repeat(26));

/** Acts that strangers try on every code of the trail. */
function acts() {
  const all = new Set();
  for (const path of trail) {
    const [, place, id, step] = path.split("/");
    if (place === "cases") for (const act of ["open", "identify", "refer", "second-look"]) all.add(`/cases/${id}/${act}`);
    if (place === "referrals") for (const act of ["withdraw", "phone-answer", "conclude"]) all.add(`/referrals/${id}/${act}`);
    if (id.startsWith("RF-")) for (const act of ["accept", "decline", "confirm-phone", "conclude"]) all.add(`/inbox/${id}/${act}`);
    if (["screening", "identification", "refer"].includes(place)) {
      all.add(`/drafts/${id}/remove`);
      if (step) all.add(path);
    }
  }
  return all;
}

/** For every address and act: the answer equals the one for a made-up code, in status, headers and body. */
async function findNothing(page, login, paths, posts) {
  await page.goto("/me");
  const token = new Map(await hidden(page, "form[data-island=hide]")).get("_csrf");
  check(token, `${login} has no form to send`);
  const seen = ({ status, headers: { date, ...headers }, body }) => madeUp(JSON.stringify({ status, headers, body }));
  const both = async (path, fields) => {
    const [real, none] = [await ask(page, path, fields), await ask(page, madeUp(path), fields)];
    same(seen(real), seen(none), `${login} ${fields ? "POST" : "GET"} ${path}`);
    same(real.status, 404, `${login} ${fields ? "POST" : "GET"} ${path}`);
  };
  for (const path of paths) await both(path);
  for (const path of posts) await both(path, { _csrf: token, part: "identity", reason: "talk" });
  return paths.length + posts.length;
}

await journey("thread", async ({ open }) => {
  const enter = async (login) => {
    const page = follow(await open());
    await signIn(page, account(login));
    await page.goto(`/language?to=${lang}&back=/tasks`);
    return page;
  };
  const strangers = new Map();
  for (const login of [...STRANGERS, "dritan"]) strangers.set(login, await enter(login));

  // J1: screening.
  const elira = follow(await open());
  await elira.context().addCookies([{ name: "besa-lang", value: lang, url: process.argv[2] }]);
  await signIn(elira, account("elira"));
  const j1 = new Steps(elira);
  j1.taps += 1;
  await screenshots(elira, "tasks-empty");
  await j1.link("a[href='/screening']");
  await screenshots(elira, "before");
  await j1.send("form#begin");
  for (const name of ["may_talk", "alone", "safe_now"]) await j1.pick(name, "yes");
  await j1.pick("interpreter", "not_needed");
  await j1.send();

  // Nothing chosen: the page comes back, says what is missing, and its link leads to the field.
  const unfit = await press(elira);
  same(unfit.status(), 422, "an empty step");
  await elira.locator(".govuk-error-summary a[href='#age_band']").click();
  same(await elira.locator(":focus").getAttribute("name"), "age_band", "the field of the error");
  await screenshots(elira, "basics-unfit");

  await j1.pick("place_found", "AL-10-shkoder");
  await j1.pick("age_band", "child");
  await j1.pick("language", "sq");
  await j1.send();
  for (const section of ["a", "b", "c"]) {
    const names = await elira.locator(".b-q > .b-ans input[value=yes]")
      .evaluateAll((boxes) => boxes.map((box) => box.name));
    for (const [n, name] of names.slice(0, 4).entries()) await j1.sign(name, n === 0 ? "yes" : "no");
    const [first] = names;
    await choose(elira, `${first}-source`, "seen"); // one more tap, never asked for
    await screenshots(elira, `screening-${section}`);
    await j1.send();
  }
  const here = new URL(elira.url()).pathname;
  const draft = here.split("/")[2];
  await screenshots(elira, "outcome");

  // The other language keeps what was typed.
  const reason = "Shenja të qarta sot; mbyllur nga dikush tjetër.";
  await elira.fill("#reason", reason);
  for (const wanted of [lang === "sq" ? "en" : "sq", lang]) {
    await Promise.all([elira.waitForNavigation(), elira.locator("button[name=_lang]:visible").first().click()]);
    same(await elira.locator("html").getAttribute("lang"), wanted, "the language");
    same(await elira.inputValue("#reason"), reason, "what was typed");
  }

  // The screen is hidden; a full sign-in leads back to the draft.
  await press(elira, "form[data-island=hide]");
  same(new URL(elira.url()).pathname, "/calendar", "behind the hidden screen");
  await elira.goto(here);
  check(new URL(elira.url()).pathname.startsWith("/sign-in"), "the hidden session is still open");
  await forward(31);
  await signIn(elira, account("elira"));
  same(new URL(elira.url()).pathname, here, "where the work stopped");
  same(await elira.inputValue("#reason"), reason, "what was typed before the screen was hidden");

  await j1.pick("finding", "potential");
  await j1.write("#reason", reason);
  await j1.send();
  await screenshots(elira, "screening-check");
  const drafts = [...trail].filter((path) => path.includes(draft)).concat(`/drafts/${draft}`);
  for (const [login, page] of strangers) {
    await findNothing(page, login, drafts, [`/screening/${draft}/check`, `/drafts/${draft}/remove`]);
  }
  await j1.send();
  const home = new URL(elira.url()).pathname;
  same(home.split("/")[1], "cases", "after sealing");
  j1.within("J1", J1);

  // J2: initial identification and referral.
  const j2 = new Steps(elira);
  await j2.send("form#identify");
  while (!elira.url().endsWith("/check")) {
    await j2.form(IDENTIFIED, OPTIONAL);
    await screenshots(elira, `f1-${elira.url().split("/").pop()}`);
    await j2.send();
  }
  await screenshots(elira, "f1-check");
  await j2.send();
  same(new URL(elira.url()).pathname, home, "after the identification");
  await hides(elira, NAME);
  await j2.send("form#refer");
  await j2.pick("service", "shelter");
  await j2.pick("urgency", "urgent");
  await j2.write("#words", "Kërkohet një vend i sigurt sonte.");
  await screenshots(elira, "refer-need");
  await j2.send();
  const houses = elira.locator("label", { hasText: "Strehëza Drini" });
  await houses.click();
  j2.values += 1;
  await screenshots(elira, "refer-receiver");
  await j2.send();
  await j2.pick("call", "spoke");
  await screenshots(elira, "refer-call");
  await j2.send();
  await screenshots(elira, "refer-package");
  for (const [section, ticked] of [["identity", true], ["safe_address", false], ["medical", false]]) {
    same(await elira.locator(`input[name=package][value=${section}]`).isChecked(), ticked, section);
  }
  await j2.send();
  await j2.pick("wish", "yes");
  await j2.write("#view", "Do të jetë larg rrugës.");
  await j2.write("#weighed", "Vendi është larg rrugës, siç kërkoi.");
  await screenshots(elira, "refer-wish");
  await j2.send();
  await shows(elira, "Bashkia Shkodër");
  await j2.pick("danger", "no");
  await screenshots(elira, "refer-notice");
  await j2.send();
  await shows(elira, "Bashkia Shkodër");
  await shows(elira, "Strehëza Drini");
  await screenshots(elira, "refer-check");
  const check2 = new URL(elira.url()).pathname;
  const referring = check2.split("/")[2];
  for (const [login, page] of strangers) {
    const own = login === "dritan" ? [...trail].filter((path) => path.includes(referring)) : [...trail];
    await findNothing(page, login, own, login === "dritan" ? [check2] : [...acts()]);
  }

  // Sent three times, it is one referral.
  const fields = await hidden(elira);
  const twice = await Promise.all([ask(elira, check2, fields), ask(elira, check2, fields)]);
  await j2.send();
  const sent = new URL(elira.url()).pathname;
  for (const answer of twice) same(answer.headers.location, sent, "the same send again");
  await screenshots(elira, "referral-sent");
  j2.within("J2", J2);
  await elira.goto(home);
  same(await elira.locator("table a[href^='/referrals/']").count(), 2, "a referral and a notice");
  await screenshots(elira, "case");

  // The child protection worker finds the notice in the inbox, unasked.
  const teuta = await enter("teuta");
  await teuta.goto("/inbox");
  await teuta.locator("a[href^='/inbox/RF-']").first().click();
  await teuta.waitForLoadState();
  await hides(teuta, NAME);
  await screenshots(teuta, "notice");

  // J3: the shelter's desk opens, sees, accepts.
  const code = sent.split("/")[2];
  const arta = await enter("arta");
  await screenshots(arta, "tasks");
  await arta.goto("/inbox");
  await screenshots(arta, "inbox");
  const j3 = new Steps(arta);
  await j3.link(`a[href='/inbox/${code}']`);
  await hides(arta, NAME);
  await screenshots(arta, "slip");
  await elira.goto(sent);
  await shows(elira, word("domain", "referral-seen"));
  await j3.link(`a[href='/inbox/${code}/accept']`);
  await arta.fill("#contact", "Arta Gurra, sporteli");
  await arta.fill("#expected", "18:30");
  await screenshots(arta, "accept");
  await j3.send();
  check(j3.taps <= 3, `J3: ${j3.taps} clicks from inbox to answer`);
  console.log(`J3: ${j3.taps} clicks from inbox to answer (3)`);
  same((await ask(arta, `/inbox/${code}/package`)).status, 403, "the desk and the package");

  const mira = await enter("mira");
  await mira.goto(`/inbox/${code}/package`);
  await shows(mira, NAME);
  await screenshots(mira, "package");
  await elira.goto(sent);
  await shows(elira, word("domain", "referral-accepted"));
  await mira.goto(`/inbox/${code}/conclude`);
  await choose(mira, "outcome", "provided");
  await press(mira);
  await elira.goto(sent);
  await shows(elira, word("domain", "referral-concluded"));
  await screenshots(elira, "referral");

  // The Responsible Authority has its line, without a name.
  const genc = await enter("genc");
  await genc.goto("/inbox");
  check(await genc.locator("table tbody tr").count() > 0, "the Responsible Authority was told nothing");
  await hides(genc, NAME);
  await screenshots(genc, "notices");

  // Who looked.
  await elira.goto(`${home}/looked`);
  check(await elira.locator(".b-log li").count() >= 4, "the openings are not listed");
  await shows(elira, account("elira").name);
  await hides(elira, NAME);
  await screenshots(elira, "looked");
  for (const path of ["institutions", "duties", "cases"]) {
    await elira.goto(`/${path}`);
    await screenshots(elira, path);
  }

  trail.add(`${home}/looked`).add(`${sent}/letter`).add(`/inbox/${code}/decline`);
  let tried = 0;
  for (const login of STRANGERS) tried += await findNothing(strangers.get(login), login, [...trail], [...acts()]);
  console.log(`strangers: ${tried} addresses and acts answer as if nothing were there`);
  await screenshot(strangers.get("suela"), "stranger");
});
