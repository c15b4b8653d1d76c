/**
 * The modules that need no browser.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { ApiError, NetworkError, S3Error, UnreadableFileError } from "../slipway.js";
import { Connections, CONNECTIONS_PER_HOST } from "../slipway/connections.js";
import { formRequest } from "../slipway/form.js";
import { Pace } from "../slipway/pace.js";
import { Queue } from "../slipway/queue.js";
import { explain } from "../slipway/refusal.js";

test("the fields keep their order, and the file is last", () => {
  const fields = { key: "a", "Content-Type": "text/plain", "x-amz-signature": "s" };
  const { body } = formRequest({ url: "", fields }, new Blob(["bytes"]));
  assert.deepEqual([...body.keys()], ["key", "Content-Type", "x-amz-signature", "file"]);
});

test("the rate of a call follows the link, and says nothing too early or of what stands still", (context) => {
  let now = 1000;
  context.mock.method(performance, "now", () => now);
  const speed = new Pace();
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
  const before = connections.limit;
  assert.ok(before < CONNECTIONS_PER_HOST);
  for (let round = 0; round < 10; round++) {
    await Promise.all(Array.from({ length: connections.limit }, () => connections.measure(1000, async () => {})));
  }
  assert.equal(connections.limit, CONNECTIONS_PER_HOST);

  const broken = Array.from({ length: CONNECTIONS_PER_HOST }, () =>
    connections.measure(1000, async () => {
      throw new NetworkError("storage");
    }),
  );
  await Promise.allSettled(broken);
  assert.equal(connections.limit, CONNECTIONS_PER_HOST / 2);

  const refused = connections.measure(1000, async () => {
    throw new S3Error("", { status: 400, code: "EntityTooLarge", detail: "" });
  });
  await assert.rejects(refused);
  assert.equal(connections.limit, CONNECTIONS_PER_HOST / 2, "a refusal says nothing of the link");
});

test("S3’s errors in plain words", () => {
  /**
   * @param {string} code
   * @param {string} [message]
   */
  const error = (code, message = "", minSize = NaN, maxSize = NaN) => ({ code, message, minSize, maxSize });
  for (const [given, words] of /** @type {const} */ ([
    [error("AccessDenied", "Invalid according to Policy: Policy expired."), /ran out/],
    [error("AccessDenied", 'Invalid according to Policy: Policy Condition failed: ["eq", "$key", "a"]'), /not the one/],
    [error("AccessDenied", "Access Denied"), /did not accept/],
    [error("EntityTooLarge", "", 1, 10_485_760), /limit is 10\.4 MB\./], // 10.5 MB would be refused
    [error("EntityTooLarge", "", 1, 10), /limit is 10 bytes\./],
    [error("EntityTooLarge", "", 1, 999_999), /limit is 999 kB\./],
    [error("EntityTooLarge", "", 1, 5 * 1024 ** 3), /limit is 5\.36 GB\./],
    [error("EntityTooSmall", "", 999_999), /minimum is 1 MB\./],
    [error("EntityTooLarge"), /larger than was permitted/],
    [error("EntityTooSmall", "", 1, 10), /minimum is 1 byte\./],
    [error("EntityTooSmall"), /smaller than was permitted/],
    [error("XAmzContentChecksumMismatch"), /not the file that was announced/],
    [error("SlowDown"), /busy/],
    [error("SomethingNew", "Internal words"), /^The storage refused the file/],
    [null, /^The storage refused the file/],
  ])) {
    assert.match(explain(given), words);
  }
});

test("a second try is offered only where it may help", () => {
  const api = (/** @type {number} */ status) => new ApiError("", { status, code: "" }).retryable;
  const s3 = (/** @type {string} */ code) => new S3Error("", { status: 400, code, detail: "" }).retryable;
  assert.deepEqual([403, 413, 429, 500].map(api), [false, false, true, true]);
  assert.deepEqual(["EntityTooLarge", "EntityTooSmall", "AccessDenied"].map(s3), [false, false, true]);
  assert.equal(new NetworkError("api").retryable, true);
  assert.equal(new UnreadableFileError().retryable, false);
});
