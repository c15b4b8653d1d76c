/**
 * Calls a function of the page. What it throws is reported as an uncaught error,
 * and does not affect the upload.
 * @template T
 * @param {() => T} callback
 * @returns {T | undefined}
 */
export declare function call<T>(callback: () => T): T | undefined;
