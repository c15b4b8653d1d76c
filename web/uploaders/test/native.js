/** A form of HTML, which the browser itself sends. */
import assert from "node:assert/strict";
import { keys, unfinished } from "../../test/bucket.js";
import { throttle } from "../../test/chromium.js";
import { nextForm, pageTest } from "../../test/harness.js";
import { arrived, leave, make } from "./client.js";
import { ANEW, ONE_FORM } from "./forms.js";
import { add } from "./table.js";

/** @import { Page } from 'playwright-core' */

const row = add({ client: "HTML form", version: "", configure: "nothing" });
const where = { path: "/examples/form-native.html" };

/**
 * Chooses a file, and waits until its form can be sent.
 * @param {Page} page
 * @param {string} file
 */
async function choose(page, file) {
  const form = nextForm(page);
  await page.setInputFiles("#file", file);
  await page.locator("#hint", { hasText: "Ready, for" }).waitFor();
  return form;
}

/**
 * @param {Page} page
 * @param {string} file
 */
async function store(page, file) {
  const { params, upload_url } = await choose(page, file);
  const opened = page.waitForEvent("popup");
  await page.getByRole("button", { name: "Upload" }).click();
  const answer = await opened;
  await answer.waitForURL(upload_url);
  await answer.waitForLoadState();
  await arrived(params.key, file);
}

pageTest("HTML form: a form", where, async (page) => {
  await store(page, await make("Ärger & 日本 🙂.png", 2000));
  row.single = "yes";
});

pageTest("HTML form: a large file in one form", where, async (page) => {
  await store(page, await make("film.zip", 32 * 1024 ** 2));
  row.multipart = ONE_FORM;
});

pageTest("HTML form: a form, cut off", where, async (page) => {
  const before = await keys();
  const file = await make("slow.png", 4e6);
  const { upload_url } = await choose(page, file);
  await throttle(page, 2e5);
  // In this tab and not in a new one: that one would not be slow.
  await page.locator("#upload").evaluate((/** @type {HTMLFormElement} */ form) => {
    form.target = "_self";
  });
  const post = page.waitForRequest(upload_url);
  page.getByRole("button", { name: "Upload" }).click();
  await post;
  const form = page.url();
  await leave(page);
  assert.deepEqual(await keys(), before);
  assert.deepEqual(await unfinished(), []);

  const again = await page.context().newPage();
  await again.goto(form);
  await store(again, file);
  row.resume = ANEW;
});
