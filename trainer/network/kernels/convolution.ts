import * as tf from '@tensorflow/tfjs';
import { eachRow, texts } from './packing.ts';
import { register } from './register.ts';
import { run } from './tape.ts';

type Taps = { kernel: number };

register<Taps>({
  name: 'PackedConvolution',
  outputs: ({ x, weight }) => [{ shape: [x[0], weight[1]] }],
  wasm: ({ gemm, zeroGaps }, at, [y], shapes, { kernel }) => {
    const [rows, inputs] = shapes.x;
    const outputs = shapes.weight[1];
    const reach = (kernel - 1) / 2;
    const first = y + 4 * reach * outputs;
    gemm(at.x, inputs, at.weight, at.bias ?? 0, first, rows - 2 * reach, kernel * inputs, outputs);
    zeroGaps(y, at.spans, texts(shapes), rows, outputs);
  },
  cpu: ({ x, weight, bias, spans }, [y], shapes, { kernel }) => {
    const inputs = shapes.x[1];
    const outputs = shapes.weight[1];
    const reach = (kernel - 1) / 2;
    eachRow(spans, (row) => {
      for (let o = 0; o < outputs; o++) {
        let sum = bias ? bias[o] : 0;
        for (let i = 0; i < kernel * inputs; i++)
          sum += x[(row - reach) * inputs + i] * weight[i * outputs + o];
        y[row * outputs + o] = sum;
      }
    });
  },
});

register<Taps>({
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
  wasm: ({ gemmTransposedA, columnSums }, at, [dWeight, dBias], { x, dy }, { kernel }) => {
    const [rows, outputs] = dy;
    const reach = (kernel - 1) / 2;
    const first = at.dy + 4 * reach * outputs;
    gemmTransposedA(at.x, x[1], first, dWeight, rows - 2 * reach, kernel * x[1], outputs);
    columnSums(at.dy, dBias, rows, outputs);
  },
  cpu: ({ x, dy }, [dWeight, dBias], shapes, { kernel }) => {
    const [rows, outputs] = shapes.dy;
    const inputs = shapes.x[1];
    const reach = (kernel - 1) / 2;
    for (let row = reach; row < rows - reach; row++) {
      for (let o = 0; o < outputs; o++) {
        const d = dy[row * outputs + o];
        dBias[o] += d;
        for (let i = 0; i < kernel * inputs; i++)
          dWeight[i * outputs + o] += x[(row - reach) * inputs + i] * d;
      }
    }
  },
});

tf.registerGradient({
  kernelName: 'PackedConvolution',
  inputsToSave: ['x', 'reversed', 'spans'],
  gradFunc: (dy, [x, reversed, spans], attributes) => {
    const taps = attributes as unknown as Taps;
    const d = dy as tf.Tensor;
    // At once, not when asked for: tfjs disposes whatever else is made while it asks for one gradient.
    const [dWeight, dBias] = run('PackedConvolutionFilterGradient', { x, dy: d }, taps);
    return {
      // The way back is a convolution too, with the filter reversed.
      x: () => run('PackedConvolution', { x: d, weight: reversed, spans }, taps)[0],
      weight: () => dWeight,
      bias: () => dBias,
    };
  },
});

/**
 * Convolution over packed rows, or a dense layer where `kernel` is 1.
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
  kernel: number,
  reversed = reversedFilter(weight, kernel),
): tf.Tensor {
  return run('PackedConvolution', { x, weight, bias, spans, reversed }, { kernel })[0];
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
