/**
 * Returns a queue, which runs jobs in order and a limited number at once.
 * @param {number} limit jobs that run at once
 * @returns {Queue}
 */
export declare function queue(limit: number): Queue;
export type Queue = {
    /**
     * runs a job when its turn comes, and
     * returns its outcome. A job whose signal aborts while it waits never starts
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
 *   returns its outcome. A job whose signal aborts while it waits never starts
 * @property {(limit: number) => void} resize changes the limit
 */
