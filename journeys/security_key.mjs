// A security key in a real browser: the browser's own pretended key is added, enters, and steps up.

import { check, forward, journey, press, script, signIn } from "./lib.mjs";

const { accounts } = JSON.parse(process.env.BESA_CAST);
const bora = accounts.find((it) => it.login === "bora");

/** A key in this page's browser, which is touched whenever it is asked. */
async function plug(page) {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("WebAuthn.enable");
  await devtools.send("WebAuthn.addVirtualAuthenticator", {
    options: { protocol: "ctap2", transport: "usb", isUserVerified: false, automaticPresenceSimulation: true },
  });
}

/** Presses the key's button, and waits for where it leads. */
async function touch(page, where) {
  await page.locator('[data-island="key"] button').click();
  await page.waitForURL(where);
}

await journey("security_key", async ({ open, url }) => {
  check(script, "a key answers to a script only");
  // An address of numbers is no name that a key could be made for.
  const page = await open({ baseURL: url.replace("127.0.0.1", "localhost") });
  await plug(page);
  await forward(31);
  await signIn(page, bora);
  await page.goto("/me/factors/key");
  await page.fill("#name", "Çelësi i zyrës");
  await touch(page, "**/me/factors");
  check(await page.getByText("Çelësi i zyrës", { exact: true }).isVisible(), "the key is not in the list");
  await page.goto("/me");
  await press(page, "form#sign-out");
  await page.goto("/sign-in");
  await page.fill("#login", bora.login);
  await page.fill("#passphrase", bora.password);
  await touch(page, "**/tasks");
  await forward(6 * 60);
  await page.goto("/me/factors/key");
  check(page.url().includes("/step-up"), "no factor was asked");
  await touch(page, "**/me/factors/key");
});
