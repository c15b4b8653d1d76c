/**
 * A file whose tab is closed half-way, and that goes on in another.
 */
import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { open, readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { hashOf, unfinished } from "./bucket.js";
import { throttle } from "./chromium.js";
import { clientTest, key, requests, start, until } from "./client.js";
import { folder } from "./harness.js";
import { site } from "./stack.js";

const MiB = 1024 ** 2;

/** Bytes that the browser may take more than before, whatever the size of the file. */
const MOST = 100 * MiB;

/**
 * @param {string} name of the test
 * @param {number} mebibytes
 */
export function resumeTest(name, mebibytes) {
  clientTest(name, async (page) => {
    const film = path.join(folder, `${mebibytes}.mp4`);
    const hash = await generate(film, mebibytes);
    const atRest = await memory();
    let most = 0;
    const sampler = setInterval(async () => (most = Math.max(most, await memory())), 200);
    try {
      const before = requests(page);
      await throttle(page, (mebibytes * MiB) / 8); // four seconds each for the two halves
      await start(page, film);
      await until(page, "sending", (mebibytes * MiB) / 2);
      const left = await page.evaluate(() => /** @type {any} */ (window).uploads.snapshot().loaded);
      await page.close(); // as a crash would: nothing can be tidied up
      assert.equal((await unfinished()).length, 1);

      const next = await page.context().newPage();
      const after = requests(next);
      await next.goto(new URL("/slipway.js", site).href);
      await start(next, film);
      assert.equal(await hashOf(await key(next)), hash);
      assert.deepEqual(await unfinished(), []);
      assert.equal(after.api(/\/s3\/multipart$/).length, 0, "it was begun anew");
      const partSize = Math.max(5, Math.ceil(mebibytes / 128)); // in MiB, as the API cuts the file
      const parts = mebibytes / partSize;
      // Those that were on their way when the tab was closed are sent twice.
      assert.ok(
        after.s3("PUT").length <= Math.ceil(parts) - Math.floor(left / (partSize * MiB)) + 6,
        `${before.s3("PUT").length} parts, and then ${after.s3("PUT").length}`,
      );
    } finally {
      clearInterval(sampler);
    }
    console.log(`${mebibytes} MiB: the browser took ${Math.round((most - atRest) / MiB)} MiB more than at rest`);
    assert.ok(most - atRest < MOST, `the browser took ${Math.round((most - atRest) / MiB)} MiB more`);
  });
}

/**
 * Writes a file of noise.
 * @param {string} name
 * @param {number} mebibytes
 * @returns {Promise<string>} its SHA-256
 */
async function generate(name, mebibytes) {
  const hash = createHash("sha256");
  const noise = randomBytes(MiB);
  const file = await open(name, "w");
  for (let i = 0; i < mebibytes; i++) {
    noise.writeUInt32LE(i); // no two are the same, so that none can stand in for another
    hash.update(noise);
    await file.write(noise);
  }
  await file.close();
  return hash.digest("hex");
}

/**
 * The memory that the processes which this one has started have to themselves.
 * @returns {Promise<number>} bytes; 0 where there is no Linux to tell
 */
async function memory() {
  /** @type {Map<number, {parent: number, bytes: number}>} */
  const processes = new Map();
  for (const name of await readdir("/proc").catch(() => [])) {
    if (!/^\d+$/.test(name)) continue;
    const status = await readFile(`/proc/${name}/status`, "utf8").catch(() => ""); // it may have ended meanwhile
    const number = (/** @type {string} */ field) => Number(RegExp(`^${field}:\\s+(\\d+)`, "m").exec(status)?.[1] ?? 0);
    processes.set(Number(name), { parent: number("PPid"), bytes: 1024 * number("RssAnon") });
  }
  let sum = 0;
  for (const { parent, bytes } of processes.values()) {
    let above = parent;
    while (above && above !== process.pid) above = processes.get(above)?.parent ?? 0;
    if (above) sum += bytes;
  }
  return sum;
}
