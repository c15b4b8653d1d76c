/**
 * What can go wrong with an upload, a class each. `message` is always a
 * sentence for the person at the page: what was wrong, and what to do.
 * An upload that was cancelled is none of these: it rejects with the reason
 * of the cancelling, as fetch does.
 */

/** The parent of all of them, for `instanceof`. */
export class UploadError extends Error {
  /**
   * @param {string} message
   * @param {ErrorOptions} [options]
   */
  constructor(message, options) {
    super(message, options);
    this.name = new.target.name;
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

/** No answer: the connection failed, or the other side let no script of this page read it. */
export class NetworkError extends UploadError {
  get transient() {
    return true;
  }
}

/** The browser can no longer read the file: moved, deleted or changed since it was chosen. */
export class UnreadableFileError extends UploadError {
  /** @param {ErrorOptions} options */
  constructor(options) {
    super('The file can no longer be read: it was moved, deleted or changed. Choose it again.', options);
  }
}

/**
 * @typedef {object} Refusal
 * @property {number} status of HTTP
 * @property {string} code of the error, "" where the answer had none
 * @property {number} [retryAfter] seconds that the answer asks to wait
 */

/** The API answered, and the answer is no. Its message is the API's own. */
export class ApiError extends UploadError {
  /**
   * @param {string} message
   * @param {Refusal} refusal
   */
  constructor(message, { status, code, retryAfter = 0 }) {
    super(message);
    this.status = status;
    this.code = code;
    this.retryAfter = retryAfter;
  }

  get transient() {
    return this.status >= 500 || this.status === 429;
  }

  get retryable() {
    return this.transient || this.code === 'NoSuchUpload'; // which begins anew
  }
}

/** S3 answered, and the answer is no. */
export class S3Error extends UploadError {
  /**
   * @param {string} message
   * @param {Refusal & {detail: string}} refusal detail: S3's own words
   */
  constructor(message, { status, code, detail, retryAfter = 0 }) {
    super(message);
    this.status = status;
    this.code = code;
    this.detail = detail;
    this.retryAfter = retryAfter;
  }

  /** Whether the signature was too old: a new one is all that is needed. */
  get expired() {
    return this.code === 'ExpiredToken' || (this.code === 'AccessDenied' && /expired/i.test(this.detail));
  }

  get transient() {
    // The rest is what happens to bytes on a bad line, with statuses of 400.
    const damaged = ['BadDigest', 'IncompleteBody', 'RequestTimeout', 'XAmzContentChecksumMismatch'].includes(this.code);
    return this.status >= 500 || this.status === 429 || this.expired || damaged;
  }

  get retryable() {
    return this.code !== 'EntityTooLarge' && this.code !== 'EntityTooSmall';
  }
}
