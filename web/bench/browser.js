/**
 * Chromium behind a link, and a page that has every uploader.
 *
 * LINK is the address of a SOCKS5 proxy, through which everything goes;
 * SLIPWAY_URL is the stack.
 */
import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { chromium } from "playwright-core";
import { executablePath as found, flags } from "../test/chromium-flags.js";

/** The API, under another name than the page's: as on AWS, it is another origin. */
export const api = process.env.SLIPWAY_URL;
const page = new URL("/bench/page.html", api.replace("127.0.0.1", "localhost")).href;

const executablePath = found ?? chromium.executablePath();
const args = [
  `--proxy-server=socks5://${process.env.LINK}`,
  "--proxy-bypass-list=<-loopback>", // without it, this machine is reached without the proxy
  ...flags,
];

/** Starts Chromium, to be driven. */
export function launch() {
  return chromium.launch({ executablePath, args });
}

/**
 * Opens the page in a Chromium of its own, for somebody who was never there. No
 * debugger watches: that would cost some milliseconds for each request.
 * @param {Record<string, string>} query what the page is to do
 * @returns {Promise<() => Promise<void>>} closes it
 */
export async function open(query) {
  const profile = await mkdtemp(path.join(tmpdir(), "slipway-bench-"));
  const browser = spawn(
    executablePath,
    [...args, "--headless", `--user-data-dir=${profile}`, `${page}?${new URLSearchParams(query)}`],
    { stdio: "ignore" },
  );
  const ended = new Promise((resolve) => browser.once("exit", resolve));
  return async () => {
    browser.kill();
    await ended;
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  };
}

/** The uploaders, as one script. */
export async function uploaders() {
  const scripts = await Promise.all([
    bundle("uploaders.js", "uploaders"),
    bundle("uppy.js", "uppy5", { "@uppy/core": "uppy-core-5", "@uppy/aws-s3": "uppy-aws-s3-5" }),
    bundle("uppy.js", "uppy6", { "@uppy/core": "uppy-core-6", "@uppy/aws-s3": "uppy-aws-s3-6" }),
  ]);
  return scripts.join("\n");
}

/**
 * @param {string} file
 * @param {string} globalName what the page knows it by
 * @param {Record<string, string>} [alias] packages in place of others
 */
async function bundle(file, globalName, alias) {
  const entry = fileURLToPath(new URL(file, import.meta.url));
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    minify: true,
    format: "iife",
    globalName,
    alias,
    write: false,
  });
  return outputFiles[0].text;
}

/**
 * Opens the page in a browser that is driven, as somebody who was never there, and
 * does something with it.
 * @template T
 * @param {import('playwright-core').Browser} browser
 * @param {string} script the uploaders
 * @param {(page: import('playwright-core').Page) => Promise<T>} use
 * @returns {Promise<T>}
 */
export async function visit(browser, script, use) {
  const context = await browser.newContext();
  context.setDefaultTimeout(300_000);
  try {
    const opened = await context.newPage();
    await opened.goto(page);
    await opened.addScriptTag({ content: script });
    await opened.waitForFunction("window.slipway");
    return await use(opened);
  } finally {
    await context.close();
  }
}

/**
 * Prints how long a way took, or why it failed, for the program that runs this.
 * @param {string} name
 * @param {() => Promise<{milliseconds: number, sent?: number}>} measure
 */
export async function report(name, measure) {
  try {
    console.log(JSON.stringify({ name, ...(await measure()) }));
  } catch (error) {
    console.log(JSON.stringify({ name, error: String(error).slice(0, 300) }));
  }
}
