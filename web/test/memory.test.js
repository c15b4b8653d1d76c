/**
 * What the client remembers of a file in parts: nothing that tells of the file,
 * nothing that a foreign value could break, and nothing after forgetAll().
 */
import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { test } from "node:test";
import { forgetAll } from "../slipway.js";
import { hashOf, keys, partsOf, putPart, stored, unfinished } from "./bucket.js";
import { clientTest, key, nothingUnfinished, requests, start, until } from "./client.js";
import { folder } from "./harness.js";
import { setting, site } from "./stack.js";

/** @import { Page } from 'playwright-core' */

const MiB = 1024 ** 2;
const PARTS = `${setting("S3_ENDPOINT")}/**partNumber=*`;
const parts = { threshold: 0 };

/**
 * The page's localStorage.
 * @param {Page} page
 * @returns {Promise<Record<string, string>>}
 */
const storage = (page) => page.evaluate(() => ({ ...localStorage }));

/**
 * @param {Page} page
 * @param {string} name
 * @param {string} value
 */
const setItem = (page, name, value) =>
  page.evaluate(([name, value]) => localStorage.setItem(name, value), [name, value]);

/** @param {Page} page */
const forgetsAll = (page) => page.evaluate(async (path) => (await import(path)).forgetAll(), "/slipway.js");

/** @param {Page} page */
async function reload(page) {
  await page.goto(new URL("/slipway.js", site).href);
  await page.unrouteAll(); // not before, as what it holds up would then go on
}

/**
 * Begins to send a file, breaks off in its first parts, and reloads the page.
 * @param {Page} page
 * @param {string} file
 * @param {Parameters<typeof start>[2]} [options]
 * @returns {Promise<{name: string, value: string}>} what is remembered
 */
async function breakOff(page, file, options = parts) {
  const before = await storage(page);
  await page.route(PARTS, () => {});
  const part = page.waitForRequest(PARTS);
  await start(page, file, options);
  await part;
  const [[name, value], ...others] = Object.entries(await storage(page)).filter(([name]) => !(name in before));
  assert.deepEqual(others, []);
  await reload(page);
  return { name, value };
}

let count = 0;

/**
 * Writes a file, so that its time of change is the same each time it is chosen.
 * @param {number} size
 * @param {string} [name]
 */
async function film(size, name = `film-${++count}.mp4`) {
  const [file, buffer] = [path.join(folder, name), randomBytes(size)];
  await writeFile(file, buffer);
  return { file, buffer };
}

/** @param {Buffer} bytes */
const hash = (bytes) => createHash("sha256").update(bytes).digest("hex");

/** What other applications of the same origin keep; two of it look a little like what the client keeps. */
const FOREIGN = /** @type {Record<string, string>} */ ({
  theme: "dark",
  slipway: "{}",
  "slipway:": "null",
  "slipway:theme": "dark",
  "slipway:null": "null",
  "slipway:number": "5",
  "slipway:list": '[{"at":1}]',
  "slipway:old": '{"at":1}',
  "slipway:__proto__": '{"__proto__":{"at":1}}',
  "slipway:getItem": "1795600000000 YQ==",
  "slipway:huge": JSON.stringify({ at: 1, text: "x".repeat(1e6) }),
  [`slipway:${"a".repeat(22)}`]: '{"at":1}',
  [`slipway:${"b".repeat(22)}`]: "x".repeat(5000),
  [`slipway:${"c".repeat(23)}`]: "1795600000000 YQ==",
  [`slipway:${"d".repeat(22)}`]: "1795600000000 YQ== more",
});

clientTest("what is remembered shows nothing of the file, where it goes, or who sends it", async (page) => {
  const { file } = await film(1000, "Kündigung für Ärger (2).mp4");
  const { name, value } = await breakOff(page, file, { ...parts, metadata: { album: "Heimlich" } });
  const [{ Key = "", UploadId = "" }] = await unfinished();
  assert.match(Key, /Kündigung/);

  const [at, masked, ...rest] = value.split(" ");
  assert.ok(Math.abs(Date.now() - Number(at)) < 60_000);
  assert.deepEqual(rest, []);
  assert.match(name, /^slipway:[A-Za-z0-9+/]{22}$/);
  const shown = [
    name,
    value,
    Buffer.from(masked, "base64").toString("latin1"),
    Buffer.from(name.slice(8), "base64").toString("latin1"),
  ].join("\n");
  for (const word of [
    ...Key.split(/[/.-]/),
    UploadId,
    "uploadId",
    "5242880",
    ...path.basename(file).split(/[ .()]+/),
    "Heimlich",
    "album",
    "video",
    new URL(site).host,
  ]) {
    for (const form of new Set([
      word,
      encodeURIComponent(word),
      Buffer.from(word).toString("hex"),
      Buffer.from(word).toString("latin1"),
    ])) {
      assert.ok(form.length < 3 || !shown.includes(form), `${form} is in ${shown}`);
    }
  }

  await start(page, file, { ...parts, metadata: { album: "Heimlich" } });
  assert.equal(await key(page), Key, "it did not go on");
});

clientTest(
  "a page without crypto.subtle and locks, as over plain HTTP, remembers nothing, and uploads",
  async (page) => {
    const insecure = () => {
      Reflect.deleteProperty(Crypto.prototype, "subtle");
      Reflect.deleteProperty(Navigator.prototype, "locks");
    };
    await page.context().addInitScript(insecure);
    await page.reload();
    assert.equal(await page.evaluate(() => typeof crypto.subtle + typeof navigator.locks), "undefinedundefined");
    const { file, buffer } = await film(1000);
    await page.route(PARTS, (route) => route.abort(), { times: 1 });
    await start(page, [file, file], { ...parts, tries: 2 });
    await page.waitForFunction(() =>
      /** @type {any} */ (window).seen.some((/** @type {any} */ { state }) => state === "retrying"),
    );
    assert.deepEqual(await storage(page), {});
    for (const i of [0, 1]) assert.ok((await stored(await key(page, i))).bytes.equals(buffer));
    assert.deepEqual(await unfinished(), []);
  },
);

clientTest("two uploads of one file have other masks, and each is recalled as it was", async (page) => {
  const found = await page.evaluate(async (path) => {
    const { fingerprint, recall, remember } = await import(path);
    const [one, other] = [await fingerprint(["a", 1]), await fingerprint(["a", 2])];
    const session = { key: `uploads/${"日本🙂".repeat(90)}.png`, uploadId: "first", partSize: 5242880 };
    const masked = [];
    const recalled = [];
    for (const [print, uploadId] of [
      [one, "first"],
      [one, "second"],
      [other, "first"],
    ]) {
      await new Promise((resolve) => setTimeout(resolve, 2)); // as long as the API takes at least to begin one
      await remember(print, { ...session, uploadId });
      masked.push(localStorage[`slipway:${print.slice(0, 22)}`].split(" ")[1]);
      recalled.push(await recall(print));
    }
    return { session, masked, recalled, other: await recall(await fingerprint(["a", 3])), prints: [one, other] };
  }, "/slipway/memory.js");
  assert.equal(new Set(found.masked).size, 3);
  for (const [i, uploadId] of ["first", "second", "first"].entries())
    assert.deepEqual(found.recalled[i], { ...found.session, uploadId, at: found.recalled[i].at });
  assert.equal(found.other, undefined);
  assert.deepEqual(
    found.prints,
    [1, 2].map((n) => createHash("sha256").update(`["a",${n}]`).digest("base64")),
  );

  // Of two masks, what both hide would be seen.
  const [a, b] = found.masked.map((/** @type {string} */ masked) => Buffer.from(masked, "base64"));
  const equal = a.filter((byte, i) => byte === b[i]).length;
  assert.ok(equal < a.length / 20, `${equal} of ${a.length} bytes are masked alike`);
});

/** @type {Array<[string, (value: string) => string]>} what is written in the place of what is remembered, given that */
const VALUES = [
  ["nothing", () => ""],
  ["a word", () => "dark"],
  ["half of it", (value) => value.slice(0, value.length / 2)],
  ["more than it", (value) => `${value} more`],
  ["JSON", (value) => JSON.stringify(value)],
  ["a megabyte", (value) => `${" ".repeat(MiB)}${value}`],
  ["lines", (value) => `${value}\n${value}`],
  ["no session", (value) => `${timeOf(value)} `],
  ["a session that is not base64", (value) => `${timeOf(value)} a`], // atob throws
  ["a session that is too long", (value) => `${timeOf(value)} ${"A".repeat(5000)}`],
  ["a session of another mask", (value) => `${timeOf(value)} ${"A".repeat(48)}`],
  ["a session in clear", (value) => `${timeOf(value)} ${btoa('{"key":"uploads/a","uploadId":"..","partSize":1}')}`],
  ["a session without its end", (value) => value.slice(0, -8)],
  [
    "a session with another letter at its begin",
    (value) => value.replace(/(?<= )./, (one) => (one === "A" ? "g" : "A")),
  ],
  ["a session of another time", (value) => value.replace(/^.{13}/, (at) => `${Number(at) - 1}`)],
  ["no time", (value) => value.replace(/^.{13}/, "")],
  ["a time that is none", (value) => value.replace(/^.{13}/, "2026-11-25")],
];

/** @param {string} value */
const timeOf = (value) => value.split(" ")[0];

/**
 * Changes what is remembered of a file, as the client itself would write it.
 * @param {Page} page
 * @param {string} file
 * @param {object} members
 * @param {boolean} [sha256]
 */
async function change(page, file, members, sha256 = false) {
  await page.evaluate(() => (document.body.innerHTML = '<input type="file">'));
  await page.setInputFiles("input", file);
  await page.evaluate(
    async ({ members, sha256 }) => {
      const module = "/slipway/memory.js";
      const { fingerprint, recall, remember } = await import(module);
      const [{ name, size, type, lastModified }] = /** @type {any} */ (document.querySelector("input")).files;
      const print = await fingerprint(["", { name, size, type, profile: "", metadata: {} }, lastModified, sha256]);
      await remember(print, { ...(await recall(print)), ...members });
      if (localStorage.length > 1) throw new Error("it is remembered by something else");
    },
    { members, sha256 },
  );
}

clientTest("a foreign value in the place of what is remembered: it begins anew, and is stored", async (page) => {
  const { file, buffer } = await film(1000);
  for (const [what, write] of VALUES) {
    const { name, value } = await breakOff(page, file);
    await setItem(page, name, write(value));
    const sent = requests(page);
    await start(page, file, parts);
    const where = await key(page).catch((error) => assert.fail(`${what}: ${error.message}`));
    assert.equal(sent.api(/\/s3\/multipart$/).length, 1, `${what}: it did not begin anew`);
    assert.ok((await stored(where)).bytes.equals(buffer), what);
    await page.evaluate((name) => localStorage.removeItem(name), name); // what is not of the client stays
  }
});

clientTest("foreign values beside what is remembered stay as they are, and it goes on", async (page) => {
  for (const [name, value] of Object.entries(FOREIGN)) await setItem(page, name, value);
  const { file } = await film(1000);
  const { name } = await breakOff(page, file);
  const [{ Key = "" }] = await unfinished();
  assert.deepEqual(Object.keys(await storage(page)).sort(), [...Object.keys(FOREIGN), name].sort());
  await start(page, file, parts);
  assert.equal(await key(page), Key, "it did not go on");
  assert.deepEqual(await storage(page), FOREIGN);
});

clientTest("forgetAll forgets every upload, and nothing of others", async (page) => {
  for (const [name, value] of Object.entries(FOREIGN)) await setItem(page, name, value);
  const files = await Promise.all([1, 2, 3].map(async () => (await film(1000)).file));
  await page.route(PARTS, () => {});
  await start(page, files, parts);
  await page.waitForFunction(
    (count) => Object.keys(localStorage).length === count,
    Object.keys(FOREIGN).length + files.length,
  );
  await reload(page);
  await forgetsAll(page);
  assert.deepEqual(await storage(page), FOREIGN);

  const sent = requests(page);
  const begun = new Set((await unfinished()).map(({ Key }) => Key));
  await start(page, files[0], parts);
  assert.ok(!begun.has(await key(page)));
  assert.equal(sent.api(/\/s3\/multipart$/).length, 1);
  assert.deepEqual(await storage(page), FOREIGN);
});

clientTest("forgetAll leaves what is on its way alone", async (page) => {
  const { file, buffer } = await film(1000);
  await page.route(PARTS, (route) => route.abort());
  await start(page, file, parts);
  await until(page, "retrying");
  await forgetsAll(page);
  assert.deepEqual(await storage(page), {});
  await page.unrouteAll();
  assert.ok((await stored(await key(page))).bytes.equals(buffer));
  assert.deepEqual(await storage(page), {});
});

test("forgetAll where there is no localStorage", () => {
  assert.equal(forgetAll(), undefined);
});

clientTest("what is older than two days, or of a wrong clock, is forgotten with the next upload", async (page) => {
  const day = 86_400_000;
  const entry = (/** @type {number} */ at) => `${at} YQ==`;
  const now = Date.now();
  for (const [letter, at] of /** @type {const} */ ([
    ["a", 1e12],
    ["b", now - 3 * day],
    ["c", now - day],
    ["d", now + day],
    ["e", now + 3 * day],
  ])) {
    await setItem(page, `slipway:${letter.repeat(22)}`, entry(at));
  }
  const { name } = await breakOff(page, (await film(1000)).file);
  assert.deepEqual(
    Object.keys(await storage(page)).sort(),
    [...["c", "d"].map((letter) => `slipway:${letter.repeat(22)}`), name].sort(),
  );
});

for (const [was, sha256] of /** @type {const} */ ([
  [6, false],
  [7, true],
  [10, false],
  [64, false],
  [64, true],
])) {
  clientTest(
    `remembered with parts of ${was} MiB, where the API now signs 5${sha256 ? ", with checksums" : ""}: it begins anew`,
    async (page) => {
      const before = await keys();
      const { file, buffer } = await film(11 * MiB);
      const options = { ...parts, sha256 };
      await breakOff(page, file, options);
      await change(page, file, { partSize: was * MiB }, sha256);
      await start(page, file, options);
      const where = await key(page);
      assert.equal(await hashOf(where), hash(buffer));
      assert.deepEqual(
        (await keys()).filter((key) => !before.includes(key)),
        [where],
      );
      assert.deepEqual(await storage(page), {});
      await nothingUnfinished();
    },
  );
}

clientTest("remembered with more parts than the API now signs: it begins anew", async (page) => {
  const { file, buffer } = await film(11 * MiB);
  await breakOff(page, file);
  const refusal = { status: 400, json: { code: "InvalidPartNumber", message: "The file has two parts." } };
  await page.route("**/s3/multipart/*/batch?*", (route) => route.fulfill(refusal), { times: 1 });
  await start(page, file, parts);
  assert.equal(await hashOf(await key(page)), hash(buffer));
  await nothingUnfinished();
});

clientTest("all parts have arrived in another size: they are completed, and none is sent again", async (page) => {
  const { file, buffer } = await film(11 * MiB);
  await breakOff(page, file);
  await change(page, file, { partSize: 6 * MiB });
  const [upload] = await unfinished();
  await putPart(upload, 1, buffer.subarray(0, 6 * MiB));
  await putPart(upload, 2, buffer.subarray(6 * MiB));
  assert.equal(await partsOf(upload), 2);
  const sent = requests(page);
  await start(page, file, parts);
  assert.equal(await key(page), upload.Key);
  assert.equal(sent.s3("PUT").length, 0);
  assert.equal(await hashOf(upload.Key ?? ""), hash(buffer));
});

clientTest("the name of an upload is that of its file", async (page) => {
  await start(page, [(await film(10, "Größe & 日本.mp4")).file, (await film(1000, "a.mp4")).file], { threshold: 100 });
  assert.deepEqual(
    await page.evaluate(() => /** @type {any} */ (window).uploads.files.map((/** @type {any} */ { name }) => name)),
    ["Größe & 日本.mp4", "a.mp4"],
  );
});
