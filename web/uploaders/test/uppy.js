/**
 * Uppy, three versions of it, by the functions behind the buttons of its
 * Dashboard; and the Dashboard itself, by its buttons.
 */
import assert from "node:assert/strict";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { keys, unfinished } from "../../test/bucket.js";
import { throttle } from "../../test/chromium.js";
import { site } from "../../test/stack.js";
import { arrived, clientTest, make, reopen, watch } from "./client.js";
import { add, version } from "./table.js";

/** @import { Page } from 'playwright-core' */

const CAPTION = "Größe: 5 % & 日本";
const PARTS = 21; // of 5 MiB, Uppy's own choice
/** @type {Promise<string> | undefined} */
let film;
/** Above the 100 MiB from where Uppy uploads in parts. */
const big = () => (film ??= make("film.zip", 101 * 1024 ** 2));

/**
 * @param {string} major
 * @param {string} recipe
 * @param {string} configure
 */
function uppy(major, recipe, configure) {
  return add({
    client: "Uppy",
    version: version(`uppy-aws-s3-${major}`),
    recipe,
    configure,
    alias: { "@uppy/aws-s3": `uppy-aws-s3-${major}`, "@uppy/core": `uppy-core-${major}` },
  });
}

/** Real files that many browsers have no type for, made with FFmpeg and libheif, and their types once stored. */
const UNTYPED = {
  "tone.caf": "audio/x-caf",
  "photo.heic": "image/heic",
  "clip.mts": "video/mp2t", // 192 bytes a packet, as cameras write them
  "tone.opus": "audio/ogg",
};

const COMPANION = "uppy6.js";
for (const row of [
  uppy("4", "uppy.js", "`endpoint`, and `headers` for a token"),
  uppy("5", "uppy.js", "`endpoint`, and `headers` for a token"),
  uppy("6", COMPANION, "`companionEndpoint`; it cannot send a token, and does not show why a file is refused"),
  uppy("6", "uppy6-signrequest.js", "`signRequest`; it can send a token, and shows why a file is refused"),
]) {
  clientTest(row, "a form", { single: "yes" }, async (page) => {
    const sent = watch(page);
    const file = await make("Ärger & 日本 🙂.png", 2000);
    await choose(page, file);
    const key = await upload(page);
    assert.match(key, /^uploads\/[0-9a-f-]{36}\/Ärger-日本-🙂\.png$/u);
    assert.deepEqual(await arrived(key, file), { type: "image/png", metadata: { caption: CAPTION } });
    assert.deepEqual(sent, { forms: 1, parts: [] });
  });

  for (const [name, type] of Object.entries(UNTYPED)) {
    clientTest(row, `${name} is stored as slipway.js stores it`, {}, async (page) => {
      const file = fileURLToPath(new URL(`files/${name}`, import.meta.url));
      for (const untyped of [false, true]) {
        await choose(page, file, untyped);
        const key = await upload(page);
        const other = await slipway(page);
        assert.equal(path.basename(key), path.basename(other));
        const expected = await arrived(other, file);
        assert.deepEqual(expected.metadata, { caption: CAPTION });
        if (untyped) assert.equal(expected.type, type); // else it may be what the operating system declares
        assert.deepEqual(await arrived(key, file), expected);
        await page.evaluate(() => recipe.uppy.clear());
      }
    });
  }

  clientTest(row, "a type that is refused", {}, async (page) => {
    const sent = watch(page);
    await choose(page, await make("setup.exe", 1000));
    const [shown] = await page.evaluate(() => recipe.uppy.upload().then(() => recipe.uppy.getState().info)); // what the Dashboard shows
    assert.equal(shown.message, "Failed to upload setup.exe");
    assert.match(
      shown.details,
      row.recipe === COMPANION
        ? /^Companion request failed: Forbidden$/
        : /^Files that end in "\.exe" are not accepted here; choose AVIF.* or ZIP\.$/,
    );
    assert.deepEqual(sent, { forms: 0, parts: [] });
  });

  clientTest(row, "a form, cancelled", {}, async (page) => {
    const before = await keys();
    await throttle(page, 2e5);
    await choose(page, await make("slow.png", 4e6));
    await page.evaluate(
      () =>
        new Promise((resolve) => {
          recipe.uppy.on("upload-progress", (/** @type {any} */ _, /** @type {any} */ { bytesUploaded }) => {
            if (bytesUploaded > 0) recipe.uppy.cancelAll();
          });
          recipe.uppy.upload().then(resolve);
        }),
    );
    assert.deepEqual(await keys(), before);
  });

  clientTest(row, "parts, paused, and then in another tab", { multipart: "yes", resume: "yes" }, async (page) => {
    const file = await big();
    const sent = watch(page);
    const tokens = await signIn(page, row.recipe);
    await choose(page, file);
    await pausedAfterAPart(page, () => {
      recipe.uppy.upload();
    });
    const first = listed(page);
    const resumable = await pausedAfterAPart(page, () => recipe.uppy.resumeAll());
    for (const part of await first) {
      assert.ok(
        stored(sent).filter((number) => number === part).length <= 1,
        `part ${part} was there, and was sent again`,
      );
    }
    assert.deepEqual([...tokens], row.recipe === COMPANION ? [undefined] : ["Bearer TOKEN"]);

    // What Uppy's Golden Retriever brings over is the file and its s3Multipart.
    const again = await reopen(page, row);
    const rest = watch(again);
    await choose(again, file);
    await again.evaluate(
      (s3Multipart) => recipe.uppy.setFileState(recipe.uppy.getFiles()[0].id, { s3Multipart }),
      resumable,
    );
    const second = listed(again);
    const key = await upload(again);
    assert.equal(path.basename(key), path.basename(file));
    assert.deepEqual(await arrived(key, file), { type: "application/zip", metadata: { caption: CAPTION } });
    assert.equal(sent.forms + rest.forms, 0);
    assert.ok((await second).length >= 2, "too little had arrived");
    assert.deepEqual(
      [...(await second), ...stored(rest)].sort((a, b) => a - b),
      Array.from({ length: PARTS }, (_, i) => i + 1),
    );
  });

  clientTest(row, "parts, cancelled", {}, async (page) => {
    const before = await keys();
    await choose(page, await big());
    const aborted = page.waitForResponse((response) => response.request().method() === "DELETE");
    await page.evaluate(() => {
      recipe.uppy.once("s3-multipart:part-uploaded", () => recipe.uppy.cancelAll());
      recipe.uppy.upload();
    });
    assert.equal((await aborted).status(), 200);
    assert.deepEqual(await keys(), before);
    assert.deepEqual(await unfinished(), []);
  });
}

const dashboard = add({
  client: "Uppy's Dashboard",
  version: version("uppy-dashboard-6"),
  recipe: "uppy6-dashboard.js",
  configure: "Uppy as in the row above, and what `/rules` answers as `restrictions`",
  alias: {
    "@uppy/aws-s3": "uppy-aws-s3-6",
    "@uppy/core": "uppy-core-6",
    "@uppy/dashboard": "uppy-dashboard-6",
  },
});

/** @param {Page} page @param {string} name of a button */
const press = (page, name) => page.getByRole("button", { name, exact: true }).click();

/**
 * Chooses a file in the Dashboard, once it has the rules.
 * @param {Page} page
 * @param {string} file
 */
async function chooseInDashboard(page, file) {
  await page.waitForFunction(() => recipe.uppy.opts.restrictions.allowedFileTypes);
  await page.locator("input.uppy-Dashboard-input").first().setInputFiles(file);
}

/** @param {Page} page waits until the Dashboard says that all is stored, and returns the key */
async function completed(page) {
  await page.getByText("Complete", { exact: true }).waitFor();
  return page.evaluate(() => recipe.uppy.getFiles()[0].response.body.key);
}

clientTest(dashboard, "a form, with a caption written there", { single: "yes" }, async (page) => {
  const file = await make("harbour.png", 2000);
  await chooseInDashboard(page, file);
  await press(page, "Edit file harbour.png");
  await page.getByLabel("Caption").fill(CAPTION);
  await press(page, "Save changes");
  await press(page, "Upload 1 file");
  assert.deepEqual(await arrived(await completed(page), file), { type: "image/png", metadata: { caption: CAPTION } });
});

clientTest(dashboard, "what the API would refuse is refused in the browser", {}, async (page) => {
  const asked = page.waitForRequest(/\/s3\//, { timeout: 1000 }).catch(() => undefined);
  await chooseInDashboard(page, await make("setup.exe", 1000));
  await page
    .getByText(/^You can only upload: image\/avif,/)
    .first()
    .waitFor();
  await chooseInDashboard(page, await make("empty.png", 0));
  await page
    .getByText(/^This file is smaller than the allowed size of 1 B/)
    .first()
    .waitFor();
  assert.equal(await asked, undefined);
});

clientTest(dashboard, "parts, paused and resumed", { multipart: "yes", resume: "yes" }, async (page) => {
  const file = await big();
  const sent = watch(page);
  await chooseInDashboard(page, file);
  const part = page.evaluate(
    () => new Promise((resolve) => recipe.uppy.once("s3-multipart:part-uploaded", () => resolve(undefined))),
  );
  await press(page, "Upload 1 file");
  await part;
  await press(page, "Pause");
  const there = listed(page);
  await press(page, "Resume");
  assert.equal((await arrived(await completed(page), file)).type, "application/zip");
  assert.ok((await there).length > 0, "nothing had arrived");
  for (const number of await there)
    assert.ok(stored(sent).filter((one) => one === number).length <= 1, `part ${number} was sent again`);
});

/**
 * Does something with Uppy, and pauses it when another part has been stored.
 * @param {Page} page
 * @param {() => void} act in the page
 * @returns {Promise<object>} what Uppy knows of the upload
 */
async function pausedAfterAPart(page, act) {
  const paused = page.evaluate(
    () =>
      new Promise((resolve) => {
        recipe.uppy.once("s3-multipart:part-uploaded", () => {
          recipe.uppy.pauseAll();
          resolve(recipe.uppy.getFiles()[0].s3Multipart);
        });
      }),
  );
  await page.evaluate(act);
  return paused;
}

/**
 * The parts that Uppy is told to be there, when it next asks.
 * @param {Page} page
 * @returns {Promise<number[]>}
 */
async function listed(page) {
  const response = await page.waitForResponse((response) => /\/s3\/multipart\/[^/]+\?key=/.test(response.url()));
  return (await response.json()).map((/** @type {any} */ part) => part.PartNumber);
}

/**
 * The parts that S3 has taken. Of a part that it answered in the moment of a
 * pause, Chromium tells nothing.
 * @param {ReturnType<typeof watch>} sent
 */
const stored = ({ parts }) => parts.filter(({ status }) => status === 200).map(({ number }) => number);

/**
 * Gives the recipe a token, where it has a place for one. This stack wants none,
 * so it is looked for in the requests.
 * @param {Page} page
 * @param {string | undefined} name the recipe's
 * @returns {Promise<Set<string | undefined>>} what the API is sent as Authorization
 */
async function signIn(page, name) {
  if (name !== COMPANION)
    await page.evaluate(() => {
      recipe.headers.authorization = "Bearer TOKEN";
    });
  /** @type {Set<string | undefined>} */
  const tokens = new Set();
  page.on("request", (request) => {
    if (request.url().startsWith(`${site}/s3/`) && request.method() !== "OPTIONS")
      tokens.add(request.headers().authorization);
  });
  return tokens;
}

/**
 * Adds a file as a person's choice does.
 * @param {Page} page
 * @param {string} file
 * @param {boolean} [untyped] as a browser does that has no type for it
 */
async function choose(page, file, untyped = false) {
  await page.setInputFiles("#file", file);
  await page.evaluate(([caption, untyped]) => {
    const [chosen] = /** @type {any} */ (document.querySelector("#file")).files;
    const data = untyped ? new File([chosen], chosen.name) : chosen;
    Object.assign(window, { chosen: data });
    recipe.uppy.addFile({ name: data.name, type: data.type, data, meta: { caption } });
  }, /** @type {const} */ ([CAPTION, untyped]));
}

/**
 * Uploads what was chosen last with slipway.js, and returns its key.
 * @param {Page} page
 * @returns {Promise<string>}
 */
function slipway(page) {
  return page.evaluate(
    async ([client, api, caption]) => {
      const { upload } = await import(client);
      return (await upload([/** @type {any} */ (window).chosen], { api, metadata: () => ({ caption }) }).files[0].done)
        .key;
    },
    ["/slipway.js", site, CAPTION],
  );
}

/**
 * Uploads what was chosen, and returns the key that Uppy tells.
 * @param {Page} page
 * @returns {Promise<string>}
 */
async function upload(page) {
  const { key, failed } = await page.evaluate(async () => {
    const { successful, failed } = await recipe.uppy.upload();
    return { key: successful[0]?.response.body.key, failed: failed.map((/** @type {any} */ file) => file.error) };
  });
  assert.deepEqual(failed, []);
  return key;
}
