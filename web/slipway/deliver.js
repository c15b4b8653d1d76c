import { connectionsTo } from "./connections.js";
import { NetworkError, UnreadableFileError } from "./errors.js";
import { refusal } from "./refusal.js";
import { retry } from "./retry.js";
import { abortable, wait } from "./signals.js";
import { send } from "./send.js";

/** @import { Task } from './retry.js' */
/** @import { SignatureCache } from './signatures.js' */
/** @import { Stored } from './upload.js' */

/** Milliseconds. WebKit, as it leaves a page, breaks the connections and reads no file; that must end no upload. */
const LEAVING = 2000;

/**
 * @typedef {object} Signed how to send a form, which has fields, or a part
 * @property {string} url
 * @property {Record<string, string>} [fields] of the form, in their order
 * @property {Record<string, string>} [headers]
 */

/**
 * Brings a file or a part to S3: waits for a connection to the host that it is
 * signed for, sends, and does it again until S3 has it.
 * @template Item
 * @param {SignatureCache<Item, Signed>} signatures
 * @param {Item} item by which they are known
 * @param {Blob} blob
 * @param {(sent: number) => void} onProgress bytes
 * @param {Task} task
 * @returns {Promise<Stored>} of a part, all but the key
 */
export function deliver(signatures, item, blob, onProgress, task) {
  const { signal } = task;
  const { size } = blob;
  const take = () => abortable(signatures.get(item), signal);

  async function attempt() {
    const { url, fields, headers } = await take(); // anew, if it has expired meanwhile
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
      // The headers say what the document of a 201 does, and come with a 200 and a 204 too.
      return { key: fields?.key ?? "", etag: header("ETag"), location: header("Location") };
    } catch (/** @type {any} */ error) {
      signal.throwIfAborted();
      onProgress(0);
      // The same form goes out again, so that what had arrived unnoticed is replaced, not doubled; but not one refused.
      if (error.status && (!error.transient || error.details.reason)) signatures.drop(item);
      // To the browser, a file that it cannot read is a broken connection like any other.
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
 * The form that S3 expects: the signed fields in the order given, and `file`
 * last, because S3 ignores every field after it.
 * @param {Record<string, string>} fields
 * @param {Blob} file
 */
export function formOf(fields, file) {
  const form = new FormData();
  for (const name in fields) form.append(name, fields[name]);
  form.append("file", file);
  return form;
}

/** @param {Blob} blob */
export function readable(blob) {
  return (blob.size ? blob.slice(0, 1) : blob).arrayBuffer().then(
    () => true,
    () => false,
  );
}
