import type { Entry } from './source.js';
import type { FileSnapshot, Stored, Upload } from './upload.js';
export type Options = {
    /**
     * the API's address; without it, the page's own origin
     */
    api?: string;
    /**
     * for each request to the API, such as Authorization;
     * S3 never gets them
     */
    headers?: () => HeadersInit | Promise<HeadersInit>;
    /**
     * the kind of upload, one of the API's profiles
     */
    profile?: string;
    /**
     * what `done` waits for: that S3 has stored the file, which is the default,
     * or that its content was then judged and accepted
     */
    until?: 'stored' | 'accepted';
    /**
     * of a file; S3 keeps it as
     * x-amz-meta-…
     */
    metadata?: (file: File) => Record<string, string> | null | undefined;
    /**
     * whether S3 shall keep the path of a file in a chosen folder, as x-amz-meta-path
     */
    paths?: boolean;
    /**
     * whether S3 shall refuse other bytes than those in the file; each is then read twice
     */
    sha256?: boolean;
    /**
     * bytes above which a file goes in parts and can be resumed; 16 MiB
     */
    threshold?: number;
    /**
     * how often each request is made before an upload fails; 12, which takes about two minutes
     */
    tries?: number;
    /**
     * called whenever an upload's state or progress changes
     */
    onChange?: (upload: Upload) => void;
    /**
     * cancels them all
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
     * settles when all are over, the added ones too, and never
     * rejects. When files are added or tried again after that, ask for it anew
     */
    done: Promise<PromiseSettledResult<Stored>[]>;
    /**
     * the same object while nothing has changed
     */
    snapshot: () => Snapshot;
    /**
     * calls a listener after changes, once for all changes of a
     * frame; returns what ends that
     */
    subscribe: (listener: () => void) => () => void;
    /**
     * uploads more files, with the same options
     */
    add: (files: Iterable<File | Entry>) => readonly Upload[];
    /**
     * starts again what has failed
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
 * @property {string} [api] the API's address; without it, the page's own origin
 * @property {() => HeadersInit | Promise<HeadersInit>} [headers] for each request to the API, such as Authorization;
 *   S3 never gets them
 * @property {string} [profile] the kind of upload, one of the API's profiles
 * @property {'stored' | 'accepted'} [until] what `done` waits for: that S3 has stored the file, which is the default,
 *   or that its content was then judged and accepted
 * @property {(file: File) => Record<string, string> | null | undefined} [metadata] of a file; S3 keeps it as
 *   x-amz-meta-…
 * @property {boolean} [paths] whether S3 shall keep the path of a file in a chosen folder, as x-amz-meta-path
 * @property {boolean} [sha256] whether S3 shall refuse other bytes than those in the file; each is then read twice
 * @property {number} [threshold] bytes above which a file goes in parts and can be resumed; 16 MiB
 * @property {number} [tries] how often each request is made before an upload fails; 12, which takes about two minutes
 * @property {(upload: Upload) => void} [onChange] called whenever an upload's state or progress changes
 * @property {AbortSignal} [signal] cancels them all
 */
/**
 * All files at one moment; another object after each change. Bytes are those of
 * all files but the failed and the cancelled ones. While something is sent, the
 * rate changes at least each second.
 * @typedef {Readonly<{
 *   files: readonly FileSnapshot[],
 *   loaded: number,
 *   total: number,
 *   rate: number | undefined,
 *   secondsLeft: number | undefined,
 *   over: boolean,
 * }>} Snapshot rate in bytes a second and secondsLeft are smoothed, and undefined while unknown; paused files do not
 *   count for secondsLeft
 */
/**
 * @typedef {object} UploadsMembers
 * @property {readonly Upload[]} files in the order given
 * @property {Promise<PromiseSettledResult<Stored>[]>} done settles when all are over, the added ones too, and never
 *   rejects. When files are added or tried again after that, ask for it anew
 * @property {() => Snapshot} snapshot the same object while nothing has changed
 * @property {(listener: () => void) => () => void} subscribe calls a listener after changes, once for all changes of a
 *   frame; returns what ends that
 * @property {(files: Iterable<File | Entry>) => readonly Upload[]} add uploads more files, with the same options
 * @property {() => void} retry starts again what has failed
 * @property {() => void} pause
 * @property {() => void} resume
 * @property {(reason?: unknown) => void} cancel
 */
/**
 * The files of one call. Its methods need no `this`, so that they can be passed on.
 * @typedef {Readonly<UploadsMembers>} Uploads
 */
/**
 * Starts to upload. At most twelve files are on their way at once, over all calls.
 * A function of the page that throws is reported as an uncaught error, and changes nothing; but of `headers`, the
 * files fail with what it throws.
 * @param {Iterable<File | Entry>} files may be none, where they are added later
 * @param {Options} [options]
 * @returns {Uploads}
 * @throws {TypeError} when what is given is no list of files, or an option is of another type; nothing has started then
 */
export declare function upload(files: Iterable<File | Entry>, options?: Options): Uploads;
