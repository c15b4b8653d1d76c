/** Decimal units, as file managers and disks use. */
const UNITS = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"];

/** Formats numbers for a locale. */
export class Format {
  #locale;
  /** @type {Map<string, Intl.NumberFormat>} */
  #kept = new Map();

  /** @param {string} locale */
  constructor(locale) {
    this.#locale = locale;
  }

  /** @param {number} value */
  number(value) {
    return this.#with({}).format(value);
  }

  /**
   * @param {number} count
   * @returns {string} at most three digits: "312 bytes", "4.2 MB", "37 MB"
   */
  bytes(count) {
    const { value, unit } = scaled(count);
    return this.#unit(value, unit, value < 10 && unit !== "byte" ? 1 : 0);
  }

  /**
   * A limit, or a size beyond it, of three digits: rounded so that what it says is true.
   * @param {number} count of bytes
   * @param {(n: number) => number} round
   */
  limit(count, round) {
    const step = 10 ** Math.max(0, String(count).length - 3);
    const rounded = round(count / step) * step;
    const power = Math.min(4, Math.floor((String(rounded).length - 1) / 3));
    return this.#unit(rounded / 1000 ** power, UNITS[power], 2);
  }

  /** @param {number} count of bytes a second */
  rate(count) {
    const { value, unit } = scaled(count);
    return this.#unit(value, `${unit}-per-second`, value < 10 ? 1 : 0);
  }

  /**
   * @param {number} seconds
   * @returns {string} "8 sec", "2 min 5 sec", "1 hr 20 min"
   */
  duration(seconds) {
    const whole = Math.max(1, Math.round(seconds)); // never "0 sec" while something is left
    const parts =
      whole < 60
        ? [[whole, "second"]]
        : whole < 3600
          ? [
              [Math.floor(whole / 60), "minute"],
              [whole % 60, "second"],
            ]
          : [
              [Math.floor(whole / 3600), "hour"],
              [Math.floor((whole % 3600) / 60), "minute"],
            ];
    const said = parts.map(([value, unit]) => this.#unit(Number(value), String(unit), 0));
    return new Intl.ListFormat(this.#locale, { type: "unit", style: "narrow" }).format(said);
  }

  /**
   * @param {number} fraction 0 to 1
   * @returns {string} never "100%" before all is done
   */
  percent(fraction) {
    return this.#with({ style: "percent" }).format(Math.floor(fraction * 100 + 1e-9) / 100);
  }

  /**
   * @param {Date} date
   * @returns {string} the time, with the date unless it is today
   */
  time(date) {
    const today = date.toDateString() === new Date().toDateString();
    return date.toLocaleString(this.#locale, { timeStyle: "short", ...(today ? {} : { dateStyle: "medium" }) });
  }

  /**
   * @param {string[]} words
   * @returns {string} "PNG, JPEG or PDF"
   */
  either(words) {
    return new Intl.ListFormat(this.#locale, { type: "disjunction" }).format(words);
  }

  /**
   * @param {number} value
   * @param {string} unit
   * @param {number} digits after the point, at most
   */
  #unit(value, unit, digits) {
    const unitDisplay = unit === "byte" ? "long" : "short";
    return this.#with({ style: "unit", unit, unitDisplay, maximumFractionDigits: digits }).format(value);
  }

  /** @param {Intl.NumberFormatOptions} options of a formatter, which is slow to create */
  #with(options) {
    const name = JSON.stringify(options);
    const found = this.#kept.get(name) ?? new Intl.NumberFormat(this.#locale, options);
    this.#kept.set(name, found);
    return found;
  }
}

/** @param {number} value of bytes */
function scaled(value) {
  let power = 0;
  // 999.5 and not 1000: what would round up to 1000 kB is 1 MB.
  while (value >= 999.5 && power < UNITS.length - 1) {
    value /= 1000;
    power++;
  }
  return { value, unit: UNITS[power] };
}
