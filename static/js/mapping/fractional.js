// Order keys: strings between which there is always another one. The same as vsm_site/lib/fractional.py, with which a test compares it.
const DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz";

/** A key that sorts after `before` and before `after`; an empty string stands for no neighbour. Throws when they are not in order. */
export function keyBetween(before, after) {
  if (before && after && before >= after) throw new RangeError(`${before} does not sort before ${after}`);
  let shared = 0;
  while (after && shared < after.length && (before[shared] ?? DIGITS[0]) === after[shared]) shared += 1;
  if (shared) return after.slice(0, shared) + keyBetween(before.slice(shared), after.slice(shared));
  const low = before ? DIGITS.indexOf(before[0]) : 0;
  const high = after ? DIGITS.indexOf(after[0]) : DIGITS.length;
  if (high - low > 1) return DIGITS[Math.floor((low + high) / 2)];
  if (after.length > 1) return after[0];
  return DIGITS[low] + keyBetween(before.slice(1), "");
}
