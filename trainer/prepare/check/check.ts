import { DEFAULT_NETWORK } from '../../../src/model/network/config.ts';
import { countTexts, type FileTexts, readTexts, relabel, TextNumbers } from '../../encode/texts.ts';
import type { Example } from '../../read/examples.ts';
import { orderLabels } from '../../read/labels.ts';
import type { LoadOptions } from '../../read/load.ts';
import { mergeSpellings } from '../../read/spelling.ts';
import { FEW_ROWS } from '../../scoring/evaluation.ts';
import type { Finding } from './characters.ts';
import { findParts, lookLikeParts, type PartRows } from './partsof.ts';
import { type Repetitions, repetitionsOf } from './repeated.ts';
import { CharacterCheck, type FoundRows, type Lengths, ReadingCheck } from './rows.ts';

/** What a labelled file has, and what in it may spoil a training or a figure. */
export type DataCheck = Repetitions &
  Record<Finding, FoundRows> & {
    rows: number;
    /** Rows that cannot be used. */
    leftOut: number;
    /** Rows of each label, by falling number. */
    labels: Record<string, number>;
    /** Labels with fewer rows than any figure of them wants. */
    fewRows: string[];
    lengths: Lengths;
    /** Rows by the language that they read like: `und` is any other. */
    languages: { en: number; zh: number; und: number };
    /** Rows that are a part of a longer one. */
    parts: PartRows & { /** Whether no column keeps them together though they are many. */ leak: boolean };
  };

type CheckOptions = LoadOptions & {
  /** Told of every row that can be used. */
  onRow?: ((row: Example) => void) | undefined;
};

/**
 * Looks a labelled file through. Its labels may be as few as one; what training would refuse besides is refused here too.
 *
 * @throws UserError as `readTexts` does.
 */
export async function checkData(path: string, { onRow, ...options }: CheckOptions): Promise<DataCheck> {
  const [characters, reading, numbers] = [new CharacterCheck(), new ReadingCheck(), new TextNumbers()];
  const { maxTokens } = DEFAULT_NETWORK;
  const texts = await readTexts(
    path,
    {
      ...options,
      ...{ maxTokens, excluded: new Set<string>(), weightColumn: false },
      onRow(row) {
        characters.add(row);
        reading.add(row);
        onRow?.(row);
      },
    },
    numbers,
  );
  const { data, names } = underOneSpelling(texts, options);
  const labels = countsOf(data, names);
  const parts = findParts(data);
  return {
    ...{ rows: data.size, leftOut: data.bad, labels, ...repetitionsOf(data, names), ...characters.found },
    fewRows: Object.keys(labels).filter((label) => labels[label] < FEW_ROWS),
    lengths: reading.lengths(maxTokens),
    languages: reading.languages,
    parts: { ...parts, leak: lookLikeParts(parts) && data.splitGroups === undefined },
  };
}

/** The texts with the labels numbered as in `names`: spellings of one label are one, as training takes them. */
function underOneSpelling(texts: FileTexts, { report }: LoadOptions) {
  const spelled = mergeSpellings(countTexts(texts));
  for (const note of spelled.notes) report?.(note);
  const names = [...new Set(spelled.names)].sort();
  return { data: { ...texts, ...relabel(texts, spelled.names, names) }, names };
}

function countsOf({ labels }: FileTexts, names: readonly string[]): Record<string, number> {
  const counts = names.map(() => 0);
  for (const label of labels) counts[label]++;
  return Object.fromEntries(orderLabels(names.map((name, label) => [name, counts[label]])));
}
