/**
 * What the browser tests share: a browser, and a page that is watched while a
 * test uses it.
 */
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import axe from "axe-core";
import { launch, ready } from "./chromium.js";
import { site } from "./stack.js";

/** @import { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core' */

/** @type {Browser} */
let browser;
/** @type {string} a folder for the files that a test uploads */
export let folder;

before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "slipway-web-"));
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await rm(folder, { recursive: true });
});

/**
 * A test on a page. It fails too when the page writes an error to its console,
 * or sends a request beyond loopback.
 * @param {string} name
 * @param {object} options
 * @param {string} [options.path] the page's path
 * @param {RegExp} [options.expectErrors] what in the console is no surprise: Chromium itself reports each refused
 *   request there
 * @param {BrowserContextOptions} [options.context]
 * @param {(page: Page) => Promise<void>} body
 */
export function pageTest(name, { path: where = "/", expectErrors, context: options = {} }, body) {
  test(name, async () => {
    const context = await browser.newContext(options);
    try {
      context.setDefaultTimeout(60_000); // a busy machine is no failure
      const page = await context.newPage();
      /** @type {string[]} */
      const surprises = [];
      page.on("pageerror", (error) => surprises.push(String(error)));
      page.on("console", (message) => {
        if (message.type() === "error" && !expectErrors?.test(message.text())) surprises.push(message.text());
      });
      context.on("request", (request) => {
        const { protocol, hostname } = new URL(request.url());
        const stays = protocol === "blob:" || /(^|\.)localhost$/.test(hostname) || hostname === "127.0.0.1";
        if (!stays) surprises.push(`a request to ${request.url()}`);
      });
      await page.goto(new URL(where, site).href);
      await ready(page);
      await body(page);
      assert.deepEqual(surprises, []);
    } finally {
      await context.close();
    }
  });
}

/**
 * @param {Page} page
 * @param {string} name a file's name
 * @returns {Locator} the file's row
 */
export function row(page, name) {
  return page.locator(".file").filter({ has: page.getByText(name, { exact: true }) });
}

/**
 * The text of an element. innerText is empty in a row that has not been painted
 * yet, because of its content-visibility.
 * @param {Locator} locator
 */
export async function textOf(locator) {
  return String(await locator.textContent());
}

/**
 * Waits until a row is in a state, and fails at once when it ends in another.
 * A state that does not last may have passed when this returns.
 * @param {Locator} row
 * @param {import('../slipway.js').State} state
 */
export async function reaches(row, state) {
  const ends = ["stored", "failed", "cancelled"].filter((end) => end !== state);
  await row.and(row.page().locator([state, ...ends].map((one) => `[data-state="${one}"]`).join())).waitFor();
  const found = (await row.getAttribute("data-state")) ?? "";
  assert.ok(!ends.includes(found), `${found}, not ${state}: ${await textOf(row.locator(".status"))}`);
}

/**
 * Listens to what the page tells screen readers: one sentence takes the place of another.
 * @param {Page} page
 * @returns {Promise<(sentence: string) => Promise<string[]>>} waits for a sentence, and returns all until then
 */
export async function listen(page) {
  const said = await page.evaluateHandle(() => {
    const region = /** @type {HTMLElement} */ (document.querySelector("#announcer"));
    /** @type {string[]} */
    const said = [];
    new MutationObserver(() => said.push(region.textContent ?? "")).observe(region, { childList: true });
    return said;
  });
  return async (sentence) => {
    await page.waitForFunction(
      ([said, sentence]) => said.join("\n").includes(sentence),
      /** @type {const} */ ([said, sentence]),
    );
    return said.jsonValue();
  };
}

/**
 * Tries again what has failed or was cancelled, and waits until its row shows it.
 * @param {Locator} row
 */
export async function retry(row) {
  await row.getByRole("button", { name: "Retry" }).click();
  await row.and(row.page().locator(':not([data-state="failed"], [data-state="cancelled"])')).waitFor();
}

/**
 * The first form that the API gives to the page next.
 * @param {Page} page
 * @returns {Promise<{upload_url: string, params: Record<string, string>, expires: number}>}
 */
export async function nextForm(page) {
  const response = await page.waitForResponse((response) =>
    ["/uploads", "/getS3UploadCredentials"].includes(new URL(response.url()).pathname),
  );
  const answer = await response.json();
  return answer.uploads?.[0] ?? answer;
}

/**
 * axe-core finds nothing on a page.
 * @param {Page} page
 */
export async function isClean(page) {
  await page.evaluate(axe.source); // evaluated by the debugger, which the page's policy does not bind
  const { violations } = await page.evaluate(() => /** @type {any} */ (window).axe.run());
  assert.deepEqual(
    violations.map((/** @type {import('axe-core').Result} */ { id, nodes }) => ({
      id,
      at: nodes.map(({ html }) => html),
    })),
    [],
  );
}
