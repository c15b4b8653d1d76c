/**
 * Takes screenshot.png, the picture of the page in the README: a good moment of
 * real uploads to the running stack.
 */
import { fileURLToPath } from "node:url";
import { launch, throttle } from "./chromium.js";
import { site } from "./stack.js";

const browser = await launch();
try {
  const page = await browser.newPage({ viewport: { width: 920, height: 900 }, colorScheme: "light" });
  await page.goto(site);
  await throttle(page, 3_000_000);
  await page.setInputFiles("#choose", [
    { name: "crossing.mp4", mimeType: "video/mp4", buffer: Buffer.alloc(9_600_000) },
    { name: "Harbour at dawn.png", mimeType: "image/png", buffer: await painting() },
    { name: "Ναυτολόγιο.pdf", mimeType: "application/pdf", buffer: Buffer.alloc(184_000) },
    { name: "setup.exe", mimeType: "", buffer: Buffer.alloc(52_000) },
  ]);
  await page.locator('.file[data-state="stored"]').nth(1).waitFor();
  await page.waitForFunction(() => Number(document.querySelector("progress")?.value) > 0.55);
  await page.screenshot({
    path: fileURLToPath(new URL("../screenshot.png", import.meta.url)),
    clip: await clip(page),
    fullPage: true,
  });
} finally {
  await browser.close();
}

/**
 * All of the page down to the last file.
 * @param {import('playwright-core').Page} page
 */
async function clip(page) {
  const list = await page.locator("#files").boundingBox();
  if (!list) throw new Error("the list of files is not on the page");
  return { x: 0, y: 0, width: 920, height: Math.ceil(list.y + list.height + 28) };
}

/** A picture to be uploaded: the sun over the sea. */
async function painting() {
  const page = await browser.newPage();
  const url = await page.evaluate(() => {
    const canvas = Object.assign(document.createElement("canvas"), { width: 320, height: 320 });
    const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
    /**
     * @param {string} from
     * @param {string} to
     * @param {number} top
     * @param {number} height
     */
    const wash = (from, to, top, height) => {
      const gradient = context.createLinearGradient(0, top, 0, top + height);
      gradient.addColorStop(0, from);
      gradient.addColorStop(1, to);
      context.fillStyle = gradient;
      context.fillRect(0, top, 320, height);
    };
    wash("#3f6f9c", "#f7c58b", 0, 200);
    context.fillStyle = "#fff1cf";
    context.arc(190, 178, 46, 0, 2 * Math.PI);
    context.fill();
    wash("#d58f63", "#17404f", 200, 120);
    return canvas.toDataURL("image/png");
  });
  await page.close();
  return Buffer.from(url.split(",")[1], "base64");
}
