import { foldMean, meanOf } from './correctederror.ts';
import type { Interval } from './intervals.ts';
import { wilson } from './metrics.ts';

/** What networks that were trained on some of the rows say of texts that none of them has seen. */
export type CurveLevel = {
  /** Rows that each was trained on, in the mean. */
  rows: number;
  /** Of each fold [texts], 1 where a held-out text is right: the same texts in the same order at every level. */
  right: readonly Uint8Array[];
};

/** A share of right answers, or a difference of two. */
export type Estimate = { value: number; interval: Interval };

/** Shares of right answers by the number of training rows, and what twice the rows would bring. */
export type LearningCurve = {
  /** What was measured, the fewest rows first. */
  points: readonly (Estimate & { rows: number })[];
  /** Held-out texts of each point. */
  texts: number;
  /** Rows that the run trains on. */
  rows: number;
  /** What the fitted line says for the rows of the run, for twice as many, and for the difference. */
  now: Estimate;
  twice: Estimate;
  gain: Estimate;
  /** The line: the share of wrong answers is factor · rows^-slope up to the last point, and falls by rows^-ahead from there. */
  line: { factor: number; slope: number; ahead: number };
};

/** Standard errors to either side that hold 95 %. */
const REACH = 1.96;
const FEWEST_LEVELS = 2;
/**
 * What is left of the slope beyond the last point: errors fall ever more slowly, since some can never go (Hestness et al. 2017).
 * Chosen on Yelp: docs/experiments/learning-curve.md.
 */
const FLATTENING = 0.7;

/**
 * Fits a power of the rows to the share of wrong answers (Hestness et al. 2017, arXiv 1712.00409; Figueroa et al. 2012), by least squares
 * of the logarithms, and says what twice the rows of the run would bring, with a flatter slope beyond the last point. No more than twice:
 * of four times as many, predictions missed by a point.
 *
 * Intervals add up what other texts and what other trainings would change: the delta method over all levels at once, since the same texts
 * are in each, by text and by fold.
 *
 * @param levels two or more of two folds or more, the fewest rows first.
 * @param rows of the run, no fewer than the last level has.
 * @throws RangeError for fewer levels or folds, or a fold without a text.
 */
export function fitLearningCurve(levels: readonly CurveLevel[], rows: number): LearningCurve {
  const sizes = levels[0]?.right.map(({ length }) => length) ?? [];
  if (levels.length < FEWEST_LEVELS || sizes.length < 2 || sizes.includes(0)) {
    throw new RangeError(
      `levels are ${levels.length} of folds of ${sizes.join(', ')} texts, allowed 2 or more of each`,
    );
  }
  const line = new Line(levels);
  const [now, twice] = [line.at(rows), line.at(2 * rows)];
  const { factor, slope } = line;
  return {
    points: levels.map(pointOf),
    ...{ texts: sizes.reduce((sum, size) => sum + size, 0), rows },
    now: share(1 - now.wrong, line.errorOf(now.effects)),
    twice: share(1 - twice.wrong, line.errorOf(twice.effects)),
    gain: around(
      now.wrong - twice.wrong,
      line.errorOf(now.effects.map((own, level) => own - twice.effects[level])),
    ),
    line: { factor, slope, ahead: FLATTENING * slope },
  };
}

function pointOf({ rows, right }: CurveLevel): Estimate & { rows: number } {
  const { texts, wrong } = countWrong(right);
  return { rows, value: 1 - wrong / texts, interval: wilson(texts - wrong, texts) };
}

function countWrong(right: readonly Uint8Array[]): { texts: number; wrong: number } {
  const texts = right.reduce((sum, { length }) => sum + length, 0);
  const found = right.reduce((sum, own) => own.reduce((all, each) => all + each, sum), 0);
  return { texts, wrong: texts - found };
}

/** What the line says at so many rows, and how much that grows with the share of wrong answers of each level. */
type Said = { wrong: number; effects: readonly number[] };

/** The line through the logarithms of the shares of wrong answers. */
class Line {
  readonly factor: number;
  readonly slope: number;
  readonly #levels: readonly CurveLevel[];
  /** Shares of wrong answers, none of them 0, whose logarithm has no end: half a text more is wrong, of one text more. */
  readonly #wrong: readonly number[];
  readonly #weights: ReturnType<typeof weightsOf>;

  constructor(levels: readonly CurveLevel[]) {
    this.#levels = levels;
    this.#weights = weightsOf(levels);
    this.#wrong = levels.map(({ right }) => {
      const { texts, wrong } = countWrong(right);
      return (wrong + 0.5) / (texts + 1);
    });
    this.slope = -Math.log(this.#product(this.#weights.slope));
    this.factor = this.#product(this.#weights.last) * this.#lastRows ** this.slope;
  }

  at(rows: number): Said {
    const beyond = FLATTENING * Math.log(rows / this.#lastRows);
    const weights = this.#weights.last.map((weight, level) => weight + beyond * this.#weights.slope[level]);
    const wrong = this.#product(weights);
    return { wrong, effects: weights.map((weight, level) => (wrong * weight) / this.#wrong[level]) };
  }

  /** The standard error of a sum of what levels have wrong, each times its effect. */
  errorOf(effects: readonly number[]): number {
    const folds = this.#levels[0].right.map((own, fold) =>
      Float64Array.from(own, (_, text) =>
        this.#levels.reduce((sum, { right }, level) => sum + effects[level] * (1 - right[fold][text]), 0),
      ),
    );
    const texts = folds.flatMap((fold) => [...fold]);
    const mean = meanOf(texts);
    const variance = meanOf(texts.map((own) => (own - mean) ** 2)) / texts.length;
    // Where all are right nothing varies; one text more might be wrong all the same.
    const least = Math.max(...effects.map(Math.abs)) / texts.length;
    return Math.hypot(Math.sqrt(variance), foldMean(folds.map((fold) => meanOf([...fold]))).error, least);
  }

  get #lastRows(): number {
    return this.#levels[this.#levels.length - 1].rows;
  }

  #product(weights: readonly number[]): number {
    return Math.exp(weights.reduce((sum, weight, level) => sum + weight * Math.log(this.#wrong[level]), 0));
  }
}

/** How much the logarithm of each level counts in what the line says at the last level, and in how it rises. */
function weightsOf(levels: readonly CurveLevel[]): { last: number[]; slope: number[] } {
  const places = levels.map(({ rows }) => Math.log(rows));
  const mean = meanOf(places);
  const spread = places.reduce((sum, place) => sum + (place - mean) ** 2, 0);
  const slope = places.map((place) => (place - mean) / spread);
  const beside = places[places.length - 1] - mean;
  return { slope, last: slope.map((weight) => 1 / places.length + beside * weight) };
}

function around(value: number, error: number): Estimate {
  return { value, interval: { low: value - REACH * error, high: value + REACH * error } };
}

function share(value: number, error: number): Estimate {
  const { low, high } = around(value, error).interval;
  return { value: Math.max(0, value), interval: { low: Math.max(0, low), high: Math.min(1, high) } };
}
