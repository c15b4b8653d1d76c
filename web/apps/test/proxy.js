/**
 * A way to the API and to S3 that the tests of three engines can cut and hold:
 * only Chromium has a slow or missing network of its own to emulate.
 */
import { createServer, request as send } from "node:http";
import { buffer } from "node:stream/consumers";
import { setting, site } from "../../test/stack.js";

const s3 = setting("S3_ENDPOINT");

export class Proxy {
  /** The requests to S3 that were answered with success, such as "PUT 3" for a part. */
  stored = /** @type {string[]} */ ([]);
  /** How many of these answers have left: before that, a cut would take them from the page. */
  answered = 0;
  /** How many more requests may send bytes to S3; the others wait. */
  #left = Infinity;
  #waiting = /** @type {Set<() => void>} */ (new Set());
  #servers;

  /** Starts it on free ports of the loopback. */
  static async start() {
    const proxy = new Proxy();
    for (const server of proxy.#servers) await listen(server, 0);
    return proxy;
  }

  constructor() {
    this.#servers = [site, s3].map((target) =>
      createServer((request, response) => this.#pass(target, request, response).catch(() => response.destroy())),
    );
  }

  /** The API's address, by way of here. */
  get api() {
    return `http://127.0.0.1:${portOf(this.#servers[0])}`;
  }

  /**
   * Lets so many requests with bytes through to S3, and keeps the others waiting.
   * @param {number} count
   */
  allow(count) {
    this.#left = count;
    for (const wake of this.#waiting) if (this.#left > 0) wake();
  }

  /** How many requests wait: those of a page that has gone do no longer. */
  get waiting() {
    return this.#waiting.size;
  }

  /** Cuts all connections, and refuses new ones, until the returned function is called. */
  async cut() {
    const ports = this.#servers.map(portOf);
    for (const server of this.#servers) {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    }
    return async () => {
      for (const [i, server] of this.#servers.entries()) await listen(server, ports[i]);
    };
  }

  close() {
    for (const server of this.#servers) {
      server.close();
      server.closeAllConnections();
    }
  }

  /**
   * @param {string} target
   * @param {import('node:http').IncomingMessage} request
   * @param {import('node:http').ServerResponse} response
   */
  async #pass(target, request, response) {
    const { method = "", url = "", headers } = request;
    const [name] = String(headers.host).split(":"); // the bucket has two, and a signature is for one
    const host = `${name}:${new URL(target).port}`;
    const carries = target === s3 && (method === "PUT" || method === "POST");
    const body = await buffer(request); // all of it: a connection that is not read from does not tell its end
    if (carries) await this.#turn(response);
    const onward = send({
      host: "127.0.0.1",
      port: new URL(target).port,
      method,
      path: url,
      headers: { ...headers, host },
    });
    onward.end(body);
    /** @type {import('node:http').IncomingMessage} */
    const answer = await new Promise((resolve, reject) => onward.on("response", resolve).on("error", reject));
    if (carries && answer.statusCode && answer.statusCode < 300) {
      response.on("finish", () => this.answered++);
      this.stored.push(`${method} ${new URL(url, s3).searchParams.get("partNumber") ?? ""}`.trim());
    }
    const text = (await buffer(answer)).toString("latin1");
    const here = target === site ? text.replaceAll(`:${new URL(s3).port}`, `:${portOf(this.#servers[1])}`) : text;
    const { "content-length": _, "transfer-encoding": __, ...kept } = answer.headers;
    response.writeHead(answer.statusCode ?? 502, kept).end(Buffer.from(here, "latin1"));
  }

  /** @param {import('node:http').ServerResponse} response */
  async #turn(response) {
    if (this.#left <= 0) {
      await new Promise((resolve, reject) => {
        const wake = () => {
          this.#waiting.delete(wake);
          response.destroyed ? reject(new Error("its page has given it up")) : this.#left-- && resolve(undefined);
        };
        this.#waiting.add(wake);
        response.on("close", wake);
      });
    } else this.#left--;
  }
}

/**
 * @param {import('node:http').Server} server
 * @param {number} port
 */
function listen(server, port) {
  return new Promise((resolve, reject) =>
    server.once("error", reject).listen(port, "127.0.0.1", () => resolve(undefined)),
  );
}

/** @param {import('node:http').Server} server */
function portOf(server) {
  return /** @type {import('node:net').AddressInfo} */ (server.address()).port;
}
