import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import type { MixPart } from '../corpora/mixes.ts';
import { linesOf } from '../corpora/rows.ts';
import type { CardSource } from '../report/card.ts';

/** The file that a mix was written to, and the parts that it was asked for. */
export type Mixed = { path: string; parts: readonly MixPart[] };

/** Where `mixLines` writes the source of a text. */
const SOURCE_COLUMN = 2;

/**
 * What a card says of the sources of a recipe. The texts are counted in the files themselves, so that a stage that was skipped, or
 * made by an older version, gives the same.
 *
 * @param mixes by the stage that reads each.
 * @returns by falling priority; sources of no text are left out.
 */
export async function mixedSources(mixes: Record<'train' | 'tune', Mixed>): Promise<CardSource[]> {
  const sources = new Map<string, CardSource>();
  for (const stage of ['train', 'tune'] as const) {
    const mixed = mixes[stage];
    const texts = await textsBySource(mixed.path);
    for (const { source, weight } of mixed.parts) {
      const { name, licence, commercialUse } = source;
      if (!texts.has(name)) continue;
      const before = sources.get(name) ?? { name, licence, commercialUse };
      sources.set(name, { ...before, [stage]: { texts: texts.get(name), weight } });
    }
  }
  return [...sources.values()];
}

/** How many lines of a mix each source has. */
async function textsBySource(path: string): Promise<Map<string, number>> {
  const texts = new Map<string, number>();
  let isHeader = true;
  for await (const row of linesOf(basename(path), createReadStream(path))) {
    const name = 'problem' in row || isHeader ? undefined : row.text.split('\t')[SOURCE_COLUMN];
    isHeader = false;
    if (name !== undefined) texts.set(name, (texts.get(name) ?? 0) + 1);
  }
  return texts;
}
