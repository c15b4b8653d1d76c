/**
 * Helpers for AbortSignal. AbortSignal.any is missing in Safari before 17.4 and in
 * Firefox before 124. Listeners are removed as soon as they are not needed.
 */
/** A signal that never aborts. */
export declare const never: AbortSignal;
/**
 * Runs a job, and calls onAbort if the signal aborts meanwhile.
 * @template T
 * @param {AbortSignal} signal
 * @param {() => void} onAbort
 * @param {() => T | PromiseLike<T>} job
 * @returns {Promise<T>}
 */
export declare function during<T>(signal: AbortSignal, onAbort: () => void, job: () => T | PromiseLike<T>): Promise<T>;
/**
 * Settles like a promise, or rejects with the signal's reason if the signal aborts
 * first.
 * @template T
 * @param {T | PromiseLike<T>} promise
 * @param {AbortSignal} signal
 * @returns {Promise<T>}
 */
export declare function abortable<T>(promise: T | PromiseLike<T>, signal: AbortSignal): Promise<T>;
/**
 * Waits for a time, or until the browser comes online.
 * @param {number} milliseconds
 * @param {AbortSignal} signal
 */
export declare function wait(milliseconds: number, signal: AbortSignal): Promise<void>;
