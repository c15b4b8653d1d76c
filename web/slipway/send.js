import { NetworkError } from "./errors.js";
import { refusal } from "./refusal.js";

/** @import { S3Error } from './errors.js' */

/**
 * Bytes that the browser and its system may take in before the first of them
 * has left. Of what is smaller, progress events would tell nothing.
 */
const BUFFERED = 256 * 1024;

/** Bytes a second on the slowest connection: an eighth of a phone's 3,500, since several share the link. */
const SLOWEST = 400;

/** Milliseconds without progress, where there should be some, or without an answer. */
const STALL_TIMEOUT = 120_000;

/**
 * An HTTP answer of success.
 * @typedef {object} Answer
 * @property {(name: string) => string} header "" also if CORS does not expose it
 */

/**
 * @typedef {object} Request a form to be POSTed, or a part to be PUT
 * @property {'POST' | 'PUT'} method
 * @property {string} url
 * @property {FormData | Blob} body
 * @property {Record<string, string>} [headers]
 */

/**
 * Sends, by XMLHttpRequest, because fetch tells nothing of what is sent so far.
 * @param {Request} request
 * @param {object} options
 * @param {number} options.size of the file or part, in bytes
 * @param {(sent: number) => void} options.onProgress how many of them have been sent
 * @param {AbortSignal} options.signal
 * @returns {Promise<Answer>} of a status in the two hundreds
 * @throws {S3Error} when S3 refuses
 * @throws {NetworkError} when there is no answer that a script may read
 */
export async function send({ method, url, body, headers = {} }, { size, onProgress, signal }) {
  signal.throwIfAborted();
  const xhr = new XMLHttpRequest();
  const abort = () => xhr.abort();
  const begun = performance.now();
  // What is in buffers leaves them unseen, however slowly. Of a large part that was a quarter at most, so the rest says how fast.
  const unseen = () =>
    Math.min((1000 * Math.min(size, BUFFERED)) / SLOWEST, size > 4 * BUFFERED ? performance.now() - begun : Infinity);
  // To listen costs a form a preflight; a part has one in any case.
  const listens = method === "PUT" || size >= BUFFERED;
  let timer = setTimeout(abort, STALL_TIMEOUT + (listens ? 0 : unseen()));
  if (listens) {
    xhr.upload.onprogress = ({ loaded, total }) => {
      clearTimeout(timer);
      timer = setTimeout(abort, STALL_TIMEOUT + (loaded < total ? 0 : unseen()));
      onProgress(Math.round((loaded / total) * size));
    };
  }
  xhr.open(method, url);
  for (const [name, value] of Object.entries(headers)) xhr.setRequestHeader(name, value);
  signal.addEventListener("abort", abort); // at once: before anybody is told
  await new Promise((resolve) => {
    xhr.onloadend = resolve;
    xhr.send(body);
  });
  clearTimeout(timer);
  signal.removeEventListener("abort", abort);
  signal.throwIfAborted();
  if (!xhr.status) throw new NetworkError("storage");
  onProgress(size);
  // Not getResponseHeader: to ask for one that CORS does not expose is an error in Chromium's console.
  const header = (/** @type {string} */ name) =>
    RegExp(`^${name}: (.*)`, "im").exec(xhr.getAllResponseHeaders())?.[1] ?? "";
  if (xhr.status >= 200 && xhr.status < 300) return { header };
  throw refusal(xhr.status, xhr.responseText, Number(header("Retry-After")) || 0);
}
