/**
 * A size in words, with as many digits as it takes: a limit must not look higher, and two sizes not alike.
 * @param {number} count
 */
export declare function bytes(count: number): string;
