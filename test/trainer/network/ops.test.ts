import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startWasmBackend } from '../../../trainer/network/backend.ts';
import {
  activation,
  batchNorm,
  classificationLoss,
  convolution,
  gather,
  gradientsOf,
  layerNorm,
  pool,
  reversedFilter,
} from '../../../trainer/network/ops/index.ts';
import { register } from '../../../trainer/network/ops/register.ts';
import { run } from '../../../trainer/network/ops/tape.ts';
import { generator } from './generator.ts';

/** Three texts of 4, 1 and 6 tokens with two rows of zeros between them. */
const SPANS = [2, 4, 8, 1, 11, 6];
const ROWS = 19;
/** Not a multiple of four, so that each kernel's last columns are tried too. */
const COLUMNS = 13;

type Case = { name: string; shapes: number[][]; f: (...inputs: tf.Tensor[]) => tf.Tensor };

const spans = () => tf.tensor2d(SPANS, [3, 2], 'int32');
const square = (y: tf.Tensor) => run('TestSum', { x: times(y, weights(y.shape)) }, {})[0];
const plain = { rate: 0, key: 0 };
const dropout = { rate: 0.4, key: 12345 };

// What the tests put around an operation must be on the tape too.
register<object>({
  name: 'TestProduct',
  outputs: ({ x }) => [{ shape: x }],
  wasm: 'cpu',
  cpu: ({ x, by }, [y]) => {
    for (let i = 0; i < x.length; i++) y[i] = x[i] * by[i];
  },
});
register<object>({
  name: 'TestSum',
  outputs: () => [{ shape: [] }],
  wasm: 'cpu',
  cpu: ({ x }, [y]) => {
    for (const value of x) y[0] += value;
  },
});
tf.registerGradient({
  kernelName: 'TestProduct',
  inputsToSave: ['by'],
  gradFunc: (dy, [by]) => ({ x: () => tf.mul(dy as tf.Tensor, by) }),
});
tf.registerGradient({
  kernelName: 'TestSum',
  inputsToSave: ['x'],
  gradFunc: (dy, [x]) => ({ x: () => tf.mul(tf.onesLike(x), dy as tf.Tensor) }),
});

const CASES: Case[] = [
  {
    name: 'convolution over 3 tokens',
    shapes: [[ROWS, COLUMNS], [3 * COLUMNS, 9], [9]],
    f: (x, w, b) => square(packed(convolution(packed(x), w, b, spans(), { kernel: 3, dilation: 1 }))),
  },
  {
    name: 'convolution over 5 tokens',
    shapes: [[ROWS, 8], [40, 16], [16]],
    f: (x, w, b) => square(packed(convolution(packed(x), w, b, spans(), { kernel: 5, dilation: 1 }))),
  },
  {
    name: 'convolution over 3 tokens, 2 apart',
    shapes: [[ROWS, COLUMNS], [3 * COLUMNS, 9], [9]],
    f: (x, w, b) => square(packed(convolution(packed(x), w, b, spans(), { kernel: 3, dilation: 2 }))),
  },
  {
    name: 'dense layer',
    shapes: [[ROWS, COLUMNS], [COLUMNS, 3], [3]],
    f: (x, w, b) => square(packed(convolution(packed(x), w, b, spans(), { kernel: 1, dilation: 1 }))),
  },
  {
    name: 'layer normalisation',
    shapes: [[ROWS, COLUMNS], [COLUMNS], [COLUMNS]],
    f: (x, scale, shift) => square(layerNorm(x, scale, shift, spans())),
  },
  {
    name: 'batch normalisation',
    shapes: [[ROWS, COLUMNS], [COLUMNS], [COLUMNS]],
    f: (x, scale, shift) => square(batchNorm(x, scale, shift, spans()).y),
  },
  ...(['plain', 'inside', 'after'] as const).flatMap((mode) =>
    [plain, dropout].map((drop) => ({
      name: `activation ${mode}, dropout ${drop.rate}`,
      shapes:
        mode === 'plain'
          ? [[ROWS, COLUMNS]]
          : [
              [ROWS, COLUMNS],
              [ROWS, COLUMNS],
            ],
      f: (f: tf.Tensor, x?: tf.Tensor) =>
        square(activation(packed(f), x ? packed(x) : null, spans(), mode, drop)),
    })),
  ),
  {
    name: 'pooling',
    shapes: [[ROWS, COLUMNS]],
    f: (x) => square(pool(x, spans())),
  },
  {
    name: 'embedding lookup',
    shapes: [[6, COLUMNS]],
    f: (table) => {
      const features = tf.tensor1d([0, 1, 2, 2, 5, 3, 3, 4, 1, 0, 0, 2, 5], 'int32');
      const offsets = tf.tensor1d([0, 1, 2, 5, 6, 7, 8, 9, 10, 11, 12, 13], 'int32');
      return square(gather(table, features, offsets, spans(), ROWS));
    },
  },
  ...(['crossentropy', 'mse'] as const).flatMap((loss) =>
    [null, [1, 0.25, 3, 2]].map((weights) => ({
      name: `loss ${loss}, weights ${weights}`,
      shapes: [[4, 3]],
      f: (logits: tf.Tensor) => {
        const truth = {
          labels: tf.tensor1d([0, 2, 1, 1], 'int32'),
          // Two texts with their label alone, two with what teachers say.
          targets: tf.tensor2d([1, 0, 0, 0.1, 0.2, 0.7, 0, 1, 0, 0.5, 0.5, 0], [4, 3]),
          weights: weights && tf.tensor1d(weights),
        };
        return classificationLoss(logits, truth, loss).loss;
      },
    })),
  ),
];

beforeAll(startWasmBackend);
afterEach(() => tf.setBackend('wasm').then(() => undefined));

describe.each(CASES)('$name', ({ shapes, f }) => {
  it('has the gradient of finite differences', async () => {
    await tf.setBackend('cpu');
    const inputs = shapes.map((shape, i) => values(shape, i));
    const { gradients } = evaluate(f, shapes, inputs);
    for (const [i, input] of inputs.entries()) {
      for (let at = 0; at < input.length; at += Math.max(1, Math.floor(input.length / 40))) {
        const numeric = difference(f, shapes, inputs, i, at);
        expect(Math.abs(gradients[i][at] - numeric), `input ${i} at ${at}`).toBeLessThan(
          2e-2 * Math.max(1, Math.abs(numeric)),
        );
      }
    }
  });

  it('is the same on the wasm and the cpu backend', async () => {
    const inputs = shapes.map((shape, i) => values(shape, i));
    await tf.setBackend('cpu');
    const cpu = evaluate(f, shapes, inputs);
    await tf.setBackend('wasm');
    const wasm = evaluate(f, shapes, inputs);
    expect(wasm.value).toBeCloseTo(cpu.value, 3);
    for (const [i, gradient] of cpu.gradients.entries()) expectClose(wasm.gradients[i], gradient);
  });
});

it.each([
  [3, 8, 12],
  [5, 7, 5],
  [1, 13, 3],
])(
  'reversedFilter() of %i taps, %i inputs, %i outputs is the same on both backends',
  async (kernel, inputs, outputs) => {
    const reversed = () =>
      tf.tidy(() => reversedFilter(weights([kernel * inputs, outputs]), kernel).dataSync());
    const wasm = reversed();
    await tf.setBackend('cpu');
    expect([...wasm]).toEqual([...reversed()]);
  },
);

it('gradientsOf() adds what a tensor used twice gets, and gives zeros for one that is not used', () => {
  tf.tidy(() => {
    const [x, unused] = [tf.tensor2d([1, 2], [1, 2]), tf.tensor1d([5])];
    const one = tf.tensor2d([0, 1], [1, 2], 'int32');
    const branch = () => times(x, tf.tensor2d([3, 4], [1, 2]));
    const residual = () => activation(branch(), x, one, 'inside', plain);
    const { value, gradients } = gradientsOf(() => run('TestSum', { x: residual() }, {})[0], [x, unused]);
    expect(value.dataSync()[0]).toBe(3 + 8 + 1 + 2);
    expect([...gradients[0].dataSync()]).toEqual([3 + 1, 4 + 1]);
    expect([...gradients[1].dataSync()]).toEqual([0]);
  });
});

it('dropout keeps about 1 − rate of the elements and scales them by its inverse', () => {
  const y = activation(
    tf.ones([ROWS * 20, 64]),
    null,
    tf.tensor2d([0, ROWS * 20], [1, 2], 'int32'),
    'plain',
    {
      rate: 0.3,
      key: 7,
    },
  ).dataSync();
  const kept = y.filter((value) => value > 0);
  expect(kept.length / y.length).toBeCloseTo(0.7, 1.5);
  expect(kept[0]).toBeCloseTo(1 / 0.7, 6);
});

/** Zeroes the rows between the texts, as every packed matrix and every gradient of one has them. */
function packed(x: tf.Tensor): tf.Tensor {
  const mask = new Float32Array(ROWS);
  for (let text = 0; text < 3; text++) mask.fill(1, SPANS[2 * text], SPANS[2 * text] + SPANS[2 * text + 1]);
  const columns = x.shape[1] as number;
  return times(
    x,
    tf.tensor2d(
      Float32Array.from({ length: x.size }, (_, i) => mask[Math.floor(i / columns)]),
      [ROWS, columns],
    ),
  );
}

function times(x: tf.Tensor, by: tf.Tensor): tf.Tensor {
  return run('TestProduct', { x, by }, {})[0];
}

function weights(shape: number[]): tf.Tensor {
  return tf.tensor(values(shape, 99), shape);
}

function values(shape: number[], seed: number): Float32Array {
  const next = generator(seed + 1);
  return Float32Array.from({ length: tf.util.sizeFromShape(shape) }, () => 2 * next() - 1);
}

function evaluate(f: Case['f'], shapes: number[][], inputs: Float32Array[]) {
  return tf.tidy(() => {
    const tensors = inputs.map((input, i) => tf.tensor(input, shapes[i]));
    const { value, gradients } = gradientsOf(() => f(...tensors), tensors);
    return { value: value.dataSync()[0], gradients: gradients.map((g) => g.dataSync()) };
  });
}

/** (f(x + h) − f(x − h)) / 2h for one element, summed by the backend in float32. */
function difference(f: Case['f'], shapes: number[][], inputs: Float32Array[], i: number, at: number): number {
  const h = 2 ** -9;
  const shifted = (delta: number) => {
    const copy = inputs.map((input) => input.slice());
    copy[i][at] += delta;
    return tf.tidy(() => f(...copy.map((input, j) => tf.tensor(input, shapes[j]))).dataSync()[0]);
  };
  return (shifted(h) - shifted(-h)) / (2 * h);
}

function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>): void {
  let worst = 0;
  for (let i = 0; i < expected.length; i++) {
    worst = Math.max(worst, Math.abs(actual[i] - expected[i]) / Math.max(1, Math.abs(expected[i])));
  }
  expect(worst).toBeLessThan(1e-4);
}
