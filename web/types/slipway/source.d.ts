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
    until: 'stored' | 'accepted';
    /**
     * "" for none
     */
    path: string;
    metadata: Record<string, string>;
    /**
     * of the page, with which the upload cannot begin
     */
    mistake?: unknown;
};
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
