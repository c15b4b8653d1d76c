/** Seconds after which what was measured counts a third: long enough to read, short enough to follow a change. */
const SMOOTHING = 5;

/** Seconds: sooner, the first buffers filled would count as speed. */
const EARLIEST = 0.5;

/** How fast bytes are sent, smoothed. */
export class Pace {
  #bytes = 0;
  #seconds = 0;
  #at = performance.now();

  /** @param {number} bytes sent since the last call */
  add(bytes) {
    const now = performance.now();
    const seconds = (now - this.#at) / 1000;
    const weight = Math.exp(-seconds / SMOOTHING);
    const share = (SMOOTHING * (1 - weight)) / seconds || 1; // sent evenly in that time, of which the beginning counts less
    this.#bytes = weight * this.#bytes + share * bytes;
    this.#seconds = weight * this.#seconds + share * seconds;
    this.#at = now;
  }

  /** @returns {number | undefined} bytes a second by now; undefined too early, and when nothing moves */
  rate() {
    this.add(0);
    const rate = this.#bytes / this.#seconds;
    return this.#seconds >= EARLIEST && rate >= 1 ? rate : undefined;
  }
}
