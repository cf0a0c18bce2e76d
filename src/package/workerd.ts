import kernel from '../../build/edge-kernel.wasm';
import weights from '../../weights.bin';
import { type CreateClassifier, creatorOf } from './create.ts';

export type * from './create.ts';
export * from './model.ts';

/** In Workers, whose bundle has the files. */
export const createClassifier: CreateClassifier = creatorOf({
  kernel: async () => kernel,
  weights: async () => weights,
});
