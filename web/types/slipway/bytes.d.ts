/**
 * Formats a size with at most one decimal. Round a maximum down and a minimum up,
 * so that a file of the size shown is accepted.
 * @param {number} count
 * @param {(tenths: number) => number} round Math.floor or Math.ceil
 */
export declare function bytes(count: number, round: (tenths: number) => number): string;
