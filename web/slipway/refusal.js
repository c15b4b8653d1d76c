import { bytes } from "./bytes.js";
import { S3Error } from "./errors.js";
import { elements } from "./s3xml.js";

/** Codes of requests that were damaged or too slow on the way. */
const DAMAGED = /^(BadDigest|IncompleteBody|RequestTimeout|XAmzContentChecksumMismatch)$/;

/**
 * Returns the error for S3's refusal, with a message for users: S3's own is for
 * programmers.
 * @param {number} status
 * @param {string} xml
 * @param {string} [retryAfter]
 */
export function refusal(status, xml, retryAfter) {
  const text = elements(xml);
  const code = text("Code") || "Refused";
  const said = text("Message");
  const expired = /expired/i.test(code + said);
  const condition = /condition failed/i.test(said);
  const [, size] = /^EntityToo(Large|Small)$/.exec(code) ?? [];
  /** @type {{limit?: number, reason?: string}} */
  const details = {};
  let message = "The storage refused the file. Try again.";
  if (size) {
    const large = size === "Large";
    const limit = parseInt(text(large ? "MaxSizeAllowed" : "MinSizeAllowed"), 10);
    const words = `This file is too ${size.toLowerCase()}`;
    message = `${words}.`;
    if (limit >= 0) {
      details.limit = limit;
      message = `${words}; the limit is ${bytes(limit, large ? Math.floor : Math.ceil)}.`;
    }
  }
  if (condition) message = "This is not the file that was permitted. Choose it again.";
  if (code === "AccessDenied") details.reason = condition ? "condition" : "permission";
  if (expired) details.reason = "expired";
  const transient = expired || DAMAGED.test(code) || undefined;
  return new S3Error(message, { status, code, details, retryAfter, cause: said, transient, retryable: !size });
}
