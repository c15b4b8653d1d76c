/** curl, from a terminal. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { keys, unfinished } from "../../test/bucket.js";
import { site } from "../../test/stack.js";
import { arrived, folder, make } from "./client.js";
import { ANEW, ONE_FORM } from "./forms.js";
import { add } from "./table.js";

const row = add({ client: "curl", version: "7.76 or later", recipe: "upload.sh", configure: "nothing" });
const script = fileURLToPath(new URL("../recipes/upload.sh", import.meta.url));

/**
 * Starts an upload.
 * @param {string} file
 * @param {string} [options] for curl, as its .curlrc has them
 */
async function upload(file, options = "") {
  const home = path.join(folder, "home");
  await mkdir(home, { recursive: true });
  await writeFile(path.join(home, ".curlrc"), options);
  const child = spawn("sh", [script, file], {
    // Of the stack's variables only the API's address, which is all that anybody is given.
    env: { PATH: process.env.PATH, LANG: "C.UTF-8", HOME: home, API: site },
    detached: true, // a process group of its own, to be ended as a whole
  });
  let [out, err] = ["", ""];
  child.stdout.on("data", (text) => (out += text));
  child.stderr.on("data", (text) => (err += text));
  const ended = new Promise((resolve) => child.on("close", resolve)).then((status) => ({ status, out, err }));
  return { child, ended };
}

/** @param {string} answer S3's XML */
const keyOf = (answer) => answer.match(/<Key>(.*)<\/Key>/)?.[1] ?? assert.fail(answer);

test("curl: a form", async () => {
  const file = await make('Ärger, "日本"; 🙂 \\ %.png', 2000);
  const { status, out, err } = await (await upload(file)).ended;
  assert.equal(status, 0, err);
  assert.match(keyOf(out), /^uploads\/[0-9a-f-]{36}\/.*日本.*🙂.*\.png$/u);
  assert.equal((await arrived(keyOf(out), file)).type, "image/png");
  row.single = "yes";
});

test("curl: a type that is refused", async () => {
  const { status, out, err } = await (await upload(await make("setup.exe", 1000))).ended;
  assert.equal(status, 1);
  assert.match(err, /^Files that end in "\.exe" are not accepted here; choose AVIF.* or ZIP\.\n$/m);
  assert.equal(out, "");
});

test("curl: a large file in one form", async () => {
  const file = await make("film.zip", 32 * 1024 ** 2);
  const { out, err } = await (await upload(file)).ended;
  assert.equal(err, "");
  await arrived(keyOf(out), file);
  row.multipart = ONE_FORM;
});

test("curl: a form, cut off", async () => {
  const before = await keys();
  const file = await make("slow.png", 4e6);
  const { child, ended } = await upload(file, "limit-rate = 1M\nverbose\n");
  await new Promise((resolve, reject) => {
    let said = "";
    child.stderr.on("data", (text) => (said += text).includes("> POST /") && resolve(said));
    ended.then(({ err }) => reject(new Error(err)));
  });
  process.kill(-(/** @type {number} */ (child.pid)));
  await ended;
  assert.deepEqual(await keys(), before);
  assert.deepEqual(await unfinished(), []);

  await arrived(keyOf((await (await upload(file)).ended).out), file);
  row.resume = ANEW;
});
