import { words } from "./words.js";

/** Milliseconds without an event before an announcement, so that ten small files are one sentence. */
const QUIET = 600;

/** Milliseconds after which an announcement is made in any case. */
const LONGEST = 5000;

/** @typedef {'saidStored' | 'saidAccepted' | 'saidFailed' | 'saidRejected' | 'saidCancelled' | 'saidDeleted'} Said */

/** Announces to screen readers how uploads ended: one sentence for each outcome. */
export class Announcer {
  #element;
  /** @type {Map<Said, {count: number, name: string, reasons: Set<string>}>} */
  #news = new Map();
  #since = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /** @param {HTMLElement} element a live region, polite */
  constructor(element) {
    this.#element = element;
  }

  /**
   * @param {Said} said
   * @param {string} name
   * @param {string} [reason]
   */
  tell(said, name, reason = "") {
    const { count, reasons } = this.#news.get(said) ?? { count: 0, reasons: new Set() };
    this.#news.set(said, { count: count + 1, name, reasons: reasons.add(reason) });
    if (this.#news.size === 1 && count === 0) this.#since = performance.now();
    clearTimeout(this.#timer);
    const left = this.#since + LONGEST - performance.now();
    this.#timer = setTimeout(() => this.#speak(), Math.max(0, Math.min(QUIET, left)));
  }

  #speak() {
    const sentences = [...this.#news].map(([said, { count, name, reasons }]) =>
      words.say(said, { count, name, reason: reasons.size === 1 ? [...reasons][0] : "" }).trim(),
    );
    this.#news.clear();
    this.#element.textContent = sentences.join(" ");
  }
}
