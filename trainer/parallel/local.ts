import * as tf from '@tensorflow/tfjs';
import { blockKernel } from '../../src/model/network.ts';
import { reversedFilter, wasmView } from '../network/kernels/index.ts';
import { reversedName } from '../network/network.ts';
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
    for (const { name, begin, end } of this.#dense) {
      wasmView(this.#get(name)).set(dense.subarray(begin, end));
      const layer = /^(.*)\.weight$/.exec(name)?.[1];
      if (layer !== undefined) this.#reverse(layer);
    }
    for (const { name, begin, end } of this.#statistics) {
      wasmView(this.#get(name)).set(statistics.subarray(begin, end));
    }
  }

  dispose(): void {
    tf.dispose([...this.tensors.values()]);
  }

  #reverse(layer: string): void {
    const name = reversedName(layer);
    this.tensors.get(name)?.dispose();
    const kernel = layer.startsWith('block.') ? blockKernel(this.#memory.network) : 1;
    this.tensors.set(name, reversedFilter(this.#get(`${layer}.weight`), kernel));
  }

  #get(name: string): tf.Tensor {
    return this.tensors.get(name) as tf.Tensor;
  }
}
