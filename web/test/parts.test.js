/**
 * The client in a browser, against the running stack: files in parts.
 */
import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { abort, hashOf, head, keys, putPart, stored, unfinished } from "./bucket.js";
import { throttle } from "./chromium.js";
import { clientTest, end, key, nothingUnfinished, requests, start, tell, until } from "./client.js";
import { setting } from "./stack.js";

const MiB = 1024 ** 2;
const PARTS = `${setting("S3_ENDPOINT")}/**partNumber=*`;

/** @param {number} size */
const film = (size) => ({ name: "film.mp4", mimeType: "video/mp4", buffer: randomBytes(size) });

/**
 * @param {string} key
 * @param {{buffer: Buffer}} file
 */
async function same(key, file) {
  const { bytes } = await stored(key);
  if (bytes.equals(file.buffer)) return;
  const at = bytes.findIndex((byte, i) => byte !== file.buffer[i]);
  assert.fail(`${bytes.length} bytes are stored for ${file.buffer.length}, and differ from byte ${at} on`);
}

/** @param {import('playwright-core').Page} page */
const remembered = (page) => page.evaluate(() => Object.keys(localStorage));

clientTest("above the threshold a file goes in parts, several at once, signed together", async (page) => {
  const file = film(33 * MiB + 1);
  const sent = requests(page);
  await start(page, file, { metadata: { album: "Grüße" } });
  const where = await key(page);

  await same(where, file);
  const { ContentType, Metadata } = await head(where);
  assert.equal(ContentType, "video/mp4");
  assert.equal(decodeURIComponent(Metadata?.album ?? ""), "Grüße");
  assert.equal(sent.s3("PUT").length, 7);
  assert.deepEqual(
    sent.api(/s3\/multipart/).map((request) => request.method()),
    ["POST", "GET", "GET", "GET", "POST"],
  );
  assert.deepEqual(await remembered(page), []);
  assert.deepEqual(await unfinished(), []);
});

/**
 * Changes the rules that the API tells.
 * @param {import('playwright-core').Page} page
 * @param {object} changed
 */
const withRules = (page, changed) =>
  page.route("**/rules", async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, json: { ...(await response.json()), ...changed } });
  });

clientTest("a file too large for one form, though below the threshold, goes in parts", async (page) => {
  await withRules(page, { maxBytes: 5 * MiB });
  const file = film(6 * MiB);
  const sent = requests(page);
  await start(page, file);
  await same(await key(page), file);
  assert.equal(sent.s3("PUT").length, 2);
});

clientTest("where parts are switched off, a large file goes in a form, if that takes it", async (page) => {
  await withRules(page, { maxMultipartBytes: 0 });
  const file = film(6 * MiB);
  const sent = requests(page);
  await start(page, file, { threshold: MiB });
  await same(await key(page), file);
  assert.deepEqual([sent.s3("PUT").length, sent.api(/\/s3\/multipart/).length], [0, 0]);
});

clientTest("without rules, the size decides, and what the API refuses fails with its code", async (page) => {
  await page.route("**/rules", (route) => route.fulfill({ status: 404, json: { message: "Not Found" } }));
  await page.route("**/s3/multipart", (route) =>
    route.fulfill({ status: 403, json: { code: "MultipartDisabled", message: "Uploads in parts are switched off." } }),
  );
  await start(page, [film(6 * MiB), film(1000)], { threshold: MiB });
  assert.equal((await end(page)).error?.code, "MultipartDisabled");
  await key(page, 1);
});

clientTest("each part carries its SHA-256: one damaged on its way is refused, and sent again", async (page) => {
  const file = film(11 * MiB);
  let damaged = 0;
  await page.route(PARTS, async (route) => {
    const body = route.request().postDataBuffer();
    if (!body || damaged++) return route.continue();
    body[1000] ^= 1;
    return route.continue({ postData: body });
  });
  await start(page, file, { sha256: true, threshold: 1 });
  const where = await key(page);
  assert.ok(damaged > 3, `${damaged} parts were sent`);
  await same(where, file);
  assert.match((await head(where)).ChecksumSHA256 ?? "", /-3$/);
});

clientTest("pause stops it, resume goes on with what has not arrived", async (page) => {
  const file = film(46 * MiB);
  await throttle(page, 10e6);
  const sent = requests(page);
  await start(page, file);
  await until(page, "sending", 22 * MiB);
  await tell(page, "pause");
  await until(page, "paused");
  const before = sent.s3("PUT").length;
  assert.ok(before < 10, "all was sent before the pause");

  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 1000))); // in which nothing may be sent
  assert.equal(sent.s3("PUT").length, before);
  await throttle(page, -1);
  await tell(page, "resume");
  await same(await key(page), file);
  assert.ok(sent.s3("PUT").length < 10 + before, "what had arrived was sent again");
});

for (const { name, status, code } of [
  { name: "no longer knows the upload", status: 404, code: "NoSuchUpload" },
  { name: "takes another key", status: 403, code: "KeyNotAllowed" },
  { name: "takes no such part", status: 400, code: "NoSuchPart" },
  { name: "takes no file so large", status: 413, code: "FileTooLarge" },
]) {
  clientTest(`completing fails as the API ${name}: nothing is called stored, and nothing is left`, async (page) => {
    await page.route("**/complete?*", (route) => route.fulfill({ status, json: { code, message: "No." } }));
    await start(page, film(6 * MiB), { threshold: MiB });
    assert.equal((await end(page)).error?.code, code);
    await nothingUnfinished();
    assert.deepEqual(await remembered(page), []);
  });
}

clientTest("the answer to completing is lost: the API is asked again, and tells what is stored", async (page) => {
  let asked = 0;
  await page.route("**/complete?*", async (route) => {
    const response = await route.fetch();
    if (asked++ === 0) await route.abort();
    else await route.fulfill({ response });
  });
  const file = film(6 * MiB);
  await start(page, file, { threshold: MiB });
  const { key = "", etag } = (await end(page)).stored ?? {};
  assert.equal(asked, 2);
  await same(key, file);
  assert.equal(etag, (await head(key)).ETag);
});

clientTest("a part whose ETag cannot be read is completed by the list of S3", async (page) => {
  await page.route(PARTS, async (route) => {
    const response = await route.fetch();
    const { etag, ...headers } = response.headers();
    assert.ok(etag || route.request().method() !== "PUT");
    await route.fulfill({ response, headers });
  });
  const file = film(11 * MiB);
  await start(page, file, { threshold: MiB });
  await same(await key(page), file);
});

clientTest("cancel leaves nothing in the bucket, and nothing remembered", async (page) => {
  const before = await keys();
  await throttle(page, 5e6);
  await start(page, film(26 * MiB));
  await until(page, "sending", 6 * MiB);
  assert.equal((await unfinished()).length, 1);
  assert.equal((await remembered(page)).length, 1);
  await tell(page, "cancel");
  assert.equal((await end(page)).error?.name, "AbortError");
  await nothingUnfinished();
  assert.deepEqual(await remembered(page), []);
  assert.deepEqual(await keys(), before);
});

clientTest("a paused upload can be cancelled", async (page) => {
  await throttle(page, 5e6);
  await start(page, film(26 * MiB));
  await until(page, "sending", 6 * MiB);
  await tell(page, "pause");
  await tell(page, "cancel");
  assert.equal((await end(page)).error?.name, "AbortError");
  await nothingUnfinished();
});

clientTest("what was remembered but is gone from S3 begins anew", async (page) => {
  const file = film(12 * MiB);
  await throttle(page, 2e6);
  await start(page, file, { threshold: 1 });
  await until(page, "sending", 6 * MiB);
  await tell(page, "pause");
  for (const upload of await unfinished()) await abort(upload);
  await throttle(page, -1);
  await tell(page, "resume");
  await same(await key(page), file);
});

clientTest("a part that S3 has with another length is sent again", async (page) => {
  const file = film(11 * MiB);
  await page.route(PARTS, (route) => route.abort());
  await start(page, file, { threshold: 1 });
  await until(page, "retrying");
  await tell(page, "pause");
  for (const upload of await unfinished()) await putPart(upload, 1, "short");
  await page.unroute(PARTS);
  await tell(page, "resume");
  await same(await key(page), file);
});

clientTest("the same file twice at once is stored twice", async (page) => {
  const file = film(11 * MiB);
  await start(page, [file, file], { threshold: 1 });
  const [one, other] = [await key(page, 0), await key(page, 1)];
  assert.notEqual(one, other);
  const hash = createHash("sha256").update(file.buffer).digest("hex");
  assert.deepEqual([await hashOf(one), await hashOf(other)], [hash, hash]);
});

clientTest("completed, but the answer was lost: it is stored, once", async (page) => {
  const before = await keys();
  let lost = 0;
  await page.route("**/complete?*", async (route) => {
    if (lost++) return route.continue();
    await route.fetch();
    return route.abort();
  });
  const file = film(11 * MiB);
  await start(page, file, { threshold: 1 });
  await same(await key(page), file);
  assert.equal(lost, 2);
  assert.equal((await keys()).length, before.length + 1);
});
