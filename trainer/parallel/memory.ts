import { embeddingRows, type NetworkConfig } from '../../src/model/network/config.ts';
import { type ParameterSpec, parameterSpecs, sizeOf } from '../../src/model/network/parameters.ts';
import { MAX_NGRAMS } from '../../src/model/text/encode.ts';
import type { TrainConfig } from '../config/train.ts';
import type { Dataset } from '../encode/dataset.ts';
import { startingSpecs } from '../network/initial.ts';
import { mixKey, uniform } from '../random.ts';
import { Control } from './control.ts';
import { SharedHeap } from './heap.ts';
import { PHASES } from './stopwatch.ts';

/** Texts that one thread evaluates at a time. */
export const DEV_CHUNK = 64;
/** Floats whose squares are summed in one go: the sum's order must not depend on the number of workers. */
export const CHUNK = 4096;

type Floats = Float32Array<SharedArrayBuffer>;
type Doubles = Float64Array<SharedArrayBuffer>;
type Ints = Int32Array<SharedArrayBuffer>;

/** Where a parameter lies in its block. */
export type Placed = ParameterSpec & { begin: number; end: number };

/** The parameters that are not the embedding: `dense` has gradients, `statistics` has none. */
export type Layout = { dense: Placed[]; statistics: Placed[]; denseSize: number; statisticsSize: number };

/**
 * All that the threads of a run share. S is the number of shards, D the floats of the dense parameters, E the
 * columns of the embedding, U the most embedding rows that one shard can touch.
 */
export type SharedTraining = {
  network: NetworkConfig;
  config: TrainConfig;
  workers: number;
  train: Dataset;
  dev: Dataset;
  control: SharedArrayBuffer;
  /** Where all that follows lies. */
  heap: WebAssembly.Memory;
  /** [train.size], the order of the epoch. */
  order: Ints;
  /** [D]. */
  dense: Floats;
  /** Running means and variances of batch normalisation. */
  statistics: Floats;
  /** [embeddingRows, E]. */
  embedding: Floats;
  /** The optimizer's first and second moments of `dense` and of `embedding`; empty where it keeps none. */
  moments: { dense: [Floats, Floats]; embedding: [Floats, Floats] };
  /** [S, D], one gradient a shard. */
  slots: Floats;
  /** [D], their sum over the texts of the batch, divided by the sum of their weights. */
  gradient: Floats;
  /** [S, statistics], moments of each shard. */
  momentSlots: Floats;
  sparse: {
    /** U. */
    capacity: number;
    /** [S], rows that each shard touched. */
    counts: Ints;
    /** [S, U]. */
    rows: Ints;
    /** [S, U, E]. A row's sum and mean take the place of its first one. */
    gradients: Floats;
    /** [S, U], squared length of the summed gradient, at each row's first place; 0 at its others. */
    squares: Doubles;
  };
  /** [chunks of D], squared length of each chunk of `gradient`. */
  chunkSquares: Doubles;
  /** [1 + dense parameters], squared length of the gradient of the embedding and of each, in the epoch's first step. */
  parameterSquares: Doubles;
  /** Further steps whose gradient is measured, counted from 0 over all epochs. */
  gradientSteps: readonly number[];
  /** [gradientSteps, 1 + dense parameters], as `parameterSquares`. */
  gradientSquares: Doubles;
  /** [S, 2], loss and hits of each shard. */
  shardSums: Doubles;
  /** Loss, hits, texts and their weight since the start of the epoch. */
  epochSums: Doubles;
  /** [dev chunks, 2], loss and hits. */
  devSums: Doubles;
  /** [dev.size, labels]. */
  devLogits: Floats;
  /** [workers, phases of the stopwatch], milliseconds since the start of the epoch. */
  times: Doubles;
};

/** Places the parameters of `parameterSpecs`, in its order. */
export function layoutOf(network: NetworkConfig): Layout {
  const layout: Layout = { dense: [], statistics: [], denseSize: 0, statisticsSize: 0 };
  for (const spec of parameterSpecs(network)) {
    if (spec.layer === 'embedding') continue;
    const begin = spec.trainable ? layout.denseSize : layout.statisticsSize;
    const placed = { ...spec, begin, end: begin + sizeOf(spec.shape) };
    if (spec.trainable) {
      layout.dense.push(placed);
      layout.denseSize = placed.end;
    } else {
      layout.statistics.push(placed);
      layout.statisticsSize = placed.end;
    }
  }
  return layout;
}

/** Allocates a run and draws its first weights from the seed. */
export function allocate(
  network: NetworkConfig,
  config: TrainConfig,
  train: Dataset,
  dev: Dataset,
  workers: number,
  gradientSteps: readonly number[] = [],
): SharedTraining {
  const layout = layoutOf(network);
  const table = embeddingRows(network) * network.embedding;
  const kept = { sgd: 0, momentum: 1, adam: 2, adamw: 2 }[config.optimizer];
  const heap = new SharedHeap();
  const state = (size: number): [Floats, Floats] => [
    heap.floats(kept > 0 ? size : 0),
    heap.floats(kept > 1 ? size : 0),
  ];
  const capacity = mostTouched(network, config, train);
  const memory: SharedTraining = {
    network,
    config,
    workers,
    train,
    dev,
    control: Control.allocate(),
    heap: heap.memory,
    order: heap.ints(train.size),
    dense: heap.floats(layout.denseSize),
    statistics: heap.floats(layout.statisticsSize),
    embedding: heap.floats(table),
    moments: { dense: state(layout.denseSize), embedding: state(table) },
    slots: heap.floats(config.shards * layout.denseSize),
    gradient: heap.floats(layout.denseSize),
    momentSlots: heap.floats(config.shards * layout.statisticsSize),
    sparse: {
      capacity,
      counts: heap.ints(config.shards),
      rows: heap.ints(config.shards * capacity),
      gradients: heap.floats(config.shards * capacity * network.embedding),
      squares: heap.doubles(config.shards * capacity),
    },
    chunkSquares: heap.doubles(Math.ceil(layout.denseSize / CHUNK)),
    parameterSquares: heap.doubles(1 + layout.dense.length),
    gradientSteps,
    gradientSquares: heap.doubles(gradientSteps.length * (1 + layout.dense.length)),
    shardSums: heap.doubles(2 * config.shards),
    epochSums: heap.doubles(4),
    devSums: heap.doubles(2 * Math.ceil(dev.size / DEV_CHUNK)),
    devLogits: heap.floats(dev.size * network.labels.length),
    times: heap.doubles(workers * PHASES.length),
  };
  initialise(memory, layout);
  // A page costs most when it is first written, which is to happen here and not in a step, however many rows there are.
  for (const moments of [...memory.moments.dense, ...memory.moments.embedding]) moments.fill(0);
  return memory;
}

/** Draws every parameter by name and place: the same numbers whatever else the network has. */
function initialise(memory: SharedTraining, { dense, statistics }: Layout): void {
  const places = new Map([...dense, ...statistics].map((placed) => [placed.name, placed]));
  startingSpecs(memory.network, memory.config.branchInit).forEach(({ name, initial, trainable }, index) => {
    const block = trainable ? memory.dense : memory.statistics;
    const placed = places.get(name);
    const values = placed ? block.subarray(placed.begin, placed.end) : memory.embedding;
    const key = mixKey(memory.config.seed, index, 0x1a17);
    for (let i = 0; i < values.length; i++) {
      values[i] = initial.kind === 'constant' ? initial.value : (2 * uniform(key, i) - 1) * initial.bound;
    }
  });
}

/** The most embedding rows that a shard can touch: the longest texts, all their features different. */
function mostTouched(
  network: NetworkConfig,
  { batchSize, shards, backOff, cropTokens }: TrainConfig,
  train: Dataset,
): number {
  const { tokenOffsets, featureOffsets, size } = train;
  const features = Int32Array.from({ length: size }, (_, text) => {
    const [from, to] = [tokenOffsets[text], tokenOffsets[text + 1]];
    const own = featureOffsets[to] - featureOffsets[from];
    const read = cropTokens > 0 ? Math.min(cropTokens, to - from) : to - from;
    return backOff > 0 ? Math.max(own, read * MAX_NGRAMS) : own;
  }).sort();
  const longest = features.subarray(Math.max(0, size - Math.ceil(batchSize / shards)));
  return Math.min(
    embeddingRows(network),
    longest.reduce((sum, count) => sum + count, 0),
  );
}

/** Puts parameters, by the names of `parameterSpecs`, in the place of those that were drawn. */
export function startWith(memory: SharedTraining, start: ReadonlyMap<string, Float32Array>): void {
  const { dense, statistics } = layoutOf(memory.network);
  const values = (name: string) => start.get(name) as Float32Array;
  memory.embedding.set(values('embedding.weight'));
  for (const { name, begin } of dense) memory.dense.set(values(name), begin);
  for (const { name, begin } of statistics) memory.statistics.set(values(name), begin);
}

/** Copies of parameters by name. @param weights of `memory`, or a copy of them. */
export function namedWeights(
  network: NetworkConfig,
  weights: Record<'dense' | 'statistics' | 'embedding', Float32Array>,
): Map<string, Float32Array> {
  const { dense, statistics } = layoutOf(network);
  const parameters = new Map([['embedding.weight', weights.embedding]]);
  for (const { name, begin, end } of dense) parameters.set(name, weights.dense.slice(begin, end));
  for (const { name, begin, end } of statistics) parameters.set(name, weights.statistics.slice(begin, end));
  return parameters;
}
