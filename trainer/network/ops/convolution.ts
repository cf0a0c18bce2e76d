import * as tf from '@tensorflow/tfjs';
import { reachOf, type Taps } from '../../../src/model/network/config.ts';
import { eachRow, texts } from './packing.ts';
import { register } from './register.ts';
import { run } from './tape.ts';

/** Columns that the WASM kernels compute at once. */
const PANEL = 8;

/** Calls `visit` with the row that each tap of a row sees. */
function eachTap(row: number, taps: Taps, visit: (source: number, tap: number) => void): void {
  for (let tap = 0; tap < taps.kernel; tap++) visit(row - reachOf(taps) + tap * taps.dilation, tap);
}

register<Taps>({
  name: 'PackedConvolution',
  outputs: ({ x, weight }) => [{ shape: [x[0], weight[1]] }],
  scratch: ({ weight }) => PANEL * weight[0],
  wasm: ({ convolve, zeroGaps }, at, [y], shapes, { kernel, dilation }, scratch) => {
    const [rows, inputs] = shapes.x;
    const outputs = shapes.weight[1];
    const count = texts(shapes);
    convolve(at.x, inputs, at.weight, at.bias ?? 0, y, outputs, at.spans, count, kernel, dilation, scratch);
    zeroGaps(y, at.spans, count, rows, outputs);
  },
  cpu: ({ x, weight, bias, spans }, [y], shapes, taps) => {
    const inputs = shapes.x[1];
    const outputs = shapes.weight[1];
    eachRow(spans, (row) => {
      for (let o = 0; o < outputs; o++) {
        let sum = bias ? bias[o] : 0;
        eachTap(row, taps, (source, tap) => {
          for (let i = 0; i < inputs; i++)
            sum += x[source * inputs + i] * weight[(tap * inputs + i) * outputs + o];
        });
        y[row * outputs + o] = sum;
      }
    });
  },
});

register<Pick<Taps, 'kernel'>>({
  name: 'PackedReversedFilter',
  outputs: ({ weight }, { kernel }) => [{ shape: [kernel * weight[1], weight[0] / kernel] }],
  wasm: ({ reverseFilter }, at, [reversed], { weight }, { kernel }) => {
    reverseFilter(at.weight, reversed, kernel, weight[0] / kernel, weight[1]);
  },
  cpu: ({ weight }, [reversed], shapes, { kernel }) => {
    const inputs = shapes.weight[0] / kernel;
    const outputs = shapes.weight[1];
    for (let tap = 0; tap < kernel; tap++) {
      for (let i = 0; i < inputs; i++) {
        for (let o = 0; o < outputs; o++) {
          const mirrored = (kernel - 1 - tap) * outputs + o;
          reversed[mirrored * inputs + i] = weight[(tap * inputs + i) * outputs + o];
        }
      }
    }
  },
});

register<Taps>({
  name: 'PackedConvolutionFilterGradient',
  outputs: ({ x, dy }, { kernel }) => [{ shape: [kernel * x[1], dy[1]] }, { shape: [dy[1]] }],
  scratch: ({ x: [rows, inputs] }) => rows * (inputs + PANEL),
  wasm: ({ filterGradient, columnSums }, at, [dWeight, dBias], shapes, { kernel, dilation }, scratch) => {
    const [rows, outputs] = shapes.dy;
    const inputs = shapes.x[1];
    const { x, dy, spans } = at;
    const count = texts(shapes);
    filterGradient(x, inputs, dy, outputs, dWeight, spans, count, kernel, dilation, rows, scratch);
    columnSums(at.dy, dBias, rows, outputs);
  },
  cpu: ({ x, dy, spans }, [dWeight, dBias], shapes, taps) => {
    const inputs = shapes.x[1];
    const outputs = shapes.dy[1];
    eachRow(spans, (row) => {
      for (let o = 0; o < outputs; o++) {
        const d = dy[row * outputs + o];
        dBias[o] += d;
        eachTap(row, taps, (source, tap) => {
          for (let i = 0; i < inputs; i++)
            dWeight[(tap * inputs + i) * outputs + o] += x[source * inputs + i] * d;
        });
      }
    });
  },
});

tf.registerGradient({
  kernelName: 'PackedConvolution',
  inputsToSave: ['x', 'reversed', 'spans'],
  gradFunc: (dy, [x, reversed, spans], attributes) => {
    const taps = attributes as unknown as Taps;
    const d = dy as tf.Tensor;
    // At once, not when asked for: tfjs disposes whatever else is made while it asks for one gradient.
    const [dWeight, dBias] = run('PackedConvolutionFilterGradient', { x, dy: d, spans }, taps);
    return {
      // The way back is a convolution too, with the filter reversed.
      x: () => run('PackedConvolution', { x: d, weight: reversed, spans }, taps)[0],
      weight: () => dWeight,
      bias: () => dBias,
    };
  },
});

/**
 * Convolution over packed rows, or a dense layer where it has one tap.
 *
 * @param x [rows, inputs] with zeros between the texts.
 * @param weight [kernel * inputs, outputs].
 * @param spans int32 [texts, 2].
 * @param reversed the weight as `reversedFilter` gives it; many shards of a step can share it.
 * @returns [rows, outputs] with zeros between the texts.
 */
export function convolution(
  x: tf.Tensor,
  weight: tf.Tensor,
  bias: tf.Tensor,
  spans: tf.Tensor,
  taps: Taps,
  reversed = reversedFilter(weight, taps.kernel),
): tf.Tensor {
  return run('PackedConvolution', { x, weight, bias, spans, reversed }, taps)[0];
}

/**
 * The filter that carries gradients back: taps in reverse, each transposed.
 *
 * @param weight [kernel * inputs, outputs].
 * @returns [kernel * outputs, inputs]; it has no gradient.
 */
export function reversedFilter(weight: tf.Tensor, kernel: number): tf.Tensor {
  return run('PackedReversedFilter', { weight }, { kernel })[0];
}
