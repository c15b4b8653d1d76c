/**
 * The errors of an upload. `message` tells a user what was wrong and what to do;
 * `code` and `details` let a page use words of its own. A cancelled upload
 * rejects with the reason for cancelling instead, as fetch does.
 */
/** The base class. */
export declare class UploadError extends Error {
    code: string;
    details: Record<string, any>;
    /** The HTTP status; 0 without an answer. */
    status: number;
    /** Seconds to wait, from the header Retry-After. */
    retryAfter: number;
    /** Whether the same request may succeed later; the client then repeats it. */
    transient: boolean;
    /** Whether a user may succeed with the same file. */
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
/** No answer: the connection failed, or CORS hides the answer from this page. */
export declare class NetworkError extends UploadError {
    name: string;
    /**
     * @param {'api' | 'storage'} place
     */
    constructor(place: 'api' | 'storage');
}
/** The file cannot be read: it was moved, deleted or changed after it was chosen. */
export declare class UnreadableFileError extends UploadError {
    name: string;
    /** @param {unknown} [cause] */
    constructor(cause?: unknown);
}
/** The API refused the request. Message, code and details are the API's. */
export declare class ApiError extends UploadError {
    name: string;
}
/** S3 refused the request. `code` is S3's code, `cause` its message. */
export declare class S3Error extends UploadError {
    name: string;
}
/** The stored file's content was rejected. The code is the reason, such as ContentMismatch. */
export declare class RejectedError extends UploadError {
    name: string;
    /** @param {{reason?: string}} answer of the API */
    constructor({ reason, ...details }: {
        reason?: string;
    });
}
