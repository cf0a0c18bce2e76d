import { CHUNK, type Layout, type SharedTraining } from './memory.ts';
import { type StepSize, update } from './optimizer.ts';
import { type ReduceFunctions, reduceFunctions } from './reducewasm.ts';

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
  readonly #functions: ReduceFunctions;
  /** Where in `sparse` an embedding row first stands in the batch at hand, or −1. */
  readonly #firsts: Int32Array;
  /** Those of this worker's rows. */
  readonly #owned: Int32Array;
  #count = 0;

  constructor(memory: SharedTraining, layout: Layout, worker: number) {
    this.#memory = memory;
    this.#layout = layout;
    this.#worker = worker;
    this.#functions = reduceFunctions(memory.heap);
    this.#firsts = new Int32Array(memory.embedding.length / memory.network.embedding).fill(-1);
    this.#owned = new Int32Array(memory.sparse.rows.length);
  }

  /** Sums gradients into their means over the batch. @param weight of the batch: its texts, unless they have weights. */
  sum(weight: number): void {
    const { slots, gradient, dense, config, chunkSquares } = this.#memory;
    this.#eachChunk((begin, end, chunk) => {
      const [slot, out] = [slots.byteOffset + 4 * begin, gradient.byteOffset + 4 * begin];
      const { byteLength } = dense;
      chunkSquares[chunk] = this.#functions.meanOfSlots(
        slot,
        byteLength,
        config.shards,
        out,
        end - begin,
        weight,
      );
    });
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
    const { config, dense, gradient, moments } = this.#memory;
    const offsets = [dense, gradient, ...moments.dense].map(({ byteOffset }) => byteOffset);
    this.#eachChunk((chunkBegin, chunkEnd) => {
      for (const { begin, end, decays } of this.#layout.dense) {
        const from = Math.max(begin, chunkBegin);
        const count = Math.min(end, chunkEnd) - from;
        if (count <= 0) continue;
        const [values, mean, first, second] = offsets.map((offset) => offset + 4 * from);
        const range = { values, gradient: mean, first, second, count, scale, decays };
        update(this.#functions, config, size, range);
      }
    });
    for (let i = 0; i < this.#count; i++) this.#updateRow(this.#owned[i], size, scale);
  }

  #updateRow(at: number, size: StepSize, scale: number): void {
    const { config, embedding, moments, sparse, network } = this.#memory;
    const bytes = 4 * network.embedding;
    const row = bytes * sparse.rows[at];
    update(this.#functions, config, size, {
      values: embedding.byteOffset + row,
      gradient: sparse.gradients.byteOffset + bytes * at,
      first: moments.embedding[0].byteOffset + row,
      second: moments.embedding[1].byteOffset + row,
      count: network.embedding,
      scale,
      decays: false,
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

  /** Sums each row that this worker owns into its first place. */
  #sumRows(weight: number): void {
    const { sparse, network } = this.#memory;
    const columns = network.embedding;
    const offset = (at: number) => sparse.gradients.byteOffset + 4 * columns * at;
    this.#count = 0;
    this.#eachOwned((row, at) => {
      sparse.squares[at] = 0;
      const first = this.#firsts[row];
      if (first >= 0) {
        this.#functions.addRow(offset(first), offset(at), columns);
      } else {
        this.#firsts[row] = at;
        this.#owned[this.#count++] = at;
      }
    });
    for (const at of this.#owned.subarray(0, this.#count)) {
      sparse.squares[at] = this.#functions.divideRow(offset(at), columns, weight);
      this.#firsts[sparse.rows[at]] = -1;
    }
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
