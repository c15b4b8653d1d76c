/**
 * What can go wrong with an upload, a class each. `message` is a sentence for
 * the person at the page: what was wrong, and what to do. `code` and `details`
 * are for a page that says it in words of its own.
 * An upload that was cancelled is none of these: it rejects with the reason
 * of the cancelling, as fetch does.
 */

/** The parent of all of them, for `instanceof`. */
export class UploadError extends Error {
  name = "UploadError"; // in words, since minifiers rename classes

  /**
   * @param {string} message
   * @param {Reason} reason
   */
  constructor(message, { code, details = {}, cause, status = 0, retryAfter, transient, retryable }) {
    super(message, { cause });
    this.code = code;
    this.details = details;
    /** The status of HTTP, 0 where there is none. */
    this.status = status;
    /** Seconds that the answer asks to wait. */
    this.retryAfter = Number(retryAfter) || 0;
    /** Whether time alone may mend it: the client itself tries again, some times. */
    this.transient = transient ?? (status >= 500 || status === 429);
    /** Whether a person may have success with the same file later. */
    this.retryable = retryable ?? this.transient;
  }
}

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

/** The browser can no longer read the file: moved, deleted or changed since it was chosen. */
export class UnreadableFileError extends UploadError {
  name = "UnreadableFileError";

  /** @param {unknown} [cause] */
  constructor(cause) {
    super("The file can no longer be read. Choose it again.", { code: "UnreadableFile", cause });
  }
}

/** The API refused. Message, code and details are its own, if it has any. */
export class ApiError extends UploadError {
  name = "ApiError";
}

/** S3 refused. The code is its own, if it has one; `cause` has its own words. */
export class S3Error extends UploadError {
  name = "S3Error";
}

/** What arrived was judged by its content, and not accepted. The code is the reason, such as ContentMismatch. */
export class RejectedError extends UploadError {
  name = "RejectedError";

  /** @param {{reason?: string}} answer of the API */
  constructor({ reason = "Rejected", ...details }) {
    super("The content of this file is not accepted.", { code: reason, details });
  }
}
