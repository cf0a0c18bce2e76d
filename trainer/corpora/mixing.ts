import { fileURLToPath } from 'node:url';
import { SingleBar } from 'cli-progress';
import { UserError } from '../errors.ts';
import { refuseExisting } from '../files/outputs.ts';
import { writeWhole } from '../files/writewhole.ts';
import { warn } from '../print.ts';
import { readDigests } from '../read/heldout.ts';
import { readContainment } from './containment.ts';
import { CORPORA } from './corpora.ts';
import { placeOf, pullFile } from './download.ts';
import { mixLines, type SourceCounts } from './mix.ts';
import { MIXES, type MixPart, tuned } from './mixes.ts';
import type { BadRow, CorpusReader } from './rows.ts';
import type { Source } from './sources.ts';

/** Where the files of corpora are kept, and where they come from. */
export type CorpusFolders = { cache: string; mirror?: string | undefined };

/** Which sources of a mix are asked for, and whether as its last stage weighs them. */
export type MixSelection = CorpusFolders & {
  recipe: string;
  sources?: string[] | undefined;
  tuning?: boolean;
};

export type MixRequest = MixSelection & {
  /** The labelled file to write. */
  out: string;
  /** Share of the texts to keep. */
  share: number;
  seed: number;
  force?: true;
};

/** Texts that no model of ours is trained on: the sets that the field measures with, and our suite of the reports. */
export const HELD_OUT = fileURLToPath(new URL('heldout.hashes', import.meta.url));

/** The parts of a mix that are asked for. @throws UserError when a source is named that the recipe lacks. */
export function partsOf({ recipe, sources, tuning = false }: MixSelection): readonly MixPart[] {
  const { parts: all } = MIXES[recipe];
  const parts = tuning ? tuned(all) : all;
  const known = parts.map(({ source }) => source.name);
  const stray = sources?.find((name) => !known.includes(name));
  if (stray !== undefined) {
    throw new UserError(`--sources names "${stray}", the recipe ${recipe} has ${known.join(', ')}`, 2);
  }
  return sources === undefined ? parts : parts.filter(({ source }) => sources.includes(source.name));
}

/** The sources of a mix's parts. */
export function sourcesOf(parts: readonly MixPart[]): Source[] {
  return parts.map(({ source }) => source);
}

/** Pulls sources, a bar a file, and says what each one's licence is. */
export async function pull(sources: readonly Source[], { cache, mirror }: CorpusFolders): Promise<void> {
  for (const { name, licence, commercialUse, files } of sources) {
    for (const file of files) await pullWithBar(file, { cache, mirror });
    console.log(`${name}: ${files.length} files | licence: ${licence} | commercial use: ${commercialUse}`);
  }
}

/** Pulls one file with a bar. */
export async function pullWithBar(
  file: Source['files'][number],
  folders: { cache: string; mirror: string | undefined },
): Promise<void> {
  const format = `${file.url.split('/').at(-1)} {bar} {percentage} % of {size} MB`;
  const bar = new SingleBar({ format, barsize: 24, hideCursor: null, clearOnComplete: true });
  bar.start(1, 0, { size: '–' });
  try {
    const onProgress = (done: number, total: number) => {
      bar.setTotal(total);
      bar.update(done, { size: (total / 1e6).toFixed(1) });
    };
    await pullFile(file, { ...folders, onProgress });
  } finally {
    bar.stop();
  }
}

/**
 * Pulls and mixes sources into one labelled file.
 *
 * @returns the cells of a table of what was kept of each source.
 * @throws UserError when the file is there already, a source is not known, or a download fails.
 */
export async function mix({ out, share, seed, force, ...flags }: MixRequest): Promise<Cell[][]> {
  await refuseExisting([out], force);
  const parts = partsOf(flags);
  await pull(sourcesOf(parts), flags);
  const bad = new BadRows();
  const counts = new Map<string, SourceCounts>();
  const lines = mixLines(
    {
      sources: parts.map(({ source, weight, balance, cap }) => {
        return { name: source.name, weight, balance, cap, read: () => readSource(source, flags.cache) };
      }),
      heldOut: await readDigests(HELD_OUT),
      isPiece: await readContainment(),
      share,
      seed,
      onBadRow: (source, row) => bad.add(source, row),
    },
    counts,
  );
  await writeWhole(out, inBlocks(lines));
  bad.report();
  return tableOf(parts, counts);
}

/** The rows of a source, from the cache. @param reader of its texts to train on by default. */
export function readSource(
  { name, files }: Source,
  cache: string,
  reader: CorpusReader = CORPORA[name].train,
) {
  return reader(files.map(({ url }) => placeOf(cache, url)));
}

const BLOCK = 64 * 1024;

/** Lines joined to blocks: one write a line would take longer than all the rest. */
export async function* inBlocks(lines: AsyncIterable<string>): AsyncGenerator<string> {
  let block = '';
  for await (const line of lines) {
    block += line;
    if (block.length < BLOCK) continue;
    yield block;
    block = '';
  }
  yield block;
}

/** Bad rows that are named; the rest is only counted. */
const NAMED_BAD_ROWS = 5;

class BadRows {
  #count = 0;

  add(source: string, { place, problem }: BadRow): void {
    if (this.#count++ < NAMED_BAD_ROWS) warn(`left out: ${source}, ${place} ${problem}`);
  }

  report(): void {
    const more = this.#count - NAMED_BAD_ROWS;
    if (more > 0) console.error(`and ${more.toLocaleString('en-US')} more`);
  }
}

const LABELS = ['negative', 'neutral', 'positive'];
const COLUMNS = ['read', 'bad', 'held out', 'piece', 'duplicate', 'contradictory', 'left', ...LABELS];

type Cell = string | number;

function tableOf(parts: readonly MixPart[], counts: ReadonlyMap<string, SourceCounts>): Cell[][] {
  const rows = parts.map(({ source, weight }) => {
    const { kept, ...count } = counts.get(source.name) as SourceCounts;
    const lost = [count.heldOut, count.piece, count.duplicate, count.contradictory, count.left];
    const before = [count.read, count.bad, ...lost];
    return { name: source.name, weight, cells: [...before, ...LABELS.map((label) => kept[label] ?? 0)] };
  });
  const sums = COLUMNS.map((_, column) => rows.reduce((sum, { cells }) => sum + cells[column], 0));
  return [
    ['source', ...COLUMNS, 'weight'],
    ...rows.map(({ name, cells, weight }) => [name, ...cells, weight]),
    ['all', ...sums],
  ];
}
