import { expect, it } from 'vitest';
import kernel from '../../build/edge-kernel.wasm';
import { loadClassifier } from '../../src/model/classifier.ts';
import { createKernel } from '../../src/model/kernel/kernel.ts';
import card from '../../src/weights/default.json';
import weights from '../../src/weights/default.safetensors';
import golden from '../golden/logits.json';
import { get } from './http.ts';

const classifier = loadClassifier(new Uint8Array(weights), {
  ...card,
  engine: (config, parameters) => createKernel(kernel, config, parameters),
});

it.each(golden.texts)('the kernel gives the bits of Node in workerd: $text', ({ text, logits }) => {
  expect([...classifier.logits(text)!]).toEqual(logits);
});

it.each(golden.texts)('the Worker answers as the kernel does: $text', async ({ text }) => {
  expect(await (await get(text)).json()).toEqual(classifier.classify(text));
});
