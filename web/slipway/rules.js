import { refused } from "./api.js";
import { bytes } from "./bytes.js";
import { signatureCache } from "./signatures.js";

/** @import { Api } from './api.js' */
/** @import { ApiError } from './errors.js' */

/**
 * What a profile accepts, or the deployment without a profile.
 * @typedef {object} Rules
 * @property {string} profile "" for none
 * @property {string[]} types media types, such as "image/png" or "image/*"
 * @property {string} accept value for an input's accept: the types, their aliases and extensions
 * @property {number} minBytes
 * @property {number} maxBytes of a file in a form
 * @property {number} maxMultipartBytes of a file in parts; 0 if uploads in parts are disabled
 * @property {boolean} requireSize
 * @property {boolean} requireSha256 of a file in a form
 * @property {number} maxFiles in one request for signatures
 * @property {number} expires lifetime of a form or a URL, in seconds
 */

/** Milliseconds. Without an answer, the files are judged by the API alone. */
const RULES_TIMEOUT = 10_000;

/** @type {Api} the latest that asked, with the freshest headers */
let asking;

/** The rules by URL. They expire as signatures do. */
const known = signatureCache({
  wanted: () => false,
  size: () => 0,
  async ask([address]) {
    const stop = new AbortController(); // not that of a file: others wait for this answer too
    const timer = setTimeout(() => stop.abort(), RULES_TIMEOUT);
    try {
      const path = address.slice(asking.base.length);
      const rules = await asking.ask("GET", path, { expect: isRules, signal: stop.signal });
      return { signed: [rules], expires: rules.expires };
    } finally {
      clearTimeout(timer);
    }
  },
});

/**
 * Returns the rules of a profile. They are cached for the lifetime of a form.
 * @param {Api} api
 * @param {string} profile "" for none
 * @returns {Promise<Rules>}
 */
export function askRules(api, profile) {
  asking = api;
  return known.get(`${api.base}/rules${profile && `?${new URLSearchParams({ profile })}`}`);
}

/** @param {any} answer */
function isRules({ types, accept, minBytes, maxBytes, maxMultipartBytes, expires }) {
  return Array.isArray(types) && accept?.split && minBytes + maxBytes + maxMultipartBytes + expires >= 0;
}

/**
 * Returns the error with which the API would refuse a file, as far as the rules
 * tell. In doubt, there is none, and the API decides.
 * @param {{name: string, type: string, size: number}} file
 * @param {Rules} rules
 * @returns {ApiError | undefined}
 */
export function judge(file, rules) {
  if (!accepts(rules, file)) return wrongType(file, rules);
  const actual = file.size;
  const most = Math.max(rules.maxBytes, rules.maxMultipartBytes);
  const least = rules.minBytes;
  if (actual > most) {
    const message = `This file is ${bytes(actual, Math.ceil)}; the limit is ${bytes(most, Math.floor)}.`;
    return refused(413, { code: "FileTooLarge", message, details: { limit: most, actual } });
  }
  if (actual < least) {
    const message = `This file is ${bytes(actual, Math.floor)}; the minimum is ${bytes(least, Math.ceil)}.`;
    return refused(400, { code: "FileTooSmall", message, details: { limit: least, actual } });
  }
  return undefined;
}

/**
 * @param {{type: string}} file
 * @param {Rules} rules
 */
function wrongType({ type }, { types }) {
  const choice = types.map((one) => {
    const [major, minor] = one.split("/");
    return minor === "*" ? `any ${major}` : minor.length < 5 ? minor.toUpperCase() : one;
  });
  return refused(403, {
    code: "TypeNotAllowed",
    message: `This file's type is not accepted here; choose ${choice.join(", ").replace(/, ([^,]*)$/, " or $1")}.`,
    details: { type: type || UNKNOWN, accepted: types },
  });
}

/**
 * Whether a file is sent in a form, by its size.
 * @param {number} size
 * @param {number} threshold bytes above which files are sent in parts, where allowed
 * @param {Rules} rules
 */
export function inForm(size, threshold, { maxBytes, maxMultipartBytes }) {
  return size <= threshold ? size <= maxBytes || size > maxMultipartBytes : size > maxMultipartBytes;
}

/** The type of a file without a known type. */
const UNKNOWN = "application/octet-stream";

/**
 * Whether the API may accept a file's declared type or its extension. Only the
 * API decides which of them counts, and what the extension is: it removes
 * invisible characters, for example. A declared type may have parameters, such as
 * a charset.
 * @param {Rules} rules
 * @param {{name: string, type: string}} file
 */
function accepts({ accept }, { name, type }) {
  const declared = (type || UNKNOWN).trim().toLowerCase();
  const plain = name
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[^\w.]/g, "");
  return accept
    .split(",")
    .some((one) => (one[0] === "." ? plain.includes(one) : declared.startsWith(one.replace("*", ""))));
}
