import { orderLabels } from '../read/labels.ts';
import type { Subset } from './parts.ts';

/** What was read, in figures. No path, clock or host: it may go into the model file. */
export type DataSummary = {
  /** Texts of each label, in training. */
  labels: Record<string, number>;
  train: number;
  dev: number;
  /** Rows left out because they could not be used. */
  bad: number;
  /** Rows left out because their texts are held out. */
  excluded: number;
  /** Texts left out because they have no token. */
  empty: number;
  /** Dev texts that are in training too; only a dev file of its own can have them. */
  shared: number;
  vocabulary: number;
  /** Versions of the models that it learns from; left out where there are none. */
  teachers?: string[];
  /** Version of the model that it goes on from; left out where there is none. */
  base?: string;
  /** Rows that are rehearsed beside the data; left out where there are none. */
  rehearsed?: number;
  /** Dev texts that the model which the run goes on from was trained on; left out where none is known. */
  seen?: number;
  /** What the texts of each label weigh in training; left out where all weigh the same. */
  classWeights?: Record<string, number>;
  /** What errors cost, by label; left out where all cost the same. */
  costs?: Record<string, number>;
  /** Texts left out of training because dev has them in another split group; left out where there are none. */
  purged?: number;
  /** What `--map-labels` says; left out where it says nothing. */
  mapped?: string;
  /** Tokens whose embedding began as a word vector. */
  vectors: number;
};

/** Texts of each label, by falling number, then by name. */
export function countLabels({ texts, selected }: Subset, labels: readonly string[]): Record<string, number> {
  const counts = labels.map(() => 0);
  for (const text of selected) counts[texts.labels[text]]++;
  return Object.fromEntries(orderLabels(labels.map((label, number) => [label, counts[number]])));
}

/** Labels that are named with their numbers. */
const NAMED_LABELS = 10;

/** What a person is told of it, a line each. */
export function describeSummary({
  labels,
  train,
  dev,
  excluded,
  empty,
  shared,
  vocabulary,
  vectors,
  purged = 0,
}: DataSummary): string[] {
  const lines = [
    `training on ${train.toLocaleString('en-US')} texts: ${describeLabels(labels)}`,
    `holding back ${dev.toLocaleString('en-US')} texts, to measure on`,
    `knowing ${vocabulary.toLocaleString('en-US')} tokens`,
  ];
  if (vectors > 0) lines.push(`${vectors.toLocaleString('en-US')} of them begin as word vectors`);
  if (excluded > 0) lines.push(`${excluded.toLocaleString('en-US')} rows left out: their texts are held out`);
  if (empty > 0) lines.push(`${empty.toLocaleString('en-US')} texts left out: they have no token`);
  if (purged > 0) {
    lines.push(
      `${purged.toLocaleString('en-US')} texts left out of training: held back in another split group`,
    );
  }
  if (shared > 0) {
    lines.push(
      `note: ${shared.toLocaleString('en-US')} held-back texts are trained on too, so that the figures flatter`,
    );
  }
  return lines;
}

/** The commonest labels, and the rarest where there are more. */
function describeLabels(labels: DataSummary['labels']): string {
  const counts = Object.entries(labels).sort(([, a], [, b]) => b - a);
  const [named, rest] = [counts.slice(0, NAMED_LABELS), counts.slice(NAMED_LABELS)];
  const shown = named.map(([label, count]) => `${label} ${count.toLocaleString('en-US')}`).join(', ');
  if (rest.length === 0) return shown;
  const [rarest, count] = rest[rest.length - 1];
  return `${shown}, and ${rest.length} more, the rarest ${rarest} ${count.toLocaleString('en-US')}`;
}
