/**
 * The network between the browser and the stack, and what can be wrong with it:
 * toxiproxy, as `local/tools/faults` runs it.
 * https://github.com/Shopify/toxiproxy#toxics
 */
import { addresses, setting, site } from "../test/stack.js";

/** One way through the proxy. */
class Link {
  /** @type {string} where the browser reaches it */
  url = "";
  /** @type {RegExp} what the browser asks for through it */
  addresses = /^$/;
  #name;
  #upstream;
  #toxics = 0;

  /**
   * @param {string} name of the proxy
   * @param {string} upstream URL of what is behind it
   */
  constructor(name, upstream) {
    this.#name = name;
    this.#upstream = new URL(upstream).host;
  }

  /** Takes the link into use. */
  async open() {
    const { listen } = await (await control("GET", `/proxies/${this.#name}`)).json();
    this.url = `http://${listen}`;
    this.addresses = addresses(this.url);
    await this.mend();
  }

  /**
   * Lets data pass in a worse way, on the connections that there are and on new ones.
   * @param {'upstream' | 'downstream'} stream towards the server or the browser
   * @param {string} type
   * @param {Record<string, number>} attributes as toxiproxy has them
   * @param {number} [toxicity] the fraction of connections that it befalls
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

  /** Breaks all connections, and takes no new ones. */
  async cut() {
    await control("PATCH", `/proxies/${this.#name}`, { enabled: false });
  }

  /**
   * Lets everything pass again, over new connections. The proxy is made anew:
   * to take a toxic out of a connection that is about to close can hang.
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

/** The S3 server behind the link: a process that ends and starts, with its disk. */
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
 * Waits until the S3 server answers, or does not.
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
