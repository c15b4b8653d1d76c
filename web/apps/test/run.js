/**
 * Starts a server for the apps, a stack that allows its origin, and the tests.
 * All of it ends with this program, however it ends: the stack looks after its
 * parent, and the command after the stack.
 */
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { servePages } from "./pages.js";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const folder = mkdtempSync(path.join(tmpdir(), "slipway-apps-"));
process.on("exit", () => rmSync(folder, { recursive: true }));

/**
 * @param {string} cwd
 * @param {string} command
 * @param {...string} args
 */
function run(cwd, command, ...args) {
  if (spawnSync(command, args, { cwd, stdio: "inherit" }).status !== 0) process.exit(1);
}

// Built and then started: `go run` would stand between the stack and its parent.
const program = path.join(folder, "local");
run(root, "go", "build", "-C", "local", "-o", program, ".");
run(root, "make", "--no-print-directory", "package-web");
const { version } = JSON.parse(readFileSync(path.join(root, "web/package.json"), "utf8"));
const tarball = path.join(root, `.local/package/slipway-upload-${version}.tgz`);
run(
  path.join(root, "web/apps"),
  "npm",
  "install",
  "--silent",
  "--no-save",
  "--no-audit",
  "--no-fund",
  "--offline",
  tarball,
);

const pages = await servePages();
// Without inspection: most of the files are random bytes.
const parameters = [`AllowedOrigins=${pages}`, "MaxMultipartBytes=268435456", "Inspection=off"].flatMap((one) => [
  "-parameter",
  one,
]);
const tests = readdirSync(path.join(root, "web/apps/test")).filter((name) => name.endsWith(".test.js"));
const all = ["--test", "--test-concurrency=2", ...tests.map((name) => path.join("web/apps/test", name))];
const chosen = process.argv.slice(2); // arguments for node
const stack = spawn(program, [...parameters, "--", process.execPath, ...(chosen.length ? chosen : all)], {
  cwd: root,
  stdio: "inherit",
  env: { ...process.env, PWD: root, PAGES: pages },
});
for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"]))
  process.on(signal, () => stack.kill(signal));
stack.on("exit", (status) => process.exit(status ?? 1));
