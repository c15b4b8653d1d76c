/**
 * What can go wrong with an upload, a class each. `message` is always a
 * sentence for the person at the page: what was wrong, and what to do.
 * An upload that the person cancelled is none of these: it rejects with the
 * reason of its AbortSignal, as fetch does.
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

  /** Whether the same file might come in at a second try. */
  get retryable() {
    return true;
  }
}

/** The API answered, and the answer is no. Its message is the API's own. */
export class ApiError extends UploadError {
  /**
   * @param {string} message
   * @param {{status: number, code: string}} answer the HTTP status, and the code of the error, "" where the answer had none
   */
  constructor(message, { status, code }) {
    super(message);
    this.status = status;
    this.code = code;
  }

  get retryable() {
    return this.status >= 500 || this.status === 429;
  }
}

/** S3 answered, and the answer is no. Nothing was stored. */
export class S3Error extends UploadError {
  /**
   * @param {string} message
   * @param {{status: number, code: string, detail: string}} answer the HTTP status, S3's code and S3's own words, "" where the answer had none
   */
  constructor(message, { status, code, detail }) {
    super(message);
    this.status = status;
    this.code = code;
    this.detail = detail;
  }

  get retryable() {
    return this.code !== 'EntityTooLarge' && this.code !== 'EntityTooSmall';
  }
}

/** No answer: the connection failed, or the other side let no script of this page read it. */
export class NetworkError extends UploadError {}

/** The browser can no longer read the file: moved, deleted or changed since it was chosen. */
export class UnreadableFileError extends UploadError {
  get retryable() {
    return false;
  }
}
