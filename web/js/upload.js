import { requestForm } from './credentials.js';
import { NetworkError, S3Error, UnreadableFileError } from './errors.js';
import { uploadForm } from './form.js';
import { explain } from './refusal.js';
import { parseError, parsePostResponse } from './s3xml.js';
import { send } from './send.js';

/** @import { PostResponse } from './s3xml.js' */

/**
 * Puts one file into the bucket: asks the API for a form, and posts it to S3.
 * @param {File} file
 * @param {object} [options]
 * @param {string} [options.api] the API's base address; "" is the page's own origin
 * @param {() => Record<string, string>} [options.headers] of the request to the API, such as Authorization; S3 gets none of them
 * @param {AbortSignal} [options.signal] rejects with its reason
 * @param {(fraction: number) => void} [options.onProgress] 0 when the form is signed, then the part of it that is sent; at 1, S3 has yet to answer
 * @returns {Promise<PostResponse>} what S3 has stored
 * @throws {import('./errors.js').UploadError}
 */
export async function upload(file, { api, headers, signal, onProgress } = {}) {
  const { upload_url, params } = await requestForm(file, { api, headers, signal });
  onProgress?.(0);
  let answer;
  try {
    answer = await send(upload_url, uploadForm(params, file), { signal, onProgress });
  } catch (error) {
    // To XMLHttpRequest, a file that it cannot read is a broken connection like any other.
    if (error instanceof NetworkError && !(await readable(file))) {
      throw new UnreadableFileError(
        'The file can no longer be read: it was moved, deleted or changed. Choose it again.',
        { cause: error },
      );
    }
    throw error;
  }
  const { status, body, etag, location } = answer;
  if (status >= 200 && status < 300) {
    // With success_action_status 200 or 204 there is no document: the headers say what it would.
    return parsePostResponse(body) ?? { location, bucket: '', key: params.key, etag };
  }
  const error = parseError(body);
  throw new S3Error(explain(error), { status, code: error?.code ?? '', detail: error?.message ?? '' });
}

/** @param {File} file */
function readable(file) {
  return file.slice(0, 1).arrayBuffer().then(() => true, () => false);
}
