import { describe, expect, it } from 'vitest';
import { explanationGroup, extraBudget } from '../../src/model/budget.ts';
import { explain } from '../../src/model/explain.ts';
import { DEFAULT_NETWORK, type NetworkConfig } from '../../src/model/network/config.ts';
import { createForward, type Network } from '../../src/model/network/forward.ts';
import { keepsMatrices } from '../../src/model/simd/layout.ts';
import { type EncodedText, occlude } from '../../src/model/text/encode.ts';
import { averageLogits, windowOf } from '../../src/model/windows.ts';
import { kernelEngine } from '../../trainer/scoring/engine.ts';
import { randomText, randomWeights, readTwoWindows, TWO_WINDOWS, VARIANTS } from './networks.ts';

const VOCABULARY = 50;
const named = VARIANTS.map((variant) => ({ name: JSON.stringify(variant), variant }));

function engines(network: NetworkConfig): Network[] {
  const weights = randomWeights(network);
  return [createForward(network, weights), kernelEngine(network, weights)];
}

describe('without()', () => {
  const groups = [0, 1, 7, 17, 18].map((begin) => ({ begin, end: begin + 1 }));
  groups.push({ begin: 3, end: 6 }, { begin: 0, end: 19 }, { begin: 0, end: 0 });

  it.each(named)('equals the whole network on the text without the tokens, for $name', ({ variant }) => {
    const network = { ...DEFAULT_NETWORK, ...variant, vocabulary: VOCABULARY };
    const text = randomText(network, 19, 1);
    for (const run of engines(network)) {
      const before = run(text);
      // To the bit: what is not computed again would have been the same.
      expect(run.without(text, groups)).toEqual(groups.map((group) => run(occlude(text, group))));
      expect(run(text)).toEqual(before);
    }
  });

  it.each([1, 2, 3, 4, 5, 61])('does so for a text of %i tokens and blocks in integers', (tokens) => {
    const network = { ...DEFAULT_NETWORK, width: 128, kernel: 5, dilation: 2, vocabulary: VOCABULARY };
    const text = randomText(network, tokens, tokens);
    const [, run] = engines(network);
    const single = Array.from({ length: tokens }, (_, begin) => ({ begin, end: begin + 1 }));
    expect(run.without(text, single)).toEqual(single.map((group) => run(occlude(text, group))));
  });

  it('does so for a network too large to keep every matrix', () => {
    const network = { ...DEFAULT_NETWORK, width: 256, blocks: 16, maxTokens: 1024, vocabulary: VOCABULARY };
    expect(keepsMatrices(network)).toBe(false);
    const text = randomText(network, 9, 1);
    const [, run] = engines(network);
    const group = { begin: 4, end: 5 };
    expect(run.without(text, [group])).toEqual([run(occlude(text, group))]);
  });
});

describe('occlude()', () => {
  it('takes the rows of tokens and leaves their places', () => {
    const text = { rows: Int32Array.of(5, 6, 7, 8, 9), offsets: Int32Array.of(0, 1, 3, 4, 5), known: 1 };
    expect(occlude(text, { begin: 1, end: 3 })).toEqual({
      rows: Int32Array.of(5, 9),
      offsets: Int32Array.of(0, 1, 1, 1, 2),
      known: 1,
    });
  });
});

describe('explain()', () => {
  const network = { ...DEFAULT_NETWORK, vocabulary: VOCABULARY };
  const [, run] = engines(network);
  const text = randomText(network, 40, 3);
  const windows = TWO_WINDOWS;
  const read = (encoded: EncodedText) => readTwoWindows(run, encoded);

  it('gives the logits of the text, to the bit', () => {
    expect(explain(run, text, windows, explanationGroup(network, windows)).logits).toEqual(read(text));
  });

  it('gives the shares of the margin that each token costs, found by leaving each out of the whole', () => {
    const [negative, positive] = read(text);
    const sign = negative >= positive ? 1 : -1;
    const margin = ([a, b]: Float32Array) => sign * (a - b);
    const whole = margin(read(text));
    const losses = Array.from({ length: 40 }, (_, token) => {
      const without = occlude(text, { begin: token, end: token + 1 });
      return whole - margin(read(without));
    });
    const total = losses.reduce((sum, loss) => sum + Math.abs(loss), 0);
    explain(run, text, windows, explanationGroup(network, windows)).weights.forEach((weight, token) => {
      expect(weight).toBeCloseTo(losses[token] / total, 4);
    });
  });

  it('has weights whose absolute values add up to 1', () => {
    const { weights } = explain(run, text, windows, explanationGroup(network, windows));
    expect(weights).toHaveLength(40);
    expect(weights.reduce((sum, weight) => sum + Math.abs(weight), 0)).toBeCloseTo(1, 10);
  });

  it('leaves neighbours out together where one by one would cost too much', () => {
    const wide = { ...network, width: 128, embedding: 128 };
    const long = [{ begin: 0, end: 200 }];
    const size = explanationGroup(wide, long)!;
    expect(size).toBeGreaterThan(1);
    const { weights } = explain(engines(wide)[1], randomText(wide, 200, 1), long, size);
    expect(weights).toHaveLength(200);
    expect(new Set(weights.slice(0, size)).size).toBe(1);
    expect(new Set(weights).size).toBe(Math.ceil(200 / size));
  });

  it('gives the tokens of a window equal shares of its part in the margin where leaving any out would cost too much', () => {
    const deep = { ...network, width: 256, blocks: 8 };
    const [, runDeep] = engines(deep);
    const long = randomText(deep, 250, 2);
    const two = [
      { begin: 0, end: 150 },
      { begin: 150, end: 250 },
    ];
    expect(explanationGroup(deep, two)).toBeNull();
    const { logits, weights } = explain(runDeep, long, two, null);
    const [first, second] = two.map((window) => runDeep(windowOf(long, window)));
    expect(logits).toEqual(averageLogits(two, [first, second]));
    const [label, next] = [...logits.keys()].sort((a, b) => logits[b] - logits[a]);
    const margins = [first, second].map((each) => each[label] - each[next]);
    const total = 150 * Math.abs(margins[0]) + 100 * Math.abs(margins[1]);
    expect(new Set(weights.slice(0, 150)).size).toBe(1);
    expect(new Set(weights.slice(150)).size).toBe(1);
    expect(weights[0]).toBeCloseTo(margins[0] / total, 10);
    expect(weights[150]).toBeCloseTo(margins[1] / total, 10);
  });

  it('is all zeros where no token makes a difference', () => {
    const blank = new Map(
      [...randomWeights(network)].map(([name, { length }]) => [name, new Float32Array(length)]),
    );
    expect(explain(createForward(network, blank), text, windows, 1).weights).toEqual(new Array(40).fill(0));
  });
});

describe('explanationGroup()', () => {
  it.each([
    // 3, 5 and 7 rows of 1.5 µs, 93 of 0.1 µs and 5 µs: 37 µs each time, and 45 µs once.
    [{ width: 128, embedding: 128 }, 92, 1],
    [{ width: 128, embedding: 128 }, 93, 2],
    [{}, 139, 1],
    [{}, 140, 2],
    [{ encoder: 'bag' }, 128, 1],
    [{ width: 1024, blocks: 32, embedding: 1024 }, 40, null],
  ] as const)('of %j with %i tokens is %i', (choices, tokens, size) => {
    const config = { ...DEFAULT_NETWORK, ...choices };
    expect(explanationGroup(config, [{ begin: 0, end: tokens }])).toBe(size);
  });

  it('is one token where a request has enough CPU', () => {
    const windows = [{ begin: 0, end: 256 }];
    expect(explanationGroup(DEFAULT_NETWORK, windows)).toBeGreaterThan(1);
    expect(explanationGroup(DEFAULT_NETWORK, windows, extraBudget(100))).toBe(1);
  });
});
