/** A browser opens six connections to one host of HTTP/1.1, as S3 is; more requests only wait in it. */
export declare const CONNECTIONS_PER_HOST = 6;
/**
 * The connections to one host of S3, their number adapted to the link as TCP
 * does it: half as many after a failure, one more after each round without. A
 * slow link is thus not cut into so many pieces that none arrives.
 */
export declare function connections(): <T>(send: () => Promise<T>, signal: AbortSignal) => Promise<T>;
/**
 * The connections to the host of a URL.
 * @param {string} url
 */
export declare function connectionsTo(url: string): <T>(send: () => Promise<T>, signal: AbortSignal) => Promise<T>;
