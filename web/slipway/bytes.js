/**
 * A size in words, with one decimal at most. Rounded down, a maximum is not
 * overstated; rounded up, neither is a minimum understated. Of two sizes that
 * differ, the smaller rounded down and the larger rounded up never read alike.
 * @param {number} count
 * @param {(tenths: number) => number} round Math.floor or Math.ceil
 */
export function bytes(count, round) {
  if (count < 1000) return count === 1 ? "1 byte" : `${count} bytes`;
  let [tenth, power] = [100, 0];
  for (; round(count / tenth) > 9999 && power < 3; power++) tenth *= 1000;
  return `${round(count / tenth) / 10} ${"kMGT"[power]}B`;
}
