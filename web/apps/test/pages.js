/**
 * A server for the pages of the tests, on another origin than the API: the
 * built apps, and Slipway's own page and client as somebody hosts them.
 */
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import path from "node:path";
import { fileURLToPath } from "node:url";

const TYPES = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml" };
const web = fileURLToPath(new URL("../..", import.meta.url));

/**
 * Serves them on a free port of the loopback, for as long as this program runs.
 * @returns {Promise<string>} the origin
 */
export async function servePages() {
  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://localhost");
    const name = path.join(web, pathname.endsWith("/") ? `${pathname}index.html` : pathname);
    try {
      let body = await readFile(name, "utf8");
      const api = searchParams.get("api"); // written into the page, as its host does
      if (api) body = body.replace('name="slipway-api" content=""', `name="slipway-api" content="${api}"`);
      const type = TYPES[/** @type {keyof typeof TYPES} */ (path.extname(name))];
      response.writeHead(200, { "Content-Type": `${type}; charset=utf-8` }).end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return `http://localhost:${port}`;
}
