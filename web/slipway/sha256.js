import { UnreadableFileError } from "./errors.js";
import { queue } from "./queue.js";

/** Files and parts that are read whole at once: crypto.subtle takes all bytes in memory; more would gain nothing. */
const reading = queue(2);

/**
 * @param {Blob} blob
 * @param {AbortSignal} signal
 * @returns {Promise<string>} in base64, as S3 wants it
 * @throws {UnreadableFileError} when the file was changed or deleted
 * @throws {TypeError} on a page that is not secure, where browsers have no crypto.subtle
 */
export function sha256(blob, signal) {
  if (!crypto.subtle) throw new TypeError("SHA-256 needs HTTPS.");
  return reading.run(async () => {
    const bytes = await blob.arrayBuffer().catch((cause) => {
      throw new UnreadableFileError(cause);
    });
    signal.throwIfAborted();
    return digest(bytes);
  }, signal);
}

/** @param {BufferSource} bytes */
export async function digest(bytes) {
  return btoa(String.fromCharCode(...new Uint8Array(await crypto.subtle.digest("SHA-256", bytes))));
}
