import { bytes } from "./bytes.js";
import { S3Error } from "./errors.js";
import { parseError } from "./s3xml.js";

const EXPIRED = "The permission for this file ran out before all of it had arrived. Try again.";
const REFUSED = "The storage refused the file. Try again; if it goes on, tell whoever runs this page.";

/** @type {Record<string, string>} what AccessDenied may mean */
const REASONS = {
  expired: EXPIRED,
  condition: "The file is not the one the permission was given for. Choose it again.",
  permission: REFUSED,
};

/**
 * S3's refusal, in words for the person who uploads: S3 writes for programmers.
 * @param {number} status
 * @param {string} xml
 * @param {number} retryAfter
 */
export function refusal(status, xml, retryAfter) {
  const error = parseError(xml);
  const code = error?.code || "Refused";
  const detail = error?.message ?? "";
  /** @type {{limit?: number, reason?: string}} */
  const details = {};
  let message = REFUSED;
  const large = code === "EntityTooLarge";
  const retryable = !large && code !== "EntityTooSmall";
  const expired = code === "ExpiredToken" || (code === "AccessDenied" && /expired/i.test(detail));
  const damaged = DAMAGES.includes(code);
  if (!retryable) {
    const limit = (large ? error?.maxSize : error?.minSize) ?? NaN;
    message = `The file is too ${large ? "large" : "small"}`;
    if (limit >= 0) {
      details.limit = limit;
      message += `: the ${large ? "limit" : "minimum"} is ${bytes(limit)}`;
    }
    message += ".";
  } else if (code === "AccessDenied") {
    details.reason = expired ? "expired" : /condition failed/i.test(detail) ? "condition" : "permission";
    message = REASONS[details.reason];
  } else if (expired) message = EXPIRED;
  else if (damaged) message = "The file did not arrive whole. Try again.";
  else if (status >= 500) message = "The storage is busy. Wait a little, and try again.";
  const transient = expired || damaged || status >= 500 || status === 429;
  return new S3Error(message, { status, code, details, retryAfter, detail, expired, transient, retryable });
}

/** What happens to bytes on a bad link. */
export const DAMAGES = ["BadDigest", "IncompleteBody", "RequestTimeout", "XAmzContentChecksumMismatch"];
