/**
 * The upload page, in a browser, against the running stack: files that come in.
 */
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { stored } from "./bucket.js";
import { ready, throttle } from "./chromium.js";
import { folder, listen, nextForm, pageTest, reaches, row, textOf } from "./harness.js";
import { site } from "./stack.js";

/** @import { Page } from 'playwright-core' */

/**
 * @param {string} name
 * @param {string} [type]
 * @param {number} [size]
 */
const file = (name, type = "text/plain", size = 1000) => ({ name, mimeType: type, buffer: letters(size) });

/** @param {number} size of a text that is like no other */
const letters = (size) =>
  Buffer.from(
    randomBytes(Math.ceil(size / 2))
      .toString("hex")
      .slice(0, size),
  );

/** A dot. */
const picture = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

/**
 * @param {Page} page
 * @param {string} name
 */
const keyOf = (page, name) => textOf(row(page, name).locator(".key"));

pageTest(
  "a small file is stored, and its key and ETag are shown and can be copied",
  { context: { permissions: ["clipboard-read", "clipboard-write"] } },
  async (page) => {
    const photo = { ...file("photo.png", "image/png"), buffer: picture };
    const form = nextForm(page);
    const said = await listen(page);
    await page.setInputFiles("#choose", photo);
    await reaches(row(page, "photo.png"), "stored");

    const key = await keyOf(page, "photo.png");
    assert.equal(key, (await form).params.key);
    const object = await stored(key);
    assert.ok(object.bytes.equals(photo.buffer), "the bytes stored are not those chosen");
    assert.equal(object.type, "image/png");
    assert.equal(await textOf(row(page, "photo.png").locator(".etag")), object.etag);
    await page.getByText("1 of 1 stored", { exact: true }).waitFor();
    await said("photo.png is accepted."); // soon enough, that it is stored goes unsaid

    const copy = page.getByRole("button", { name: "Copy the key of photo.png" });
    assert.equal(await copy.isVisible(), false, "the fold is open");
    const lines = await row(page, "photo.png").evaluate((one) => {
      const tops = [...one.querySelectorAll(".name, .size, .status, .actions button")].map((part) => {
        const { top, bottom } = part.getBoundingClientRect();
        return (top + bottom) / 2;
      });
      return Math.max(...tops.filter(Boolean)) - Math.min(...tops.filter(Boolean)); // 0: hidden
    });
    assert.ok(lines < 10, `what is stored takes more than a line: ${lines} px between the middles`);
    await page.getByRole("button", { name: "Details of photo.png" }).click();
    await copy.click();
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), key);
    await page.getByRole("button", { name: "Copy the ETag of photo.png" }).click();
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), object.etag);
  },
);

pageTest("a file of 50 MB shows its progress on the way", {}, async (page) => {
  const bytes = letters(50 * 1024 * 1024);
  const film = path.join(folder, "film.txt");
  await writeFile(film, bytes);
  await page.evaluate(() => {
    // Every state of the row is kept, as a person watching would see it.
    /** @type {any} */ (window).seen = [];
    new MutationObserver(() => {
      const row = document.querySelector(".file");
      /** @type {any} */ (window).seen.push({
        value: row?.querySelector("progress")?.value,
        status: row?.querySelector(".status")?.textContent,
        total: document.querySelector("#total-figures")?.textContent,
        all: /** @type {HTMLProgressElement | null} */ (document.querySelector("#total-bar"))?.value,
      });
    }).observe(document.body, { subtree: true, childList: true, attributes: true });
  });
  await throttle(page, 20e6);
  await page.setInputFiles("#choose", film);
  await reaches(row(page, "film.txt"), "stored");

  /** @type {Array<{value: number, status: string, total: string, all: number}>} */
  const seen = await page.evaluate(() => /** @type {any} */ (window).seen);
  for (const bar of /** @type {const} */ (["value", "all"])) {
    const values = [...new Set(seen.map((one) => one[bar]).filter((value) => value > 0 && value < 1))];
    assert.ok(values.length >= 3, `the bar "${bar}" stood at ${values} only`);
    assert.deepEqual(
      values,
      [...values].sort((a, b) => a - b),
      `the bar "${bar}" went back`,
    );
  }
  for (const [name, figures] of /** @type {const} */ ([
    ["status", /^\d+% · \S+ \S+ of 52 MB$/],
    ["total", /^\d+% · \S+ \S+ of 52 MB · \S+ MB\/s · \d+ sec left$/],
  ])) {
    const lines = seen.map((one) => one[name]);
    assert.ok(
      lines.some((line) => figures.test(line)),
      `no line like ${figures} among ${[...new Set(lines)].join("\n")}`,
    );
  }

  const object = await stored(await keyOf(page, "film.txt"));
  assert.ok(object.bytes.equals(bytes), "the bytes stored are not those chosen");
});

pageTest("a file is paused and resumed, alone and with all others", {}, async (page) => {
  const films = [file("one.txt", "text/plain", 4_000_000), file("two.txt", "text/plain", 4_000_000)];
  await throttle(page, 2e5);
  await page.setInputFiles("#choose", films);
  const one = row(page, "one.txt");
  await one.locator('progress:not([value="0"])').waitFor();
  await one.getByRole("button", { name: "Pause" }).click();
  await reaches(one, "paused");
  assert.equal(await textOf(one.locator(".status")), "Paused. It will start again from the beginning.");
  assert.equal(await page.evaluate(() => document.activeElement?.getAttribute("aria-label")), "Resume one.txt");
  assert.equal(await textOf(page.locator("#summary")), "0 of 2 stored · 2 to go · 1 paused");

  await page.getByRole("button", { name: "Pause all" }).click();
  await reaches(row(page, "two.txt"), "paused");
  await throttle(page, -1);
  await page.getByRole("button", { name: "Resume all" }).click();
  for (const { name, buffer } of films) {
    await reaches(row(page, name), "stored");
    assert.ok((await stored(await keyOf(page, name))).bytes.equals(buffer));
  }
  assert.equal(await page.getByRole("button", { name: "all" }).count(), 0);
});

pageTest("the page closed in mid-upload: the same file goes on from where it was", {}, async (page) => {
  const bytes = letters(26 * 1024 * 1024);
  const film = path.join(folder, "film.txt");
  await writeFile(film, bytes);
  await throttle(page, 5e6);
  await page.setInputFiles("#choose", film);
  await page.waitForFunction(() => Number(document.querySelector("progress")?.value) > 0.4);
  await page.close();

  const next = await page.context().newPage();
  await next.goto(site);
  await ready(next);
  const begun = next.waitForRequest((request) => request.url().includes("/s3/multipart"));
  await next.setInputFiles("#choose", film);
  assert.equal((await begun).method(), "GET", "it was begun anew");
  await reaches(row(next, "film.txt"), "stored");
  const object = await stored(await keyOf(next, "film.txt"));
  assert.ok(object.bytes.equals(bytes));
  assert.equal(await textOf(row(next, "film.txt").locator(".etag")), object.etag);
});

pageTest("a name in any script is kept", {}, async (page) => {
  const name = "Grüße aus 東京 – отпуск 🌊.txt";
  const letter = file(name);
  await page.setInputFiles("#choose", letter);
  await reaches(row(page, name), "stored");
  const key = await keyOf(page, name);
  for (const word of ["Grüße", "東京", "отпуск"]) assert.ok(key.includes(word), `${word} is not in ${key}`);
  assert.ok((await stored(key)).bytes.equals(letter.buffer));
});

pageTest("ten files at once: all are stored, with one request to the API, and no preflight", {}, async (page) => {
  const files = Array.from({ length: 10 }, (_, i) => file(`page ${i}.txt`, "text/plain", 100_000 + i));
  let asked = 0;
  page.on("request", (request) => {
    if (new URL(request.url()).pathname === "/uploads") asked++;
  });
  const session = await page.context().newCDPSession(page); // Playwright keeps preflights to itself
  await session.send("Network.enable");
  let preflights = 0;
  session.on("Network.requestWillBeSent", ({ request }) => {
    if (request.method === "OPTIONS") preflights++;
  });
  await page.setInputFiles("#choose", files);
  for (const { name } of files) await reaches(row(page, name), "stored");

  assert.equal(asked, 1);
  assert.equal(preflights, 0);
  for (const { name, buffer } of files) {
    assert.ok((await stored(await keyOf(page, name))).bytes.equals(buffer), `${name} is stored with other bytes`);
  }
  await page.getByText("10 of 10 stored", { exact: true }).waitFor();

  await page.getByRole("button", { name: "Clear finished" }).click();
  assert.equal(await page.locator(".file").count(), 0);
  assert.equal(await page.locator("#uploads").isVisible(), false);
});

pageTest("files and folders are dropped anywhere on the page; those in folders keep their paths", {}, async (page) => {
  const note = path.join(folder, "note.txt");
  const album = path.join(folder, "album");
  const inside = { "first.txt": "one", "Grüße/second.txt": "two", "Grüße/tief/third.txt": "three" };
  await writeFile(note, "dropped");
  for (const [name, text] of Object.entries(inside)) {
    await mkdir(path.dirname(path.join(album, name)), { recursive: true });
    await writeFile(path.join(album, name), text);
  }

  // Playwright has no drag of real files; the browser's own protocol has.
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files: [note, album], dragOperationsMask: 1 };
  const drag = (/** @type {'dragEnter' | 'dragOver' | 'drop'} */ type) =>
    session.send("Input.dispatchDragEvent", { type, x: 20, y: 500, data });
  await page.locator("h1:not(:empty)").waitFor(); // its script runs
  await drag("dragEnter");
  await drag("dragOver");
  await page.locator("body.receiving").waitFor();
  await drag("drop");

  await reaches(row(page, "note.txt"), "stored");
  const loose = await stored(await keyOf(page, "note.txt"));
  assert.equal(loose.bytes.toString(), "dropped");
  assert.equal(loose.metadata?.path, undefined);
  for (const [name, text] of Object.entries(inside)) {
    const own = row(page, path.basename(name));
    await reaches(own, "stored");
    assert.equal(await textOf(own.locator(".folder")), path.join("album", path.dirname(name), "/"));
    const { bytes, metadata } = await stored(await keyOf(page, path.basename(name)));
    assert.equal(bytes.toString(), text);
    assert.equal(decodeURIComponent(metadata?.path ?? ""), `album/${name}`);
  }
  assert.equal(await page.locator(".file").count(), 4);
  assert.equal(await page.locator("body.receiving").count(), 0);
  assert.equal(page.url(), `${site}/`);
});

pageTest("an image shows itself, and what only claims to be one its extension", {}, async (page) => {
  await page.setInputFiles("#choose", [
    { name: "dot.png", mimeType: "image/png", buffer: picture },
    { name: "noise.png", mimeType: "image/png", buffer: randomBytes(100) },
  ]);
  await row(page, "dot.png").locator("img").waitFor({ state: "visible" });
  await row(page, "noise.png").getByText("Its content is not what its type says.").waitFor();
  assert.equal(await row(page, "noise.png").locator("img").isVisible(), false);
  assert.equal(await textOf(row(page, "noise.png").locator(".extension")), "png");
});

pageTest("a file is uploaded with the keyboard alone, and the focus is never lost", {}, async (page) => {
  const chooser = page.waitForEvent("filechooser"); // before the rest: the browser needs a moment to heed it
  const focused = () =>
    page.evaluate(() => document.activeElement?.getAttribute("aria-label") ?? document.activeElement?.id);
  await page.keyboard.press("Tab");
  assert.equal(await focused(), "choose");
  const ring = await page.locator("label[for=choose]").evaluate((label) => getComputedStyle(label).outlineStyle);
  assert.equal(ring, "solid", "the focus is not seen");

  await page.keyboard.press("Enter");
  await (await chooser).setFiles(file("typed.txt"));
  await row(page, "typed.txt").getByText("Accepted", { exact: true }).waitFor();

  /** @type {Array<string | null | undefined>} */
  const stops = [];
  for (let i = 0; i < 4; i++) {
    await page.keyboard.press("Tab");
    stops.push(await focused());
  }
  assert.deepEqual(stops, ["folder", "clear", "Details of typed.txt", "Hide typed.txt"]);
  await page.keyboard.press("Enter");
  assert.equal(await page.locator(".file").count(), 0);
  assert.equal(await focused(), "choose");
});
