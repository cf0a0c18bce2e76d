import type { Model } from '../../src/model/file/modelfile.ts';
import { embeddingRows } from '../../src/model/network/config.ts';
import {
  type ByteRows,
  floats,
  parameterSpecs,
  required,
  type Values,
} from '../../src/model/network/parameters.ts';

/** What the weights of a model file may be held in. */
export const WEIGHT_TYPES = ['f32', 'f16', 'i8'] as const;
export type WeightType = (typeof WEIGHT_TYPES)[number];

/** How two models with the same labels answer the same texts, in numbers of texts. */
export type Comparison = {
  texts: number;
  /** Texts that both give the same label. */
  same: number;
  /** Texts that the new model has right. */
  right: number;
  /** Texts that the old one has right. */
  rightBefore: number;
};

/** Share of the texts that smaller weights may get wrong on top: 0.2 points of accuracy. */
const MAX_DROP = 0.002;

const BYTE_LIMIT = 127;
const LARGEST_HALF = 65_504;
/** Of float32: below it, precision is lost. */
const SMALLEST_NORMAL = 2 ** -126;

/** What the weights of a model are held in, by its largest table. */
export function weightTypeOf({ parameters }: Pick<Model, 'parameters'>): WeightType {
  const values = required(parameters, 'embedding.weight');
  if (values instanceof Float16Array) return 'f16';
  return values instanceof Float32Array ? 'f32' : 'i8';
}

/**
 * The model with other weights. `f16`: matrices in half floats. `i8`: the embedding, which is most of the file, in
 * bytes with a scale a row, other matrices in half floats. Biases and norms stay float32. What is too large for a half
 * float becomes its largest: what that costs shows in the comparison.
 */
export function withWeights(model: Model, type: WeightType): Model {
  const parameters = new Map(
    parameterSpecs(model.config).map(({ name, shape }) => {
      const values = floats(model.parameters.get(name)!);
      return [name, shape.length > 1 ? convert(values, name, type, model) : values];
    }),
  );
  return { ...model, parameters };
}

function convert(values: Float32Array, name: string, type: WeightType, { config }: Model): Values {
  if (type === 'f32') return values;
  if (type === 'i8' && name === 'embedding.weight') return quantiseRows(values, embeddingRows(config));
  return new Float16Array(values.map((value) => Math.max(-LARGEST_HALF, Math.min(LARGEST_HALF, value))));
}

/**
 * Each row in bytes from −127 to 127, the largest of which is its longest element (symmetric, per row).
 *
 * @param values [rows, columns], row-major.
 */
export function quantiseRows(values: Float32Array, rows: number): ByteRows {
  const columns = values.length / rows;
  const bytes = new Int8Array(values.length);
  const scales = new Float32Array(rows);
  for (let row = 0; row < rows; row++) {
    const part = values.subarray(row * columns, (row + 1) * columns);
    const largest = part.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const scale = Math.fround(largest / BYTE_LIMIT);
    // A row of zeros, or of numbers so small that they are none to any sum.
    scales[row] = scale < SMALLEST_NORMAL ? 1 : scale;
    part.forEach((value, column) => {
      const byte = Math.round(value / scales[row]);
      bytes[row * columns + column] = Math.max(-BYTE_LIMIT, Math.min(BYTE_LIMIT, byte));
    });
  }
  return { bytes, scales };
}

/** @param truth each text's right label. */
export function compareAnswers<Label>(
  before: readonly Label[],
  after: readonly Label[],
  truth: ArrayLike<Label>,
): Comparison {
  const equal = (answers: readonly Label[], others: ArrayLike<Label>) =>
    answers.filter((answer, text) => answer === others[text]).length;
  return {
    texts: before.length,
    same: equal(after, before),
    right: equal(after, truth),
    rightBefore: equal(before, truth),
  };
}

/** Whether accuracy drops by more than 0.2 points. */
export function costsTooMuch({ texts, right, rightBefore }: Comparison): boolean {
  return rightBefore - right > MAX_DROP * texts;
}

/** The comparison in one line. @param what texts it is on, after their number. */
export function describeComparison(type: WeightType, comparison: Comparison, what: string): string {
  const { texts, same, right, rightBefore } = comparison;
  const percent = (count: number) => `${((100 * count) / texts).toFixed(2)} %`;
  return (
    `${type} weights on ${texts.toLocaleString('en-US')} ${what}: ${percent(same)} have the same label, ` +
    `${percent(right)} are right, ${percent(rightBefore)} were`
  );
}
