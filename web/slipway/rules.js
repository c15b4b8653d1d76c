import { refused } from "./api.js";
import { bytes } from "./bytes.js";
import { signatureCache } from "./signatures.js";

/** @import { Api } from './api.js' */
/** @import { ApiError } from './errors.js' */

/**
 * What a profile accepts; without one, the deployment.
 * @typedef {object} Rules
 * @property {string} profile "" for none
 * @property {string[]} types media types, such as "image/png" or "image/*"
 * @property {string} accept for an input's attribute: the types, their other names and their extensions
 * @property {number} minBytes
 * @property {number} maxBytes of a file in one form
 * @property {number} maxMultipartBytes of a file in parts; 0: none may come in parts
 * @property {boolean} requireSize
 * @property {boolean} requireSha256 of a file in one form
 * @property {number} maxFiles in one request
 * @property {number} expires seconds that a permission to upload lasts
 */

/** Milliseconds that files wait for the rules; then the API alone judges them. */
const RULES_TIMEOUT = 10_000;

/** @type {Api} the one that asks last; its headers are the freshest */
let asking;

/** The rules by their addresses; they expire as signatures do. */
const known = signatureCache({
  wanted: () => false,
  size: () => 0,
  async ask([address]) {
    const stop = new AbortController(); // of its own: many wait for it
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
 * Asks for the rules of a profile, once until they may have changed: as long
 * as a permission lasts that was given by them.
 * @param {Api} api
 * @param {string} profile
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
 * Why the API would refuse a file, as far as a page can tell. It lets pass what
 * the API may accept: the API is the judge.
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
 * Whether a file goes in one form, as far as its size tells.
 * @param {number} size
 * @param {number} threshold bytes above which it goes in parts, if it may
 * @param {Rules} rules
 */
export function inForm(size, threshold, { maxBytes, maxMultipartBytes }) {
  return size <= threshold ? size <= maxBytes || size > maxMultipartBytes : size > maxMultipartBytes;
}

/** What browsers and the API call a file of which nothing is known. */
const UNKNOWN = "application/octet-stream";

/**
 * Whether the API may accept the type that a file has by its declaration or by
 * its name. Which of the two counts, and what in a name is an extension, the
 * API decides: it drops what is invisible, and more at the end. A declaration
 * may have parameters, such as a charset.
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
