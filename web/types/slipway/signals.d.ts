/**
 * What AbortSignal.any and AbortSignal.timeout are for, without them: Safari
 * before 17.4 and Firefox before 124 lack the first. Each listener goes as
 * soon as it has nothing more to hear, whether the signal aborts or not.
 */
/** Never aborted. */
export declare const never: AbortSignal;
/**
 * The outcome of a promise, or the reason of the signal if that aborts first.
 * @template T
 * @param {T | PromiseLike<T>} promise
 * @param {AbortSignal} signal
 * @returns {Promise<T>}
 */
export declare function abortable<T>(promise: T | PromiseLike<T>, signal: AbortSignal): Promise<T>;
/**
 * Runs a job that can be aborted by itself and, while it runs, with a signal.
 * @template T
 * @param {AbortSignal} signal
 * @param {(stop: AbortController) => Promise<T>} job
 * @returns {Promise<T>}
 */
export declare function linked<T>(signal: AbortSignal, job: (stop: AbortController) => Promise<T>): Promise<T>;
/**
 * Waits so many milliseconds, or until the browser comes online.
 * @param {number} milliseconds
 * @param {AbortSignal} signal
 */
export declare function wait(milliseconds: number, signal: AbortSignal): Promise<void>;
