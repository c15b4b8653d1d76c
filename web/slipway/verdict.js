/**
 * What becomes of a file after it is stored: it is checked, read back, removed.
 */
import { ApiError, RejectedError } from "./errors.js";
import { wait } from "./signals.js";

/** @import { Api } from './api.js' */
/** @import { Task } from './retry.js' */

/** Milliseconds by which each wait is longer than the one before, and how often is asked: for a quarter of an hour. */
const LONGER = 200;
const LOOKS = 95;

/**
 * @param {Api} api
 * @param {Record<string, string>} query
 * @param {Task} [task]
 * @throws {RejectedError}
 */
async function look(api, query, task) {
  const answer = await api.insist("GET", path(query), { expect: ({ state }) => state }, task);
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
  for (let i = 1; i < LOOKS; i++) {
    onLook();
    if ((await look(api, { key }, task)).state === "accepted") return;
    await wait(i * LONGER, task.signal);
  }
  throw unchecked();
}

/**
 * @param {Api} api
 * @param {string} key
 * @param {{disposition?: 'attachment' | 'inline'}} [options]
 * @returns {Promise<string>} a URL that the file can be read at, for a while
 */
export async function urlOf(api, key, options) {
  const { url } = await look(api, { key, ...options });
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
