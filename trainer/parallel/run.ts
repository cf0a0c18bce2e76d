import type { NetworkConfig } from '../../src/model/network.ts';
import type { TrainConfig } from '../config.ts';
import type { Dataset } from '../data/dataset.ts';
import { mixKey, shuffle } from '../random.ts';
import { stepsOf } from './batches.ts';
import { Control } from './control.ts';
import { allocate, layoutOf, type SharedTraining } from './memory.ts';
import { STALL_MS, TrainingPool, WorkerError } from './pool.ts';
import {
  averageWeights,
  BLOCKS,
  copyMoments,
  copyWeights,
  type EpochReport,
  endOf,
  isBetter,
  type RunState,
  restoreState,
  type Weights,
} from './state.ts';
import type { Fault } from './worker.ts';

export type { EpochReport } from './state.ts';

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
  /** Goes on from here instead of from the first weights. */
  state?: RunState | undefined;
  /** Called with what a run needs to go on after each whole epoch; training waits for it. What it throws ends the run. */
  onCheckpoint?: (state: RunState) => Promise<void>;
  /** Called when the workers failed and others take their place. */
  onRecovery?: (message: string) => void;
  /** Without a sign of life for so long, the workers count as hanging. */
  stallMs?: number;
  /** For tests alone: the nth fault meets the nth pool of workers. */
  faults?: readonly Fault[];
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
/** Pools that a run may use up before it gives in: what fails each time is no accident. */
const MAX_RECOVERIES = 3;

/** The workers failed too often. The cause is the last failure. */
export class TrainingFailedError extends Error {}

/**
 * Trains a network in a pool of worker threads and returns the weights of the epoch that was best on the dev
 * texts. Equal requests give equal bits, whatever `workers` is, and whatever fails on the way.
 *
 * @throws DivergedError when the loss is no longer finite.
 * @throws TrainingFailedError when workers fail again and again.
 */
export async function runTraining(request: RunRequest): Promise<TrainedNetwork> {
  const progress: RunProgress = { state: request.state };
  for (let recoveries = 0; ; recoveries++) {
    try {
      return await runPool(request, progress, request.faults?.[recoveries]);
    } catch (error) {
      if (!(error instanceof WorkerError)) throw error;
      const epoch = (progress.state?.epochs.length ?? 0) + 1;
      if (recoveries === MAX_RECOVERIES) {
        const message = `epoch ${epoch} was given up after ${MAX_RECOVERIES} new starts: ${error.message}`;
        throw new TrainingFailedError(message, { cause: error.cause ?? error });
      }
      request.onRecovery?.(`${error.message}; epoch ${epoch} begins again with new workers`);
    }
  }
}

/** What outlives a pool of workers. */
type RunProgress = { state: RunState | undefined };

/** Goes on from the state at hand, in memory and threads that are all new, to the end or to the first failure. */
async function runPool(
  request: RunRequest,
  progress: RunProgress,
  fault: Fault | undefined,
): Promise<TrainedNetwork> {
  const { network, config, train, dev, workers } = request;
  const memory = allocate(network, config, train, dev, workers);
  for (const [row, vector] of request.vectors ?? []) memory.embedding.set(vector, row * network.embedding);
  if (progress.state) restoreState(memory, progress.state);
  const pool = new TrainingPool(workers, request.stallMs ?? STALL_MS);
  const control = new Control(memory.control, workers);
  const stop = () => control.requestStop();
  request.signal?.addEventListener('abort', stop);
  if (request.signal?.aborted) stop();
  try {
    return await runEpochs(request, progress, { memory, pool, control, fault });
  } finally {
    request.signal?.removeEventListener('abort', stop);
    await pool.close();
  }
}

/** The means of one pool of workers. */
type Crew = { memory: SharedTraining; pool: TrainingPool; control: Control; fault: Fault | undefined };

async function runEpochs(request: RunRequest, progress: RunProgress, crew: Crew): Promise<TrainedNetwork> {
  const { config, network } = request;
  let stopped: TrainedNetwork['stopped'] | undefined = endOf(config, progress.state);
  let last = progress.state;
  while (stopped === undefined) {
    last = await runEpoch(request, progress.state, crew);
    request.onEpoch?.(last.epochs[last.epochs.length - 1]);
    // A part of an epoch gives weights to keep, but nothing to go on from.
    if (crew.control.step === stepsOf(crew.memory)) {
      progress.state = last;
      await request.onCheckpoint?.(last);
      stopped = endOf(config, last);
    }
    if (crew.control.stopping) stopped ??= 'signal';
  }
  const { best, epochs } = last as RunState;
  const { report, weights, devLogits } = best;
  return {
    parameters: namedWeights(network, weights),
    best: report,
    devLogits,
    epochs: [...epochs],
    stopped,
  };
}

/** Trains one epoch after `state`, or a part of one when a stop is asked for, and measures it. */
async function runEpoch(request: RunRequest, state: RunState | undefined, crew: Crew): Promise<RunState> {
  const { memory, pool, control, fault } = crew;
  const { seed, averageEpochs } = request.config;
  const epoch = state?.epochs.length ?? 0;
  shuffle(memory.order, mixKey(seed, epoch, 0x5f1e));
  memory.epochSums.fill(0);
  await watched(request, memory, epoch, control, () => pool.run('train', memory, epoch, fault));
  const steps = control.step;
  const own = copyWeights(memory);
  const recent = [...(state?.recent ?? []), own].slice(-averageEpochs);
  if (averageEpochs > 1) averageWeights(memory, recent);
  await pool.run('evaluate', memory, epoch);
  control.step = steps;
  const report = reportOf(memory, epoch);
  const isBest = state === undefined || isBetter(report, state.best.report);
  const weights = averageEpochs > 1 && isBest ? copyWeights(memory) : own;
  const best = isBest ? { report, weights, devLogits: memory.devLogits.slice() } : state.best;
  if (averageEpochs > 1) for (const block of BLOCKS) memory[block].set(own[block]);
  return { epochs: [...(state?.epochs ?? []), report], recent, moments: copyMoments(memory.moments), best };
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
    const [loss, hits, texts, weight] = memory.epochSums;
    const means = { loss: loss / (weight || 1), accuracy: hits / Math.max(1, texts) };
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
  const [loss, hits, texts, weight] = epochSums;
  let devLoss = 0;
  let devHits = 0;
  for (let chunk = 0; chunk < devSums.length; chunk += 2) {
    devLoss += devSums[chunk];
    devHits += devSums[chunk + 1];
  }
  return {
    epoch: epoch + 1,
    loss: loss / (weight || 1),
    accuracy: hits / Math.max(1, texts),
    devLoss: devLoss / dev.size,
    devAccuracy: devHits / dev.size,
  };
}

function namedWeights(network: NetworkConfig, weights: Weights): Map<string, Float32Array> {
  const { dense, statistics } = layoutOf(network);
  const parameters = new Map([['embedding.weight', weights.embedding]]);
  for (const { name, begin, end } of dense) parameters.set(name, weights.dense.slice(begin, end));
  for (const { name, begin, end } of statistics) parameters.set(name, weights.statistics.slice(begin, end));
  return parameters;
}
