/**
 * The trainer against its peers, alternating, medians. `npm run bench:train -- [--data label-tab-text.tsv]`
 * Peers in Python are left out, with a line, where python3 or torch is missing; the epoch where no data is given.
 */
import { spawnSync } from 'node:child_process';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import * as tf from '@tensorflow/tfjs';
import {
  type SpeedRun,
  spinRate,
  syntheticRun,
  timed,
  warmRate,
} from '../../trainer/experiment/article/speed/rates.ts';
import { createOurStep, createPlainStep } from '../../trainer/experiment/article/speed/steps.ts';
import { buildConfigs } from '../../trainer/experiment/configs.ts';
import { startWasmBackend } from '../../trainer/network/backend.ts';
import { runTraining } from '../../trainer/parallel/run.ts';
import { prepareTraining } from '../../trainer/prepare/prepare.ts';
import { median } from '../../trainer/scoring/median.ts';
import { createLayersStep } from './peers/tfjs.ts';
import { exchangeOf } from './train/exchange.ts';

const ROUNDS = 7;
const STEPS_A_ROUND = 20;
/** Of a synthetic run. */
const TEXTS = 16_000;
/** About a second. */
const SPINS = 1_000_000_000;

type Row = { figure: string; ours: string; peer: string; ratio: string };

const { data } = parseArgs({ options: { data: { type: 'string' } } }).values;
const python = ['python3', '/usr/bin/python3'].find(
  (command) => spawnSync(command, ['-c', 'import torch']).status === 0,
);
if (python === undefined) console.log('no python3 with torch: PyTorch is left out');
console.log(`${cpus().length} cores, ${cpus()[0].model}, Node ${process.version}`);
const table: Row[] = [...(await steps()), ...(await scaling()), memory()];
if (data === undefined) console.log('no --data: the epoch is left out');
else table.push(...(await epochs(data)));
console.table(table);

async function steps(): Promise<Row[]> {
  await startWasmBackend();
  const oneShard = createOurStep(1);
  const eightShards = createOurStep(8);
  const plain = createPlainStep();
  const times: Record<string, number[]> = { oneShard: [], eightShards: [], plain: [], layers: [], torch: [] };
  for (let round = 0; round < ROUNDS; round++) {
    times.oneShard.push(timed(oneShard, STEPS_A_ROUND));
    times.eightShards.push(timed(eightShards, STEPS_A_ROUND));
    times.plain.push(timed(plain, STEPS_A_ROUND / 4));
    if (python) times.torch.push(peer('reference_step.py', String(STEPS_A_ROUND)));
  }
  await tf.setBackend('cpu');
  const layers = createLayersStep();
  await layers();
  for (let round = 0; round < 3; round++) {
    const start = performance.now();
    await layers();
    times.layers.push(performance.now() - start);
  }
  const ours = median(times.oneShard);
  const row = (figure: string, own: number, other: number): Row => ({
    figure,
    ours: `${own.toFixed(2)} ms`,
    peer: `${other.toFixed(2)} ms`,
    ratio: (other / own).toFixed(2),
  });
  return [
    row('reference step, against plain tfjs operations on wasm', ours, median(times.plain)),
    row('reference step, against the tfjs layers API on cpu', ours, median(times.layers)),
    row(
      'reference step as 8 shards, against plain tfjs on wasm',
      median(times.eightShards),
      median(times.plain),
    ),
    ...(python ? [row('reference step, against PyTorch, one thread', ours, median(times.torch))] : []),
    exchange(ours),
  ];
}

/** Why one fit is not spread over machines: docs/decisions/0035-one-fit-on-one-machine.md. */
function exchange(step: number): Row {
  const { bytes, milliseconds } = exchangeOf();
  return {
    figure: 'reference step, against exchanging its gradients over 1 Gb/s',
    ours: `${step.toFixed(2)} ms`,
    peer: `${(bytes / 1000).toFixed(0)} KB, ${milliseconds.toFixed(2)} ms`,
    ratio: (milliseconds / step).toFixed(2),
  };
}

/** Texts a second over one epoch with two workers; start-up is left out on both sides. */
async function epochs(path: string): Promise<Row[]> {
  const configs = buildConfigs('default', { network: {}, train: { epochs: 1, schedule: 'constant' } });
  const prepared = await prepareTraining({ ...configs, data: path, report: () => {} });
  const rates: Record<string, number[]> = { ours: [], dense: [], sparse: [] };
  for (let round = 0; round < ROUNDS; round++) {
    rates.ours.push(await ourRate(prepared));
    if (python) {
      rates.dense.push(peer('epoch.py', path, 'dense'));
      rates.sparse.push(peer('epoch.py', path, 'sparse'));
    }
  }
  const ours = median(rates.ours);
  const row = (figure: string, other: number): Row => ({
    figure,
    ours: `${ours.toFixed(0)} texts/s`,
    peer: `${other.toFixed(0)} texts/s`,
    ratio: (ours / other).toFixed(2),
  });
  return python
    ? [
        row('one epoch, 2 workers, against PyTorch, 2 threads', median(rates.dense)),
        row('one epoch, 2 workers, against PyTorch, sparse gradients', median(rates.sparse)),
      ]
    : [];
}

/** How the work grows with threads and vocabulary, on texts of 12 words without structure. */
async function scaling(): Promise<Row[]> {
  const gains: number[] = [];
  const shares: number[] = [];
  const growth: number[] = [];
  const overheads: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const small = syntheticRun(20_000, TEXTS);
    const onOverhead = (share: number) => void overheads.push(share);
    const [one, two] = [await warmRate(small, 1), await warmRate(small, 2, { onOverhead })];
    const [spinOne, spinTwo] = [await spinRate(1, SPINS), await spinRate(2, SPINS)];
    gains.push(two / one / (spinTwo / spinOne));
    const apart = await Promise.all([warmRate(small, 1), warmRate(syntheticRun(20_000, TEXTS), 1)]);
    shares.push(two / (apart[0] + apart[1]));
    growth.push(two / (await warmRate(syntheticRun(200_000, TEXTS), 2)));
  }
  return [
    { figure: 'speed-up of 2 workers', ours: '', peer: 'spin loop', ratio: median(gains).toFixed(2) },
    // Two threads share what multiplies, on some machines: no training can use more of it than two that know nothing of each other.
    {
      figure: 'texts/s of 2 workers',
      ours: '',
      peer: 'two trainings side by side, one worker each',
      ratio: median(shares).toFixed(2),
    },
    {
      figure: 'time in reduce, update and barriers, 2 workers',
      ours: `${(100 * median(overheads)).toFixed(1)} %`,
      peer: 'a step',
      ratio: '',
    },
    { figure: 'step time, 200,000 words', ours: '', peer: '20,000 words', ratio: median(growth).toFixed(2) },
  ];
}

/** What a whole training process takes at its peak: see `memory.ts`. */
function memory(): Row {
  const path = fileURLToPath(new URL('memory.ts', import.meta.url));
  const { stdout, stderr, status } = spawnSync(process.execPath, [path], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`memory.ts failed:\n${stderr}`);
  return {
    figure: 'peak memory, 1,000,000 texts of 30 tokens, 50,000 words, width 128',
    ours: `${stdout.trim()} MB`,
    peer: '',
    ratio: '',
  };
}

/** Texts a second over the one epoch of a run. */
async function ourRate(prepared: SpeedRun): Promise<number> {
  let [first, last] = [0, 0];
  let [textsAtFirst, textsAtLast] = [0, 0];
  await runTraining({
    ...prepared,
    workers: 2,
    onProgress: ({ texts }) => {
      // The clock starts when the threads are warm.
      if (texts > 0 && first === 0) [first, textsAtFirst] = [performance.now(), texts];
      if (texts > textsAtLast) [last, textsAtLast] = [performance.now(), texts];
    },
  });
  return (1000 * (textsAtLast - textsAtFirst)) / (last - first);
}

/** The number that a Python peer prints. */
function peer(script: string, ...options: string[]): number {
  const path = fileURLToPath(new URL(`peers/${script}`, import.meta.url));
  const { stdout, stderr, status } = spawnSync(python as string, [path, ...options], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${script} failed:\n${stderr}`);
  return Number(stdout);
}
