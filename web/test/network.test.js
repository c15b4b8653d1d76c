/**
 * The client in a browser, against the running stack: what it does when
 * something fails, and how little it asks.
 */
import assert from "node:assert/strict";
import { createHash, createHmac, randomBytes } from "node:crypto";
import { hashOf, keys, stored, unfinished } from "./bucket.js";
import { throttle } from "./chromium.js";
import { clientTest, end, key, requests, start, tell, until } from "./client.js";
import { S3, setting } from "./stack.js";

/** @import { Route } from 'playwright-core' */

const MiB = 1024 ** 2;
const API = "**/uploads";
const PARTS = `${setting("S3_ENDPOINT")}/**partNumber=*`;
const allowed = { "Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": "*" };

/**
 * @param {string} name
 * @param {number} [size]
 */
const file = (name, size = 1000) => ({ name, mimeType: "text/plain", buffer: randomBytes(size) });

/**
 * Does something else with the first requests.
 * @param {number} count
 * @param {(route: Route) => Promise<void>} instead
 */
const first = (count, instead) => (/** @type {Route} */ route) => (count-- > 0 ? instead(route) : route.continue());

clientTest("the API is down for some requests: it is asked again", async (page) => {
  const note = file("note.txt");
  await page.route(
    API,
    first(2, (route) => route.fulfill({ status: 503, body: '{"message":"Service Unavailable"}' })),
  );
  const sent = requests(page);
  await start(page, note);
  assert.ok((await stored(await key(page))).bytes.equals(note.buffer));
  assert.equal(sent.api(/\/uploads/).length, 3);
});

clientTest("S3 is busy: the client waits as long as it is asked to, and sends the same form", async (page) => {
  const before = await keys();
  const at = /** @type {number[]} */ ([]);
  await page.route(S3, (route) => {
    at.push(performance.now());
    if (at.length > 1) return route.continue();
    return route.fulfill({
      status: 503,
      headers: { ...allowed, "Retry-After": "2" },
      body: "<Error><Code>SlowDown</Code></Error>",
    });
  });
  const sent = requests(page);
  await start(page, file("note.txt"));
  await key(page);
  assert.equal(at.length, 2);
  assert.ok(at[1] - at[0] >= 2000, `it waited ${at[1] - at[0]} ms`);
  assert.equal(sent.api(/\/uploads/).length, 1);
  assert.equal((await keys()).length, before.length + 1);
});

clientTest("connections break, of a form and of parts: they are sent again", async (page) => {
  const files = [file("form.txt", 300_000), file("parts.txt", 11 * MiB)];
  let broken = 0;
  await page.route(
    S3,
    first(3, (route) => (broken++, route.abort("connectionreset"))),
  );
  await start(page, files, { threshold: MiB });
  for (const [i, { buffer }] of files.entries()) assert.ok((await stored(await key(page, i))).bytes.equals(buffer));
  assert.equal(broken, 3);
});

clientTest("after so many tries it ends with a typed error, and other files are not held up", async (page) => {
  await page.route(S3, (route) => (route.request().postData()?.includes("bad.txt") ? route.abort() : route.continue()));
  const sent = requests(page);
  await start(page, [file("bad.txt"), file("good.txt")], { tries: 2 });
  await key(page, 1);
  const { error } = await end(page);
  assert.equal(error?.name, "NetworkError");
  assert.match(error?.message ?? "", /^The storage could not be reached/);
  assert.equal(sent.s3("POST").length, 3);

  await page.route(API, (route) => route.fulfill({ status: 429, body: '{"message":"Too Many Requests"}' }));
  await start(page, file("note.txt"), { tries: 2 });
  const refused = await end(page);
  assert.equal(refused.error?.name, "ApiError");
  assert.match(refused.error?.message ?? "", /^The upload API refused the request \(status 429\)/);
});

clientTest("what S3 refuses is a typed error with its code, and is not tried again", async (page) => {
  await page.route(API, (route) => {
    const body = route.request().postDataJSON();
    body.files[0].size = 10;
    return route.continue({ postData: JSON.stringify(body) });
  });
  const sent = requests(page);
  await start(page, file("grown.txt"));
  const { error } = await end(page);
  assert.equal(error?.name, "S3Error");
  assert.equal(error?.code, "EntityTooLarge");
  assert.equal(sent.s3("POST").length, 1);
});

clientTest("offline in the midst of it: it goes on once online", async (page) => {
  const parts = file("parts.txt", 11 * MiB);
  await page.route(
    PARTS,
    first(1, async (route) => {
      await page.context().setOffline(true);
      await route.abort("internetdisconnected");
    }),
  );
  await start(page, parts, { threshold: MiB });
  await until(page, "retrying");
  await page.context().setOffline(false);
  assert.ok((await stored(await key(page))).bytes.equals(parts.buffer));
});

/**
 * An honest signature of the past.
 * @param {string} text
 * @param {Date} at
 */
function sign(text, at) {
  const hmac = (/** @type {string | Buffer} */ by, /** @type {string} */ data) =>
    createHmac("sha256", by).update(data).digest();
  const day = at.toISOString().slice(0, 10).replaceAll("-", "");
  const secret = hmac(
    hmac(hmac(hmac(`AWS4${setting("AWS_SECRET_ACCESS_KEY")}`, day), setting("AWS_REGION")), "s3"),
    "aws4_request",
  );
  return hmac(secret, text).toString("hex");
}

const old = new Date(Date.now() - 2 * 3600 * 1000);
const oldDate = old.toISOString().replace(/[-:]|\.\d+/g, "");
const oldScope = `${oldDate.slice(0, 8)}/${setting("AWS_REGION")}/s3/aws4_request`;

clientTest("a form that has expired is fetched anew, and the upload goes on", async (page) => {
  let aged = 0;
  await page.route(
    API,
    first(1, async (route) => {
      const response = await route.fetch();
      const json = await response.json();
      const { params } = json.uploads[0];
      const policy = JSON.parse(Buffer.from(params.policy, "base64").toString());
      const text = JSON.stringify(policy)
        .replace(policy.expiration, new Date(Number(old) + 60_000).toISOString())
        .replaceAll(params["x-amz-date"], oldDate)
        .replaceAll(params["x-amz-credential"], `${setting("AWS_ACCESS_KEY_ID")}/${oldScope}`)
        .replaceAll(params["x-amz-security-token"], setting("AWS_SESSION_TOKEN"));
      params["x-amz-date"] = oldDate;
      params["x-amz-credential"] = `${setting("AWS_ACCESS_KEY_ID")}/${oldScope}`;
      params["x-amz-security-token"] = setting("AWS_SESSION_TOKEN");
      params.policy = Buffer.from(text).toString("base64");
      params["x-amz-signature"] = sign(params.policy, old);
      aged++;
      await route.fulfill({ response, json });
    }),
  );
  const answers = /** @type {Promise<string>[]} */ ([]);
  page.on("response", (response) => {
    if (S3.test(response.url()) && response.status() === 403) answers.push(response.text());
  });
  const note = file("note.txt");
  const sent = requests(page);
  await start(page, note);
  assert.ok((await stored(await key(page))).bytes.equals(note.buffer));
  assert.equal(aged, 1);
  assert.match((await Promise.all(answers)).join(), /expired/i, "S3 found nothing expired");
  assert.equal(sent.api(/\/uploads/).length, 2);
});

clientTest("URLs of parts that have expired are fetched anew, and the upload goes on", async (page) => {
  await page.route(
    "**/batch?*",
    first(1, async (route) => {
      const response = await route.fetch();
      const json = await response.json();
      for (const [number, url] of Object.entries(json.presignedUrls)) {
        const aged = new URL(/** @type {string} */ (url));
        aged.searchParams.set("X-Amz-Date", oldDate);
        aged.searchParams.set("X-Amz-Credential", `${setting("AWS_ACCESS_KEY_ID")}/${oldScope}`);
        aged.searchParams.set("X-Amz-Security-Token", setting("AWS_SESSION_TOKEN"));
        aged.searchParams.delete("X-Amz-Signature");
        const headers = { host: aged.host, "content-length": String(number === "3" ? MiB : 5 * MiB) };
        const names = String(aged.searchParams.get("X-Amz-SignedHeaders")).split(";");
        aged.searchParams.sort();
        const canonical = [
          "PUT",
          aged.pathname,
          aged.search.slice(1).replaceAll("+", "%20"),
          ...names.map((name) => `${name}:${/** @type {any} */ (headers)[name]}`),
          "",
          names.join(";"),
          "UNSIGNED-PAYLOAD",
        ].join("\n");
        const hash = createHash("sha256").update(canonical).digest("hex");
        aged.searchParams.set("X-Amz-Signature", sign(["AWS4-HMAC-SHA256", oldDate, oldScope, hash].join("\n"), old));
        json.presignedUrls[number] = aged.href;
      }
      await route.fulfill({ response, json });
    }),
  );
  const answers = /** @type {Promise<string>[]} */ ([]);
  page.on("response", (response) => {
    if (S3.test(response.url()) && response.status() >= 400) answers.push(response.text());
  });
  const parts = file("parts.txt", 11 * MiB);
  await start(page, parts, { threshold: MiB });
  assert.ok((await stored(await key(page))).bytes.equals(parts.buffer));
  assert.match((await Promise.all(answers)).join(), /expired/i, "S3 found nothing expired");
});

clientTest("the clock of this machine may be wrong", async (page) => {
  const files = [file("form.txt", 300_000), file("parts.txt", 6 * MiB)];
  for (const year of [2001, 2099]) {
    await page.clock.setFixedTime(new Date(year, 1));
    await start(page, files, { threshold: MiB });
    for (const [i, { buffer }] of files.entries()) assert.ok((await stored(await key(page, i))).bytes.equals(buffer));
  }
});

clientTest("with sha256, S3 takes no other bytes", async (page) => {
  const note = file("note.txt");
  const sent = requests(page);
  await start(page, note, { sha256: true });
  const where = await key(page);
  const hash = createHash("sha256").update(note.buffer);
  assert.equal(sent.api(/\/uploads/)[0].postDataJSON().files[0].sha256, hash.copy().digest("base64"));
  assert.equal(await hashOf(where), hash.digest("hex"));
});

clientTest("the headers go to the API, and never to S3", async (page) => {
  const sent = requests(page);
  await start(page, [file("form.txt", 300_000), file("parts.txt", 6 * MiB)], {
    threshold: MiB,
    headers: { Authorization: "Bearer secret" },
  });
  await key(page, 0);
  await key(page, 1);
  const headers = await Promise.all(
    [...sent.api(/\/uploads|s3\/multipart/), ...sent.s3()].map((request) => request.allHeaders()),
  );
  const with_ = headers.filter(({ authorization }) => authorization === "Bearer secret");
  assert.equal(with_.length, sent.api(/\/uploads|s3\/multipart/).length);
});

clientTest("many files are signed in batches, and no more at a time than will go out soon", async (page) => {
  await throttle(page, 2e6);
  const sent = requests(page);
  await start(
    page,
    Array.from({ length: 40 }, (_, i) => file(`page ${i}.txt`, 255_000)),
  );
  await until(page, "stored");
  const sizes = sent.api(/\/uploads/).map((request) => request.postDataJSON().files.length);
  assert.ok(sizes[0] >= 6 && sizes[0] < 40, `${sizes[0]} files are signed at once`);
  await tell(page, "cancel");

  await throttle(page, -1);
  const files = Array.from({ length: 120 }, (_, i) => file(`dot ${i}.txt`, 10));
  const again = requests(page);
  await start(page, files);
  const found = await Promise.all(files.map((_, i) => key(page, i)));
  assert.equal(new Set(found).size, 120);
  assert.equal(again.api(/\/uploads/).length, 2);
  const hosts = again.s3("POST").map((request) => new URL(request.url()).hostname);
  assert.deepEqual(
    ["127.0.0.1", "localhost"].map((host) => hosts.filter((one) => one === host).length),
    [60, 60],
    "the bucket has two names",
  );
});

clientTest("pause, resume and cancel, of all files and by a signal", async (page) => {
  const before = await keys();
  const files = Array.from({ length: 8 }, (_, i) => file(`page ${i}.txt`, MiB));
  await throttle(page, 2e5);
  await start(page, files);
  await until(page, "sending", 1);
  await tell(page, "pause");
  assert.deepEqual(
    await page.evaluate(() => [
      ...new Set(/** @type {any} */ (window).uploads.files.map((/** @type {any} */ one) => one.state)),
    ]),
    ["paused"],
  );
  assert.deepEqual(await keys(), before);
  await throttle(page, -1);
  await tell(page, "resume");
  for (const [i, { buffer }] of files.entries()) assert.ok((await stored(await key(page, i))).bytes.equals(buffer));
  const total = await page.evaluate(() => [
    /** @type {any} */ (window).uploads.snapshot().loaded,
    /** @type {any} */ (window).uploads.snapshot().total,
  ]);
  assert.deepEqual(total, [8 * MiB, 8 * MiB]);

  await throttle(page, 2e5);
  await start(page, files);
  await until(page, "sending", 1);
  await page.evaluate(() => /** @type {any} */ (window).canceller.abort());
  const ends = await page.evaluate(() => /** @type {any} */ (window).uploads.done);
  assert.deepEqual(
    ends.map((/** @type {any} */ { status }) => status),
    Array(8).fill("rejected"),
  );
  assert.equal((await end(page)).error?.name, "AbortError");
  assert.equal((await keys()).length, before.length + 8);
  assert.deepEqual(await unfinished(), []);
});
