import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { loadClassifier } from '../../src/model/classifier.ts';
import { readSample } from '../../trainer/corpora/sample.ts';
import { TEMPLATES, templates } from '../../trainer/corpora/templates.ts';
import { kernelEngine } from '../../trainer/scoring/engine.ts';
import { sized } from '../size.ts';

/** The blocks of the default model are computed in integers; 5e-4 was the most over 10,000 texts. */
const TOLERANCE = 1e-3;

const bytes = readFileSync(new URL('../../src/weights/default.safetensors', import.meta.url));
const plain = loadClassifier(bytes);
const fast = loadClassifier(bytes, { engine: kernelEngine });

/** Review sentences, then sentences of our own in English and Chinese; under `npm run test:soak` 10,000 in all. */
function texts(): string[] {
  const count = sized(400, 10_000);
  const { train, test } = readSample();
  const reviews = [...train, ...test].slice(0, sized(200, 3000));
  const shares = Object.values(TEMPLATES).flatMap(({ groups }) => groups.map(({ share = 1 }) => share));
  const total = shares.reduce((sum, share) => sum + share, 0);
  const own = templates(TEMPLATES, 1, Math.ceil((count - reviews.length + shares.length) / total));
  return [...reviews, ...own].slice(0, count).map(({ text }) => text);
}

it('the kernel gives the labels of createForward() to real texts, and its logits to 1e-3', () => {
  const all = texts();
  expect(all).toHaveLength(sized(400, 10_000));
  for (const text of all) {
    const [expected, actual] = [plain, fast].map((model) => model.logits(text));
    expect(actual === null).toBe(expected === null);
    actual?.forEach((logit, i) => {
      expect(Math.abs(logit - expected![i])).toBeLessThan(TOLERANCE);
    });
    expect(fast.classify(text).label).toBe(plain.classify(text).label);
  }
}, 3_600_000);
