/**
 * Four small apps, built by Vite with the package from its tarball, on another
 * origin than the API.
 */
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { transformWithOxc } from "vite";
import { keys, stored } from "../../test/bucket.js";
import { throttle } from "../../test/chromium.js";
import { pageTest } from "../../test/harness.js";
import { setting, site } from "../../test/stack.js";
import { make, uploadMany } from "./build.js";

/** @import { Page } from 'playwright-core' */

const apps = fileURLToPath(new URL("..", import.meta.url));
const pages = setting("PAGES");

before(async () => {
  await make("react");
  await make("react", "development");
  for (const name of ["vue", "svelte", "plain"]) await make(name);
});

for (const name of ["react-development", "vue-production", "svelte-production", "plain-production"]) {
  appTest(`${name}: its rows follow their files, which pause, go on and are cancelled`, name, async (page) => {
    const [first, second, refused] = [`${name}-1.png`, `${name}-2.png`, "setup.exe"].map(file);
    await throttle(page, 30_000);
    await page.setInputFiles("input", [first, second, refused]);
    const row = (/** @type {{name: string}} */ { name }) => page.locator("li", { hasText: name });
    await row(first).and(page.locator("[data-state=sending]")).waitFor();
    await seen(page, 3);
    await row(first).getByRole("button", { name: "Pause" }).click();
    await row(first).and(page.locator("[data-state=paused]")).waitFor();
    await row(second).getByRole("button", { name: "Cancel" }).click();
    await row(second).and(page.locator("[data-state=cancelled]")).waitFor();
    await row(refused).getByText("not accepted here; choose").waitFor();
    await throttle(page, -1);
    await row(first).getByRole("button", { name: "Resume" }).click();
    await row(first).and(page.locator("[data-state=stored]")).waitFor();
    const added = (await keys()).filter((key) => key.includes(name));
    assert.equal(added.length, 1, added.join());
    assert.ok((await stored(added[0])).bytes.equals(first.buffer));
    const total = page.locator("progress");
    assert.deepEqual(await total.evaluate((/** @type {any} */ { value, max }) => [value, max]), [300_000, 300_000]);
  });
}

pageTest(
  "fetch alone, as in README",
  { path: `${pages}/apps/test/blank.html`, expectErrors: /^Failed to load resource/ },
  async (page) => {
    const code = await readFile(path.join(apps, "snippets/fetch.ts"), "utf8");
    await page.addScriptTag({ content: (await transformWithOxc(code, "fetch.ts")).code.replace("export ", "") });
    const sent = (/** @type {string} */ name) =>
      page.evaluate(
        ([name, api]) => /** @type {any} */ (window).send(new File(["hello"], name), api).catch(String),
        [name, site],
      );
    assert.equal((await stored(await sent("fetch.txt"))).bytes.toString(), "hello");
    assert.match(await sent("setup.exe"), /^Error: Files that end in "\.exe" are not accepted here/);
  },
);

test("React, 300 files of 1 KB: every row live, all stored", async () => {
  const { steps } = await uploadMany("many");
  assert.ok(steps >= 10, `the rows became stored in ${steps} steps, and not as their files did`);
  assert.equal((await keys()).filter((key) => key.includes("/many-")).length, 300);
});

/** @param {string} name */
const file = (name) => ({
  name,
  mimeType: name.endsWith(".png") ? "image/png" : "",
  buffer: randomBytes(300_000),
});

/**
 * Waits until the first row has shown so many numbers of bytes.
 * @param {Page} page
 * @param {number} count
 */
const seen = (page, count) =>
  page.evaluate(
    (count) =>
      new Promise((resolve) => {
        const row = /** @type {Element} */ (document.querySelector("li"));
        const texts = new Set();
        const look = () => {
          texts.add(row.textContent?.match(/\d+ of/)?.[0]);
          if (texts.size >= count) resolve(undefined);
        };
        new MutationObserver(look).observe(row, { characterData: true, childList: true, subtree: true });
      }),
    count,
  );

/**
 * @param {string} title
 * @param {string} name
 * @param {(page: Page) => Promise<void>} body
 */
function appTest(title, name, body) {
  pageTest(title, { path: `${pages}/apps/dist/${name}/` }, body);
}
