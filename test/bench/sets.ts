import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readExamples } from '../../trainer/read/examples.ts';
import type { LabelledText } from '../../trainer/scoring/score.ts';

export type MetricName = 'accuracy' | 'macro_f1' | 'macro_recall';

/** A set that models are measured on, never trained on. Bounds and figures are shares of 1. */
export type TestSet = {
  file: string;
  title: string;
  labels: readonly string[];
  metric: MetricName;
  must: number;
  aim: number;
  /** Figures of others as they published them, not measured here. */
  published: readonly { name: string; value: number; on?: string }[];
};

const TWO = ['negative', 'positive'] as const;
const THREE = ['negative', 'neutral', 'positive'] as const;

export const TEST_SETS: readonly TestSet[] = [
  {
    file: 'sst2.dev.tsv',
    title: 'SST-2 dev',
    ...{ labels: TWO, metric: 'accuracy', must: 0.875, aim: 0.895 },
    published: [{ name: 'DistilBERT', value: 0.913 }],
  },
  {
    file: 'imdb.test.tsv',
    title: 'IMDb test',
    ...{ labels: TWO, metric: 'accuracy', must: 0.895, aim: 0.919 },
    published: [{ name: 'NB-SVM, trigrams', value: 0.919 }],
  },
  {
    file: 'sst3.dev.tsv',
    title: 'SST dev',
    ...{ labels: THREE, metric: 'macro_f1', must: 0.66, aim: 0.72 },
    published: [],
  },
  {
    file: 'tweeteval3.val.tsv',
    title: 'TweetEval val',
    ...{ labels: THREE, metric: 'macro_recall', must: 0.66, aim: 0.71 },
    published: [
      { name: 'RoBERTa', value: 0.713, on: 'the test part' },
      { name: 'fastText', value: 0.629, on: 'the test part' },
    ],
  },
  {
    file: 'goemotions3.dev.tsv',
    title: 'GoEmotions dev',
    ...{ labels: THREE, metric: 'macro_f1', must: 0.66, aim: 0.72 },
    published: [],
  },
  {
    file: 'chnsenticorp.dev.tsv',
    title: 'ChnSentiCorp dev',
    ...{ labels: TWO, metric: 'accuracy', must: 0.915, aim: 0.934 },
    published: [{ name: 'distilled BiLSTM', value: 0.934 }],
  },
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
