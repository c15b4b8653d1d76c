/**
 * The base class of an upload's errors. `message` tells a user what was wrong and
 * what to do; `code` and `details` let a page write its own message. A cancelled
 * upload rejects with the reason given to cancel() instead, as fetch does.
 */
export declare class UploadError extends Error {
    /** Identifies the cause, for example "FileTooLarge". */
    code: string;
    /** Values for a message, by name: for example `limit` and `actual`, in bytes. */
    details: Record<string, any>;
    /** The HTTP status; 0 if there was no answer. */
    status: number;
    /** Seconds to wait before another attempt, from the header Retry-After; 0 if there was none. */
    retryAfter: number;
    /** Whether the same request may succeed later. The client retries it by itself. */
    transient: boolean;
    /** Whether retry() may succeed with the same file. Offer the user a button for it. */
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
     * the header Retry-After
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
 * @property {string} [retryAfter] the header Retry-After
 * @property {boolean} [transient]
 * @property {boolean} [retryable]
 */
/**
 * There was no answer: the connection failed, or CORS hides the answer from this
 * page. `details.where` is "offline", "api" or "storage".
 */
export declare class NetworkError extends UploadError {
    name: string;
    /**
     * @param {'api' | 'storage'} place
     */
    constructor(place: 'api' | 'storage');
}
/** The file can no longer be read: it was moved, deleted or changed after it was chosen. */
export declare class UnreadableFileError extends UploadError {
    name: string;
    /** @param {unknown} [cause] */
    constructor(cause?: unknown);
}
/** The API refused the request. `message`, `code` and `details` are the API's. */
export declare class ApiError extends UploadError {
    name: string;
}
/** S3 refused the request. `code` is S3's code, and `cause` is S3's message, for programmers. */
export declare class S3Error extends UploadError {
    name: string;
}
/** The file is stored, but its content was rejected. `code` is the reason, for example "ContentMismatch". */
export declare class RejectedError extends UploadError {
    name: string;
    /** @param {{reason?: string}} answer of the API */
    constructor({ reason, ...details }: {
        reason?: string;
    });
}
