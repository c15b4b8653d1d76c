/**
 * The console's messages in TROUBLESHOOTING.md, as Chromium writes them: each
 * row is brought about here.
 */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { pageTest } from "./harness.js";
import { setting, site } from "./stack.js";

/** @import { Page } from 'playwright-core' */

const text = await readFile(new URL("../TROUBLESHOOTING.md", import.meta.url), "utf8");
/** What Chromium says of other origins; the rows of other browsers begin with their names. */
const rows = [...text.matchAll(/^\| `((?:Access|Connecting) to .*?)` \|/gm)].map(([, row]) => row);
const bucket = `${setting("S3_ENDPOINT")}/${setting("S3_BUCKET")}/`;
/** The same server, by a name that neither the API nor the bucket allows. */
const elsewhere = site.replace("127.0.0.1", "elsewhere.localhost");
const seen = /** @type {string[]} */ ([]);

/**
 * @param {string} what
 * @param {object} options
 * @param {string} options.url that is asked
 * @param {string} [options.policy] Content-Security-Policy of the page
 * @param {string} [options.from] the page's origin
 * @param {(page: Page, url: string) => Promise<unknown>} options.ask
 */
function consoleTest(what, { url, policy = "", from = elsewhere, ask }) {
  pageTest(`the console says of ${what} what TROUBLESHOOTING.md has`, { expectErrors: /./ }, async (tab) => {
    if (policy) {
      await tab.route(`${from}/slipway.js`, (route) =>
        route.fulfill({ body: "a page", headers: { "Content-Security-Policy": policy } }),
      );
    }
    await tab.goto(`${from}/slipway.js`);
    const message = tab.waitForEvent("console", (message) => /^(Access|Connecting) to /.test(message.text()));
    await ask(tab, url);
    const said = (await message)
      .text()
      .trim()
      .replaceAll(url, url.startsWith(bucket) ? "S3" : "API")
      .replaceAll(from, "PAGE");
    assert.ok(rows.includes(said), `no row is ${said}`);
    seen.push(said);
  });
}

/** @param {RequestInit} [init] */
const fetches = (init) => (/** @type {Page} */ tab, /** @type {string} */ url) =>
  tab.evaluate(({ url, init }) => fetch(url, init).catch(() => {}), { url, init });

/** @param {Record<string, string>} headers */
const posts = (headers) => (/** @type {Page} */ tab, /** @type {string} */ url) =>
  tab.evaluate(
    ({ url, headers }) => {
      const request = new XMLHttpRequest();
      request.upload.onprogress = () => {};
      request.open("POST", url);
      for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
      request.send(new FormData());
    },
    { url, headers },
  );

const form = `${site}/getS3UploadCredentials?filename=a.png`;

consoleTest("an origin that the API does not allow", { url: form, ask: fetches() });
consoleTest("an origin that the API does not allow, with a token", {
  url: form,
  ask: fetches({ headers: { Authorization: "Bearer a" } }),
});
consoleTest("a header that the API does not allow", {
  url: form.replace("127.0.0.1", "localhost"), // another origin than the page's
  from: site,
  ask: fetches({ headers: { "X-Request-Id": "1" } }),
});
consoleTest("an origin that the bucket does not allow", { url: bucket, ask: posts({}) });
consoleTest("a header that the bucket does not allow", {
  url: bucket,
  from: site,
  ask: posts({ "X-Requested-With": "XMLHttpRequest" }),
});
consoleTest("a Content-Security-Policy without the bucket", {
  url: bucket,
  policy: "connect-src 'self'",
  ask: fetches(),
});

test("each of the console's messages in TROUBLESHOOTING.md was seen", () => {
  assert.deepEqual([...new Set(seen)].sort(), [...rows].sort());
});
