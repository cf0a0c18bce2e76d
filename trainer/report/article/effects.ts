import { meanOf } from '../../scoring/correctederror.ts';
import type { Interval } from '../../scoring/intervals.ts';
import { seedInterval } from '../../scoring/seeds.ts';
import type { Measure, Measured } from './measured.ts';
import type { Task } from './record.ts';

/** Two arms, of which one is claimed to have more of a measure, or less. */
export type Comparison = {
  task: Task;
  arm: string;
  than: string;
  measure: Measure;
  claims: 'more' | 'less';
};

/** What became of a claim: its opposite holds where it `fails`, nothing can be told where it is `open`. */
export type Verdict = 'holds' | 'fails' | 'open';

/** The differences of two arms, seed by seed. */
export type Effect = {
  measure: Measure;
  /** Of the arm less the other one. */
  mean: number;
  /** 95 %, over seeds; undefined for one seed. */
  interval?: Interval;
  /** Seeds that both were trained with, and those whose difference has the claimed sign. */
  seeds: number;
  agreeing: number;
  verdict: Verdict;
};

/** Of so many seeds or more something is decided. */
export const LEAST_SEEDS = 4;
/** The share of seeds that must have the sign: four of five. */
const MOST_OF = 0.8;

/** Undefined where the two arms have no seed in common. */
export function effectOf(
  measured: Measured,
  { task, arm, than, measure, claims }: Comparison,
): Effect | undefined {
  const others = new Map(measured.fits(task, than).map((fit) => [fit.seed, fit]));
  const differences = measured.fits(task, arm).flatMap((fit) => {
    const other = others.get(fit.seed);
    return other === undefined ? [] : [measured.value(fit, measure) - measured.value(other, measure)];
  });
  if (differences.length === 0) return undefined;
  const sign = claims === 'more' ? 1 : -1;
  const interval = differences.length > 1 ? seedInterval(differences) : undefined;
  return {
    measure,
    mean: meanOf(differences),
    ...(interval && { interval }),
    seeds: differences.length,
    agreeing: differences.filter((difference) => sign * difference > 0).length,
    verdict: verdictOf(differences, sign, interval),
  };
}

/** A claim holds where at least four of five seeds have its sign and the interval excludes 0; it fails where its opposite holds. */
function verdictOf(differences: readonly number[], sign: number, interval: Interval | undefined): Verdict {
  const seeds = differences.length;
  if (interval === undefined || seeds < LEAST_SEEDS || (interval.low <= 0 && interval.high >= 0))
    return 'open';
  const way = Math.sign(interval.low);
  const along = differences.filter((difference) => way * difference > 0).length;
  if (along < Math.ceil(MOST_OF * seeds)) return 'open';
  return way === sign ? 'holds' : 'fails';
}
