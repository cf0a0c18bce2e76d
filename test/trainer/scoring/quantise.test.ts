import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readModel } from '../../../src/model/file/modelfile.ts';
import { floats, isByteRows } from '../../../src/model/network/parameters.ts';
import { sha256 } from '../../../trainer/scoring/load.ts';
import { compareAnswers, costsTooMuch, quantiseRows } from '../../../trainer/scoring/quantise.ts';
import { fileOf, reweighed, tinyModel } from '../../contract/model.ts';

const FILE = tinyModel();

describe('quantiseRows()', () => {
  it('is off by half a scale at most, the scale being the largest element over 127', () => {
    const float = fc.float({ noNaN: true, min: -(2 ** 100), max: 2 ** 100 });
    const table = fc.array(fc.tuple(float, float, float), { minLength: 1, maxLength: 5 });
    const run = fc.property(table, (rows) => {
      const values = Float32Array.from(rows.flat());
      const quantised = quantiseRows(values, rows.length);
      const expanded = floats(quantised);
      values.forEach((value, i) => {
        const scale = quantised.scales[Math.floor(i / 3)];
        expect(scale).toBeGreaterThan(0);
        expect(Math.abs(expanded[i] - value)).toBeLessThanOrEqual(0.5001 * scale);
      });
    });
    fc.assert(run, { seed: 1, numRuns: 500 });
  });

  it('keeps zeros and whole multiples of the scale', () => {
    const values = Float32Array.of(0, 0, 127, -3, -0.5, 0.25);
    expect(floats(quantiseRows(values, 2)).slice(0, 2)).toEqual(Float32Array.of(0, 0));
    expect(quantiseRows(Float32Array.of(127, -3), 1)).toEqual({
      bytes: Int8Array.of(127, -3),
      scales: Float32Array.of(1),
    });
  });
});

describe('withWeights()', () => {
  it('holds matrices in half floats, and the embedding in bytes for i8', () => {
    const kinds = (type: 'f16' | 'i8') =>
      [...readModel(reweighed(FILE, type), { verify: sha256 }).parameters].map(([name, values]) => [
        name,
        isByteRows(values) ? 'bytes' : values.constructor.name,
      ]);
    expect(kinds('f16')).toEqual([
      ['embedding.weight', 'Float16Array'],
      ['head.weight', 'Float16Array'],
      ['head.bias', 'Float32Array'],
    ]);
    expect(kinds('i8')[0]).toEqual(['embedding.weight', 'bytes']);
  });

  it('gives equal bytes for the type that the file has', () => {
    for (const type of ['f32', 'f16', 'i8'] as const) {
      const file = reweighed(FILE, type);
      expect(reweighed(file, type)).toEqual(file);
    }
    expect(reweighed(FILE, 'f32')).toEqual(FILE);
  });

  it('makes of what no half float holds the largest that there is', () => {
    const model = readModel(FILE.slice(), { verify: sha256 });
    const head = Float32Array.of(1e5, -1e5, 65504, 0.5, 0, 3e38);
    const file = fileOf({ ...model, parameters: new Map([...model.parameters, ['head.weight', head]]) });
    const { parameters } = readModel(reweighed(file, 'f16'), { verify: sha256 });
    expect(parameters.get('head.weight')).toEqual(Float16Array.of(65504, -65504, 65504, 0.5, 0, 65504));
  });
});

describe('costsTooMuch()', () => {
  it.each([
    [1000, 900, 900, false],
    [1000, 898, 900, false],
    [1000, 897, 900, true],
    [10, 8, 9, true],
    [10, 10, 9, false],
  ])('of %i texts, %i right and %i before, says %s', (texts, right, rightBefore, expected) => {
    expect(costsTooMuch({ texts, same: texts, right, rightBefore })).toBe(expected);
  });
});

it('compareAnswers() counts texts', () => {
  expect(compareAnswers(['a', 'b', 'b'], ['a', 'b', 'a'], ['b', 'b', 'b'])).toEqual({
    texts: 3,
    same: 2,
    right: 1,
    rightBefore: 2,
  });
});
