/**
 * Files that changed or vanished after they were chosen, against the running
 * stack: each way, each size, with a checksum and without, ends the same.
 */
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { appendFile, mkdir, rename, rm, stat, symlink, truncate, utimes, writeFile } from "node:fs/promises";
import path from "node:path";
import { keys } from "./bucket.js";
import { clientTest, end, nothingUnfinished } from "./client.js";
import { folder } from "./harness.js";
import { S3 } from "./stack.js";

const MiB = 1024 ** 2;

/** @type {Array<{what: string, change: (file: string) => Promise<unknown>}>} */
const CHANGES = [
  { what: "deleted", change: (file) => rm(file) },
  { what: "renamed", change: (file) => rename(file, `${file}.old`) },
  {
    what: "moved to another folder",
    change: (file) => mkdir(`${file}.d`).then(() => rename(file, path.join(`${file}.d`, "moved"))),
  },
  { what: "emptied", change: (file) => truncate(file, 0) },
  { what: "cut short by a byte", change: async (file) => truncate(file, (await stat(file)).size - 1) },
  { what: "longer by a byte", change: (file) => appendFile(file, "a") },
  { what: "saved with other bytes", change: async (file) => writeFile(file, randomBytes((await stat(file)).size)) },
  {
    what: "saved by way of another file",
    change: async (file) =>
      writeFile(`${file}.new`, randomBytes((await stat(file)).size)).then(() => rename(`${file}.new`, file)),
  },
  { what: "now a folder", change: (file) => rm(file).then(() => mkdir(file)) },
  { what: "now a link to nowhere", change: (file) => rm(file).then(() => symlink("/nowhere", file)) },
];

/** When: before the file is read for its checksum, or when it is signed and about to be sent. */
const TIMES = [
  { when: "before its checksum is made", sha256: true, signed: false },
  { when: "after it was signed, with a checksum", sha256: true, signed: true },
  { when: "after it was signed, without a checksum", sha256: false, signed: true },
];

for (const { kind, size, threshold } of [
  { kind: "a small form", size: 1000, threshold: 16 * MiB },
  { kind: "a form", size: 300_000, threshold: 16 * MiB },
  { kind: "parts", size: 6 * MiB, threshold: MiB },
]) {
  for (const { when, sha256, signed } of TIMES) {
    clientTest(`${kind}: a file that changes ${when} is no longer readable`, async (page) => {
      const before = await keys();
      const files = await Promise.all(
        CHANGES.map(async (_, i) => {
          const file = path.join(folder, `${kind}, ${when} ${i}.txt`);
          await writeFile(file, randomBytes(size));
          await utimes(file, 1e9, 1e9); // long ago: Chromium compares whole seconds
          return file;
        }),
      );
      const change = () => Promise.all(CHANGES.map(({ change }, i) => change(files[i])));
      let release = () => {};
      const changed = new Promise((/** @type {(value: void) => void} */ resolve) => (release = resolve));
      await page.route(S3, (route) => changed.then(() => route.continue()));
      let left = CHANGES.length;
      const allSigned = new Promise((/** @type {(value: void) => void} */ resolve) =>
        page.on("response", async (response) => {
          if (S3.test(response.url()) || response.request().method() === "OPTIONS") return;
          const answer = await response.json().catch(() => ({}));
          left -= answer.uploads?.length ?? (answer.presignedUrls || answer.url ? 1 : 0);
          if (left <= 0) resolve();
        }),
      );

      await page.evaluate(() => (document.body.innerHTML = '<input type="file" multiple>'));
      await page.setInputFiles("input", files);
      if (!signed) await change();
      await page.evaluate(
        async (options) => {
          const path = "/slipway.js"; // an address on the page, which the type checker need not resolve
          /** @type {any} */ (window).uploads = (await import(path)).upload(
            document.querySelector("input")?.files,
            options,
          );
        },
        { threshold, sha256 },
      );
      if (signed) {
        await allSigned;
        await change();
      }
      release();

      for (const [i, { what }] of CHANGES.entries()) {
        const { stored, error } = await end(page, i);
        assert.equal(stored, undefined, what);
        assert.equal(error?.name, "UnreadableFileError", `${what}: ${error?.message}`);
        assert.match(error?.message ?? "", /^The file can no longer be read/, what);
      }
      assert.deepEqual(await keys(), before);
      await nothingUnfinished();
    });
  }
}
