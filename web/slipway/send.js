import { NetworkError } from "./errors.js";
import { during } from "./signals.js";

/**
 * Bytes that the browser and its system may take in before the first of them
 * has left. Of what is smaller, progress events would tell nothing.
 */
const BUFFERED = 256 * 1024;

/** Bytes a second on the slowest connection: an eighth of a phone's 3,500, since several share the link. */
const SLOWEST = 400;

/** Milliseconds. */
const STALL_TIMEOUT = 120_000;

/**
 * @typedef {object} Answer an HTTP response of any status
 * @property {number} status
 * @property {string} text
 * @property {(name: string) => string} header "" also if CORS does not expose it
 */

/**
 * @typedef {object} Request
 * @property {'api' | 'storage'} place where it goes
 * @property {string} method
 * @property {string} url
 * @property {HeadersInit} [headers]
 * @property {string | FormData | Blob} [body]
 * @property {number} [size] of the file or part in it, in bytes
 * @property {(sent: number) => void} [onProgress] how many of them have been sent
 * @property {number} [timeout] milliseconds without progress, where there should be some, or without an answer
 */

/**
 * Sends, by XMLHttpRequest, because fetch tells nothing of what is sent so far.
 * @param {Request} request
 * @param {AbortSignal} signal
 * @returns {Promise<Answer>}
 * @throws {NetworkError} when there is no answer that a script may read
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

  /** @param {boolean} [buffered] whether the rest is in buffers, which it leaves unseen, however slowly */
  function patience(buffered) {
    // Of a large part that was a quarter at most, so the rest says how fast.
    const passed = size > 4 * BUFFERED ? performance.now() - begun : Infinity;
    const unseen = Math.min((1000 * Math.min(size, BUFFERED)) / SLOWEST, passed);
    clearTimeout(timer);
    timer = setTimeout(abort, timeout + (buffered ? unseen : 0));
  }

  xhr.open(method, url);
  new Headers(headers).forEach((value, name) => xhr.setRequestHeader(name, value));
  // To listen costs a form a preflight; a part has one in any case.
  const listens = method === "PUT" || size >= BUFFERED;
  if (listens) {
    xhr.upload.onprogress = ({ loaded, total }) => {
      patience(loaded >= total);
      onProgress?.(Math.round((loaded / total) * size));
    };
  }
  const over = new Promise((resolve) => (xhr.onloadend = resolve));
  await during(signal, abort, () => {
    patience(!listens);
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
    // Not getResponseHeader: to ask for one that CORS does not expose is an error in Chromium's console.
    header: (name) => RegExp(`^${name}: (.*)`, "im").exec(xhr.getAllResponseHeaders())?.[1] ?? "",
  };
}
