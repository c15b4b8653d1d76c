/**
 * Runs jobs in the order they come, so many at once and no more.
 * @param {number} limit how many jobs run at once
 * @returns {Queue}
 */
export declare function queue(limit: number): Queue;
export type Queue = {
    /**
     * a job when its turn comes, with its own
     * outcome. One that is aborted while it waits leaves the queue, and never starts
     */
    run: <T>(job: () => Promise<T>, signal: AbortSignal) => Promise<T>;
    /**
     * from now on
     */
    resize: (limit: number) => void;
};
/**
 * @typedef {object} Queue
 * @property {<T>(job: () => Promise<T>, signal: AbortSignal) => Promise<T>} run a job when its turn comes, with its own
 *   outcome. One that is aborted while it waits leaves the queue, and never starts
 * @property {(limit: number) => void} resize from now on
 */
