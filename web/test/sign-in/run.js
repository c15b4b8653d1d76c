/**
 * Starts an issuer, the stack for its callers, and the tests of the sign-in.
 * All of it ends with this program, however it ends: the stack looks after its
 * parent, and the command after the stack.
 */
import { spawn, spawnSync } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { CLIENT_ID, startIssuer } from "./issuer.js";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const folder = mkdtempSync(path.join(tmpdir(), "slipway-sign-in-"));
process.on("exit", () => rmSync(folder, { recursive: true }));

// Built and then started: `go run` would stand between the stack and its parent.
const program = path.join(folder, "local");
const build = spawnSync("go", ["build", "-C", "local", "-o", program, "."], { cwd: root, stdio: "inherit" });
if (build.status !== 0) process.exit(1);

const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const key = { ...privateKey.export({ format: "jwk" }), kid: "issuer", use: "sig", alg: "RS256" };
const issuer = await startIssuer(key);

const stack = spawn(
  program,
  [
    "-parameter",
    `JwtIssuer=${issuer}`,
    "-parameter",
    `JwtAudience=${CLIENT_ID}`,
    "--",
    process.execPath,
    "--test",
    "web/test/sign-in/sign-in.test.js",
  ],
  {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, PWD: root, ISSUER: issuer, ISSUER_KEY: JSON.stringify(key) },
  },
);
for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"]))
  process.on(signal, () => stack.kill(signal));
stack.on("exit", (status) => process.exit(status ?? 1));
