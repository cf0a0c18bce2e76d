import { tokenHash } from '../../../src/model/text/encode.ts';
import type { HashedTexts } from '../../../trainer/ngrams/count.ts';

/** Texts with the numbers of their labels, as the fitting reads them. */
export function hashedTexts(rows: readonly (readonly [string, number])[], weights?: number[]): HashedTexts {
  const tokens = rows.map(([text]) => text.split(' '));
  const offsets = [0];
  for (const { length } of tokens) offsets.push(offsets[offsets.length - 1] + length);
  return {
    size: rows.length,
    labels: shared(rows.map(([, label]) => label)),
    weights: weights && (Float32Array.from(weights) as Float32Array<never> as HashedTexts['weights']),
    tokenOffsets: shared(offsets),
    hashes: Int32Array.from(tokens.flat(), tokenHash),
  };
}

function shared(values: readonly number[]): Int32Array<SharedArrayBuffer> {
  const ints = new Int32Array(new SharedArrayBuffer(4 * values.length));
  ints.set(values);
  return ints;
}
