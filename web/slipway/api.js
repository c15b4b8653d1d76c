import { ApiError, NetworkError } from './errors.js';

/** Milliseconds for an answer: API Gateway itself waits 30 s for the function behind it. */
const PATIENCE = 40_000;

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
    this.#base = base.replace(/\/+$/, '');
    this.#headers = headers;
  }

  /**
   * @param {'GET' | 'POST' | 'DELETE'} method
   * @param {string} path
   * @param {object} options
   * @param {object} [options.body]
   * @param {string} [options.expect] a member that the answer must have
   * @param {AbortSignal} options.signal
   * @returns {Promise<any>}
   * @throws {ApiError} when the answer is no
   * @throws {NetworkError} when there is none
   */
  async ask(method, path, { body, expect, signal }) {
    const headers = await this.#headers();
    let response;
    let answer;
    try {
      // JSON goes as text/plain, the type of every string: no other type spares the preflight.
      response = await fetch(this.#base + path, {
        method,
        headers,
        body: body && JSON.stringify(body),
        signal: AbortSignal.any([signal, AbortSignal.timeout(PATIENCE)]),
      });
      answer = await response.json();
    } catch (cause) {
      signal.throwIfAborted();
      if (!response || !(cause instanceof SyntaxError)) {
        throw new NetworkError(
          navigator.onLine
            ? 'The upload API could not be reached. Check your connection, and try again.'
            : 'You are offline. Try again once you are connected.',
          { cause },
        );
      }
      // Not JSON: something between here and the API has answered.
    }
    const { status } = response;
    if (!response.ok) {
      throw new ApiError(refusal(status, answer), {
        status,
        code: String(answer?.code ?? ''),
        retryAfter: Number(response.headers.get('Retry-After')) || 0,
      });
    }
    if (typeof answer !== 'object' || !answer || (expect && !(expect in answer))) {
      throw new ApiError(
        'The answer did not come from the upload API: check the address of the API that this page uses.',
        { status, code: '' },
      );
    }
    return answer;
  }
}

/**
 * The API's own message, or words for the answers that API Gateway gives in its place.
 * @param {number} status
 * @param {any} answer
 * @returns {string}
 */
function refusal(status, answer) {
  if (status === 429) return 'Too many uploads are being started at this moment. Wait a little, and try again.';
  if (answer?.code && answer.message) return String(answer.message);
  if (status === 401) return 'The upload API does not know you, or no longer. Sign in again.';
  if (status >= 500) return 'The upload API failed. Try again; if it goes on, tell whoever runs it.';
  return `The upload API refused the request (status ${status}).`;
}
