import { type CountedNgrams, countNgrams, type HashedTexts, selectNgrams } from './count.ts';
import { countRatios, fitWeights, textNgrams } from './fit.ts';
import { type PlacedNgrams, placeNgrams } from './place.ts';

/** N-grams that are fitted for each that is kept. */
const FITTED = 4;

/** What a table is made to. */
export type TableChoices = {
  /** N-grams at most. */
  ngrams: number;
  labels: number;
  seed: number;
};

/**
 * A table of n-gram weights, fitted to labelled texts: of all that stand in two texts or more, four times as many as are kept are
 * fitted, those whose count ratios say most, and those are kept whose weights do most over all texts.
 *
 * @returns undefined where no n-gram says anything.
 */
export function fitTable(
  texts: HashedTexts,
  { ngrams, labels, seed }: TableChoices,
): PlacedNgrams | undefined {
  const all = countNgrams(texts, labels);
  const counted = selectNgrams(all, foremost(all, countRatios(all), FITTED * ngrams));
  if (counted.hashes.length === 0) return undefined;
  const ratios = countRatios(counted);
  const weights = fitWeights(texts, textNgrams(texts, counted.hashes), ratios, { labels, seed });
  const kept = foremost(counted, weights, ngrams);
  return placeNgrams({
    hashes: kept.map((ngram) => counted.hashes[ngram]),
    weights: Float32Array.from({ length: kept.length * labels }, (_, i) => {
      return weights[kept[Math.floor(i / labels)] * labels + (i % labels)];
    }),
    labels,
  });
}

/**
 * The numbers of the n-grams whose largest weight, times the root of the texts that have it, is largest: of equals, those that come first.
 *
 * @param weights [ngrams, labels].
 */
function foremost(
  { texts, totals }: Pick<CountedNgrams, 'texts' | 'totals'>,
  weights: Float32Array,
  most: number,
): Int32Array {
  const labels = totals.length;
  const scores = Float64Array.from(texts, (count, ngram) => {
    const own = weights.subarray(ngram * labels, (ngram + 1) * labels);
    return Math.sqrt(count) * own.reduce((largest, weight) => Math.max(largest, Math.abs(weight)), 0);
  });
  return Int32Array.from(texts.keys())
    .sort((a, b) => scores[b] - scores[a] || a - b)
    .slice(0, most);
}
