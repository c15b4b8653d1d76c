import { NetworkError } from "./errors.js";
import { during } from "./signals.js";

/**
 * Bytes that the browser and the system may buffer before the first is sent.
 * Smaller bodies have no useful progress events.
 */
const BUFFERED = 256 * 1024;

/** Bytes a second on the slowest connection: an eighth of a bad mobile link's 3,500, since connections share it. */
const SLOWEST = 400;

/** Milliseconds. */
const STALL_TIMEOUT = 120_000;

/**
 * @typedef {object} Answer an HTTP response of any status
 * @property {number} status
 * @property {string} text
 * @property {(name: string) => string} header "" if absent, or not exposed by CORS
 */

/**
 * @typedef {object} Request
 * @property {'api' | 'storage'} place
 * @property {string} method
 * @property {string} url
 * @property {HeadersInit} [headers]
 * @property {string | FormData | Blob} [body]
 * @property {number} [size] of the file or part in it, in bytes
 * @property {(sent: number) => void} [onProgress] with the bytes sent so far
 * @property {number} [timeout] milliseconds without progress or an answer
 */

/**
 * Sends a request with XMLHttpRequest: fetch has no progress of an upload.
 * @param {Request} request
 * @param {AbortSignal} signal
 * @returns {Promise<Answer>}
 * @throws {NetworkError} if there is no answer, or CORS hides it
 */
export async function send(
  { place, method, url, headers, body, size = 0, onProgress, timeout = STALL_TIMEOUT },
  signal,
) {
  const xhr = new XMLHttpRequest();
  const abort = () => xhr.abort();
  const begun = performance.now();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  /**
   * Starts the timeout again.
   * @param {boolean} [buffered] whether the rest is in buffers, which drain without progress events
   */
  function restartTimer(buffered) {
    // The buffers hold at most a quarter of a large part, so that they take no longer than the rest took.
    const passed = size > 4 * BUFFERED ? performance.now() - begun : Infinity;
    const unseen = Math.min((1000 * Math.min(size, BUFFERED)) / SLOWEST, passed);
    clearTimeout(timer);
    timer = setTimeout(abort, timeout + (buffered ? unseen : 0));
  }

  xhr.open(method, url);
  new Headers(headers).forEach((value, name) => xhr.setRequestHeader(name, value));
  // A listener makes the browser send a preflight; a PUT has one anyway.
  const listens = method === "PUT" || size >= BUFFERED;
  if (listens) {
    xhr.upload.onprogress = ({ loaded, total }) => {
      restartTimer(loaded >= total);
      onProgress?.(Math.round((loaded / total) * size));
    };
  }
  const over = new Promise((resolve) => (xhr.onloadend = resolve));
  await during(signal, abort, () => {
    restartTimer(!listens);
    xhr.send(body);
    return over;
  });
  clearTimeout(timer);
  signal.throwIfAborted();
  const { status } = xhr;
  if (!status) throw new NetworkError(place);
  onProgress?.(size);
  return {
    status,
    text: xhr.responseText,
    // Chromium logs an error when getResponseHeader asks for a header that CORS does not expose.
    header: (name) => RegExp(`^${name}: (.*)`, "im").exec(xhr.getAllResponseHeaders())?.[1] ?? "",
  };
}
