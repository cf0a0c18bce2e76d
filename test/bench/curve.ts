/**
 * How far a learning curve misses: it says what twice the rows would bring, and then they are trained on.
 *
 *     npm run bench:curve -- --data FILE --test FILE [--rows 1250,2500] [--seeds 1,2,3] [--start default] [--workers 2]
 *
 * Rows of FILE are drawn anew for each seed. “predicted” is what the curve of so many rows says of twice as many, with its
 * interval; “came” is the share of the test file that a run on twice the rows has right. “gain” is the same of the difference to
 * the run on the rows themselves. `--start scratch` trains new small networks.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildConfigs, fineTuneConfigs } from '../../trainer/experiment/configs.ts';
import { exportModel } from '../../trainer/experiment/export.ts';
import { learningCurve } from '../../trainer/experiment/learningcurve.ts';
import type { Arm } from '../../trainer/experiment/trainfold.ts';
import { tsvRow } from '../../trainer/files/csv.ts';
import { shippedModel } from '../../trainer/files/shipped.ts';
import { runTraining } from '../../trainer/parallel/run.ts';
import { loadBase } from '../../trainer/prepare/base.ts';
import { prepareParts, type ReadParts, readParts } from '../../trainer/prepare/prepare.ts';
import { mixKey, shuffle } from '../../trainer/random.ts';
import { type Example, readExamples } from '../../trainer/read/examples.ts';
import { classifierOf } from '../../trainer/scoring/load.ts';
import { answersOf } from '../../trainer/scoring/score.ts';

const { values: flags } = parseArgs({
  options: {
    data: { type: 'string' },
    test: { type: 'string' },
    rows: { type: 'string', default: '1250,2500' },
    seeds: { type: 'string', default: '1,2,3' },
    start: { type: 'string', default: 'default' },
    workers: { type: 'string', default: '2' },
  },
});
if (flags.data === undefined || flags.test === undefined) {
  console.error('--data or --test is missing: labelled files, the rows to train on and those to measure on');
  process.exit(2);
}
const [rows, tests] = [await allOf(flags.data), await allOf(flags.test)];
const run = { workers: Number(flags.workers), signal: new AbortController().signal };
const silent = { report: () => {} };
const folder = mkdtempSync(join(tmpdir(), 'curve-'));
try {
  console.log(
    line(['rows', 'seed', 'predicted', '95 %', 'came', 'missed by', 'gain predicted', 'gain came']),
  );
  console.log(line(Array.from({ length: 8 }, () => '---')));
  for (const size of flags.rows.split(',').map(Number)) {
    for (const seed of flags.seeds.split(',').map(Number)) console.log(line(await measure(size, seed)));
  }
} finally {
  rmSync(folder, { recursive: true });
}

async function allOf(path: string): Promise<Example[]> {
  const all: Example[] = [];
  for await (const row of readExamples(path)) all.push(row);
  return all;
}

async function measure(size: number, seed: number): Promise<unknown[]> {
  const arm = await armOf(seed);
  const read = await drawn(size, seed, arm);
  const curve = await learningCurve(
    { read, arm, hasMore: false },
    { ...run, ...silent, asked: true, onTrained: () => {} },
  );
  if (curve === undefined) return [size, seed, 'none'];
  const now = await rightOf(read, arm);
  const came = await rightOf(await drawn(2 * size, seed, arm), arm);
  const { value, interval } = curve.twice;
  return [
    ...[size, seed, percent(value), `${percent(interval.low)} to ${percent(interval.high)}`, percent(came)],
    ...[percent(value - came), percent(curve.gain.value), percent(came - now)],
  ];
}

async function armOf(seed: number): Promise<Arm> {
  const given = { network: {}, train: { seed } };
  const shipped = shippedModel();
  if (flags.start !== 'default' || shipped === undefined) return buildConfigs('small', given);
  const base = await loadBase(shipped);
  return { base, ...fineTuneConfigs(base, 'fine-tune', given) };
}

/** So many rows of the file: those of fewer are among those of more. */
async function drawn(size: number, seed: number, arm: Arm): Promise<ReadParts> {
  const order = new Int32Array(rows.length);
  shuffle(order, mixKey(seed, 77));
  const data = join(folder, `${size}.tsv`);
  const lines = Array.from(order.subarray(0, size), (place) => tsvRow([rows[place].label, rows[place].text]));
  writeFileSync(data, ['label\ttext\n', ...lines].join(''));
  return readParts({ data, likeLabels: arm.base?.model.config.labels, ...arm, ...silent });
}

/** The share of the test file that a run has right. */
async function rightOf(read: ReadParts, arm: Arm): Promise<number> {
  const prepared = await prepareParts(read, { ...arm, ...silent, data: '' });
  const trained = await runTraining({ ...prepared, ...run });
  const model = exportModel(prepared, trained, { name: 'curve', licence: undefined });
  const answers = answersOf(classifierOf(Buffer.from(model)), tests);
  return answers.filter((answer, text) => answer === tests[text].label).length / tests.length;
}

function line(cells: readonly unknown[]): string {
  return `| ${cells.join(' | ')} |`;
}

function percent(share: number): string {
  return (100 * share).toFixed(1);
}
