import type { LearningCurve } from '../scoring/learningcurve.ts';

/** Half the width of an interval from which on it tells nothing, as a share of the texts. */
const TOO_LOOSE = 0.05;
/** A gain that is worth nobody's labels. */
const LITTLE = 0.01;

/** Whether the points lie too loose to say what twice the rows would bring. */
export function isLoose({ twice }: LearningCurve): boolean {
  return (twice.interval.high - twice.interval.low) / 2 > TOO_LOOSE;
}

/** What a learning curve says, as the beginning of a sentence. */
export function describeCurve(curve: LearningCurve): string {
  const { rows, twice, gain } = curve;
  const { low, high } = twice.interval;
  const what = `twice the rows (${(2 * rows).toLocaleString('en-US')})`;
  if (isLoose(curve)) {
    return `whether ${what} would help cannot be told: ${percent(low)} to ${percent(high)} % may be right then`;
  }
  const figure = `about ${percent(twice.value)} % would be right with ${what}, ${percent(low)} to ${percent(high)} %`;
  return `${figure}: ${verdict(gain)}`;
}

function verdict({ value, interval }: LearningCurve['gain']): string {
  const points = `${percent(Math.abs(value))} points`;
  if (interval.high < LITTLE) return 'more of them hardly help';
  if (interval.low <= 0)
    return `that more of them help is not shown (${value < 0 ? 'less' : 'more'} by ${points})`;
  return `more of them help, by ${points}`;
}

function percent(share: number): string {
  return (100 * share).toFixed(1);
}
