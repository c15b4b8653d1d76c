/**
 * The package as others get it: what is in it, its types under the compilers
 * and resolutions in use, and its modules where there is no browser.
 */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);
const root = fileURLToPath(new URL("../../..", import.meta.url));
const web = path.join(root, "web");
const apps = path.join(web, "apps");
const bin = (/** @type {string} */ name) => path.join(apps, "node_modules", ".bin", name);
/** @type {string} */
let folder;

before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "slipway-package-"));
});
after(() => rm(folder, { recursive: true }));

/**
 * Runs a program, and fails with what it prints.
 * @param {string} cwd
 * @param {string} program
 * @param {...string} args
 */
async function ok(cwd, program, ...args) {
  try {
    return (await run(program, args, { cwd, env: { ...process.env, NO_COLOR: "1" } })).stdout;
  } catch (error) {
    const { stdout, stderr } = /** @type {any} */ (error);
    assert.fail(`${program} ${args.join(" ")}:\n${stdout}${stderr}`);
  }
}

/** A copy of web/ as a fresh clone has it: nothing that git ignores. */
async function clone() {
  const { stdout } = await run("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard", "web"], {
    cwd: root,
    maxBuffer: 1e7,
  });
  const copy = path.join(folder, "clone");
  for (const name of stdout.split("\0").filter((one) => /^web\/[^/]+$|^web\/(slipway|types)\//.test(one)))
    await cp(path.join(root, name), path.join(copy, name)).catch((error) => {
      if (error.code !== "ENOENT") throw error; // deleted, and not yet committed
    });
  return path.join(copy, "web");
}

/**
 * @param {string} project
 * @param {object} options of its compiler
 */
async function configure(project, options) {
  const compilerOptions = { noEmit: true, strict: true, target: "es2022", types: [], ...options };
  await writeFile(path.join(project, "tsconfig.json"), JSON.stringify({ compilerOptions, files: ["page.ts"] }));
}

/** What a page may write, and what it may not. */
const GOOD = await readFile(new URL("types.ts", import.meta.url), "utf8");

test("a fresh clone packs and installs without a build, and the types are those of the code", async () => {
  const copy = await clone();
  await ok(copy, "npm", "pack", "--silent", "--pack-destination", folder);
  const project = path.join(folder, "project");
  await mkdir(project);
  await writeFile(path.join(project, "package.json"), '{"private": true, "type": "module"}');
  await ok(project, "npm", "install", "--no-audit", "--no-fund", "--offline", "--legacy-peer-deps", copy);
  await writeFile(
    path.join(project, "page.ts"),
    'import { upload } from "slipway-upload";\nupload([], { treshold: 1 });\n',
  );
  await configure(project, { module: "nodenext" });
  const wrong = await run(bin("tsc"), [], { cwd: project }).then(
    () => "",
    ({ stdout }) => stdout,
  );
  assert.match(wrong, /^page\.ts\(2,\d+\): error TS\d+: .*'treshold'/);
  assert.equal(wrong.trim().split(/\n(?! )/).length, 1, wrong);

  await ok(
    web,
    path.join(web, "node_modules/.bin/tsc"),
    "-p",
    "tsconfig.types.json",
    "--outDir",
    path.join(folder, "types"),
  );
  assert.deepEqual(
    await tree(path.join(web, "types")),
    await tree(path.join(folder, "types")),
    "run npm --prefix web run types",
  );
});

test("the package has the client, its hooks and their types, and nothing else", async () => {
  const packed = JSON.parse(await ok(web, "npm", "pack", "--dry-run", "--json"));
  const [{ files }] = Array.isArray(packed) ? packed : Object.values(packed);
  const modules = (await readdir(path.join(web, "slipway"))).map((name) => `slipway/${name}`);
  const code = ["slipway.js", "react.js", "vue.js", ...modules];
  const types = code.map((name) => `types/${name.replace(/js$/, "d.ts")}`);
  assert.deepEqual(
    files.map((/** @type {{path: string}} */ file) => file.path).sort(),
    ["LICENSE", "README.md", "package.json", ...code, ...types].sort(),
  );
  assert.deepEqual(await readFile(path.join(web, "LICENSE")), await readFile(path.join(root, "LICENSE")));
});

test("publint and are-the-types-wrong find nothing", async () => {
  const { version } = JSON.parse(await readFile(path.join(web, "package.json"), "utf8"));
  const tarball = path.join(root, `.local/package/slipway-upload-${version}.tgz`);
  await ok(web, bin("publint"), "run", tarball, "--strict");
  await ok(web, bin("attw"), tarball, "--profile", "esm-only", "--format", "ascii");
});

for (const [compiler, tsc] of [
  ["TypeScript 5.4", path.join(apps, "node_modules/typescript-5.4/bin/tsc")],
  ["the newest TypeScript", path.join(web, "node_modules/typescript/bin/tsc")],
]) {
  for (const [resolution, module] of [
    ["nodenext", "nodenext"],
    ["bundler", "esnext"],
  ]) {
    test(`${compiler}, ${resolution}: strict, and nothing wrong`, async () => {
      const project = path.join(folder, `${path.basename(path.dirname(path.dirname(tsc)))}-${resolution}`);
      await mkdir(path.join(project, "node_modules/@types"), { recursive: true });
      await cp(path.join(apps, "node_modules/slipway-upload"), path.join(project, "node_modules/slipway-upload"), {
        recursive: true,
      });
      for (const name of ["vue", "@vue", "@types/react", "csstype", "@babel"])
        await symlink(path.join(apps, "node_modules", name), path.join(project, "node_modules", name));
      await writeFile(path.join(project, "package.json"), '{"type": "module"}');
      await writeFile(path.join(project, "page.ts"), GOOD);
      await configure(project, { module, moduleResolution: resolution, skipLibCheck: resolution === "bundler" }); // the same files
      await ok(project, process.execPath, tsc);
    });
  }
}

test("its modules do nothing where there is no browser", async () => {
  const script = `
    const globals = () => Object.getOwnPropertyNames(globalThis).length;
    const before = globals();
    const client = await import("slipway-upload");
    console.log(...Object.keys(client), globals() - before);
    for (const hooks of ["react", "vue"]) console.log(...Object.keys(await import("slipway-upload/" + hooks)));
    const { createElement } = await import("react");
    const { renderToString } = await import("react-dom/server");
    const { useUploads } = await import("slipway-upload/react");
    console.log(renderToString(createElement(() => "files: " + useUploads().snapshot.files.length)));`;
  const { stdout, stderr } = await run(process.execPath, ["--input-type=module", "--eval", script], { cwd: apps });
  assert.equal(stderr, "");
  assert.deepEqual(stdout.trim().split("\n"), [
    "ApiError NetworkError RejectedError S3Error UnreadableFileError UploadError forgetAll rules upload 0",
    "useUploads",
    "useUploads",
    "files: 0",
  ]);
});

test("README has the apps and snippets as they are, and no other code", async () => {
  const readme = await readFile(path.join(web, "README.md"), "utf8");
  const blocks = [...readme.matchAll(/^```(\w+)\n([^]*?)^```$/gm)].filter(([, language]) => language !== "sh");
  const snippets = (await readdir(path.join(apps, "snippets"))).map((name) => `snippets/${name}`);
  const files = ["plain/main.ts", "react/App.tsx", "svelte/App.svelte", "vue/App.vue", ...snippets];
  const expected = await Promise.all(files.map((name) => readFile(path.join(apps, name), "utf8")));
  assert.deepEqual(blocks.map(([, , code]) => code).sort(), expected.sort());
});

test("the apps and snippets are strictly typed", async () => {
  await Promise.all([
    ok(apps, bin("vue-tsc"), "--project", "tsconfig.json"),
    ok(apps, bin("svelte-check"), "--workspace", "svelte", "--tsconfig", "./tsconfig.json", "--fail-on-warnings"),
  ]);
});

/**
 * @param {string} directory
 * @returns {Promise<Record<string, string>>} its files
 */
async function tree(directory) {
  const names = (await readdir(directory, { recursive: true })).filter((name) => name.endsWith(".ts")).sort();
  return Object.fromEntries(
    await Promise.all(names.map(async (name) => [name, await readFile(path.join(directory, name), "utf8")])),
  );
}
