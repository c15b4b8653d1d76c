/**
 * Numbers as people read them. Decimal units, as file managers and disks use.
 */

const UNITS = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"];

/**
 * @param {number} count
 * @returns {string} three digits at most: "312 bytes", "4.2 MB", "37 MB"
 */
export function bytes(count) {
  if (count < 1000) return `${count} ${count === 1 ? "byte" : "bytes"}`;
  let power = 0;
  // 999.5 and not 1000: what would round up to 1000 kB is 1 MB.
  while (count >= 999.5 && power < UNITS.length - 1) {
    count /= 1000;
    power++;
  }
  return new Intl.NumberFormat("en", {
    style: "unit",
    unit: UNITS[power],
    maximumFractionDigits: count < 10 ? 1 : 0,
  }).format(count);
}

/**
 * @param {number} seconds
 * @returns {string} "8 s", "2 min 5 s", "1 h 20 min"
 */
export function duration(seconds) {
  const whole = Math.max(1, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

/**
 * @param {number} fraction 0 to 1
 * @returns {string} never "100%" before all is done
 */
export function percent(fraction) {
  return `${Math.floor(fraction * 100)}%`;
}

/**
 * @param {number} count
 * @param {string} noun in the singular; its plural must take an s
 */
export function counted(count, noun) {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
