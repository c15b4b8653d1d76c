/**
 * A size in words, with as many digits as it takes: a limit must not look higher, and two sizes not alike.
 * @param {number} count
 */
export function bytes(count) {
  const power = Math.min(4, ((String(count).length - 1) / 3) | 0);
  return count === 1 ? "1 byte" : `${count / 1000 ** power} ${["bytes", "kB", "MB", "GB", "TB"][power]}`;
}
