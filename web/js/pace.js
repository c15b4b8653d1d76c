/** Milliseconds looked back on: short enough to follow a change, long enough to read. */
const WINDOW = 4000;

/** How fast something goes, over the last few seconds. */
export class Pace {
  /** @type {Array<{at: number, done: number}>} */
  #samples = [];

  /**
   * @param {number} done how much is done by now, in any unit
   * @param {number} at milliseconds of a clock that never goes back
   */
  add(done, at) {
    this.#samples.push({ at, done });
    // One sample at or before the window's start stays, to measure from.
    while (this.#samples.length > 2 && this.#samples[1].at <= at - WINDOW) this.#samples.shift();
  }

  /**
   * @param {number} now milliseconds of the same clock; a stall shows, as time passes and nothing is added
   * @returns {number} units a second, 0 while nothing can be said
   */
  rate(now) {
    const first = this.#samples[0];
    const last = this.#samples[this.#samples.length - 1];
    // Over less than half a second, the first buffers filled would count as speed.
    if (!first || now - first.at < 500) return 0;
    return (1000 * (last.done - first.done)) / (now - first.at);
  }
}
