/**
 * Calls a function of the page. One that throws has no say in an upload: its
 * error is reported like any that a page does not catch.
 * @template T
 * @param {() => T} callback
 * @returns {T | undefined}
 */
export declare function call<T>(callback: () => T): T | undefined;
