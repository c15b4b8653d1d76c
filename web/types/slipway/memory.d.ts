export type Session = {
    key: string;
    uploadId: string;
    /**
     * in bytes, of all parts but the last
     */
    partSize: number;
    /**
     * when it was remembered, in milliseconds since 1970
     */
    at?: string;
};
/**
 * @param {unknown} identity JSON that identifies an upload
 * @returns {Promise<string> | string} its digest; "" on pages without HTTPS, which remember nothing
 */
export declare function fingerprint(identity: unknown): Promise<string> | string;
/**
 * @param {string} fingerprint
 * @returns {Promise<Session | undefined>} undefined if there is none, or the entry is not this client's
 */
export declare function recall(fingerprint: string): Promise<Session | undefined>;
/**
 * @param {string} fingerprint
 * @param {Session} session
 */
export declare function remember(fingerprint: string, session: Session): Promise<void>;
/**
 * Forgets an upload, unless a later one of the same file has replaced it.
 * @param {string} fingerprint
 * @param {Session} session
 */
export declare function forget(fingerprint: string, { at }: Session): void;
/**
 * Forgets all unfinished uploads of this origin, of every user and page, so that
 * they cannot be resumed. Call it on sign-out. Running uploads continue, and other
 * entries of localStorage are kept.
 */
export declare function forgetAll(): void;
/**
 * Returns when each unfinished upload was started. It resumes once its file is
 * chosen again.
 * @returns {Promise<Date[]>}
 */
export declare function unfinished(): Promise<Date[]>;
/**
 * Runs a job with a lock on its fingerprint, across all pages of this origin.
 * @template T
 * @param {string} fingerprint
 * @param {(lock: Lock | null) => Promise<T>} job gets null if the lock is held: two must not resume one upload
 * @returns {Promise<T>}
 */
export declare function exclusively<T>(fingerprint: string, job: (lock: Lock | null) => Promise<T>): Promise<T>;
