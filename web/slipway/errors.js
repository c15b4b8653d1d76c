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
   */
  constructor(message, { code, details = {}, cause }) {
    super(message, { cause });
    this.name = new.target.name;
    this.code = code;
    this.details = details;
  }

  /** Whether time alone may mend it: the client itself tries again, some times. */
  get transient() {
    return false;
  }

  /** Whether a person may have success with the same file later. */
  get retryable() {
    return this.transient;
  }
}

const UNREACHABLE = {
  offline: "You are offline, and the file is not stored. Try again once you are connected.",
  api: "The upload API could not be reached. Check your connection, and try again.",
  storage: "The connection to the storage broke off, and the file is not stored. Try again.",
};

/** No answer: the connection failed, or the other side let no script of this page read it. */
export class NetworkError extends UploadError {
  /**
   * @param {'api' | 'storage'} where
   * @param {unknown} [cause]
   */
  constructor(where, cause) {
    const details = { where: globalThis.navigator?.onLine === false ? /** @type {const} */ ("offline") : where };
    super(UNREACHABLE[details.where], { code: "NetworkError", details, cause });
  }

  get transient() {
    return true;
  }
}

/** The browser can no longer read the file: moved, deleted or changed since it was chosen. */
export class UnreadableFileError extends UploadError {
  /** @param {unknown} [cause] */
  constructor(cause) {
    super("The file can no longer be read: it was moved, deleted or changed. Choose it again.", {
      code: "UnreadableFile",
      cause,
    });
  }
}

/**
 * @typedef {object} Refusal
 * @property {number} status of HTTP
 * @property {string} code of the error
 * @property {Record<string, any>} [details]
 * @property {number} [retryAfter] seconds that the answer asks to wait
 */

/** There is an answer, and it is no. */
class RefusalError extends UploadError {
  /**
   * @param {string} message
   * @param {Refusal} refusal
   */
  constructor(message, refusal) {
    super(message, refusal);
    this.status = refusal.status;
    this.retryAfter = refusal.retryAfter ?? 0;
  }

  get transient() {
    return this.status >= 500 || this.status === 429;
  }
}

/** The API refused. Message, code and details are its own, if it has any. */
export class ApiError extends RefusalError {}

/** S3 refused. The code is its own, if it has one. */
export class S3Error extends RefusalError {
  /**
   * @param {string} message
   * @param {Refusal & {detail: string}} refusal detail: S3's own words
   */
  constructor(message, refusal) {
    super(message, refusal);
    this.detail = refusal.detail;
  }

  /** Whether the signature was too old: a new one is all that is needed. */
  get expired() {
    return this.code === "ExpiredToken" || (this.code === "AccessDenied" && /expired/i.test(this.detail));
  }

  get transient() {
    // The rest is what happens to bytes on a bad line, with statuses of 400.
    const damaged = ["BadDigest", "IncompleteBody", "RequestTimeout", "XAmzContentChecksumMismatch"].includes(
      this.code,
    );
    return super.transient || this.expired || damaged;
  }

  get retryable() {
    return this.code !== "EntityTooLarge" && this.code !== "EntityTooSmall";
  }
}
