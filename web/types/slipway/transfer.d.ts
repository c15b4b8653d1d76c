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
     * never rejects
     */
    rules: (profile: string) => Promise<Rules | undefined>;
    forms: SignatureCache<Transfer, SignedForm>;
    sha256: boolean;
    /**
     * bytes
     */
    threshold: number;
    tries: number;
};
/**
 * One try to bring a file into the bucket: until it is stored, has failed for good or is cancelled.
 * @param {Source} source
 * @param {Settings} settings
 * @param {(sent: number) => void} tell called at each change, with how many bytes more have been sent
 * @param {{error: Error | undefined, stored: Stored | undefined, session: Session | undefined}} [before] an earlier try, which left off there
 */
export declare function transfer(source: Source, settings: Settings, tell: (sent: number) => void, before?: {
    error: Error | undefined;
    stored: Stored | undefined;
    session: Session | undefined;
}): {
    source: Source;
    checksum: boolean;
    /** @type {State} */
    state: State;
    /** Bytes sent so far. Less than before when something has to be sent again. */
    loaded: number;
    /** @type {Error | undefined} what went wrong last */
    error: Error | undefined;
    /** @type {Stored | undefined} once S3 has it */
    stored: Stored | undefined;
    /** @type {Session | undefined} of an upload in parts, once it is begun */
    session: Session | undefined;
    /** What an upload in parts is remembered by, once it has its turn. */
    fingerprint: string;
    /** @type {string | undefined} of the content in base64, where it is asked for and the file goes in a form */
    sha256: string | undefined;
    /** @type {Promise<Stored>} */
    done: Promise<Stored>;
    readonly over: boolean;
    /** Whether it goes in one form, as far as is known. */
    readonly inForm: boolean;
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
    pause(): void;
    resume(): void;
    /** @param {unknown} [reason] */
    cancel(reason?: unknown): void;
};
export type Transfer = ReturnType<typeof transfer>;
/** @typedef {ReturnType<typeof transfer>} Transfer */
