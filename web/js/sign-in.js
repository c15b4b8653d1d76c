/**
 * Sign-in with OpenID Connect: the authorization code flow with PKCE (RFC 7636),
 * for a page that cannot keep a secret.
 *
 * The API gets the ID token. With every issuer, that is a signed JWT with this
 * client in aud, as API Gateway's JWT authorizer needs it. Access tokens are
 * opaque with some issuers, and have another aud.
 *
 * The token is only in memory, where other pages of this origin cannot read it.
 * After a reload, the issuer returns another one, without asking again.
 */

/** The key in sessionStorage of what the page needs when the issuer sends the browser back. */
const PENDING = "slipway-sign-in";

/**
 * @typedef {object} Client
 * @property {string} issuer its URL, exactly as in its tokens
 * @property {string} clientId of this page with the issuer
 */

/**
 * @typedef {object} SignedIn
 * @property {string} token the ID token
 * @property {string} name of the user, only for display: the page does not check the token
 */

/** A sign-in that failed. */
export class SignInError extends Error {
  /**
   * @param {string} key of the words: what was wrong, and what to do
   * @param {Record<string, string>} [values] in them
   */
  constructor(key, values) {
    super(key);
    this.key = key;
    this.values = values;
  }
}

/**
 * Leaves the page for the issuer's sign-in.
 * @param {Client} client
 * @throws {SignInError} if the issuer does not answer
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
 * Completes the sign-in after the issuer has sent the browser back.
 * @param {Client} client
 * @returns {Promise<SignedIn | null>} null if the browser does not come from the issuer
 * @throws {SignInError}
 */
export async function returned({ issuer, clientId }) {
  const answer = new URLSearchParams(location.search);
  if (!answer.has("state")) return null;
  history.replaceState(null, "", here()); // keep the code out of history and bookmarks
  const pending = JSON.parse(sessionStorage.getItem(PENDING) ?? "{}");
  sessionStorage.removeItem(PENDING);
  // Without this, an attacker could sign the user in to another account, and get their files.
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

/** This page's address, registered with the issuer. */
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
