export type Task = {
    /**
     * how often, at most; failures while offline do not count
     */
    tries: number;
    /**
     * called before each wait for a next try
     */
    onWait: (error: Error) => void;
    signal: AbortSignal;
};
/**
 * Retry options.
 * @typedef {object} Task
 * @property {number} tries how often, at most; failures while offline do not count
 * @property {(error: Error) => void} onWait called before each wait for a next try
 * @property {AbortSignal} signal
 */
/**
 * Attempts something until success or a permanent error. Waits at random up to
 * a bound that doubles ("full jitter"), so that many who failed together do
 * not come back together; and at least as long as the answer asks for.
 *
 * A browser that says it is offline may be wrong, behind a VPN for one: tries
 * go on at the longest interval, and at once when it says that it is online.
 * https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 * @template T
 * @param {() => Promise<T>} attempt
 * @param {Task} task
 * @returns {Promise<T>}
 */
export declare function retry<T>(attempt: () => Promise<T>, { tries, onWait, signal }: Task): Promise<T>;
