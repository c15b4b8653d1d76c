import type { Api } from './api.js';
import type { ApiError } from './errors.js';
export type Rules = {
    /**
     * The profile's name; "" for none.
     */
    profile: string;
    /**
     * The media types accepted, such as "image/png" or "image/*".
     */
    types: string[];
    /**
     * A value for an input's `accept`: the types, their aliases and their extensions.
     */
    accept: string;
    /**
     * The minimum size of a file.
     */
    minBytes: number;
    /**
     * The maximum size of a file in a form.
     */
    maxBytes: number;
    /**
     * The maximum size of a file in parts; 0 if uploads in parts are disabled.
     */
    maxMultipartBytes: number;
    /**
     * Whether the API must know a file's size. upload() always sends it.
     */
    requireSize: boolean;
    /**
     * Whether forms must be signed with the file's SHA-256. upload() then computes it.
     */
    requireSha256: boolean;
    /**
     * The maximum number of files in one request for forms.
     */
    maxFiles: number;
    /**
     * The lifetime of a form or a URL, in seconds.
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
 * Returns the error with which the API would refuse a file, judging by the rules.
 * In doubt, returns undefined: the API decides.
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
 * Reports whether a file of a size is sent in a form, not in parts.
 * @param {number} size
 * @param {number} threshold bytes above which files are sent in parts, where allowed
 * @param {Rules} rules
 */
export declare function inForm(size: number, threshold: number, { maxBytes, maxMultipartBytes }: Rules): boolean;
