import { createHash } from 'node:crypto';
import type { Texts } from '../../encode/texts.ts';
import { compiledDigest } from '../../files/compiled.ts';
import type { ReadParts } from '../../prepare/prepare.ts';
import type { ComparisonFold } from '../comparisonfolds.ts';

/** Raised with every change after which equal choices and data train to other bits. */
const FIT_FORMAT = 1;

/**
 * SHA-256 of all that decides the fits of some rows, but for the network, the training and the fold.
 *
 * @param files whose texts are in the folds.
 */
export function dataDigest(
  { numbers, labels }: Pick<ReadParts, 'numbers' | 'labels'>,
  files: readonly Texts[],
): string {
  const hash = createHash('sha256');
  const versions = { format: FIT_FORMAT, kernels: compiledDigest(), v8: process.versions.v8 };
  hash.update(`${JSON.stringify({ ...versions, labels })}\n`);
  for (const texts of files) {
    for (const array of [texts.labels, texts.offsets, texts.tokens, texts.weights]) {
      hash.update(`${array?.byteLength}\n`);
      if (array) hash.update(array);
    }
  }
  for (const token of numbers.tokens.strings()) hash.update(`${token.length} ${token}`);
  return hash.digest('hex');
}

/** SHA-256 of which rows are trained on, and which are held out. */
export function foldDigest({ train, dev }: ComparisonFold): string {
  const hash = createHash('sha256');
  for (const { selected } of [train, dev]) hash.update(`${selected.length}\n`).update(selected);
  return hash.digest('hex');
}
