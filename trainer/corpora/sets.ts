import { join } from 'node:path';
import { UserError } from '../errors.ts';
import { refuseExisting } from '../files/outputs.ts';
import { writeWhole } from '../files/writewhole.ts';
import { say } from '../print.ts';
import { CORPORA } from './corpora.ts';
import { oneLine } from './markup.ts';
import { type CorpusFolders, inBlocks, pull, readSource } from './mixing.ts';
import type { CorpusReader } from './rows.ts';
import { SOURCES, type Source } from './sources.ts';

/**
 * Writes the sets that models are measured with, one `.tsv` each.
 *
 * @param request.out the folder that they go to.
 * @throws UserError when one is there already, or a row of one is bad.
 */
export async function writeSets({ out, force, ...folders }: SetsRequest): Promise<void> {
  const sources = SOURCES.filter(({ name }) => CORPORA[name].sets !== undefined);
  const pathOf = (set: string) => join(out, `${set}.tsv`);
  const sets = (source: Source) => Object.entries(CORPORA[source.name].sets ?? {});
  await refuseExisting(
    sources.flatMap(sets).map(([set]) => pathOf(set)),
    force,
  );
  await pull(sources, folders);
  for (const source of sources) {
    for (const [set, reader] of sets(source)) {
      await writeWhole(pathOf(set), inBlocks(setLines(readSource(source, folders.cache, reader))));
      say(`written: ${pathOf(set)}`);
    }
  }
}

/** `label<TAB>text`, without a header. @throws UserError at the first bad row: a set must be whole. */
async function* setLines(rows: ReturnType<CorpusReader>): AsyncGenerator<string> {
  for await (const row of rows) {
    if ('problem' in row) throw new UserError(`${row.place} ${row.problem}: the set would not be whole`);
    yield `${row.label}\t${oneLine(row.text)}\n`;
  }
}

export type SetsRequest = CorpusFolders & { out: string; force?: true };
