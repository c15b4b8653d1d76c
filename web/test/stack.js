/**
 * The running stack, as it presents itself to the command it runs.
 */

/** @param {string} name a variable that the stack gives to the command it runs */
export function setting(name) {
  const value = process.env[name];
  if (!value) {
    throw new Error(
      `${name} is not set: run this with the stack, from the repository's root: go run -C local . -- npm --prefix web …`,
    );
  }
  return value;
}

export const site = setting("SLIPWAY_URL");

/** The addresses of what is in S3: the bucket has two names, and here the machine has. */
export const S3 = addresses(setting("S3_ENDPOINT"));

/** @param {string} url of a server on this machine */
export function addresses(url) {
  return RegExp(`^http://(127\\.0\\.0\\.1|localhost):${new URL(url).port}/`);
}
