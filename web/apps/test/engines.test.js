/**
 * The main paths of the client and of the page in three engines: a form, parts,
 * pause and resume, a refusal, an offline spell, and a reload that resumes.
 */
import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, beforeEach, describe, test } from "node:test";
import { hashOf } from "../../test/bucket.js";
import { setting } from "../../test/stack.js";
import { engines } from "./drivers.js";
import { Proxy } from "./proxy.js";

/** @import { Driver } from './drivers.js' */

const pages = setting("PAGES");
const MiB = 1024 ** 2;
/** @type {string} */
let folder;
/** @type {Proxy} */
let proxy;

before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "slipway-engines-"));
  proxy = await Proxy.start();
});
after(async () => {
  proxy.close();
  await rm(folder, { recursive: true });
});

/**
 * @param {string} name
 * @param {number} size
 */
async function make(name, size) {
  const file = path.join(folder, name);
  await writeFile(file, randomBytes(size));
  return file;
}

/**
 * @param {string} file
 * @param {string} key
 */
async function arrived(file, key) {
  assert.equal(
    await hashOf(key),
    createHash("sha256")
      .update(await readFile(file))
      .digest("hex"),
  );
}

/**
 * @param {() => Promise<boolean> | boolean} condition
 * @param {() => unknown} [told] what to say when it never comes
 */
async function until(condition, told = () => condition) {
  for (const end = Date.now() + 60_000; !(await condition()); await new Promise((resolve) => setTimeout(resolve, 20)))
    if (Date.now() > end) assert.fail(`after a minute: ${JSON.stringify(await told())}`);
}

for (const [name, { missing, start }] of Object.entries(engines)) {
  if (missing) {
    console.log(`SKIPPED ${name}: ${missing} could not be had`);
    continue;
  }
  describe(name, () => {
    /** @type {Driver} */
    let driver;
    before(async () => (driver = await start()));
    beforeEach(() => proxy.allow(Infinity));
    after(() => driver?.close());

    /** The client: an upload of chosen files, and what it tells. */
    const open = () => driver.goto(`${pages}/apps/test/blank.html`);
    const upload = async (/** @type {string[]} */ files) => {
      await driver.choose("input", files);
      await driver.evaluate(`
        const { upload } = await import("${pages}/slipway.js");
        window.uploads = upload(document.querySelector("input").files, { api: "${proxy.api}", threshold: ${MiB} });`);
    };
    const state = (/** @type {number} */ i = 0) => driver.evaluate(`return uploads.files[${i}].state`);
    const end = (/** @type {number} */ i = 0) =>
      driver.evaluate(
        `return uploads.files[${i}].done.then(({ key }) => ({ key }), ({ name, code, message }) => ({ name, code, message }))`,
      );
    const call = (/** @type {string} */ what) => driver.evaluate(`uploads.${what}()`);

    /** Lets one part more arrive, and keeps the others waiting. */
    const another = async () => {
      const before = proxy.answered;
      proxy.allow(1);
      await until(
        () => proxy.answered > before,
        () => proxy.stored,
      );
    };
    /** Begins with a file of five parts. */
    const half = async (/** @type {string} */ name, /** @type {(file: string) => Promise<unknown>} */ begin) => {
      const file = await make(name, 21 * MiB);
      proxy.stored.length = 0;
      proxy.allow(0);
      await begin(file);
      await another();
      return file;
    };
    /** Waits until the requests are gone that the page has given up. */
    const given = () =>
      until(
        () => proxy.waiting === 0,
        () => proxy.waiting,
      );
    /** Each part was stored once, whatever happened on the way. */
    const once = () => {
      assert.deepEqual(
        [...proxy.stored].sort(),
        [1, 2, 3, 4, 5].map((number) => `PUT ${number}`),
      );
    };

    test("the client: a form, and a refusal", async () => {
      await open();
      const [file, refused] = [await make("Ärger & 日本.png", 2000), await make("setup.exe", 100)];
      await upload([file, refused]);
      await arrived(file, (await end(0)).key);
      const { name, code, message } = await end(1);
      assert.deepEqual([name, code], ["ApiError", "TypeNotAllowed"]);
      assert.match(message, /not accepted here; choose /);
    });

    test("the client: parts, paused and resumed, an offline spell, and a reload that resumes", async () => {
      await open();
      const file = await half("client.mp4", (file) => upload([file]));
      await call("pause");
      await given();
      assert.equal(await state(), "paused");
      await call("resume");
      await another();
      const restore = await proxy.cut();
      await until(async () => (await state()) === "retrying", state);
      await restore();
      await another();
      await open();
      await given();
      proxy.allow(Infinity);
      await upload([file]);
      await arrived(file, (await end()).key);
      once();
    });

    test("the page: a form, a refusal, parts, pause and resume, an offline spell, a reload", async () => {
      const openPage = async () => {
        await driver.goto(`${pages}/?api=${encodeURIComponent(proxy.api)}`);
        await until(() => driver.evaluate(`return document.querySelector("#choose").accept !== ""`));
      };
      const choose = (/** @type {string[]} */ ...files) => driver.choose("#choose", files);
      const row = (/** @type {string} */ file) =>
        `[...document.querySelectorAll(".file")].find((one) => one.textContent.includes(${JSON.stringify(path.basename(file))}))`;
      const text = (/** @type {string} */ file) => driver.evaluate(`return ${row(file)}?.textContent`);
      const reaches = (/** @type {string} */ file, /** @type {string} */ state) =>
        until(
          () => driver.evaluate(`return ${row(file)}?.dataset.state === "${state}"`),
          () => text(file),
        );
      const press = (/** @type {string} */ file, /** @type {string} */ button) =>
        driver.evaluate(`${row(file)}.querySelector(".${button}").click()`);
      const key = async (/** @type {string} */ file) =>
        /** @type {string[]} */ ((await text(file)).match(/uploads\/[^\s"]+/))[0];

      await openPage();
      // Refused not by its type: WebKit fills no input with what it does not accept.
      const [small, refused] = [await make("note.txt", 2000), await make("empty.png", 0)];
      await choose(small, refused);
      await reaches(small, "stored");
      await reaches(refused, "failed");
      assert.match(await text(refused), /minimum/);
      await arrived(small, await key(small));

      const film = await half("film.mp4", (file) => choose(file));
      await press(film, "pause");
      await given();
      await reaches(film, "paused");
      await press(film, "resume");
      await another();
      const restore = await proxy.cut();
      await reaches(film, "retrying");
      await restore();
      await another();
      await openPage();
      await given();
      proxy.allow(Infinity);
      await choose(film);
      await reaches(film, "stored");
      await arrived(film, await key(film));
      once();
    });
  });
}
