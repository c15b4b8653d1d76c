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
    retryAfter?: number;
    transient?: boolean;
    retryable?: boolean;
};
/** No answer: the connection failed, or the other side let no script of this page read it. */
export declare class NetworkError extends UploadError {
    /**
     * @param {'api' | 'storage'} place
     * @param {unknown} [cause]
     */
    constructor(place: 'api' | 'storage', cause?: unknown);
}
/** The browser can no longer read the file: moved, deleted or changed since it was chosen. */
export declare class UnreadableFileError extends UploadError {
    /** @param {unknown} [cause] */
    constructor(cause?: unknown);
}
/** The API refused. Message, code and details are its own, if it has any. */
export declare class ApiError extends UploadError {
}
/** S3 refused. The code is its own, if it has one. */
export declare class S3Error extends UploadError {
    /** S3's own words. */
    detail: string;
    /** Whether the signature was too old: a new one is all that is needed. */
    expired: boolean;
    /**
     * @param {string} message
     * @param {Reason & {detail: string, expired: boolean}} reason
     */
    constructor(message: string, reason: Reason & {
        detail: string;
        expired: boolean;
    });
}
/** What arrived was judged by its content, and not accepted. The code is the reason, such as ContentMismatch. */
export declare class RejectedError extends UploadError {
    /** @param {{reason?: string}} answer of the API */
    constructor({ reason, ...details }: {
        reason?: string;
    });
}
