import { CONNECTIONS_PER_HOST } from "./connections.js";

/** At most this many items are signed at a time, as the API takes, and about as many bytes as a slow link sends before a signature expires. */
const BATCH = { items: 100, bytes: 8 * 1024 ** 2 };

/** Signatures that are asked for while fewer than this are left unused: one for every connection to both hosts. */
const READY = 2 * CONNECTIONS_PER_HOST;

/**
 * Signatures, asked for in batches shortly before they are used. They age by
 * the monotonic clock, so the time of day may be wrong.
 *
 * The work for each item does not depend on the number of items: at most a
 * batch of them is signed and not used yet.
 * @template Item, Signed
 */
export class SignatureCache {
  /** @type {Map<Item, {signed: Signed | Error, until: number}>} */
  #kept = new Map();
  /** @type {Set<Item>} announced and not used yet, in order */
  #unused = new Set();
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
   * is not wanted when its turn comes is passed over, until it is announced again.
   * @param {Item} item
   */
  expect(item) {
    this.#unused.add(item);
  }

  /**
   * @param {Item} item
   * @returns {Promise<Signed>} the same at each call, until it expires
   */
  async get(item) {
    if (!this.#has(item)) await (this.#pending.get(item) ?? this.#ask(item));
    const { signed } = /** @type {{signed: Signed | Error}} */ (this.#kept.get(item));
    this.#unused.delete(item);
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

  /** The items to be signed and used next, in order. */
  *#next() {
    for (const item of this.#unused) {
      if (this.#source.wanted(item)) yield item;
      else this.#unused.delete(item);
    }
  }

  /** Asks for the next batch while every connection still has work. */
  #restock() {
    if (this.#pending.size) return;
    let ready = 0;
    for (const item of this.#next()) {
      if (!this.#has(item)) {
        this.#ask(item).catch(() => {}); // get asks again, and rejects
        return;
      }
      if (++ready === READY) return;
    }
  }

  /** @param {Item} first needed now */
  #ask(first) {
    const items = [first];
    let bytes = this.#source.size(first);
    for (const item of this.#next()) {
      if (item === first || this.#has(item) || this.#pending.has(item)) continue;
      if (items.length === BATCH.items || (items.length >= CONNECTIONS_PER_HOST && bytes >= BATCH.bytes)) break;
      items.push(item);
      bytes += this.#source.size(item);
    }
    const begun = performance.now();
    const asked = this.#source.ask(items).then(({ signed, expires }) => {
      const until = begun + 1000 * 0.9 * expires; // the rest is for the way to S3
      items.forEach((item, i) => this.#kept.set(item, { signed: signed[i], until }));
    });
    const answered = asked.finally(() => items.forEach((item) => this.#pending.delete(item)));
    for (const item of items) this.#pending.set(item, answered);
    return answered;
  }
}
