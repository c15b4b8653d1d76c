import { ApiError, NetworkError } from "./errors.js";
import { retry } from "./retry.js";
import { abortable, linked, never } from "./signals.js";

/** @import { Task } from './retry.js' */

/** Milliseconds: API Gateway itself times out after 30 s. */
const ANSWER_TIMEOUT = 40_000;

/** @type {Set<string>} the APIs that have answered, or that the console has been told do not */
const known = new Set();

/**
 * The upload API: each request is JSON, and so is each answer.
 * @param {string} [address] "" is the page's own origin
 * @param {() => HeadersInit | Promise<HeadersInit>} [headers] of each request; asked for each time, since tokens age
 * @returns {Api}
 */
export function apiAt(address = "", headers = () => ({})) {
  const base = address.replace(/\/+$/, "");
  /** @type {Api} */
  const api = {
    base,

    async ask(method, path, { body, expect = () => true, signal }) {
      signal.throwIfAborted();
      const sent = await abortable(headers(), signal);
      // JSON goes as text/plain, the type of every string: no other type spares the preflight.
      const request = new Request(base + path, { method, headers: sent, body: body && JSON.stringify(body) });
      if (!/^https?:/.test(request.url)) throw new TypeError(`Not an address of an API: ${request.url}`);
      const [response, answer] = await exchange(request, base, signal);
      const { status } = response;
      if (!response.ok) {
        const retryAfter = Number(response.headers.get("Retry-After")) || 0;
        throw refused(status, answer?.code && answer.message ? answer : failure(status), retryAfter);
      }
      if (status === 204) return {};
      if (typeof answer !== "object" || !answer || !expect(answer)) throw foreign(status);
      return answer;
    },

    insist: (method, path, task = { tries: 3, signal: never, onWait() {} }, options = {}) =>
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
 * @property {(method: Method, path: string, options: Options & {signal: AbortSignal}) => Promise<any>} ask rejects with
 *   an ApiError when the answer is no, and with a NetworkError when there is none
 * @property {(method: Method, path: string, task?: Task, options?: Options) => Promise<any>} insist asks until there is
 *   an answer, or no use in asking; without a task, a few times
 */

/**
 * @typedef {object} Options
 * @property {object} [body]
 * @property {(answer: any) => unknown} [expect] whether an answer is one of this API
 */

/**
 * @param {Request} request
 * @param {string} base
 * @param {AbortSignal} signal
 * @returns {Promise<[Response, any]>} with the JSON; undefined if it is none: something between here and the API has answered
 */
function exchange(request, base, signal) {
  return linked(signal, async (stop) => {
    const fetching = fetch(request, { signal: stop.signal }); // throws only where it is missing
    const timer = setTimeout(() => stop.abort(), ANSWER_TIMEOUT);
    try {
      const response = await fetching;
      known.add(base);
      const text = await response.text();
      try {
        return [response, JSON.parse(text)];
      } catch {
        return [response, undefined];
      }
    } catch (cause) {
      signal.throwIfAborted();
      // A failed connection is a TypeError, the end of the wait a DOMException; only a fetch of the page's own throws others.
      if (!(cause instanceof TypeError || cause instanceof DOMException)) throw cause;
      const { origin } = self;
      // To scripts, an API that does not allow their origin is one that cannot be reached.
      if (navigator.onLine && !known.has(base))
        console.warn(
          `Slipway: no answer from ${base || origin}. If it is up, its AllowedOrigins lack ${origin}, the origin of this page.`,
        );
      known.add(base);
      throw new NetworkError("api", cause);
    } finally {
      clearTimeout(timer);
    }
  });
}

/**
 * @param {number} status
 * @param {any} answer the API's own
 * @param {number} [retryAfter]
 */
export function refused(status, { code, message, details }, retryAfter) {
  return new ApiError(String(message), { status, code: String(code), details: Object(details), retryAfter });
}

/** @param {number} status of an answer of something else than the API */
export function foreign(status) {
  const message = "The answer did not come from the upload API: check its address.";
  return refused(status, { code: "ForeignAnswer", message });
}

/**
 * The answers of API Gateway in the API's place.
 * @param {number} status
 */
function failure(status) {
  if (status === 429) return { code: "TooManyRequests", message: "Too many uploads are being started. Try again." };
  if (status === 401) return { code: "Unauthenticated", message: "Please sign in again." };
  if (status >= 500) return { code: "ApiUnavailable", message: "The upload API failed. Try again." };
  return { code: "Refused", message: `The upload API refused the request (status ${status}).` };
}
