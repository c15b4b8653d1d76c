import type { Api } from './api.js';
import type { ApiError } from './errors.js';
export type Rules = {
    /**
     * "" for none
     */
    profile: string;
    /**
     * media types, such as "image/png" or "image/*"
     */
    types: string[];
    /**
     * for an input's attribute: the types, their other names and their extensions
     */
    accept: string;
    minBytes: number;
    /**
     * of a file in one form
     */
    maxBytes: number;
    /**
     * of a file in parts; 0: none may come in parts
     */
    maxMultipartBytes: number;
    requireSize: boolean;
    /**
     * of a file in one form
     */
    requireSha256: boolean;
    /**
     * in one request
     */
    maxFiles: number;
    /**
     * seconds that a permission to upload lasts
     */
    expires: number;
};
/**
 * Asks for the rules of a profile, once until they may have changed: as long
 * as a permission lasts that was given by them.
 * @param {Api} api
 * @param {string} profile
 * @returns {Promise<Rules>}
 */
export declare function askRules(api: Api, profile: string): Promise<Rules>;
/**
 * Why the API would refuse a file, as far as a page can tell. It lets pass what
 * the API may accept: the API is the judge.
 * @param {{name: string, type: string, size: number}} file
 * @param {Rules} rules
 * @returns {ApiError | undefined}
 */
export declare function judge(file: {
    name: string;
    type: string;
    size: number;
}, rules: Rules): ApiError | undefined;
/**
 * Whether a file goes in one form, as far as its size tells.
 * @param {number} size
 * @param {number} threshold bytes above which it goes in parts, if it may
 * @param {Rules} rules
 */
export declare function inForm(size: number, threshold: number, { maxBytes, maxMultipartBytes }: Rules): boolean;
