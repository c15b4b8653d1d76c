import { NetworkError, S3Error } from './errors.js';
import { explain } from './refusal.js';
import { parseError } from './s3xml.js';

/** Bytes that are sent before a progress bar could be drawn. */
const INSTANT = 256 * 1024;

/** Milliseconds without any sign of life after which a connection counts as broken. */
const PATIENCE = 60_000;

/**
 * An HTTP answer, read to its end.
 * @typedef {object} Answer
 * @property {number} status
 * @property {string} body
 * @property {(name: string) => string | null} header null also if CORS does not expose it
 */

/**
 * @typedef {object} Request a form to be POSTed, or a part to be PUT
 * @property {'POST' | 'PUT'} method
 * @property {string} url
 * @property {FormData | Blob} body
 * @property {Record<string, string>} [headers]
 */

/**
 * @param {Request} request
 * @param {object} options
 * @param {number} options.size of the file or part, in bytes
 * @param {(sent: number) => void} options.onProgress how many of them have been sent
 * @param {AbortSignal} options.signal
 * @returns {Promise<Answer>} of a status in the two hundreds
 * @throws {S3Error} when S3 refuses
 * @throws {NetworkError} when there is no answer that a script may read
 */
export async function send(request, { size, onProgress, signal }) {
  // To listen to an upload costs a form a preflight; a part has one in any case.
  const quiet = request.method === 'POST' && size < INSTANT;
  const answer = await (quiet ? quietly(request, signal) : audibly(request, (part) => onProgress(part * size), signal));
  onProgress(size);
  if (answer.status >= 200 && answer.status < 300) return answer;
  const error = parseError(answer.body);
  throw new S3Error(explain(error), {
    status: answer.status,
    code: error?.code ?? '',
    detail: error?.message ?? '',
    retryAfter: Number(answer.header('Retry-After')) || 0,
  });
}

/**
 * @param {Request} request
 * @param {AbortSignal} signal
 * @returns {Promise<Answer>}
 */
async function quietly({ url, ...request }, signal) {
  try {
    const response = await fetch(url, { ...request, signal: AbortSignal.any([signal, AbortSignal.timeout(PATIENCE)]) });
    return { status: response.status, body: await response.text(), header: (name) => response.headers.get(name) };
  } catch {
    signal.throwIfAborted();
    throw broken();
  }
}

/**
 * XMLHttpRequest, because fetch tells nothing of what is sent so far.
 * @param {Request} request
 * @param {(fraction: number) => void} onProgress what part of the body has been sent, 0 to 1
 * @param {AbortSignal} signal
 * @returns {Promise<Answer>}
 */
function audibly({ method, url, body, headers = {} }, onProgress, signal) {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const xhr = new XMLHttpRequest();
    const abort = () => xhr.abort();
    /** @type {ReturnType<typeof setTimeout>} */
    let timer;
    const listen = () => {
      clearTimeout(timer);
      timer = setTimeout(abort, PATIENCE);
    };

    xhr.upload.onprogress = ({ loaded, total }) => {
      listen();
      onProgress(loaded / total);
    };
    // Not getResponseHeader: to ask for one that CORS does not expose is an error in Chromium's console.
    const header = (/** @type {string} */ name) => RegExp(`^${name}: (.*)`, 'im').exec(xhr.getAllResponseHeaders())?.[1] ?? null;
    xhr.onload = () => resolve({ status: xhr.status, body: xhr.responseText, header });
    xhr.onerror = () => reject(broken());
    xhr.onabort = () => reject(signal.aborted ? signal.reason : broken());
    xhr.onloadend = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
    };

    xhr.open(method, url);
    for (const [name, value] of Object.entries(headers)) xhr.setRequestHeader(name, value);
    signal.addEventListener('abort', abort, { once: true });
    listen();
    xhr.send(body);
  });
}

function broken() {
  return new NetworkError(
    navigator.onLine
      ? 'The connection to the storage broke off, and the file is not stored. Try again.'
      : 'You are offline, and the file is not stored. Try again once you are connected.',
  );
}
