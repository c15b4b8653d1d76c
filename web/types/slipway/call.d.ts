import type { Entry } from './source.js';
import type { FileSnapshot, Stored, Upload } from './upload.js';
export type Options = {
    /**
     * The API's address. Default: the page's own origin.
     */
    api?: string;
    /**
     * Returns headers for a request to the API, such as
     * Authorization. Called for each request; the headers are never sent to S3.
     */
    headers?: () => HeadersInit | Promise<HeadersInit>;
    /**
     * The name of one of the API's profiles. Default: none.
     */
    profile?: string;
    /**
     * When `done` resolves: once S3 has stored the file (default), or once its
     * content has been accepted.
     */
    until?: 'stored' | 'accepted';
    /**
     * Returns metadata for a file, which
     * S3 stores as x-amz-meta-….
     */
    metadata?: (file: File) => Record<string, string> | null | undefined;
    /**
     * Whether to store a file's path in its chosen folder, as x-amz-meta-path. Default: false.
     */
    paths?: boolean;
    /**
     * Whether S3 checks each file's SHA-256. Each file is then read twice. Default: false.
     */
    sha256?: boolean;
    /**
     * The size in bytes above which a file is sent in parts, and so can be resumed.
     * Default: 16 MiB.
     */
    threshold?: number;
    /**
     * The number of attempts for each request before an upload fails. Default: 12, which take
     * about two minutes.
     */
    tries?: number;
    /**
     * Called when an upload's state or progress changes.
     */
    onChange?: (upload: Upload) => void;
    /**
     * Cancels all uploads when it aborts.
     */
    signal?: AbortSignal;
};
export type SnapshotMembers = {
    /**
     * The files, in the order of `Uploads.files`.
     */
    files: readonly FileSnapshot[];
    /**
     * Bytes sent so far. Failed and cancelled files do not count.
     */
    loaded: number;
    /**
     * Bytes to send in all. Failed and cancelled files do not count.
     */
    total: number;
    /**
     * Bytes a second, smoothed; undefined while unknown. Updated at least once a second
     * while files are sent.
     */
    rate: number | undefined;
    /**
     * The estimated time left, without paused files; undefined while unknown.
     */
    secondsLeft: number | undefined;
    /**
     * Whether all uploads are over.
     */
    over: boolean;
};
export type Snapshot = Readonly<SnapshotMembers>;
export type UploadsMembers = {
    /**
     * The uploads, in the order in which the files were given. Replaced by add().
     */
    files: readonly Upload[];
    /**
     * Resolves once all uploads are over, including added ones.
     * Never rejects. Read it again after a later add() or retry().
     */
    done: Promise<PromiseSettledResult<Stored>[]>;
    /**
     * Returns the current state: the same object until something changes.
     */
    snapshot: () => Snapshot;
    /**
     * Calls a listener after changes, at most once a frame.
     * Returns a function that unsubscribes it.
     */
    subscribe: (listener: () => void) => () => void;
    /**
     * Uploads more files with the same options, and
     * returns their uploads.
     */
    add: (files: Iterable<File | Entry>) => readonly Upload[];
    /**
     * Restarts the failed uploads.
     */
    retry: () => void;
    /**
     * Pauses all uploads.
     */
    pause: () => void;
    /**
     * Resumes the paused uploads. Those that wait for another attempt make it now.
     */
    resume: () => void;
    /**
     * Cancels all uploads.
     */
    cancel: (reason?: unknown) => void;
};
export type Uploads = Readonly<UploadsMembers>;
/** @import { Entry, Source } from './source.js' */
/** @import { FileSnapshot, Item, Settings, Stored, Upload } from './upload.js' */
/**
 * The options of upload().
 * @typedef {object} Options
 * @property {string} [api] The API's address. Default: the page's own origin.
 * @property {() => HeadersInit | Promise<HeadersInit>} [headers] Returns headers for a request to the API, such as
 *   Authorization. Called for each request; the headers are never sent to S3.
 * @property {string} [profile] The name of one of the API's profiles. Default: none.
 * @property {'stored' | 'accepted'} [until] When `done` resolves: once S3 has stored the file (default), or once its
 *   content has been accepted.
 * @property {(file: File) => Record<string, string> | null | undefined} [metadata] Returns metadata for a file, which
 *   S3 stores as x-amz-meta-….
 * @property {boolean} [paths] Whether to store a file's path in its chosen folder, as x-amz-meta-path. Default: false.
 * @property {boolean} [sha256] Whether S3 checks each file's SHA-256. Each file is then read twice. Default: false.
 * @property {number} [threshold] The size in bytes above which a file is sent in parts, and so can be resumed.
 *   Default: 16 MiB.
 * @property {number} [tries] The number of attempts for each request before an upload fails. Default: 12, which take
 *   about two minutes.
 * @property {(upload: Upload) => void} [onChange] Called when an upload's state or progress changes.
 * @property {AbortSignal} [signal] Cancels all uploads when it aborts.
 */
/**
 * @typedef {object} SnapshotMembers
 * @property {readonly FileSnapshot[]} files The files, in the order of `Uploads.files`.
 * @property {number} loaded Bytes sent so far. Failed and cancelled files do not count.
 * @property {number} total Bytes to send in all. Failed and cancelled files do not count.
 * @property {number | undefined} rate Bytes a second, smoothed; undefined while unknown. Updated at least once a second
 *   while files are sent.
 * @property {number | undefined} secondsLeft The estimated time left, without paused files; undefined while unknown.
 * @property {boolean} over Whether all uploads are over.
 */
/**
 * The state of all uploads of a call: immutable, and replaced after each change.
 * @typedef {Readonly<SnapshotMembers>} Snapshot
 */
/**
 * @typedef {object} UploadsMembers
 * @property {readonly Upload[]} files The uploads, in the order in which the files were given. Replaced by add().
 * @property {Promise<PromiseSettledResult<Stored>[]>} done Resolves once all uploads are over, including added ones.
 *   Never rejects. Read it again after a later add() or retry().
 * @property {() => Snapshot} snapshot Returns the current state: the same object until something changes.
 * @property {(listener: () => void) => () => void} subscribe Calls a listener after changes, at most once a frame.
 *   Returns a function that unsubscribes it.
 * @property {(files: Iterable<File | Entry>) => readonly Upload[]} add Uploads more files with the same options, and
 *   returns their uploads.
 * @property {() => void} retry Restarts the failed uploads.
 * @property {() => void} pause Pauses all uploads.
 * @property {() => void} resume Resumes the paused uploads. Those that wait for another attempt make it now.
 * @property {(reason?: unknown) => void} cancel Cancels all uploads.
 */
/**
 * The uploads of one call. The methods do not use `this`.
 * @typedef {Readonly<UploadsMembers>} Uploads
 */
/**
 * Starts uploading files. At most twelve files are sent at once, across all calls.
 *
 * An exception in a callback is reported as an uncaught error, and does not affect
 * the upload; only if `headers` throws, the files fail with its error.
 * @param {Iterable<File | Entry>} files a FileList or another list; may be empty, to add files later
 * @param {Options} [options]
 * @returns {Uploads}
 * @throws {TypeError} if `files` is not a list of files, or an option has the wrong type; nothing has started then
 */
export declare function upload(files: Iterable<File | Entry>, options?: Options): Uploads;
