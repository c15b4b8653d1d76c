/**
 * Sign-in with OpenID Connect: the authorization code flow with PKCE (RFC 7636),
 * for a page that can keep no secret.
 *
 * What comes of it is the ID token. It is the one token that every issuer makes
 * as a signed JWT, as an API's JWT authorizer needs it, with this very client
 * in aud: access tokens are opaque at some issuers, and at each for another
 * audience. Only the upload API gets it, in a header.
 *
 * It is kept in memory, where nothing else of this origin finds it, and is gone
 * with the page. After a reload the issuer, who remembers the person, gives
 * another one.
 */

/** Where the tab keeps what must outlive the way to the issuer and back. */
const PENDING = "slipway-sign-in";

/**
 * @typedef {object} Client
 * @property {string} issuer its URL, exactly as its tokens have it
 * @property {string} clientId under which the issuer knows this page
 */

/**
 * @typedef {object} SignedIn
 * @property {string} token the ID token
 * @property {string} name of the person, for the person to read: not checked, as the API checks the token
 */

/** A sign-in that failed. */
export class SignInError extends Error {
  /**
   * @param {string} key of the words that say what was wrong, and what to do
   * @param {Record<string, string>} [values] in them
   */
  constructor(key, values) {
    super(key);
    this.key = key;
    this.values = values;
  }
}

/**
 * Leaves the page for the issuer's.
 * @param {Client} client
 * @throws {SignInError} and stays when the issuer does not answer
 */
export async function signIn({ issuer, clientId }) {
  const { authorization_endpoint } = await discover(issuer);
  const pending = { state: random(), verifier: random() };
  sessionStorage.setItem(PENDING, JSON.stringify(pending));
  const url = new URL(authorization_endpoint);
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(pending.verifier));
  for (const [name, value] of Object.entries({
    response_type: "code",
    client_id: clientId,
    redirect_uri: here(),
    scope: "openid",
    state: pending.state,
    code_challenge: base64url(new Uint8Array(digest)),
    code_challenge_method: "S256",
  })) {
    url.searchParams.set(name, value);
  }
  location.assign(url);
}

/**
 * Takes up what the issuer has sent the browser back with.
 * @param {Client} client
 * @returns {Promise<SignedIn | null>} null when the person does not come from there
 * @throws {SignInError}
 */
export async function returned({ issuer, clientId }) {
  const answer = new URLSearchParams(location.search);
  if (!answer.has("state")) return null;
  history.replaceState(null, "", here()); // a code does not belong in the history, nor in a bookmark
  const pending = JSON.parse(sessionStorage.getItem(PENDING) ?? "{}");
  sessionStorage.removeItem(PENDING);
  // Without this, somebody else could have the person upload into a folder not theirs.
  if (answer.get("state") !== pending.state) {
    throw new SignInError("signInNotHere");
  }
  if (answer.get("error") === "access_denied") throw new SignInError("signInCancelled");
  const code = answer.get("code");
  if (!code) throw new SignInError("signInRefused");

  const { token_endpoint } = await discover(issuer);
  const { id_token } = await ask(token_endpoint, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "authorization_code",
      code,
      redirect_uri: here(),
      client_id: clientId,
      code_verifier: pending.verifier,
    }),
  });
  if (!id_token) throw new SignInError("signInRefused");
  const { name, email, sub } = claims(id_token);
  return { token: id_token, name: String(name ?? email ?? sub) };
}

/** @param {string} issuer */
async function discover(issuer) {
  const configuration = await ask(`${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`);
  if (configuration.issuer !== issuer)
    throw new SignInError("signInOther", { actual: String(configuration.issuer), expected: issuer });
  return configuration;
}

/**
 * @param {string} url
 * @param {RequestInit} [options]
 */
async function ask(url, options) {
  const response = await fetch(url, options).catch(() => null);
  if (!response) throw new SignInError("signInUnreachable");
  const answer = await response.json().catch(() => null);
  if (!response.ok || !answer) throw new SignInError("signInRefused");
  return answer;
}

/** This page's address, which the issuer must have been told. */
const here = () => location.origin + location.pathname;

const random = () => base64url(crypto.getRandomValues(new Uint8Array(32)));

/** @param {Uint8Array} bytes */
function base64url(bytes) {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replace(/=+$/, "");
}

/** @param {string} token */
function claims(token) {
  const payload = atob(token.split(".")[1].replaceAll("-", "+").replaceAll("_", "/"));
  return JSON.parse(new TextDecoder().decode(Uint8Array.from(payload, (character) => character.charCodeAt(0))));
}
