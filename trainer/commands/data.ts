import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SingleBar } from 'cli-progress';
import { type Command, Option } from 'commander';
import { type BadRow, CORPORA, type CorpusReader } from '../data/corpora.ts';
import { readDigests } from '../data/digest.ts';
import { placeOf, pullFile } from '../data/download.ts';
import { oneLine } from '../data/markup.ts';
import { mixLines, type SourceCounts } from '../data/mix.ts';
import { SOURCES, type Source } from '../data/sources.ts';
import { UserError } from '../errors.ts';
import { writeWhole } from '../export.ts';
import { numberParser, splitNames } from '../flags.ts';
import { refuseExisting } from '../outputs.ts';
import { MIXES, type MixPart, tuned } from '../recipes/mixes.ts';
import { say, warn } from '../terminal.ts';

type Folders = { cache: string; mirror?: string | undefined };
type PullFlags = Folders & { recipe: string; sources?: string[] | undefined; tuning?: boolean };
export type MixFlags = PullFlags & { out: string; share: number; seed: number; force?: true };
type SetsFlags = Folders & { out: string; force?: true };

/** Texts that no model of ours is trained on: the sets that the field measures with. */
export const HELD_OUT = fileURLToPath(new URL('../recipes/heldout.hashes', import.meta.url));

/** What `--share` may be. */
export const SHARE = { minimum: 0.0001, maximum: 1, whole: false };
const SEED = { minimum: 0, maximum: 2 ** 32 - 1, whole: true };

/** Adds `data pull`, `data mix` and `data sets`: from the corpora of others to files that `train` and `evaluate` read. */
export function addData(program: Command): void {
  const data = program
    .command('data')
    .description('fetch public corpora and mix them into files to train on and to measure with')
    .addHelpText('after', help());
  addRecipe(data.command('pull').description('bring the files of a recipe into the cache, each checked'))
    .addHelpText('after', '\nA download that broke off goes on where it stopped.\n')
    .action(async (flags: PullFlags) => pull(sourcesOf(partsOf(flags)), flags));
  addRecipe(data.command('mix').description('mix the sources of a recipe into one labelled file'))
    .requiredOption('--out <file>', 'where the labelled texts go, .tsv')
    .option('--share <n>', 'share of the texts to keep, 0.0001 to 1', numberParser('share', SHARE), 1)
    .option('--tuning', 'weigh the texts as the last stage of the recipe does')
    .option('--seed <n>', 'decides which texts caps and share keep', numberParser('seed', SEED), 1)
    .option('--force', 'replace a file that is there')
    .action((flags: MixFlags) => mix(flags));
  addFolders(data.command('sets').description('write the sets that models are measured with, one .tsv each'))
    .requiredOption('--out <folder>', 'where they go')
    .option('--force', 'replace files that are there')
    .action((flags: SetsFlags) => writeSets(flags));
}

function help(): string {
  const recipes = Object.entries(MIXES).map(([name, { about }]) => `  ${name.padEnd(10)} ${about}`);
  return `
Recipes:
${recipes.join('\n')}

Examples:
  npm run trainer -- data pull --recipe default
  npm run trainer -- data mix --recipe default --out runs/mix.tsv
  npm run trainer -- data sets --out runs/sets
`;
}

function addFolders(command: Command): Command {
  return command
    .option('--cache <folder>', 'where the files are kept, laid out by URL', 'runs/cache')
    .option('--mirror <folder>', 'take the files from a folder laid out by URL instead of the network');
}

function addRecipe(command: Command): Command {
  return addFolders(command)
    .addOption(new Option('--recipe <name>', 'which sources').choices(Object.keys(MIXES)).default('default'))
    .addOption(sourcesOption());
}

/** `--sources`. */
export function sourcesOption(): Option {
  return new Option('--sources <names>', 'only these sources of the recipe, separated by commas').argParser(
    splitNames,
  );
}

/** The parts of a mix that are asked for. @throws UserError when a source is named that the recipe lacks. */
export function partsOf({ recipe, sources, tuning = false }: PullFlags): readonly MixPart[] {
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
export async function pull(sources: readonly Source[], { cache, mirror }: Folders): Promise<void> {
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

/** Pulls and mixes, and prints what was kept of each source. */
export async function mix({ out, share, seed, force, ...flags }: MixFlags): Promise<void> {
  await refuseExisting([out], force);
  const parts = partsOf(flags);
  await pull(sourcesOf(parts), flags);
  const bad = new BadRows();
  const counts = new Map<string, SourceCounts>();
  const lines = mixLines(
    {
      sources: parts.map(({ source, weight, balance, cap }) => {
        return { name: source.name, weight, balance, cap, read: () => read(source, flags.cache) };
      }),
      heldOut: await readDigests(HELD_OUT),
      share,
      seed,
      onBadRow: (source, row) => bad.add(source, row),
    },
    counts,
  );
  await writeWhole(out, inBlocks(lines));
  bad.report();
  console.log(table(parts, counts));
  say(`written: ${out}`);
}

function read({ name, files }: Source, cache: string, reader: CorpusReader = CORPORA[name].train) {
  return reader(files.map(({ url }) => placeOf(cache, url)));
}

const BLOCK = 64 * 1024;

/** One write a line would take longer than all the rest. */
async function* inBlocks(lines: AsyncIterable<string>): AsyncGenerator<string> {
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
const COLUMNS = ['read', 'bad', 'held out', 'duplicate', 'contradictory', 'left', ...LABELS];

function table(parts: readonly MixPart[], counts: ReadonlyMap<string, SourceCounts>): string {
  const rows = parts.map(({ source, weight }) => {
    const { kept, ...count } = counts.get(source.name) as SourceCounts;
    const before = [count.read, count.bad, count.heldOut, count.duplicate, count.contradictory, count.left];
    return { name: source.name, weight, cells: [...before, ...LABELS.map((label) => kept[label] ?? 0)] };
  });
  const sums = COLUMNS.map((_, column) => rows.reduce((sum, { cells }) => sum + cells[column], 0));
  const line = (name: string, cells: readonly (string | number)[]) =>
    name.padEnd(20) + cells.map((cell) => cell.toLocaleString('en-US').padStart(14)).join('');
  return [
    line('source', [...COLUMNS, 'weight']),
    ...rows.map(({ name, cells, weight }) => line(name, [...cells, weight])),
    line('all', sums),
  ].join('\n');
}

async function writeSets({ out, force, ...folders }: SetsFlags): Promise<void> {
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
      await writeWhole(pathOf(set), inBlocks(setLines(read(source, folders.cache, reader))));
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
