/**
 * How long the main thread of a page is busy at once, and what a digest costs:
 * ROUNDS times, a line of JSON for each figure, for `make bench`.
 */
import assert from "node:assert/strict";
import { launch } from "../../test/chromium.js";
import { listMany } from "../../test/many.js";
import { site } from "../../test/stack.js";
import { make, uploadMany } from "./build.js";

/** @typedef {{traceEvents: Array<{name: string, pid: number, tid: number, tdur?: number, args: any}>}} Trace */

await make("react");
for (let round = 0; round < Number(process.env.ROUNDS); round++) {
  print("react", longestTask((await uploadMany(`round-${round}`)).trace));
  const browser = await launch();
  try {
    const page = await browser.newPage();
    await page.route("**/uploads", () => {}); // never answered: it is the page that is measured
    await page.goto(site);
    await page.locator("#accepted:not(:empty)").waitFor();
    await browser.startTracing(page, { categories: ["toplevel"] });
    await listMany(page);
    print("page", longestTask(JSON.parse((await browser.stopTracing()).toString())));
    for (const [name, milliseconds] of Object.entries(await page.evaluate(digests))) print(name, milliseconds);
  } finally {
    await browser.close();
  }
}

/**
 * @param {string} name
 * @param {number} milliseconds
 */
function print(name, milliseconds) {
  console.log(JSON.stringify({ name, milliseconds }));
}

/**
 * The longest task of a page's main thread, in milliseconds of the processor's
 * time: those who use the machine beside it do not count.
 * @param {Trace} trace
 */
function longestTask({ traceEvents }) {
  const thread = (/** @type {{pid: number, tid: number}} */ { pid, tid }) => `${pid} ${tid}`;
  const main = traceEvents.filter(({ name, args }) => name === "thread_name" && args.name === "CrRendererMain");
  const threads = new Set(main.map(thread));
  const tasks = traceEvents.filter((one) => one.name.endsWith("::RunTask") && threads.has(thread(one)));
  const times = tasks.flatMap(({ tdur }) => tdur ?? []);
  assert.ok(times.length > 300, `${times.length} of ${tasks.length} tasks have their time in the trace`);
  return Math.max(...times) / 1000;
}

/** Run in a page: milliseconds for SHA-256 of 16 MiB, by the client and by the browser alone. */
async function digests() {
  // @ts-ignore: a path of the page's
  const { sha256 } = await import("/slipway/sha256.js");
  const blob = new Blob([new Uint8Array(16 * 2 ** 20)]);
  const { signal } = new AbortController();
  const ours = () => sha256(blob, signal);
  const alone = async () => crypto.subtle.digest("SHA-256", await blob.arrayBuffer());
  const time = async (/** @type {() => Promise<unknown>} */ job) => {
    const begun = performance.now();
    for (let i = 0; i < 8; i++) await job();
    return (performance.now() - begun) / 8;
  };
  await ours(); // the first reads what no cache has
  return { sha: await time(ours), subtle: await time(alone) };
}
