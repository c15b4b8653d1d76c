/**
 * The apps, built by Vite, and 300 files for the one in React.
 */
import { randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";
import { launch } from "../../test/chromium.js";
import { setting, site } from "../../test/stack.js";

const apps = fileURLToPath(new URL("..", import.meta.url));

/**
 * @param {string} name
 * @param {string} [environment] in development, StrictMode renders and runs effects twice
 */
export async function make(name, environment = "production") {
  process.env.VITE_API = site;
  await build({
    build: { emptyOutDir: true, outDir: path.join(apps, "dist", `${name}-${environment}`) },
    configFile: path.join(apps, "vite.config.js"),
    define: { "process.env.NODE_ENV": JSON.stringify(environment) },
    logLevel: "warn",
    root: path.join(apps, name),
  });
}

/**
 * Uploads 300 files of 1 KB from the React app.
 * @param {string} prefix of their names
 * @returns {Promise<{steps: number, trace: import('./tasks.js').Trace}>} in how many steps
 *   the rows became stored, and what the browser did meanwhile
 */
export async function uploadMany(prefix) {
  const folder = await mkdtemp(path.join(tmpdir(), "slipway-many-"));
  const browser = await launch();
  try {
    const files = Array.from({ length: 300 }, (_, i) => path.join(folder, `${prefix}-${i}.png`));
    for (const name of files) await writeFile(name, randomBytes(1000));
    const page = await browser.newPage();
    page.setDefaultTimeout(60_000);
    await page.goto(`${setting("PAGES")}/apps/dist/react-production/`);
    await page.evaluate(() => {
      const counts = new Set();
      const count = () => counts.add(document.querySelectorAll("[data-state=stored]").length);
      new MutationObserver(count).observe(document, { attributeFilter: ["data-state"], subtree: true });
      Object.assign(window, { counts });
      document.body.insertAdjacentHTML("beforeend", '<input type="file" multiple id="other">');
    });
    await page.setInputFiles("#other", files); // which takes the test some time, too
    await browser.startTracing(page, { categories: ["toplevel"] });
    await page.evaluate(() =>
      setTimeout(() => {
        const [input, other] = document.querySelectorAll("input");
        input.files = other.files;
        input.dispatchEvent(new Event("change", { bubbles: true }));
      }),
    );
    await page.locator("li[data-state=stored]").nth(299).waitFor();
    const trace = JSON.parse((await browser.stopTracing()).toString());
    return { steps: await page.evaluate(() => /** @type {any} */ (window).counts.size), trace };
  } finally {
    await browser.close();
    await rm(folder, { recursive: true });
  }
}
