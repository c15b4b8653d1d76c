import { bytes } from "./bytes.js";
import { ApiError } from "./errors.js";

/** @import { Api } from './api.js' */

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
 * @param {string} base its address
 * @param {string} profile
 * @returns {Promise<Rules>}
 */
export function askRules(api, base, profile) {
  const name = JSON.stringify([base, profile]);
  const found = kept.get(name);
  if (found && performance.now() < found.until) return found.rules;
  const query = profile && `?${new URLSearchParams({ profile })}`;
  const stop = new AbortController(); // of its own: many wait for it
  const timer = setTimeout(() => stop.abort(), RULES_TIMEOUT);
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
    Array.isArray(types) &&
    typeof accept === "string" &&
    [minBytes, maxBytes, maxMultipartBytes, expires].every(Number.isFinite)
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
  const large = actual > most;
  if (!large && actual >= rules.minBytes) return undefined;
  const limit = large ? most : rules.minBytes;
  const [status, code, word] = large ? [413, "FileTooLarge", "limit"] : [400, "FileTooSmall", "minimum"];
  const message = `This file is ${bytes(actual)}; the ${word} is ${bytes(limit)}.`;
  return new ApiError(message, { status, code, details: { limit, actual } });
}

/**
 * @param {{type: string}} file
 * @param {Rules} rules
 */
function wrongType({ type }, { types }) {
  const choice = types.map((one) => {
    const [major, minor] = one.split("/");
    if (minor === "*") return `any ${major}`;
    return minor.length < 5 ? minor.toUpperCase() : one;
  });
  return new ApiError(
    `This file's type is not accepted here; choose ${choice.join(", ").replace(/, ([^,]*)$/, " or $1")}.`,
    {
      status: 403,
      code: "TypeNotAllowed",
      details: { type: type || UNKNOWN, accepted: types },
    },
  );
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
 * its name. Which of the two counts, the API decides.
 * @param {Rules} rules
 * @param {{name: string, type: string}} file
 */
function accepts({ accept }, { name, type }) {
  const listed = (/** @type {string} */ one) => `,${accept},`.includes(`,${one},`);
  const declared = (type || UNKNOWN).split(";")[0].trim().toLowerCase();
  if (listed(declared) || listed(`${declared.split("/")[0]}/*`)) return true;
  return extensions(name).some(listed);
}

/**
 * The extensions that the API may find in a name: it drops what is invisible,
 * and at the end what is no letter, digit, mark or picture. What that is, the
 * browser's version of Unicode may see otherwise, so the end is cut in two ways.
 * @param {string} name
 */
function extensions(name) {
  const visible = name.normalize("NFC").replace(/[\p{C}\p{Default_Ignorable_Code_Point}\p{Variation_Selector}]/gu, "");
  return [/[^\p{L}\p{M}\p{N}_]+$/u, /[^A-Za-z0-9_]+$/].map((end) => {
    const extension = /\.[^.]*$/.exec(visible.replace(end, ""))?.[0] ?? "";
    return extension.normalize("NFKC").toLowerCase();
  });
}
