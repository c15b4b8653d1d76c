/**
 * Calls a callback of the page. Reports what it throws as an uncaught error, so
 * that the upload is not affected.
 * @template T
 * @param {() => T} callback
 * @returns {T | undefined}
 */
export function call(callback) {
  try {
    return callback();
  } catch (error) {
    reportError(error);
  }
}
