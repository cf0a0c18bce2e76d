import * as tf from '@tensorflow/tfjs';
import { wasmView } from '../network/kernels/index.ts';
import type { Layout, Placed, SharedTraining } from './memory.ts';

/** This thread's copies of the shared parameters, all but the embedding, as tensors. */
export class LocalParameters {
  /** By name. */
  readonly tensors: ReadonlyMap<string, tf.Tensor>;
  /** Those with gradients, in the order of the layout. */
  readonly trained: readonly tf.Tensor[];
  readonly #layout: Layout;

  constructor(layout: Layout) {
    this.#layout = layout;
    const zeros = ({ name, shape }: Placed): [string, tf.Tensor] => [name, tf.zeros([...shape])];
    const dense = layout.dense.map(zeros);
    this.trained = dense.map(([, tensor]) => tensor);
    this.tensors = new Map([...dense, ...layout.statistics.map(zeros)]);
  }

  /** Copies the shared parameters as they are now. */
  load({ dense, statistics }: SharedTraining): void {
    for (const { name, begin, end } of this.#layout.dense) this.#copy(name, dense.subarray(begin, end));
    for (const { name, begin, end } of this.#layout.statistics) {
      this.#copy(name, statistics.subarray(begin, end));
    }
  }

  dispose(): void {
    tf.dispose([...this.tensors.values()]);
  }

  #copy(name: string, values: Float32Array): void {
    wasmView(this.tensors.get(name) as tf.Tensor).set(values);
  }
}
