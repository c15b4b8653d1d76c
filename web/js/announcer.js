import { counted } from "./format.js";

/** Milliseconds of quiet before anything is said: ten small files end together, and are one sentence. */
const QUIET = 600;

/** Tells people who do not see the list how its uploads ended. */
export class Announcer {
  #element;
  /** @type {string[]} */
  #stored = [];
  /** @type {string[]} */
  #others = [];
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /** @param {HTMLElement} element a live region, polite */
  constructor(element) {
    this.#element = element;
  }

  /** @param {string} name */
  stored(name) {
    this.#stored.push(name);
    this.#speakSoon();
  }

  /** @param {string} sentence */
  say(sentence) {
    this.#others.push(sentence);
    this.#speakSoon();
  }

  #speakSoon() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      const sentences = [...this.#others];
      if (this.#stored.length === 1) sentences.unshift(`${this.#stored[0]} is stored.`);
      if (this.#stored.length > 1) sentences.unshift(`${counted(this.#stored.length, "file")} are stored.`);
      this.#element.textContent = sentences.join(" ");
      this.#stored = [];
      this.#others = [];
    }, QUIET);
  }
}
