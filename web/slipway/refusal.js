/** @import { ErrorResponse } from './s3xml.js' */

const EXPIRED = "The permission for this file ran out before all of it had arrived. Try again.";
const DAMAGED = "The file that arrived is not the file that was announced. Try again.";
const BUSY = "The storage is busy. Wait a little, and try again.";

/** @type {Record<string, string>} */
export const WORDS = {
  BadDigest: DAMAGED,
  EntityTooLarge: "The file is larger than was permitted.",
  EntityTooSmall: "The file is smaller than was permitted.",
  ExpiredToken: EXPIRED,
  IncompleteBody: DAMAGED,
  InternalError: BUSY,
  NoSuchBucket: "The storage this page uploads to does not exist. Tell whoever runs this page.",
  NoSuchUpload: "The storage no longer knows this upload. Try again.",
  RequestTimeout: "The file came too slowly, and the storage stopped waiting. Try again on a better connection.",
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
  const { limit, reason } = detailsOf(error);
  if (reason) return REASONS[reason];
  if (limit && error?.code === "EntityTooLarge") {
    return `The file is too large: the limit is ${size(limit, Math.floor)}.`;
  }
  if (limit) return `The file is too small: the minimum is ${size(limit, Math.ceil)}.`;
  return (
    WORDS[error?.code ?? ""] ?? "The storage refused the file. Try again; if it goes on, tell whoever runs this page."
  );
}

/** @type {Record<string, string>} */
const REASONS = {
  expired: EXPIRED,
  condition: "The file is not the one the permission was given for. Choose it again.",
  permission:
    "The storage did not accept the permission for this file. Try again; if it goes on, tell whoever runs this page.",
};

/**
 * What a program needs to say it in other words.
 * @param {ErrorResponse | null} error
 * @returns {{limit?: number, reason?: 'expired' | 'condition' | 'permission'}}
 */
export function detailsOf(error) {
  switch (error?.code) {
    case "AccessDenied": // the one code for all that a policy can refuse; only the message tells them apart
      if (/expired/i.test(error.message)) return { reason: "expired" };
      return { reason: /condition failed/i.test(error.message) ? "condition" : "permission" };
    case "EntityTooLarge":
      return error.maxSize >= 0 ? { limit: error.maxSize } : {};
    case "EntityTooSmall":
      return error.minSize >= 0 ? { limit: error.minSize } : {};
  }
  return {};
}

/**
 * A size in words of three digits. A limit is rounded to the safe side.
 * @param {number} bytes
 * @param {(n: number) => number} round
 */
function size(bytes, round) {
  const step = 10 ** Math.max(0, String(bytes).length - 3);
  const rounded = round(bytes / step) * step;
  if (rounded === 1) return "1 byte";
  const power = Math.min(4, Math.floor((String(rounded).length - 1) / 3));
  return `${rounded / 1000 ** power} ${["bytes", "kB", "MB", "GB", "TB"][power]}`;
}
