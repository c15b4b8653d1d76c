/**
 * What can go wrong with an upload, a class each. `message` is a sentence for
 * the person at the page: what was wrong, and what to do. `code` and `details`
 * are for a page that says it in words of its own.
 * An upload that was cancelled is none of these: it rejects with the reason
 * of the cancelling, as fetch does.
 */
/** The parent of all of them, for `instanceof`. */
export declare class UploadError extends Error {
    code: string;
    details: Record<string, any>;
    /** The status of HTTP, 0 where there is none. */
    status: number;
    /** Seconds that the answer asks to wait. */
    retryAfter: number;
    /** Whether time alone may mend it: the client itself tries again, some times. */
    transient: boolean;
    /** Whether a person may have success with the same file later. */
    retryable: boolean;
    name: string;
    /**
     * @param {string} message
     * @param {Reason} reason
     */
    constructor(message: string, { code, details, cause, status, retryAfter, transient, retryable }: Reason);
}
export type Reason = {
    code: string;
    details?: Record<string, any>;
    cause?: unknown;
    status?: number;
    /**
     * the header of that name
     */
    retryAfter?: string;
    transient?: boolean;
    retryable?: boolean;
};
/**
 * @typedef {object} Reason
 * @property {string} code
 * @property {Record<string, any>} [details]
 * @property {unknown} [cause]
 * @property {number} [status]
 * @property {string} [retryAfter] the header of that name
 * @property {boolean} [transient]
 * @property {boolean} [retryable]
 */
/** No answer: the connection failed, or the other side let no script of this page read it. */
export declare class NetworkError extends UploadError {
    name: string;
    /**
     * @param {'api' | 'storage'} place
     */
    constructor(place: 'api' | 'storage');
}
/** The browser can no longer read the file: moved, deleted or changed since it was chosen. */
export declare class UnreadableFileError extends UploadError {
    name: string;
    /** @param {unknown} [cause] */
    constructor(cause?: unknown);
}
/** The API refused. Message, code and details are its own, if it has any. */
export declare class ApiError extends UploadError {
    name: string;
}
/** S3 refused. The code is its own, if it has one; `cause` has its own words. */
export declare class S3Error extends UploadError {
    name: string;
}
/** What arrived was judged by its content, and not accepted. The code is the reason, such as ContentMismatch. */
export declare class RejectedError extends UploadError {
    name: string;
    /** @param {{reason?: string}} answer of the API */
    constructor({ reason, ...details }: {
        reason?: string;
    });
}
