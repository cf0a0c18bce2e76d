/** Digits at which an axis of orders of magnitude may have marks, the sparsest first. */
const DIGITS = [[1], [1, 3], [1, 2, 5], [1, 2, 3, 4, 5, 6, 7, 8, 9]] as const;
const LEAST = 3;
const MOST = 8;

/** Round values within a range, few enough to be read, for an axis of orders of magnitude. @param low above 0, at most `high`. */
export function logTicks(low: number, high: number): number[] {
  const sets = DIGITS.map((digits) => within(low, high, digits));
  const ticks = sets.find(({ length }) => length >= LEAST) ?? sets[sets.length - 1];
  const every = Math.ceil(ticks.length / MOST);
  return ticks.filter((_, place) => place % every === 0);
}

function within(low: number, high: number, digits: readonly number[]): number[] {
  const [first, last] = [Math.floor(Math.log10(low)), Math.floor(Math.log10(high))];
  const powers = Array.from({ length: last - first + 1 }, (_, place) => first + place);
  // Read from text: 3 × 10^−1 is no 0.3.
  const all = powers.flatMap((power) => digits.map((digit) => Number(`${digit}e${power}`)));
  return all.filter((value) => value >= low && value <= high);
}
