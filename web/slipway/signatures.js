import { CONNECTIONS_PER_HOST } from "./connections.js";

/**
 * At most this many items are signed at a time, as the API takes, and about as many bytes as a slow link sends before
 * a signature expires.
 */
const BATCH_ITEMS = 100;
const BATCH_BYTES = 8 * 1024 ** 2;

/** Signatures that are asked for while fewer than this are left unused: one for every connection to both hosts. */
const READY = 2 * CONNECTIONS_PER_HOST;

/**
 * Signatures, asked for in batches shortly before they are used. They age by
 * the monotonic clock, so the time of day may be wrong. The rules, which expire
 * like them, are kept here too.
 *
 * The work for each item does not depend on the number of items: at most a
 * batch of them is signed and not used yet.
 * @template Item, Signed
 * @param {object} source
 * @param {(item: Item) => boolean} source.wanted whether an item still waits for its signature
 * @param {(item: Item) => number} source.size in bytes
 * @param {(items: Item[]) => Promise<{signed: Array<Signed | Error>, expires: number}>} source.ask signs, in the order of
 *   the items
 * @returns {SignatureCache<Item, Signed>}
 */
export function signatureCache({ wanted, size, ask }) {
  /** @typedef {{items: Item[], until: number, signed: Promise<Array<Signed | Error>>}} Batch */
  /** @type {Map<Item, Batch>} in which each was signed last, or is being signed */
  const batches = new Map();
  /** @type {Set<Item>} announced and not used yet, in order */
  const unused = new Set();
  let asking = 0;

  /** @param {Item} item */
  const has = (item) => performance.now() < (batches.get(item)?.until ?? 0);

  /** The items to be signed and used next, in order. */
  function* next() {
    for (const item of unused) {
      if (wanted(item)) yield item;
      else unused.delete(item);
    }
  }

  /** Asks for the next batch while every connection still has work. */
  function restock() {
    if (asking) return;
    let ready = 0;
    for (const item of next()) {
      if (!has(item)) return void sign(item).signed.catch(() => {}); // get asks again, and rejects
      if (++ready === READY) return;
    }
  }

  /** @param {Item} first needed now */
  function sign(first) {
    const items = [first];
    let bytes = size(first);
    for (const item of next()) {
      if (item === first || has(item)) continue;
      if (items.length === BATCH_ITEMS || (items.length >= CONNECTIONS_PER_HOST && bytes >= BATCH_BYTES)) break;
      items.push(item);
      bytes += size(item);
    }
    /** @type {Batch} */
    const batch = { items, until: Infinity, signed: answer() };
    for (const item of items) batches.set(item, batch);
    return batch;

    async function answer() {
      const begun = performance.now();
      asking++;
      try {
        const { signed, expires } = await ask(items);
        batch.until = begun + 1000 * 0.9 * expires; // the rest is for the way to S3
        return signed;
      } catch (error) {
        batch.until = 0;
        throw error;
      } finally {
        asking--;
      }
    }
  }

  return {
    expect: (item) => void unused.add(item),
    async get(item) {
      const batch = has(item) ? /** @type {Batch} */ (batches.get(item)) : sign(item);
      const signed = (await batch.signed)[batch.items.indexOf(item)];
      unused.delete(item);
      restock();
      if (signed instanceof Error) throw signed;
      return signed;
    },
    drop: (item) => void batches.delete(item),
  };
}

/**
 * @template Item, Signed
 * @typedef {object} SignatureCache
 * @property {(item: Item) => void} expect announces an item, so that it can be signed together with others. One that
 *   is not wanted when its turn comes is passed over, until it is announced again
 * @property {(item: Item) => Promise<Signed>} get the same at each call, until it expires
 * @property {(item: Item) => void} drop forgets the signature of an item, which is used up or refused
 */
