/** Seconds after which what was measured counts a third: long enough to read, short enough to follow a change. */
const SMOOTHING = 5;

/** Seconds: sooner, the first buffers filled would count as speed. */
const EARLIEST = 0.5;

/** How fast bytes are sent, smoothed. */
export function pace() {
  let [bytes, seconds, at] = [0, 0, performance.now()];

  return {
    /** @param {number} sent bytes since the last call */
    add(sent) {
      const now = performance.now();
      const passed = (now - at) / 1000;
      const weight = Math.exp(-passed / SMOOTHING);
      const share = (SMOOTHING * (1 - weight)) / passed || 1; // sent evenly in that time, of which the beginning counts less
      bytes = weight * bytes + share * sent;
      seconds = weight * seconds + share * passed;
      at = now;
    },

    /** @returns {number | undefined} bytes a second by now; undefined too early, and when nothing moves */
    rate() {
      this.add(0);
      return seconds >= EARLIEST && bytes >= seconds ? bytes / seconds : undefined;
    },
  };
}
