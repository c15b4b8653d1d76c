import { connectionsTo } from "./connections.js";
import { NetworkError, UnreadableFileError } from "./errors.js";
import { refusal } from "./refusal.js";
import { retry } from "./retry.js";
import { abortable, wait } from "./signals.js";
import { send } from "./send.js";

/** @import { Task } from './retry.js' */
/** @import { SignatureCache } from './signatures.js' */
/** @import { Stored } from './upload.js' */

/** Milliseconds. Connections and file reads fail while WebKit leaves a page; the file is still readable. */
const LEAVING = 2000;

/**
 * @typedef {object} Signed a signed form, which has fields, or a signed URL for a part
 * @property {string} url
 * @property {Record<string, string>} [fields] of the form, in their order
 * @property {Record<string, string>} [headers]
 */

/**
 * Sends a file or a part to S3, with retries, over a free connection to the host
 * that it is signed for.
 * @template Item
 * @param {SignatureCache<Item, Signed>} signatures
 * @param {Item} item the key of its signature
 * @param {Blob} blob
 * @param {(sent: number) => void} onProgress bytes
 * @param {Task} task
 * @returns {Promise<Stored>} the key is "" for a part
 */
export function deliver(signatures, item, blob, onProgress, task) {
  const { signal } = task;
  const { size } = blob;
  const take = () => abortable(signatures.get(item), signal);

  async function attempt() {
    const { url, fields, headers } = await take(); // a new one, if the first expired while waiting
    try {
      onProgress(0);
      const { status, text, header } = await send(
        {
          place: "storage",
          method: fields ? "POST" : "PUT",
          url,
          headers,
          body: fields ? formOf(fields, blob) : blob,
          size,
          onProgress,
        },
        signal,
      );
      if (status >= 300) throw refusal(status, text, header("Retry-After"));
      signatures.drop(item);
      // S3 sends these headers with a 200, 201 and 204; the XML of a 201 repeats them.
      return { key: fields?.key ?? "", etag: header("ETag"), location: header("Location") };
    } catch (/** @type {any} */ error) {
      signal.throwIfAborted();
      onProgress(0);
      // A retry uses the same form and key: if the file was stored although the answer was lost, it is replaced.
      if (error.status && (!error.transient || error.details.reason)) signatures.drop(item);
      // Browsers report an unreadable file as a failed connection.
      if (error instanceof NetworkError && !(await readable(blob))) {
        await wait(LEAVING, signal);
        if (!(await readable(blob))) throw new UnreadableFileError(error);
      }
      throw error;
    }
  }

  return retry(async () => connectionsTo((await take()).url)(attempt, signal), task);
}

/**
 * Returns the form for S3: the signed fields in their order, then `file`. S3
 * ignores fields after the file.
 * @param {Record<string, string>} fields
 * @param {Blob} file
 */
export function formOf(fields, file) {
  const form = new FormData();
  for (const name in fields) form.append(name, fields[name]);
  form.append("file", file);
  return form;
}

/**
 * @param {Blob} blob
 * @returns {Promise<boolean>} whether the browser can read it
 */
export function readable(blob) {
  return (blob.size ? blob.slice(0, 1) : blob).arrayBuffer().then(
    () => true,
    () => false,
  );
}
