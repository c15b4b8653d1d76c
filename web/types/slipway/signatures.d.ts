/**
 * Signatures, asked for in batches shortly before they are used. They age by
 * the monotonic clock, so the time of day may be wrong.
 *
 * The work for each item does not depend on the number of items: at most a
 * batch of them is signed and not used yet.
 * @template Item, Signed
 */
export declare class SignatureCache<Item, Signed> {
    #private;
    /**
     * @param {object} source
     * @param {(item: Item) => boolean} source.wanted whether an item still waits for its signature
     * @param {(item: Item) => number} source.size in bytes
     * @param {(items: Item[]) => Promise<{signed: Array<Signed | Error>, expires: number}>} source.ask signs, in the order of the items
     */
    constructor(source: {
        wanted: (item: Item) => boolean;
        size: (item: Item) => number;
        ask: (items: Item[]) => Promise<{
            signed: Array<Signed | Error>;
            expires: number;
        }>;
    });
    /**
     * Announces an item, so that it can be signed together with others. One that
     * is not wanted when its turn comes is passed over, until it is announced again.
     * @param {Item} item
     */
    expect(item: Item): void;
    /**
     * @param {Item} item
     * @returns {Promise<Signed>} the same at each call, until it expires
     */
    get(item: Item): Promise<Signed>;
    /** @param {Item} item whose signature is used up, or refused */
    drop(item: Item): void;
}
