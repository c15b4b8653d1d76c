/**
 * Helpers for tests of a bad network: an upload is stored once and whole, or leaves
 * nothing behind. They print a table of the outcomes.
 */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, before } from "node:test";
import { hashOf, keys, unfinished } from "../test/bucket.js";
import { end } from "../test/client.js";
import { pageTest } from "../test/harness.js";
import { api, s3 } from "./network.js";

/** @import { Page } from 'playwright-core' */

export const KiB = 1024;
export const MiB = 1024 ** 2;

/** The minimum size of a part in S3, and so the lowest useful threshold. */
export const threshold = 5 * MiB;

/** @type {Array<{fault: string, what: string, outcome: string}>} */
const table = [];

before(async () => {
  await api.open();
  await s3.open();
});

after(() => {
  if (table.length === 0) return;
  const rows = [{ fault: "fault", what: "upload", outcome: "outcome" }, ...table];
  const width = (/** @type {'fault' | 'what'} */ column) => Math.max(...rows.map((row) => row[column].length));
  for (const { fault, what, outcome } of rows)
    console.log(`${fault.padEnd(width("fault"))}  ${what.padEnd(width("what"))}  ${outcome}`);
});

/**
 * A test on a page without any interface.
 * @param {string} name
 * @param {(page: Page) => Promise<void>} body
 */
export function networkTest(name, body) {
  // Chromium's messages about failed requests, and about answers without CORS headers.
  pageTest(name, { path: "/slipway.js", expectErrors: /^(Failed to load resource|Access to )/ }, body);
}

/**
 * A test with its row in the table.
 * @param {string} fault
 * @param {string} what is uploaded
 * @param {(page: Page) => Promise<string>} body returns the outcome
 */
export function faultTest(fault, what, body) {
  networkTest(`${fault}: ${what}`, async (page) => {
    let outcome = "FAILED";
    try {
      outcome = await body(page);
    } finally {
      table.push({ fault, what, outcome });
    }
  });
}

/**
 * @typedef {object} Chosen a file with a unique name
 * @property {string} name
 * @property {string} mimeType
 * @property {Buffer} buffer
 */

/**
 * Waits for the end of an upload, and checks that its bytes are stored once, and nothing else.
 * @param {Page} page
 * @param {Chosen} file
 * @param {number} [index] of the upload
 * @returns {Promise<string>} the outcome
 */
export async function arrives(page, { name, buffer }, index = 0) {
  const { stored, error } = await end(page, index);
  assert.ok(stored, JSON.stringify(error));
  assert.deepEqual(await named(name), [stored.key]);
  assert.equal(await hashOf(stored.key), createHash("sha256").update(buffer).digest("hex"));
  assert.deepEqual(await begun(name), []);
  return `stored once, equal; retries: ${await retried(page)}`;
}

/**
 * @param {Page} page
 * @returns {Promise<number>} the number of retries
 */
export function retried(page) {
  return page.evaluate(
    () => /** @type {any} */ (window).seen.filter((/** @type {any} */ { state }) => state === "retrying").length,
  );
}

/**
 * Returns the keys of a file, by its name.
 * @param {string} name
 */
export async function named(name) {
  return (await keys()).filter((key) => key.endsWith(`/${name}`));
}

/**
 * Returns the unfinished uploads of a file in parts.
 * @param {string} name
 */
export async function begun(name) {
  return (await unfinished()).filter(({ Key }) => Key?.endsWith(`/${name}`));
}

/**
 * Waits for a number of retries.
 * @param {Page} page
 * @param {number} [times]
 */
export async function retries(page, times = 1) {
  await page.waitForFunction(
    (times) =>
      /** @type {any} */ (window).seen.filter((/** @type {any} */ { state }) => state === "retrying").length >= times,
    times,
  );
}
