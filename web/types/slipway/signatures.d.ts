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
export declare function signatureCache<Item, Signed>({ wanted, size, ask }: {
    wanted: (item: Item) => boolean;
    size: (item: Item) => number;
    ask: (items: Item[]) => Promise<{
        signed: Array<Signed | Error>;
        expires: number;
    }>;
}): SignatureCache<Item, Signed>;
export type SignatureCache<Item, Signed> = {
    /**
     * announces an item, so that it can be signed in a batch with others. An item
     * that is not wanted when its turn comes must be announced again
     */
    expect: (item: Item) => void;
    /**
     * returns the same signature until it expires or is dropped
     */
    get: (item: Item) => Promise<Signed>;
    /**
     * forgets an item's signature, which was used or refused
     */
    drop: (item: Item) => void;
};
/**
 * @template Item, Signed
 * @typedef {object} SignatureCache
 * @property {(item: Item) => void} expect announces an item, so that it can be signed in a batch with others. An item
 *   that is not wanted when its turn comes must be announced again
 * @property {(item: Item) => Promise<Signed>} get returns the same signature until it expires or is dropped
 * @property {(item: Item) => void} drop forgets an item's signature, which was used or refused
 */
