/**
 * The client in a browser: a cancelled upload is over at once, whatever it
 * waits for, and nothing of it stays: no timer, no listener, nothing in S3.
 */
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { clientTest, nothingUnfinished, start, tell, until } from "./client.js";
import { S3 } from "./stack.js";

/** @import { Page, Route } from 'playwright-core' */

/** @type {Route[]} not answered */
const hung = [];
const hang = (/** @type {Route} */ route) => void hung.push(route);
/** Answers the page once it has cancelled. */
const late = async (/** @type {Route} */ route) => {
  const response = await route.fetch();
  hung.push(/** @type {any} */ ({ abort: () => route.fulfill({ response }) }));
};
const down = (/** @type {Route} */ route) => route.abort();
const offline = async (/** @type {Page} */ page, /** @type {Route} */ route) => {
  await page.context().setOffline(true);
  await route.abort("internetdisconnected");
};
const busy = (/** @type {Route} */ route) =>
  route.fulfill({
    status: 503,
    headers: { "Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": "*", "Retry-After": "600" },
  });

/** Waits until an answer is withheld. */
async function answered() {
  while (hung.length === 0) await new Promise(setImmediate);
}

/** Counts the page's timers. */
async function countTimers(/** @type {Page} */ page) {
  await page.evaluate(() => {
    const { setTimeout, clearTimeout } = window;
    const timers = new Set();
    /** @type {any} */ (window).timers = timers;
    window.setTimeout = /** @type {any} */ (
      (/** @type {() => void} */ act, /** @type {number} */ ms) => {
        const id = setTimeout(() => (timers.delete(id), act()), ms);
        timers.add(id);
        return id;
      }
    );
    window.clearTimeout = (id) => (timers.delete(id), clearTimeout(id));
  });
}

/**
 * What the page still waits for, as the browser itself knows it: listeners of the window and of the page's signal;
 * and timers.
 * @param {Page} page
 * @returns {Promise<string[]>}
 */
async function waiting(page) {
  const session = await page.context().newCDPSession(page);
  const left = [];
  for (const object of ["window", "window.canceller?.signal"]) {
    const { result } = await session.send("Runtime.evaluate", { expression: object });
    if (!result.objectId) continue;
    const { listeners } = await session.send("DOMDebugger.getEventListeners", { objectId: result.objectId });
    left.push(...listeners.map(({ type }) => `${object}: ${type}`).filter((one) => !PLAYWRIGHT.test(one)));
  }
  await session.detach();
  const timers = await page.evaluate(() => /** @type {any} */ (window).timers.size);
  return [...left, ...Array(timers).fill("timer")];
}

/**
 * Cancels all, and returns how each upload is over before the page does anything else.
 * @param {Page} page
 */
const cancel = (page) =>
  page.evaluate(async () => {
    /** @type {any} */
    const { canceller, uploads } = window;
    const ends = uploads.files.map((/** @type {any} */ { done }) =>
      done.then(
        () => "stored",
        (/** @type {any} */ { name }) => name,
      ),
    );
    canceller.abort();
    const late = new Promise((resolve) => setTimeout(() => resolve("late")));
    return Promise.all(ends.map((/** @type {any} */ end) => Promise.race([end, late])));
  });

/** What Playwright itself listens to. */
const PLAYWRIGHT = /mouse|pointer|touch|click|contextmenu|playwright/;

let count = 0;

const parts = { threshold: 0 };

/**
 * @typedef {object} Case
 * @property {string} what
 * @property {Parameters<typeof start>[2]} [options]
 * @property {'once' | 'later'} [headers] when headers() never ends: after the rules were asked for, or when told
 * @property {number} [size]
 * @property {number} [files]
 * @property {(page: Page) => Promise<unknown>} [before]
 * @property {import('../slipway.js').State} state in which it is cancelled
 * @property {(page: Page) => Promise<unknown>} [then]
 */

/** @type {Case[]} */
const CASES = [
  { what: "the API does not answer", before: (page) => page.route("**/uploads", hang), state: "signing" },
  {
    what: "the API does not answer, of parts",
    options: parts,
    before: (page) => page.route("**/s3/multipart", hang),
    state: "signing",
  },
  {
    what: "S3 begins the parts, and the answer is on its way",
    options: parts,
    before: (page) => page.route("**/s3/multipart", late),
    state: "signing",
    then: answered,
  },
  { what: "the API is down", before: (page) => page.route("**/uploads", down), state: "retrying" },
  { what: "headers() never ends", headers: "once", state: "signing" },
  { what: "headers() never ends, of parts", headers: "once", options: parts, state: "signing" },
  { what: "S3 does not answer", before: (page) => page.route(S3, hang), state: "sending" },
  { what: "S3 does not answer, of parts", options: parts, before: (page) => page.route(S3, hang), state: "sending" },
  { what: "S3 is down", before: (page) => page.route(S3, down), state: "retrying" },
  { what: "S3 is down, of parts", options: parts, before: (page) => page.route(S3, down), state: "retrying" },
  { what: "S3 asks to wait", before: (page) => page.route(S3, busy), state: "retrying" },
  {
    what: "it goes offline",
    before: (page) => page.route("**/uploads", (route) => offline(page, route)),
    state: "retrying",
  },
  {
    what: "it goes offline, of parts",
    options: parts,
    before: (page) => page.route(S3, (route) => offline(page, route)),
    state: "retrying",
  },
  { what: "fifty files wait", files: 50, before: (page) => page.route(S3, hang), state: "sending" },
  {
    what: "the parts are completed, without an answer",
    options: parts,
    before: (page) => page.route("**/complete?*", hang),
    state: "confirming",
  },
  {
    what: "its checksum is computed",
    options: { sha256: true },
    before: (page) => page.evaluate(() => void (crypto.subtle.digest = () => new Promise(() => {}))),
    state: "signing",
  },
  {
    what: "it is paused",
    options: parts,
    before: (page) => page.route(S3, hang),
    state: "sending",
    then: (page) => tell(page, "pause"),
  },
  {
    what: "headers() never ends once parts are sent",
    headers: "later",
    options: parts,
    before: (page) => page.route(S3, hang),
    state: "sending",
    then: (page) =>
      page.evaluate(() => {
        /** @type {any} */ (window).hanging = true;
      }),
  },
];

for (const { what, options, headers, size = 1000, files = 1, before, state, then } of CASES) {
  clientTest(`cancelled while ${what}: over at once, and nothing stays`, async (page) => {
    await countTimers(page);
    const baseline = await waiting(page);
    await before?.(page);
    const name = `cancelled-${process.pid}-${++count}.txt`;
    await page.evaluate((headers) => {
      /** @type {any} */
      const here = window;
      if (!headers) return;
      here.headers = () => {
        if (here.hanging) return new Promise(() => {});
        here.hanging = headers === "once";
        return {};
      };
    }, headers);
    await start(
      page,
      Array.from({ length: files }, () => ({ name, mimeType: "text/plain", buffer: randomBytes(size) })),
      options,
    );
    await until(page, state);
    await then?.(page);
    assert.deepEqual(await cancel(page), Array(files).fill("AbortError"));
    assert.deepEqual(await page.evaluate(() => Object.keys(localStorage)), [], "it is remembered");

    await Promise.all(hung.splice(0).map((route) => route.abort().catch(() => {}))); // some are aborted already
    await page.unrouteAll();
    await page.context().setOffline(false);
    if (!headers) await nothingUnfinished((key) => key.endsWith(name)); // else the API is not asked, and the bucket's rule does it
    for (const end = Date.now() + 20_000; Date.now() < end && (await waiting(page)).length > baseline.length;);
    assert.deepEqual(await waiting(page), baseline);
  });
}
