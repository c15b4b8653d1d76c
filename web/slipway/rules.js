import { refused } from "./api.js";
import { bytes } from "./bytes.js";

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

/** @type {Map<string, {rules: Promise<Rules>, until: number}>} by API and profile */
const kept = new Map();

/**
 * Asks for the rules of a profile, once until they may have changed: as long
 * as a permission lasts that was given by them.
 * @param {Api} api
 * @param {string} [profile]
 * @returns {Promise<Rules>}
 */
export function askRules(api, profile = "") {
  const name = JSON.stringify([api.base, profile]);
  const found = kept.get(name);
  if (found && performance.now() < found.until) return found.rules;
  const query = profile && `?${new URLSearchParams({ profile })}`;
  const stop = new AbortController(); // of its own: many wait for it
  const timer = setTimeout(() => stop.abort(), RULES_TIMEOUT);
  /** @type {Promise<Rules>} */
  const rules = api
    .ask("GET", `/rules${query}`, { expect: isRules, signal: stop.signal })
    .finally(() => clearTimeout(timer));
  const one = { rules, until: Infinity };
  kept.set(name, one);
  rules.then(
    ({ expires }) => (one.until = performance.now() + 1000 * expires),
    (error) => (one.until = error.status === 404 ? Infinity : 0), // an API without rules has none later
  );
  return rules;
}

/** @param {any} answer */
function isRules({ types, accept, minBytes, maxBytes, maxMultipartBytes, expires }) {
  return (
    Array.isArray(types) && accept?.split && [minBytes, maxBytes, maxMultipartBytes, expires].every(Number.isFinite)
  );
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
  const [up, down] = [Math.ceil, Math.floor];
  if (actual > most) {
    const message = `This file is ${bytes(actual, up)}; the limit is ${bytes(most, down)}.`;
    return refused(413, { code: "FileTooLarge", message, details: { limit: most, actual } });
  }
  const least = rules.minBytes;
  if (actual < least) {
    const message = `This file is ${bytes(actual, down)}; the minimum is ${bytes(least, up)}.`;
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
 * API decides: it drops what is invisible, and more at the end.
 * @param {Rules} rules
 * @param {{name: string, type: string}} file
 */
function accepts({ accept }, { name, type }) {
  const declared = (type || UNKNOWN).split(";")[0].trim().toLowerCase();
  const plain = name
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[^\w.]/g, "");
  const any = `${declared.split("/")[0]}/*`;
  return accept.split(",").some((one) => one === declared || one === any || (one[0] === "." && plain.includes(one)));
}
