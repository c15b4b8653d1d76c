/**
 * The example pages: each uploads, with the file last, and shows the very source that runs.
 */
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { stored } from "./bucket.js";
import { nextForm, pageTest } from "./harness.js";

/** @import { Page } from 'playwright-core' */

/** Without the type that the browser knows it by, it is refused. */
const photo = { name: "Screenshot 2026-11-25 at 10.20.30", mimeType: "image/png", buffer: randomBytes(2000) };

/** @param {string} key */
async function isPhoto(key) {
  const { bytes, type } = await stored(key);
  assert.ok(bytes.equals(photo.buffer), "the bytes stored are not those chosen");
  assert.equal(type, "image/png");
}

/**
 * Notes the fields of each FormData that the page gives to fetch: S3's servers
 * differ in what they do with a field after the file, so the order is looked at here.
 * @param {Page} page
 */
const watchFetch = (page) =>
  page.evaluate(() => {
    const original = window.fetch;
    window.fetch = (resource, init) => {
      if (init?.body instanceof FormData) /** @type {any} */ (window).fields = [...init.body.keys()];
      return original(resource, init);
    };
  });
/** @param {Page} page */
const fields = (page) => page.evaluate(() => /** @type {any} */ (window).fields);

pageTest("form-fetch.html: hidden fields, posted by fetch", { path: "/examples/form-fetch.html" }, async (page) => {
  await watchFetch(page);
  const form = nextForm(page);
  await page.setInputFiles("#file", photo);
  await page.getByRole("button", { name: "Upload" }).click();
  const { params } = await form;
  await page.locator("#answer", { hasText: `<Key>${params.key}</Key>` }).waitFor();
  assert.deepEqual(await fields(page), [...Object.keys(params), "file"]);
  await isPhoto(params.key);
});

pageTest("formdata.html: FormData by hand", { path: "/examples/formdata.html" }, async (page) => {
  await watchFetch(page);
  const form = nextForm(page);
  await page.setInputFiles("#file", photo);
  const { params } = await form;
  await page.locator("#answer", { hasText: `<Key>${params.key}</Key>` }).waitFor();
  assert.deepEqual(await fields(page), [...Object.keys(params), "file"]);
  await isPhoto(params.key);
});

pageTest(
  "form-native.html: the browser sends the form, and shows S3’s answer",
  { path: "/examples/form-native.html" },
  async (page) => {
    const upload = page.getByRole("button", { name: "Upload" });
    assert.equal(await upload.isDisabled(), true);
    const form = nextForm(page);
    await page.setInputFiles("#file", photo);
    const { params, upload_url } = await form;
    await page.locator("#hint", { hasText: "Ready, for" }).waitFor();
    assert.deepEqual(
      await page.evaluate(() => [
        ...new FormData(/** @type {HTMLFormElement} */ (document.querySelector("#upload"))).keys(),
      ]),
      [...Object.keys(params), "file"],
    );
    const opened = page.waitForEvent("popup");
    await upload.click();
    const answer = await opened;
    await answer.waitForURL(upload_url);
    await answer.waitForLoadState();
    assert.ok((await answer.evaluate(() => document.documentElement.textContent))?.includes(params.key));
    await isPhoto(params.key);
  },
);

pageTest(
  "form-native.html: an answer for a file that is no longer chosen is left alone",
  { path: "/examples/form-native.html" },
  async (page) => {
    let release = () => {};
    const held = new Promise((/** @type {(value: void) => void} */ resolve) => (release = resolve));
    await page.route("**/getS3UploadCredentials?filename=first*", async (route) => {
      await held;
      await route.continue();
    });
    await page.setInputFiles("#file", { ...photo, name: "first.png" });
    const form = nextForm(page);
    await page.setInputFiles("#file", { ...photo, name: "second.png" });
    const { params } = await form;
    await page.locator("#hint", { hasText: "Ready, for" }).waitFor();
    const late = nextForm(page);
    release();
    await late;
    await page.evaluate(() => new Promise((resolve) => setTimeout(resolve))); // after the page has read it
    assert.equal(await page.locator("#signed [name=key]").inputValue(), params.key);
  },
);

for (const name of ["form-fetch", "form-native", "formdata"]) {
  pageTest(`${name}.html shows its own source`, { path: `/examples/${name}.html` }, async (page) => {
    for (const file of [`${name}.html`, `${name}.js`]) {
      const source = await readFile(new URL(`../examples/${file}`, import.meta.url), "utf8");
      const shown = page.locator(`[data-source="${file}"]`);
      await shown.filter({ hasText: /\S/ }).waitFor();
      assert.equal(await shown.textContent(), source.trimEnd());
    }
  });

  pageTest(
    `${name}.html shows the API’s refusal`,
    { path: `/examples/${name}.html`, expectErrors: /^Failed to load resource/ },
    async (page) => {
      const answer = page.waitForResponse("**/getS3UploadCredentials?*");
      await page.setInputFiles("#file", {
        name: "setup.exe",
        mimeType: "application/x-msdownload",
        buffer: Buffer.from("MZ"),
      });
      if (name === "form-fetch") await page.getByRole("button", { name: "Upload" }).click();
      await page.getByText((await (await answer).json()).message, { exact: true }).waitFor();
    },
  );
}

pageTest("the upload page leads to every example", {}, async (page) => {
  for (const link of await page.locator(".lessons a").all()) {
    const url = new URL(String(await link.getAttribute("href")), page.url());
    assert.equal((await page.request.get(url.href)).status(), 200, url.href);
  }
  assert.equal(await page.locator(".lessons a").count(), 3);
});
