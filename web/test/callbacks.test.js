/**
 * The client in a browser: functions of the page that throw, or stop the
 * upload that they are told of.
 */
import assert from "node:assert/strict";
import { stored } from "./bucket.js";
import { clientTest } from "./client.js";
import { S3 } from "./stack.js";

/** @import { Page } from 'playwright-core' */

const THRESHOLD = { form: 1e9, parts: 0 };

/**
 * Uploads a file, and keeps what is reported.
 * @param {Page} page
 * @param {string} options of upload(), in JavaScript
 * @returns {Promise<{key?: string, error?: string, seen: string[], reported: string[]}>}
 */
const outcome = (page, options) =>
  page.evaluate(`(async () => {
    const { upload } = await import('/slipway.js');
    const [seen, reported] = [[], []];
    const report = (event) => {
      event.preventDefault(); // so that this test's own watch over the page does not see it
      reported.push(String(event.error));
    };
    addEventListener('error', report);
    try {
      const options = ${options};
      const onChange = (one) => {
        seen.push(one.state);
        options.onChange?.(one);
      };
      const [one] = upload([new File(['hello'], 'note.txt')], { ...options, onChange }).files;
      const end = await one.done.then(({ key }) => ({ key }), (error) => ({ error: String(error) }));
      await new Promise((resolve) => setTimeout(resolve));
      return { ...end, seen, reported, state: one.state };
    } finally {
      removeEventListener('error', report);
    }
  })()`);

/** Makes one request fail, so that there is a state retrying. */
const failing = async (/** @type {Page} */ page) => {
  let failed = 0;
  await page.route(S3, (route) => (failed++ ? route.continue() : route.abort()));
};

for (const how of /** @type {const} */ (["form", "parts"])) {
  clientTest(`a function of the page that throws is reported, and the file is stored in a ${how}`, async (page) => {
    for (const [options, error] of [
      ["onChange() { throw new Error('mine'); }", "Error: mine"],
      ["onChange() { throw 'mine'; }", "mine"], // no Error
      ["onChange() { throw null; }", "null"],
      ["onChange() { throw undefined; }", "undefined"],
      ["onChange() { throw new DOMException('mine', 'AbortError'); }", "AbortError: mine"], // as a cancelling would
      ["onChange({ state }) { if (state === 'signing') throw new Error('mine'); }", "Error: mine"],
      ["onChange({ state }) { if (state === 'sending') throw new Error('mine'); }", "Error: mine"],
      ["onChange({ state }) { if (state === 'confirming') throw new Error('mine'); }", "Error: mine"],
      ["onChange({ state }) { if (state === 'retrying') throw new Error('mine'); }", "Error: mine"],
      ["onChange({ state }) { if (state === 'stored') throw new Error('mine'); }", "Error: mine"],
      ["onChange: (one) => one.missing.member", /^TypeError: Cannot read properties of undefined/],
      ["metadata() { throw new Error('mine'); }", "Error: mine"],
      ["metadata: (file) => file.missing.member", /^TypeError: Cannot read properties of undefined/],
    ]) {
      await failing(page);
      const found = await outcome(page, `{ threshold: ${THRESHOLD[how]}, ${options} }`);
      assert.ok(found.key, `${options}: ${found.error}`);
      assert.equal((await stored(found.key)).bytes.toString(), "hello");
      assert.equal(found.seen.at(-1), "stored");
      assert.ok(found.reported.length > 0, `${options}: nothing is reported`);
      for (const one of found.reported) error instanceof RegExp ? assert.match(one, error) : assert.equal(one, error);
      await page.unroute(S3);
    }
  });

  clientTest(`pause, resume and cancel in the midst of being told do what they say, in a ${how}`, async (page) => {
    for (const [state, act, end] of [
      ["signing", "one.pause(), setTimeout(() => one.resume())", "stored"],
      ["sending", "one.pause(), setTimeout(() => one.resume())", "stored"],
      ["retrying", "one.pause(), setTimeout(() => one.resume())", "stored"],
      ["confirming", "one.pause(), setTimeout(() => one.resume())", "stored"],
      ["signing", "one.pause(), one.resume()", "stored"],
      ["sending", "one.pause(), one.resume()", "stored"],
      ["retrying", "one.resume()", "stored"],
      ["signing", "one.cancel()", "cancelled"],
      ["sending", "one.cancel()", "cancelled"],
      ["retrying", "one.cancel()", "cancelled"],
      ["confirming", "one.cancel()", "cancelled"],
      ["stored", "one.cancel(), one.pause()", "stored"], // too late
      ["signing", "one.cancel(), (() => { throw new Error('mine'); })()", "cancelled"],
    ]) {
      await failing(page);
      const found = await outcome(
        page,
        `{
        threshold: ${THRESHOLD[how]},
        onChange(one) {
          if (one.state !== '${state}' || this.done) return;
          this.done = true;
          ${act};
        },
      }`,
      );
      assert.equal(found.seen.at(-1), end, `${state}: ${act}: ${found.seen}`);
      assert.equal(Boolean(found.key), end === "stored", `${state}: ${act}: ${found.error}`);
      assert.ok(found.seen.includes(state), `${state} never came`);
      await page.unroute(S3);
    }
  });
}

clientTest("the transfer is stopped before anybody is told, and though the page throws then", async (page) => {
  await page.route(S3, () => {}); // never answered
  for (const [act, told] of [
    ["pause", "paused"],
    ["cancel", "cancelled"],
  ]) {
    const order = await page.evaluate(
      async ({ act, told }) => {
        const path = "/slipway.js";
        const { upload } = await import(path);
        const order = /** @type {string[]} */ ([]);
        const report = (/** @type {ErrorEvent} */ event) => event.preventDefault();
        addEventListener("error", report);
        const { abort } = XMLHttpRequest.prototype;
        XMLHttpRequest.prototype.abort = function () {
          order.push("stopped");
          abort.call(this);
        };
        const sending = new Promise((resolve) => {
          const { send } = XMLHttpRequest.prototype;
          XMLHttpRequest.prototype.send = function (body) {
            send.call(this, body);
            if (!(body instanceof FormData)) return; // to the API
            XMLHttpRequest.prototype.send = send;
            resolve(undefined);
          };
        });
        const onChange = (/** @type {any} */ { state }) => {
          if (state !== told) return;
          order.push(state);
          throw new Error("mine");
        };
        const uploads = upload([new File(["hello"], "note.txt")], { onChange });
        await sending;
        uploads[act]();
        order.push("returned");
        XMLHttpRequest.prototype.abort = abort;
        uploads.cancel();
        await uploads.done;
        removeEventListener("error", report);
        return order;
      },
      { act, told },
    );
    assert.deepEqual(order, ["stopped", told, "returned"]);
  }
});
