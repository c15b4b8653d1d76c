/**
 * The modules that need no browser.
 */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { ApiError, NetworkError, RejectedError, UnreadableFileError } from "../slipway.js";
import { connections, CONNECTIONS_PER_HOST } from "../slipway/connections.js";
import { formOf } from "../slipway/deliver.js";
import { pace as paceOf } from "../slipway/pace.js";
import { queue as queueOf } from "../slipway/queue.js";
import { bytes } from "../slipway/bytes.js";
import { judge } from "../slipway/rules.js";
import { refusal } from "../slipway/refusal.js";

/** What happens to bytes on a bad link. */
const DAMAGES = ["BadDigest", "IncompleteBody", "RequestTimeout", "XAmzContentChecksumMismatch"];

Object.defineProperty(globalThis, "navigator", { value: { onLine: true }, configurable: true }); // which Node 20 lacks

test("the fields keep their order, and the file is last", () => {
  const fields = { key: "a", "Content-Type": "text/plain", "x-amz-signature": "s" };
  const form = formOf(fields, new Blob(["bytes"]));
  assert.deepEqual([...form.keys()], ["key", "Content-Type", "x-amz-signature", "file"]);
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
  const queue = queueOf(2);
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
  const queue = queueOf(1);
  const { signal } = new AbortController();
  await assert.rejects(
    queue.run(() => Promise.reject(new Error("no")), signal),
    /no/,
  );
  assert.equal(await queue.run(async () => "yes", signal), "yes");
});

test("a job aborted in the queue never starts, and takes nobody’s place", async () => {
  const queue = queueOf(1);
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

test("the connections are halved once by what breaks together, and grow while it goes well", async () => {
  const send = connections();
  const { signal } = new AbortController();
  let running = 0;
  /** @param {number} count @param {() => void} [end] throws what breaks */
  const round = async (count, end = () => {}) => {
    let most = 0;
    const job = async () => {
      most = Math.max(most, ++running);
      await new Promise(setImmediate);
      running--;
      end();
    };
    await Promise.allSettled(Array.from({ length: count }, () => send(job, signal)));
    return most;
  };
  const fail = (/** @type {Error} */ error) => () => {
    throw error;
  };
  const broken = fail(new NetworkError("storage"));
  const refused = fail(refusal(400, "<Error><Code>EntityTooLarge</Code></Error>"));
  const all = CONNECTIONS_PER_HOST;
  assert.equal(await round(2 * all), all);
  assert.equal(await round(all, broken), all);
  assert.equal(await round(1, refused), 1); // which says nothing of the link
  for (const limit of [3, 4, 5, 6]) assert.equal(await round(limit), limit, "one more after each round");
  assert.equal(await round(2 * all), all);
  assert.equal(await round(all, broken), all);
  assert.equal(await round(all), all / 2, "halved once");
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
      /not the file/,
      { reason: "condition" },
    ],
    [error("AccessDenied", says("Access Denied")), /refused the file/, { reason: "permission" }],
    [error("ExpiredToken"), /refused the file/, { reason: "expired" }],
    [error("EntityTooLarge", most(10_485_760)), /too large; the limit is 10\.4 MB\.$/, { limit: 10_485_760 }], // 10.5 MB would be refused
    [error("EntityTooLarge", most(0)), /limit is 0 bytes\./, { limit: 0 }],
    [error("EntityTooSmall", least(5_242_880)), /too small; the limit is 5\.3 MB\.$/, { limit: 5_242_880 }], // 5.2 MB would be refused
    [error("EntityTooSmall", least(1)), /limit is 1 byte\./, { limit: 1 }],
    [error("EntityTooLarge"), /^This file is too large\.$/, {}],
    [error("EntityTooSmall", most(10)), /^This file is too small\.$/, {}], // the other limit
    ...DAMAGES.map((code) => /** @type {[string, RegExp, object]} */ ([error(code), /refused the file/, {}])),
    [error("SomethingNew", says("Internal words")), /^The storage refused the file/, {}],
    ["", /^The storage refused the file/, {}],
    ["<html>", /^The storage refused the file/, {}],
  ])) {
    const found = refusal(400, given);
    assert.match(found.message, words, given);
    assert.deepEqual(found.details, details, given);
  }
});

/** The client in one file, as an application's bundler makes it. */
async function bundle() {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL("../slipway.js", import.meta.url))],
    bundle: true,
    minify: true,
    format: "esm",
    write: false,
  });
  return outputFiles[0].contents;
}

test("the whole client is small: bundled, minified and gzipped", async () => {
  const { length } = gzipSync(await bundle(), { level: 9 });
  assert.ok(length <= 8192, `${length} bytes`);
});

test("errors keep their names where a minifier renames their classes", async () => {
  const bundled = await import(`data:text/javascript;base64,${Buffer.from(await bundle()).toString("base64")}`);
  for (const [name, ...given] of /** @type {const} */ ([
    ["UploadError", "", { code: "a" }],
    ["ApiError", "", { code: "a" }],
    ["S3Error", "", { code: "a" }],
    ["NetworkError", "api"],
    ["UnreadableFileError"],
    ["RejectedError", {}],
  ])) {
    const one = bundled[name];
    assert.notEqual(one.name, name, "it is not renamed");
    assert.equal(new one(...given).name, name);
  }
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

test("a size and the limit that it breaks are said as the API says them", async () => {
  // TestCompareSizes reads the same table.
  const table = new URL("../../functions/internal/upload/testdata/sizes.json", import.meta.url);
  const rows = JSON.parse(await readFile(table, "utf8"));
  assert.ok(rows.length > 20);
  for (const { size, limit, says } of rows) {
    const large = size > limit;
    const rules = { accept: "text/plain", minBytes: limit, maxBytes: limit, maxMultipartBytes: 0 };
    const found = judge({ name: "a", type: "text/plain", size }, /** @type {any} */ (rules));
    assert.equal(found?.message, `This file is ${says[0]}; the ${large ? "limit" : "minimum"} is ${says[1]}.`);
    assert.deepEqual(found?.details, { limit, actual: size });
  }
});

test("the client tries again by itself where time may help, and offers a second try where a person may", () => {
  const s3 = (/** @type {number} */ status, code = "") => refusal(status, `<Error><Code>${code}</Code></Error>`);
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
