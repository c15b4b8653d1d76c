import { abortable } from "./signals.js";

/** Runs jobs in the order they come, so many at once and no more. */
export class Queue {
  running = 0;
  /** @type {Set<() => void>} */
  #waiting = new Set();

  /** @param {number} limit how many jobs run at once */
  constructor(limit) {
    this.limit = limit;
  }

  /**
   * Runs a job when its turn comes.
   * @template T
   * @param {() => Promise<T>} job
   * @param {AbortSignal} signal a job aborted while it waits leaves the queue, and never starts
   * @returns {Promise<T>} the job's own outcome
   */
  async run(job, signal) {
    signal.throwIfAborted();
    let start = () => {};
    const turn = new Promise((/** @type {(value: void) => void} */ resolve) => (start = resolve));
    this.#waiting.add(start);
    this.resize(this.limit);
    try {
      await abortable(turn, signal);
      return await job();
    } finally {
      if (!this.#waiting.delete(start)) {
        this.running--;
        this.resize(this.limit);
      }
    }
  }

  /** @param {number} limit from now on */
  resize(limit) {
    this.limit = limit;
    for (const start of this.#waiting) {
      if (this.running >= limit) return;
      this.#waiting.delete(start);
      this.running++;
      start();
    }
  }
}
