/**
 * Slow links, against the running stack: what still moves is never cut off, and
 * what does not is. The page's clock runs faster than the browser's network, so
 * that minutes pass in seconds.
 */
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { stored } from "./bucket.js";
import { throttle } from "./chromium.js";
import { clientTest, key, requests, start } from "./client.js";
import { hurry } from "./clock.js";
import { S3 } from "./stack.js";

const MiB = 1024 ** 2;

/** @param {number} size */
const file = (size) => ({ name: `${size}.txt`, mimeType: "text/plain", buffer: randomBytes(size) });

for (const { size, rate, sent = 1, threshold = 16 * MiB } of [
  { size: 250_000, rate: 3500 },
  { size: 262_143, rate: 3500 }, // the largest without progress events
  { size: 262_144, rate: 3500 }, // the smallest with them
  { size: 270_000, rate: 3500 },
  { size: 500_000, rate: 3500 },
  { size: 30_000, rate: 400 },
  { size: 100_000, rate: 1000 },
  { size: 100_000, rate: 400 },
  { size: 250_000, rate: 1000 },
  { size: 250_000, rate: 400 },
  { size: 1_000_000, rate: 10_000 },
  { size: 6 * MiB, rate: 60_000, sent: 2, threshold: MiB }, // in parts of 5 MiB and 1 MiB
]) {
  const seconds = Math.round(size / rate);
  clientTest(`${size} bytes at ${rate} bytes a second take ${seconds} s, and are sent once`, async (page) => {
    const one = file(size);
    const faster = Math.min(40, seconds / 2);
    const all = requests(page);
    await page.clock.install();
    await throttle(page, rate * faster);
    await start(page, one, { threshold });
    const passed = await hurry(page, faster, key(page));
    assert.ok((await stored(passed.result)).bytes.equals(one.buffer));
    assert.ok(passed.seconds > 0.8 * seconds, `it took ${passed.seconds} s`);
    assert.equal(all.s3("P").length, sent);
  });
}

for (const { size, seconds } of [
  { size: 1, seconds: 100 },
  { size: 1000, seconds: 110 },
  { size: 100_000, seconds: 350 },
  { size: 250_000, seconds: 700 },
]) {
  clientTest(`${size} bytes are sent, and the answer takes ${seconds} s`, async (page) => {
    let release = () => {};
    const late = new Promise((/** @type {(value: void) => void} */ resolve) => (release = resolve));
    await page.route(S3, async (route) => {
      const response = await route.fetch();
      await late;
      await route.fulfill({ response });
    });
    const all = requests(page);
    await page.clock.install();
    const answer = page.waitForRequest(S3);
    await start(page, file(size));
    await answer;
    await page.clock.runFor(1000 * seconds);
    release();
    await key(page);
    assert.equal(all.s3("POST").length, 1);
  });
}

for (const { size, seconds, threshold = 16 * MiB } of [
  { size: 1, seconds: 120 },
  { size: 20_000, seconds: 170 },
  { size: 250_000, seconds: 745 },
  { size: 270_000, seconds: 120 },
  { size: 2 * MiB, seconds: 120 },
  { size: 6 * MiB, seconds: 120, threshold: MiB },
]) {
  clientTest(`${size} bytes that do not move are sent again after ${seconds} s`, async (page) => {
    await page.route(S3, () => {});
    await page.clock.install();
    const sent = page.waitForRequest(S3);
    await start(page, file(size), { threshold });
    await sent;
    await page.clock.runFor(1000 * (seconds - 10));
    const retries = () =>
      /** @type {any} */ (window).seen.filter((/** @type {any} */ { state }) => state === "retrying").length;
    assert.equal(await page.evaluate(retries), 0);
    await page.clock.runFor(20_000);
    await page.waitForFunction(retries);
  });
}
