/**
 * Every page, light and dark: axe-core finds nothing, nothing is cut off on a
 * narrow screen, and nothing moves for those who asked for stillness.
 */
import assert from "node:assert/strict";
import { isClean, pageTest, reaches, row } from "./harness.js";

/** @import { Page } from 'playwright-core' */

/** @param {Page} page */
const overflow = (page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

for (const colorScheme of /** @type {const} */ (["light", "dark"])) {
  pageTest(
    `the upload page, ${colorScheme}, in every state`,
    { context: { colorScheme }, expectErrors: /^Failed to load resource/ },
    async (page) => {
      await isClean(page);
      const buffer = Buffer.from("a");
      await page.setInputFiles("#choose", [
        { name: "stored.txt", mimeType: "text/plain", buffer },
        { name: "refused.exe", mimeType: "", buffer },
      ]);
      await reaches(row(page, "stored.txt"), "stored");
      await reaches(row(page, "refused.exe"), "failed");
      await page.route("**/uploads", (route) => route.abort());
      await page.setInputFiles("#choose", { name: "retrying.txt", mimeType: "text/plain", buffer });
      await reaches(row(page, "retrying.txt"), "retrying");
      await page.unroute("**/uploads");
      await page.route("**/uploads", () => {}); // without an answer, they stay on their way
      await page.setInputFiles(
        "#choose",
        ["pending", "pending too", "paused"].map((name) => ({ name: `${name}.txt`, mimeType: "text/plain", buffer })),
      );
      await page.getByRole("button", { name: "Pause paused.txt" }).click();
      await reaches(row(page, "paused.txt"), "paused");
      await page.getByRole("button", { name: "Cancel pending too.txt" }).click();
      await reaches(row(page, "pending too.txt"), "cancelled");
      await isClean(page);

      await page.setViewportSize({ width: 320, height: 700 });
      assert.equal(await overflow(page), 0);
      await isClean(page);
    },
  );

  for (const name of ["form-fetch", "form-native", "formdata"]) {
    pageTest(
      `${name}.html, ${colorScheme}`,
      { path: `/examples/${name}.html`, context: { colorScheme } },
      async (page) => {
        await page.locator('[data-source$=".html"]', { hasText: "</html>" }).waitFor();
        await isClean(page);
        await page.setViewportSize({ width: 320, height: 700 });
        assert.equal(await overflow(page), 0);
      },
    );
  }
}

pageTest("nothing moves for those who asked for stillness", { context: { reducedMotion: "reduce" } }, async (page) => {
  assert.equal(await page.locator(".boat").evaluate((boat) => getComputedStyle(boat).transitionDuration), "0s");
});
