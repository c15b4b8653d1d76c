import { NetworkError } from './errors.js';

/**
 * An HTTP answer, read to its end.
 * @typedef {object} Answer
 * @property {number} status
 * @property {string} body
 * @property {string} etag the ETag header, "" if CORS does not expose it
 * @property {string} location the Location header, "" if CORS does not expose it
 */

/**
 * Posts a form. XMLHttpRequest, because fetch tells nothing of what is sent so far.
 * @param {string} url
 * @param {FormData} form
 * @param {object} [options]
 * @param {AbortSignal} [options.signal]
 * @param {(fraction: number) => void} [options.onProgress] what part of the form has been sent, 0 to 1
 * @returns {Promise<Answer>} whatever the status
 * @throws {NetworkError} when there is no answer that a script may read
 */
export function send(url, form, { signal, onProgress } = {}) {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const xhr = new XMLHttpRequest();
    const abort = () => xhr.abort();

    xhr.upload.onprogress = ({ loaded, total }) => onProgress?.(loaded / total);
    xhr.onload = () =>
      resolve({
        status: xhr.status,
        body: xhr.responseText,
        etag: xhr.getResponseHeader('ETag') ?? '',
        location: xhr.getResponseHeader('Location') ?? '',
      });
    xhr.onerror = () =>
      reject(
        new NetworkError(
          navigator.onLine
            ? 'The connection to the storage broke off, and the file is not stored. Try again.'
            : 'You are offline, and the file is not stored. Try again once you are connected.',
        ),
      );
    xhr.onabort = () => reject(signal?.reason);
    xhr.onloadend = () => signal?.removeEventListener('abort', abort);

    xhr.open('POST', url);
    signal?.addEventListener('abort', abort, { once: true });
    xhr.send(form);
  });
}
