/**
 * The client in a browser, and an API that it cannot reach: what the console
 * is told, and how it goes on where the browser takes itself for offline.
 */
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { stored } from "./bucket.js";
import { clientTest, end, key, start } from "./client.js";
import { pageTest } from "./harness.js";
import { S3, site } from "./stack.js";

/** @import { Page, Route } from 'playwright-core' */

const API = /\/(uploads|rules)(\?.*)?$/;
const MiB = 1024 ** 2;

/** @param {number} [size] */
const file = (size = 1000) => ({ name: "note.txt", mimeType: "text/plain", buffer: randomBytes(size) });

/**
 * The warnings in a page's console, from now on.
 * @param {Page} page
 */
function warnings(page) {
  const all = /** @type {string[]} */ ([]);
  page.on("console", (message) => {
    if (message.type() === "warning") all.push(message.text());
  });
  return all;
}

/** @param {Page} page */
const retrying = (page) =>
  page.waitForFunction(() => /** @type {any} */ (window).uploads.files[0].state === "retrying");

/**
 * Uploads two files, and two more.
 * @param {Page} page
 * @param {object} [options]
 */
async function fourFiles(page, options) {
  for (let i = 0; i < 2; i++) {
    await start(page, [file(), file()], /** @type {any} */ ({ tries: 2, ...options }));
    await end(page, 0);
    await end(page, 1);
  }
}

const down = (/** @type {Route} */ route) => route.abort("connectionrefused");

for (const {
  what,
  api = site,
  warns,
  before,
} of /** @type {Array<{what: string, api?: string, warns: boolean, before: (page: Page) => unknown}>} */ ([
  { what: "refuses connections", warns: true, before: (page) => page.route(API, down) },
  {
    what: "resets connections",
    warns: true,
    before: (page) => page.route(API, (route) => route.abort("connectionreset")),
  },
  {
    what: "has an unknown name",
    api: "http://nobody.localhost:1",
    warns: true,
    before: (page) => page.route("http://nobody.localhost:1/**", (route) => route.abort("namenotresolved")),
  },
  {
    what: "allows another origin",
    api: "http://api.localhost:1",
    warns: true,
    before: (page) =>
      page.route("http://api.localhost:1/**", (route) =>
        route.fulfill({ json: {}, headers: { "Access-Control-Allow-Origin": "https://www.example.com" } }),
      ),
  },
  { what: "works", warns: false, before: () => {} },
  { what: "works, on another origin", api: site.replace("127.0.0.1", "localhost"), warns: false, before: () => {} },
  {
    what: "answers 500",
    warns: false,
    before: (page) => page.route(API, (route) => route.fulfill({ status: 500, json: {} })),
  },
  {
    what: "answers 401",
    warns: false,
    before: (page) => page.route(API, (route) => route.fulfill({ status: 401, json: {} })),
  },
  {
    what: "is a page",
    warns: false,
    before: (page) => page.route(API, (route) => route.fulfill({ body: "<!doctype html>" })),
  },
  { what: "answers, and then no more", warns: false, before: (page) => page.route(API, answersOnce()) },
  { what: "works, and S3 does not", warns: false, before: (page) => page.route(S3, down) },
])) {
  unreachableTest(`the console is ${warns ? "told once" : "told nothing"} of an API that ${what}`, async (page) => {
    const found = warnings(page);
    await before(page);
    await fourFiles(page, { api });
    assert.equal(found.length, Number(warns), found.join("\n"));
    if (!warns) return;
    assert.match(found[0], /^Slipway: no answer from (\S+)\. Is (\S+) in its AllowedOrigins\?$/);
    assert.ok(found[0].includes(` ${api}.`) && found[0].includes(` ${new URL(site).origin} in `), found[0]);
  });
}

unreachableTest("a page of an origin that the API does not allow is told so, and why it tries again", async (page) => {
  const elsewhere = "http://elsewhere.localhost:1";
  await page.route(`${elsewhere}/**`, async (route) =>
    route.fulfill({ response: await route.fetch({ url: route.request().url().replace(elsewhere, site) }) }),
  );
  await page.goto(`${elsewhere}/slipway.js`);
  const found = warnings(page);
  await start(page, file(), /** @type {any} */ ({ api: site }));
  await retrying(page);
  const error = await page.evaluate(() => String(/** @type {any} */ (window).uploads.files[0].error));
  assert.match(error, /^NetworkError: The upload API could not be reached/);
  assert.deepEqual(
    found.map((one) => one.includes("Is http://elsewhere.localhost:1 in its AllowedOrigins?")),
    [true],
  );
});

for (const [where, what] of /** @type {const} */ ([
  [API, "the API"],
  ["**/s3/multipart", "the API for parts"],
  [S3, "S3"],
])) {
  clientTest(
    `a browser that takes itself for offline, and is not, goes on when ${what} fails: slower, and at once when it comes online`,
    async (page) => {
      await page.clock.install();
      await page.evaluate(() => Object.defineProperty(navigator, "onLine", { value: false }));
      const found = warnings(page);
      const one = file(2 * MiB); // in one part, so that requests to S3 fail one by one
      const options = { tries: 1, threshold: what === "the API" ? 1e9 : MiB };
      await start(page, one, options);
      assert.ok((await stored(await key(page))).bytes.equals(one.buffer), "a network that works needs no second try");

      for (const wake of [
        () => page.clock.runFor(30_000),
        () => page.evaluate(() => dispatchEvent(new Event("online"))),
      ]) {
        let failed = 0;
        await page.route(where, (route) => (failed++, route.abort()));
        await start(page, one, options);
        await retrying(page);
        const before = failed;
        await page.clock.runFor(5000); // in which a browser that is online would have tried again
        assert.equal(failed, before);
        await page.unroute(where);
        await wake();
        assert.ok((await stored(await key(page))).bytes.equals(one.buffer));
      }
      assert.deepEqual(found, []);
    },
  );
}

/**
 * @param {string} name
 * @param {(page: Page) => Promise<void>} body
 */
function unreachableTest(name, body) {
  pageTest(name, { path: "/slipway.js", expectErrors: /^(Failed to load resource|Access to )/ }, body);
}

/** Lets one request pass, and no other. */
function answersOnce() {
  let asked = 0;
  return (/** @type {Route} */ route) => (asked++ ? route.abort() : route.continue());
}
