/**
 * The client as others get it: what is in the package, and its types.
 */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);
const web = fileURLToPath(new URL("..", import.meta.url));

/**
 * @param {string} line of TypeScript, in a project that has the package
 * @returns {Promise<string>} what the compiler finds wrong with it
 */
async function compile(line) {
  const project = await mkdtemp(path.join(tmpdir(), "slipway-types-"));
  try {
    await mkdir(path.join(project, "node_modules"));
    await symlink(web, path.join(project, "node_modules", "slipway-web"));
    await writeFile(
      path.join(project, "page.ts"),
      `import { S3Error, upload, type Upload } from 'slipway-web';\n${line}\n`,
    );
    const options = [
      "--strict",
      "--noEmit",
      "--module",
      "esnext",
      "--moduleResolution",
      "bundler",
      "--target",
      "es2022",
      "--types",
      "",
    ];
    const tsc = path.join(web, "node_modules", ".bin", "tsc");
    return await run(tsc, [...options, "page.ts"], { cwd: project }).then(
      () => "",
      ({ stdout }) => stdout,
    );
  } finally {
    await rm(project, { recursive: true });
  }
}

test("the package has the client and its types, and nothing else", async () => {
  await rm(path.join(web, "types"), { recursive: true, force: true }); // those of an earlier layout
  await run("npm", ["run", "--silent", "types"], { cwd: web });
  const { stdout } = await run("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], { cwd: web });
  const modules = (await readdir(path.join(web, "slipway"))).map((name) => name.replace(/\.js$/, ""));
  assert.deepEqual(
    JSON.parse(stdout)[0]
      .files.map((/** @type {{path: string}} */ file) => file.path)
      .sort(),
    [
      "package.json",
      "slipway.js",
      "types/slipway.d.ts",
      ...modules.flatMap((name) => [`slipway/${name}.js`, `types/slipway/${name}.d.ts`]),
    ].sort(),
  );
  assert.equal(
    await compile(`
      declare const files: FileList;
      const uploads = upload(files, { api: '/api', headers: async () => ({ Authorization: 'x' }), onChange: (one: Upload) => one.loaded / one.file.size });
      uploads.files[0].done.then(({ key }) => key.length, (error) => error instanceof S3Error && error.code.length);
      const { subscribe, snapshot } = uploads;
      const leave: () => void = subscribe(() => snapshot().files.map(({ id, state, stored }) => [id, state, stored?.key]));
      const url: Promise<string> = uploads.files[0].url({ disposition: 'inline' });
      uploads.add([{ file: files[0], type: 'text/csv', until: 'accepted', path: 'a/b.csv' }]).forEach((one) => one.retry());`),
    "",
  );
  assert.match(await compile(`upload([], { treshold: 1 });`), /treshold/);
  assert.match(await compile(`declare const one: Upload; one.state = 'stored';`), /read-only/);
  assert.match(await compile(`declare const one: Upload; one.session;`), /session/);
});
