export type Session = {
    key: string;
    uploadId: string;
    /**
     * in bytes, of all parts but the last
     */
    partSize: number;
    /**
     * when it was kept, in milliseconds
     */
    at?: string;
};
/**
 * @param {unknown} identity all that would make it another upload
 * @returns {Promise<string> | string} a digest, from which none of it can be read; "" on pages that are not secure,
 *   which remember nothing
 */
export declare function fingerprint(identity: unknown): Promise<string> | string;
/**
 * @param {string} fingerprint
 * @returns {Promise<Session | undefined>} undefined too of what is not this client's: others may write there
 */
export declare function recall(fingerprint: string): Promise<Session | undefined>;
/**
 * @param {string} fingerprint
 * @param {Session} session
 */
export declare function remember(fingerprint: string, session: Session): Promise<void>;
/**
 * Forgets an upload, unless another of the same file is remembered in its place.
 * @param {string} fingerprint
 * @param {Session} session
 */
export declare function forget(fingerprint: string, { at }: Session): void;
/**
 * Forgets all uploads in parts that this browser could go on with, of every
 * person and page of this origin: for sign-out. Uploads on their way go on.
 * What others keep in localStorage stays.
 */
export declare function forgetAll(): void;
/**
 * When the uploads in parts were begun that wait for their files to come again.
 * @returns {Promise<Date[]>}
 */
export declare function unfinished(): Promise<Date[]>;
/**
 * Runs a job while no other on this or another page has the same fingerprint.
 * @template T
 * @param {string} fingerprint
 * @param {(lock: Lock | null) => Promise<T>} job with null if another runs already: two must not continue one upload
 * @returns {Promise<T>}
 */
export declare function exclusively<T>(fingerprint: string, job: (lock: Lock | null) => Promise<T>): Promise<T>;
