/**
 * The client in a module worker, against the running stack: there is no
 * DOMParser, no localStorage and no document there.
 */
import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { hashOf, stored, unfinished } from "./bucket.js";
import { clientTest, requests } from "./client.js";
import { site } from "./stack.js";

/** @import { Page } from 'playwright-core' */

const MiB = 1024 ** 2;

/** Uploads the files that it is sent, and tells how each ended. */
const WORKER = `
  import { upload } from '${site}/slipway.js';
  onmessage = async ({ data: { files, options } }) => {
    const uploads = upload(files, { api: '${site}', ...options });
    const ends = await Promise.all(
      uploads.files.map((one) => one.done.then(
        (stored) => ({ stored }),
        (error) => ({ error: { name: error.name, code: error.code, status: error.status, cause: error.cause, message: error.message } }),
      )),
    );
    postMessage({ ends, here: [typeof DOMParser, typeof localStorage, typeof document] });
  };`;

/**
 * @param {Page} page
 * @param {Array<{name: string, mimeType: string, buffer: Buffer}>} files
 * @param {object} options
 * @returns {Promise<any[]>} how each ended
 */
async function inWorker(page, files, options) {
  await page.evaluate(() => (document.body.innerHTML = '<input type="file" multiple>'));
  await page.setInputFiles("input", files);
  const { ends, here } = await page.evaluate(
    async ([code, options]) => {
      const worker = new Worker(
        URL.createObjectURL(new Blob([/** @type {string} */ (code)], { type: "text/javascript" })),
        { type: "module" },
      );
      worker.postMessage({ files: [.../** @type {any} */ (document.querySelector("input")).files], options });
      const { data } = await new Promise((resolve, reject) => {
        worker.onmessage = resolve;
        worker.onerror = ({ message }) => reject(new Error(message));
      });
      worker.terminate();
      return data;
    },
    [WORKER, options],
  );
  assert.deepEqual(here, ["undefined", "undefined", "undefined"]);
  return ends;
}

clientTest("a worker uploads forms and files in parts, with and without a checksum", async (page) => {
  const files = [1000, 300_000, 11 * MiB].map((size) => ({
    name: `${size}.txt`,
    mimeType: "text/plain",
    buffer: randomBytes(size),
  }));
  const sent = requests(page);
  for (const sha256 of [false, true]) {
    const ends = await inWorker(page, files, { threshold: MiB, sha256 });
    for (const [i, { buffer }] of files.entries()) {
      assert.ok(ends[i].stored, JSON.stringify(ends[i].error));
      assert.equal(await hashOf(ends[i].stored.key), createHash("sha256").update(buffer).digest("hex"));
      assert.equal((await stored(ends[i].stored.key)).type, "text/plain");
    }
  }
  assert.equal(sent.s3("PUT").length, 6, "parts of three and three");
  assert.deepEqual(await unfinished(), []);
});

clientTest("in a worker, what S3 refuses is an S3Error with its code", async (page) => {
  await page.route("**/uploads", (route) => {
    const body = route.request().postDataJSON();
    body.files[0].size = 10;
    return route.continue({ postData: JSON.stringify(body) });
  });
  const [{ error }] = await inWorker(
    page,
    [{ name: "grown.txt", mimeType: "text/plain", buffer: randomBytes(1000) }],
    {},
  );
  assert.equal(error?.name, "S3Error");
  assert.equal(error.code, "EntityTooLarge");
  assert.equal(error.status, 400);
  assert.ok(error.cause, "S3's own words are not kept");
  assert.match(error.message, /^This file is too large(; the limit is 10 bytes)?\.$/);
});

clientTest("in a worker, what the API refuses is an ApiError with its code", async (page) => {
  const [{ error }] = await inWorker(
    page,
    [{ name: "setup.exe", mimeType: "application/x-msdownload", buffer: randomBytes(10) }],
    {},
  );
  assert.equal(error?.name, "ApiError");
  assert.equal(error.code, "TypeNotAllowed");
});
