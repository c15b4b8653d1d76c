/**
 * Helpers for tests of the client, on a page without any interface.
 */
import assert from "node:assert/strict";
import { abort, unfinished } from "./bucket.js";
import { pageTest } from "./harness.js";
import { S3 } from "./stack.js";

/** @import { Page, Request } from 'playwright-core' */
/** @import { Options, State } from '../slipway.js' */

/**
 * @param {string} name
 * @param {(page: Page) => Promise<void>} body
 */
export function clientTest(name, body) {
  // The browser makes a page of it; and writes an error of every status of 400 and more, and of every broken
  // connection.
  pageTest(name, { path: "/slipway.js", expectErrors: /^Failed to load resource/ }, async (page) => {
    for (const upload of await unfinished()) await abort(upload); // what an earlier test left is not this one's
    await body(page);
  });
}

/**
 * Starts to upload. A page may have its own `headers` function in a variable of that name.
 * @param {Page} page
 * @param {Parameters<Page['setInputFiles']>[1]} files
 * @param {Pick<Options, 'threshold' | 'tries' | 'sha256' | 'profile' | 'until'> & {metadata?: Record<string, string>, headers?: Record<string, string>}} [options]
 */
export async function start(page, files, { metadata, headers, ...options } = {}) {
  await page.evaluate(() => (document.body.innerHTML = '<input type="file" multiple>'));
  await page.setInputFiles("input", files);
  await page.evaluate(
    async ({ metadata, headers, options }) => {
      const path = "/slipway.js"; // an address on the page, which the type checker need not resolve
      const { upload } = await import(path);
      /** @type {any} */
      const here = window;
      here.seen = [];
      here.canceller = new AbortController();
      here.uploads = upload(document.querySelector("input")?.files, {
        ...options,
        signal: here.canceller.signal,
        metadata: metadata && (() => metadata),
        headers: here.headers ?? (headers && (async () => headers)),
        onChange: (/** @type {any} */ { state, loaded }) => here.seen.push({ state, loaded }),
      });
    },
    { metadata, headers, options },
  );
}

/**
 * Waits for the end of an upload.
 * @param {Page} page
 * @param {number} [index]
 * @returns {Promise<{stored?: {key: string, etag: string}, error?: {name: string, message: string, code?: string}}>}
 */
export function end(page, index = 0) {
  return page.evaluate(
    (index) =>
      /** @type {any} */ (window).uploads.files[index].done.then(
        (/** @type {any} */ stored) => ({ stored }),
        (/** @type {any} */ { name, message, code }) => ({ error: { name, message, code } }),
      ),
    index,
  );
}

/**
 * @param {Page} page
 * @param {number} [index]
 * @returns {Promise<string>} the key, once it is stored
 */
export async function key(page, index) {
  const { stored, error } = await end(page, index);
  assert.ok(stored, JSON.stringify(error));
  return stored.key;
}

/**
 * @param {Page} page
 * @param {'pause' | 'resume' | 'cancel'} what
 */
export function tell(page, what) {
  return page.evaluate((what) => /** @type {any} */ (window).uploads[what](), what);
}

/**
 * Waits until the first upload is in a state, with this many bytes sent.
 * @param {Page} page
 * @param {State} state
 * @param {number} [loaded]
 */
export async function until(page, state, loaded = 0) {
  await page.waitForFunction(
    ({ state, loaded }) => {
      const [one] = /** @type {any} */ (window).uploads.files;
      return one.state === state && one.loaded >= loaded;
    },
    { state, loaded },
  );
}

/**
 * Waits until S3 has no unfinished upload in parts.
 * @param {(key: string) => boolean} [ours]
 */
export async function nothingUnfinished(ours = () => true) {
  let left;
  for (const end = Date.now() + 20_000; ;) {
    left = (await unfinished()).map(({ Key }) => Key ?? "").filter(ours);
    if (left.length === 0 || Date.now() > end) break;
  }
  assert.deepEqual(left, []);
}

/**
 * Records the requests that a page sends from now on.
 * @param {Page} page
 * @returns {{api: (path?: RegExp) => Request[], s3: (method?: string) => Request[]}}
 */
export function requests(page) {
  /** @type {Request[]} */
  const all = [];
  page.on("request", (request) => all.push(request));
  const isS3 = (/** @type {Request} */ request) => S3.test(request.url());
  return {
    api: (path = /./) => all.filter((request) => !isS3(request) && path.test(request.url())),
    s3: (method = "") => all.filter((request) => isS3(request) && request.method().startsWith(method)),
  };
}
