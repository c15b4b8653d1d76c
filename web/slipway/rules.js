import { refused } from "./api.js";
import { bytes } from "./bytes.js";
import { signatureCache } from "./signatures.js";

/** @import { Api } from './api.js' */
/** @import { ApiError } from './errors.js' */

/**
 * What the API accepts for a profile, or without one.
 * @typedef {object} Rules
 * @property {string} profile The profile's name; "" for none.
 * @property {string[]} types The media types accepted, such as "image/png" or "image/*".
 * @property {string} accept A value for an input's `accept`: the types, their aliases and their extensions.
 * @property {number} minBytes The minimum size of a file.
 * @property {number} maxBytes The maximum size of a file in a form.
 * @property {number} maxMultipartBytes The maximum size of a file in parts; 0 if uploads in parts are disabled.
 * @property {boolean} requireSize Whether the API must know a file's size. upload() always sends it.
 * @property {boolean} requireSha256 Whether forms must be signed with the file's SHA-256. upload() then computes it.
 * @property {number} maxFiles The maximum number of files in one request for forms.
 * @property {number} expires The lifetime of a form or a URL, in seconds.
 */

/** Milliseconds. Without an answer, only the API judges the files. */
const RULES_TIMEOUT = 10_000;

/** @type {Api} that of the current request, with its caller's headers */
let latest;

/** The rules by URL. They expire like signatures. */
const known = signatureCache({
  wanted: () => false,
  size: () => 0,
  async ask([address]) {
    const stop = new AbortController(); // not a file's signal: others wait for this answer, too
    const timer = setTimeout(() => stop.abort(), RULES_TIMEOUT);
    try {
      const path = address.slice(latest.base.length);
      const rules = await latest.ask("GET", path, { expect: isRules, signal: stop.signal });
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
  latest = api;
  return known.get(`${api.base}/rules${profile && `?${new URLSearchParams({ profile })}`}`);
}

/** @param {any} answer */
function isRules({ types, accept, minBytes, maxBytes, maxMultipartBytes, expires }) {
  return Array.isArray(types) && accept?.split && minBytes + maxBytes + maxMultipartBytes + expires >= 0;
}

/**
 * Returns the error with which the API would refuse a file, judging by the rules.
 * In doubt, returns undefined: the API decides.
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
 * Reports whether a file of a size is sent in a form, not in parts.
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
 * Reports whether the API may accept a file's declared type or its extension. Only
 * the API decides which of them counts, and what the extension is: for example, it
 * removes invisible characters. A declared type may have parameters, such as a
 * charset.
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
