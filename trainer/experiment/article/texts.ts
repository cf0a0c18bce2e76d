import { TextCollector, TextNumbers } from '../../encode/texts.ts';
import { UserError } from '../../errors.ts';
import type { ReadParts } from '../../prepare/prepare.ts';
import { digest, rankOf } from '../../read/heldout.ts';
import { groupKey } from '../../read/split.ts';
import type { TextCounts } from './size.ts';

/** A labelled text of a source. */
export type Row = { text: string; label: string; splitGroup?: string };

/** The texts of a task: none of one group is on both sides, and no text is there twice. */
export type Chosen = { train: Row[]; test: Row[] };

/** Decides which groups are trained on. */
const SEED = 0;

/**
 * Chooses texts by the hashes of their groups, so that equal sources give equal ones. Left out are texts that models are measured with
 * elsewhere, equal texts but the first, and those whose rows disagree about the label.
 *
 * @param heldOut digests of texts that are not to be used.
 * @throws UserError when there are too few.
 */
export async function chooseTexts(
  name: string,
  rows: AsyncIterable<Row | { problem: string }>,
  heldOut: ReadonlySet<string>,
  { train, test }: TextCounts,
): Promise<Chosen> {
  const groups = await groupRows(rows, heldOut);
  const ranked = [...groups].map(([key, own]) => ({ key, own, rank: rankOf(`article:${key}`, SEED) }));
  ranked.sort((a, b) => a.rank - b.rank || (a.key < b.key ? -1 : 1));
  const chosen: Chosen = { train: [], test: [] };
  for (const { own } of ranked) {
    if (chosen.train.length < train) chosen.train.push(...own);
    else if (chosen.test.length < test) chosen.test.push(...own);
  }
  const cut = { train: chosen.train.slice(0, train), test: chosen.test.slice(0, test) };
  const isWhole = cut.train.length === train && cut.test.length >= Math.min(test, 1);
  if (isWhole && (cut.test.length === test || test === Number.POSITIVE_INFINITY)) return cut;
  const found = cut.train.length + cut.test.length;
  throw new UserError(
    `${name} has ${found} texts that can be used, and the article needs more: is it whole?`,
  );
}

async function groupRows(
  rows: AsyncIterable<Row | { problem: string }>,
  heldOut: ReadonlySet<string>,
): Promise<Map<string, Row[]>> {
  const byText = new Map<string, { row: Row; isClear: boolean }>();
  for await (const row of rows) {
    if ('problem' in row || heldOut.has(digest(row.text))) continue;
    const key = groupKey(row.text);
    const known = byText.get(key);
    if (known === undefined) byText.set(key, { row, isClear: true });
    else if (known.row.label !== row.label) known.isClear = false;
  }
  const groups = new Map<string, Row[]>();
  for (const [key, { row, isClear }] of byText) {
    if (!isClear) continue;
    const group = row.splitGroup ?? key;
    groups.set(group, [...(groups.get(group) ?? []), row]);
  }
  return groups;
}

/** The texts as numbers; those of the test are what `dev` is elsewhere. @param maxTokens of a text; the others are not read. */
export function numberTexts({ train, test }: Chosen, maxTokens: number): ReadParts {
  const numbers = new TextNumbers();
  const collector = new TextCollector(numbers, maxTokens);
  const all = [...train, ...test];
  const labels = [...new Set(all.map(({ label }) => label))].sort();
  all.forEach((row, index) => {
    collector.add({ ...row, line: index + 1 }, labels.indexOf(row.label));
  });
  const texts = collector.texts();
  const selected = Int32Array.from(all.keys());
  return {
    parts: {
      train: { texts, selected: selected.slice(0, train.length) },
      dev: { texts, selected: selected.slice(train.length) },
      purged: 0,
    },
    ...{ numbers, labels, texts: all.length, teachers: undefined, rehearsal: undefined },
    found: { bad: 0, excluded: 0, shared: 0 },
  };
}
