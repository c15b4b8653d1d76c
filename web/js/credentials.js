import { ApiError, NetworkError } from './errors.js';

/**
 * A signed form, as the API answers it.
 * @typedef {object} SignedForm
 * @property {string} upload_url where to POST the form
 * @property {Record<string, string>} params the form's fields, in their order
 * @property {number} expires seconds for which S3 will accept it
 */

/**
 * Asks the API for the form that lets this one file into the bucket.
 * @param {File} file its name and size are sent, and not a byte of it
 * @param {object} [options]
 * @param {string} [options.api] the API's base address; "" is the page's own origin
 * @param {() => Record<string, string>} [options.headers] of the request to the API, such as Authorization
 * @param {AbortSignal} [options.signal]
 * @returns {Promise<SignedForm>}
 * @throws {ApiError} when the file may not come in
 * @throws {NetworkError} when there is no answer
 */
export async function requestForm(file, { api = '', headers = () => ({}), signal } = {}) {
  const query = new URLSearchParams({ filename: file.name, size: String(file.size) });
  // The extension decides the type, on the server, and so alike for everyone:
  // browsers ask their system, and Windows calls a .csv an Excel file. Only a
  // name without an extension leaves nothing else to go by.
  if (file.type && !file.name.includes('.')) query.set('type', file.type);

  const response = await ask(`${api.replace(/\/+$/, '')}/getS3UploadCredentials?${query}`, headers(), signal);
  /** @type {any} */
  const answer = await response.json().catch(() => {
    signal?.throwIfAborted();
    return null; // not JSON: something between here and the API has answered
  });
  if (!response.ok) {
    throw new ApiError(refusal(response.status, answer), {
      status: response.status,
      code: String(answer?.code ?? ''),
    });
  }
  if (typeof answer?.upload_url !== 'string' || typeof answer.params !== 'object') {
    throw new ApiError(
      'The answer did not come from the upload API: check the address of the API that this page uses.',
      { status: response.status, code: '' },
    );
  }
  return answer;
}

/**
 * @param {string} url
 * @param {Record<string, string>} headers
 * @param {AbortSignal} [signal]
 */
async function ask(url, headers, signal) {
  try {
    return await fetch(url, { signal, headers: { Accept: 'application/json', ...headers } });
  } catch (cause) {
    signal?.throwIfAborted();
    throw new NetworkError(
      navigator.onLine
        ? 'The upload API could not be reached. Check your connection, and try again.'
        : 'You are offline. Try again once you are connected.',
      { cause },
    );
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
  if (status === 401) return 'You are not signed in, or no longer. Sign in again, and choose the file once more.';
  if (answer?.code && answer.message) return String(answer.message);
  if (status >= 500) return 'The upload API failed. Try again; if it goes on, tell whoever runs it.';
  return `The upload API refused the request (status ${status}).`;
}
