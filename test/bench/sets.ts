import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readExamples } from '../../trainer/read/examples.ts';
import type { LabelledText } from '../../trainer/scoring/score.ts';

export type MetricName = 'accuracy' | 'macro_f1' | 'macro_recall';

/** What a release must reach and what it aims at, as shares of 1; of some there is only an aim. */
export type Bound = { must?: number; aim: number };

/** A set that models are measured on, never trained on. Figures are shares of 1. */
export type TestSet = Bound & {
  file: string;
  title: string;
  labels: readonly string[];
  metric: MetricName;
  /** Decisions that were made with figures of this set in sight, by their numbers in `docs/decisions`; none: it was never looked at when choosing. */
  looked: readonly number[];
  /** Figures of others as they published them, not measured here. */
  published: readonly { name: string; value: number; on?: string }[];
};

const TWO = ['negative', 'positive'] as const;
const THREE = ['negative', 'neutral', 'positive'] as const;

export const TEST_SETS: readonly TestSet[] = [
  {
    file: 'sst2.dev.tsv',
    title: 'SST-2 dev',
    ...{ labels: TWO, metric: 'accuracy', must: 0.883, aim: 0.895 },
    looked: [6, 7, 9, 10, 11, 12, 13, 14, 36, 37],
    published: [{ name: 'DistilBERT', value: 0.913 }],
  },
  {
    file: 'imdb.test.tsv',
    title: 'IMDb test',
    ...{ labels: TWO, metric: 'accuracy', must: 0.92, aim: 0.93 },
    looked: [5, 7, 9, 10, 11, 13, 36, 37],
    published: [{ name: 'NB-SVM, trigrams', value: 0.919 }],
  },
  {
    file: 'sst3.dev.tsv',
    title: 'SST dev',
    ...{ labels: THREE, metric: 'macro_f1', must: 0.645, aim: 0.67 },
    looked: [7, 9, 11, 12, 13, 14, 36, 37],
    published: [],
  },
  {
    file: 'tweeteval3.val.tsv',
    title: 'TweetEval val',
    ...{ labels: THREE, metric: 'macro_recall', must: 0.705, aim: 0.72 },
    looked: [7, 9, 11, 12, 13, 14, 36, 37],
    published: [
      { name: 'RoBERTa', value: 0.713, on: 'the test part' },
      { name: 'fastText', value: 0.629, on: 'the test part' },
    ],
  },
  {
    file: 'goemotions3.dev.tsv',
    title: 'GoEmotions dev',
    ...{ labels: THREE, metric: 'macro_f1', must: 0.68, aim: 0.7 },
    looked: [7, 9, 11, 12, 13, 14, 36, 37],
    published: [],
  },
  {
    file: 'chnsenticorp.dev.tsv',
    title: 'ChnSentiCorp dev',
    ...{ labels: TWO, metric: 'accuracy', must: 0.9, aim: 0.92 },
    looked: [6, 7, 9, 10, 11, 12, 13, 36, 37],
    published: [{ name: 'distilled BiLSTM', value: 0.934 }],
  },
  // One text in twenty of two corpora that models are trained on: see `withPartHeldBack`.
  ...['zh-ewect.part', 'zh-weibo-8.part'].map((name) => ({
    file: `${name}.tsv`,
    title: name,
    ...{ labels: THREE, metric: 'macro_f1' as const, aim: 0.7 },
    looked: [],
    published: [],
  })),
];

/** The texts of a set; null when the folder has no such file. @throws Error when a row is bad. */
export async function readSet(folder: string, { file, labels }: TestSet): Promise<LabelledText[] | null> {
  const path = join(folder, file);
  if (!existsSync(path)) return null;
  const rows: LabelledText[] = [];
  const onBadRow = (line: number, reason: string) => {
    throw new Error(`line ${line} of ${path} ${reason}: a set is measured whole`);
  };
  for await (const { text, label, line } of readExamples(path, { onBadRow })) {
    if (!labels.includes(label)) onBadRow(line, `has the label "${label}", allowed ${labels.join(', ')}`);
    rows.push({ text, label });
  }
  return rows;
}
