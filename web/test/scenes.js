/**
 * The states of the upload page, each as a person comes to see it: for the
 * tests that look at it, and for its pictures.
 */
import { ready, throttle } from "./chromium.js";
import { S3 } from "./stack.js";

/** @import { BrowserContextOptions, Page } from 'playwright-core' */

const MiB = 1024 ** 2;

/**
 * @param {string} name
 * @param {string} [mimeType]
 * @param {number} [size]
 */
export const file = (name, mimeType = "text/plain", size = 1000) => ({
  name,
  mimeType,
  buffer: Buffer.alloc(size, mimeType === "application/pdf" ? "%PDF-1.7\n" : name),
});

/** @param {Page} page @param {string} state @param {number} [count] */
export const shows = (page, state, count = 1) =>
  page
    .locator(`.file[data-state="${state}"]`)
    .nth(count - 1)
    .waitFor({ state: "attached" });

/**
 * Loads the page anew, with settings in its meta elements.
 * @param {Page} page
 * @param {Record<string, string>} settings
 */
export async function configure(page, settings) {
  await page.addInitScript((settings) => {
    // Each as soon as it is there: before the page's script reads it.
    new MutationObserver(() => {
      for (const [name, value] of Object.entries(settings))
        document.querySelector(`meta[name="slipway-${name}"]`)?.setAttribute("content", value);
    }).observe(document, { childList: true, subtree: true });
  }, settings);
  await page.reload();
  await ready(page);
}

/**
 * Goes back to a page on which an upload in parts was broken off earlier.
 * @param {Page} page
 */
export async function breakOff(page) {
  await page.evaluate(() => {
    const entry = `${Date.now() - 3_600_000} ${btoa("masked")}`;
    localStorage.setItem("slipway:AAAAAAAAAAAAAAAAAAAAAA", entry);
  });
  await page.reload();
  await page.locator("#unfinished").waitFor();
}

/** @param {Page} page files are held over it */
export async function holdOver(page) {
  await page.evaluate(() => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File(["a"], "a.txt"));
    document.body.dispatchEvent(new DragEvent("dragenter", { bubbles: true, dataTransfer }));
  });
  await page.locator("body.receiving").waitFor();
}

/** @param {Page} page */
export async function run(page) {
  await throttle(page, 400_000);
  const films = Array.from({ length: 14 }, (_, i) => file(`Crossing ${i + 1}.mp4`, "video/mp4", 700_000));
  await page.setInputFiles("#choose", films);
  await page.waitForFunction(() => /left/.test(document.querySelector("#total-figures")?.textContent ?? ""));
}

/** @param {Page} page one file in a form and one in parts */
export async function pause(page) {
  await throttle(page, 2_000_000);
  await page.setInputFiles("#choose", [
    file("Letter.pdf", "application/pdf", 3 * MiB),
    file("Film.mp4", "video/mp4", 20 * MiB),
  ]);
  await page.waitForFunction(() =>
    [...document.querySelectorAll(".file progress")].every((one) => /** @type {HTMLProgressElement} */ (one).value > 0),
  );
  await page.locator("#pause-all").click();
  await shows(page, "paused", 2);
}

/** @param {Page} page */
export async function interrupt(page) {
  await page.route(S3, (route) => route.abort("connectionrefused"));
  await page.setInputFiles("#choose", file("Logbook.txt"));
  await shows(page, "retrying");
}

/** @param {Page} page */
export async function refuse(page) {
  await page.setInputFiles("#choose", [
    file("setup.exe", ""),
    file("icon.svg", "image/svg+xml"),
    file("empty.txt", "text/plain", 0),
  ]);
  await shows(page, "failed", 3);
}

/** @param {Page} page a picture and a file, the fold of one open */
export async function store(page) {
  await page.setInputFiles("#choose", [
    { name: "Harbour at dawn.png", mimeType: "image/png", buffer: await painting(page) },
    file("Ναυτολόγιο.pdf", "application/pdf", 184_000),
    file("notes.txt"),
  ]);
  await shows(page, "stored", 3);
  await page.locator(".details:visible").first().click();
}

/** @param {Page} page */
export async function review(page) {
  await configure(page, { review: "yes" });
  await page.setInputFiles("#choose", [
    { name: "Harbour at dawn.png", mimeType: "image/png", buffer: await painting(page) },
    file("notes.txt"),
    file("setup.exe", ""),
  ]);
  await shows(page, "chosen", 2);
  await page.setInputFiles("#choose", file("photo.png", "image/png"));
  await shows(page, "chosen", 3);
}

/** @param {Page} page */
export async function failToSignIn(page) {
  await configure(page, { issuer: "http://issuer.localhost:1", "client-id": "page" });
  await page.locator("#sign-in").click();
  await page.locator("#notice.error").waitFor();
}

/** @param {Page} page every state of a row at once, in any language */
export async function all(page) {
  const [pauseIt, cancelIt, openIt] = [".pause", ".cancel", ".details"];
  await refuse(page);
  await store(page);
  const named = (/** @type {string} */ name) => page.locator(".file", { has: page.getByText(name, { exact: true }) });
  await page.route("**/uploads", (route) => route.abort());
  await page.setInputFiles("#choose", file("retrying.txt"));
  await shows(page, "retrying");
  await page.unroute("**/uploads");
  await page.route(S3, () => {}); // without an answer, they stay on their way
  await page.setInputFiles("#choose", [
    ...["paused.txt", "cancelled.txt"].map((name) => file(name)),
    ...Array.from({ length: 14 }, (_, i) => file(`pending ${i}.txt`)),
  ]);
  await named("paused.txt").locator(pauseIt).click();
  await shows(page, "paused");
  await named("cancelled.txt").locator(cancelIt).click();
  await shows(page, "cancelled");
  await shows(page, "waiting");
  await named("notes.txt").locator(openIt).click();
}

/**
 * A picture to be uploaded: the sun over the sea.
 * @param {Page} page
 */
export async function painting(page) {
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
  return Buffer.from(url.split(",")[1], "base64");
}

/** @type {Record<string, {context?: BrowserContextOptions, show: (page: Page) => Promise<void>}>} */
export const PICTURES = {
  empty: { show: async () => {} },
  receiving: { show: holdOver },
  review: { show: review },
  running: { show: run },
  paused: { show: pause, context: { colorScheme: "dark" } },
  retrying: { show: interrupt, context: { locale: "es-MX" } },
  refused: { show: refuse, context: { locale: "de-DE", viewport: { width: 640, height: 900 } } },
  stored: { show: store, context: { colorScheme: "dark" } },
  unfinished: { show: breakOff, context: { locale: "ja-JP" } },
  "sign-in": { show: failToSignIn },
  arabic: { show: all, context: { locale: "ar-EG" } },
  phone: {
    show: store,
    context: { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, deviceScaleFactor: 2 },
  },
};
