import { expect, it } from 'vitest';
import { floats, required } from '../../../src/model/network/parameters.ts';

it('floats() gives float32 values themselves', () => {
  const values = Float32Array.of(1, 2);
  expect(floats(values)).toBe(values);
});

it('floats() expands half floats', () => {
  expect(floats(Float16Array.of(0.5, -65504, 2 ** -24))).toEqual(Float32Array.of(0.5, -65504, 2 ** -24));
});

it("floats() multiplies each row's bytes by its scale, in float32", () => {
  const rows = { bytes: Int8Array.of(1, -127, 3, -128), scales: Float32Array.of(0.1, 2) };
  const scale = Math.fround(0.1);
  expect(floats(rows)).toEqual(Float32Array.of(scale, -127 * scale, 6, -256));
});

it('required() throws for a parameter that is missing', () => {
  expect(() => required(new Map(), 'head.bias')).toThrow(new TypeError('parameter head.bias is missing'));
});
