/**
 * What becomes of a file after it is stored: it is checked, read back, removed.
 */
import { ApiError, RejectedError } from "./errors.js";
import { retry } from "./retry.js";
import { wait } from "./signals.js";

/** @import { Api } from './api.js' */
/** @import { Task } from './retry.js' */

/** Milliseconds between two questions: the first, and the longest. */
const FIRST = 200;
const LONGEST = 10_000;

/** Milliseconds for which a verdict is waited for. */
const VERDICT_TIMEOUT = 15 * 60_000;

/** @returns {Task} for what a page itself asks */
export const shortly = () => ({ tries: 3, signal: new AbortController().signal, onWait() {} });

/**
 * @param {Api} api
 * @param {Record<string, string>} query
 * @param {Task} task
 */
function look(api, query, task) {
  const expect = (/** @type {any} */ { state }) => state;
  return retry(() => api.ask("GET", path(query), { ...task, expect }), task);
}

/** @param {Record<string, string>} query */
const path = (query) => `/files?${new URLSearchParams(query)}`;

const unchecked = () =>
  new ApiError("This file is still being checked. Try again.", { status: 200, code: "NotChecked", retryable: true });

/**
 * Waits until a file is accepted.
 * @param {Api} api
 * @param {string} key
 * @param {() => void} onLook called before each question
 * @param {Task} task
 * @throws {RejectedError}
 */
export async function accepted(api, key, onLook, task) {
  const begun = performance.now();
  for (let pause = FIRST; ; pause = Math.min(1.5 * pause, LONGEST)) {
    onLook();
    const answer = await look(api, { key }, task);
    if (answer.state === "accepted") return;
    if (answer.state === "rejected") throw new RejectedError(answer);
    if (performance.now() - begun > VERDICT_TIMEOUT) throw unchecked();
    await wait(pause, task.signal);
  }
}

/**
 * @param {Api} api
 * @param {string} key
 * @param {'attachment' | 'inline'} [disposition]
 * @returns {Promise<string>} a URL that the file can be read at, for a while
 */
export async function urlOf(api, key, disposition) {
  const answer = await look(api, disposition ? { key, disposition } : { key }, shortly());
  if (answer.state === "rejected") throw new RejectedError(answer);
  if (!answer.url) throw unchecked();
  return answer.url;
}

/**
 * @param {Api} api
 * @param {string} key
 * @returns {Promise<void>}
 */
export async function remove(api, key) {
  const task = shortly();
  await retry(() => api.ask("DELETE", path({ key }), task), task);
}
