import { embeddingRows, type NetworkConfig } from '../../src/model/network/config.ts';
import type { Network } from '../../src/model/network/forward.ts';
import { parameterSpecs, sizeOf } from '../../src/model/network/parameters.ts';
import { type EncodedText, MAX_NGRAMS } from '../../src/model/text/encode.ts';
import { averageLogits, windowOf } from '../../src/model/windows.ts';
import { generator } from '../trainer/network/generator.ts';

export type Weights = ReadonlyMap<string, Float32Array>;

const SWITCHES = {
  encoder: ['conv', 'bag'],
  norm: ['none', 'layer', 'batch'],
  preNorm: [false, true],
  activation: ['inside', 'after'],
  residual: [true, false],
  stem: [0, 2],
} as const;

/** Every combination of the switches, each with one of a few sizes. */
export const VARIANTS: Partial<NetworkConfig>[] = combinations(SWITCHES).map((switches, i) => ({
  ...switches,
  labels: i % 2 ? ['negative', 'positive'] : ['bad', 'so so', 'good'],
  embedding: [12, 16, 7][i % 3],
  width: [16, 9, 12, 24][i % 4],
  blocks: [0, 1, 2, 3][(i >> 2) % 4],
  kernel: [3, 5, 1, 7][(i >> 1) % 4],
  dilation: [1, 2, 3][(i >> 1) % 3],
  ngramBuckets: [0, 37][(i >> 1) % 2],
}));

/** Weights of the size that training gives; variances positive. */
export function randomWeights(network: NetworkConfig, seed = 0): Weights {
  return new Map(
    parameterSpecs(network).map(({ name, shape, initial }, i) => {
      const next = generator(seed + i + 1);
      const bound = initial.kind === 'uniform' ? Math.max(initial.bound, 0.5) : 0.5;
      const values = Float32Array.from({ length: sizeOf(shape) }, () => (2 * next() - 1) * bound);
      const isPositive = name.endsWith('variance') || name.endsWith('scale');
      return [name, isPositive ? values.map((value) => 0.2 + Math.abs(value)) : values];
    }),
  );
}

/** Tokens of one row, or of a few where `network` hashes n-grams. */
export function randomText(network: NetworkConfig, tokens: number, seed: number): EncodedText {
  const next = generator(seed);
  const below = (limit: number) => Math.floor(next() * limit);
  const rows: number[] = [];
  const offsets = [0];
  for (let token = 0; token < tokens; token++) {
    const count = network.ngramBuckets > 0 && next() < 0.5 ? 1 + below(MAX_NGRAMS) : 1;
    for (let i = 0; i < count; i++) rows.push(below(embeddingRows(network)));
    offsets.push(rows.length);
  }
  return { rows: Int32Array.from(rows), offsets: Int32Array.from(offsets), known: 1 };
}

/** Of a text of 40 tokens. */
export const TWO_WINDOWS = [
  { begin: 0, end: 25 },
  { begin: 25, end: 40 },
];

/** What a network says of a text in `TWO_WINDOWS`. */
export function readTwoWindows(run: Network, text: EncodedText): Float32Array {
  return averageLogits(
    TWO_WINDOWS,
    TWO_WINDOWS.map((window) => run(windowOf(text, window))),
  );
}

function combinations(switches: Record<string, readonly unknown[]>): Partial<NetworkConfig>[] {
  return Object.entries(switches).reduce<Partial<NetworkConfig>[]>(
    (list, [name, values]) => list.flatMap((each) => values.map((value) => ({ ...each, [name]: value }))),
    [{}],
  );
}
