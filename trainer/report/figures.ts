import { createHash } from 'node:crypto';
import type { Dataset } from '../encode/dataset.ts';
import type { Intervals } from '../scoring/intervals.ts';
import { answerOf, argmax, ECE_BINS, eceBin, type Judged, type Metrics, wilson } from '../scoring/metrics.ts';
import type { HeldBackTexts, LabelTable, ReliabilityBin } from './reportdata.ts';

/** Labels of the tables. */
const MOST_LABELS = 20;
const MOST_PAIRS = 10;
/** Held-back texts from which on a label can be called weak. */
const ENOUGH_TEXTS = 5;
/** Tokens by which texts are told apart: each network reads at least so many. */
const TOLD_APART = 32;

/** The commonest labels with their figures, and what they are taken for. */
export function labelTable(
  labels: readonly string[],
  { labels: figures, confusion }: Metrics,
  { recall }: Intervals,
): LabelTable {
  const kept = [...labels.keys()]
    .sort((a, b) => figures[labels[b]].support - figures[labels[a]].support || a - b)
    .slice(0, MOST_LABELS);
  const isKept = new Set(kept);
  const rest = labels.flatMap((_, label) => (isKept.has(label) ? [] : [label]));
  const sum = (row: readonly number[]) => rest.reduce((total, answer) => total + row[answer], 0);
  return {
    rows: kept.map((label) => {
      const { support, precision, recall: share } = figures[labels[label]];
      const interval = Object.hasOwn(recall, labels[label]) ? { interval: recall[labels[label]] } : {};
      return { label: labels[label], support, precision, recall: share, ...interval };
    }),
    confusion: kept.map((truth) => [
      ...kept.map((answer) => confusion[truth][answer]),
      sum(confusion[truth]),
    ]),
    others: rest.length,
    pairs: commonPairs(labels, confusion),
    weakest: weakestOf(labels, figures, recall),
  };
}

/** The mistakes that are made more than once, the commonest first. */
function commonPairs(labels: readonly string[], confusion: Metrics['confusion']): LabelTable['pairs'] {
  return confusion
    .flatMap((row, truth) =>
      row.flatMap((times, answer) =>
        answer === truth || times < 2 ? [] : [{ truth: labels[truth], answer: labels[answer], times }],
      ),
    )
    .sort((a, b) => b.times - a.times)
    .slice(0, MOST_PAIRS);
}

/** By the upper end of its interval: so a label of few texts is none by chance. */
function weakestOf(
  labels: readonly string[],
  figures: Metrics['labels'],
  recall: Intervals['recall'],
): LabelTable['weakest'] {
  const known = labels.filter((label) => figures[label].support >= ENOUGH_TEXTS);
  const [weakest] = known.toSorted((a, b) => recall[a].high - recall[b].high);
  if (weakest === undefined || known.length < 2) return undefined;
  const { support, recall: share } = figures[weakest];
  return { label: weakest, support, recall: share };
}

/** How often answers of each probability are right; bins without an answer are left out. */
export function reliabilityOf(judged: readonly Judged[]): ReliabilityBin[] {
  const bins = Array.from({ length: ECE_BINS }, () => ({ texts: 0, confidence: 0, right: 0 }));
  for (const { truth, probabilities, answer = argmax(probabilities) } of judged) {
    const bin = bins[eceBin(probabilities[answer])];
    bin.texts++;
    bin.confidence += probabilities[answer];
    if (answer === truth) bin.right++;
  }
  return bins.flatMap(({ texts, confidence, right }, bin) => {
    if (texts === 0) return [];
    const bounds = { low: bin / ECE_BINS, high: (bin + 1) / ECE_BINS };
    return [{ ...bounds, texts, confidence: confidence / texts, right, interval: wilson(right, texts) }];
  });
}

/** [texts], 1 where the answer is right. */
export function rightOf(judged: readonly Judged[]): Uint8Array {
  return Uint8Array.from(judged, (each) => (answerOf(each) === each.truth ? 1 : 0));
}

/** What two runs need to be compared text by text. @param right [size]. */
export function heldBackTexts(
  { size, lines, labels: truths, tokenOffsets }: Dataset,
  labels: readonly string[],
  right: Uint8Array,
): HeldBackTexts {
  const hash = createHash('sha256');
  for (let text = 0; text < size; text++) {
    const tokens = Math.min(TOLD_APART, tokenOffsets[text + 1] - tokenOffsets[text]);
    hash.update(`${lines[text]} ${tokens} ${JSON.stringify(labels[truths[text]])}\n`);
  }
  const bits = new Uint8Array(Math.ceil(size / 8));
  right.forEach((bit, text) => {
    bits[text >> 3] |= bit << (text & 7);
  });
  return { size, digest: hash.digest('hex'), right: Buffer.from(bits).toString('base64') };
}

/** [size], 1 where the answer is right: what `heldBackTexts` has packed. */
export function unpackRight({ size, right }: HeldBackTexts): Uint8Array {
  const bits = Buffer.from(right, 'base64');
  return Uint8Array.from(
    { length: Math.min(size, 8 * bits.length) },
    (_, text) => (bits[text >> 3] >> (text & 7)) & 1,
  );
}
