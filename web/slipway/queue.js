/** Runs jobs in the order they come, so many at once and no more. */
export class Queue {
  running = 0;
  /** @type {Array<() => void>} */
  #waiting = [];

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
    await this.#turn(signal);
    try {
      return await job();
    } finally {
      this.running--;
      this.#next();
    }
  }

  /** @param {number} limit from now on */
  resize(limit) {
    this.limit = limit;
    this.#next();
  }

  /** @param {AbortSignal} signal */
  #turn(signal) {
    return new Promise((/** @type {(value: void) => void} */ resolve, reject) => {
      signal.throwIfAborted();
      const start = () => {
        signal.removeEventListener("abort", leave);
        resolve();
      };
      const leave = () => {
        this.#waiting.splice(this.#waiting.indexOf(start), 1);
        reject(signal.reason);
      };
      signal.addEventListener("abort", leave, { once: true });
      this.#waiting.push(start);
      this.#next();
    });
  }

  #next() {
    while (this.running < this.limit) {
      const start = this.#waiting.shift();
      if (!start) return;
      this.running++;
      start();
    }
  }
}
