import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadClassifier } from '../../src/model/classifier.ts';
import { DEFAULT_NETWORK, embeddingRows, type NetworkConfig } from '../../src/model/network/config.ts';
import { createForward } from '../../src/model/network/forward.ts';
import type { Parameters, Values } from '../../src/model/network/parameters.ts';
import { occlude } from '../../src/model/text/encode.ts';
import { engineOf, kernelEngine } from '../../trainer/scoring/engine.ts';
import { quantiseRows } from '../../trainer/scoring/quantise.ts';
import { reweighed } from '../contract/model.ts';
import sentiment from '../golden/sentiment.json' with { type: 'json' };
import { sized } from '../size.ts';
import { randomText, randomWeights, VARIANTS, type Weights } from './networks.ts';

const TOLERANCE = 1e-4;
/**
 * Of blocks that are computed in integers, 13 bits of an activation, some 12 of a weight: for nine networks of ten, and for all, since
 * the terms of a random network's logit may cancel.
 */
const INTEGER_TOLERANCE = { most: 1e-3, all: 2e-2 };
const MODEL_TOLERANCE = 1e-3;
const VOCABULARY = 50;

/** The weights in the types that a model file may hold them in. */
function smaller(weights: Weights, network: NetworkConfig, type: 'f16' | 'i8'): Parameters {
  return new Map(
    [...weights].map(([name, values]): [string, Values] => {
      if (name === 'embedding.weight' && type === 'i8') {
        return [name, quantiseRows(values, embeddingRows(network))];
      }
      return [name, name.endsWith('.weight') ? new Float16Array(values) : values];
    }),
  );
}

/** The largest difference of a logit. */
function difference(actual: Float32Array, expected: Float32Array): number {
  expect(actual).toHaveLength(expected.length);
  return Math.max(...actual.map((logit, i) => Math.abs(logit - expected[i])));
}

describe('createKernel()', () => {
  it.each(VARIANTS.map((variant) => ({ name: JSON.stringify(variant), variant })))(
    'equals createForward() for $name',
    ({ variant }) => {
      const network = { ...DEFAULT_NETWORK, ...variant, vocabulary: VOCABULARY };
      const weights = randomWeights(network);
      const forward = createForward(network, weights);
      const kernel = kernelEngine(network, weights);
      for (const tokens of [14, 1, 2, 3, 4, 5, 7, 8, 31]) {
        const text = randomText(network, tokens, tokens);
        expect(difference(kernel(text), forward(text))).toBeLessThan(TOLERANCE);
      }
    },
  );

  it.each(
    (['f16', 'i8'] as const).flatMap((type) =>
      [1, 3, 4, 7, 8, 12, 17, 40, 100].map((embedding) => ({ type, embedding })),
    ),
  )('equals createForward() on weights in $type with $embedding columns', ({ type, embedding }) => {
    const network = { ...DEFAULT_NETWORK, embedding, ngramBuckets: 20, width: 16, vocabulary: VOCABULARY };
    const parameters = smaller(randomWeights(network), network, type);
    const forward = createForward(network, parameters);
    const kernel = kernelEngine(network, parameters);
    for (const tokens of [1, 2, 5, 31]) {
      const text = randomText(network, tokens, tokens);
      expect(difference(kernel(text), forward(text))).toBeLessThan(TOLERANCE);
    }
  });

  it.each([
    { width: 16 },
    { width: 128, embedding: 24, kernel: 5 },
    { encoder: 'bag', width: 9 },
    // Too large for a matrix a step: the logits lie in one that others had before.
    { width: 8, blocks: 32, preNorm: true, maxTokens: 4096 },
    { width: 8, encoder: 'bag', blocks: 32, preNorm: true, maxTokens: 4096 },
  ] as const)('equals createForward() for 1,000 labels and %j', (choices) => {
    const labels = Array.from({ length: 1000 }, (_, i) => `label ${i}`);
    const network = { ...DEFAULT_NETWORK, ...choices, labels, vocabulary: VOCABULARY };
    const weights = randomWeights(network);
    const forward = createForward(network, weights);
    const kernel = kernelEngine(network, weights);
    for (const tokens of [1, 5, 31]) {
      const text = randomText(network, tokens, tokens);
      const expected = forward(text);
      const scale = Math.max(1, ...expected.map(Math.abs));
      expect(difference(kernel(text), expected) / scale).toBeLessThan(INTEGER_TOLERANCE.most);
      const group = { begin: 0, end: 1 };
      expect(kernel.without(text, [group])).toEqual([kernel(occlude(text, group))]);
    }
  });

  it('equals createForward() for any sizes, in floats', () => {
    const sizes = fc.record({
      encoder: fc.constantFrom('conv', 'bag'),
      norm: fc.constantFrom('none', 'layer', 'batch'),
      preNorm: fc.boolean(),
      residual: fc.boolean(),
      activation: fc.constantFrom('inside', 'after'),
      embedding: fc.integer({ min: 1, max: 40 }),
      // Over 2 columns: the layer norm of one or two is a step, which no rounding survives.
      width: fc.integer({ min: 3, max: 70 }),
      stem: fc.integer({ min: 0, max: 2 }),
      blocks: fc.integer({ min: 0, max: 3 }),
      kernel: fc.integer({ min: 0, max: 7 }).map((reach) => 2 * reach + 1),
      dilation: fc.integer({ min: 1, max: 4 }),
      ngramBuckets: fc.constantFrom(0, 20),
      maxTokens: fc.integer({ min: 1, max: 40 }),
      labels: fc.integer({ min: 2, max: 20 }).map((count) => Array.from({ length: count }, String)),
    });
    const run = fc.property(sizes, fc.integer(), fc.double({ min: 0, max: 1 }), (size, seed, share) => {
      const network: NetworkConfig = { ...DEFAULT_NETWORK, ...size, vocabulary: VOCABULARY } as NetworkConfig;
      const weights = randomWeights(network, seed);
      const tokens = 1 + Math.round((share || 0) * (network.maxTokens - 1));
      const kernel = engineOf('floats')(network, weights);
      for (const count of [network.maxTokens, tokens]) {
        const text = randomText(network, count, seed);
        const expected = createForward(network, weights)(text);
        // Without a norm, wide blocks of random weights give logits of thousands.
        const scale = Math.max(1, ...expected.map(Math.abs));
        expect(difference(kernel(text), expected)).toBeLessThan(TOLERANCE * scale);
      }
    });
    fc.assert(run, { numRuns: sized(60, 2000), seed: 1 });
  });

  it('equals createForward() for blocks that are computed in integers', () => {
    const sizes = fc.record({
      norm: fc.constantFrom('layer', 'batch'),
      preNorm: fc.boolean(),
      residual: fc.boolean(),
      activation: fc.constantFrom('inside', 'after'),
      embedding: fc.integer({ min: 1, max: 40 }),
      width: fc.constantFrom(64, 72, 128, 256),
      blocks: fc.integer({ min: 1, max: 3 }),
      kernel: fc.integer({ min: 0, max: 3 }).map((reach) => 2 * reach + 1),
      dilation: fc.integer({ min: 1, max: 3 }),
      maxTokens: fc.integer({ min: 1, max: 12 }),
    });
    const errors: number[] = [];
    const run = fc.property(sizes, fc.integer(), (size, seed) => {
      const network: NetworkConfig = { ...DEFAULT_NETWORK, ...size, vocabulary: VOCABULARY } as NetworkConfig;
      const weights = randomWeights(network, seed);
      const kernel = kernelEngine(network, weights);
      for (const count of [network.maxTokens, 1]) {
        const text = randomText(network, count, seed);
        const expected = createForward(network, weights)(text);
        const scale = Math.max(1, ...expected.map(Math.abs));
        errors.push(difference(kernel(text), expected) / scale);
        expect(errors.at(-1)).toBeLessThan(INTEGER_TOLERANCE.all);
      }
    });
    fc.assert(run, { numRuns: sized(20, 500), seed: 1 });
    errors.sort((a, b) => a - b);
    expect(errors[Math.floor(0.9 * errors.length)]).toBeLessThan(INTEGER_TOLERANCE.most);
  });

  it.each([
    ['no sum of integers overflows where all weights and activations are at their largest', 1, 1],
    ['tiny activations count as they are', 1e-20, 1e20],
    ['huge weights count as they are', 1, 1e20],
  ])('%s', (_, embedding, weight) => {
    const network = {
      ...DEFAULT_NETWORK,
      width: 256,
      embedding: 256,
      blocks: 1,
      norm: 'none' as const,
      vocabulary: 1,
    };
    const values: Record<string, number> = { 'embedding.weight': embedding, 'block.0.weight': weight };
    const weights = new Map(
      [...randomWeights(network)].map(([name, given]) => [name, given.fill(values[name] ?? 0.01)]),
    );
    const text = { rows: new Int32Array(5), offsets: Int32Array.of(0, 1, 2, 3, 4, 5), known: 1 };
    const [expected] = createForward(network, weights)(text);
    const [logit] = kernelEngine(network, weights)(text);
    expect(expected).toBeGreaterThan(1);
    expect(logit / expected).toBeCloseTo(1, 3);
  });

  it('ends in no finite logit where the activations of integers are not finite', () => {
    const network = { ...DEFAULT_NETWORK, width: 64, norm: 'none' as const, vocabulary: VOCABULARY };
    const weights = new Map(
      [...randomWeights(network)].map(([name, given]) => [
        name,
        name === 'head.bias' ? given : given.fill(3e38),
      ]),
    );
    expect(kernelEngine(network, weights)(randomText(network, 5, 1)).every(Number.isFinite)).toBe(false);
  });

  it.each(
    VARIANTS.filter((_, i) => i % 7 === 0).map((variant) => ({ name: JSON.stringify(variant), variant })),
  )('keeps nothing of a longer text, for $name', ({ variant }) => {
    const network = { ...DEFAULT_NETWORK, ...variant, vocabulary: VOCABULARY };
    const kernel = kernelEngine(network, randomWeights(network));
    const texts = [1, 3, 6, 9].map((tokens) => randomText(network, tokens, tokens));
    const first = texts.map(kernel);
    kernel(randomText(network, network.maxTokens, 1));
    expect(texts.map(kernel)).toEqual(first);
  });

  it.each([
    [0, 'the text has 0 tokens, at least 1 is needed'],
    [5, 'the text has 5 tokens, allowed 1 to 4'],
  ])('throws for %i tokens of at most 4', (tokens, message) => {
    const network = { ...DEFAULT_NETWORK, maxTokens: 4, vocabulary: VOCABULARY };
    const kernel = kernelEngine(network, randomWeights(network));
    expect(() => kernel(randomText(network, tokens, 1))).toThrow(new RangeError(message));
  });

  it.each([-1, VOCABULARY + 1])('throws for the row %i of a table of 51', (row) => {
    const network = { ...DEFAULT_NETWORK, vocabulary: VOCABULARY };
    const kernel = kernelEngine(network, randomWeights(network));
    const text = { rows: Int32Array.of(row), offsets: Int32Array.of(0, 1), known: 1 };
    expect(() => kernel(text)).toThrow(new RangeError(`row is ${row}, allowed 0 to 50`));
  });

  it('throws for more rows than encode() gives', () => {
    const network = { ...DEFAULT_NETWORK, maxTokens: 1, vocabulary: VOCABULARY };
    const kernel = kernelEngine(network, randomWeights(network));
    const text = { rows: new Int32Array(33), offsets: Int32Array.of(0, 33), known: 1 };
    expect(() => kernel(text)).toThrow(new RangeError('the text has 33 rows, allowed 32'));
  });

  it('throws when a parameter is missing', () => {
    expect(() => kernelEngine(DEFAULT_NETWORK, new Map())).toThrow(
      new TypeError('parameter embedding.weight is missing'),
    );
  });
});

describe('the default model on the kernel', () => {
  const bytes = readFileSync(new URL('../../src/weights/default.safetensors', import.meta.url));
  const engines = (['f32', 'f16', 'i8'] as const).map((type) => {
    const file = reweighed(bytes, type);
    return {
      type,
      plain: loadClassifier(file),
      fast: loadClassifier(file, { engine: kernelEngine }),
    };
  });
  const long = sentiment.texts.map(([text]) => text).join(' ');
  const texts = [...sentiment.texts.map(([text]) => text), long, long.repeat(3)];

  it.each(engines)('has the labels that createForward() gives, in $type', ({ plain, fast }) => {
    for (const text of texts) {
      expect(difference(fast.logits(text)!, plain.logits(text)!)).toBeLessThan(MODEL_TOLERANCE);
      expect(fast.classify(text).label).toBe(plain.classify(text).label);
    }
  });
});
