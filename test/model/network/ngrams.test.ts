import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  extendNgram,
  gateOf,
  MAX_PROBES,
  NgramTable,
  ngramSlots,
  withNgrams,
} from '../../../src/model/network/ngrams.ts';
import { NO_TOKEN, tokenHash } from '../../../src/model/text/encode.ts';
import { hashesOf, hashOf, plainLogits, tableOf, type Weights } from './tables.ts';

const WEIGHTS: Weights = {
  good: [-1, 1],
  not: [0.4, -0.2],
  'not good': [2, -2.5],
  'not very good': [3, -3],
  'very good': [-1.5, 1.75],
  a: [0.1, 0.2],
  'a a a': [0.5, 0.25],
};
const { tensors } = tableOf(WEIGHTS);
const table = new NgramTable(tensors);
const WORDS = ['good', 'not', 'very', 'a', 'film'];
const anyText = fc.array(fc.constantFrom(...WORDS), { minLength: 1, maxLength: 12 });

describe('NgramTable', () => {
  it('adds the weights of each n-gram that a text has, once, times the gate', () => {
    fc.assert(
      fc.property(anyText, (tokens) => {
        const text = tokens.join(' ');
        const expected = plainLogits(WEIGHTS, tensors.scale, text);
        [...table.logits(hashesOf(text))].forEach((logit, label) => {
          expect(logit).toBeCloseTo(expected[label], 4);
        });
      }),
    );
  });

  it('without() equals, to the bit, the text whose tokens are left out', () => {
    fc.assert(
      fc.property(anyText, fc.nat(), fc.nat(), (tokens, from, length) => {
        const begin = from % tokens.length;
        const end = Math.min(tokens.length, begin + 1 + (length % 4));
        const hashes = hashesOf(tokens.join(' '));
        const gone = hashes.slice().fill(NO_TOKEN, begin, end);
        expect(table.without(hashes, [{ begin, end }])).toEqual([table.logits(gone)]);
        expect(table.without(hashes, [{ begin: 0, end: 0 }])).toEqual([table.logits(hashes)]);
      }),
    );
  });

  it('is the same after other texts', () => {
    const first = table.logits(hashesOf('not very good'));
    table.without(hashesOf('a a a a good'), [{ begin: 1, end: 2 }]);
    expect(table.logits(hashesOf('not very good'))).toEqual(first);
  });

  it('leaves silent tokens and pairs out of every n-gram', () => {
    const silent = Int32Array.of(hashOf(['very']), hashOf(['film', 'a']));
    const quiet = new NgramTable({ ...tensors, silent });
    expect(quiet.logits(hashesOf('not very good'))).toEqual(table.logits(hashesOf('not film good')));
    expect(quiet.logits(hashesOf('film a good a'))).toEqual(table.logits(hashesOf('film film good a')));
    expect(quiet.logits(hashesOf('a film good'))).toEqual(table.logits(hashesOf('a film good')));
  });

  it('finds what was placed, and ends where every place is taken', () => {
    for (const ngram of Object.keys(WEIGHTS)) {
      expect(table.find(hashOf(ngram.split(' ')))).toBeGreaterThanOrEqual(0);
    }
    const slots = ngramSlots(1000);
    const full = new NgramTable({
      fingerprint: new Uint16Array(slots).fill(1),
      weight: new Int8Array(2 * slots),
      scale: Float32Array.of(1, 1),
      gate: Float32Array.of(1, 0, 0),
    });
    expect(MAX_PROBES).toBeLessThan(slots);
    expect([...full.logits(hashesOf('all is taken'))]).toEqual([0, 0]);
  });
});

describe('extendNgram()', () => {
  it('tells the order of tokens and the length apart', () => {
    const [a, b] = ['a', 'b'].map(tokenHash);
    const hash = (...tokens: number[]) => tokens.reduce(extendNgram, 0);
    expect(new Set([hash(a), hash(b), hash(a, b), hash(b, a), hash(a, a), hash(a, a, a)]).size).toBe(6);
  });

  it('spreads over places and fingerprints: of 100,000 n-grams few are taken for another', () => {
    const placed = tableOf(
      Object.fromEntries(Array.from({ length: 13_000 }, (_, i) => [`token${i}`, [1, -1]])),
    );
    expect(placed.ngrams).toBeGreaterThan(12_900);
    const dense = new NgramTable(placed.tensors);
    const found = Array.from({ length: 100_000 }, (_, i) => dense.find(hashOf([`other${i}`]))).filter(
      (slot) => slot >= 0,
    );
    expect(found.length).toBeLessThan(60);
  });
});

describe('gateOf()', () => {
  it.each([
    [[2, 0, 0], 16, 0.25],
    [[1, 0, 1], 1, 0.5],
    [[1, 0, 1], 9, 0.3],
    [[0, 5, 5], 9, 0],
    [[64, 1000, 1000], 4096, 1],
    [[64, -1000, -1000], 4096, 0],
  ])('of %j and %i tokens is %d', (gate, tokens, expected) => {
    expect(gateOf(Float32Array.from(gate), tokens)).toBeCloseTo(expected, 12);
  });
});

describe('withNgrams()', () => {
  const network = Object.assign(() => Float32Array.of(1, 2), {
    without: (_: unknown, groups: readonly unknown[]) => groups.map(() => Float32Array.of(3, 4)),
  });
  const text = { rows: Int32Array.of(0), offsets: Int32Array.of(0, 1), known: 1 };

  it('is the network itself where there is no table', () => {
    expect(withNgrams(network, undefined)).toBe(network);
  });

  it('adds the table to the logits, and to those without tokens', () => {
    const both = withNgrams(network, tensors);
    const hashes = hashesOf('good');
    const added = table.logits(hashes);
    expect(both({ ...text, hashes })).toEqual(Float32Array.of(1 + added[0], 2 + added[1]));
    expect(both.without({ ...text, hashes }, [{ begin: 0, end: 1 }])).toEqual([Float32Array.of(3, 4)]);
  });

  it('refuses a text without hashes', () => {
    expect(() => withNgrams(network, tensors)(text)).toThrow('the text has no hashes of its tokens');
  });
});
