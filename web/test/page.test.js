/**
 * The upload page, in a browser, against the running stack: what it does before
 * files are on their way, what it says of them all, and in which language.
 */
import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { abort, keys, partsOf, stored, unfinished } from "./bucket.js";
import { ready, throttle } from "./chromium.js";
import { requests } from "./client.js";
import { folder, listen, pageTest, reaches, row, textOf } from "./harness.js";
import { configure, file, painting, shows } from "./scenes.js";
import { listMany } from "./many.js";
import { S3, setting, site } from "./stack.js";

/** @import { Page } from 'playwright-core' */

const REFUSED = /^Failed to load resource/;
const MiB = 1024 ** 2;

/** @param {Page} page @param {string} name */
const status = (page, name) => textOf(row(page, name).locator(".status"));

pageTest("files wait for a review where the page asks for one", {}, async (page) => {
  await configure(page, { review: "yes" });
  await page.locator("#accepted:not(:empty)").waitFor(); // the rules are known
  const sent = requests(page);
  const before = await keys();
  await page.setInputFiles("#choose", [file("keep.txt"), file("drop.txt"), file("setup.exe", "")]);
  await shows(page, "chosen", 2);
  assert.equal(await status(page, "keep.txt"), "Ready to upload");
  assert.equal(await status(page, "setup.exe"), "This type of file is not accepted.");
  await page.getByRole("button", { name: "Take out drop.txt" }).click();
  assert.equal(await page.evaluate(() => document.activeElement?.getAttribute("aria-label")), "Hide setup.exe");
  assert.equal(await textOf(page.locator("#summary")), "0 of 2 stored · 1 to review · 1 not stored");
  assert.deepEqual(
    [sent.api(/uploads$/), sent.s3(), await keys()],
    [[], [], before],
    "something is sent before the start",
  );

  await page.getByRole("button", { name: "Upload 1 file" }).click();
  await reaches(row(page, "keep.txt"), "stored");
  assert.equal((await keys()).length, before.length + 1);
  assert.equal(await page.locator(".file").count(), 2);
});

pageTest("nothing can be chosen before the page's script is there", {}, async (page) => {
  /** @type {() => void} */
  let release = () => {};
  const held = new Promise((/** @type {(value?: undefined) => void} */ resolve) => (release = resolve));
  await page.route("**/words/en.js", (route) => held.then(() => route.continue()));
  await page.reload();
  const focused = async () => {
    await page.locator("#choose").focus();
    return page.evaluate(() => document.activeElement?.id);
  };
  assert.equal(await focused(), "");
  release();
  await ready(page);
  assert.equal(await focused(), "choose");
});

pageTest(
  "the same file chosen twice is in the list once, and more than the page takes are left out",
  {},
  async (page) => {
    await configure(page, { "max-files": "3" });
    const notice = page.locator("#notice");
    const [one, two] = ["one.txt", "two.txt"].map((name) => path.join(folder, name));
    for (const name of [one, two]) await writeFile(name, name);
    await page.setInputFiles("#choose", file("setup.exe", "")); // refused, so it takes nobody's place
    await reaches(row(page, "setup.exe"), "failed");
    await page.setInputFiles("#choose", [one, two]);
    await reaches(row(page, "one.txt"), "stored");
    await page.setInputFiles("#choose", one);
    assert.equal(await textOf(notice), "one.txt is already in the list.");
    await page.setInputFiles("#choose", [one, two]);
    assert.equal(await textOf(notice), "2 files are already in the list.");
    assert.equal(await page.locator(".file").count(), 3);

    await writeFile(one, "another content, and so another file");
    await page.setInputFiles("#choose", one);
    await page.locator(".file").nth(3).waitFor();
    assert.equal(await textOf(notice), "");
    await page.setInputFiles("#choose", [file("four.txt"), file("five.txt")]);
    assert.equal(await textOf(notice), "At most 3 files are accepted here: 2 left out.");
    assert.equal(await page.locator(".file").count(), 4);
  },
);

pageTest("a chosen folder, and what is pasted", {}, async (page) => {
  const album = path.join(folder, "holiday");
  await mkdir(path.join(album, "deep"), { recursive: true });
  await writeFile(path.join(album, "deep", "inside.txt"), "in it");
  await page.setInputFiles("#folder", album);
  await reaches(row(page, "inside.txt"), "stored");
  const key = await textOf(row(page, "inside.txt").locator(".key"));
  assert.equal((await stored(key)).metadata?.path, "holiday/deep/inside.txt");

  await page.evaluate(() => {
    const clipboardData = new DataTransfer();
    clipboardData.items.add(new File(["pasted"], "note.txt", { type: "text/plain" }));
    document.body.dispatchEvent(new ClipboardEvent("paste", { bubbles: true, cancelable: true, clipboardData }));
  });
  await reaches(row(page, "note.txt"), "stored");
  const pasted = await textOf(row(page, "note.txt").locator(".key"));
  assert.equal((await stored(pasted)).bytes.toString(), "pasted");
  await page.evaluate(() => {
    const clipboardData = new DataTransfer();
    clipboardData.items.add("only text", "text/plain");
    document.body.dispatchEvent(new ClipboardEvent("paste", { bubbles: true, clipboardData }));
  });
  assert.equal(await page.locator(".file").count(), 2);
});

pageTest("thirty refusals are announced as one sentence", {}, async (page) => {
  const said = await listen(page);
  await page.setInputFiles(
    "#choose",
    Array.from({ length: 30 }, (_, i) => file(`setup ${i}.exe`, "")),
  );
  const sentence = "30 files are not stored. This type of file is not accepted.";
  assert.deepEqual(await said(sentence), [sentence]);
});

pageTest("all at once: cancelled, and tried again", { expectErrors: REFUSED }, async (page) => {
  await page.route(S3, () => {}); // never answered
  const files = Array.from({ length: 20 }, (_, i) => file(`${i}.txt`));
  await page.setInputFiles("#choose", files);
  await shows(page, "waiting");
  await row(page, "19.txt").getByText("Waiting for its turn", { exact: true }).waitFor({ state: "attached" });
  await page.getByRole("button", { name: "Cancel all" }).click();
  await shows(page, "cancelled", 20);
  assert.equal(await textOf(page.locator("#summary")), "0 of 20 stored · 20 cancelled");
  assert.equal(await page.evaluate(() => document.activeElement?.id), "uploads-title", "the focus is lost");
  await page.getByRole("button", { name: "Clear finished" }).click();

  await page.unroute(S3);
  const down = { status: 403, body: "<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>" };
  await page.route(S3, (route) => route.fulfill(down));
  await page.setInputFiles("#choose", [...files.slice(0, 3), file("setup.exe", "")]);
  await shows(page, "failed", 4);
  await page.unroute(S3);
  await page.getByRole("button", { name: "Retry all" }).click();
  await page.getByText("3 of 4 stored · 1 not stored", { exact: true }).waitFor();
  assert.equal(await page.getByRole("button", { name: "Retry all" }).isVisible(), false, "a refusal is tried again");
});

pageTest(
  "an unfinished upload waits for its file, goes on from where it was, and can be given up",
  {},
  async (page) => {
    const film = path.join(folder, "film.txt");
    await writeFile(film, "letters\n".repeat(4 * MiB));
    const begin = async (/** @type {Page} */ on) => {
      for (const upload of await unfinished()) await abort(upload);
      await throttle(on, 12e6);
      await on.setInputFiles("#choose", film);
      for (const end = Date.now() + 30_000; Date.now() < end;) {
        const [upload] = await unfinished();
        if (upload && (await partsOf(upload)) > 1) break;
      }
      await row(on, "film.txt").getByRole("button", { name: "Pause" }).click();
      await row(on, "film.txt")
        .getByText(/^Paused at \d\d%$/)
        .waitFor();
    };
    const waits = page.locator("#unfinished");
    assert.equal(await waits.isVisible(), false);
    await begin(page);
    const other = await page.context().newPage(); // the upload is not over: this page has it
    await page.close({ runBeforeUnload: false });

    await other.goto(site);
    await ready(other);
    await other.locator("#unfinished").waitFor();
    assert.match(
      await textOf(other.locator("#unfinished span")),
      /^An upload of \d+:\d\d.[AP]M is unfinished\. Choose its file again to continue it\.$/,
    );
    await throttle(other, 1e6);
    await other.setInputFiles("#choose", film);
    await other.getByText(/^Continuing at \d\d%$/).waitFor();
    assert.equal(await other.locator("#unfinished").isVisible(), false);
    await throttle(other, -1);
    await reaches(row(other, "film.txt"), "stored");
    await other.reload();
    await other.locator("#accepted:not(:empty)").waitFor();
    assert.equal(await other.locator("#unfinished").isVisible(), false, "it is finished");

    await begin(other);
    await other.reload();
    await other.getByRole("button", { name: "Give up" }).click();
    await other.getByText("Given up.").waitFor();
    assert.equal(await other.evaluate(() => localStorage.length), 0);
    assert.ok((await unfinished()).length > 0, "only S3 can end it now"); // the bucket's lifecycle rule does
  },
);

for (const [locale, title, refusal, size] of /** @type {const} */ ([
  ["de-AT", "Dateien, direkt nach S3", "Dateien dieser Art sind nicht erlaubt.", "2,5 kB"],
  ["ja-JP", "ファイルを S3 へ直接", "この種類のファイルは受け付けません。", "2.5 KB"],
  ["ar-AE", "الملفات مباشرةً إلى S3", "هذا النوع من الملفات غير مقبول.", "2.5 كيلوبايت"],
  ["fr-FR", "Files, straight into S3", "This type of file is not accepted.", "2.5 kB"],
])) {
  pageTest(`a browser of ${locale}: the page speaks its language`, { context: { locale } }, async (page) => {
    await page.getByRole("heading", { level: 1, name: title }).waitFor();
    await page.setInputFiles("#choose", [file("setup.exe", "", 2500), file("notes.txt")]);
    await reaches(row(page, "setup.exe"), "failed");
    assert.equal(await status(page, "setup.exe"), refusal);
    assert.equal((await textOf(row(page, "setup.exe").locator(".size"))).replace(/\s/g, " "), size);
    await reaches(row(page, "notes.txt"), "stored");
    const { lang, dir } = await page.evaluate(() => {
      const { lang, dir } = document.documentElement;
      return { lang, dir };
    });
    assert.deepEqual([lang, dir], [locale === "fr-FR" ? "en" : locale, locale === "ar-AE" ? "rtl" : "ltr"]);
    const said = (await textOf(page.locator("main"))).replace(/uploads\/\S+|"[0-9a-f]{32}"/g, ""); // without keys and ETags
    const latin = said.match(/[a-z]{4,}/gi) ?? [];
    const ours = ["setup", "notes", "fetch", "FormData", "ETag"];
    if (/^(ja|ar)/.test(locale))
      assert.deepEqual(
        latin.filter((one) => !ours.includes(one)),
        [],
      );
  });
}

pageTest("the verdict is shown, the picture from S3 too, and what is stored can be deleted", {}, async (page) => {
  const picture = { name: "dawn.png", mimeType: "image/png", buffer: await painting(page) };
  const lie = { name: "lie.png", mimeType: "image/png", buffer: Buffer.from("MZ, and no picture at all") };
  const said = await listen(page);
  await page.setInputFiles("#choose", [picture, lie]);
  const dawn = row(page, "dawn.png");
  await dawn.getByText("Accepted", { exact: true }).waitFor();
  await page.waitForFunction((s3) => {
    const image = /** @type {HTMLImageElement | null} */ (document.querySelector("img.seen"));
    return image?.naturalWidth === 320 && RegExp(s3).test(image.currentSrc);
  }, S3.source);
  await row(page, "lie.png").getByText("Its content is not what its type says.").waitFor();
  assert.equal(await textOf(page.locator("#summary")), "1 of 2 stored · 1 rejected");
  await said("dawn.png is accepted.");
  await said("lie.png is rejected. Its content");

  const key = await textOf(dawn.locator(".key"));
  assert.ok((await keys()).includes(String(key)));
  await page.getByRole("button", { name: "Details of dawn.png" }).click();
  await page.getByRole("button", { name: "Delete from storage dawn.png" }).click();
  await dawn.waitFor({ state: "detached" });
  assert.ok(!(await keys()).includes(String(key)), "it is still there");
  await said("dawn.png is deleted.");
});

for (const [what, answer, says, summary] of /** @type {const} */ ([
  [
    "does not read files back",
    { status: 403, json: { code: "FilesDisabled", message: "No.", details: {} } },
    "Stored",
    "2 of 2 stored",
  ],
  ["has no function for it", { status: 404, json: { message: "Not Found" } }, "Stored", "2 of 2 stored"],
  [
    "cannot be reached for it",
    { status: 500, json: { message: "Internal Server Error" } },
    "Stored. The content is being checked…",
    "2 of 2 stored · 2 being checked",
  ],
])) {
  pageTest(`an API that ${what}: what is stored is stored`, { expectErrors: REFUSED }, async (page) => {
    let asked = 0;
    await page.route("**/files?*", (route) => (asked++, route.fulfill(answer)));
    for (const name of ["one.txt", "two.txt"]) {
      await page.setInputFiles("#choose", file(name));
      await row(page, name).getByText(says, { exact: true }).waitFor();
      await row(page, name).getByRole("button", { name: "Details" }).click();
      assert.equal(await row(page, name).locator(".delete").isVisible(), false);
    }
    if (answer.status < 500) assert.equal(asked, 1, "it is asked again and again");
    assert.equal(await textOf(page.locator("#summary")), summary);
  });
}

pageTest(
  "the page sends to the API and to S3 alone, and is shown in no frame",
  { expectErrors: /Content Security Policy|^Refused|^Failed to load/ },
  async (page) => {
    const response = await page.request.get(site);
    const policy = response.headers()["content-security-policy"];
    const port = new URL(setting("S3_ENDPOINT")).port;
    assert.match(policy, RegExp(`connect-src 'self' http://127\\.0\\.0\\.1:${port} http://localhost:${port};`));
    assert.match(policy, /frame-ancestors 'none'/);
    assert.doesNotMatch(policy, /\*/);
    const reached = await page.evaluate(async () => {
      const addresses = ["http://elsewhere.localhost:1/", "data:text/plain,a"];
      const refused = new Promise((resolve) => {
        let left = addresses.length;
        addEventListener("securitypolicyviolation", ({ effectiveDirective }) => {
          if (effectiveDirective === "connect-src" && !--left) resolve("refused");
        });
      });
      for (const address of addresses) fetch(address).catch(() => {});
      return refused;
    });
    assert.equal(reached, "refused");
  },
);

pageTest("1,500 files in the list wait, pause, go on and are cancelled", {}, async (page) => {
  await page.route("**/uploads", () => {}); // never answered: it is the list that is tested
  await page.locator("#accepted:not(:empty)").waitFor();
  await listMany(page);
  assert.equal(await page.locator(".file").count(), 0);
});
