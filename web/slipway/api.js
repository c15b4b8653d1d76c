import { ApiError, NetworkError } from "./errors.js";
import { retry } from "./retry.js";
import { send } from "./send.js";
import { abortable, never } from "./signals.js";

/** @import { Task } from './retry.js' */

/** Milliseconds: API Gateway times out after 30 s. */
const ANSWER_TIMEOUT = 40_000;

/** Whether no warning about CORS is due: an API has answered, or the warning was given. */
let warned = false;

/**
 * Returns a client of the upload API, which speaks JSON.
 * @param {string} address "" for the page's own origin
 * @param {() => HeadersInit | Promise<HeadersInit>} headers called for each request, since tokens expire
 * @returns {Api}
 */
export function apiAt(address, headers) {
  const base = address.replace(/\/+$/, "");
  /** @type {Api} */
  const api = {
    base,

    async ask(method, path, { body, expect = Object, signal = never, whole }) {
      const { url, headers: sent } = new Request(base + path, { method, headers: await abortable(headers(), signal) });
      if (!/^https?:/.test(url)) throw new TypeError(`Not an API address: ${url}`);
      const { status, text, header } = await send(
        // Without a Content-Type, a string is sent as text/plain, which needs no preflight.
        { place: "api", method, url, headers: sent, body: body && JSON.stringify(body), timeout: ANSWER_TIMEOUT },
        whole ? never : signal,
      ).catch((error) => {
        const { origin } = self;
        // To a script, a refusal by CORS looks like an unreachable API.
        if (error instanceof NetworkError && navigator.onLine && !warned)
          console.warn(`Slipway: no answer from ${base || origin}. Is ${origin} in its AllowedOrigins?`);
        warned = true;
        throw error;
      });
      warned = true;
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
 * Errors of the page's own code, such as its headers function, are passed on and
 * not retried.
 * @typedef {object} Api
 * @property {string} base the address, without a trailing slash
 * @property {(method: Method, path: string, options: Options & {signal?: AbortSignal}) => Promise<any>} ask
 *   rejects with an ApiError if the API refuses, and with a NetworkError if there is no answer
 * @property {(method: Method, path: string, options?: Options, task?: Task) => Promise<any>} insist like ask,
 *   with retries; without a task, three attempts
 */

/**
 * @typedef {object} Options
 * @property {object} [body]
 * @property {(answer: any) => unknown} [expect] whether an answer has the expected form
 * @property {boolean} [whole] whether a request continues when the signal aborts
 */

/**
 * @param {string} text
 * @returns {any} undefined if it is not JSON, such as a proxy's error page
 */
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * Returns the error for a refusal.
 * @param {number} status
 * @param {any} answer the API's, or that of something in front of it
 * @param {string} [retryAfter]
 */
export function refused(status, answer, retryAfter) {
  const { code, message, details } = answer?.code && answer.message ? answer : foreign(status);
  return new ApiError(String(message), { status, code: String(code), details: Object(details), retryAfter });
}

/**
 * Returns code and message for an answer that is not the API's, but API Gateway's or a proxy's.
 * @param {number} status
 */
function foreign(status) {
  if (status < 300)
    return { code: "ForeignAnswer", message: "The answer did not come from the upload API: check its address." };
  if (status === 401) return { code: "Unauthenticated", message: "Please sign in again." };
  const code = status === 429 ? "TooManyRequests" : status >= 500 ? "ApiUnavailable" : "Refused";
  return { code, message: `The upload API refused the request (status ${status}). Try again.` };
}
