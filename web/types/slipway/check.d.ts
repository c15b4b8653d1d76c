/** @import { Entry } from './source.js' */
import type { Entry } from './source.js';
/**
 * Checks what a page gives to upload(), before anything starts.
 * @param {Iterable<File | Entry>} given
 * @param {object} options
 * @returns {Entry[]}
 * @throws {TypeError}
 */
export declare function check(given: Iterable<File | Entry>, options: object): Entry[];
