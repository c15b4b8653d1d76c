/**
 * The client in a browser: what becomes of a file after it is stored. The API
 * for files is the test's own: it tells what the test says.
 */
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { keys, stored } from "./bucket.js";
import { clientTest, end, key, requests, start, tell, until } from "./client.js";
import { hurry } from "./clock.js";

/** @import { Page } from 'playwright-core' */

const FILES = /\/files\?/;
const MiB = 1024 ** 2;

/** @param {number} [size] */
const file = (size = 1000) => ({ name: "note.txt", mimeType: "text/plain", buffer: randomBytes(size) });

/**
 * Answers with one after the other, and from then on with the last.
 * @param {Page} page
 * @param {Array<{status?: number, json?: object, abort?: boolean}>} answers
 * @returns {Promise<Array<{method: string, query: Record<string, string>}>>} what is asked
 */
async function answering(page, answers) {
  const asked = /** @type {any[]} */ ([]);
  await page.route(FILES, (route) => {
    const request = route.request();
    const query = Object.fromEntries(new URL(request.url()).searchParams);
    const { abort, ...answer } = answers[Math.min(asked.length, answers.length - 1)];
    asked.push({ method: request.method(), query });
    return abort ? route.abort() : route.fulfill(answer);
  });
  return asked;
}

const checking = { json: { state: "checking" } };
const accepted = { json: { state: "accepted", url: "https://bucket.example/note.txt?signed" } };
const rejected = { json: { state: "rejected", reason: "ContentMismatch", type: "application/x-msdownload" } };

/** @param {Page} page */
const states = (page) =>
  page.evaluate(() => [...new Set(/** @type {any} */ (window).seen.map((/** @type {any} */ { state }) => state))]);

for (const [how, size] of /** @type {const} */ ([
  ["a form", 1000],
  ["parts", 6 * MiB],
])) {
  clientTest(`until accepted: ${how}, checked, and accepted`, async (page) => {
    const asked = await answering(page, [
      checking,
      checking,
      { abort: true },
      { status: 503, json: {} },
      checking,
      accepted,
    ]);
    await start(page, file(size), { until: "accepted", threshold: MiB });
    const found = await end(page);
    assert.ok(found.stored, JSON.stringify(found.error));
    assert.deepEqual(asked, Array(6).fill({ method: "GET", query: { key: found.stored.key } }));
    const seen = await states(page);
    assert.deepEqual(seen.slice(-3), ["checking", "retrying", "accepted"]);
    const { uploads } = await page
      .evaluateHandle(() => ({ uploads: /** @type {any} */ (window).uploads.snapshot() }))
      .then((handle) => handle.jsonValue());
    assert.deepEqual(
      [uploads.over, uploads.files[0].state, uploads.files[0].stored.key],
      [true, "accepted", found.stored.key],
    );
  });
}

clientTest("what is rejected fails with the reason, and goes anew when it is tried again", async (page) => {
  await answering(page, [checking, rejected, accepted]);
  await start(page, file(), { until: "accepted" });
  const { error } = await end(page);
  assert.deepEqual([error?.name, error?.code], ["RejectedError", "ContentMismatch"]);
  assert.match(error?.message ?? "", /^The content of this file is not accepted\.$/);
  const found = await page.evaluate(async () => {
    const [one] = /** @type {any} */ (window).uploads.files;
    const { state, error } = one;
    const before = /** @type {any} */ (window).uploads.snapshot().files[0].stored.key;
    one.retry();
    return { state, details: error.details, retryable: error.retryable, before, after: (await one.done).key };
  });
  assert.deepEqual([found.state, found.retryable], ["failed", false]);
  assert.deepEqual(found.details, { state: "rejected", type: "application/x-msdownload" });
  assert.notEqual(found.before, found.after);
});

clientTest("a check that cannot be asked for fails, and a second try does not send the file again", async (page) => {
  await answering(page, [{ status: 503, json: {} }, { status: 503, json: {} }, accepted]);
  const sent = requests(page);
  await start(page, file(), { until: "accepted", tries: 2 });
  assert.equal((await end(page)).error?.code, "ApiUnavailable");
  await page.evaluate(() => /** @type {any} */ (window).uploads.retry());
  await key(page);
  assert.equal(sent.s3("POST").length, 1);
});

clientTest("paused and resumed while it is checked: it is asked again, and not sent again", async (page) => {
  let answer = checking;
  await page.route(FILES, (route) => route.fulfill(answer));
  const sent = requests(page);
  await start(page, file(), { until: "accepted" });
  await until(page, "checking");
  await tell(page, "pause");
  answer = accepted;
  await tell(page, "resume");
  await key(page);
  assert.equal(sent.s3("POST").length, 1);
});

clientTest("it is asked ever less often, and after a quarter of an hour no more", async (page) => {
  await page.clock.install();
  const asked = await answering(page, [checking]);
  await start(page, file(), { until: "accepted" });
  await until(page, "checking");
  const { result, seconds } = await hurry(page, 100, end(page));
  assert.equal(result.error?.code, "NotChecked");
  assert.ok(seconds > 15 * 60 - 20, `after ${seconds} s`);
  assert.ok(asked.length > 60 && asked.length < 110, `asked ${asked.length} times`);
});

clientTest("cancelled while it is checked: over at once", async (page) => {
  await answering(page, [checking]);
  await start(page, file(), { until: "accepted" });
  await until(page, "checking");
  await tell(page, "cancel");
  assert.equal((await end(page)).error?.name, "AbortError");
});

clientTest("each file may wait for its own end", async (page) => {
  await answering(page, [accepted]);
  const found = await page.evaluate(async () => {
    const path = "/slipway.js";
    const { upload } = await import(path);
    const note = new File(["a"], "a.txt");
    const uploads = upload([note, { file: note, until: "stored" }, { file: note, until: "accepted" }], {
      until: "accepted",
    });
    await uploads.done;
    return uploads.files.map((/** @type {any} */ { state }) => state);
  });
  assert.deepEqual(found, ["accepted", "stored", "accepted"]);
});

/**
 * @param {Page} page
 * @param {string} what of the first upload
 */
const ask = (page, what) =>
  page.evaluate(
    `uploads.files[0].${what}.then((value) => ({ value }), ({ name, message, code, status }) => ({ error: { name, message, code, status } }))`,
  );

clientTest("url: a URL of what may be read, and else why not", async (page) => {
  const asked = await answering(page, [
    accepted,
    accepted,
    checking,
    rejected,
    { status: 403, json: { code: "FilesDisabled", message: "No." } },
    { abort: true },
  ]);
  await start(page, file());
  const where = await key(page);
  assert.deepEqual(await ask(page, "url()"), { value: accepted.json.url });
  assert.deepEqual(await ask(page, "url({ disposition: 'inline' })"), { value: accepted.json.url });
  assert.deepEqual(
    asked.map(({ query }) => query),
    [{ key: where }, { key: where, disposition: "inline" }],
  );
  for (const [name, code] of [
    ["ApiError", "NotChecked"],
    ["RejectedError", "ContentMismatch"],
    ["ApiError", "FilesDisabled"],
  ]) {
    const { error } = await ask(page, "url()");
    assert.deepEqual([error.name, error.code], [name, code]);
  }
  assert.equal((await ask(page, "url()")).error.name, "NetworkError");
});

clientTest("remove: the API deletes it; before it is stored there is nothing to remove or read", async (page) => {
  const asked = await answering(page, [
    { status: 204 },
    { status: 404, json: { code: "NoSuchRoute", message: "No." } },
  ]);
  /** @type {(value?: unknown) => void} */
  let sign = () => {};
  const looked = new Promise((resolve) => (sign = resolve));
  await page.route("**/uploads", async (route) => (await looked, route.continue()), { times: 1 });
  await start(page, file());
  for (const what of ["url()", "remove()"])
    assert.equal((await ask(page, what)).error.message, "The file is not stored.");
  sign();
  const where = await key(page);
  assert.deepEqual(await ask(page, "remove()"), { value: undefined });
  assert.deepEqual(asked, [{ method: "DELETE", query: { key: where } }]);
  assert.equal((await ask(page, "remove()")).error.code, "NoSuchRoute");
});

clientTest("the API of this stack reads back and removes what is stored", async (page) => {
  const note = { ...file(), buffer: Buffer.from("what it says it is") };
  await start(page, note, { until: "accepted" });
  await until(page, "accepted");
  const where = await key(page);
  const { value: url } = await ask(page, "url()");
  assert.ok(Buffer.from(await (await fetch(url)).arrayBuffer()).equals(note.buffer));
  assert.ok((await stored(where)).bytes.equals(note.buffer));
  assert.deepEqual(await ask(page, "remove()"), { value: undefined });
  assert.ok(!(await keys()).includes(where));
  await tell(page, "cancel");
});
