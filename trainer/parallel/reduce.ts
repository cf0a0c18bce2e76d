import { CHUNK, type Layout, type SharedTraining } from './memory.ts';
import { type StepSize, update } from './optimizer.ts';

/** New running statistics are this share of the old and the rest of the batch's. */
const STATISTICS_MOMENTUM = 0.9;

/**
 * One worker's part of the all-reduce: it sums, over the shards in their order, the stretch of the dense
 * gradient and the embedding rows that are its own, and updates them.
 */
export class Reducer {
  readonly #memory: SharedTraining;
  readonly #layout: Layout;
  readonly #worker: number;
  /** Place of an embedding row in `#rows`, or −1. */
  readonly #places: Int32Array;
  /** Embedding rows of this worker that the batch touched. */
  #rows: number[] = [];
  #gradients = new Float32Array(0);

  constructor(memory: SharedTraining, layout: Layout, worker: number) {
    this.#memory = memory;
    this.#layout = layout;
    this.#worker = worker;
    this.#places = new Int32Array(memory.embedding.length / memory.network.embedding).fill(-1);
  }

  /** Sums gradients into their means over the batch. @param weight of the batch: its texts, unless they have weights. */
  sum(weight: number): void {
    this.#eachChunk((begin, end, chunk) => this.#sumChunk(begin, end, chunk, weight));
    this.#sumRows(weight);
  }

  /** What to multiply the gradient by so that it is no longer than `clipNorm`: the same in every worker. */
  clipScale(): number {
    const { config, chunkSquares, sparse } = this.#memory;
    if (config.clipNorm === 0) return 1;
    let squares = 0;
    for (const square of chunkSquares) squares += square;
    for (let shard = 0; shard < config.shards; shard++) {
      const begin = shard * sparse.capacity;
      for (let i = begin; i < begin + sparse.counts[shard]; i++) squares += sparse.squares[i];
    }
    const norm = Math.sqrt(squares);
    return norm > config.clipNorm ? config.clipNorm / norm : 1;
  }

  /** Updates what this worker owns. */
  update(size: StepSize, scale: number): void {
    const { config, dense, gradient, moments, embedding, network } = this.#memory;
    const [first, second] = moments.dense;
    this.#eachChunk((chunkBegin, chunkEnd) => {
      for (const { begin, end, decays } of this.#layout.dense) {
        const from = Math.max(begin, chunkBegin);
        const range = { begin: from, end: Math.min(end, chunkEnd), offset: from, scale, decays };
        if (range.begin < range.end) update(config, size, dense, gradient, first, second, range);
      }
    });
    const columns = network.embedding;
    const [firstRows, secondRows] = moments.embedding;
    this.#rows.forEach((row, place) => {
      const begin = row * columns;
      const range = { begin, end: begin + columns, offset: place * columns, scale, decays: false };
      update(config, size, embedding, this.#gradients, firstRows, secondRows, range);
    });
  }

  /** Moves the running statistics towards the shards' moments, weighted by their texts. One worker does it. */
  updateStatistics(counts: readonly number[]): void {
    const { statistics, momentSlots } = this.#memory;
    const texts = counts.reduce((sum, count) => sum + count, 0);
    for (let i = 0; i < statistics.length; i++) {
      let mean = 0;
      counts.forEach((count, shard) => {
        if (count > 0) mean += (count / texts) * momentSlots[shard * statistics.length + i];
      });
      statistics[i] = STATISTICS_MOMENTUM * statistics[i] + (1 - STATISTICS_MOMENTUM) * mean;
    }
  }

  #eachChunk(visit: (begin: number, end: number, chunk: number) => void): void {
    const { chunkSquares, workers, dense } = this.#memory;
    for (let chunk = this.#worker; chunk < chunkSquares.length; chunk += workers) {
      visit(chunk * CHUNK, Math.min(dense.length, (chunk + 1) * CHUNK), chunk);
    }
  }

  #sumChunk(begin: number, end: number, chunk: number, weight: number): void {
    const { slots, gradient, dense, config, chunkSquares } = this.#memory;
    let squares = 0;
    for (let i = begin; i < end; i++) {
      let sum = 0;
      for (let shard = 0; shard < config.shards; shard++) sum += slots[shard * dense.length + i];
      gradient[i] = sum / weight;
      squares += gradient[i] * gradient[i];
    }
    chunkSquares[chunk] = squares;
  }

  #sumRows(weight: number): void {
    const { sparse, config, network } = this.#memory;
    const columns = network.embedding;
    const firsts: number[] = [];
    this.#rows = [];
    this.#eachOwned((row, at) => {
      sparse.squares[at] = 0;
      if (this.#places[row] >= 0) return;
      this.#places[row] = this.#rows.push(row) - 1;
      firsts.push(at);
    });
    if (this.#gradients.length < this.#rows.length * columns) {
      this.#gradients = new Float32Array(2 * this.#rows.length * columns);
    }
    this.#gradients.fill(0, 0, this.#rows.length * columns);
    this.#eachOwned((row, at) => {
      const to = this.#places[row] * columns;
      for (let c = 0; c < columns; c++) this.#gradients[to + c] += sparse.gradients[at * columns + c];
    });
    this.#rows.forEach((row, place) => {
      this.#places[row] = -1;
      const mean = this.#gradients.subarray(place * columns, (place + 1) * columns);
      for (let c = 0; c < columns; c++) mean[c] /= weight;
      if (config.clipNorm > 0) sparse.squares[firsts[place]] = squaredLength(mean);
    });
  }

  /** Visits, shard by shard, the touched rows that this worker owns. */
  #eachOwned(visit: (row: number, at: number) => void): void {
    const { sparse, config, workers } = this.#memory;
    for (let shard = 0; shard < config.shards; shard++) {
      const begin = shard * sparse.capacity;
      for (let at = begin; at < begin + sparse.counts[shard]; at++) {
        const row = sparse.rows[at];
        if (row % workers === this.#worker) visit(row, at);
      }
    }
  }
}

function squaredLength(values: Float32Array): number {
  let sum = 0;
  for (const value of values) sum += value * value;
  return sum;
}
