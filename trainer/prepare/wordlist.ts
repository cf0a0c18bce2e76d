import { isWordListInstalled, rightByScores, type Scored, wordListScore } from '../scoring/baseline.ts';
import type { Subset, TrainAndDev } from './parts.ts';

/** What the word list is right on: of the held-back texts that have a token, as the network is measured. */
export type WordListResult = { right: number };

/** What scores texts while they are read; undefined where the word list is not installed. */
export function wordListScorer(): ((text: string) => number) | undefined {
  return isWordListInstalled() ? wordListScore : undefined;
}

/**
 * How the word list does on the held-back texts, with the threshold that suits the training texts best.
 *
 * @returns undefined where the labels are no polarities, or the texts were not scored.
 */
export function wordListResult(
  { train, dev }: Pick<TrainAndDev, 'train' | 'dev'>,
  labels: readonly string[],
): WordListResult | undefined {
  const [known, held] = [train, dev].map((part) => scoredOf(part, labels));
  if (known === undefined || held === undefined) return undefined;
  const right = rightByScores(held, labels, known);
  return right === undefined ? undefined : { right };
}

function scoredOf({ texts, selected }: Subset, labels: readonly string[]): Scored[] | undefined {
  const { scores, offsets } = texts;
  if (scores === undefined) return undefined;
  return [...selected]
    .filter((text) => offsets[text + 1] > offsets[text])
    .map((text) => ({ score: scores[text], label: labels[texts.labels[text]] }));
}
