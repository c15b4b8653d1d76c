import { ApiError, NetworkError } from "./errors.js";
import { retry } from "./retry.js";
import { send } from "./send.js";
import { abortable, never } from "./signals.js";

/** @import { Task } from './retry.js' */

/** Milliseconds: API Gateway itself times out after 30 s. */
const ANSWER_TIMEOUT = 40_000;

/** Whether an API has answered, or the console has been told that it does not. */
let known = false;

/**
 * The upload API: each request is JSON, and so is each answer.
 * @param {string} address "" is the page's own origin
 * @param {() => HeadersInit | Promise<HeadersInit>} headers of each request; asked for each time, since tokens age
 * @returns {Api}
 */
export function apiAt(address, headers) {
  const base = address.replace(/\/+$/, "");
  /** @type {Api} */
  const api = {
    base,

    async ask(method, path, { body, expect = Object, signal = never, whole }) {
      const { url, headers: sent } = new Request(base + path, { method, headers: await abortable(headers(), signal) });
      if (!/^https?:/.test(url)) throw new TypeError(`Not an address of an API: ${url}`);
      const { status, text, header } = await send(
        // JSON goes as text/plain, the type of every string: no other type spares the preflight.
        { place: "api", method, url, headers: sent, body: body && JSON.stringify(body), timeout: ANSWER_TIMEOUT },
        whole ? never : signal,
      ).catch((error) => {
        const { origin } = self;
        // To scripts, an API that does not allow their origin is one that cannot be reached.
        if (error instanceof NetworkError && navigator.onLine && !known)
          console.warn(`Slipway: no answer from ${base || origin}. Do its AllowedOrigins have ${origin}?`);
        known = true;
        throw error;
      });
      known = true;
      const answer = parsed(text || "{}");
      if (status >= 300 || !answer || !expect(answer)) throw refused(status, answer, header("Retry-After"));
      return answer;
    },

    insist: (method, path, options = {}, task = { tries: 3, signal: never, onWait() {} }) =>
      retry(() => api.ask(method, path, { ...options, signal: task.signal }), task),
  };
  return api;
}

/** @typedef {'GET' | 'POST' | 'DELETE'} Method */

/**
 * What throws while a request is made is a mistake in the page, and is thrown
 * as itself: no other try would mend it.
 * @typedef {object} Api
 * @property {string} base its address
 * @property {(method: Method, path: string, options: Options & {signal?: AbortSignal}) => Promise<any>} ask
 *   rejects with an ApiError when the answer is no, and with a NetworkError when there is none
 * @property {(method: Method, path: string, options?: Options, task?: Task) => Promise<any>} insist asks until there is
 *   an answer, or no use in asking; without a task, a few times
 */

/**
 * @typedef {object} Options
 * @property {object} [body]
 * @property {(answer: any) => unknown} [expect] whether an answer is one of this API
 * @property {boolean} [whole] whether a request that has been sent is not aborted
 */

/**
 * @param {string} text
 * @returns {any} undefined if it is no JSON: something between here and the API has answered
 */
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * @param {number} status
 * @param {any} answer the API's own, or of something else
 * @param {string} [retryAfter]
 */
export function refused(status, answer, retryAfter) {
  const { code, message, details } = answer?.code && answer.message ? answer : foreign(status);
  return new ApiError(String(message), { status, code: String(code), details: Object(details), retryAfter });
}

/**
 * What API Gateway answers in the API's place, or something else.
 * @param {number} status
 */
function foreign(status) {
  if (status < 300)
    return { code: "ForeignAnswer", message: "The answer did not come from the upload API: check its address." };
  if (status === 401) return { code: "Unauthenticated", message: "Please sign in again." };
  const code = status === 429 ? "TooManyRequests" : status >= 500 ? "ApiUnavailable" : "Refused";
  return { code, message: `The upload API refused the request (status ${status}). Try again.` };
}
