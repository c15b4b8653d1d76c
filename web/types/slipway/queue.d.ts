/**
 * A queue that runs jobs in order, a limited number at once.
 * @param {number} limit jobs that run at once
 * @returns {Queue}
 */
export declare function queue(limit: number): Queue;
export type Queue = {
    /**
     * runs a job when its turn comes, and
     * returns its outcome. If the signal aborts while the job waits, it leaves the queue and never starts
     */
    run: <T>(job: () => Promise<T>, signal: AbortSignal) => Promise<T>;
    /**
     * changes the limit
     */
    resize: (limit: number) => void;
};
/**
 * @typedef {object} Queue
 * @property {<T>(job: () => Promise<T>, signal: AbortSignal) => Promise<T>} run runs a job when its turn comes, and
 *   returns its outcome. If the signal aborts while the job waits, it leaves the queue and never starts
 * @property {(limit: number) => void} resize changes the limit
 */
