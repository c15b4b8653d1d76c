/**
 * What the tests of all clients share: a recipe in a page, the files to upload
 * with it, and a look at what arrived.
 */
import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { createReadStream } from "node:fs";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";
import { hashOf, head } from "../../test/bucket.js";
import { folder, pageTest } from "../../test/harness.js";
import { setting, site } from "../../test/stack.js";

/** @import { Page } from 'playwright-core' */
/** @import { Cells, Row } from './table.js' */

export { folder };

/** The page is on another origin than the API, as it is for most people. */
const page = site.replace("127.0.0.1", "localhost") + "/uploaders/test/page.html";
/** Chromium's own words for a status of 400 and more, and Uppy's for a refusal. */
const EXPECTED = /^Failed to load resource|^\[Uppy\] .* (Companion request failed: Forbidden|Files that end in )/;

/**
 * A test of a client, run in a page: what the recipe exports is there as
 * `recipe`. If it passes, the table says so.
 * @param {Row} row
 * @param {string} what
 * @param {Cells} cells what the test shows
 * @param {(page: Page) => Promise<void>} body
 */
export function clientTest(row, what, cells, body) {
  pageTest(
    `${row.client} ${row.version}, ${row.recipe}: ${what}`,
    { path: page, expectErrors: EXPECTED },
    async (page) => {
      // An uploader that waits for ever fails its test as soon as it has no page.
      const hangs = setTimeout(() => page.context().close(), 90_000);
      try {
        await load(page, row);
        await body(page);
      } finally {
        clearTimeout(hangs);
      }
      Object.assign(row, cells);
    },
  );
}

/**
 * Loads a recipe into a page.
 * @param {Page} page
 * @param {Row} row
 */
async function load(page, row) {
  await page.addScriptTag({ content: await bundle(row) });
}

/**
 * Closes a tab with what goes on in it, and opens another one like it.
 * @param {Page} page
 * @param {Row} row
 */
export async function reopen(page, row) {
  const url = page.url();
  await leave(page);
  const again = await page.context().newPage();
  await again.goto(url);
  await load(again, row);
  return again;
}

/**
 * Closes a tab as a person does. Playwright ends the emulated network first,
 * and what was slow could still arrive: so the page goes before the tab does.
 * @param {Page} page
 */
export async function leave(page) {
  await page.goto("about:blank");
  await page.close();
}

/**
 * The recipe and the client's own code, as a bundler makes one script of them.
 * @param {Row} row
 */
async function bundle({ recipe, alias }) {
  const built = await esbuild.build({
    absWorkingDir: fileURLToPath(new URL("..", import.meta.url)),
    entryPoints: [`recipes/${recipe}`],
    alias,
    bundle: true,
    define: { API: JSON.stringify(site), "process.env.NODE_ENV": '"production"' },
    format: "iife",
    globalName: "recipe",
    jsx: "automatic",
    write: false,
  });
  return built.outputFiles[0].text;
}

/**
 * Makes a file to upload.
 * @param {string} name
 * @param {number} size in bytes
 */
export async function make(name, size) {
  const file = path.join(folder, name);
  await writeFile(file, randomBytes(size));
  return file;
}

/**
 * Asserts that the bytes under a key are those of a file, and returns its type
 * and metadata, decoded.
 * @param {string} key
 * @param {string} file
 */
export async function arrived(key, file) {
  const hash = createHash("sha256");
  await pipeline(createReadStream(file), hash);
  assert.equal(await hashOf(key), hash.digest("hex"), `${key} has other bytes than the file`);
  const { ContentType, Metadata = {} } = await head(key);
  return {
    type: ContentType,
    metadata: Object.fromEntries(Object.entries(Metadata).map(([name, value]) => [name, decodeURIComponent(value)])),
  };
}

/**
 * Notes what a page sends to S3.
 * @param {Page} page
 * @returns {{forms: number, parts: {number: number, status: number}[]}} grows as answers come in
 */
export function watch(page) {
  /** @type {ReturnType<typeof watch>} */
  const sent = { forms: 0, parts: [] };
  page.on("response", (response) => {
    const url = new URL(response.url());
    if (url.origin !== new URL(setting("S3_ENDPOINT")).origin) return;
    if (response.request().method() === "POST") sent.forms++;
    if (response.request().method() === "PUT")
      sent.parts.push({ number: Number(url.searchParams.get("partNumber")), status: response.status() });
  });
  return sent;
}
