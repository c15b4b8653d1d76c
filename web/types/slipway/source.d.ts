import type { Options } from './call.js';
export type Entry = {
    file: File;
    /**
     * instead of the browser's
     */
    type?: string;
    /**
     * instead of the call's
     */
    profile?: string;
    /**
     * instead of the call's
     */
    until?: 'stored' | 'accepted';
    /**
     * instead of what the function of the call returns
     */
    metadata?: Record<string, string>;
    /**
     * the file's path, for `paths`; without it, its webkitRelativePath
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
     * of the page, with which the upload cannot begin
     */
    mistake?: unknown;
};
export type FileRequest = {
    name: string;
    size: number;
    /**
     * as it is: the server decides, alike for every uploader
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
 * @property {string} [type] instead of the browser's
 * @property {string} [profile] instead of the call's
 * @property {'stored' | 'accepted'} [until] instead of the call's
 * @property {Record<string, string>} [metadata] instead of what the function of the call returns
 * @property {string} [path] the file's path, for `paths`; without it, its webkitRelativePath
 */
/**
 * What is uploaded, as it was when it was given.
 * @typedef {object} Source
 * @property {File} file
 * @property {FileRequest} request
 * @property {'stored' | 'accepted'} until
 * @property {string} path "" for none
 * @property {unknown} [mistake] of the page, with which the upload cannot begin
 */
/**
 * What the API is told of a file.
 * @typedef {object} FileRequest
 * @property {string} name
 * @property {number} size
 * @property {string} type as it is: the server decides, alike for every uploader
 * @property {string} profile "" for none
 * @property {Record<string, string>} metadata
 */
/** @param {string} words */
export declare const wrong: (words: string) => TypeError;
/**
 * Checks the types of options, by those of their defaults.
 * @template {object} Defaults
 * @param {object} given
 * @param {Defaults} defaults
 * @returns {Defaults}
 * @throws {TypeError}
 */
export declare function withDefaults<Defaults extends object>(given: object, defaults: Defaults): Defaults;
/**
 * Checks what a page gives to upload(), before anything starts.
 * @param {Iterable<File | Entry>} given
 * @param {Required<Pick<Options, 'profile' | 'until' | 'metadata' | 'paths'>>} options
 * @returns {Source[]}
 * @throws {TypeError}
 */
export declare function sourcesOf(given: Iterable<File | Entry>, { profile, until, metadata, paths }: Required<Pick<Options, 'profile' | 'until' | 'metadata' | 'paths'>>): Source[];
