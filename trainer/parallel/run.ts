import type { NetworkConfig } from '../../src/model/network.ts';
import type { TrainConfig } from '../config.ts';
import type { Dataset } from '../data/dataset.ts';
import { mixKey, shuffle } from '../random.ts';
import { Control } from './control.ts';
import { allocate, layoutOf, type SharedTraining } from './memory.ts';
import { TrainingPool } from './pool.ts';
import { stepsOf } from './worker.ts';

/** One epoch in figures. Losses are means over texts, accuracies shares. */
export type EpochReport = {
  epoch: number;
  loss: number;
  accuracy: number;
  devLoss: number;
  devAccuracy: number;
};

/** Where a running epoch is. */
export type Progress = {
  epoch: number;
  step: number;
  steps: number;
  texts: number;
  loss: number;
  accuracy: number;
};

export type RunRequest = {
  network: NetworkConfig;
  config: TrainConfig;
  train: Dataset;
  dev: Dataset;
  /** Embedding rows that begin as these instead of at random. */
  vectors?: ReadonlyMap<number, Float32Array>;
  workers: number;
  /** Called about ten times a second. */
  onProgress?: (progress: Progress) => void;
  onEpoch?: (report: EpochReport) => void;
  /** Ends the run after the step at hand; the best epoch so far is kept. */
  signal?: AbortSignal;
};

/** The best epoch's weights by name, its report and its dev logits, [dev.size, labels]. */
export type TrainedNetwork = {
  parameters: Map<string, Float32Array>;
  best: EpochReport;
  devLogits: Float32Array;
  epochs: EpochReport[];
  stopped: 'finished' | 'early' | 'signal';
};

const PROGRESS_MS = 100;

/**
 * Trains a network in a pool of worker threads and returns the weights of the epoch that was best on the dev
 * texts. Equal requests give equal bits, whatever `workers` is.
 *
 * @throws DivergedError when the loss is no longer finite.
 */
export async function runTraining(request: RunRequest): Promise<TrainedNetwork> {
  const { network, config, train, dev, workers } = request;
  const memory = allocate(network, config, train, dev, workers);
  for (const [row, vector] of request.vectors ?? []) memory.embedding.set(vector, row * network.embedding);
  const pool = new TrainingPool(workers);
  const control = new Control(memory.control, workers);
  const stop = () => control.requestStop();
  request.signal?.addEventListener('abort', stop);
  if (request.signal?.aborted) stop();
  try {
    return await runEpochs(request, memory, pool, control);
  } finally {
    request.signal?.removeEventListener('abort', stop);
    await pool.close();
  }
}

/** A copy of the weights, block by block. */
type Weights = Record<(typeof BLOCKS)[number], Float32Array>;

type Best = { report: EpochReport; weights: Weights; devLogits: Float32Array };

async function runEpochs(
  request: RunRequest,
  memory: SharedTraining,
  pool: TrainingPool,
  control: Control,
): Promise<TrainedNetwork> {
  const { network, config } = request;
  const epochs: EpochReport[] = [];
  const average = new WeightAverage(config.averageEpochs);
  let best: Best | undefined;
  let stopped: TrainedNetwork['stopped'] = 'finished';
  for (let epoch = 0; epoch < config.epochs; epoch++) {
    shuffle(memory.order, mixKey(config.seed, epoch, 0x5f1e));
    memory.epochSums.fill(0);
    await watched(request, memory, epoch, control, () => pool.run('train', memory, epoch));
    const resume = average.replace(memory);
    await pool.run('evaluate', memory, epoch);
    const report = reportOf(memory, epoch);
    epochs.push(report);
    request.onEpoch?.(report);
    if (best === undefined || isBetter(report, best.report)) {
      best = { report, weights: copyWeights(memory), devLogits: memory.devLogits.slice() };
    }
    resume();
    stopped = reasonToStop(control, config, epoch, best.report);
    if (stopped !== 'finished') break;
  }
  const { report, weights, devLogits } = best as Best;
  return { parameters: namedWeights(network, weights), best: report, devLogits, epochs, stopped };
}

/** Runs an epoch and tells how far it is. */
async function watched(
  request: RunRequest,
  memory: SharedTraining,
  epoch: number,
  control: Control,
  run: () => Promise<void>,
): Promise<void> {
  const tell = () => {
    const [loss, hits, texts] = memory.epochSums;
    const means = { loss: loss / Math.max(1, texts), accuracy: hits / Math.max(1, texts) };
    request.onProgress?.({ epoch, step: control.step, steps: stepsOf(memory), texts, ...means });
  };
  const timer = setInterval(tell, PROGRESS_MS);
  try {
    await run();
  } finally {
    clearInterval(timer);
    tell();
  }
}

function reportOf({ epochSums, devSums, dev }: SharedTraining, epoch: number): EpochReport {
  const [loss, hits, texts] = epochSums;
  let devLoss = 0;
  let devHits = 0;
  for (let chunk = 0; chunk < devSums.length; chunk += 2) {
    devLoss += devSums[chunk];
    devHits += devSums[chunk + 1];
  }
  return {
    epoch: epoch + 1,
    loss: loss / Math.max(1, texts),
    accuracy: hits / Math.max(1, texts),
    devLoss: devLoss / dev.size,
    devAccuracy: devHits / dev.size,
  };
}

/** More dev texts right; or as many at a lower loss. */
function isBetter(a: EpochReport, b: EpochReport): boolean {
  if (a.devAccuracy !== b.devAccuracy) return a.devAccuracy > b.devAccuracy;
  return a.devLoss < b.devLoss;
}

function reasonToStop(
  control: Control,
  { patience, epochs }: TrainConfig,
  epoch: number,
  best: EpochReport,
): TrainedNetwork['stopped'] {
  if (control.stopping) return 'signal';
  const last = epoch + 1 === epochs;
  return !last && patience > 0 && epoch + 1 - best.epoch >= patience ? 'early' : 'finished';
}

function copyWeights({ dense, statistics, embedding }: SharedTraining): Weights {
  return { dense: dense.slice(), statistics: statistics.slice(), embedding: embedding.slice() };
}

/**
 * The mean of the weights after each of the last epochs, which is flatter than any one of them and generalises
 * better (Izmailov et al. 2018).
 */
class WeightAverage {
  readonly #epochs: number;
  readonly #last: Weights[] = [];

  /** @param epochs how many to average; 1 averages nothing. */
  constructor(epochs: number) {
    this.#epochs = epochs;
  }

  /** Puts the mean in place of the weights. @returns what puts the weights back, to train on. */
  replace(memory: SharedTraining): () => void {
    if (this.#epochs === 1) return () => {};
    const own = copyWeights(memory);
    this.#last.push(own);
    if (this.#last.length > this.#epochs) this.#last.shift();
    for (const block of BLOCKS) {
      const mean = memory[block];
      for (let i = 0; i < mean.length; i++) {
        let sum = 0;
        for (const weights of this.#last) sum += weights[block][i];
        mean[i] = sum / this.#last.length;
      }
    }
    return () => {
      for (const block of BLOCKS) memory[block].set(own[block]);
    };
  }
}

const BLOCKS = ['dense', 'statistics', 'embedding'] as const;

function namedWeights(network: NetworkConfig, weights: Weights): Map<string, Float32Array> {
  const { dense, statistics } = layoutOf(network);
  const parameters = new Map([['embedding.weight', weights.embedding]]);
  for (const { name, begin, end } of dense) parameters.set(name, weights.dense.slice(begin, end));
  for (const { name, begin, end } of statistics) parameters.set(name, weights.statistics.slice(begin, end));
  return parameters;
}
