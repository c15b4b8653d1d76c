import { ApiError, NetworkError } from "./errors.js";
import { abortable, linked } from "./signals.js";

/** Milliseconds: API Gateway itself times out after 30 s. */
const ANSWER_TIMEOUT = 40_000;

/** @type {Set<string>} the APIs that have answered, or that the console has been told do not */
const known = new Set();

/** The upload API: each request is JSON, and so is each answer. */
export class Api {
  /** Whether files may come in parts; true until it says otherwise. */
  takesParts = true;
  #base;
  #headers;

  /**
   * @param {string} base its address; "" is the page's own origin
   * @param {() => HeadersInit | Promise<HeadersInit>} headers of each request; asked for each time, since tokens age
   */
  constructor(base, headers) {
    this.#base = base.replace(/\/+$/, "");
    this.#headers = headers;
  }

  /**
   * What throws while the request is made is a mistake in the page, and is
   * thrown as itself: no other try would mend it.
   * @param {'GET' | 'POST' | 'DELETE'} method
   * @param {string} path
   * @param {object} options
   * @param {object} [options.body]
   * @param {(answer: any) => unknown} [options.expect] whether an answer is one of this API
   * @param {AbortSignal} options.signal
   * @returns {Promise<any>}
   * @throws {ApiError} when the answer is no
   * @throws {NetworkError} when there is none
   */
  async ask(method, path, { body, expect = () => true, signal }) {
    signal.throwIfAborted();
    const headers = await abortable(this.#headers(), signal);
    // JSON goes as text/plain, the type of every string: no other type spares the preflight.
    const request = new Request(this.#base + path, { method, headers, body: body && JSON.stringify(body) });
    if (!/^https?:/.test(request.url)) throw new TypeError(`Not an address of an API: ${request.url}`);
    const { response, answer } = await this.#fetch(request, signal);
    const { status } = response;
    if (!response.ok) {
      const retryAfter = Number(response.headers.get("Retry-After")) || 0;
      throw answer?.code && answer.message ? refused(status, answer, retryAfter) : failed(status, retryAfter);
    }
    if (status === 204) return {};
    if (typeof answer !== "object" || !answer || !expect(answer)) throw foreign(status);
    return answer;
  }

  /**
   * @param {Request} request
   * @param {AbortSignal} signal
   * @returns {Promise<{response: Response, answer: any}>} answer: undefined if it is not JSON
   */
  #fetch(request, signal) {
    return linked(signal, async (stop) => {
      const fetching = fetch(request, { signal: stop.signal }); // throws only where it is missing
      const timer = setTimeout(() => stop.abort(), ANSWER_TIMEOUT);
      let response;
      try {
        response = await fetching;
        known.add(this.#base);
        return { response, answer: await response.json() };
      } catch (cause) {
        signal.throwIfAborted();
        // Not JSON: something between here and the API has answered.
        if (response && cause instanceof SyntaxError) return { response, answer: undefined };
        // A failed connection is a TypeError, the end of the wait a DOMException; only a fetch of the page's own throws others.
        if (!(cause instanceof TypeError || cause instanceof DOMException)) throw cause;
        if (navigator.onLine) this.#warn();
        throw new NetworkError("api", cause);
      } finally {
        clearTimeout(timer);
      }
    });
  }

  /** To scripts, an API that does not allow their origin is one that cannot be reached. Said once, and not of one that has answered. */
  #warn() {
    const { origin } = self;
    if (known.has(this.#base)) return;
    known.add(this.#base);
    console.warn(
      `Slipway: no answer from ${this.#base || origin}. If it is up, its AllowedOrigins lack ${origin}, the origin of this page.`,
    );
  }
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
  return new ApiError("The answer did not come from the upload API: check its address.", {
    status,
    code: "ForeignAnswer",
  });
}

/**
 * The answers of API Gateway in the API's place.
 * @param {number} status
 * @param {number} retryAfter
 */
function failed(status, retryAfter) {
  const [code, message] =
    status === 429
      ? ["TooManyRequests", "Too many uploads are being started. Wait a little, and try again."]
      : status === 401
        ? ["Unauthenticated", "Please sign in again."]
        : status >= 500
          ? ["ApiUnavailable", "The upload API failed. Try again."]
          : ["Refused", `The upload API refused the request (status ${status}).`];
  return new ApiError(message, { status, code, retryAfter });
}
