import { describe, expect, it } from 'vitest';
import { DEFAULT_TRAIN, type TrainConfig } from '../../../trainer/config/train.ts';
import { SharedHeap } from '../../../trainer/parallel/heap.ts';
import { learningRateAt, Schedule, update } from '../../../trainer/parallel/optimizer.ts';
import { reduceFunctions } from '../../../trainer/parallel/reducewasm.ts';
import { generator } from '../network/generator.ts';
import * as reference from './reference.ts';

/** Equal numbers in a heap, where the kernels work on them, and outside of it. */
function twins(arrays: Record<'values' | 'gradient' | 'first' | 'second', Float32Array>) {
  const heap = new SharedHeap();
  const inside = Object.fromEntries(
    Object.entries(arrays).map(([name, array]) => {
      const copy = heap.floats(array.length);
      copy.set(array);
      return [name, copy];
    }),
  ) as typeof arrays;
  const { values, gradient, first, second } = inside;
  const stretch = {
    values: values.byteOffset,
    gradient: gradient.byteOffset,
    first: first.byteOffset,
    second: second.byteOffset,
    count: values.length,
    scale: 1,
    decays: true,
  };
  return { inside, stretch, kernels: reduceFunctions(heap.memory) };
}

/** Two steps on one weight of 1 with gradients 0.5 and −0.25 at a learning rate of 0.1. */
function twoSteps(choices: Partial<TrainConfig>): number {
  const config: TrainConfig = {
    ...DEFAULT_TRAIN,
    schedule: 'constant',
    warmup: 0,
    learningRate: 0.1,
    ...choices,
  };
  const schedule = new Schedule(config, 2);
  const one = { values: Float32Array.of(1), gradient: new Float32Array(1) };
  const { inside, stretch, kernels } = twins({
    ...one,
    first: new Float32Array(1),
    second: new Float32Array(1),
  });
  for (const g of [0.5, -0.25]) {
    inside.gradient[0] = g;
    update(kernels, config, schedule.next(), stretch);
  }
  return inside.values[0];
}

const LENGTHS = [1, 2, 7, 64];

describe('reduceFunctions()', () => {
  const next = generator(5);
  const floats = (length: number) => Float32Array.from({ length }, () => next() - 0.5);

  it.each(['sgd', 'momentum', 'adam', 'adamw'] as const)(
    'give the bits of the reference: %s',
    (optimizer) => {
      const config = { ...DEFAULT_TRAIN, optimizer, weightDecay: 0.03, learningRate: 0.01 };
      for (const length of LENGTHS) {
        const outside = {
          values: floats(length),
          gradient: floats(length),
          first: floats(length),
          second: floats(length).map(Math.abs),
        };
        const { inside, stretch, kernels } = twins(outside);
        const schedule = new Schedule(config, 3);
        for (let step = 0; step < 3; step++) {
          const size = schedule.next();
          update(kernels, config, size, { ...stretch, scale: 0.7 });
          reference.update(config, size, outside, 0.7);
        }
        expect(inside).toEqual(outside);
      }
    },
  );

  it.each(LENGTHS)('sum %i numbers of each slot as the reference does', (length) => {
    const heap = new SharedHeap();
    const slots = heap.floats(3 * length);
    slots.set(floats(3 * length));
    const out = heap.floats(length);
    const kernels = reduceFunctions(heap.memory);
    const squares = kernels.meanOfSlots(slots.byteOffset, 4 * length, 3, out.byteOffset, length, 2.5);
    const expected = new Float32Array(length);
    const parts = [0, 1, 2].map((slot) => slots.subarray(slot * length, (slot + 1) * length));
    expect(squares).toBe(reference.meanOfSlots(parts, expected, 2.5));
    expect([...out]).toEqual([...expected]);
  });

  it.each(LENGTHS)('add and divide rows of %i numbers as the reference does', (length) => {
    const heap = new SharedHeap();
    const [row, other] = [heap.floats(length), heap.floats(length)];
    row.set(floats(length));
    other.set(floats(length));
    const sums = row.map((value, i) => value + other[i]);
    const expected = sums.map((value) => value / 3.3);
    const kernels = reduceFunctions(heap.memory);
    kernels.addRow(row.byteOffset, other.byteOffset, length);
    const squares = kernels.divideRow(row.byteOffset, length, 3.3);
    expect([...row]).toEqual([...expected]);
    expect(squares).toBe(expected.reduce((sum, value) => sum + value * value, 0));
  });
});

describe('SharedHeap', () => {
  it('hands out memory that is aligned, apart, and zero, and refuses more than 4 GiB', () => {
    const heap = new SharedHeap();
    const arrays = [heap.floats(3), heap.doubles(100_000), heap.ints(1), heap.floats(5)];
    arrays.forEach((array, i) => {
      expect(array.byteOffset % 16).toBe(0);
      expect([...array].every((value) => value === 0)).toBe(true);
      array.fill(i + 1);
    });
    arrays.forEach((array, i) => {
      expect([...array].every((value) => value === i + 1)).toBe(true);
    });
    expect(() => heap.floats(2 ** 30)).toThrow('allowed 4294967296: give a smaller --max-vocabulary');
  });
});

describe('update()', () => {
  it.each<[TrainConfig['optimizer'], number, number]>([
    // 1 − 0.1 · 0.5 + 0.1 · 0.25.
    ['sgd', 0, 0.975],
    // Velocities 0.5 and 0.9 · 0.5 − 0.25 = 0.2.
    ['momentum', 0, 0.93],
    // First step 0.1; then m̂ = (0.045 − 0.025) / 0.19, v̂ = (0.00024975 + 0.0000625) / 0.001999.
    ['adam', 0, 0.9 - (0.1 * (0.02 / 0.19)) / Math.sqrt(0.00031225 / 0.001999)],
    // Decay 0.5 adds 0.5 w to the gradient: 1 → 1 − 0.1 · 1 = 0.9 → 0.9 − 0.1 · (−0.25 + 0.45).
    ['sgd', 0.5, 0.88],
  ])('%s with decay %s', (optimizer, weightDecay, expected) => {
    expect(twoSteps({ optimizer, weightDecay })).toBeCloseTo(expected, 5);
  });

  it('adamw shrinks the weights themselves', () => {
    const plain = 0.1;
    const second = (0.1 * (0.02 / 0.19)) / Math.sqrt(0.00031225 / 0.001999);
    const expected = (1 * (1 - 0.1 * 0.5) - plain) * (1 - 0.1 * 0.5) - second;
    expect(twoSteps({ optimizer: 'adamw', weightDecay: 0.5 })).toBeCloseTo(expected, 5);
  });

  it('leaves out the decay of what does not decay', () => {
    const none = new Float32Array(1);
    const arrays = { values: Float32Array.of(1), gradient: none, first: none, second: none };
    const { inside, stretch, kernels } = twins(arrays);
    const size = { learningRate: 1, correction1: 1, correction2: 1 };
    for (const optimizer of ['sgd', 'adamw'] as const) {
      update(kernels, { optimizer, weightDecay: 0.5 }, size, { ...stretch, decays: false });
      expect(inside.values[0]).toBe(1);
    }
  });
});

describe('learningRateAt()', () => {
  const config: TrainConfig = { ...DEFAULT_TRAIN, learningRate: 1, warmup: 0.2, schedule: 'linear' };

  it('rises over the warm-up and falls to near 0 at the last step', () => {
    const rates = Array.from({ length: 10 }, (_, step) => learningRateAt(config, step, 10));
    expect(rates.map((rate) => rate.toFixed(3))).toEqual(
      [1 / 3, 2 / 3, 1, 7 / 8, 6 / 8, 5 / 8, 4 / 8, 3 / 8, 2 / 8, 1 / 8].map((rate) => rate.toFixed(3)),
    );
  });

  it('stays after the warm-up when constant', () => {
    expect(learningRateAt({ ...config, schedule: 'constant' }, 9, 10)).toBe(1);
  });
});
