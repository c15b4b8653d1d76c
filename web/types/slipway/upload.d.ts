import type { Api } from './api.js';
import type { SignedForm } from './form.js';
import type { Session } from './memory.js';
import type { Task } from './retry.js';
import type { SignatureCache } from './signatures.js';
import type { Source } from './source.js';
export type Stored = {
    key: string;
    /**
     * with quotes, as in the header; "" if unknown
     */
    etag: string;
    /**
     * its URL; "" if unknown
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
 * @property {string} key
 * @property {string} etag with quotes, as in the header; "" if unknown
 * @property {string} location its URL; "" if unknown
 */
/**
 * - waiting: for its turn
 * - signing: waiting for the API
 * - sending: `loaded` grows
 * - confirming: all bytes are sent, and S3 has not answered yet
 * - retrying: after `error`, waiting for the next attempt or for the browser to be online
 * - checking: stored, and waiting for the verdict, with `until: 'accepted'`
 * - paused: by pause()
 * - stored (with `until: 'stored'`), accepted, failed, cancelled: over
 * @typedef {'waiting' | 'signing' | 'sending' | 'confirming' | 'retrying' | 'checking' | 'paused' | 'stored' | 'accepted' | 'failed' | 'cancelled'} State
 */
/** Matches the states of an upload that is over. */
export declare const OVER: RegExp;
export type UploadMembers = {
    /**
     * unique in the page
     */
    id: string;
    file: File;
    /**
     * of the file
     */
    name: string;
    state: State;
    /**
     * bytes sent so far; falls when something is sent again
     */
    loaded: number;
    /**
     * the last error
     */
    error: Error | undefined;
    /**
     * settles when the upload is over: rejects with an UploadError, with the reason given
     * to cancel(), or with an error of the page's own code. Another promise after retry()
     */
    done: Promise<Stored>;
    /**
     * stops sending. A file in parts keeps its complete parts; a form starts again
     */
    pause: () => void;
    /**
     * continues after a pause; or, while the upload waits to retry, retries now
     */
    resume: () => void;
    /**
     * gives the file up, and aborts its upload in parts. After a failure, the
     * parts are otherwise kept for a day, for the same file to resume
     */
    cancel: (reason?: unknown) => void;
    /**
     * restarts a failed or cancelled upload
     */
    retry: () => void;
    /**
     * asks the API for a URL to read
     * the stored file, valid for a few minutes: as an attachment, or inline if browsers run nothing of its type
     */
    url: (options?: {
        disposition?: 'attachment' | 'inline';
    }) => Promise<string>;
    /**
     * deletes the stored file
     */
    remove: () => Promise<void>;
};
export type Upload = Readonly<UploadMembers>;
export type FileSnapshot = Readonly<{
    id: string;
    name: string;
    size: number;
    type: string;
    profile: string;
    path: string;
    state: State;
    loaded: number;
    error: Error | undefined;
    stored: Stored | undefined;
}>;
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
     * whether it waits for a signed form
     */
    wantsForm: boolean;
    /**
     * of the content in base64, if a form needs it
     */
    sha256?: string;
    /**
     * identifies an upload in parts in localStorage, once its turn has come
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
 * @param {Source} source
 * @param {Settings} settings
 * @param {(one: Item, sent: number) => void} onChange sent: bytes since the last call
 * @returns {Item}
 */
export declare function item(source: Source, settings: Settings, onChange: (one: Item, sent: number) => void): Item;
