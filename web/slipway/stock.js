import { MOST } from './connections.js';

/** What is signed at a time: so many, as the API takes, and so many bytes, as even a slow link sends before a signature expires. */
const BATCH = { items: 100, bytes: 8 * 1024 ** 2 };

/**
 * Signatures, asked for in batches shortly before they are used. They age by
 * this machine's own stopwatch, and what its clock shows does not matter.
 * @template Item, Signed
 */
export class Stock {
  /** @type {Map<Item, {signed: Signed | Error, until: number}>} */
  #kept = new Map();
  /** @type {{items: Item[], answer: Promise<void>} | undefined} */
  #asked;
  #source;

  /**
   * @param {object} source
   * @param {() => Iterable<Item>} source.next what is sent next, in order
   * @param {(item: Item) => number} source.size in bytes
   * @param {(items: Item[]) => Promise<{signed: Array<Signed | Error>, expires: number}>} source.ask signs, in the order of the items
   */
  constructor(source) {
    this.#source = source;
  }

  /**
   * @param {Item} item
   * @returns {Promise<Signed>} the same at each call, until it expires
   */
  async get(item) {
    if (!this.#has(item)) await (this.#asked?.items.includes(item) ? this.#asked.answer : this.#ask(item));
    const { signed } = /** @type {{signed: Signed | Error}} */ (this.#kept.get(item));
    this.#restock();
    if (signed instanceof Error) throw signed;
    return signed;
  }

  /** @param {Item} item whose signature is used up, or refused */
  drop(item) {
    this.#kept.delete(item);
  }

  /** @param {Item} item */
  #has(item) {
    const kept = this.#kept.get(item);
    return kept !== undefined && performance.now() < kept.until;
  }

  /** Asks for the next batch while there still is work for every connection. */
  #restock() {
    if (this.#asked) return;
    let ready = 0;
    for (const item of this.#source.next()) {
      if (!this.#has(item)) {
        this.#ask(item).catch(() => {}); // whoever needs it asks again, and hears of it
        return;
      }
      if (++ready >= 2 * MOST) return;
    }
  }

  /** @param {Item} first */
  #ask(first) {
    const items = [first];
    let bytes = this.#source.size(first);
    for (const item of this.#source.next()) {
      if (item === first || this.#has(item)) continue;
      if (items.length === BATCH.items || (items.length >= MOST && bytes >= BATCH.bytes)) break;
      items.push(item);
      bytes += this.#source.size(item);
    }
    const begun = performance.now();
    const answer = this.#source.ask(items).then(({ signed, expires }) => {
      const until = begun + 1000 * 0.9 * expires; // the rest is for the way to S3
      items.forEach((item, i) => this.#kept.set(item, { signed: signed[i], until }));
    });
    const asked = { items, answer };
    this.#asked = asked;
    const end = () => {
      if (this.#asked === asked) this.#asked = undefined;
    };
    answer.then(end, end);
    return answer;
  }
}
