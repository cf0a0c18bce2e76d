import { createReadStream } from 'node:fs';
import { digestKey } from '../read/heldout.ts';
import { groupKey } from '../read/split.ts';
import { asPlainText, type BadRow, type CorpusExample, named, readTable } from './rows.ts';
import { fingerprints } from './winnowing.ts';

const COLUMNS = {
  text: 'Text',
  label: 'Sentiment',
  labelOf: named({ Negative: 'negative', Positive: 'positive' }),
};
/** Of a review and what became of it by a few words; other reviews hardly share so much. */
const RUNS = { run: 40, gram: 24 };

/**
 * Film reviews, and the same with as few words changed as turn the label (Kaushik, Hovy & Lipton 2020). No column says which belong
 * together: a rewrite is of the review with which it shares most runs, and in its split group.
 *
 * @param paths the rewrites and the reviews.
 */
export async function* readRewrites([rewritten, original]: readonly string[]): AsyncGenerator<
  CorpusExample | BadRow
> {
  const groups = new Map<number, string[]>();
  for await (const row of reviews(original)) {
    yield row;
    if (!('text' in row)) continue;
    for (const fingerprint of fingerprints(digestKey(row.text), RUNS)) {
      const known = groups.get(fingerprint);
      if (known === undefined) groups.set(fingerprint, [row.splitGroup as string]);
      else known.push(row.splitGroup as string);
    }
  }
  for await (const row of reviews(rewritten)) {
    yield 'text' in row ? { ...row, splitGroup: groupOf(row.text, groups) ?? groupKey(row.text) } : row;
  }
}

async function* reviews(path: string): AsyncGenerator<CorpusExample | BadRow> {
  for await (const row of asPlainText(
    readTable(path, createReadStream(path), COLUMNS, { delimiter: '\t' }),
  )) {
    yield 'text' in row ? { ...row, splitGroup: groupKey(row.text) } : row;
  }
}

/** The group that has most of a text's runs. */
function groupOf(text: string, groups: ReadonlyMap<number, readonly string[]>): string | undefined {
  const shared = new Map<string, number>();
  for (const fingerprint of fingerprints(digestKey(text), RUNS)) {
    for (const group of groups.get(fingerprint) ?? []) shared.set(group, (shared.get(group) ?? 0) + 1);
  }
  const [most] = [...shared].sort(([, a], [, b]) => b - a);
  return most?.[0];
}
