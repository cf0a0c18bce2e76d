import { Worker } from 'node:worker_threads';
import type { Dataset } from '../../../encode/dataset.ts';
import { runTraining } from '../../../parallel/run.ts';
import type { Prepared } from '../../../prepare/prepare.ts';
import { buildConfigs } from '../../configs.ts';

/** What a training needs that is measured. */
export type SpeedRun = Pick<Prepared, 'network' | 'config' | 'train' | 'dev'>;

/** Epochs of a run that are measured, after one that warms up. */
const WARM_EPOCHS = 3;
/** Tokens of a text. */
const TOKENS = 12;

/** Texts of equal length, nearly all of their words different. */
export function syntheticData(texts: number, tokens: number, vocabulary: number): Dataset {
  const ints = (length: number, value: (i: number) => number) => {
    const shared = new Int32Array(new SharedArrayBuffer(4 * length));
    for (let i = 0; i < length; i++) shared[i] = value(i);
    return shared;
  };
  return {
    size: texts,
    labels: ints(texts, (i) => i % 2),
    tokenOffsets: ints(texts + 1, (i) => i * tokens),
    featureOffsets: ints(texts * tokens + 1, (i) => i),
    features: ints(texts * tokens, (i) => (i * 7919) % vocabulary),
    lines: ints(texts, (i) => i + 1),
  };
}

/** The default network on texts without structure. */
export function syntheticRun(vocabulary: number, texts: number): SpeedRun {
  const train = { epochs: WARM_EPOCHS + 1, patience: 0, schedule: 'constant' as const };
  const { network, config } = buildConfigs('default', { network: {}, train });
  return {
    network: { ...network, vocabulary },
    config,
    train: syntheticData(texts, TOKENS, vocabulary),
    dev: syntheticData(64, TOKENS, vocabulary),
  };
}

/**
 * Texts a second in the epochs of a run that follow the first, in which threads start and the engine compiles.
 *
 * @param onOverhead told, for each of them, which share of the workers' time went to summing, updating and waiting.
 */
export async function warmRate(
  run: SpeedRun,
  workers: number,
  {
    onOverhead,
    signal,
  }: { onOverhead?: ((share: number) => void) | undefined; signal?: AbortSignal | undefined } = {},
): Promise<number> {
  const rates: number[] = [];
  await runTraining({
    ...run,
    workers,
    ...(signal && { signal }),
    onEpoch: ({ epoch }, { reduce, wait, textsPerSecond }) => {
      if (epoch === 1) return;
      rates.push(textsPerSecond);
      onOverhead?.(reduce + wait);
    },
  });
  return rates.reduce((sum, rate) => sum + rate, 0) / rates.length;
}

/** Loops a second of so many threads that do nothing but count: what the machine has to give at the moment. */
export async function spinRate(threads: number, spins: number): Promise<number> {
  const code = `let x = 0; for (let i = 0; i < ${spins}; i++) x = (x * 31 + i) | 0; require('worker_threads').parentPort.postMessage(x)`;
  const start = performance.now();
  const workers = Array.from({ length: threads }, () => new Worker(code, { eval: true }));
  await Promise.all(workers.map((worker) => new Promise((resolve) => worker.once('message', resolve))));
  return (threads * spins) / (performance.now() - start);
}

/** Mean milliseconds of a step, after one that warms up. */
export function timed(step: () => void, count: number): number {
  step();
  const start = performance.now();
  for (let i = 0; i < count; i++) step();
  return (performance.now() - start) / count;
}
