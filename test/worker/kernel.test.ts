import { expect, it } from 'vitest';
import kernel from '../../build/edge-kernel.wasm';
import { type Engine, loadClassifier } from '../../src/model/classifier.ts';
import { readModel, writeModel } from '../../src/model/file/modelfile.ts';
import { createKernel } from '../../src/model/simd/kernel.ts';
import weights from '../../src/weights/default.safetensors';
import { withWeights } from '../../trainer/scoring/quantise.ts';
import golden from '../golden/logits.json';
import { get } from './http.ts';
import { noDigest } from './model.ts';

const engine: Engine = (config, parameters) => createKernel(kernel, config, parameters);
const bytes = new Uint8Array(weights);
const classifier = loadClassifier(bytes, { engine });
const small = loadClassifier(writeModel(withWeights(readModel(bytes), 'i8'), noDigest), { engine });

it.each(golden.texts)('the kernel gives the bits of Node in workerd: $text', ({ text, logits, i8 }) => {
  expect([...classifier.logits(text)!]).toEqual(logits);
  expect([...small.logits(text)!]).toEqual(i8);
});

it.each(golden.texts)('the Worker answers as the kernel does: $text', async ({ text }) => {
  expect(await (await get(text)).json()).toEqual(classifier.classify(text));
});
