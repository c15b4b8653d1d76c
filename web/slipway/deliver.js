import { connectionsTo } from "./connections.js";
import { NetworkError, S3Error, UnreadableFileError } from "./errors.js";
import { retry } from "./retry.js";
import { abortable, wait } from "./signals.js";
import { send } from "./send.js";

/** @import { Task } from './retry.js' */
/** @import { Answer, Request } from './send.js' */
/** @import { SignatureCache } from './signatures.js' */

/** Milliseconds. WebKit, when it leaves a page, breaks the connections and reads no file; that must not end an upload. */
const LEAVING = 2000;

/**
 * Brings a file or a part to S3: waits for a connection to the host that it is
 * signed for, sends, and does it again until S3 has it.
 * @template Item
 * @template {{url: string}} Signed
 * @param {SignatureCache<Item, Signed>} signatures
 * @param {Item} item by which they are known
 * @param {Blob} blob
 * @param {(signed: Signed, blob: Blob) => Request} request
 * @param {(sent: number) => void} onProgress bytes
 * @param {Task} task
 * @returns {Promise<{signed: Signed, answer: Answer}>}
 */
export function deliver(signatures, item, blob, request, onProgress, task) {
  const { signal } = task;
  const take = () => abortable(signatures.get(item), signal);
  return retry(async () => {
    const connections = connectionsTo((await take()).url);
    const { size } = blob;
    return connections.send(
      size,
      async () => {
        const signed = await take(); // anew, if it has expired meanwhile
        try {
          onProgress(0);
          return { signed, answer: await send(request(signed, blob), { size, onProgress, signal }) };
        } catch (error) {
          signal.throwIfAborted();
          onProgress(0);
          // The same form or part goes out again and again, so that what had arrived unnoticed is replaced, not doubled.
          if (error instanceof S3Error && error.expired) signatures.drop(item);
          // To the browser, a file that it cannot read is a broken connection like any other.
          if (error instanceof NetworkError && !(await readable(blob))) {
            await wait(LEAVING, signal);
            if (!(await readable(blob))) throw new UnreadableFileError(error);
          }
          throw error;
        }
      },
      signal,
    );
  }, task);
}

/** @param {Blob} blob */
export function readable(blob) {
  return (blob.size ? blob.slice(0, 1) : blob).arrayBuffer().then(
    () => true,
    () => false,
  );
}
