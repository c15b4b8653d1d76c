/**
 * What can go wrong with an upload, a class each. `message` is a sentence for
 * the person at the page: what was wrong, and what to do. `code` and `details`
 * are for a page that says it in words of its own.
 * An upload that was cancelled is none of these: it rejects with the reason
 * of the cancelling, as fetch does.
 */

/** The parent of all of them, for `instanceof`. */
export class UploadError extends Error {
  /**
   * @param {string} message
   * @param {object} options
   * @param {string} options.code
   * @param {Record<string, any>} [options.details]
   * @param {unknown} [options.cause]
   * @param {boolean} [options.transient]
   * @param {boolean} [options.retryable]
   */
  constructor(message, { code, details = {}, cause, transient = false, retryable = transient }) {
    super(message, { cause });
    this.name = new.target.name;
    this.code = code;
    this.details = details;
    /** Whether time alone may mend it: the client itself tries again, some times. */
    this.transient = transient;
    /** Whether a person may have success with the same file later. */
    this.retryable = retryable;
  }
}

const UNREACHABLE = {
  offline: "You are offline. Try again once you are connected.",
  api: "The upload API could not be reached. Check your connection, and try again.",
  storage: "The connection to the storage broke off. Try again.",
};

/** No answer: the connection failed, or the other side let no script of this page read it. */
export class NetworkError extends UploadError {
  /**
   * @param {'api' | 'storage'} place
   * @param {unknown} [cause]
   */
  constructor(place, cause) {
    const where = globalThis.navigator?.onLine === false ? "offline" : place;
    super(UNREACHABLE[where], { code: "NetworkError", details: { where }, cause, transient: true });
  }
}

/** The browser can no longer read the file: moved, deleted or changed since it was chosen. */
export class UnreadableFileError extends UploadError {
  /** @param {unknown} [cause] */
  constructor(cause) {
    super("The file can no longer be read. Choose it again.", { code: "UnreadableFile", cause });
  }
}

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
class RefusalError extends UploadError {
  /**
   * @param {string} message
   * @param {Refusal} refusal
   */
  constructor(message, { status, retryAfter = 0, ...refusal }) {
    super(message, { transient: status >= 500 || status === 429, ...refusal });
    this.status = status;
    this.retryAfter = retryAfter;
  }
}

/** The API refused. Message, code and details are its own, if it has any. */
export class ApiError extends RefusalError {}

/** S3 refused. The code is its own, if it has one. */
export class S3Error extends RefusalError {
  /**
   * @param {string} message
   * @param {Refusal & {detail: string, expired: boolean}} refusal
   */
  constructor(message, refusal) {
    super(message, refusal);
    /** S3's own words. */
    this.detail = refusal.detail;
    /** Whether the signature was too old: a new one is all that is needed. */
    this.expired = refusal.expired;
  }
}

/** What arrived was judged by its content, and not accepted. The code is the reason, such as ContentMismatch. */
export class RejectedError extends UploadError {
  /** @param {{reason?: string}} answer of the API */
  constructor({ reason = "Rejected", ...details }) {
    super("The content of this file was checked, and is not accepted.", { code: reason, details });
  }
}
