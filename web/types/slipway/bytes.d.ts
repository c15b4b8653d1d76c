/**
 * A size in words, with one decimal at most. Rounded down, a maximum is not
 * overstated; rounded up, neither is a minimum understated. Of two sizes that
 * differ, the smaller rounded down and the larger rounded up never read alike.
 * @param {number} count
 * @param {(tenths: number) => number} round Math.floor or Math.ceil
 */
export declare function bytes(count: number, round: (tenths: number) => number): string;
