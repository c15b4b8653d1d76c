/**
 * @param {Blob} blob
 * @param {AbortSignal} signal
 * @returns {Promise<string>} in base64, as S3 wants it
 * @throws {UnreadableFileError} when the file was changed or deleted
 * @throws {TypeError} on a page that is not secure, where browsers have no crypto.subtle
 */
export declare function sha256(blob: Blob, signal: AbortSignal): Promise<string>;
/** @param {BufferSource} bytes */
export declare function digest(bytes: BufferSource): Promise<string>;
