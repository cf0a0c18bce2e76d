import type { LearningCurve } from '../scoring/learningcurve.ts';

/** Half the width of an interval from which on it tells nothing, as a share of the texts. */
const TOO_LOOSE = 0.05;
/** A gain that is worth nobody's labels. */
const LITTLE = 0.01;

/** Whether the points lie too loose to say what twice the rows would bring. */
export function isLoose({ twice }: LearningCurve): boolean {
  return (twice.interval.high - twice.interval.low) / 2 > TOO_LOOSE;
}

/**
 * What a learning curve says, as the beginning of a sentence.
 *
 * @param hasCosts whether costs decide the run's answers: the curve counts the likeliest label all the same.
 */
export function describeCurve(curve: LearningCurve, hasCosts: boolean): string {
  const { rows, twice } = curve;
  const { low, high } = twice.interval;
  const what = `twice the rows (${(2 * rows).toLocaleString('en-US')})`;
  if (isLoose(curve)) {
    return `whether ${what} would help cannot be told: ${percent(low)} to ${percent(high)} % may be right then`;
  }
  const figure = `about ${percent(twice.value)} % would be right with ${what}, ${percent(low)} to ${percent(high)} %`;
  const how = hasCosts ? ', by the likeliest label, without costs' : '';
  return `${figure}${how}: ${verdict(curve)}`;
}

function verdict({ now, gain: { value, interval } }: LearningCurve): string {
  const points = `${percent(Math.abs(value))} points`;
  // What the line says of so many rows, from other texts and trainings: not what the run gets right.
  const today = `the ${percent(now.value)} % that the curve has for these rows`;
  if (interval.high < LITTLE) return 'more of them hardly help';
  if (interval.low <= 0)
    return `that more of them help is not shown (${points} ${value < 0 ? 'less' : 'more'} than ${today})`;
  return `more of them help, ${points} more than ${today}`;
}

function percent(share: number): string {
  return (100 * share).toFixed(1);
}
