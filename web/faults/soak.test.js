/**
 * Many files of mixed sizes, while faults follow each other. Sizes, bytes and
 * faults come from a seed: SOAK_SEED repeats a run, apart from the timing of the
 * network. SOAK_FILES is the number of files.
 */
import assert from "node:assert/strict";
import { createCipheriv, createHash, randomInt } from "node:crypto";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { hashOf, keys, partsOf, unfinished } from "../test/bucket.js";
import { start } from "../test/client.js";
import { folder } from "../test/harness.js";
import { api, s3, server } from "./network.js";
import { KiB, MiB, networkTest, retried, threshold } from "./outcome.js";

const FILES = Number(process.env.SOAK_FILES ?? 500);
const SEED = Number(process.env.SOAK_SEED ?? randomInt(2 ** 31));

/** The time without a finished file after which there are no more faults. */
const FAULTS = 2 * FILES;

networkTest(`${FILES} files under random faults are all stored once, and equal`, async (page) => {
  console.log(`seed ${SEED}: repeat with SOAK_SEED=${SEED} SOAK_FILES=${FILES}`);
  const before = new Set(await keys());
  const random = generator(SEED);
  /** @type {Map<string, string>} names to hashes */
  const chosen = new Map();
  let bytes = 0;
  for (let i = 0; i < FILES; i++) {
    const content = random.bytes(size(random));
    const name = `soak-${i}.txt`;
    await writeFile(path.join(folder, name), content);
    chosen.set(name, createHash("sha256").update(content).digest("hex"));
    bytes += content.length;
  }
  await mend(s3);
  await start(
    page,
    [...chosen.keys()].map((name) => path.join(folder, name)),
    /** @type {any} */ ({ api: api.url, threshold }),
  );

  const over = page.evaluate(() => /** @type {any} */ (window).uploads.done.then(() => true));
  let done = false;
  over.then(
    () => (done = true),
    () => (done = true),
  );
  /** @type {Record<string, number>} */
  const faults = {};
  for (let i = 0; i < FAULTS && !done; i++) {
    const { name, on, off } = random.one(FAULT);
    await on(random);
    await passes(200 + 1300 * random.number());
    await off();
    faults[name] = (faults[name] ?? 0) + 1;
    await passes(4000 * random.number());
  }
  await over;

  const failed = await page.evaluate(() =>
    /** @type {any} */ (window).uploads.files
      .filter((/** @type {any} */ { state }) => state !== "stored")
      .map((/** @type {any} */ { file, state, error }) => `${file.name}: ${state}: ${error}`),
  );
  assert.deepEqual(failed, []);
  const stored = new Map();
  const found = (await keys()).filter((key) => !before.has(key));
  for (const key of found) {
    const name = key.split("/").at(-1);
    assert.ok(!stored.has(name), `${name} is stored twice`);
    stored.set(name, await hashOf(key));
  }
  assert.deepEqual(stored, chosen);
  // A client that loses the answer to the creation of an upload does not know it. Such uploads are
  // empty, and the bucket's lifecycle rule aborts them.
  const begun = await unfinished();
  for (const upload of begun) assert.equal(await partsOf(upload), 0, `parts of ${upload.Key} are left`);
  console.log(
    `${FILES} files, ${(bytes / MiB).toFixed(0)} MiB: stored once and equal ${stored.size}, twice 0, failed 0; ${await retried(page)} retries; begun in vain ${begun.length}`,
  );
  console.log(
    `faults: ${Object.entries(faults)
      .map(([name, times]) => `${name} ${times}`)
      .join(", ")}`,
  );
});

/** @typedef {ReturnType<typeof generator>} Random */

/** @type {Array<{name: string, on: (random: Random) => Promise<void>, off: () => Promise<void>}>} */
const FAULT = [
  ...[api, s3].flatMap((link, i) => {
    const where = ["API", "S3"][i];
    const off = () => mend(link);
    return [
      { name: `${where} down`, on: () => link.cut(), off },
      {
        name: `${where} slow to answer`,
        on: (/** @type {Random} */ random) =>
          link.add("downstream", "latency", { latency: Math.floor(500 * random.number()) }),
        off,
      },
      { name: `${where} answers lost`, on: () => link.add("downstream", "limit_data", { bytes: 1 }, 0.5), off },
    ];
  }),
  {
    name: "S3 connections closed in the middle",
    on: (random) => s3.add("upstream", "limit_data", { bytes: Math.floor(2 * MiB * random.number()) }, 0.5),
    off: () => mend(s3),
  },
  {
    name: "S3 connections reset",
    on: () => s3.add("upstream", "reset_peer", { timeout: 100 }, 0.5),
    off: () => mend(s3),
  },
  { name: "S3 restarted", on: () => server.stop(), off: () => server.start() },
];

/**
 * The link between faults. It has a latency and a rate: without these, all files
 * would be stored before the first fault.
 * @param {typeof s3} link
 */
async function mend(link) {
  await link.mend();
  if (link !== s3) return;
  await s3.add("upstream", "bandwidth", { rate: 4096 });
  await s3.add("downstream", "latency", { latency: 200 });
}

/**
 * Returns a size: mostly small, sometimes large enough for parts.
 * @param {Random} random
 */
function size(random) {
  const kind = random.number();
  const [least, most] =
    kind < 0.5
      ? [1, 64 * KiB]
      : kind < 0.75
        ? [64 * KiB, MiB]
        : kind < 0.85
          ? [MiB, 4 * MiB]
          : [threshold + 1, 16 * MiB];
  return Math.floor(least + (most - least) * random.number());
}

/**
 * Random numbers that a seed determines: the key stream of a cipher.
 * @param {number} seed
 */
function generator(seed) {
  const stream = createCipheriv("aes-128-ctr", createHash("md5").update(String(seed)).digest(), Buffer.alloc(16));
  const bytes = (/** @type {number} */ count) => stream.update(Buffer.alloc(count));
  const number = () => bytes(4).readUInt32LE() / 2 ** 32;
  return {
    bytes,
    /** From 0 to 1, exclusive. */
    number,
    one: (/** @type {any[]} */ list) => list[Math.floor(list.length * number())],
  };
}

/** @param {number} milliseconds */
function passes(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
