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
    /**
     * of the file: Chromium asks the disk each time, and the page waits
     */
    size: number;
    /**
     * as it is: the server decides, alike for every uploader
     */
    type: string;
    profile: string | undefined;
    until: 'stored' | 'accepted';
    /**
     * "" for none
     */
    path: string;
    metadata: Record<string, string>;
    /**
     * of the page, with which the upload cannot begin
     */
    mistake: unknown;
};
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
 * @property {number} size of the file: Chromium asks the disk each time, and the page waits
 * @property {string} type as it is: the server decides, alike for every uploader
 * @property {string | undefined} profile
 * @property {'stored' | 'accepted'} until
 * @property {string} path "" for none
 * @property {Record<string, string>} metadata
 * @property {unknown} mistake of the page, with which the upload cannot begin
 */
/**
 * @param {Entry} entry
 * @param {object} options of the call
 * @param {string} [options.profile]
 * @param {'stored' | 'accepted'} [options.until]
 * @param {(file: File) => Record<string, string> | null | undefined} [options.metadata]
 * @param {boolean} [options.paths]
 * @returns {Source}
 */
export declare function sourceOf(entry: Entry, { profile, until, metadata, paths }: {
    profile?: string;
    until?: 'stored' | 'accepted';
    metadata?: (file: File) => Record<string, string> | null | undefined;
    paths?: boolean;
}): Source;
