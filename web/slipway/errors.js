/**
 * The errors of an upload. `message` tells a user what was wrong and what to do;
 * `code` and `details` let a page use words of its own. A cancelled upload
 * rejects with the reason for cancelling instead, as fetch does.
 */

/** The base class. */
export class UploadError extends Error {
  name = "UploadError"; // a literal: minifiers rename classes

  /**
   * @param {string} message
   * @param {Reason} reason
   */
  constructor(message, { code, details = {}, cause, status = 0, retryAfter, transient, retryable }) {
    super(message, { cause });
    this.code = code;
    this.details = details;
    /** The HTTP status; 0 without an answer. */
    this.status = status;
    /** Seconds to wait, from the header Retry-After. */
    this.retryAfter = Number(retryAfter) || 0;
    /** Whether the same request may succeed later; the client then repeats it. */
    this.transient = transient ?? (status >= 500 || status === 429);
    /** Whether a user may succeed with the same file. */
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

/** No answer: the connection failed, or CORS hides the answer from this page. */
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

/** The file cannot be read: it was moved, deleted or changed after it was chosen. */
export class UnreadableFileError extends UploadError {
  name = "UnreadableFileError";

  /** @param {unknown} [cause] */
  constructor(cause) {
    super("The file can no longer be read. Choose it again.", { code: "UnreadableFile", cause });
  }
}

/** The API refused the request. Message, code and details are the API's. */
export class ApiError extends UploadError {
  name = "ApiError";
}

/** S3 refused the request. `code` is S3's code, `cause` its message. */
export class S3Error extends UploadError {
  name = "S3Error";
}

/** The stored file's content was rejected. The code is the reason, such as ContentMismatch. */
export class RejectedError extends UploadError {
  name = "RejectedError";

  /** @param {{reason?: string}} answer of the API */
  constructor({ reason = "Rejected", ...details }) {
    super("The content of this file is not accepted.", { code: reason, details });
  }
}
