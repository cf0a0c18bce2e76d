import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { answerTokens, extraBudget, tokenLimit } from '../../src/model/budget.ts';
import { DEFAULT_NETWORK } from '../../src/model/network/config.ts';
import { planSentences } from '../../src/model/sentences.ts';
import { tokenize } from '../../src/model/text/tokenizer.ts';
import { averageLogits, splitWindows, windowOf } from '../../src/model/windows.ts';

function windows(text: string, size: number): string[] {
  const { tokens } = tokenize(text);
  return splitWindows(text, tokens, size).map(({ begin, end }) =>
    tokens
      .slice(begin, end)
      .map(({ text }) => text)
      .join(' '),
  );
}

describe('splitWindows()', () => {
  it.each([
    ['a b! c d!', 6, ['a b ! c d !']],
    ['a b! c d!', 5, ['a b !', 'c d !']],
    ['a! b! c! d!', 4, ['a ! b !', 'c ! d !']],
    ['a b c d e f! g!', 4, ['a b c d', 'e f !', 'g !']],
    ['a b c d e! g!', 4, ['a b c d', 'e ! g !']],
    ['a b c', 1, ['a', 'b', 'c']],
    ['', 4, ['']],
  ])('of %j with %i tokens each are %j', (text, size, expected) => {
    expect(windows(text, size)).toEqual(expected);
  });

  it('cover all tokens in order, none larger than it may be', () => {
    const word = fc.constantFrom('a', 'b.', 'c!', '好', '。', '\n');
    const run = fc.property(
      fc.array(word, { maxLength: 80 }),
      fc.integer({ min: 1, max: 20 }),
      (words, size) => {
        const text = words.join(' ');
        const { tokens } = tokenize(text);
        let at = 0;
        for (const { begin, end } of splitWindows(text, tokens, size)) {
          expect(begin).toBe(at);
          expect(end - begin).toBeLessThanOrEqual(size);
          at = end;
        }
        expect(at).toBe(tokens.length);
      },
    );
    fc.assert(run, { seed: 1, numRuns: 500 });
  });
});

const TEXT = { rows: Int32Array.of(5, 6, 7, 8, 9), offsets: Int32Array.of(0, 1, 3, 4, 5), known: 0.5 };

describe('windowOf()', () => {
  it('gives the rows of its tokens', () => {
    expect(windowOf(TEXT, { begin: 1, end: 3 })).toEqual({
      rows: Int32Array.of(6, 7, 8),
      offsets: Int32Array.of(0, 2, 3),
      known: 0.5,
    });
  });

  it('gives the text itself where the window is all of it', () => {
    expect(windowOf(TEXT, { begin: 0, end: 4 })).toBe(TEXT);
  });
});

describe('averageLogits()', () => {
  it('averages by length', () => {
    const windows = [
      { begin: 0, end: 1 },
      { begin: 1, end: 4 },
    ];
    const logits = averageLogits(windows, [Float32Array.of(8, 2), Float32Array.of(4, 4)]);
    expect(logits).toEqual(Float32Array.of(5, 3.5));
  });

  it('gives the very logits of one window', () => {
    const logits = Float32Array.of(0.1, 0.2);
    expect(averageLogits([{ begin: 0, end: 4 }], [logits])).toBe(logits);
  });
});

const names = (count: number) => Array.from({ length: count }, (_, i) => `label ${i}`);

describe('tokenLimit()', () => {
  it.each([
    // 3 · 3 · 64² weights: 1.152 µs, and 5 µs for the costliest tokens.
    [{}, 1462],
    // In floats: 3 · 3 · 32² and 64 · 32 weights, 0.626 µs and 5 µs.
    [{ width: 32 }, 1599],
    // 100 · 128 and 3 · 5 · 128² weights: 8.08 µs and 1.5 µs.
    [{ width: 128, embedding: 100, kernel: 5 }, 626],
    [{ blocks: 32, width: 1024 }, 512],
    // 64 · 64 more for each stem layer.
    [{ stem: 2 }, 1404],
    [{ embedding: 32 }, 1447],
    [{ encoder: 'bag', blocks: 32, width: 1024 }, 1800],
    [{ labels: names(64) }, 1462],
    // A text's answer of 1,000 labels takes 1.55 ms, and each of its windows 60 µs more.
    [{ labels: names(1000), width: 128, embedding: 100, kernel: 5 }, 512],
    [{ labels: names(1000) }, 1125],
    // 0.2 µs for the n-grams of a token, 0.005 for each label.
    [{ ngrams: 200_000 }, 1414],
  ] as const)('case %#', (choices, tokens) => {
    expect(tokenLimit({ ...DEFAULT_NETWORK, ...choices })).toBe(tokens);
  });

  it('grows with the CPU that a request has, and never falls below a page', () => {
    expect(tokenLimit(DEFAULT_NETWORK, 100)).toBe(14_629);
    expect(tokenLimit(DEFAULT_NETWORK, 1)).toBe(512);
  });
});

describe('answerTokens()', () => {
  it('is nothing for up to 64 labels, and grows with labels and scores', () => {
    const of = (count: number, topK?: number) =>
      answerTokens({ ...DEFAULT_NETWORK, labels: names(count) }, topK);
    expect([of(2), of(64), of(64, 1000)]).toEqual([0, 0, 0]);
    const [few, all] = [of(1000), of(1000, 1000)];
    expect(few).toBeGreaterThan(10);
    expect(all).toBeGreaterThan(10 * few);
    expect(of(1000, 10)).toBe(few);
    expect(of(1000, 64)).toBeGreaterThan(2 * few);
  });
});

describe('planSentences()', () => {
  it('judges no more sentences than their scores leave room for, whatever CPU there is', () => {
    const text = 'no. '.repeat(2000);
    const tokens = tokenize(text).tokens;
    const plan = (count: number, topK: number) =>
      planSentences({ ...DEFAULT_NETWORK, labels: names(count) }, text, tokens, extraBudget(300_000), topK);
    expect(plan(64, 64).sentences).toHaveLength(2000);
    expect(plan(1000, 10).sentences).toHaveLength(2000);
    const { sentences, truncated } = plan(1000, 1000);
    expect(sentences.length).toBeGreaterThan(90);
    expect(sentences.length).toBeLessThan(101);
    expect(truncated).toBe(true);
  });
});
