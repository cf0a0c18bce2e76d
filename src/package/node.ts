import { readFile } from 'node:fs/promises';
import { type CreateClassifier, creatorOf } from './create.ts';

export type * from './create.ts';
export * from './model.ts';

/**
 * A classifier with the package's own model, or with one of yours.
 *
 * @param options.model the bytes of a model file; they are verified.
 * @param options.cpu milliseconds that bound how much of a long text is read, 10 by default.
 * @returns what answers as the service does, without a network.
 * @throws ModelFileError when the bytes are no model. RangeError when `cpu` is out of bounds.
 * @example
 * ```ts
 * import { createClassifier } from 'edge-sentiment';
 *
 * const classifier = await createClassifier();
 * const { label } = classifier.classify('Never boring, always surprising.');
 * console.log(label); // positive
 * ```
 */
export const createClassifier: CreateClassifier = creatorOf({
  kernel: async () =>
    WebAssembly.compile(await readFile(new URL('../../build/edge-kernel.wasm', import.meta.url))),
  weights: () => readFile(new URL('../../weights.bin', import.meta.url)),
});
