import type { Entry } from './source.js';
import type { FileSnapshot, Stored, Upload } from './upload.js';
export type Options = {
    /**
     * the API's address; default: the page's own origin
     */
    api?: string;
    /**
     * of each request to the API, such as
     * Authorization; not sent to S3
     */
    headers?: () => HeadersInit | Promise<HeadersInit>;
    /**
     * one of the API's profiles, the kinds of upload
     */
    profile?: string;
    /**
     * when `done` resolves: when S3 has stored the file (default), or when its
     * content has been accepted
     */
    until?: 'stored' | 'accepted';
    /**
     * of a file; S3 stores it as
     * x-amz-meta-…
     */
    metadata?: (file: File) => Record<string, string> | null | undefined;
    /**
     * whether S3 stores a file's path in its chosen folder, as x-amz-meta-path
     */
    paths?: boolean;
    /**
     * whether S3 checks each file's SHA-256; files are then read twice
     */
    sha256?: boolean;
    /**
     * bytes above which a file is sent in parts, and can be resumed; default: 16 MiB
     */
    threshold?: number;
    /**
     * attempts of each request before an upload fails; default: 12, over about two minutes
     */
    tries?: number;
    /**
     * called when an upload's state or progress changes
     */
    onChange?: (upload: Upload) => void;
    /**
     * cancels all uploads
     */
    signal?: AbortSignal;
};
export type Snapshot = Readonly<{
    files: readonly FileSnapshot[];
    loaded: number;
    total: number;
    rate: number | undefined;
    secondsLeft: number | undefined;
    over: boolean;
}>;
export type UploadsMembers = {
    /**
     * in the order given
     */
    files: readonly Upload[];
    /**
     * resolves when all uploads are over, added ones too; never
     * rejects. After a later add or retry, read it again
     */
    done: Promise<PromiseSettledResult<Stored>[]>;
    /**
     * returns the same object while nothing has changed
     */
    snapshot: () => Snapshot;
    /**
     * calls a listener after changes, at most once a frame;
     * returns a function that unsubscribes it
     */
    subscribe: (listener: () => void) => () => void;
    /**
     * uploads more files, with the same options
     */
    add: (files: Iterable<File | Entry>) => readonly Upload[];
    /**
     * restarts the failed uploads
     */
    retry: () => void;
    pause: () => void;
    resume: () => void;
    cancel: (reason?: unknown) => void;
};
export type Uploads = Readonly<UploadsMembers>;
/** @import { Entry, Source } from './source.js' */
/** @import { FileSnapshot, Item, Settings, Stored, Upload } from './upload.js' */
/**
 * @typedef {object} Options
 * @property {string} [api] the API's address; default: the page's own origin
 * @property {() => HeadersInit | Promise<HeadersInit>} [headers] of each request to the API, such as
 *   Authorization; not sent to S3
 * @property {string} [profile] one of the API's profiles, the kinds of upload
 * @property {'stored' | 'accepted'} [until] when `done` resolves: when S3 has stored the file (default), or when its
 *   content has been accepted
 * @property {(file: File) => Record<string, string> | null | undefined} [metadata] of a file; S3 stores it as
 *   x-amz-meta-…
 * @property {boolean} [paths] whether S3 stores a file's path in its chosen folder, as x-amz-meta-path
 * @property {boolean} [sha256] whether S3 checks each file's SHA-256; files are then read twice
 * @property {number} [threshold] bytes above which a file is sent in parts, and can be resumed; default: 16 MiB
 * @property {number} [tries] attempts of each request before an upload fails; default: 12, over about two minutes
 * @property {(upload: Upload) => void} [onChange] called when an upload's state or progress changes
 * @property {AbortSignal} [signal] cancels all uploads
 */
/**
 * The state of all files; another object after each change. Failed and cancelled
 * files are not in loaded and total. While something is sent, the rate changes at
 * least once a second.
 * @typedef {Readonly<{
 *   files: readonly FileSnapshot[],
 *   loaded: number,
 *   total: number,
 *   rate: number | undefined,
 *   secondsLeft: number | undefined,
 *   over: boolean,
 * }>} Snapshot rate, in bytes a second, and secondsLeft are smoothed, and undefined while unknown; secondsLeft leaves
 *   paused files out
 */
/**
 * @typedef {object} UploadsMembers
 * @property {readonly Upload[]} files in the order given
 * @property {Promise<PromiseSettledResult<Stored>[]>} done resolves when all uploads are over, added ones too; never
 *   rejects. After a later add or retry, read it again
 * @property {() => Snapshot} snapshot returns the same object while nothing has changed
 * @property {(listener: () => void) => () => void} subscribe calls a listener after changes, at most once a frame;
 *   returns a function that unsubscribes it
 * @property {(files: Iterable<File | Entry>) => readonly Upload[]} add uploads more files, with the same options
 * @property {() => void} retry restarts the failed uploads
 * @property {() => void} pause
 * @property {() => void} resume
 * @property {(reason?: unknown) => void} cancel
 */
/**
 * The uploads of one call. Its methods do not use `this`.
 * @typedef {Readonly<UploadsMembers>} Uploads
 */
/**
 * Starts to upload. At most twelve files are sent at once, over all calls.
 * What a callback throws is reported as an uncaught error, and does not affect the upload. If `headers` throws, the
 * files fail with that error.
 * @param {Iterable<File | Entry>} files may be empty, to add files later
 * @param {Options} [options]
 * @returns {Uploads}
 * @throws {TypeError} if files is not a list of files, or an option has the wrong type; then nothing has started
 */
export declare function upload(files: Iterable<File | Entry>, options?: Options): Uploads;
