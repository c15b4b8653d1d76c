/**
 * Takes pictures of the page: ../screenshot.png, that of the README, a good
 * moment of real uploads to the running stack; and its states, light and dark,
 * narrow and wide, in ../screenshots.
 */
import { mkdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { launch, ready, throttle } from "./chromium.js";
import { file, painting, PICTURES } from "./scenes.js";
import { site } from "./stack.js";

/** @param {string} name beside this folder */
const beside = (name) => fileURLToPath(new URL(`../${name}`, import.meta.url));

const browser = await launch();
try {
  await mkdir(beside("screenshots"), { recursive: true });
  for (const [name, { show, context: options }] of Object.entries(PICTURES)) {
    const context = await browser.newContext({ viewport: { width: 920, height: 900 }, locale: "en", ...options });
    const page = await context.newPage();
    await page.goto(site);
    await ready(page);
    await show(page);
    await page.waitForTimeout(1000); // for what moves to come to rest
    await page.screenshot({ path: beside(`screenshots/${name}.png`), fullPage: !options?.isMobile });
    await context.close();
  }

  const page = await browser.newPage({ viewport: { width: 920, height: 900 }, colorScheme: "light" });
  await page.goto(site);
  await ready(page);
  await throttle(page, 3_000_000);
  await page.setInputFiles("#choose", [
    file("crossing.mp4", "video/mp4", 9_600_000),
    { name: "Harbour at dawn.png", mimeType: "image/png", buffer: await painting(page) },
    file("Ναυτολόγιο.pdf", "application/pdf", 184_000),
    file("setup.exe", "", 52_000),
  ]);
  await page.locator('.file[data-state="stored"]').nth(1).waitFor();
  await page.waitForFunction(() => Number(document.querySelector("progress")?.value) > 0.55);
  const list = await page.locator("#files").boundingBox();
  if (!list) throw new Error("the list of files is not on the page");
  const clip = { x: 0, y: 0, width: 920, height: Math.ceil(list.y + list.height + 28) };
  await page.screenshot({ path: beside("screenshot.png"), clip, fullPage: true });
} finally {
  await browser.close();
}
