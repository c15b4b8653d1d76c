/**
 * The upload page, in a browser, against the running stack: files that do not
 * come in, and what the person is told.
 */
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { open, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { keys, stored } from "./bucket.js";
import { throttle } from "./chromium.js";
import { folder, nextForm, pageTest, reaches, retry, row, textOf } from "./harness.js";
import { S3 } from "./stack.js";

const REFUSED = /^Failed to load resource/; // Chromium's own words for a status of 400 and more, and for no answer
const API = "**/uploads";

/** @param {import('playwright-core').Page} page */
const toS3 = (page) => {
  /** @type {string[]} */
  const requests = [];
  page.on("request", (request) => {
    if (S3.test(request.url())) requests.push(request.url());
  });
  return requests;
};

pageTest("a type that is not allowed: the page says which are, and nothing is sent", {}, async (page) => {
  const sent = toS3(page);
  await page.setInputFiles("#choose", {
    name: "setup.exe",
    mimeType: "application/x-msdownload",
    buffer: Buffer.from("MZ"),
  });
  const setup = row(page, "setup.exe");
  await reaches(setup, "failed");

  assert.match(
    await textOf(page.locator("#accepted")),
    /^Accepted: pictures, audio, video, .*\bZIP, up to 2\.14 GB\.$/,
  );
  const message = await textOf(setup.locator(".status"));
  assert.match(message, /^This type of file is not accepted\.$/);
  await page.getByText(`setup.exe is not stored. ${message}`).waitFor({ state: "attached" }); // said to screen readers
  assert.equal(await setup.locator(".retry").isVisible(), false, "a second try is offered, and cannot help");
  assert.deepEqual(sent, []);
});

pageTest("a file that is too large: the page says so, and nothing is sent", {}, async (page) => {
  const sent = toS3(page);
  const film = path.join(folder, "epic.mp4");
  const sparse = await open(film, "w");
  await sparse.truncate(6 * 1024 ** 3); // over 5 GiB, the most that any form may carry
  await sparse.close();
  await page.setInputFiles("#choose", film);
  await reaches(row(page, "epic.mp4"), "failed");
  assert.match(
    await textOf(row(page, "epic.mp4").locator(".status")),
    /^The file has 6\.45 GB; the limit is 2\.14 GB\.$/,
  );
  assert.deepEqual(sent, []);
});

pageTest(
  "a form for a smaller file: S3 refuses it, and its XML is put in plain words",
  { expectErrors: REFUSED },
  async (page) => {
    await page.route(API, (route) => {
      const body = route.request().postDataJSON();
      body.files[0].size = 10;
      return route.continue({ postData: JSON.stringify(body) });
    });
    const form = nextForm(page);
    await page.setInputFiles("#choose", { name: "grown.txt", mimeType: "text/plain", buffer: randomBytes(1000) });
    await reaches(row(page, "grown.txt"), "failed");
    assert.match(
      await textOf(row(page, "grown.txt").locator(".status")),
      /^The file is too large(: the limit is 10 bytes)?\.$/,
    );
    assert.ok(!(await keys()).includes((await form).params.key), "it is stored all the same");
  },
);

pageTest(
  "a form whose fields were changed: S3 refuses it, and a second try works",
  { expectErrors: REFUSED },
  async (page) => {
    await page.route(API, async (route) => {
      const response = await route.fetch();
      const json = await response.json();
      json.uploads[0].params.key += ".changed";
      await route.fulfill({ response, json });
    });
    await page.setInputFiles("#choose", { name: "letter.txt", mimeType: "text/plain", buffer: Buffer.from("hello") });
    const letter = row(page, "letter.txt");
    await reaches(letter, "failed");
    assert.equal(await textOf(letter.locator(".status")), "This is not the file that was permitted. Choose it again.");

    await page.unroute(API);
    await retry(letter);
    await reaches(letter, "stored");
  },
);

pageTest("an upload cancelled on its way stores nothing, and can be started again", {}, async (page) => {
  const before = await keys();
  await throttle(page, 5e4); // two minutes for those on their way, however long it takes to cancel them
  const files = Array.from({ length: 14 }, (_, i) => ({
    name: `slow ${i}.txt`,
    mimeType: "text/plain",
    buffer: Buffer.alloc(1_000_000, `slow ${i}`),
  }));
  const sent = toS3(page);
  await page.setInputFiles("#choose", files);
  const first = row(page, "slow 0.txt");
  await first.locator('progress:not([value="0"])').waitFor();
  assert.equal(await row(page, "slow 13.txt").getAttribute("data-state"), "waiting");
  for (let i = 13; i >= 0; i--) {
    // the one that waits first: the others' end would let it start
    const slow = row(page, `slow ${i}.txt`);
    await slow.getByRole("button", { name: "Cancel" }).click();
    await reaches(slow, "cancelled");
    assert.equal(await textOf(slow.locator(".status")), "Cancelled. Nothing was stored.");
  }
  assert.ok(sent.length <= 12, "the files in the queue were sent");
  assert.equal(await textOf(page.locator("#summary")), "0 of 14 stored · 14 cancelled");
  assert.equal(
    await page.evaluate(() => document.activeElement?.getAttribute("aria-label")),
    "Retry slow 0.txt",
    "the focus went with the button",
  );
  assert.deepEqual(await keys(), before);

  await throttle(page, -1);
  await retry(first);
  await reaches(first, "stored");
  assert.ok((await stored(await textOf(first.locator(".key")))).bytes.equals(files[0].buffer));
});

pageTest("leaving while a file is on its way is asked about", {}, async (page) => {
  await page.route(API, () => {}); // never answered
  await page.getByRole("heading", { level: 1 }).click(); // without a gesture, browsers do not ask
  await page.setInputFiles("#choose", { name: "note.txt", mimeType: "text/plain", buffer: Buffer.from("a") });
  await page.locator('[data-state="signing"]').waitFor();
  const dialog = page.waitForEvent("dialog");
  await page.close({ runBeforeUnload: true });
  assert.equal((await dialog).type(), "beforeunload");
  await (await dialog).dismiss();

  await page.getByRole("button", { name: "Cancel note.txt" }).click();
  const closed = page.waitForEvent("close");
  await page.close({ runBeforeUnload: true });
  await closed;
});

pageTest(
  "no way to S3: it says why, and is tried again at once where the person asks",
  { expectErrors: REFUSED },
  async (page) => {
    await page.clock.install();
    await page.clock.pauseAt(new Date(Date.now() + 1000)); // else it may be tried again before it is looked at
    await page.route(S3, (route) => route.abort("connectionrefused"));
    await page.setInputFiles("#choose", { name: "cut.txt", mimeType: "text/plain", buffer: Buffer.from("whole") });
    const cut = row(page, "cut.txt");
    const status = cut.locator(".status");
    const why = "Interrupted at 0%. The connection to the storage broke off. Trying again in a moment…";
    for (let i = 0; i < 100 && (await status.allInnerTexts())[0] !== why; i++) await page.clock.runFor(17);
    assert.equal(await textOf(status), why);

    await page.unroute(S3);
    await cut.getByRole("button", { name: "Retry" }).click();
    for (let i = 0; i < 100 && (await cut.getAttribute("data-state")) !== "stored"; i++) await page.clock.runFor(1);
    await reaches(cut, "stored");
    assert.equal((await stored(await textOf(cut.locator(".key")))).bytes.toString(), "whole");
  },
);

pageTest("offline: said so, and it goes on by itself once online", { expectErrors: REFUSED }, async (page) => {
  await page.context().setOffline(true);
  await page.setInputFiles("#choose", { name: "island.txt", mimeType: "text/plain", buffer: Buffer.from("ship") });
  const island = row(page, "island.txt");
  await reaches(island, "retrying");
  assert.match(await textOf(island.locator(".status")), /^You are offline/);
  await page.context().setOffline(false);
  await reaches(island, "stored");
});

pageTest("a file deleted after it was chosen: said so", { expectErrors: REFUSED }, async (page) => {
  const draft = path.join(folder, "draft.txt");
  await writeFile(draft, "soon gone");
  await page.route(API, async (route) => {
    await rm(draft);
    await route.continue();
  });
  await page.setInputFiles("#choose", draft);
  await reaches(row(page, "draft.txt"), "failed");
  assert.match(await textOf(row(page, "draft.txt").locator(".status")), /^The file was moved, deleted or changed/);
});

for (const { what, status, body, says } of [
  {
    what: "refused for want of a token",
    status: 401,
    body: '{"message":"Unauthorized"}',
    says: /^Please sign in again\./,
  },
  {
    what: "answered by something else",
    status: 403,
    body: "<html>Forbidden</html>",
    says: /^The file was refused/,
  },
  {
    what: "answered with a page",
    status: 200,
    body: "<!doctype html>",
    says: /^The address of the upload service is wrong/,
  },
  { what: "answered with null", status: 200, body: "null", says: /^The address of the upload service is wrong/ },
]) {
  pageTest(`the API's request is ${what}: said in plain words`, { expectErrors: REFUSED }, async (page) => {
    await page.route(API, (route) => route.fulfill({ status, body }));
    await page.setInputFiles("#choose", { name: "note.txt", mimeType: "text/plain", buffer: Buffer.from("a") });
    await reaches(row(page, "note.txt"), "failed");
    assert.match(await textOf(row(page, "note.txt").locator(".status")), says);
  });
}
