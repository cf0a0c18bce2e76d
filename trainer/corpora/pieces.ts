import { join } from 'node:path';
import { refuseExisting } from '../files/outputs.ts';
import { writeWhole } from '../files/writewhole.ts';
import { say } from '../print.ts';
import { RUN_LANGUAGES, RUNS, type RunLanguage, runsName, writeRuns } from './containment.ts';
import { CORPORA } from './corpora.ts';
import { type CorpusFolders, pull, readSource } from './mixing.ts';
import type { CorpusReader } from './rows.ts';
import { SOURCES, type Source } from './sources.ts';

/**
 * Sets whose texts are so long, and so many, that others share runs with them by chance: 4,565 of the 24,386 training reviews of
 * IMDb share one with its 25,000 test reviews. Digests alone hold them out.
 */
const BY_DIGEST_ALONE = ['imdb.test'];

export type PiecesRequest = CorpusFolders & { out: string; force?: true };

/**
 * Writes the fingerprints of the texts that corpora keep for measuring, a file a language.
 *
 * @param request.out the folder that they go to.
 * @throws UserError when one is there already, or a download fails.
 */
export async function writePieces({ out, force, ...folders }: PiecesRequest): Promise<void> {
  const paths = RUN_LANGUAGES.map((language) => join(out, runsName(language)));
  await refuseExisting(paths, force);
  await pull(SOURCES.filter(isMeasured), folders);
  for (const [i, language] of RUN_LANGUAGES.entries()) {
    const texts = await heldOutTexts(language, folders.cache);
    const bytes = writeRuns(texts, RUNS[language]);
    await writeWhole(paths[i], bytes);
    say(`written: ${paths[i]}, ${bytes.length} bytes, of ${texts.length.toLocaleString('en-US')} texts`);
  }
}

/** The texts that corpora keep for measuring, from the cache. */
export async function heldOutTexts(language: RunLanguage, cache: string): Promise<string[]> {
  const texts: string[] = [];
  for (const source of SOURCES.filter(({ languages }) => languages.includes(language))) {
    for (const reader of readersOf(source)) {
      for await (const row of readSource(source, cache, reader)) if ('text' in row) texts.push(row.text);
    }
  }
  return texts;
}

function isMeasured(source: Source): boolean {
  return readersOf(source).length > 0;
}

/** What reads the texts of a source that are for measuring. */
function readersOf({ name }: Source): CorpusReader[] {
  const { sets = {}, unused = [] } = CORPORA[name];
  const measured = Object.entries(sets).filter(([set]) => !BY_DIGEST_ALONE.includes(set));
  return [...measured.map(([, reader]) => reader), ...unused];
}
