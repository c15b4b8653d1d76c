import type { Api } from './api.js';
import type { SignedForm } from './form.js';
import type { Session } from './memory.js';
import type { Task } from './retry.js';
import type { SignatureCache } from './signatures.js';
import type { Source } from './source.js';
export type Stored = {
    key: string;
    /**
     * with its quotes, as S3 writes it; "" where nobody told
     */
    etag: string;
    /**
     * the object's URL; "" where nobody told
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
 * What S3 has stored.
 * @typedef {object} Stored
 * @property {string} key
 * @property {string} etag with its quotes, as S3 writes it; "" where nobody told
 * @property {string} location the object's URL; "" where nobody told
 */
/**
 * - waiting: for its turn
 * - signing: its turn has come, and the API is asked
 * - sending: `loaded` grows
 * - confirming: all bytes are sent, and S3 has yet to answer
 * - retrying: `error` tells what went wrong; it is tried again in a moment, or when the browser is online again
 * - checking: it is stored, and its content is judged, where `until` asks for that
 * - paused: by pause()
 * - stored (where `until` asks for no more), accepted, failed, cancelled: it is over
 * @typedef {'waiting' | 'signing' | 'sending' | 'confirming' | 'retrying' | 'checking' | 'paused' | 'stored' | 'accepted' | 'failed' | 'cancelled'} State
 */
/** The states of what is over. */
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
     * bytes sent so far; less than before when something has to be sent again
     */
    loaded: number;
    /**
     * what went wrong last
     */
    error: Error | undefined;
    /**
     * settles as soon as the upload is over: rejects with an UploadError, with the reason
     * of the cancelling, or with what the page did wrong. Of what is not stored, S3 then keeps nothing; that is seen to
     * afterwards. After retry(), it is another promise
     */
    done: Promise<Stored>;
    /**
     * stops sending. Of a file in parts, what has arrived stays; a form begins anew
     */
    pause: () => void;
    /**
     * goes on after a pause; or, if it waits to try again, tries now
     */
    resume: () => void;
    /**
     * gives up the file, and what S3 has of it. One that has failed is given
     * up for good: otherwise, its parts wait a day for the same file to come again
     */
    cancel: (reason?: unknown) => void;
    /**
     * starts again what has failed or was cancelled
     */
    retry: () => void;
    /**
     * asks the API for a URL to read
     * the stored file at, good for a few minutes: as an attachment, or inline where no browser runs anything of its type
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
     * cancels them all
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
     * whether each byte is signed
     */
    checksum: boolean;
    /**
     * whether it waits for a signed form
     */
    wantsForm: boolean;
    /**
     * of the content in base64, where it is asked for and the file goes in a form
     */
    sha256?: string;
    /**
     * what an upload in parts is remembered by, once it has its turn
     */
    fingerprint: string;
    /**
     * of an upload in parts, once it is begun
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
 * @param {(one: Item, sent: number) => void} onChange with how many bytes more have been sent
 * @returns {Item}
 */
export declare function item(source: Source, settings: Settings, onChange: (one: Item, sent: number) => void): Item;
