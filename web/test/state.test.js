/**
 * The client in a browser: snapshots that a framework subscribes to, and what
 * can be done with an upload and with a call that runs.
 */
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { head, stored, unfinished } from "./bucket.js";
import { throttle } from "./chromium.js";
import { clientTest, end, key, requests, start, tell, until } from "./client.js";
import { S3 } from "./stack.js";

/** @import { Page } from 'playwright-core' */

const MiB = 1024 ** 2;

/**
 * @param {string} name
 * @param {number} [size]
 */
const file = (name, size = 1000) => ({ name, mimeType: "text/plain", buffer: randomBytes(size) });

/**
 * Runs a function of the page with the client, in JavaScript.
 * @param {Page} page
 * @param {string} code of an async function's body
 * @returns {Promise<any>}
 */
const inPage = (page, code) =>
  page.evaluate(`(async () => {
    'use strict';
    const { upload } = await import('/slipway.js');
    const note = (name, size = 5) => new File(['x'.repeat(size)], name, { type: 'text/plain' });
    ${code}
  })()`);

clientTest("a snapshot is the same object while nothing changes, and so is each file's", async (page) => {
  const found = await inPage(
    page,
    `
    const { snapshot, subscribe, files, done } = upload([note('a.txt'), note('b.txt')]); // unbound, as React calls them
    const seen = [snapshot()];
    const repeated = [];
    subscribe(() => {
      repeated.push(snapshot() === snapshot());
      seen.push(snapshot());
    });
    await done;
    await new Promise((resolve) => setTimeout(resolve, 100));
    files[0].pause(); // too late
    const last = snapshot();
    const deeply = (one) => Object.isFrozen(one) && Object.isFrozen(one.files) && one.files.every(Object.isFrozen);
    const kept = seen.slice(1).map((one, i) => one.files.map((file, j) => file === seen[i].files[j]));
    return {
      first: seen[0],
      last,
      repeated,
      frozen: seen.every(deeply),
      distinct: new Set(seen).size === seen.length,
      told: seen.at(-1) === last,
      kept: kept.some(([a, b]) => a && !b) && kept.some(([a, b]) => !a && b),
      changed: kept.every(([a, b]) => !(a && b)),
      ids: files.map(({ id }) => id),
    };`,
  );
  assert.deepEqual([found.frozen, found.distinct, found.told], [true, true, true]);
  assert.ok(found.repeated.length > 1 && found.repeated.every(Boolean), "the same snapshot, asked twice, differs");
  assert.equal(new Set(found.ids).size, 2);
  const { key, etag, location } = found.last.files[0].stored;
  assert.equal((await stored(key)).etag, etag);
  const before = { id: found.ids[0], name: "a.txt", size: 5, type: "text/plain", profile: "", path: "" };
  const none = { error: undefined, stored: undefined };
  assert.deepEqual(found.first.files[0], { ...before, ...none, state: "waiting", loaded: 0 });
  assert.deepEqual(found.last.files[0], {
    ...before,
    ...none,
    state: "stored",
    loaded: 5,
    stored: { key, etag, location },
  });
  assert.deepEqual(
    [found.first, found.last].map(({ files, ...rest }) => rest),
    [
      { loaded: 0, total: 10, rate: undefined, secondsLeft: undefined, over: false },
      { loaded: 10, total: 10, rate: undefined, secondsLeft: undefined, over: true },
    ],
  );
});

clientTest("a file that does not change keeps its snapshot while others go on", async (page) => {
  await page.route(S3, async (route) => {
    if (!route.request().postData()?.includes("held.txt")) await route.continue();
  });
  const found = await inPage(
    page,
    `
    const uploads = upload([note('held.txt'), note('a.txt'), note('b.txt')]);
    const held = new Promise((resolve) => uploads.subscribe(() => uploads.snapshot().files[0].state === 'sending' && resolve(uploads.snapshot())));
    const before = await held;
    await Promise.all(uploads.files.slice(1).map(({ done }) => done));
    const after = uploads.snapshot();
    uploads.cancel();
    return [after !== before, ...after.files.map((file, i) => file === before.files[i])];`,
  );
  assert.deepEqual(found, [true, true, false, false]);
});

clientTest("listeners are called once for all changes of a frame, and not after they leave", async (page) => {
  const found = await inPage(
    page,
    `
    let changes = 0;
    const uploads = upload(Array.from({ length: 300 }, (_, i) => note(i + '.txt', 1000)), { onChange: () => changes++ });
    const at = [];
    uploads.subscribe(() => at.push(performance.now()));
    let left = 0;
    const leave = uploads.subscribe(() => left++);
    leave();
    leave();
    await uploads.done;
    await new Promise((resolve) => setTimeout(resolve, 100));
    return { changes, left, gaps: at.slice(1).map((now, i) => now - at[i]), states: uploads.snapshot().files.map(({ state }) => state) };`,
  );
  assert.ok(found.changes >= 1200, `${found.changes} changes`);
  assert.ok(found.gaps.length > 3 && found.gaps.length < found.changes / 3, `${found.gaps.length} calls`);
  assert.ok(Math.min(...found.gaps) >= 15, `${Math.min(...found.gaps)} ms between two calls`);
  assert.equal(found.left, 0);
  assert.deepEqual([...new Set(found.states)], ["stored"]);
});

clientTest("a listener that throws is reported, and the others are called", async (page) => {
  const found = await inPage(
    page,
    `
    const reported = [];
    addEventListener('error', (event) => (event.preventDefault(), reported.push(event.error.message)));
    const uploads = upload([note('a.txt')]);
    let calls = 0;
    uploads.subscribe(() => { throw new Error('mine'); });
    uploads.subscribe(() => calls++);
    const [{ status }] = await uploads.done;
    return { status, calls: calls > 0, reported: new Set(reported).size };`,
  );
  assert.deepEqual(found, { status: "fulfilled", calls: true, reported: 1 });
});

clientTest("an upload has nothing that a page must not touch, and can be used through a proxy", async (page) => {
  const found = await inPage(
    page,
    `
    const uploads = upload([note('a.txt'), note('b.txt'), note('c.txt')]);
    const [one, two, three] = uploads.files.map((upload) => new Proxy(upload, {}));
    const refused = [];
    for (const change of [() => (one.state = 'stored'), () => (one.more = 1), () => (uploads.files.length = 0), () => (uploads.pause = 1)]) {
      try { change(); } catch (error) { refused.push(error.name); }
    }
    one.pause();
    two.cancel(new Error('mine'));
    const states = [one.state, two.state, uploads.files[0].state];
    one.resume();
    const reason = await two.done.catch(({ message }) => message);
    two.retry();
    const { pause, resume } = three; // and without one
    pause();
    states.push(three.state);
    resume();
    const ends = await uploads.done;
    return { members: [one, uploads].map((object) => Object.keys(object)), refused, states, reason, name: one.name, ends: ends.map(({ status }) => status) };`,
  );
  assert.deepEqual(found, {
    members: [
      ["id", "file", "name", "state", "loaded", "error", "done", "pause", "resume", "cancel", "retry", "url", "remove"],
      ["files", "done", "snapshot", "subscribe", "add", "retry", "pause", "resume", "cancel"],
    ],
    refused: ["TypeError", "TypeError", "TypeError", "TypeError"],
    states: ["paused", "cancelled", "paused", "paused"],
    reason: "mine",
    name: "a.txt",
    ends: ["fulfilled", "fulfilled", "fulfilled"],
  });
});

clientTest(
  "a failed file is tried again, alone and with all that failed, and done is another promise",
  async (page) => {
    await page.route(S3, (route) =>
      /"(b|c)\.txt"/.test(route.request().postData() ?? "") ? route.abort() : route.continue(),
    );
    await inPage(
      page,
      `
    window.uploads = upload([note('a.txt'), note('b.txt'), note('c.txt')], { tries: 1 });
    window.first = uploads.done;
    await first;`,
    );
    const states = () =>
      inPage(page, "return [...uploads.snapshot().files.map(({ state }) => state), uploads.snapshot().over];");
    assert.deepEqual(await states(), ["stored", "failed", "failed", true]);
    await page.unrouteAll();
    const one = await inPage(
      page,
      `
    const [a, b, c] = uploads.files;
    const before = [a.done, b.done];
    for (const one of [a, b]) one.retry(); // a is stored
    const { state, error } = b;
    return { state, error, over: uploads.snapshot().over, kept: [a.done === before[0], b.done === before[1]], key: (await b.done).key };`,
    );
    assert.deepEqual(one, { state: "waiting", error: undefined, over: false, kept: [true, false], key: one.key });
    assert.deepEqual(await states(), ["stored", "stored", "failed", true]);
    const all = await inPage(
      page,
      `
    uploads.retry();
    const ends = await uploads.done;
    return { ends: ends.map(({ status }) => status), first: (await first).map(({ status }) => status), another: first !== uploads.done };`,
    );
    assert.deepEqual(all.ends, ["fulfilled", "fulfilled", "fulfilled"]);
    assert.deepEqual(all.first, ["fulfilled", "rejected", "rejected"]);
    assert.ok(all.another);
  },
);

clientTest("done waits for a file that is tried again before the others are over", async (page) => {
  const found = await inPage(
    page,
    `
    const uploads = upload([note('a.txt'), note('b.txt')]);
    uploads.files[0].cancel();
    uploads.files[0].retry();
    uploads.files[1].cancel();
    const ends = await uploads.done;
    return [ends.map(({ status }) => status), uploads.files.map(({ state }) => state)];`,
  );
  assert.deepEqual(found, [
    ["fulfilled", "rejected"],
    ["stored", "cancelled"],
  ]);
});

clientTest("a file in parts that failed goes on with what has arrived", async (page) => {
  let mended = false;
  let arrived = 0;
  page.on("response", (response) => {
    if (response.request().method() === "PUT" && response.ok()) arrived++;
  });
  await page.route(/partNumber=3/, async (route) => {
    if (mended || route.request().method() !== "PUT") return route.continue();
    while (arrived < 3) await new Promise(setImmediate);
    await route.abort();
  });
  const film = file("film.mp4", 16 * MiB);
  const sent = requests(page);
  await start(page, film, { threshold: MiB, tries: 1 });
  assert.equal((await end(page)).error?.name, "NetworkError");
  assert.equal((await unfinished()).length, 1);
  mended = true;
  // Also where nothing can be remembered.
  await page.evaluate(() => localStorage.clear());
  const before = sent.s3("PUT").length;
  await page.evaluate(() => /** @type {any} */ (window).uploads.retry());
  assert.ok((await stored(await key(page))).bytes.equals(film.buffer));
  assert.equal(sent.api(/\/s3\/multipart$/).length, 1, "it was begun anew");
  assert.equal(sent.s3("PUT").length - before, 1, "what had arrived was sent again");
});

clientTest("files are added to a call that runs, and to one that is over", async (page) => {
  await throttle(page, 2e5);
  await start(page, file("first.txt", 200_000));
  await until(page, "sending");
  const found = await page.evaluate(async () => {
    /** @type {any} */
    const { uploads } = window;
    const before = uploads.files;
    let over = 0;
    uploads.done.then(() => over++);
    const [added] = uploads.add([new File(["b"], "b.txt")]);
    await uploads.files[0].done;
    await added.done;
    const ends = await uploads.done;
    uploads.add([{ file: new File(["c"], "c.txt"), metadata: { album: "c" } }]);
    const again = await uploads.done;
    return {
      before: before.length,
      same: uploads.files[1] === added,
      over,
      ends: [ends.length, again.length],
      total: uploads.snapshot().total,
      names: uploads.files.map((/** @type {any} */ { name }) => name),
      key: again[2].value.key,
    };
  });
  assert.deepEqual(
    { ...found, key: "" },
    { before: 1, same: true, over: 1, ends: [2, 3], total: 200_002, names: ["first.txt", "b.txt", "c.txt"], key: "" },
  );
  assert.deepEqual((await stored(found.key)).metadata, { album: "c" });
  await page.evaluate(() => /** @type {any} */ (window).canceller.abort()); // too late for those, in time for these
  const late = await page.evaluate(async () => {
    /** @type {any} */
    const { uploads } = window;
    const [added] = uploads.add([new File(["d"], "d.txt")]);
    return added.done.catch((/** @type {any} */ { name }) => name);
  });
  assert.equal(late, "AbortError");
});

clientTest("each file may have its own type, profile, metadata and path", async (page) => {
  const found = await inPage(
    page,
    `
    const inFolder = Object.defineProperty(note('b.txt'), 'webkitRelativePath', { value: 'album/2026/b.txt' });
    const png = new File(['PNG'], 'me', { type: '' });
    const uploads = upload(
      [
        note('a.txt'),
        inFolder,
        { file: note('c.csv'), type: 'text/csv', metadata: { album: 'own' }, path: 'over/there/c.csv' },
        { file: png, type: 'image/png', profile: 'avatar' },
        { file: note('d.txt'), metadata: { path: 'mine' }, path: 'other' },
      ],
      { metadata: ({ name }) => ({ called: name }), paths: true },
    );
    const rows = uploads.snapshot().files.map(({ type, profile, path }) => [type, profile, path]);
    const ends = await uploads.done;
    return { rows, keys: ends.map(({ value, reason }) => value?.key ?? String(reason)) };`,
  );
  assert.deepEqual(found.rows, [
    ["text/plain", "", ""],
    ["text/plain", "", "album/2026/b.txt"],
    ["text/csv", "", "over/there/c.csv"],
    ["image/png", "avatar", ""],
    ["text/plain", "", "other"],
  ]);
  const objects = await Promise.all(found.keys.map(stored));
  assert.deepEqual(
    objects.map(({ type, metadata }) => [type, metadata]),
    [
      ["text/plain", { called: "a.txt" }],
      ["text/plain", { called: "b.txt", path: "album/2026/b.txt" }],
      ["text/csv", { album: "own", path: "over/there/c.csv" }],
      ["image/png", { called: "me" }],
      ["text/plain", { path: "mine" }],
    ],
  );
  assert.match(found.keys[3], /^uploads\/avatar\//);

  // Not asked for, not kept.
  await inPage(page, "window.uploads = upload([{ file: note('a.txt'), path: 'a/a.txt' }]); await uploads.done;");
  assert.deepEqual((await stored(await key(page))).metadata, {});
});

clientTest("what failed or was cancelled no longer counts as bytes to send, until it is tried again", async (page) => {
  await page.route(S3, () => {});
  await start(page, [file("a.txt", 1000), file("b.txt", 200)]);
  await until(page, "sending");
  const total = () => page.evaluate(() => /** @type {any} */ (window).uploads.snapshot().total);
  assert.equal(await total(), 1200);
  await page.evaluate(() => /** @type {any} */ (window).uploads.files[0].cancel());
  assert.equal(await total(), 200);
  await page.evaluate(() => /** @type {any} */ (window).uploads.files[0].retry());
  assert.equal(await total(), 1200);
  await tell(page, "cancel");
});

clientTest("a form and a file in parts: done tells the ETag that S3 has", async (page) => {
  await start(page, [file("form.txt"), file("parts.txt", 11 * MiB)], { threshold: MiB });
  for (const i of [0, 1]) {
    const found = (await end(page, i)).stored;
    assert.equal(found?.etag, (await head(found?.key ?? "")).ETag);
    assert.match(found?.etag ?? "", i ? /^"[0-9a-f]{32}-3"$/ : /^"[0-9a-f]{32}"$/);
  }
});
