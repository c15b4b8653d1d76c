/**
 * The base class of an upload's errors. `message` tells a user what was wrong and
 * what to do; `code` and `details` let a page write its own message. A cancelled
 * upload rejects with the reason given to cancel() instead, as fetch does.
 */
export class UploadError extends Error {
  name = "UploadError"; // a literal: minifiers rename classes

  /**
   * @param {string} message
   * @param {Reason} reason
   */
  constructor(message, { code, details = {}, cause, status = 0, retryAfter, transient, retryable }) {
    super(message, { cause });
    /** Identifies the cause, for example "FileTooLarge". */
    this.code = code;
    /** Values for a message, by name: for example `limit` and `actual`, in bytes. */
    this.details = details;
    /** The HTTP status; 0 if there was no answer. */
    this.status = status;
    /** Seconds to wait before another attempt, from the header Retry-After; 0 if there was none. */
    this.retryAfter = Number(retryAfter) || 0;
    /** Whether the same request may succeed later. The client retries it by itself. */
    this.transient = transient ?? (status >= 500 || status === 429);
    /** Whether retry() may succeed with the same file. Offer the user a button for it. */
    this.retryable = retryable ?? this.transient;
  }
}

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
export class NetworkError extends UploadError {
  name = "NetworkError";

  /**
   * @param {'api' | 'storage'} place
   */
  constructor(place) {
    const where = navigator.onLine ? place : "offline";
    const other = `The ${place === "api" ? "upload API" : place} could not be reached. Try again.`;
    super(navigator.onLine ? other : "You are offline. Try again.", {
      code: "NetworkError",
      details: { where },
      transient: true,
    });
  }
}

/** The file can no longer be read: it was moved, deleted or changed after it was chosen. */
export class UnreadableFileError extends UploadError {
  name = "UnreadableFileError";

  /** @param {unknown} [cause] */
  constructor(cause) {
    super("The file can no longer be read. Choose it again.", { code: "UnreadableFile", cause });
  }
}

/** The API refused the request. `message`, `code` and `details` are the API's. */
export class ApiError extends UploadError {
  name = "ApiError";
}

/** S3 refused the request. `code` is S3's code, and `cause` is S3's message, for programmers. */
export class S3Error extends UploadError {
  name = "S3Error";
}

/** The file is stored, but its content was rejected. `code` is the reason, for example "ContentMismatch". */
export class RejectedError extends UploadError {
  name = "RejectedError";

  /** @param {{reason?: string}} answer of the API */
  constructor({ reason = "Rejected", ...details }) {
    super("The content of this file is not accepted.", { code: reason, details });
  }
}
