import type { Api } from './api.js';
import type { SignedForm } from './form.js';
import type { Session } from './memory.js';
import type { Task } from './retry.js';
import type { SignatureCache } from './signatures.js';
import type { Source } from './source.js';
export type Stored = {
    /**
     * The object's key in the bucket.
     */
    key: string;
    /**
     * The object's ETag, with quotes; "" if unknown.
     */
    etag: string;
    /**
     * The object's URL; "" if unknown.
     */
    location: string;
};
export type State = 'waiting' | 'signing' | 'sending' | 'confirming' | 'retrying' | 'checking' | 'paused' | 'stored' | 'accepted' | 'failed' | 'cancelled';
/** @import { Api } from './api.js' */
/** @import { SignedForm } from './form.js' */
/** @import { Session } from './memory.js' */
/** @import { Task } from './retry.js' */
/** @import { Rules } from './rules.js' */
/** @import { SignatureCache } from './signatures.js' */
/** @import { Source } from './source.js' */
/**
 * The stored object.
 * @typedef {object} Stored
 * @property {string} key The object's key in the bucket.
 * @property {string} etag The object's ETag, with quotes; "" if unknown.
 * @property {string} location The object's URL; "" if unknown.
 */
/**
 * The state of an upload, as described at UploadMembers.
 * @typedef {'waiting' | 'signing' | 'sending' | 'confirming' | 'retrying' | 'checking' | 'paused' | 'stored' | 'accepted' | 'failed' | 'cancelled'} State
 */
/** Matches the states of an upload that is over. */
export declare const OVER: RegExp;
export type UploadMembers = {
    /**
     * Unique within the page.
     */
    id: string;
    /**
     * The file.
     */
    file: File;
    /**
     * The file's name.
     */
    name: string;
    /**
     * What the upload is doing:
     * - waiting: for its turn
     * - signing: waiting for the API
     * - sending: `loaded` grows
     * - confirming: all bytes are sent, and S3 has not answered yet
     * - retrying: waiting for another attempt after `error`, or for the browser to come online
     * - checking: stored, and waiting for the verdict, with `until: 'accepted'`
     * - paused: stopped by pause()
     * - stored (with `until: 'stored'`), accepted, failed, cancelled: over
     */
    state: State;
    /**
     * Bytes sent so far. Falls when bytes must be sent again.
     */
    loaded: number;
    /**
     * The last error.
     */
    error: Error | undefined;
    /**
     * Settles when the upload is over. Rejects with an UploadError, with the reason given
     * to cancel(), or with an error of the page's own code. Replaced by retry().
     */
    done: Promise<Stored>;
    /**
     * Stops sending. A file in parts keeps its complete parts; a form starts again.
     */
    pause: () => void;
    /**
     * Continues after pause(), or makes the next attempt now.
     */
    resume: () => void;
    /**
     * Ends the upload, and deletes parts already sent. `done` rejects with
     * the reason. Also discards the parts of a failed upload, which are kept for a day to resume it.
     */
    cancel: (reason?: unknown) => void;
    /**
     * Restarts a failed or cancelled upload.
     */
    retry: () => void;
    /**
     * Returns a URL to read the
     * stored file, valid for a few minutes: as an attachment, or inline if browsers run no code in files of its type.
     */
    url: (options?: {
        disposition?: 'attachment' | 'inline';
    }) => Promise<string>;
    /**
     * Deletes the stored file.
     */
    remove: () => Promise<void>;
};
export type Upload = Readonly<UploadMembers>;
export type FileSnapshotMembers = {
    /**
     * The upload's id.
     */
    id: string;
    /**
     * The file's name.
     */
    name: string;
    /**
     * The file's size in bytes.
     */
    size: number;
    /**
     * The file's media type, as the browser or the page declares it; "" for none.
     */
    type: string;
    /**
     * The API's profile for the file; "" for none.
     */
    profile: string;
    /**
     * The file's path in its chosen folder; "" for none.
     */
    path: string;
    /**
     * What the upload is doing, as described for Upload.
     */
    state: State;
    /**
     * Bytes sent so far. Falls when bytes must be sent again.
     */
    loaded: number;
    /**
     * The last error.
     */
    error: Error | undefined;
    /**
     * The stored object, once it is stored.
     */
    stored: Stored | undefined;
};
export type FileSnapshot = Readonly<FileSnapshotMembers>;
export type Settings = {
    api: Api;
    /**
     * cancels all uploads
     */
    signal: AbortSignal;
    forms: SignatureCache<Item, SignedForm>;
    sha256: boolean;
    /**
     * bytes
     */
    threshold: number;
    tries: number;
};
export type Item = {
    upload: Upload;
    snapshot: FileSnapshot;
    source: Source;
    /**
     * whether the signatures cover the SHA-256
     */
    checksum: boolean;
    /**
     * whether the file waits for a signed form
     */
    wantsForm: boolean;
    /**
     * of the content in base64, if a form needs it
     */
    sha256?: string;
    /**
     * identifies an upload in parts in localStorage; "" until its turn
     */
    fingerprint: string;
    /**
     * of an upload in parts, once it has started
     */
    session?: Session;
};
export type Attempt = Task & {
    become: Become;
    progress: (loaded: number, found?: boolean) => void;
};
export type Become = (state: State, more?: Partial<FileSnapshot>, sent?: number) => void;
/**
 * Starts the upload of a file.
 * @param {Source} source
 * @param {Settings} settings
 * @param {(one: Item, sent: number) => void} onChange sent: bytes since the last call
 * @returns {Item}
 */
export declare function item(source: Source, settings: Settings, onChange: (one: Item, sent: number) => void): Item;
