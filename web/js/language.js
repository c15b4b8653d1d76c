import { SENTENCES } from "../words/codes.js";
import { Format } from "./format.js";

/** The languages of the files in words/. */
export const LANGUAGES = ["en", "de", "es", "ja", "ar"];

/** Media types that a refusal lists at most, so that it stays short. */
const FEW = 3;

/** Matches letters of scripts written from right to left. */
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;

/** @typedef {Record<string, string | {one: string, other: string}>} Words */

/**
 * Returns the first language that the page has; English if it has none of them.
 * @param {readonly string[]} tags like navigator.languages
 */
export async function load(tags) {
  const primary = (/** @type {string} */ tag) => tag.split("-")[0].toLowerCase();
  const locale = tags.find((tag) => LANGUAGES.includes(primary(tag))) ?? "en";
  const { default: words } = await import(`../words/${primary(locale)}.js`);
  return new Language(locale, words);
}

/** The words of the page in one language. */
export class Language {
  #words;
  #format;

  /**
   * @param {string} locale
   * @param {Words} words
   */
  constructor(locale, words) {
    this.locale = locale;
    this.direction = /^ar\b/i.test(locale) ? "rtl" : "ltr";
    this.#words = words;
    this.#format = new Format(locale);
  }

  /**
   * @param {string} key of the words
   * @param {Record<string, any>} [values] count chooses between one and other
   */
  say(key, values = {}) {
    const words = this.#words[key];
    const text = typeof words === "string" ? words : values.count === 1 ? words.one : words.other;
    return text.replace(/\{(\w+)(?::(\w+))?\}/g, (_, name, kind) => this.#write(values[name], kind));
  }

  /**
   * Returns an error in a short sentence: the API's own, in English, if the code is not known here.
   * @param {{code: string, details?: Record<string, any>, message?: string}} error
   * @returns {string}
   */
  explain({ code, details = {}, message = "" }) {
    const sentence = SENTENCES[code] ?? code;
    if (details.accepted?.length > FEW) details = { ...details, accepted: undefined };
    const special = Object.entries(details)
      .filter(([, value]) => value !== undefined)
      .flatMap(([name, value]) => [`${sentence}.${value}`, `${sentence}.${name}`]);
    const key = [...special, sentence].find((key) => Object.hasOwn(this.#words, key));
    return key ? this.say(key, { ...details, code }) : message;
  }

  /** @param {HTMLElement | DocumentFragment} root whose elements have data-words */
  fill(root) {
    for (const element of /** @type {NodeListOf<HTMLElement>} */ (root.querySelectorAll("[data-words]")))
      element.textContent = this.say(String(element.dataset.words));
    for (const element of /** @type {NodeListOf<HTMLElement>} */ (root.querySelectorAll("[data-label]")))
      element.setAttribute("aria-label", this.say(String(element.dataset.label)));
  }

  /**
   * @param {any} value
   * @param {string} [kind]
   * @returns {string}
   */
  #write(value, kind) {
    switch (kind) {
      case "bytes":
        return this.#format.bytes(value);
      case "up":
        return this.#format.limit(value, Math.ceil);
      case "down":
        return this.#format.limit(value, Math.floor);
      case "rate":
        return this.#format.rate(value);
      case "percent":
        return this.#format.percent(value);
      case "duration":
        return this.#format.duration(value);
      case "time":
        return this.#format.time(value);
      case "types":
        return this.#format.either(this.#types(value));
    }
    return typeof value === "number" ? this.#format.number(value) : this.#apart(String(value));
  }

  /**
   * Isolates a name whose direction differs from the sentence's, so that neither
   * reorders the other's words.
   * @param {string} name
   */
  #apart(name) {
    return this.direction === "rtl" || RIGHT_TO_LEFT.test(name) ? `\u2068${name}\u2069` : name;
  }

  /**
   * Returns media types in a few words: several kinds of pictures are "pictures".
   * @param {string[]} types
   */
  #types(types) {
    const kinds = Object.entries({ image: "pictures", audio: "sound", video: "film", text: "text" });
    /** @type {string[]} */
    const said = [];
    for (const [major, key] of kinds) {
      const own = types.filter((type) => type.startsWith(`${major}/`));
      if (own.length > 2 || own.includes(`${major}/*`) || own.includes("text/plain")) said.push(this.say(key));
      else said.push(...own.map(plain));
    }
    return [...said, ...types.filter((type) => !kinds.some(([major]) => type.startsWith(`${major}/`))).map(plain)];
  }
}

/** @param {string} type */
const plain = (type) =>
  type
    .replace(/^[^/]*\/(x-|vnd\.)?/, "")
    .replace(/\+xml$|-compressed$/, "")
    .toUpperCase();
