/**
 * How much is done for each of many files, and what is signed when.
 */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { CONNECTIONS_PER_HOST } from "../slipway/connections.js";
import { signatureCache } from "../slipway/signatures.js";

/** @import { SignatureCache } from "../slipway/signatures.js" */
/** @typedef {{id: number, size: number, state: 'waiting' | 'paused' | 'over', looked: number}} Item */
/** @typedef {{items: Item[], asked: Item[][], cache: SignatureCache<Item, {id: number}>}} Uploads */

/**
 * @param {number} count
 * @param {object} [how]
 * @param {number} [how.size] of each, in bytes
 * @param {number} [how.expires] seconds
 * @param {(items: Item[], request: number) => void} [how.fail] throws
 * @param {boolean} [how.refuse] each
 * @returns {Uploads}
 */
function uploads(count, { size = 1000, expires = 300, fail = () => {}, refuse = false } = {}) {
  /** @type {Item[]} */
  const items = Array.from({ length: count }, (_, id) => ({ id, size, state: "waiting", looked: 0 }));
  /** @type {Item[][]} */
  const asked = [];
  /** @type {SignatureCache<Item, {id: number}>} */
  const cache = signatureCache({
    wanted: (item) => (item.looked++, item.state === "waiting"),
    size: (item) => (item.looked++, item.size),
    async ask(batch) {
      asked.push(batch);
      fail(batch, asked.length);
      return { signed: batch.map(({ id }) => (refuse ? new Error("refused") : { id })), expires };
    },
  });
  return { items, asked, cache };
}

/**
 * Sends items as the client does: twelve at once, in order, each until it is stored or refused.
 * @param {SignatureCache<Item, {id: number}>} cache
 * @param {Item[]} items
 */
async function send(cache, items) {
  for (const item of items) cache.expect(item);
  const left = items.values();
  await Promise.all(
    Array.from({ length: 2 * CONNECTIONS_PER_HOST }, async () => {
      for (const item of left) {
        if (item.state !== "waiting") continue;
        for (let done = false; !done;) {
          try {
            await cache.get(item);
            assert.equal((await cache.get(item)).id, item.id); // once more before it is sent, as deliver does
            done = true;
          } catch (error) {
            done = String(error) === "Error: refused";
          }
        }
        item.state = "over";
        cache.drop(item);
      }
    }),
  );
}

/** @type {Array<{what: string, how?: Parameters<typeof uploads>[1], use: (all: Uploads) => Promise<void>}>} */
const CASES = [
  { what: "small files", use: ({ cache, items }) => send(cache, items) },
  { what: "files of 1 MiB", how: { size: 1024 ** 2 }, use: ({ cache, items }) => send(cache, items) },
  { what: "files of 16 MiB", how: { size: 16 * 1024 ** 2 }, use: ({ cache, items }) => send(cache, items) },
  {
    what: "the first half paused",
    async use({ cache, items }) {
      for (const item of items.slice(0, items.length / 2)) item.state = "paused";
      await send(cache, items);
    },
  },
  {
    what: "every second one paused, and then resumed",
    async use({ cache, items }) {
      for (const item of items) if (item.id % 2) item.state = "paused";
      await send(cache, items);
      const resumed = items.filter(({ state }) => state === "paused");
      for (const item of resumed) item.state = "waiting";
      await send(cache, resumed);
    },
  },
  {
    what: "all paused after a few, and then resumed",
    async use({ cache, items }) {
      for (const item of items) cache.expect(item);
      for (const item of items.slice(0, 12)) await cache.get(item);
      for (const item of items) item.state = "paused";
      await cache.get(items[0]);
      for (const item of items) item.state = "waiting";
      await send(cache, items);
    },
  },
  {
    what: "nine of ten in parts, so that they are not wanted",
    async use({ cache, items }) {
      for (const item of items) if (item.id % 10) item.state = "over";
      await send(cache, items);
    },
  },
  { what: "each refused", how: { refuse: true }, use: ({ cache, items }) => send(cache, items) },
  {
    what: "an API that fails ten times",
    how: {
      fail(_, request) {
        if (request <= 10) throw new Error("busy");
      },
    },
    use: ({ cache, items }) => send(cache, items),
  },
  {
    what: "an API that fails every second time",
    how: {
      fail(_, request) {
        if (request % 2) throw new Error("busy");
      },
    },
    use: ({ cache, items }) => send(cache, items),
  },
  {
    what: "none announced",
    async use({ cache, items }) {
      for (const item of items) {
        await cache.get(item);
        cache.drop(item);
      }
    },
  },
  {
    what: "one after the other",
    async use({ cache, items }) {
      for (const item of items) cache.expect(item);
      for (const item of items) {
        await cache.get(item);
        item.state = "over";
        cache.drop(item);
      }
    },
  },
];

describe("the work for each of many files is the same, however many", () => {
  for (const { what, how, use } of CASES) {
    test(what, async () => {
      /** @type {number[]} */
      const looked = [];
      for (const count of [1000, 4000, 16_000]) {
        const all = uploads(count, how);
        let clock = 0;
        const { now } = performance;
        performance.now = () => (clock++, now.call(performance)); // each look at whether a signature is still good
        try {
          await use(all);
        } finally {
          performance.now = now;
        }
        looked.push((clock + all.items.reduce((sum, item) => sum + item.looked, 0)) / count);
      }
      // Twelve that are ready are looked at whenever a signature is used, twice for each file.
      assert.ok(Math.max(...looked) < 64, `looked ${looked.join(", ")} times at each`);
      assert.ok(looked[2] < 1.2 * looked[0], `looked ${looked.join(", ")} times at each`);
    });
  }
});

test("a hundred small files are signed with one request, and asked for before the last are used", async () => {
  const { items, asked, cache } = uploads(1000);
  await send(cache, items);
  assert.equal(asked.length, 10);
  assert.deepEqual(asked.flat(), items, "each once, in order");
});

test("of large files only as many are signed as soon go out", async () => {
  const { items, asked, cache } = uploads(40, { size: 2 * 1024 ** 2 });
  for (const item of items) cache.expect(item);
  await cache.get(items[0]);
  assert.equal(asked[0].length, CONNECTIONS_PER_HOST);
});

test("what expires unused is signed again, together and before what comes later", async (context) => {
  context.mock.method(performance, "now", () => now);
  let now = 0;
  const { items, asked, cache } = uploads(300);
  for (const item of items) cache.expect(item);
  await cache.get(items[0]);
  assert.deepEqual(asked, [items.slice(0, 100)]);
  now = 271_000; // 0.9 of 300 s have passed
  await cache.get(items[1]);
  assert.deepEqual(asked[1], items.slice(1, 101));
});

test("what is paused while it is being signed keeps its signature", async () => {
  const { items, asked, cache } = uploads(2);
  for (const item of items) cache.expect(item);
  const signed = await cache.get(items[1]);
  items[1].state = "paused";
  await cache.get(items[0]);
  items[1].state = "waiting";
  cache.expect(items[1]);
  assert.equal(await cache.get(items[1]), signed);
  assert.equal(asked.length, 1);
});

test("an item is never signed twice at the same time", async () => {
  const { items, asked, cache } = uploads(30);
  await Promise.all(items.map((item) => cache.get(item)));
  await Promise.all(items.map((item) => (cache.expect(item), cache.get(item))));
  assert.deepEqual(
    asked
      .flat()
      .map(({ id }) => id)
      .sort((a, b) => a - b),
    items.map(({ id }) => id),
  );
});

test("after a failure the batch is asked for as it was", async () => {
  const { items, asked, cache } = uploads(250, {
    fail(_, request) {
      if (request === 1) throw new Error("busy");
    },
  });
  for (const item of items) cache.expect(item);
  await assert.rejects(cache.get(items[0]), /busy/);
  await cache.get(items[0]);
  assert.deepEqual(asked[1], items.slice(0, 100));
});
