import { extendNgram, gateOf, type NgramTensors } from '../../../src/model/network/ngrams.ts';
import { tokenHash } from '../../../src/model/text/encode.ts';
import { placeNgrams } from '../../../trainer/ngrams/place.ts';

/** Weights by n-grams, their tokens with a blank between. */
export type Weights = Record<string, readonly number[]>;

export const GATE = Float32Array.of(2, 0.5, -0.25);

/** A table of a few n-grams, and how many it has. */
export function tableOf(weights: Weights, gate = GATE): { ngrams: number; tensors: NgramTensors } {
  const all = Object.entries(weights);
  const placed = placeNgrams({
    hashes: Int32Array.from(all, ([ngram]) => hashOf(ngram.split(' '))),
    weights: Float32Array.from(all.flatMap(([, each]) => [...each])),
    labels: all[0][1].length,
  });
  if (placed === undefined) throw new Error('no n-gram is left');
  return { ngrams: placed.ngrams, tensors: { ...placed.table, gate } };
}

/** The hash of an n-gram. */
export function hashOf(tokens: readonly string[]): number {
  return tokens.reduce((hash, token) => extendNgram(hash, tokenHash(token)), 0);
}

export function hashesOf(text: string): Int32Array {
  return Int32Array.from(text.split(' '), tokenHash);
}

/** What `NgramTable` adds, read off the weights by name. */
export function plainLogits(weights: Weights, scale: Float32Array, text: string, gate = GATE): number[] {
  const tokens = text.split(' ');
  const ngrams = new Set(
    tokens.flatMap((_, first) => [1, 2, 3].map((length) => tokens.slice(first, first + length).join(' '))),
  );
  const sums = Array.from(scale, (each, label) =>
    [...ngrams].reduce((sum, ngram) => sum + Math.round((weights[ngram]?.[label] ?? 0) / each) * each, 0),
  );
  return sums.map((sum) => gateOf(gate, tokens.length) * sum);
}
