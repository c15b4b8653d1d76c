/**
 * The snippets of the README, taken from it as they are: each compiles under
 * --strict in a project that has the package, and uploads a file in a browser.
 */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import * as esbuild from "esbuild";
import { stored } from "./bucket.js";
import { nextForm, pageTest } from "./harness.js";
import { site } from "./stack.js";

/** @import { Page } from 'playwright-core' */

const run = promisify(execFile);
const web = fileURLToPath(new URL("..", import.meta.url));
const readme = await readFile(new URL("../../README.md", import.meta.url), "utf8");
const snippets = [...readme.matchAll(/^```(tsx?)\n(.*?)^```$/gms)].map(([, language, code]) => ({ language, code }));
const API = "https://abc123.execute-api.eu-central-1.amazonaws.com";

/** @type {string} a project with the package in its node_modules */
let project;

before(async () => {
  project = await mkdtemp(path.join(tmpdir(), "slipway-readme-"));
  await mkdir(path.join(project, "node_modules"));
  await symlink(web, path.join(project, "node_modules", "slipway-upload"));
  for (const name of ["@types", "csstype", "react", "react-dom", "scheduler"]) {
    await symlink(path.join(web, "apps", "node_modules", name), path.join(project, "node_modules", name));
  }
});

after(() => rm(project, { recursive: true }));

test("the README has the snippets that are run here", () => {
  assert.equal(snippets.length, 3);
  for (const [i, words] of [
    /from "slipway-upload"/,
    /export function Uploader/,
    /export async function send/,
  ].entries()) {
    assert.match(snippets[i].code, words);
    assert.ok(snippets[i].code.includes(`"${API}"`));
  }
});

for (const [i, { language, code }] of snippets.entries()) {
  test(`snippet ${i + 1} compiles under --strict`, async () => {
    const file = path.join(project, `snippet${i + 1}.${language}`);
    await writeFile(file, code);
    const options = [
      "--module",
      "esnext",
      "--moduleResolution",
      "bundler",
      "--target",
      "es2022",
      "--types",
      "",
      "--jsx",
      "react-jsx",
    ];
    const tsc = path.join(web, "node_modules", ".bin", "tsc");
    const wrong = await run(tsc, ["--strict", "--noEmit", ...options, file], { cwd: project }).then(
      () => "",
      ({ stdout }) => stdout,
    );
    assert.equal(wrong, "");
  });
}

/**
 * Runs a snippet in a page; what it exports is there as `snippet`.
 * @param {Page} page
 * @param {number} i
 * @param {string} [more] code that follows it
 */
async function load(page, i, more = "") {
  const { outputFiles } = await esbuild.build({
    stdin: { contents: snippets[i].code.replace(API, site) + more, loader: "tsx", resolveDir: project },
    bundle: true,
    define: { "process.env.NODE_ENV": '"production"' },
    format: "iife",
    globalName: "snippet",
    jsx: "automatic",
    nodePaths: [path.join(project, "node_modules")],
    write: false,
  });
  await page.evaluate(() => (document.body.innerHTML = '<input type="file" multiple><main></main>'));
  await page.addScriptTag({ content: outputFiles[0].text });
}

const photo = { name: "holiday.png", mimeType: "image/png", buffer: randomBytes(2000) };
const program = { name: "setup.exe", mimeType: "application/x-msdownload", buffer: Buffer.from("MZ") };
const blank = { path: "/slipway.js", expectErrors: /^Failed to load resource/ };

pageTest("the client: stores a file, and names what was refused", blank, async (page) => {
  await load(page, 0);
  const said = /** @type {string[]} */ ([]);
  page.on("console", (message) => said.push(message.text()));
  const form = nextForm(page);
  await page.setInputFiles("input", [photo, program]);
  const { key } = (await form).params;
  const told = (/** @type {string} */ words) => said.some((text) => text.includes(words));
  while (!told("Stored as ") || !told("not accepted here")) {
    await page.waitForEvent("console", { timeout: 20_000 }).catch(() => assert.fail(said.join("\n")));
  }
  assert.ok(said.includes(`Stored as ${key}`), said.join("\n"));
  assert.ok(said.includes("holiday.png stored 2000"), said.join("\n"));
  assert.ok((await stored(key)).bytes.equals(photo.buffer));
});

pageTest("React: shows each file's state, and what was refused", blank, async (page) => {
  const mount = `
    import { createRoot } from "react-dom/client";
    createRoot(document.querySelector("main")!).render(<Uploader />);`;
  await load(page, 1, mount);
  const form = nextForm(page);
  await page.setInputFiles("main input", [photo, program]);
  const { key } = (await form).params;
  await page.getByText("holiday.png: stored", { exact: true }).waitFor();
  await page.getByText(/^setup\.exe: .*not accepted here/).waitFor();
  assert.ok((await stored(key)).bytes.equals(photo.buffer));
});

/** @param {Page} page sends what is chosen with the last snippet */
const send = (page) =>
  page.evaluate(() => {
    const input = /** @type {HTMLInputElement} */ (document.querySelector("input"));
    return /** @type {any} */ (window).snippet
      .send(input.files?.[0])
      .catch((/** @type {Error} */ error) => error.message);
  });

pageTest("fetch: stores a file, and throws what the API or S3 refuses", blank, async (page) => {
  await load(page, 2);
  await page.setInputFiles("input", photo);
  const key = await send(page);
  assert.ok((await stored(key)).bytes.equals(photo.buffer));

  await page.setInputFiles("input", program);
  assert.match(await send(page), /^Files that end in "\.exe"/);

  await page.route("**/getS3UploadCredentials?*", async (route) => {
    const answer = await (await route.fetch()).json();
    answer.params["Content-Type"] = "image/jpeg"; // another than was signed
    await route.fulfill({ json: answer });
  });
  await page.setInputFiles("input", photo);
  assert.match(await send(page), /^S3 refused the file: .*<Code>AccessDenied</s);
});
