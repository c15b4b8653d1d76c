/**
 * What AbortSignal.any and AbortSignal.timeout are for, without them: Safari
 * before 17.4 and Firefox before 124 lack the first. Each listener goes as
 * soon as it has nothing more to hear, whether the signal aborts or not.
 */
/** Never aborted. */
export declare const never: AbortSignal;
/**
 * Runs a job, and calls something at once if the signal aborts meanwhile.
 * @template T
 * @param {AbortSignal} signal
 * @param {() => void} leave
 * @param {() => T | PromiseLike<T>} job
 * @returns {Promise<T>}
 */
export declare function during<T>(signal: AbortSignal, leave: () => void, job: () => T | PromiseLike<T>): Promise<T>;
/**
 * The outcome of a promise, or the reason of the signal if that aborts first.
 * @template T
 * @param {T | PromiseLike<T>} promise
 * @param {AbortSignal} signal
 * @returns {Promise<T>}
 */
export declare function abortable<T>(promise: T | PromiseLike<T>, signal: AbortSignal): Promise<T>;
/**
 * Waits so many milliseconds, or until the browser comes online.
 * @param {number} milliseconds
 * @param {AbortSignal} signal
 */
export declare function wait(milliseconds: number, signal: AbortSignal): Promise<void>;
