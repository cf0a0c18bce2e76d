/**
 * The training loop, whole. A reader of this folder begins here.
 *
 * ```
 * main thread                              worker threads 0 … N−1 (worker.ts), one long task each an epoch
 * runTraining  until it ends, or workers
 *              failed MAX_RECOVERIES times
 * └ runPool    allocate (memory.ts),
 *   │          restoreState (state.ts)
 *   └ runEpochs                            every step (steps.ts):
 *     ├ trainEpoch ── pool.run(train) ──▶   load      own copies of the weights
 *     │  shuffles `order`                   take      shards 0 … S−1 from a shared counter; each writes its gradient
 *     │                                               to its own slot of `slots` and `sparse`
 *     │                                     ═ barrier ═══════════════════════════════════════════════════
 *     │                                     reduce    each sums its chunks over the slots, in the slots' order
 *     │                                     ═ barrier ═ where gradients are clipped or measured: norms need all sums
 *     │                                     update    each its own chunks of the weights (sharded optimizer);
 *     │                                               worker 0 also the running statistics and `epochSums`
 *     │                                     ═ barrier ═══════════════════════════════════════════════════
 *     ├ measureEpoch ─ pool.run(evaluate) ▶ take      chunks of the dev texts; each writes its `devSums`, `devLogits`
 *     └ onCheckpoint   copies of the state
 * ```
 *
 * Between barriers no two threads write one place, and every sum has one order: so N changes no bit. The barriers and
 * the counter are words of shared memory (control.ts); no message is sent within an epoch.
 */
import type { NetworkConfig } from '../../src/model/network/config.ts';
import type { TrainConfig } from '../config/train.ts';
import type { Dataset } from '../encode/dataset.ts';
import { mixKey, shuffle } from '../random.ts';
import { stepsOf } from './batches.ts';
import { Control } from './control.ts';
import { type GradientNorms, gradientNormsOf, type StepGradients, stepGradients } from './gradientnorms.ts';
import { allocate, namedWeights, type SharedTraining, startWith } from './memory.ts';
import { STALL_MS, TrainingPool, WorkerError } from './pool.ts';
import type { OperationTime } from './profile.ts';
import {
  averageWeights,
  type Best,
  BLOCKS,
  copyMoments,
  copyWeights,
  type EpochReport,
  endOf,
  isBetter,
  lastOf,
  partialState,
  type RunState,
  reportOf,
  restoreState,
} from './state.ts';
import { type Shares, sharesOf, startClock } from './stopwatch.ts';
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
  /** What all parameters begin with, by name, instead of at random. */
  start?: ReadonlyMap<string, Float32Array> | undefined;
  workers: number;
  /** Threads that are there already, as many as `workers`, and outlive the run; undefined: its own. */
  pool?: TrainingPool | undefined;
  /** Called about ten times a second. */
  onProgress?: (progress: Progress) => void;
  onEpoch?: (report: EpochReport, speed: EpochSpeed) => void;
  /** Measures the dev texts after the last epoch alone, which is kept: of the others `devLoss` and `devAccuracy` are 0. */
  lastOnly?: boolean;
  /** Steps whose gradients `onGradients` is told of, counted from 0 over all epochs; no effect on the weights. */
  gradientSteps?: readonly number[] | undefined;
  /** Called with what was measured since it was last called, also where training then diverges. */
  onGradients?: (gradients: StepGradients[]) => void;
  /** Ends the run after the step at hand; the best epoch so far is kept. */
  signal?: AbortSignal;
  /** Goes on from here instead of from the first weights. */
  state?: RunState | undefined;
  /** Steps after which a checkpoint is taken within an epoch; 0 or undefined: only where a run is stopped. */
  checkpointSteps?: number | undefined;
  /** Called with what a run needs to go on, at each checkpoint; training waits for it. What it throws ends the run. */
  onCheckpoint?: (state: RunState) => Promise<void>;
  /** Called when the workers failed and others take their place. */
  onRecovery?: (message: string) => void;
  /** Measures the operations of the workers, and takes what those of one took since it was last told. */
  onProfile?: ((times: OperationTime[]) => void) | undefined;
  /** Without a sign of life for so long, the workers count as hanging. */
  stallMs?: number;
  /** For tests alone: the nth fault meets the nth pool of workers. */
  faults?: readonly Fault[];
};

/** What was measured of an epoch besides, dev texts left out: texts a second, what the workers' time went to, gradients. */
export type EpochSpeed = Shares & {
  textsPerSecond: number;
  /** Of the first step, before clipping; undefined where an earlier process has done it. */
  gradientNorms?: GradientNorms | undefined;
};

/** The best epoch's weights by name, its report and its dev logits, [dev.size, labels]. */
export type TrainedNetwork = {
  parameters: Map<string, Float32Array>;
  best: EpochReport;
  devLogits: Float32Array;
  epochs: EpochReport[];
  stopped: 'finished' | 'early' | 'signal';
  /** How far the last of `epochs` was when a signal came; undefined where that was trained to its end. */
  partial?: { step: number; steps: number } | undefined;
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
 * @example
 * ```ts
 * import { writeFileSync } from 'node:fs';
 * import { buildConfigs } from './trainer/experiment/configs.ts';
 * import { runTraining } from './trainer/parallel/run.ts';
 * import { prepareTraining } from './trainer/prepare/prepare.ts';
 *
 * const data = 'build/example.tsv';
 * writeFileSync(data, 'label\ttext\n' + 'good\tgood film\nbad\tdull film\n'.repeat(2) + 'good\tgood\nbad\tdull\n');
 * const choices = buildConfigs('small', { network: { width: 8 }, train: { epochs: 2 } });
 * const prepared = await prepareTraining({ ...choices, data, report: () => {} });
 * const { epochs, parameters } = await runTraining({ ...prepared, workers: 2 });
 * console.log(epochs.length, parameters.has('head.weight')); // 2 true
 * ```
 */
export async function runTraining(request: RunRequest): Promise<TrainedNetwork> {
  const progress: RunProgress = { state: request.state };
  for (let recoveries = 0; ; recoveries++) {
    try {
      // Threads that failed are of no more use.
      const pool = recoveries === 0 ? request.pool : undefined;
      return await runPool(request, progress, request.faults?.[recoveries], pool);
    } catch (error) {
      if (!(error instanceof WorkerError)) throw error;
      const { epochs, partial } = progress.state ?? { epochs: [], partial: undefined };
      const epoch = epochs.length + 1;
      if (recoveries === MAX_RECOVERIES) {
        const message = `epoch ${epoch} was given up after ${MAX_RECOVERIES} new starts: ${error.message}`;
        throw new TrainingFailedError(message, { cause: error.cause ?? error });
      }
      const from = partial ? `goes on after step ${partial.step}` : 'begins again';
      request.onRecovery?.(`${error.message}; epoch ${epoch} ${from} with new workers`);
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
  lent: TrainingPool | undefined,
): Promise<TrainedNetwork> {
  const { network, config, train, dev, workers } = request;
  const memory = allocate(network, config, train, dev, workers, request.gradientSteps);
  if (request.start) startWith(memory, request.start);
  for (const [row, vector] of request.vectors ?? []) memory.embedding.set(vector, row * network.embedding);
  if (progress.state) restoreState(memory, progress.state);
  const pool = lent ?? new TrainingPool(workers, request.stallMs ?? STALL_MS, request.onProfile);
  const control = new Control(memory.control, workers);
  const stop = () => control.requestStop();
  request.signal?.addEventListener('abort', stop);
  if (request.signal?.aborted) stop();
  try {
    return await runEpochs(request, progress, { memory, pool, control, fault });
  } finally {
    request.signal?.removeEventListener('abort', stop);
    if (lent === undefined) await pool.close();
  }
}

/** One pool of workers, and what they share. */
type PoolRun = {
  memory: SharedTraining;
  pool: TrainingPool;
  control: Control;
  fault: Fault | undefined;
};

async function runEpochs(request: RunRequest, progress: RunProgress, run: PoolRun): Promise<TrainedNetwork> {
  const { config, network } = request;
  let stopped: TrainedNetwork['stopped'] | undefined = endOf(config, progress.state);
  let last = progress.state;
  while (stopped === undefined) {
    const speed = await trainEpoch(request, progress, run);
    last = await measureEpoch(request, progress.state, run);
    request.onEpoch?.(last.epochs[last.epochs.length - 1], speed);
    // A part of an epoch gives weights to keep, but it is to go on where it was stopped.
    if (run.control.step === stepsOf(run.memory)) {
      progress.state = last;
      await request.onCheckpoint?.(last);
      stopped = endOf(config, last);
    }
    if (run.control.stopping) stopped ??= 'signal';
  }
  const { best, epochs } = last as RunState;
  const { report, weights, devLogits } = best as Best;
  return {
    parameters: namedWeights(network, weights),
    best: report,
    devLogits,
    epochs: [...epochs],
    stopped,
    partial: last === progress.state ? undefined : { step: run.control.step, steps: stepsOf(run.memory) },
  };
}

/** Trains on to the end of the epoch at hand, or until the run is told to stop. */
async function trainEpoch(request: RunRequest, progress: RunProgress, run: PoolRun): Promise<EpochSpeed> {
  const { memory, pool, control, fault } = run;
  const { partial, epochs } = progress.state ?? { partial: undefined, epochs: [] };
  const epoch = epochs.length;
  const steps = stepsOf(memory);
  shuffle(memory.order, mixKey(request.config.seed, epoch, 0x5f1e));
  memory.epochSums.set(partial?.epochSums ?? [0, 0, 0, 0]);
  memory.times.fill(0);
  const done = memory.epochSums[2];
  const seconds = startClock();
  const stride = request.checkpointSteps || steps;
  await watched(request, memory, epoch, control, async () => {
    for (let begin = partial?.step ?? 0; begin < steps && !control.stopping; begin = control.step) {
      const end = Math.min(steps, begin + stride);
      try {
        await pool.run(memory, { kind: 'train', epoch, begin, end }, fault);
      } finally {
        request.onGradients?.(stepGradients(memory, epoch, begin, control.step));
      }
      if (control.step === begin || control.step === steps) continue;
      progress.state = partialState(request.config, progress.state, memory, control.step);
      await request.onCheckpoint?.(progress.state);
    }
  });
  const textsPerSecond = (memory.epochSums[2] - done) / seconds();
  const gradientNorms =
    (partial?.step ?? 0) === 0 ? gradientNormsOf(memory.network, memory.parameterSquares) : undefined;
  return { ...sharesOf(memory.times), textsPerSecond, gradientNorms };
}

/** The state after an epoch, or after the part of one that was trained: measured on the dev texts. */
async function measureEpoch(
  { config: { averageEpochs, epochs }, lastOnly }: RunRequest,
  state: RunState | undefined,
  { memory, pool }: PoolRun,
): Promise<RunState> {
  const epoch = state?.epochs.length ?? 0;
  const own = copyWeights(memory);
  const recent = lastOf([...(state?.recent ?? []), own], averageEpochs);
  if (averageEpochs > 1) averageWeights(memory, recent);
  if (!lastOnly || epoch === epochs - 1) await pool.run(memory, { kind: 'evaluate' });
  const report = reportOf(memory, epoch);
  const isBest = lastOnly || state?.best === undefined || isBetter(report, state.best.report);
  const weights = averageEpochs > 1 && isBest ? copyWeights(memory) : own;
  const best = isBest ? { report, weights, devLogits: memory.devLogits.slice() } : state.best;
  if (averageEpochs > 1) for (const block of BLOCKS) memory[block].set(own[block]);
  const moments = copyMoments(memory.moments);
  return { epochs: [...(state?.epochs ?? []), report], recent, moments, best, partial: undefined };
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
