/**
 * An OpenID Connect issuer for the tests: oidc-provider, with pages of its own
 * for signing in, since those it brings along fetch fonts from elsewhere.
 */
import { createServer } from "node:http";
// @ts-expect-error: it has no types of its own, and those there are bring koa's along
import Provider from "oidc-provider";

export const CLIENT_ID = "slipway";

const FORM = `<!doctype html><title>Issuer</title>
<form><label>Name <input name="name"></label> <button>Continue</button></form>
<a href="?name=">Cancel</a>`;

/**
 * Starts an issuer on a free port of the loopback, for as long as this program runs.
 * @param {import('node:crypto').JsonWebKey} key what it signs with
 * @returns {Promise<string>} its URL
 */
export async function startIssuer(key) {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  const url = `http://127.0.0.1:${port}`;
  const provider = new Provider(url, {
    clients: [
      {
        client_id: CLIENT_ID,
        // "native" lets the page be at any port of the loopback (RFC 8252, 7.3): it is not known yet.
        application_type: "native",
        redirect_uris: ["http://127.0.0.1/"],
        token_endpoint_auth_method: "none",
        grant_types: ["authorization_code"],
        response_types: ["code"],
      },
    ],
    clientBasedCORS: () => true,
    cookies: { keys: ["of no worth"] },
    features: { devInteractions: { enabled: false } },
    findAccount: (/** @type {unknown} */ _, /** @type {string} */ id) => ({
      accountId: id,
      claims: () => ({ sub: id }),
    }),
    interactions: { url: (/** @type {unknown} */ _, /** @type {{uid: string}} */ { uid }) => `/sign-in/${uid}` },
    jwks: { keys: [key] },
    pkce: { required: () => true },
    ttl: { AccessToken: 60, Grant: 600, IdToken: 600, Interaction: 600, Session: 600 },
  });
  const answer = provider.callback();
  server.on("request", async (request, response) => {
    if (request.url === "/favicon.ico") return response.writeHead(204).end();
    if (!request.url?.startsWith("/sign-in/")) return answer(request, response);
    try {
      await interact(provider, request, response);
    } catch (error) {
      response.writeHead(500).end(String(error));
    }
  });
  return url;
}

/**
 * Asks for a name, lets in whoever has one, and takes their consent for granted.
 * @param {any} provider
 * @param {import('node:http').IncomingMessage} request
 * @param {import('node:http').ServerResponse} response
 */
async function interact(provider, request, response) {
  const { prompt, params, session } = await provider.interactionDetails(request, response);
  if (prompt.name === "consent") {
    const grant = new provider.Grant({ accountId: session.accountId, clientId: params.client_id });
    grant.addOIDCScope(params.scope);
    const consent = { grantId: await grant.save() };
    return provider.interactionFinished(request, response, { consent }, { mergeWithLastSubmission: true });
  }
  const name = new URL(request.url ?? "", "http://issuer").searchParams.get("name");
  if (name === null) {
    response.setHeader("Content-Type", "text/html");
    response.end(FORM);
    return;
  }
  const result = name ? { login: { accountId: name } } : { error: "access_denied" };
  await provider.interactionFinished(request, response, result);
}
