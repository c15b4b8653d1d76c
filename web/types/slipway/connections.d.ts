import { Queue } from "./queue.js";
/** A browser opens six connections to one host of HTTP/1.1, as S3 is; more requests only wait in it. */
export declare const CONNECTIONS_PER_HOST = 6;
/**
 * The connections to one host of S3, their number adapted to the link: more
 * after each round that went faster than those before, half as many after a
 * failure. A slow link is thus not cut into so many pieces that none arrives.
 */
export declare class Connections extends Queue {
    #private;
    constructor();
    /**
     * Sends when its turn comes, and adapts the number of connections to how it went.
     * @template T
     * @param {number} bytes
     * @param {() => Promise<T>} send
     * @param {AbortSignal} signal
     * @returns {Promise<T>}
     */
    send<T>(bytes: number, send: () => Promise<T>, signal: AbortSignal): Promise<T>;
}
/**
 * The connections to the host of a URL.
 * @param {string} url
 */
export declare function connectionsTo(url: string): Connections;
