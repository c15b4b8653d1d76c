import type { Api } from './api.js';
import type { SignedForm } from './form.js';
import type { Session } from './memory.js';
import type { Rules } from './rules.js';
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
export type Settings = {
    api: Api;
    /**
     * the API's address
     */
    base: string;
    /**
     * never rejects
     */
    rules: (profile: string | undefined) => Promise<Rules | undefined>;
    forms: SignatureCache<Transfer, SignedForm>;
    checksum: boolean;
    /**
     * bytes
     */
    threshold: number;
    tries: number;
};
/** One try to bring a file into the bucket: until it is stored, has failed for good or is cancelled. */
export declare class Transfer {
    #private;
    source: Source;
    checksum: boolean;
    /** @type {Session | undefined} of an upload in parts, once it is begun */
    session: Session | undefined;
    /** @type {Promise<Stored>} */
    done: Promise<Stored>;
    /** @type {State} */
    state: State;
    /** Bytes sent so far. Less than before when something has to be sent again. */
    loaded: number;
    /** @type {Error | undefined} what went wrong last */
    error: Error | undefined;
    /** @type {Stored | undefined} once S3 has it */
    stored: Stored | undefined;
    /** What an upload in parts is remembered by, once it has its turn. */
    fingerprint: string;
    /** @type {string | undefined} of the content in base64, where it is asked for and the file goes in a form */
    sha256: string | undefined;
    /**
     * @param {Source} source
     * @param {Settings} settings
     * @param {(transfer: Transfer, sent: number) => void} tell called at each change, with how many bytes more have been sent
     * @param {Transfer} [before] an earlier try, which left off there
     */
    constructor(source: Source, settings: Settings, tell: (transfer: Transfer, sent: number) => void, before?: Transfer);
    /** Stops sending. Of a file in parts, what has arrived stays; a form begins anew. */
    pause(): void;
    /** Goes on after a pause; or, if it waits to try again, tries now. */
    resume(): void;
    /**
     * Gives up the file, and what S3 has of it. One that has failed is given up
     * for good: otherwise, its parts wait a day for the same file to come again.
     * @param {unknown} [reason]
     */
    cancel(reason?: unknown): void;
    get over(): boolean;
    /** Whether it goes in one form, as far as is known. */
    get inForm(): boolean;
    /**
     * What a transfer tells of itself, unless it has been stopped.
     * @param {State} state
     * @param {Error} [error]
     * @param {number} [sent] bytes more
     */
    become(state: State, error?: Error, sent?: number): void;
    /**
     * @param {number} loaded bytes so far
     * @param {boolean} [found] whether S3 has them from an earlier try
     */
    progress(loaded: number, found?: boolean): void;
}
