import { UnreadableFileError } from "./errors.js";
import { queue } from "./queue.js";

/** Reads at most two files or parts at once: crypto.subtle needs each in memory as a whole. */
const reading = queue(2);

/**
 * @param {Blob} blob
 * @param {AbortSignal} signal
 * @returns {Promise<string>} in base64, as in x-amz-checksum-sha256
 * @throws {UnreadableFileError} if the file was changed or deleted
 * @throws {TypeError} on a page without HTTPS, where browsers have no crypto.subtle
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

/**
 * @param {BufferSource} bytes
 * @returns {Promise<string>} SHA-256 in base64
 */
export async function digest(bytes) {
  return btoa(String.fromCharCode(...new Uint8Array(await crypto.subtle.digest("SHA-256", bytes))));
}
