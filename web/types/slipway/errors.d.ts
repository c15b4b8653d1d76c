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
    /** Whether time alone may mend it: the client itself tries again, some times. */
    transient: boolean;
    /** Whether a person may have success with the same file later. */
    retryable: boolean;
    /**
     * @param {string} message
     * @param {object} options
     * @param {string} options.code
     * @param {Record<string, any>} [options.details]
     * @param {unknown} [options.cause]
     * @param {boolean} [options.transient]
     * @param {boolean} [options.retryable]
     */
    constructor(message: string, { code, details, cause, transient, retryable }: {
        code: string;
        details?: Record<string, any>;
        cause?: unknown;
        transient?: boolean;
        retryable?: boolean;
    });
}
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
export type Refusal = {
    /**
     * of HTTP
     */
    status: number;
    /**
     * of the error
     */
    code: string;
    details?: Record<string, any>;
    /**
     * seconds that the answer asks to wait
     */
    retryAfter?: number;
    transient?: boolean;
    retryable?: boolean;
};
/**
 * @typedef {object} Refusal
 * @property {number} status of HTTP
 * @property {string} code of the error
 * @property {Record<string, any>} [details]
 * @property {number} [retryAfter] seconds that the answer asks to wait
 * @property {boolean} [transient]
 * @property {boolean} [retryable]
 */
/** There is an answer, and it is no. */
declare class RefusalError extends UploadError {
    status: number;
    retryAfter: number;
    /**
     * @param {string} message
     * @param {Refusal} refusal
     */
    constructor(message: string, { status, retryAfter, ...refusal }: Refusal);
}
/** The API refused. Message, code and details are its own, if it has any. */
export declare class ApiError extends RefusalError {
}
/** S3 refused. The code is its own, if it has one. */
export declare class S3Error extends RefusalError {
    /** S3's own words. */
    detail: string;
    /** Whether the signature was too old: a new one is all that is needed. */
    expired: boolean;
    /**
     * @param {string} message
     * @param {Refusal & {detail: string, expired: boolean}} refusal
     */
    constructor(message: string, refusal: Refusal & {
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
export {};
