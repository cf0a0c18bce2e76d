import { mixKey, uniform } from '../random.ts';
import { bootstrapInterval, type Interval, roundsFor } from './intervals.ts';
import { argmax, type Judged } from './metrics.ts';

/** What two models' answers to the same texts say of which is right more often. */
export type Contest = {
  texts: number;
  /** Texts that the first model alone has right. */
  only_first: number;
  /** Texts that the second model alone has right. */
  only_second: number;
  /** Accuracy of the second less that of the first. */
  difference: number;
  /** Of the difference: 95 %, by a bootstrap over the texts. */
  interval: Interval;
  /** How likely so large a difference is between models that are equally good: McNemar's test, exact. */
  p: number;
  /** Whether chance is ruled out: `p` is under 0.05, and 0 lies outside of the interval. */
  is_real: boolean;
};

/** The probability of an error that the field accepts. */
const ALPHA = 0.05;
/** Keys of the draws are apart from those of other intervals. */
const SEED = 2;

/**
 * Compares two models on the same texts, in one order.
 *
 * @throws RangeError when there is no text, or the models have answered different numbers of them.
 */
export function compare(first: readonly Judged[], second: readonly Judged[]): Contest {
  if (first.length === 0 || first.length !== second.length) {
    throw new RangeError(
      `texts are ${first.length} and ${second.length}, allowed equal numbers of 1 or more`,
    );
  }
  const isRight = ({ truth, probabilities, answer = argmax(probabilities) }: Judged) =>
    answer === truth ? 1 : 0;
  const gains = Int8Array.from(first, (judged, text) => isRight(second[text]) - isRight(judged));
  const count = (value: number) => gains.reduce((total, gain) => total + (gain === value ? 1 : 0), 0);
  const [onlyFirst, onlySecond] = [count(-1), count(1)];
  const difference = (onlySecond - onlyFirst) / gains.length;
  const interval = differenceInterval(gains, difference);
  const p = mcnemar(onlyFirst, onlySecond);
  return {
    texts: gains.length,
    only_first: onlyFirst,
    only_second: onlySecond,
    difference,
    interval,
    p,
    is_real: p < ALPHA && (interval.low > 0 || interval.high < 0),
  };
}

/**
 * McNemar's test (1947), exact and two-sided: how likely a coin that is thrown for each text that one model alone has
 * right falls at least as unevenly. Dietterich (1998) recommends it for two classifiers and one test set.
 */
export function mcnemar(onlyFirst: number, onlySecond: number): number {
  const thrown = onlyFirst + onlySecond;
  const fewer = Math.min(onlyFirst, onlySecond);
  // Logarithms: 2^-1075 is 0 already.
  let log = -thrown * Math.LN2;
  let tail = 0;
  for (let heads = 0; heads <= fewer; heads++) {
    tail += Math.exp(log);
    log += Math.log((thrown - heads) / (heads + 1));
  }
  return Math.min(1, 2 * tail);
}

/** @param gains of each text: 1 where the second model alone is right, −1 where the first is. */
function differenceInterval(gains: Int8Array, difference: number): Interval {
  const texts = gains.length;
  const values = Float64Array.from({ length: roundsFor(texts) }, (_, round) => {
    const key = mixKey(SEED, round);
    let total = 0;
    for (let place = 0; place < texts; place++) total += gains[Math.floor(uniform(key, place) * texts)];
    return total / texts;
  });
  return bootstrapInterval(difference, values);
}
