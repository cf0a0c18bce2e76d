import * as tf from '@tensorflow/tfjs';
import { reversedName } from '../network/network.ts';
import { reversedFilter, wasmView } from '../network/ops/index.ts';
import { layoutOf, type Placed, type SharedTraining } from './memory.ts';

/** This thread's copies of the shared parameters, all but the embedding, as tensors. */
export class LocalParameters {
  /** By name, reversed filters included. */
  readonly tensors = new Map<string, tf.Tensor>();
  /** Those with gradients, in the order of the layout. */
  readonly trained: readonly tf.Tensor[];
  readonly #memory: SharedTraining;
  readonly #dense: readonly Placed[];
  readonly #statistics: readonly Placed[];

  constructor(memory: SharedTraining) {
    const { dense, statistics } = layoutOf(memory.network);
    this.#memory = memory;
    this.#dense = dense;
    this.#statistics = statistics;
    for (const { name, shape } of [...dense, ...statistics]) this.tensors.set(name, tf.zeros([...shape]));
    this.trained = dense.map(({ name }) => this.#get(name));
  }

  /** Copies the shared parameters as they are now. */
  load(): void {
    const { dense, statistics } = this.#memory;
    for (const placed of this.#dense) {
      wasmView(this.#get(placed.name)).set(dense.subarray(placed.begin, placed.end));
      if (placed.taps > 0) this.#reverse(placed);
    }
    for (const { name, begin, end } of this.#statistics) {
      wasmView(this.#get(name)).set(statistics.subarray(begin, end));
    }
  }

  dispose(): void {
    tf.dispose([...this.tensors.values()]);
  }

  #reverse({ name, layer, taps }: Placed): void {
    const reversed = reversedName(layer);
    this.tensors.get(reversed)?.dispose();
    this.tensors.set(reversed, reversedFilter(this.#get(name), taps));
  }

  #get(name: string): tf.Tensor {
    return this.tensors.get(name) as tf.Tensor;
  }
}
