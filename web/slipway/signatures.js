import { CONNECTIONS_PER_HOST } from './connections.js';

/** At most this many items are signed at a time, as the API takes, and about as many bytes as a slow link sends before a signature expires. */
const BATCH = { items: 100, bytes: 8 * 1024 ** 2 };

/** Signatures that are asked for while fewer than this are left unused: one for every connection to both hosts. */
const READY = 2 * CONNECTIONS_PER_HOST;

/**
 * Signatures, asked for in batches shortly before they are used. They age by
 * the monotonic clock, so the time of day may be wrong.
 *
 * The work for each item does not depend on the number of items: an item is
 * looked at when it is signed, and again while it is among the next to be used.
 * @template Item, Signed
 */
export class SignatureCache {
  /** @type {Map<Item, {signed: Signed | Error, until: number}>} */
  #kept = new Map();
  /** @type {Set<Item>} will be needed and have no signature yet, in order */
  #expected = new Set();
  /** @type {Set<Item>} have a signature that was not used yet, in order */
  #ready = new Set();
  /** @type {Map<Item, Promise<void>>} being signed */
  #pending = new Map();
  #source;

  /**
   * @param {object} source
   * @param {(item: Item) => boolean} source.wanted whether an item still waits for its signature
   * @param {(item: Item) => number} source.size in bytes
   * @param {(items: Item[]) => Promise<{signed: Array<Signed | Error>, expires: number}>} source.ask signs, in the order of the items
   */
  constructor(source) {
    this.#source = source;
  }

  /**
   * Announces an item, so that it can be signed together with others. One that
   * is no longer wanted when its turn comes is passed over, until it is announced again.
   * @param {Item} item
   */
  expect(item) {
    this.#expected.add(item);
  }

  /**
   * @param {Item} item
   * @returns {Promise<Signed>} the same at each call, until it expires
   */
  async get(item) {
    if (!this.#has(item)) await (this.#pending.get(item) ?? this.#ask(item));
    const { signed } = /** @type {{signed: Signed | Error}} */ (this.#kept.get(item));
    this.#expected.delete(item);
    this.#ready.delete(item);
    this.#restock();
    if (!(signed instanceof Error)) return signed;
    this.drop(item);
    throw signed;
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

  /** Asks for the next batch while every connection still has work. */
  #restock() {
    if (this.#pending.size) return;
    let ready = 0;
    for (const item of this.#ready) {
      if (!this.#source.wanted(item)) this.#ready.delete(item);
      else if (!this.#has(item)) break;
      else if (++ready === READY) return;
    }
    this.#ask().catch(() => {}); // get asks again, and rejects
  }

  /** @param {Item} [first] needed now */
  #ask(first) {
    const items = this.#batch(first);
    if (items.length === 0) return Promise.resolve();
    const begun = performance.now();
    const asked = this.#source.ask(items).then(({ signed, expires }) => {
      const until = begun + 1000 * 0.9 * expires; // the rest is for the way to S3
      items.forEach((item, i) => {
        this.#kept.set(item, { signed: signed[i], until });
        this.#expected.delete(item);
        this.#ready.add(item);
      });
    });
    const answered = asked.finally(() => items.forEach((item) => this.#pending.delete(item)));
    for (const item of items) this.#pending.set(item, answered);
    return answered;
  }

  /** @param {Item} [first] */
  #batch(first) {
    /** @type {Item[]} */
    const items = first === undefined ? [] : [first];
    let bytes = items.reduce((sum, item) => sum + this.#source.size(item), 0);
    for (const item of this.#unsigned()) {
      if (item === first) continue;
      items.push(item);
      bytes += this.#source.size(item);
      if (items.length === BATCH.items || (items.length >= CONNECTIONS_PER_HOST && bytes >= BATCH.bytes)) break;
    }
    return items;
  }

  /** The items that need a signature, in order: first those whose signature has expired unused. */
  *#unsigned() {
    for (const set of [this.#ready, this.#expected]) {
      for (const item of set) {
        if (this.#pending.has(item)) continue;
        if (!this.#source.wanted(item)) set.delete(item);
        else if (!this.#has(item)) yield item;
        else if (set === this.#expected) {
          set.delete(item); // paused and resumed with a signature that is still good
          this.#ready.add(item);
        }
      }
    }
  }
}
