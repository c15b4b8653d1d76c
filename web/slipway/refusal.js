import { bytes } from "./bytes.js";
import { S3Error } from "./errors.js";
import { elements } from "./s3xml.js";

/** What happens to bytes on a bad link. */
export const DAMAGES = ["BadDigest", "IncompleteBody", "RequestTimeout", "XAmzContentChecksumMismatch"];

/**
 * S3's refusal, in words for the person who uploads: S3 writes for programmers.
 * @param {number} status
 * @param {string} xml
 * @param {number} retryAfter
 */
export function refusal(status, xml, retryAfter) {
  const text = elements(xml);
  const code = text("Code") || "Refused";
  const detail = text("Message");
  /** @type {{limit?: number, reason?: string}} */
  const details = {};
  let message = "The storage refused the file. Try again.";
  let expired = code === "ExpiredToken";
  const [, size] = /^EntityToo(Large|Small)$/.exec(code) ?? [];
  if (size) {
    const large = size === "Large";
    const limit = parseInt(text(large ? "MaxSizeAllowed" : "MinSizeAllowed"), 10);
    message = `The file is too ${size.toLowerCase()}`;
    if (limit >= 0) {
      details.limit = limit;
      message += `: the limit is ${bytes(limit, large ? Math.floor : Math.ceil)}`;
    }
    message += ".";
  } else if (code === "AccessDenied") {
    expired = /expired/i.test(detail);
    const condition = /condition failed/i.test(detail);
    details.reason = expired ? "expired" : condition ? "condition" : "permission";
    if (condition) message = "The file is not the one the permission was given for. Choose it again.";
  }
  const transient = expired || DAMAGES.includes(code) || undefined;
  return new S3Error(message, { status, code, details, retryAfter, detail, expired, transient, retryable: !size });
}
