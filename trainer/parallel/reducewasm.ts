import { compiledModule } from '../files/compiled.ts';

/** What `assembly/index.ts` exports; offsets are bytes into the heap, counts are of floats. */
export type ReduceFunctions = {
  meanOfSlots(
    slot: number,
    stride: number,
    slots: number,
    out: number,
    count: number,
    weight: number,
  ): number;
  addRow(to: number, from: number, count: number): void;
  divideRow(row: number, count: number, weight: number): number;
  sgd(
    values: number,
    gradient: number,
    count: number,
    scale: number,
    decay: number,
    learningRate: number,
  ): void;
  momentum(
    values: number,
    gradient: number,
    velocity: number,
    count: number,
    scale: number,
    decay: number,
    learningRate: number,
  ): void;
  adam(
    values: number,
    gradient: number,
    first: number,
    second: number,
    count: number,
    scale: number,
    decay: number,
    shrink: number,
    rate: number,
    inverse: number,
  ): void;
};

let module: WebAssembly.Module | undefined;

/** The functions on a run's heap. */
export function reduceFunctions(heap: WebAssembly.Memory): ReduceFunctions {
  module ??= compiledModule('reduce-kernels');
  return new WebAssembly.Instance(module, { env: { memory: heap } }).exports as ReduceFunctions;
}
