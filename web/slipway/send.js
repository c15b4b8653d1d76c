import { NetworkError } from "./errors.js";
import { during } from "./signals.js";

/**
 * Bytes that the browser and the system may buffer before they are sent. Smaller
 * bodies have no useful progress events.
 */
const BUFFERED = 256 * 1024;

/** Bytes a second of the slowest connection: a bad mobile link of 3,500, shared by several connections. */
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
 * Sends a request with XMLHttpRequest: fetch does not report upload progress.
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
   * @param {boolean} [buffered] whether the rest of the body is in buffers, which drain without progress events
   */
  function restartTimer(buffered) {
    // Buffers hold at most a quarter of a large body: they drain in no more time than has passed.
    const passed = size > 4 * BUFFERED ? performance.now() - begun : Infinity;
    const draining = Math.min((1000 * Math.min(size, BUFFERED)) / SLOWEST, passed);
    clearTimeout(timer);
    timer = setTimeout(abort, timeout + (buffered ? draining : 0));
  }

  xhr.open(method, url);
  new Headers(headers).forEach((value, name) => xhr.setRequestHeader(name, value));
  // A listener causes a preflight, which a PUT has anyway.
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
