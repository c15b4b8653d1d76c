/**
 * Tokens made by hand, as a library would refuse to make the bad ones.
 */
import { createPrivateKey, sign } from "node:crypto";
import { setting } from "../stack.js";

const key = JSON.parse(setting("ISSUER_KEY"));
export const issuersKey = createPrivateKey({ key, format: "jwk" });

/**
 * @param {string} token
 * @returns {Record<string, unknown>}
 */
export const claimsOf = (token) => JSON.parse(Buffer.from(token.split(".")[1], "base64url").toString());

/**
 * @param {Record<string, unknown>} claims
 * @param {import('node:crypto').KeyObject | null} by null: not at all, with alg none
 */
export function signed(claims, by = issuersKey) {
  const header = { alg: by ? "RS256" : "none", kid: key.kid };
  const input = [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url")).join(".");
  return `${input}.${by ? sign("sha256", Buffer.from(input), by).toString("base64url") : ""}`;
}
