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
     * announces an item, so that it can be signed together with others. One that
     * is not wanted when its turn comes is passed over, until it is announced again
     */
    expect: (item: Item) => void;
    /**
     * the same at each call, until it expires
     */
    get: (item: Item) => Promise<Signed>;
    /**
     * forgets the signature of an item, which is used up or refused
     */
    drop: (item: Item) => void;
};
/**
 * @template Item, Signed
 * @typedef {object} SignatureCache
 * @property {(item: Item) => void} expect announces an item, so that it can be signed together with others. One that
 *   is not wanted when its turn comes is passed over, until it is announced again
 * @property {(item: Item) => Promise<Signed>} get the same at each call, until it expires
 * @property {(item: Item) => void} drop forgets the signature of an item, which is used up or refused
 */
