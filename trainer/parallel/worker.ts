import * as tf from '@tensorflow/tfjs';
import { startWasmBackend } from '../network/backend.ts';
import { shardGradient, shardLogits } from '../network/gradient.ts';
import { wasmView } from '../network/kernels/index.ts';
import { ShardPacker, shardTensors } from '../network/shard.ts';
import { mixKey } from '../random.ts';
import { batchWeight, part, stepsOf } from './batches.ts';
import { AbortedError, Control } from './control.ts';
import { DEV_CHUNK, type Layout, layoutOf, type Placed, type SharedTraining } from './memory.ts';
import { Schedule } from './optimizer.ts';
import { Reducer } from './reduce.ts';

/** One worker's part of one epoch, or of one pass over the dev texts. */
export type EpochTask = {
  kind: 'train' | 'evaluate';
  memory: SharedTraining;
  /** 0 … workers − 1. */
  worker: number;
  epoch: number;
  /** For tests of recovery alone: what goes wrong in this epoch. The command line never gives it. */
  fault?: Fault;
};

/**
 * A fault for tests to inject: at the beginning of this step of this epoch, both from 0, this worker throws, ends
 * its thread, or stands still.
 */
export type Fault = { kind: 'throw' | 'exit' | 'hang'; epoch: number; step: number; worker: number };

/** How a worker's epoch ended. An error that none of these foresees is thrown. */
export type EpochOutcome = { kind: 'done' } | { kind: 'aborted' } | { kind: 'diverged'; message: string };

/** Keeps the draws of word dropout apart from those of the blocks. */
const WORD_DROPOUT = 0x30d;

const ready = startWasmBackend();

/** The task of the pool: trains one epoch in step with the other workers, or evaluates its part of the dev texts. */
export default async function runEpoch(task: EpochTask): Promise<EpochOutcome> {
  const control = new Control(task.memory.control, task.memory.workers);
  try {
    await ready;
    const worker = new EpochWorker(task, control);
    if (task.kind === 'train') worker.train();
    else worker.evaluate();
    worker.dispose();
    return { kind: 'done' };
  } catch (error) {
    control.abort();
    // As values: an error that crosses threads loses its class and its name.
    if (error instanceof AbortedError) return { kind: 'aborted' };
    if (error instanceof NonFiniteLossError) return { kind: 'diverged', message: error.message };
    throw error;
  }
}

class EpochWorker {
  readonly #memory: SharedTraining;
  readonly #task: EpochTask;
  readonly #control: Control;
  readonly #layout: Layout;
  readonly #reducer: Reducer;
  readonly #schedule: Schedule;
  readonly #packer: ShardPacker;
  readonly #parameters: Map<string, tf.Tensor>;
  readonly #trained: tf.Tensor[];

  constructor(task: EpochTask, control: Control) {
    const { memory, epoch, worker } = task;
    this.#task = task;
    this.#memory = memory;
    this.#control = control;
    this.#layout = layoutOf(memory.network);
    this.#reducer = new Reducer(memory, this.#layout, worker);
    const steps = stepsOf(memory);
    this.#schedule = new Schedule(memory.config, steps * memory.config.epochs);
    this.#schedule.skip(steps * epoch);
    this.#packer = new ShardPacker(memory.train, memory.network);
    this.#parameters = new Map(
      [...this.#layout.dense, ...this.#layout.statistics].map(({ name, shape }) => [
        name,
        tf.zeros([...shape]),
      ]),
    );
    this.#trained = this.#layout.dense.map(({ name }) => this.#tensor(name));
  }

  /** All steps of the epoch, or fewer when a stop is asked for. */
  train(): void {
    const { memory } = this.#task;
    const steps = stepsOf(memory);
    for (let step = 0; step < steps && !this.#control.stopping; step++) this.#step(step);
  }

  #step(step: number): void {
    const { config, train } = this.#memory;
    if (this.#task.fault) inject(this.#task.fault, this.#task, step);
    const begin = step * config.batchSize;
    const batch = Math.min(config.batchSize, train.size - begin);
    this.#loadParameters();
    for (let shard = this.#control.take(); shard < config.shards; shard = this.#control.take()) {
      const [from, to] = part(batch, config.shards, shard);
      this.#computeShard(step, shard, begin + from, begin + to);
      this.#control.beat();
    }
    this.#control.barrier();
    const weight = batchWeight(this.#memory, begin, begin + batch);
    this.#reducer.sum(weight);
    // The norm needs every worker's squares.
    if (config.clipNorm > 0) this.#control.barrier();
    this.#reducer.update(this.#schedule.next(), this.#reducer.clipScale());
    if (this.#task.worker === 0) this.#finishStep(step, batch, weight);
    this.#control.barrier();
  }

  /** What one worker does for all, between two barriers. */
  #finishStep(step: number, batch: number, weight: number): void {
    const { config, shardSums, epochSums } = this.#memory;
    if (this.#layout.statisticsSize > 0) {
      const counts = Array.from({ length: config.shards }, (_, shard) => {
        const [from, to] = part(batch, config.shards, shard);
        return to - from;
      });
      this.#reducer.updateStatistics(counts);
    }
    for (let shard = 0; shard < config.shards; shard++) {
      epochSums[0] += shardSums[2 * shard];
      epochSums[1] += shardSums[2 * shard + 1];
    }
    epochSums[2] += batch;
    epochSums[3] += weight;
    this.#control.resetTake();
    this.#control.decideStop();
    this.#control.step = step + 1;
  }

  #computeShard(step: number, shard: number, from: number, to: number): void {
    const { network, config, order, embedding, sparse, slots, shardSums, dense } = this.#memory;
    sparse.counts[shard] = 0;
    shardSums.fill(0, 2 * shard, 2 * shard + 2);
    const slot = slots.subarray(shard * dense.length, (shard + 1) * dense.length);
    if (from === to) {
      slot.fill(0);
      return;
    }
    const key = mixKey(config.seed, this.#task.epoch, step, shard);
    const wordDropout = { rate: config.wordDropout, key: mixKey(key, WORD_DROPOUT) };
    const packed = this.#packer.pack(order.subarray(from, to), wordDropout);
    tf.tidy(() => {
      const tensors = shardTensors(packed, embedding, network.embedding);
      const { loss, hits, gradients, table, moments } = shardGradient(
        network,
        this.#parameters,
        this.#trained,
        tensors,
        config.loss,
        key,
      );
      if (!Number.isFinite(loss)) throw new NonFiniteLossError(loss, this.#task.epoch, step, shard);
      shardSums[2 * shard] = loss;
      shardSums[2 * shard + 1] = hits;
      gradients.forEach((gradient, i) => {
        slot.set(wasmView(gradient), this.#layout.dense[i].begin);
      });
      const first = shard * sparse.capacity;
      sparse.counts[shard] = packed.touched.length;
      sparse.rows.set(packed.touched, first);
      sparse.gradients.set(wasmView(table), first * network.embedding);
      this.#storeMoments(shard, moments);
    });
  }

  #storeMoments(shard: number, moments: tf.Tensor[]): void {
    const { statistics, momentSlots, network } = this.#memory;
    moments.forEach((tensor, block) => {
      // Means and variances follow each other in `statistics` as they do in the tensor.
      momentSlots.set(wasmView(tensor), shard * statistics.length + 2 * network.width * block);
      tensor.dispose();
    });
  }

  /** Loss, hits and logits of the dev texts, in fixed chunks that the workers take in turn. */
  evaluate(): void {
    const { dev, network, config, embedding, devSums, devLogits } = this.#memory;
    const packer = new ShardPacker(dev, network);
    this.#loadParameters();
    for (let chunk = this.#control.take(); chunk < devSums.length / 2; chunk = this.#control.take()) {
      const begin = chunk * DEV_CHUNK;
      const length = Math.min(DEV_CHUNK, dev.size - begin);
      const packed = packer.pack(Int32Array.from({ length }, (_, i) => begin + i));
      tf.tidy(() => {
        const tensors = shardTensors(packed, embedding, network.embedding);
        const { logits, loss, hits } = shardLogits(network, this.#parameters, tensors, config.loss);
        devLogits.set(logits, begin * network.labels.length);
        devSums.set([loss, hits], 2 * chunk);
      });
      this.#control.beat();
      if (this.#control.aborted) throw new AbortedError('another worker failed');
    }
  }

  dispose(): void {
    tf.dispose([...this.#parameters.values()]);
  }

  /** Copies the shared parameters into this thread's tensors. */
  #loadParameters(): void {
    const { dense, statistics } = this.#memory;
    const load =
      (source: Float32Array) =>
      ({ name, begin, end }: Placed) => {
        wasmView(this.#tensor(name)).set(source.subarray(begin, end));
      };
    this.#layout.dense.forEach(load(dense));
    this.#layout.statistics.forEach(load(statistics));
  }

  #tensor(name: string): tf.Tensor {
    return this.#parameters.get(name) as tf.Tensor;
  }
}

/** Does to this thread what the fault says, if it is meant for this worker and step. */
function inject({ kind, ...at }: Fault, { worker, epoch }: EpochTask, step: number): void {
  if (at.worker !== worker || at.epoch !== epoch || at.step !== step) return;
  if (kind === 'throw') throw new Error('a fault was injected');
  if (kind === 'exit') process.exit(1);
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}

/** Training has left the numbers that floats can hold. */
class NonFiniteLossError extends Error {
  constructor(loss: number, epoch: number, step: number, shard: number) {
    super(
      `the loss is ${loss} in epoch ${epoch + 1}, step ${step + 1}, shard ${shard}: give a smaller --learning-rate, or --clip-norm 1`,
    );
  }
}
