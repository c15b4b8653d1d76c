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
     * value for an input's accept: the types, their aliases and extensions
     */
    accept: string;
    minBytes: number;
    /**
     * of a file in a form
     */
    maxBytes: number;
    /**
     * of a file in parts; 0 if uploads in parts are disabled
     */
    maxMultipartBytes: number;
    requireSize: boolean;
    /**
     * of a file in a form
     */
    requireSha256: boolean;
    /**
     * in one request for signatures
     */
    maxFiles: number;
    /**
     * lifetime of a form or a URL, in seconds
     */
    expires: number;
};
/**
 * Returns the rules of a profile. They are cached for the lifetime of a form.
 * @param {Api} api
 * @param {string} profile "" for none
 * @returns {Promise<Rules>}
 */
export declare function askRules(api: Api, profile: string): Promise<Rules>;
/**
 * Returns the error with which the API would refuse a file, as far as the rules
 * tell. In doubt, there is none, and the API decides.
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
 * Whether a file is sent in a form, by its size.
 * @param {number} size
 * @param {number} threshold bytes above which files are sent in parts, where allowed
 * @param {Rules} rules
 */
export declare function inForm(size: number, threshold: number, { maxBytes, maxMultipartBytes }: Rules): boolean;
