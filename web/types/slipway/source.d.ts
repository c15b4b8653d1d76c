import type { Options } from './call.js';
export type Entry = {
    file: File;
    /**
     * default: the browser's
     */
    type?: string;
    /**
     * default: the call's
     */
    profile?: string;
    /**
     * default: the call's
     */
    until?: 'stored' | 'accepted';
    /**
     * default: what the call's function returns
     */
    metadata?: Record<string, string>;
    /**
     * for the option `paths`; default: the file's webkitRelativePath
     */
    path?: string;
};
export type Source = {
    file: File;
    request: FileRequest;
    until: 'stored' | 'accepted';
    /**
     * "" for none
     */
    path: string;
    /**
     * an error of the page, with which the upload fails
     */
    mistake?: unknown;
};
export type FileRequest = {
    name: string;
    size: number;
    /**
     * as the browser has it: the API normalizes it
     */
    type: string;
    /**
     * "" for none
     */
    profile: string;
    metadata: Record<string, string>;
};
/** @import { Options } from './call.js' */
/**
 * A file with options of its own.
 * @typedef {object} Entry
 * @property {File} file
 * @property {string} [type] default: the browser's
 * @property {string} [profile] default: the call's
 * @property {'stored' | 'accepted'} [until] default: the call's
 * @property {Record<string, string>} [metadata] default: what the call's function returns
 * @property {string} [path] for the option `paths`; default: the file's webkitRelativePath
 */
/**
 * A file with its options, as they were when it was passed to upload().
 * @typedef {object} Source
 * @property {File} file
 * @property {FileRequest} request
 * @property {'stored' | 'accepted'} until
 * @property {string} path "" for none
 * @property {unknown} [mistake] an error of the page, with which the upload fails
 */
/**
 * The description of a file in a request to the API.
 * @typedef {object} FileRequest
 * @property {string} name
 * @property {number} size
 * @property {string} type as the browser has it: the API normalizes it
 * @property {string} profile "" for none
 * @property {Record<string, string>} metadata
 */
/** @param {string} words */
export declare const wrong: (words: string) => TypeError;
/**
 * Returns the options with their defaults. Each must have its default's type.
 * @template {object} Defaults
 * @param {object} given
 * @param {Defaults} defaults
 * @returns {Defaults}
 * @throws {TypeError}
 */
export declare function withDefaults<Defaults extends object>(given: object, defaults: Defaults): Defaults;
/**
 * Checks and copies the files of a call, before anything starts.
 * @param {Iterable<File | Entry>} given
 * @param {Required<Pick<Options, 'profile' | 'until' | 'metadata' | 'paths'>>} options
 * @returns {Source[]}
 * @throws {TypeError}
 */
export declare function sourcesOf(given: Iterable<File | Entry>, { profile, until, metadata, paths }: Required<Pick<Options, 'profile' | 'until' | 'metadata' | 'paths'>>): Source[];
