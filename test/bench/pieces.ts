/**
 * How exact the check for pieces of held-out texts is: rows of the mix `default` that it leaves out, held against the runs themselves.
 *
 *     npm run bench:pieces -- --cache DIR [--imdb]
 *
 * DIR is where `trainer data pull --recipe default` keeps the files. “left out” are rows that the fingerprints give away, “by chance” those
 * of them that share no whole run with a held-out text. “missed” are rows that share one and are not left out, of every tenth row;
 * there can be none. `--imdb` counts instead how many training reviews of IMDb share a run of 30 with one of its test reviews.
 */
import { parseArgs } from 'node:util';
import { RUN_LANGUAGES, RUNS, type RunLanguage, readContainment } from '../../trainer/corpora/containment.ts';
import { CORPORA } from '../../trainer/corpora/corpora.ts';
import { MIXES } from '../../trainer/corpora/mixes.ts';
import { HELD_OUT, readSource } from '../../trainer/corpora/mixing.ts';
import { heldOutTexts } from '../../trainer/corpora/pieces.ts';
import type { Source } from '../../trainer/corpora/sources.ts';
import { fingerprints } from '../../trainer/corpora/winnowing.ts';
import { digest, digestKey, readDigests } from '../../trainer/read/heldout.ts';

const { values: flags } = parseArgs({
  options: { cache: { type: 'string', default: 'runs/cache' }, imdb: { type: 'boolean', default: false } },
});
/** Of rows that are not left out so many are looked at. */
const EVERY = 10;

type Counts = Record<'rows' | 'leftOut' | 'byChance' | 'missed', number>;

const held = new Map<RunLanguage, ReadonlySet<string>>();
if (flags.imdb) await countReviews();
else await countPieces();

async function countPieces(): Promise<void> {
  for (const language of RUN_LANGUAGES) {
    const texts = await heldOutTexts(language, flags.cache);
    held.set(language, new Set(texts.flatMap((text) => runsOf(digestKey(text), language))));
  }
  const isPiece = await readContainment();
  console.log(
    '| source | rows | left out | by chance | missed, of a tenth |\n| --- | --- | --- | --- | --- |',
  );
  const sums: Counts = { rows: 0, leftOut: 0, byChance: 0, missed: 0 };
  for (const { source } of MIXES.default.parts) {
    const counts = { rows: 0, leftOut: 0, byChance: 0, missed: 0 };
    for await (const row of readSource(source, flags.cache)) {
      if ('problem' in row) continue;
      counts.rows++;
      if (isPiece(row.text)) {
        counts.leftOut++;
        if (!sharesRun(row.text)) counts.byChance++;
      } else if (counts.rows % EVERY === 0 && sharesRun(row.text)) counts.missed++;
    }
    for (const name of Object.keys(sums) as (keyof Counts)[]) sums[name] += counts[name];
    console.log(line(source.name, counts));
  }
  console.log(line('all', sums));
}

/** All runs of the test reviews are 25 million, more than a set may have: their hashes are sorted. */
async function countReviews(): Promise<void> {
  const source = MIXES.default.parts.find(({ source: { name } }) => name === 'imdb')?.source as Source;
  const whole = { run: RUNS.en.run, gram: RUNS.en.run };
  const runs: Float64Array[] = [];
  for await (const row of readSource(source, flags.cache, CORPORA.imdb.sets?.['imdb.test'])) {
    if ('text' in row) runs.push(Float64Array.from(fingerprints(digestKey(row.text), whole)));
  }
  const known = new Float64Array(runs.reduce((sum, { length }) => sum + length, 0));
  let filled = 0;
  for (const some of runs) {
    known.set(some, filled);
    filled += some.length;
  }
  known.sort();
  const heldOut = await readDigests(HELD_OUT);
  const counts = { reviews: 0, shared: 0 };
  for await (const row of readSource(source, flags.cache)) {
    if ('problem' in row || heldOut.has(digest(row.text))) continue;
    counts.reviews++;
    const own = [...fingerprints(digestKey(row.text), whole)];
    if (own.some((run) => isIn(known, run))) counts.shared++;
  }
  console.log(
    `${counts.shared} of ${counts.reviews} training reviews share ${whole.run} letters with a test review`,
  );
}

/** @param sorted in rising order. */
function isIn(sorted: Float64Array, value: number): boolean {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle] < value) low = middle + 1;
    else high = middle;
  }
  return sorted[low] === value;
}

/** Every run of a key. */
function runsOf(key: string, language: RunLanguage): string[] {
  const { run } = RUNS[language];
  return Array.from({ length: Math.max(0, key.length - run + 1) }, (_, at) => key.slice(at, at + run));
}

function sharesRun(text: string): boolean {
  const key = digestKey(text);
  return [...held].some(([language, runs]) => runsOf(key, language).some((run) => runs.has(run)));
}

function line(name: string, { rows, leftOut, byChance, missed }: Counts): string {
  return `| ${[name, ...[rows, leftOut, byChance, missed].map((count) => count.toLocaleString('en-US'))].join(' | ')} |`;
}
