import { CONNECTIONS_PER_HOST } from "./connections.js";

/** The limits of a batch: what the API accepts, and about what a slow link sends before the signatures expire. */
const BATCH_ITEMS = 100;
const BATCH_BYTES = 8 * 1024 ** 2;

/** The number of unused signatures below which more are requested: one for each connection to both hosts. */
const READY = 2 * CONNECTIONS_PER_HOST;

/**
 * Returns a cache of signatures, which are requested in batches shortly before they
 * are used. Their age is measured by the monotonic clock: the computer's clock may
 * be wrong.
 *
 * The work for each item does not depend on the number of items, because at most
 * one batch of signatures is unused.
 * @template Item, Signed
 * @param {object} source
 * @param {(item: Item) => boolean} source.wanted whether an item still waits for its signature
 * @param {(item: Item) => number} source.size in bytes
 * @param {(items: Item[]) => Promise<{signed: Array<Signed | Error>, expires: number}>} source.ask signs items; the
 *   signatures are in their order
 * @returns {SignatureCache<Item, Signed>}
 */
export function signatureCache({ wanted, size, ask }) {
  /** @typedef {{items: Item[], until: number, signed: Promise<Array<Signed | Error>>}} Batch */
  /** @type {Map<Item, Batch>} the latest batch of each item */
  const batches = new Map();
  /** @type {Set<Item>} announced and not used yet, in order */
  const unused = new Set();
  let asking = 0;

  /** @param {Item} item */
  const has = (item) => performance.now() < (batches.get(item)?.until ?? 0);

  /** Yields the items that wait, in order. */
  function* next() {
    for (const item of unused) {
      if (wanted(item)) yield item;
      else unused.delete(item);
    }
  }

  /** Requests the next batch before the connections run out of work. */
  function restock() {
    if (asking) return;
    let ready = 0;
    for (const item of next()) {
      if (!has(item)) return void sign(item).signed.catch(() => {}); // get() asks again
      if (++ready === READY) return;
    }
  }

  /** @param {Item} first the one needed now */
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
        batch.until = begun + 1000 * 0.9 * expires; // leaves time for the request to S3
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
 * @property {(item: Item) => void} expect announces an item, so that it can be signed in a batch with others. An item
 *   that is not wanted when its turn comes must be announced again
 * @property {(item: Item) => Promise<Signed>} get returns the same signature until it expires or is dropped
 * @property {(item: Item) => void} drop forgets an item's signature, which was used or refused
 */
