import type { Options } from './call.js';
export type Entry = {
    /**
     * The file to upload.
     */
    file: File;
    /**
     * The file's media type. Default: the browser's.
     */
    type?: string;
    /**
     * The API's profile for this file. Default: that of the call.
     */
    profile?: string;
    /**
     * When this file's `done` resolves. Default: as for the call.
     */
    until?: 'stored' | 'accepted';
    /**
     * The file's metadata. Default: what the call's `metadata` returns.
     */
    metadata?: Record<string, string>;
    /**
     * The path that the option `paths` stores. Default: the file's webkitRelativePath.
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
     * an error of the page's code, with which the upload fails
     */
    mistake?: unknown;
};
export type FileRequest = {
    name: string;
    size: number;
    /**
     * as declared: the API normalizes it
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
 * A file with its own options.
 * @typedef {object} Entry
 * @property {File} file The file to upload.
 * @property {string} [type] The file's media type. Default: the browser's.
 * @property {string} [profile] The API's profile for this file. Default: that of the call.
 * @property {'stored' | 'accepted'} [until] When this file's `done` resolves. Default: as for the call.
 * @property {Record<string, string>} [metadata] The file's metadata. Default: what the call's `metadata` returns.
 * @property {string} [path] The path that the option `paths` stores. Default: the file's webkitRelativePath.
 */
/**
 * A file with all its options, copied when it was passed to upload().
 * @typedef {object} Source
 * @property {File} file
 * @property {FileRequest} request
 * @property {'stored' | 'accepted'} until
 * @property {string} path "" for none
 * @property {unknown} [mistake] an error of the page's code, with which the upload fails
 */
/**
 * The description of a file in a request to the API.
 * @typedef {object} FileRequest
 * @property {string} name
 * @property {number} size
 * @property {string} type as declared: the API normalizes it
 * @property {string} profile "" for none
 * @property {Record<string, string>} metadata
 */
/** @param {string} expected */
export declare const wrong: (expected: string) => TypeError;
/**
 * Returns the options with defaults for those missing. Each must have its default's type.
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
