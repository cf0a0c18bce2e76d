import * as tf from '@tensorflow/tfjs';
import { shardGradient } from '../network/gradient.ts';
import { wasmView } from '../network/ops/index.ts';
import { ShardPacker, shardTensors } from '../network/shard.ts';
import { mixKey } from '../random.ts';
import { batchWeight, longestFirst, part, stepsOf } from './batches.ts';
import type { Control } from './control.ts';
import { measureGradient, squaresOf } from './gradientnorms.ts';
import { LocalParameters } from './local.ts';
import { type Layout, layoutOf, type SharedTraining } from './memory.ts';
import { Schedule } from './optimizer.ts';
import { Reducer } from './reduce.ts';
import { PHASES, Stopwatch } from './stopwatch.ts';

/** One worker's part of the steps of an epoch, from one of them on. */
export class StepRunner {
  readonly #memory: SharedTraining;
  readonly #control: Control;
  readonly #worker: number;
  readonly #epoch: number;
  readonly #layout: Layout;
  readonly #reducer: Reducer;
  readonly #schedule: Schedule;
  readonly #packer: ShardPacker;
  readonly #parameters: LocalParameters;
  readonly #stopwatch: Stopwatch;

  /** @param first the step to begin with. */
  constructor(memory: SharedTraining, control: Control, worker: number, epoch: number, first: number) {
    this.#memory = memory;
    this.#control = control;
    this.#worker = worker;
    this.#epoch = epoch;
    this.#layout = layoutOf(memory.network);
    this.#reducer = new Reducer(memory, this.#layout, worker);
    const steps = stepsOf(memory);
    this.#schedule = new Schedule(memory.config, steps * memory.config.epochs);
    this.#schedule.skip(steps * epoch + first);
    this.#packer = new ShardPacker(memory.train, memory.network);
    this.#parameters = new LocalParameters(memory);
    this.#stopwatch = new Stopwatch(
      memory.times.subarray(worker * PHASES.length, (worker + 1) * PHASES.length),
    );
  }

  /**
   * The next step, together with the other workers.
   *
   * @param step its number in the epoch.
   */
  run(step: number): void {
    const { config, train } = this.#memory;
    const begin = step * config.batchSize;
    const batch = Math.min(config.batchSize, train.size - begin);
    this.#parameters.load();
    const shards = longestFirst(this.#memory, begin, begin + batch);
    this.#stopwatch.lap('load');
    for (let taken = this.#control.take(); taken < config.shards; taken = this.#control.take()) {
      const shard = shards[taken];
      const [from, to] = part(batch, config.shards, shard);
      this.#computeShard(step, shard, begin + from, begin + to);
      this.#control.beat();
    }
    this.#meet();
    const weight = batchWeight(this.#memory, begin, begin + batch);
    this.#reducer.sum(weight);
    // Both norms need every worker's squares.
    const measured = squaresOf(this.#memory, this.#epoch, step);
    if (config.clipNorm > 0 || measured.length > 0) this.#meet('reduce');
    if (this.#worker === 0) {
      for (const squares of measured) measureGradient(this.#memory, this.#layout, squares);
    }
    this.#reducer.update(this.#schedule.next(), this.#reducer.clipScale());
    if (this.#worker === 0) this.#finish(step, batch, weight);
    this.#meet('reduce');
  }

  dispose(): void {
    this.#parameters.dispose();
  }

  /** Waits for the other workers. @param phase what went before. */
  #meet(phase: 'compute' | 'reduce' = 'compute'): void {
    this.#stopwatch.lap(phase);
    this.#control.barrier();
    this.#stopwatch.lap('wait');
  }

  /** What one worker does for all, between two barriers. */
  #finish(step: number, batch: number, weight: number): void {
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
    const key = mixKey(config.seed, this.#epoch, step, shard);
    const packed = this.#packer.pack(order.subarray(from, to), { ...config, key });
    tf.tidy(() => {
      const tensors = shardTensors(packed, embedding, network.embedding);
      this.#stopwatch.lap('load');
      const { tensors: parameters, trained } = this.#parameters;
      const result = shardGradient(network, parameters, trained, tensors, config.loss, key);
      const { loss, hits, gradients, table, moments } = result;
      if (!Number.isFinite(loss)) throw new NonFiniteLossError(loss, this.#epoch, step, shard);
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
    this.#stopwatch.lap('compute');
  }

  #storeMoments(shard: number, moments: tf.Tensor[]): void {
    const { statistics, momentSlots, network } = this.#memory;
    moments.forEach((tensor, block) => {
      // Means and variances follow each other in `statistics` as they do in the tensor.
      momentSlots.set(wasmView(tensor), shard * statistics.length + 2 * network.width * block);
    });
  }
}

/** Training has left the numbers that floats can hold. */
export class NonFiniteLossError extends Error {
  constructor(loss: number, epoch: number, step: number, shard: number) {
    super(
      `the loss is ${loss} in epoch ${epoch + 1}, step ${step + 1}, shard ${shard}: give a smaller --learning-rate, or --clip-norm 1`,
    );
  }
}
