/** Browsers open six connections to a host with HTTP/1.1, such as S3, and queue further requests. */
export declare const CONNECTIONS_PER_HOST = 6;
/**
 * Limits the connections to one host of S3. The limit adapts as in TCP: it halves
 * after a failure, and grows by one after a round of successes. On a slow link,
 * too many connections would all time out.
 */
export declare function connections(): <T>(send: () => Promise<T>, signal: AbortSignal) => Promise<T>;
/**
 * Returns the connections to the host of a URL.
 * @param {string} url
 */
export declare function connectionsTo(url: string): <T>(send: () => Promise<T>, signal: AbortSignal) => Promise<T>;
