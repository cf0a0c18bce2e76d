import { reweighed } from '../contract/model.ts';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { loadClassifier } from '../../src/model/classifier.ts';
import { kernelEngine } from '../../trainer/scoring/engine.ts';
import golden from './logits.json' with { type: 'json' };

const weights = new URL('../../src/weights/default.safetensors', import.meta.url);
const bytes = readFileSync(weights);
const classifier = loadClassifier(bytes, { engine: kernelEngine });
const small = loadClassifier(reweighed(bytes, 'i8'), { engine: kernelEngine });

it('the golden logits are of the default model', () => expect(golden.model).toBe(classifier.model));

it.each(golden.texts)('the kernel gives the golden logits in Node: $text', ({ text, logits, i8 }) => {
  expect([...classifier.logits(text)!]).toEqual(logits);
  expect([...small.logits(text)!]).toEqual(i8);
});
