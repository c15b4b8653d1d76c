/** Time constant in seconds: long enough for a steady figure, short enough to follow changes. */
const SMOOTHING = 5;

/** Seconds before the first rate: until then, bytes only fill buffers. */
const EARLIEST = 0.5;

/** Measures how fast bytes are sent, as an exponential moving average. */
export function pace() {
  let [bytes, seconds, at] = [0, 0, performance.now()];

  return {
    /** @param {number} sent bytes since the last call */
    add(sent) {
      const now = performance.now();
      const passed = (now - at) / 1000;
      const weight = Math.exp(-passed / SMOOTHING);
      const share = (SMOOTHING * (1 - weight)) / passed || 1; // as if sent evenly over the time passed
      bytes = weight * bytes + share * sent;
      seconds = weight * seconds + share * passed;
      at = now;
    },

    /** @returns {number | undefined} bytes a second; undefined at the start and during a stall */
    rate() {
      this.add(0);
      return seconds >= EARLIEST && bytes >= seconds ? bytes / seconds : undefined;
    },
  };
}
