/**
 * @param {Blob} blob
 * @param {AbortSignal} signal
 * @returns {Promise<string>} in base64, as in x-amz-checksum-sha256
 * @throws {UnreadableFileError} if the file was changed or deleted
 * @throws {TypeError} on a page without HTTPS, where browsers have no crypto.subtle
 */
export declare function sha256(blob: Blob, signal: AbortSignal): Promise<string>;
/**
 * @param {BufferSource} bytes
 * @returns {Promise<string>} SHA-256 in base64
 */
export declare function digest(bytes: BufferSource): Promise<string>;
