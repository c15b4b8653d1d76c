/**
 * The modules that need no browser.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { ApiError, NetworkError, RejectedError, UnreadableFileError } from "../slipway.js";
import { Connections, CONNECTIONS_PER_HOST } from "../slipway/connections.js";
import { formRequest } from "../slipway/form.js";
import { pace as paceOf } from "../slipway/pace.js";
import { Queue } from "../slipway/queue.js";
import { bytes } from "../slipway/bytes.js";
import { judge } from "../slipway/rules.js";
import { DAMAGES, refusal } from "../slipway/refusal.js";

test("the fields keep their order, and the file is last", () => {
  const fields = { key: "a", "Content-Type": "text/plain", "x-amz-signature": "s" };
  const { body } = formRequest({ url: "", fields }, new Blob(["bytes"]));
  assert.deepEqual([...body.keys()], ["key", "Content-Type", "x-amz-signature", "file"]);
});

test("the rate of a call follows the link, and says nothing too early or of what stands still", (context) => {
  let now = 1000;
  context.mock.method(performance, "now", () => now);
  const speed = paceOf();
  /** @param {number} seconds @param {number} rate */
  const send = (seconds, rate) => {
    for (let i = 0; i < 10 * seconds; i++) {
      now += 100;
      speed.add(rate / 10);
    }
    return speed.rate() ?? 0;
  };
  assert.equal(speed.rate(), undefined);
  speed.add(20_000); // into a buffer
  now += 400;
  assert.equal(speed.rate(), undefined);
  send(30, 1000);
  assert.ok(Math.abs(send(20, 1000) - 1000) < 50);
  assert.ok(Math.abs(send(10, 500) - 500) < 100, "it does not follow");
  assert.ok(Math.abs(send(20, 8000) - 8000) < 200, "it does not follow");
  now += 3000;
  assert.ok((speed.rate() ?? 0) < 6000, "a stall does not show");
  now += 120_000;
  assert.equal(speed.rate(), undefined);
  assert.ok(Math.abs(send(20, 1000) - 1000) < 50, "the stall still counts");
});

test("the queue runs so many jobs at once, in their order", async () => {
  const queue = new Queue(2);
  const { signal } = new AbortController();
  let running = 0;
  let most = 0;
  /** @type {number[]} */
  const order = [];
  const answers = await Promise.all(
    [0, 1, 2, 3, 4].map((i) =>
      queue.run(async () => {
        order.push(i);
        most = Math.max(most, ++running);
        await new Promise(setImmediate);
        running--;
        return i * i;
      }, signal),
    ),
  );
  assert.deepEqual(answers, [0, 1, 4, 9, 16]);
  assert.deepEqual(order, [0, 1, 2, 3, 4]);
  assert.equal(most, 2);
});

test("a job that fails makes room for the next", async () => {
  const queue = new Queue(1);
  const { signal } = new AbortController();
  await assert.rejects(
    queue.run(() => Promise.reject(new Error("no")), signal),
    /no/,
  );
  assert.equal(await queue.run(async () => "yes", signal), "yes");
});

test("a job aborted in the queue never starts, and takes nobody’s place", async () => {
  const queue = new Queue(1);
  const canceller = new AbortController();
  const { signal } = new AbortController();
  /** @type {(value?: unknown) => void} */
  let finish = () => {};
  const first = queue.run(() => new Promise((resolve) => (finish = resolve)), signal);
  const second = queue.run(() => assert.fail("it started"), canceller.signal);
  const third = queue.run(async () => "third", signal);
  canceller.abort();
  await assert.rejects(second, { name: "AbortError" });
  await assert.rejects(
    queue.run(() => assert.fail("it started"), canceller.signal),
    { name: "AbortError" },
  );
  finish();
  await first;
  assert.equal(await third, "third");
});

test("the connections grow while it goes well, and are halved once by what breaks together", async () => {
  const connections = new Connections();
  const { signal } = new AbortController();
  const before = connections.limit;
  assert.ok(before < CONNECTIONS_PER_HOST);
  for (let round = 0; round < 10; round++) {
    await Promise.all(Array.from({ length: connections.limit }, () => connections.send(1000, async () => {}, signal)));
  }
  assert.equal(connections.limit, CONNECTIONS_PER_HOST);

  const broken = Array.from({ length: CONNECTIONS_PER_HOST }, () =>
    connections.send(1000, () => Promise.reject(new NetworkError("storage")), signal),
  );
  await Promise.allSettled(broken);
  assert.equal(connections.limit, CONNECTIONS_PER_HOST / 2);

  const refused = refusal(400, "<Error><Code>EntityTooLarge</Code></Error>", 0);
  await assert.rejects(connections.send(1000, () => Promise.reject(refused), signal));
  assert.equal(connections.limit, CONNECTIONS_PER_HOST / 2, "a refusal says nothing of the link");
});

test("S3’s errors in plain words", () => {
  /**
   * @param {string} code
   * @param {string} [more] elements
   */
  const error = (code, more = "") => `<Error><Code>${code}</Code>${more}</Error>`;
  const says = (/** @type {string} */ message) => `<Message>${message}</Message>`;
  const most = (/** @type {number} */ size) => `<MaxSizeAllowed>${size}</MaxSizeAllowed>`;
  const least = (/** @type {number} */ size) => `<MinSizeAllowed>${size}</MinSizeAllowed>`;
  for (const [given, words, details] of /** @type {Array<[string, RegExp, object]>} */ ([
    [
      error("AccessDenied", says("Invalid according to Policy: Policy expired.")),
      /refused the file/,
      { reason: "expired" },
    ],
    [
      error(
        "AccessDenied",
        says("Invalid according to Policy: Policy Condition failed: [&quot;eq&quot;, &quot;a&quot;]"),
      ),
      /not the one/,
      { reason: "condition" },
    ],
    [error("AccessDenied", says("Access Denied")), /refused the file/, { reason: "permission" }],
    [error("ExpiredToken"), /refused the file/, {}],
    [error("EntityTooLarge", most(10_485_760)), /too large: the limit is 10\.4 MB\.$/, { limit: 10_485_760 }], // 10.5 MB would be refused
    [error("EntityTooLarge", most(0)), /limit is 0 bytes\./, { limit: 0 }],
    [error("EntityTooSmall", least(5_242_880)), /too small: the limit is 5\.3 MB\.$/, { limit: 5_242_880 }], // 5.2 MB would be refused
    [error("EntityTooSmall", least(1)), /limit is 1 byte\./, { limit: 1 }],
    [error("EntityTooLarge"), /^The file is too large\.$/, {}],
    [error("EntityTooSmall", most(10)), /^The file is too small\.$/, {}], // the other limit
    ...DAMAGES.map((code) => /** @type {[string, RegExp, object]} */ ([error(code), /refused the file/, {}])),
    [error("SomethingNew", says("Internal words")), /^The storage refused the file/, {}],
    ["", /^The storage refused the file/, {}],
    ["<html>", /^The storage refused the file/, {}],
  ])) {
    const found = refusal(400, given, 0);
    assert.match(found.message, words, given);
    assert.deepEqual(found.details, details, given);
  }
});

test("the whole client is small: bundled, minified and gzipped", async () => {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL("../slipway.js", import.meta.url))],
    bundle: true,
    minify: true,
    format: "esm",
    write: false,
  });
  const { length } = gzipSync(outputFiles[0].contents, { level: 9 });
  assert.ok(length <= 9350, `${length} bytes`);
});

test("a size in words, rounded down and rounded up", () => {
  for (const [count, down, up] of /** @type {const} */ ([
    [0, "0 bytes", "0 bytes"],
    [1, "1 byte", "1 byte"],
    [999, "999 bytes", "999 bytes"],
    [1000, "1 kB", "1 kB"],
    [1001, "1 kB", "1.1 kB"],
    [1100, "1.1 kB", "1.1 kB"],
    [99_950, "99.9 kB", "100 kB"],
    [999_900, "999.9 kB", "999.9 kB"],
    [999_901, "999.9 kB", "1 MB"], // and not 1000 kB
    [999_999, "999.9 kB", "1 MB"],
    [1_100_000, "1.1 MB", "1.1 MB"],
    [10_485_760, "10.4 MB", "10.5 MB"],
    [999_999_999, "999.9 MB", "1 GB"],
    [5 * 1024 ** 3, "5.3 GB", "5.4 GB"],
    [53_687_091_200_000, "53.6 TB", "53.7 TB"],
    [5e15, "5000 TB", "5000 TB"],
  ])) {
    assert.deepEqual([bytes(count, Math.floor), bytes(count, Math.ceil)], [down, up], `${count}`);
  }
});

test("a size and the limit that it breaks are said so that they differ, and what obeys the limit is accepted", () => {
  for (const [size, minBytes, maxBytes, words] of /** @type {const} */ ([
    [11_000_000, 1, 10_485_760, "This file is 11 MB; the limit is 10.4 MB."],
    [10_485_761, 1, 10_485_760, "This file is 10.5 MB; the limit is 10.4 MB."],
    [10_400_001, 1, 10_400_000, "This file is 10.5 MB; the limit is 10.4 MB."],
    [1_000_000, 1, 999_999, "This file is 1 MB; the limit is 999.9 kB."],
    [1001, 1, 1000, "This file is 1.1 kB; the limit is 1 kB."],
    [1000, 1, 999, "This file is 1 kB; the limit is 999 bytes."],
    [2, 1, 1, "This file is 2 bytes; the limit is 1 byte."],
    [6_442_450_944, 1, 5_368_709_120, "This file is 6.5 GB; the limit is 5.3 GB."],
    [0, 1, 10, "This file is 0 bytes; the minimum is 1 byte."],
    [999, 1000, 5000, "This file is 999 bytes; the minimum is 1 kB."],
    [5_242_879, 5_242_880, 1e9, "This file is 5.2 MB; the minimum is 5.3 MB."],
  ])) {
    const rules = { accept: "text/plain", minBytes, maxBytes, maxMultipartBytes: 0 };
    const found = judge({ name: "a", type: "text/plain", size }, /** @type {any} */ (rules));
    assert.equal(found?.message, words);
    assert.deepEqual(found?.details, { limit: size > maxBytes ? maxBytes : minBytes, actual: size });
  }
});

test("the client tries again by itself where time may help, and offers a second try where a person may", () => {
  const s3 = (/** @type {number} */ status, code = "") => refusal(status, `<Error><Code>${code}</Code></Error>`, 0);
  const api = (/** @type {number} */ status) => new ApiError("", { status, code: "" });
  for (const [error, transient, retryable] of /** @type {const} */ ([
    [api(403), false, false],
    [api(413), false, false],
    [api(429), true, true],
    [api(500), true, true],
    [s3(400, "EntityTooLarge"), false, false],
    [s3(400, "EntityTooSmall"), false, false],
    [s3(403, "AccessDenied"), false, true],
    [s3(400, "ExpiredToken"), true, true],
    ...DAMAGES.map((code) => /** @type {const} */ ([s3(400, code), true, true])),
    [s3(400, "NoSuchUpload"), false, true],
    [s3(429), true, true],
    [s3(503), true, true],
    [new NetworkError("api"), true, true],
    [new UnreadableFileError(), false, false],
    [new RejectedError({ reason: "Malware" }), false, false],
  ])) {
    assert.deepEqual([error.transient, error.retryable], [transient, retryable], `${error.name} ${error.code}`);
  }
});
