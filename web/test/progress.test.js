/**
 * The client in a browser: what it says of its progress, compared with the link.
 */
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { throttle } from "./chromium.js";
import { clientTest, start } from "./client.js";

const MiB = 1024 ** 2;

/**
 * @param {string} name
 * @param {number} size
 */
const file = (name, size) => ({ name, mimeType: "text/plain", buffer: randomBytes(size) });

clientTest("bytes, rate and seconds left of forms and parts are true to the link", async (page) => {
  const RATE = 4e6;
  const files = [
    ...Array.from({ length: 8 }, (_, i) => file(`${i}.txt`, 250_000)), // too small for progress events
    file("form.txt", 3 * MiB),
    file("parts.txt", 15 * MiB),
  ];
  const size = files.reduce((sum, { buffer }) => sum + buffer.length, 0);
  await throttle(page, RATE);
  await start(page, files, { threshold: 4 * MiB });
  /** @type {Array<{at: number, files: never[], loaded: number, total: number, rate?: number, secondsLeft?: number, over: boolean}>} */
  const samples = await page.evaluate(async () => {
    /** @type {any} */
    const { uploads } = window;
    const samples = /** @type {any[]} */ ([]);
    uploads.subscribe(() => samples.push({ ...uploads.snapshot(), files: [], at: performance.now() / 1000 }));
    await uploads.done;
    await new Promise((resolve) => setTimeout(resolve, 100));
    return samples;
  });
  const sending = samples.filter(({ loaded }) => loaded > 0 && loaded < size);
  const [begun, end] = [sending[0].at, sending[sending.length - 1].at];
  const log = sending.map(({ at, loaded, rate, secondsLeft }) => `${at}: ${[loaded, rate, secondsLeft]}`).join("\n");
  assert.ok(sending.length > 20, log);
  for (const { at, loaded, total, rate = 0, secondsLeft = 0 } of sending) {
    assert.equal(total, size);
    assert.ok(Math.abs(loaded - RATE * (at - begun)) < 0.15 * size, `${at}: ${loaded} bytes\n${log}`);
    if (at < begun + 1.5) continue;
    assert.ok(Math.abs(rate - RATE) < 0.25 * RATE, `${at}: ${rate} bytes a second\n${log}`);
    assert.ok(Math.abs(secondsLeft - (end - at)) < 1, `${at}: ${secondsLeft} s left\n${log}`);
  }
  const { files: none, at, ...last } = samples[samples.length - 1];
  assert.deepEqual(last, { loaded: size, total: size, rate: undefined, secondsLeft: undefined, over: true });
});
