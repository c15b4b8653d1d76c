export type Task = {
    /**
     * attempts at most; failures while offline do not count
     */
    tries: number;
    /**
     * called before each wait
     */
    onWait: (error: Error) => void;
    signal: AbortSignal;
};
/**
 * Retry options.
 * @typedef {object} Task
 * @property {number} tries attempts at most; failures while offline do not count
 * @property {(error: Error) => void} onWait called before each wait
 * @property {AbortSignal} signal
 */
/**
 * Attempts something until success or a permanent error. Waits a random time up to
 * a bound that doubles ("full jitter"), so that clients that failed together do
 * not retry together; and at least as long as Retry-After says.
 *
 * navigator.onLine may be wrong, for example behind a VPN. So attempts continue
 * while it is false, at the longest interval, and at once when it turns true.
 * https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 * @template T
 * @param {() => Promise<T>} attempt
 * @param {Task} task
 * @returns {Promise<T>}
 */
export declare function retry<T>(attempt: () => Promise<T>, { tries, onWait, signal }: Task): Promise<T>;
