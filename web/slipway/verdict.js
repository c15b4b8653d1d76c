/**
 * What becomes of a file after it is stored: it is checked, read back, removed.
 */
import { ApiError, RejectedError } from "./errors.js";
import { wait } from "./signals.js";

/** @import { Api } from './api.js' */
/** @import { Task } from './retry.js' */

/** Milliseconds between two questions: the first, and the longest. */
const FIRST = 200;
const LONGEST = 10_000;

/** Milliseconds for which a verdict is waited for. */
const VERDICT_TIMEOUT = 15 * 60_000;

/**
 * @param {Api} api
 * @param {Record<string, string>} query
 * @param {Task} [task]
 * @throws {RejectedError}
 */
async function look(api, query, task) {
  const answer = await api.insist("GET", path(query), task, { expect: ({ state }) => state });
  if (answer.state === "rejected") throw new RejectedError(answer);
  return answer;
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
    if ((await look(api, { key }, task)).state === "accepted") return;
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
  const { url } = await look(api, disposition ? { key, disposition } : { key });
  if (!url) throw unchecked();
  return url;
}

/**
 * @param {Api} api
 * @param {string} key
 * @returns {Promise<void>}
 */
export async function remove(api, key) {
  await api.insist("DELETE", path({ key }));
}
