import { abortable } from "./signals.js";

/**
 * A queue that runs jobs in order, a limited number at once.
 * @param {number} limit jobs that run at once
 * @returns {Queue}
 */
export function queue(limit) {
  let running = 0;
  /** @type {Set<() => void>} */
  const waiting = new Set();

  function next() {
    for (const start of waiting) {
      if (running >= limit) return;
      waiting.delete(start);
      running++;
      start();
    }
  }

  return {
    async run(job, signal) {
      let start = () => {};
      const turn = new Promise((/** @type {(value: void) => void} */ resolve) => (start = resolve));
      waiting.add(start);
      next();
      try {
        await abortable(turn, signal);
        return await job();
      } finally {
        if (!waiting.delete(start)) {
          running--;
          next();
        }
      }
    },

    resize(to) {
      limit = to;
      next();
    },
  };
}

/**
 * @typedef {object} Queue
 * @property {<T>(job: () => Promise<T>, signal: AbortSignal) => Promise<T>} run runs a job when its turn comes, and
 *   returns its outcome. If the signal aborts while the job waits, it leaves the queue and never starts
 * @property {(limit: number) => void} resize changes the limit
 */
