/** @import { ErrorResponse } from './s3xml.js' */

const EXPIRED = 'The permission for this file ran out before all of it had arrived. Try again.';
const DAMAGED = 'The file that arrived is not the file that was announced. Try again.';
const BUSY = 'The storage is busy. Wait a little, and try again.';

/** @type {Record<string, string>} */
const WORDS = {
  BadDigest: DAMAGED,
  EntityTooLarge: 'The file is larger than was permitted.',
  EntityTooSmall: 'The file is smaller than was permitted.',
  ExpiredToken: EXPIRED,
  IncompleteBody: DAMAGED,
  InternalError: BUSY,
  NoSuchBucket: 'The storage this page uploads to does not exist. Tell whoever runs this page.',
  NoSuchUpload: 'The storage no longer knows this upload. Try again.',
  RequestTimeout: 'The file came too slowly, and the storage stopped waiting. Try again on a better connection.',
  ServiceUnavailable: BUSY,
  SlowDown: BUSY,
  XAmzContentChecksumMismatch: DAMAGED,
};

/**
 * S3's error in words for the person who uploads: S3 writes for programmers.
 * @param {ErrorResponse | null} error null when S3's answer was not its XML
 * @returns {string}
 */
export function explain(error) {
  switch (error?.code) {
    case 'AccessDenied':
      // The one code for all that a policy can refuse; only the message tells them apart.
      if (/expired/i.test(error.message)) return EXPIRED;
      if (/condition failed/i.test(error.message)) return 'The file is not the one the permission was given for. Choose it again.';
      return 'The storage did not accept the permission for this file. Try again; if it goes on, tell whoever runs this page.';
    case 'EntityTooLarge':
      if (error.maxSize >= 0) return `The file is too large: at most ${error.maxSize.toLocaleString('en')} bytes are permitted.`;
      break;
    case 'EntityTooSmall':
      if (error.minSize >= 0) return `The file is too small: at least ${error.minSize.toLocaleString('en')} bytes are expected.`;
      break;
  }
  return WORDS[error?.code ?? ''] ?? 'The storage refused the file. Try again; if it goes on, tell whoever runs this page.';
}
