/**
 * Formats a size with at most one decimal. Round a maximum down and a minimum up,
 * so that a file of the size shown is accepted.
 * @param {number} count
 * @param {(tenths: number) => number} round Math.floor or Math.ceil
 */
export function bytes(count, round) {
  if (count < 1000) return count === 1 ? "1 byte" : `${count} bytes`;
  let [tenth, power] = [100, 0];
  for (; round(count / tenth) > 9999 && power < 3; power++) tenth *= 1000;
  return `${round(count / tenth) / 10} ${"kMGT"[power]}B`;
}
