/** Runs jobs in the order they come, so many at once and no more. */
export declare class Queue {
    #private;
    limit: number;
    running: number;
    /** @param {number} limit how many jobs run at once */
    constructor(limit: number);
    /**
     * Runs a job when its turn comes.
     * @template T
     * @param {() => Promise<T>} job
     * @param {AbortSignal} signal a job aborted while it waits leaves the queue, and never starts
     * @returns {Promise<T>} the job's own outcome
     */
    run<T>(job: () => Promise<T>, signal: AbortSignal): Promise<T>;
    /** @param {number} limit from now on */
    resize(limit: number): void;
}
