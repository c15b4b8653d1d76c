/**
 * The clients that send a file in one form, which is all they know: of what is
 * cut off half-way nothing is stored, and it starts anew.
 */
import assert from "node:assert/strict";
import { keys, unfinished } from "../../test/bucket.js";
import { throttle } from "../../test/chromium.js";
import { nextForm } from "../../test/harness.js";
import { setting } from "../../test/stack.js";
import { arrived, clientTest, make, reopen, watch } from "./client.js";
import { add, version } from "./table.js";

/** @import { Locator, Page } from 'playwright-core' */

export const ONE_FORM = "no; up to 5 GiB in one form";
export const ANEW = "no; starts again";

/**
 * @typedef {object} Client
 * @property {import('./table.js').Row} row
 * @property {string} input selects where files are chosen
 * @property {(page: Page) => Locator} stored is there when a file is stored
 * @property {(page: Page) => Promise<string>} key that the client tells then
 * @property {(page: Page) => Locator} refusal has the words of one
 */

/** @type {Client[]} */
const clients = [
  {
    row: add({
      client: "Dropzone",
      version: version("dropzone"),
      recipe: "dropzone.js",
      configure: "`url`, `params` and `transformFile`",
    }),
    input: ".dz-hidden-input",
    stored: (page) => page.locator(".dz-success.dz-complete"),
    key: (page) => page.evaluate(() => recipe.dropzone.files[0].signed.params.key),
    refusal: (page) => page.locator(".dz-error-message"),
  },
  {
    row: add({
      client: "FilePond",
      version: version("filepond"),
      recipe: "filepond.js",
      configure: "`server.process`, as a function",
    }),
    input: ".filepond--browser",
    stored: (page) => page.locator('.filepond--item[data-filepond-item-state="processing-complete"]'),
    key: (page) => page.evaluate(() => recipe.pond.getFile().serverId),
    refusal: (page) => page.locator(".filepond--file-status-main", { hasText: "Files that end in" }),
  },
  {
    row: add({ client: "React, with `fetch`", version: version("react"), recipe: "react.jsx", configure: "nothing" }),
    input: "#root input",
    stored: (page) => page.locator("#root output", { hasText: /^Stored as / }),
    key: async (page) => (await page.locator("#root output").innerText()).replace("Stored as ", ""),
    refusal: (page) => page.locator("#root output", { hasText: "Files that end in" }),
  },
];

for (const { row, input, stored, key: told, refusal } of clients) {
  clientTest(row, "a form", { single: "yes" }, async (page) => {
    const sent = watch(page);
    const file = await make("Ärger & 日本 🙂.png", 2000);
    const form = nextForm(page);
    await page.setInputFiles(input, file);
    const { key } = (await form).params;
    await stored(page).waitFor();
    assert.equal(await told(page), key);
    assert.match(key, /^uploads\/[0-9a-f-]{36}\/Ärger-日本-🙂\.png$/u);
    assert.equal((await arrived(key, file)).type, "image/png");
    assert.equal(sent.forms, 1);
  });

  clientTest(row, "a name that tells no type: the browser’s counts", {}, async (page) => {
    const form = nextForm(page);
    await page.setInputFiles(input, { name: "Screenshot 10.20.30", mimeType: "image/png", buffer: Buffer.from("PNG") });
    const { params } = await form;
    assert.equal(params["Content-Type"], "image/png");
    await stored(page).waitFor();
  });

  clientTest(row, "a type that is refused", {}, async (page) => {
    const sent = watch(page);
    const answer = page.waitForResponse("**/getS3UploadCredentials?*");
    await page.setInputFiles(input, await make("setup.exe", 1000));
    await refusal(page).waitFor();
    assert.equal((await refusal(page).innerText()).trim(), (await (await answer).json()).message);
    assert.equal(sent.forms, 0);
  });

  clientTest(row, "a large file in one form", { multipart: ONE_FORM }, async (page) => {
    const sent = watch(page);
    const file = await make("film.zip", 32 * 1024 ** 2);
    const form = nextForm(page);
    await page.setInputFiles(input, file);
    const { key } = (await form).params;
    await stored(page).waitFor();
    await arrived(key, file);
    assert.deepEqual(sent, { forms: 1, parts: [] });
  });

  clientTest(row, "a form, cut off", { resume: ANEW }, async (page) => {
    const before = await keys();
    const file = await make("slow.png", 4e6);
    await throttle(page, 2e5);
    const post = page.waitForRequest(`${setting("S3_ENDPOINT")}/**`);
    await page.setInputFiles(input, file);
    await post;
    const again = await reopen(page, row);
    assert.deepEqual(await keys(), before);
    assert.deepEqual(await unfinished(), []);

    const form = nextForm(again);
    await again.setInputFiles(input, file);
    await stored(again).waitFor();
    await arrived((await form).params.key, file);
  });
}

const [dropzone, filepond] = clients;

clientTest(dropzone.row, "goes on after refusals", {}, async (page) => {
  const refused = [1, 2, 3].map((i) => make(`setup ${i}.exe`, 1000)); // more than it uploads at a time
  await page.setInputFiles(dropzone.input, await Promise.all([...refused, make("note.txt", 1000)]));
  await dropzone.stored(page).waitFor();
});

clientTest(filepond.row, "cancelled while it is being signed", {}, async (page) => {
  const sent = watch(page);
  let release = () => {};
  const released = new Promise((resolve) => (release = () => resolve(undefined)));
  const api = "**/getS3UploadCredentials?*";
  await page.route(api, (route) => released.then(() => route.continue()).catch(() => {}), { times: 1 });
  const asked = page.waitForRequest(api);
  await page.setInputFiles(filepond.input, await make("regretted.txt", 1000));
  await asked;
  await page.locator(".filepond--action-abort-item-processing").click();
  release();

  await page.setInputFiles(filepond.input, await make("note.txt", 1000));
  await filepond.stored(page).waitFor();
  assert.deepEqual(sent, { forms: 1, parts: [] });
});
