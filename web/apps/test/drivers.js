/**
 * Three engines behind one interface: Chromium, Firefox, and WebKit, which is Safari's.
 */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { createServer } from "node:net";
import path from "node:path";
import puppeteer from "puppeteer-core";
// @ts-expect-error: it has no types of its own
import { Builder, By, Capabilities } from "selenium-webdriver";
import { launch } from "../../test/chromium.js";

/**
 * A browser with one page.
 * @typedef {object} Driver
 * @property {(url: string) => Promise<unknown>} goto
 * @property {(selector: string, files: string[]) => Promise<unknown>} choose fills a file input
 * @property {(script: string) => Promise<any>} evaluate runs the body of an async function in the page
 * @property {() => Promise<unknown>} close
 */

/** @param {string} name of a program */
const find = (name) =>
  (process.env.PATH ?? "")
    .split(path.delimiter)
    .map((one) => path.join(one, name))
    .find((one) => existsSync(one));

const WEBKIT = ["x86_64", "aarch64"]
  .map((machine) => `/usr/lib/${machine}-linux-gnu/webkit2gtk-4.1/MiniBrowser`)
  .find((one) => existsSync(one));

/** @type {Record<string, {missing: string, start: () => Promise<Driver>}>} missing: what is not installed */
export const engines = {
  Chromium: { missing: "", start: chromium },
  Firefox: { missing: find("firefox-esr") ? "" : "firefox-esr", start: firefox },
  WebKit: {
    missing: WEBKIT && find("WebKitWebDriver") && find("xvfb-run") ? "" : "webkit2gtk-driver and xvfb",
    start: webkit,
  },
};

const wrapped = (/** @type {string} */ script) => `(async () => {${script}})()`;

async function chromium() {
  const browser = await launch();
  const page = await browser.newPage();
  return {
    goto: (/** @type {string} */ url) => page.goto(url),
    choose: (/** @type {string} */ selector, /** @type {string[]} */ files) => page.setInputFiles(selector, files),
    evaluate: (/** @type {string} */ script) => page.evaluate(wrapped(script)),
    close: () => browser.close(),
  };
}

async function firefox() {
  const browser = await puppeteer.launch({
    browser: "firefox",
    executablePath: find("firefox-esr"),
    headless: true,
    extraPrefsFirefox: { "dom.disable_beforeunload": true },
  });
  const page = await browser.newPage();
  return {
    goto: (/** @type {string} */ url) => page.goto(url),
    async choose(/** @type {string} */ selector, /** @type {string[]} */ files) {
      const input = await page.$(selector);
      await /** @type {import('puppeteer-core').ElementHandle<HTMLInputElement>} */ (input).uploadFile(...files);
    },
    evaluate: (/** @type {string} */ script) => page.evaluate(wrapped(script)),
    close: () => browser.close(),
  };
}

async function webkit() {
  const port = await freePort();
  // A process group of its own, to be ended as a whole.
  const server = spawn("xvfb-run", ["-a", "WebKitWebDriver", `--port=${port}`], { detached: true, stdio: "ignore" });
  const end = () => {
    try {
      process.kill(-(/** @type {number} */ (server.pid)));
    } catch {} // it has ended
  };
  process.on("exit", end);
  const url = `http://127.0.0.1:${port}`;
  while (
    !(await fetch(`${url}/status`).then(
      ({ ok }) => ok,
      () => false,
    ))
  ) {
    if (server.exitCode !== null) throw new Error(`WebKitWebDriver ended with ${server.exitCode}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const capabilities = new Capabilities({
    browserName: "MiniBrowser",
    "webkitgtk:browserOptions": { binary: WEBKIT, args: ["--automation"] },
  });
  const browser = await new Builder().usingServer(url).withCapabilities(capabilities).build();
  return {
    goto: (/** @type {string} */ url) => browser.get(url),
    choose: (/** @type {string} */ selector, /** @type {string[]} */ files) =>
      browser.findElement(By.css(selector)).sendKeys(files.join("\n")),
    evaluate: (/** @type {string} */ script) => browser.executeScript(`return ${wrapped(script)}`),
    async close() {
      await browser.quit();
      end();
    },
  };
}

/** @returns {Promise<number>} a port that nothing listens on: WebKitWebDriver must be told one */
async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  await new Promise((resolve) => server.close(resolve));
  return port;
}
