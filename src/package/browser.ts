import { type CreateClassifier, creatorOf } from './create.ts';

export type * from './create.ts';
export * from './model.ts';

/** In browsers, where the files are fetched from beside this one. Bundlers know `new URL(…, import.meta.url)`, each in one piece. */
export const createClassifier: CreateClassifier = creatorOf({
  kernel: async () =>
    WebAssembly.compile(await fetched(new URL('../../build/edge-kernel.wasm', import.meta.url))),
  weights: () => fetched(new URL('../../weights.bin', import.meta.url)),
});

async function fetched(url: URL): Promise<ArrayBuffer> {
  const response = await fetch(url);
  if (response.ok) return response.arrayBuffer();
  throw new RangeError(
    `${url} was answered with ${response.status}, needed is 200: serve this file of the package edge-sentiment there`,
  );
}
