/**
 * Whether it pays to choose which texts are labelled next, at equal numbers of labels.
 *
 *     npm run bench:next -- --data FILE --test FILE [--start default|small] [--seeds 1,2,3,4,5] [--first 200] [--add 200] [--rounds 4]
 *         [--strategies random,half] [--tested 4000] [--workers 2] [--curve] [--kept FILE]
 *
 * Labels of `--data` are hidden and bought. All strategies of a seed begin with the same random rows; then each round trains as
 * `train --from default` or `train --preset small` does, chooses the next rows by what that model says of those that are left, and
 * buys them (test/bench/next/strategies.ts). A text is bought once, however many rows it has. Models are measured on the
 * same `--tested` rows of `--test`, after the last round; with `--curve` after each, `random` included. With `--kept` what was
 * measured is kept, and not measured again.
 *
 * The rule, written before the first run: `trainer next` is built if, with five seeds of `--start default` and 1,000 labels, `half` is
 * better than `random` on three of the four files yelp5000, emotions5000, banking5000 and minority4000 in the mean, with p < 0.05
 * on one of them, and on none worse with p < 0.05. What counts is accuracy, and macro-F1 on minority4000, of whose rows 5 %
 * are negative. p is the corrected paired test's over seeds. Other strategies, figures and `--start small` decide nothing.
 */
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Classifier } from '../../src/model/classifier.ts';
import { exportModel } from '../../trainer/experiment/export.ts';
import { planOf, preparePlan } from '../../trainer/experiment/plan.ts';
import { STALL_MS, TrainingPool } from '../../trainer/parallel/pool.ts';
import { runTraining } from '../../trainer/parallel/run.ts';
import { mixKey, shuffle } from '../../trainer/random.ts';
import { type Example, readExamples } from '../../trainer/read/examples.ts';
import { groupKey } from '../../trainer/read/split.ts';
import { meanOf, pairedTest, studentTail } from '../../trainer/scoring/correctederror.ts';
import { classifierOf } from '../../trainer/scoring/load.ts';
import { type Judged, measure } from '../../trainer/scoring/metrics.ts';
import { judge } from '../../trainer/scoring/score.ts';
import { STRATEGIES } from './next/strategies.ts';

const { values: flags } = parseArgs({
  options: {
    data: { type: 'string' },
    test: { type: 'string' },
    start: { type: 'string', default: 'default' },
    seeds: { type: 'string', default: '1,2,3,4,5' },
    first: { type: 'string', default: '200' },
    add: { type: 'string', default: '200' },
    rounds: { type: 'string', default: '4' },
    strategies: { type: 'string', default: 'random,half' },
    tested: { type: 'string', default: '4000' },
    workers: { type: 'string', default: '2' },
    curve: { type: 'boolean', default: false },
    kept: { type: 'string' },
  },
});
const strategies = flags.strategies.split(',');
if (flags.data === undefined || flags.test === undefined)
  stop('--data and --test are labelled files: give both');
if (strategies[0] !== 'random' || strategies.some((name) => !Object.hasOwn(STRATEGIES, name))) {
  stop(
    `--strategies is ${flags.strategies}, allowed random, then any of ${Object.keys(STRATEGIES).join(', ')}`,
  );
}
const [first, add, rounds, workers] = [flags.first, flags.add, flags.rounds, flags.workers].map(Number);

/** Of a model on the tested rows, as shares. `plain` is by the likeliest label, whatever errors cost. */
const FIGURES = ['accuracy', 'macroF1', 'plainMacroF1', 'rarestRecall', 'rarestRanked'] as const;
type Figures = Record<(typeof FIGURES)[number], number>;

const rows = onceEach(await readAll(flags.data));
const tested = shuffled(await readAll(flags.test), 0x7e57).slice(0, Number(flags.tested));
const labels = [...new Set([...rows, ...tested].map(({ label }) => label))].sort();
const rarest = labels.toSorted((a, b) => rowsOf(a) - rowsOf(b))[0];
const kept = new Map(keptLines().map(({ key, figures }) => [key, figures]));
const folder = mkdtempSync(join(tmpdir(), 'next-'));
const pool = new TrainingPool(workers, STALL_MS);
try {
  console.log(
    `${rows.length} texts, ${tested.length} tested, ${labels.length} labels, the rarest is ${rarest}`,
  );
  for (const cells of [['seed', 'strategy', 'labels', ...FIGURES]])
    console.log(`${line(cells)}\n${line(cells.map(() => '---'))}`);
  const last = new Map<string, Figures[]>(strategies.map((name) => [name, []]));
  for (const seed of flags.seeds.split(',').map(Number)) {
    const order = shuffled(rows, seed);
    let started: Classifier | undefined;
    for (const name of strategies) {
      const key = keyOf(name, seed);
      let figures = kept.get(key);
      if (figures === undefined) {
        started ??= await trainOn(order.slice(0, first), seed);
        figures = await buy(name, order, started, seed);
        if (flags.kept !== undefined) appendFileSync(flags.kept, `${JSON.stringify({ key, figures })}\n`);
      }
      last.get(name)?.push(figures);
    }
  }
  console.log('');
  for (const name of strategies.slice(1)) compare(name, last.get(name) ?? [], last.get('random') ?? []);
} finally {
  await pool.close();
  rmSync(folder, { recursive: true });
}

/** What decides the figures of a strategy and a seed. */
function keyOf(name: string, seed: number): string {
  const { data, test, start, tested: size } = flags;
  return [name, seed, data, test, start, first, add, rounds, size].join(' ');
}

function keptLines(): { key: string; figures: Figures }[] {
  if (flags.kept === undefined || !existsSync(flags.kept)) return [];
  const lines = readFileSync(flags.kept, 'utf8').trimEnd().split('\n');
  return lines.map((each) => JSON.parse(each));
}

/** Buys labels round after round. @returns what the last model comes to. */
async function buy(
  name: string,
  order: readonly Example[],
  started: Classifier,
  seed: number,
): Promise<Figures> {
  const bought = new Set(order.slice(0, first));
  let model = started;
  for (let round = 1; round <= rounds; round++) {
    const left = order.flatMap((row, index) => (bought.has(row) ? [] : [{ ...row, index }]));
    const candidates = left.map((row) => ({
      ...row,
      margin: name === 'random' ? 0 : marginOf(model, row.text),
    }));
    for (const { index } of STRATEGIES[name](candidates, add)) bought.add(order[index]);
    if (name === 'random' && !flags.curve && round < rounds) continue;
    // In the order of the draw: what was chosen when does not decide how it is trained on.
    model = await trainOn(
      order.filter((row) => bought.has(row)),
      seed,
    );
    if (flags.curve || round === rounds) show([seed, name, bought.size], figuresOf(model));
  }
  return figuresOf(model);
}

async function trainOn(bought: readonly Example[], seed: number): Promise<Classifier> {
  const data = join(folder, 'bought.jsonl');
  writeFileSync(data, bought.map(({ text, label }) => `${JSON.stringify({ text, label })}\n`).join(''));
  const start = flags.start === 'default' ? ({ from: 'default' } as const) : { preset: flags.start };
  const { signal } = new AbortController();
  const silent = { report: () => {}, onCompared: () => {} };
  const plan = await planOf(start, { network: {}, train: { seed } });
  const options = { workers, signal, ...silent };
  const { prepared } = await preparePlan(plan, { data, ...silent }, options, undefined);
  const trained = await runTraining({ ...prepared, workers, pool, signal });
  return classifierOf(exportModel(prepared, trained, { name: 'next', licence: undefined }));
}

function marginOf(model: Classifier, text: string): number {
  const scores = Object.values(model.classify(text, { topK: model.config.labels.length }).scores);
  const [best, second] = scores.sort((a, b) => b - a);
  return best - second;
}

function figuresOf(model: Classifier): Figures {
  const judged = judge(model, tested, labels);
  const { accuracy, macro_f1: macroF1, labels: each } = measure(labels, judged);
  const plain = judged.map(({ truth, probabilities }) => ({ truth, probabilities }));
  const { macro_f1: plainMacroF1 } = measure(labels, plain);
  const rarestRanked = averagePrecision(plain, labels.indexOf(rarest));
  return { accuracy, macroF1, plainMacroF1, rarestRecall: each[rarest].recall, rarestRanked };
}

/** The mean precision at each text of a label, the texts sorted by its probability: no threshold and no cost decides it. */
function averagePrecision(judged: readonly Judged[], label: number): number {
  const ranked = judged.toSorted((a, b) => b.probabilities[label] - a.probabilities[label]);
  let found = 0;
  const precisions = ranked.flatMap(({ truth }, i) => (truth === label ? [++found / (i + 1)] : []));
  return meanOf(precisions);
}

/** Says how a strategy differs from random ones, in points, with the 95 % interval. */
function compare(name: string, own: readonly Figures[], random: readonly Figures[]): void {
  for (const figure of FIGURES) {
    const differences = own.map((each, seed) => 100 * (each[figure] - random[seed][figure]));
    const means = [own, random].map((all) => (100 * meanOf(all.map((each) => each[figure]))).toFixed(2));
    const opening = `${name} ${figure}: ${means[0]} %, random ${means[1]} %`;
    if (differences.length < 2) {
      console.log(opening);
      continue;
    }
    const { mean, error, p } = pairedTest(differences);
    const half = error * quantile(differences.length - 1);
    console.log(
      `${opening}, difference ${mean.toFixed(2)} (${(mean - half).toFixed(2)} to ${(mean + half).toFixed(2)}), p ${p.toFixed(4)}`,
    );
  }
}

/** Within so many standard errors lie 95 % of Student's t. */
function quantile(degrees: number): number {
  let [low, high] = [0, 100];
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (studentTail(middle, degrees) > 0.05) low = middle;
    else high = middle;
  }
  return low;
}

function show(cells: readonly unknown[], figures: Figures): void {
  console.log(line([...cells, ...FIGURES.map((figure) => `${(100 * figures[figure]).toFixed(2)} %`)]));
}

function line(cells: readonly unknown[]): string {
  return `| ${cells.join(' | ')} |`;
}

async function readAll(path: string): Promise<Example[]> {
  const all: Example[] = [];
  for await (const row of readExamples(path)) all.push(row);
  return all;
}

/** The first row of each text. */
function onceEach(all: readonly Example[]): Example[] {
  return [...new Map(all.toReversed().map((row) => [groupKey(row.text), row])).values()].reverse();
}

function shuffled(all: readonly Example[], seed: number): Example[] {
  const order = new Int32Array(all.length);
  shuffle(order, mixKey(seed, 0x0de4));
  return Array.from(order, (row) => all[row]);
}

function rowsOf(label: string): number {
  return rows.filter((row) => row.label === label).length;
}

function stop(message: string): never {
  console.error(message);
  process.exit(2);
}
