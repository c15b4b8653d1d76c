/**
 * The network between the browser and the stack, and what can be wrong with it:
 * toxiproxy, as `local/tools/faults` runs it.
 * https://github.com/Shopify/toxiproxy#toxics
 */
import { addresses, setting, site } from "../test/stack.js";

/** A proxy in front of the API or S3. */
class Link {
  /** @type {string} its URL for the browser */
  url = "";
  /** @type {RegExp} matches the requests that go through it */
  addresses = /^$/;
  #name;
  #upstream;
  #toxics = 0;

  /**
   * @param {string} name of the proxy
   * @param {string} upstream URL of the server
   */
  constructor(name, upstream) {
    this.#name = name;
    this.#upstream = new URL(upstream).host;
  }

  /** Creates the proxy. */
  async open() {
    const { listen } = await (await control("GET", `/proxies/${this.#name}`)).json();
    this.url = `http://${listen}`;
    this.addresses = addresses(this.url);
    await this.mend();
  }

  /**
   * Adds a toxic to the present and to new connections.
   * @param {'upstream' | 'downstream'} stream towards the server or the browser
   * @param {string} type
   * @param {Record<string, number>} attributes those of toxiproxy
   * @param {number} [toxicity] the fraction of connections that it affects
   */
  async add(stream, type, attributes, toxicity = 1) {
    await control("POST", `/proxies/${this.#name}/toxics`, {
      name: String(++this.#toxics),
      stream,
      type,
      attributes,
      toxicity,
    });
  }

  /** Closes all connections, and refuses new ones. */
  async cut() {
    await control("PATCH", `/proxies/${this.#name}`, { enabled: false });
  }

  /**
   * Removes all toxics, for new connections. Creates the proxy again, because
   * removing a toxic from a closing connection can hang.
   * https://github.com/Shopify/toxiproxy/pull/760
   */
  async mend() {
    await control("DELETE", `/proxies/${this.#name}`);
    await control("POST", "/proxies", {
      name: this.#name,
      listen: new URL(this.url).host,
      upstream: this.#upstream,
      enabled: true,
    });
  }
}

export const api = new Link("api", site);
export const s3 = new Link("s3", setting("S3_ENDPOINT"));

/** The S3 server, which can be stopped and started; it keeps its files. */
export const server = {
  async stop() {
    await control("POST", "/s3/stop");
    await until(false);
  },
  async start() {
    await control("POST", "/s3/start");
    await until(true);
  },
};

/**
 * Waits until the S3 server answers, or no longer answers.
 * @param {boolean} answers
 */
async function until(answers) {
  for (const end = Date.now() + 60_000; Date.now() < end; await new Promise((resolve) => setTimeout(resolve, 20))) {
    const found = await fetch(setting("S3_ENDPOINT")).then(
      () => true,
      () => false,
    );
    if (found === answers) return;
  }
  throw new Error(`the S3 server does not ${answers ? "start" : "stop"}`);
}

/**
 * @param {'GET' | 'POST' | 'PATCH' | 'DELETE'} method
 * @param {string} path
 * @param {object} [body]
 */
async function control(method, path, body) {
  const response = await fetch(setting("FAULTS_URL") + path, { method, body: body && JSON.stringify(body) });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  return response;
}
