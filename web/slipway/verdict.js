/**
 * Requests about a stored file: its verdict, a URL to read it, its deletion.
 */
import { ApiError, RejectedError } from "./errors.js";
import { wait } from "./signals.js";

/** @import { Api } from './api.js' */
/** @import { Task } from './retry.js' */

/** Milliseconds of the first wait. Each wait is longer by as much. */
const STEP = 200;

/** The maximum number of requests for a verdict, over a quarter of an hour. */
const POLLS = 94;

/**
 * Returns the API's answer about a file.
 * @param {Api} api
 * @param {Record<string, string>} query
 * @param {Task} [task]
 * @throws {RejectedError}
 */
async function fileState(api, query, task) {
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
 * @param {() => void} onPoll called before each request
 * @param {Task} task
 * @throws {RejectedError}
 */
export async function accepted(api, key, onPoll, task) {
  for (let i = 1; i <= POLLS; i++) {
    onPoll();
    if ((await fileState(api, { key }, task)).state === "accepted") return;
    await wait(i * STEP, task.signal);
  }
  throw unchecked();
}

/**
 * @param {Api} api
 * @param {string} key
 * @param {{disposition?: 'attachment' | 'inline'}} [options]
 * @returns {Promise<string>} a URL to read the file, valid for a few minutes
 */
export async function urlOf(api, key, options) {
  const { url } = await fileState(api, { key, ...options });
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
