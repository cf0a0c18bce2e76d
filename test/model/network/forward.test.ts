import { describe, expect, it } from 'vitest';
import { DEFAULT_NETWORK, type NetworkConfig } from '../../../src/model/network/config.ts';
import { NORM_EPSILON } from '../../../src/model/network/epsilon.ts';
import { createForward } from '../../../src/model/network/forward.ts';
import { parameterSpecs, sizeOf } from '../../../src/model/network/parameters.ts';
import type { EncodedText } from '../../../src/model/text/encode.ts';

/** Two words and one unknown row, two channels, one block over three tokens. */
const BASE: NetworkConfig = {
  ...DEFAULT_NETWORK,
  vocabulary: 2,
  embedding: 2,
  width: 2,
  blocks: 1,
  norm: 'none',
};

const EMBEDDING = [1, 2, 3, -1, 0.5, 0.5];
/** Taps from left to right, each [inputs, outputs]: each channel from the left, itself doubled and negated, none from the right. */
const BLOCK = [1, 0, 0, 1, 2, 0, 0, -1, 0, 0, 0, 0];
/** Maximum of each channel, then mean of each: the first label is their sum, the second the means alone. */
const HEAD = [1, 0, 1, 0, 1, 1, 1, 1];

/** One token after another, each of one row. */
function encoded(...rows: number[]): EncodedText {
  return {
    rows: Int32Array.from(rows),
    offsets: Int32Array.from([0, ...rows.map((_, i) => i + 1)]),
    known: 1,
  };
}

/** Parameters with these values, the rest as they start, uniform ones at 0. */
function parametersOf(config: NetworkConfig, values: Record<string, number[]>): Map<string, Float32Array> {
  return new Map(
    parameterSpecs(config).map(({ name, shape, initial }) => {
      const start = initial.kind === 'constant' ? initial.value : 0;
      return [name, Float32Array.from(values[name] ?? new Array(sizeOf(shape)).fill(start))];
    }),
  );
}

const VALUES = { 'embedding.weight': EMBEDDING, 'block.0.weight': BLOCK, 'head.weight': HEAD };

function logits(
  part: Partial<NetworkConfig>,
  text: EncodedText,
  values: Record<string, number[]> = {},
): number[] {
  const config = { ...BASE, ...part };
  return [...createForward(config, parametersOf(config, { ...VALUES, ...values }))(text)];
}

describe('createForward()', () => {
  // x is [[1, 2], [3, -1]]; F(x) is [[2, -2], [7, 3]], for the second token has the first to its left.
  it.each<[string, Partial<NetworkConfig>, number[]]>([
    // relu(F) is [[2, 0], [7, 3]]; with x [[3, 2], [10, 2]]: maxima 10 and 2, means 6.5 and 2.
    ['adds x after the ReLU: inside', { activation: 'inside' }, [20.5, 8.5]],
    // F + x is [[3, 0], [10, 2]]: maxima 10 and 2, means 6.5 and 1.
    ['adds x before the ReLU: after', { activation: 'after' }, [19.5, 7.5]],
    // [[2, 0], [7, 3]]: maxima 7 and 3, means 4.5 and 1.5.
    ['adds nothing: plain', { residual: false }, [16, 6]],
    // No block: maxima 3 and 2, means 2 and 0.5.
    ['has no block', { blocks: 0 }, [7.5, 2.5]],
  ])('%s', (_, part, expected) => {
    expect(logits(part, encoded(0, 1))).toEqual(expected);
  });

  it('sees every other token in the second block where the dilation is 2', () => {
    // The second block doubles the token two to the left, and sees nothing of those between: after a first block of zeros,
    // x stays [1, 2], [3, -1], [3, -1], and of the last one relu(F) is [1, 2] doubled.
    const part = { blocks: 2, dilation: 2 };
    const taps = [2, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0];
    const values = { 'block.0.weight': new Array(12).fill(0), 'block.1.weight': taps };
    // [[1, 2], [3, -1], [5, 3]]: maxima 5 and 3, means 3 and 4 / 3.
    expect(logits(part, encoded(0, 1, 1), values)).toEqual([
      expect.closeTo(12 + 1 / 3, 5),
      expect.closeTo(4 + 1 / 3, 5),
    ]);
  });

  it('counts rows beyond the ends of the text as zero', () => {
    // One token [1, 2]: F is [2, -2], relu + x is [3, 2].
    expect(logits({}, encoded(0))).toEqual([10, 5]);
  });

  it('takes the mean of the rows of a token', () => {
    const text = { rows: Int32Array.of(0, 1), offsets: Int32Array.of(0, 2), known: 0 };
    expect(logits({ blocks: 0 }, text)).toEqual([5, 2.5]);
  });

  it('pools first where the encoder is a bag, and adds the biases', () => {
    // Maxima 3 and 2, means 2 and 0.5, then the head.
    const part = { encoder: 'bag', embedding: 2, width: 4, blocks: 0 } as const;
    const head = { 'head.weight': [1, 0, 1, 0, 1, 1, 1, 1], 'head.bias': [10, -10] };
    expect(logits(part, encoded(0, 1), head)).toEqual([17.5, -7.5]);
  });

  it('has one ReLU a stem layer and none on the projection', () => {
    const width = { width: 1, blocks: 0 };
    const negative = { 'head.weight': [1, 0, 0, 1] };
    // The token [3, -1]: the only channel is its second one.
    expect(logits(width, encoded(1), { ...negative, 'projection.weight': [0, 1] })).toEqual([-1, -1]);
    expect(logits({ ...width, stem: 1 }, encoded(1), { ...negative, 'stem.0.weight': [0, 1] })).toEqual([
      0, 0,
    ]);
  });

  it('normalises each row to mean 0 and variance 1 where the norm is layer', () => {
    // F of the token [1, 2] is [2, -2], which becomes [1, -1]; relu + x is [2, 2].
    const [sum, means] = logits({ norm: 'layer' }, encoded(0));
    expect(sum).toBeCloseTo(8, 4);
    expect(means).toBeCloseTo(4, 4);
  });

  it('normalises by the running statistics where the norm is batch', () => {
    // ([2, -2] - [1, -3]) / 2 · [4, 6] + [0, 1] is [2, 4]; relu + x is [3, 6].
    const values = {
      'block.0.norm.mean': [1, -3],
      'block.0.norm.variance': [4 - NORM_EPSILON, 4 - NORM_EPSILON],
      'block.0.norm.scale': [4, 6],
      'block.0.norm.shift': [0, 1],
    };
    const [sum, means] = logits({ norm: 'batch' }, encoded(0), values);
    expect(sum).toBeCloseTo(18, 4);
    expect(means).toBeCloseTo(9, 4);
  });

  it('normalises before the convolution where preNorm is set', () => {
    // The token [1, 2] becomes [-1, 1], F of it [-2, -1], relu + x is [1, 2].
    const [sum, means] = logits({ norm: 'layer', preNorm: true }, encoded(0));
    expect(sum).toBeCloseTo(6, 4);
    expect(means).toBeCloseTo(3, 4);
  });

  it.each(['conv', 'bag'] as const)('throws RangeError for a text of 0 tokens, encoder %s', (encoder) => {
    const config = { ...BASE, encoder, blocks: 0 };
    const forward = createForward(config, parametersOf(config, {}));
    expect(() => forward(encoded())).toThrow(new RangeError('the text has 0 tokens, at least 1 is needed'));
  });

  it('throws TypeError naming a parameter that is missing', () => {
    const forward = createForward(BASE, new Map());
    expect(() => forward(encoded(0))).toThrow(new TypeError('parameter embedding.weight is missing'));
  });
});
