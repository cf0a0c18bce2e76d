import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { loadClassifier } from '../../src/model/classifier.ts';
import card from '../../src/weights/default.json' with { type: 'json' };
import { kernelEngine } from '../../trainer/kernel.ts';
import { withWeights } from '../../trainer/quantise.ts';
import golden from './logits.json' with { type: 'json' };

const weights = new URL('../../src/weights/default.safetensors', import.meta.url);
const bytes = readFileSync(weights);
const classifier = loadClassifier(bytes, { ...card, engine: kernelEngine });
const small = loadClassifier(withWeights(bytes, 'i8'), { ...card, engine: kernelEngine });

it('the golden logits are of the default model', () => expect(golden.model).toBe(classifier.model));

it.each(golden.texts)('the kernel gives the golden logits in Node: $text', ({ text, logits, i8 }) => {
  expect([...classifier.logits(text)!]).toEqual(logits);
  expect([...small.logits(text)!]).toEqual(i8);
});
