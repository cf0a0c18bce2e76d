import * as tf from '@tensorflow/tfjs';
import { eachRow, texts, zeroGaps } from './packing.ts';
import { register, run, type Shapes, withScratch } from './register.ts';

type Taps = { kernel: number };

register<Taps>({
  name: 'PackedConvolution',
  outputs: ({ x, bias }) => [{ shape: [x[0], bias[0]] }],
  wasm: ({ gemm, zeroGaps }, at, [y], shapes, { kernel }) => {
    const { rows, inputs, outputs, reach } = sizes(shapes, kernel);
    const first = y + 4 * reach * outputs;
    gemm(at.x, inputs, at.weight, at.bias, first, rows - 2 * reach, kernel * inputs, outputs);
    zeroGaps(y, at.spans, texts(shapes), rows, outputs);
  },
  cpu: ({ x, weight, bias, spans }, [y], shapes, { kernel }) => {
    const { inputs, outputs, reach } = sizes(shapes, kernel);
    eachRow(spans, (row) => {
      for (let o = 0; o < outputs; o++) {
        let sum = bias[o];
        for (let i = 0; i < kernel * inputs; i++)
          sum += x[(row - reach) * inputs + i] * weight[i * outputs + o];
        y[row * outputs + o] = sum;
      }
    });
  },
});

register<Taps>({
  name: 'PackedConvolutionInputGradient',
  outputs: ({ dy, weight }, { kernel }) => [{ shape: [dy[0], weight[0] / kernel] }],
  wasm: (kernels, at, [dx], shapes, { kernel }) => {
    const [rows, outputs] = shapes.dy;
    const inputs = shapes.weight[0] / kernel;
    const reach = (kernel - 1) / 2;
    withScratch(tf.util.sizeFromShape(shapes.weight), (reversed) => {
      kernels.reverseFilter(at.weight, reversed, kernel, inputs, outputs);
      const first = dx + 4 * reach * inputs;
      kernels.gemm(at.dy, outputs, reversed, 0, first, rows - 2 * reach, kernel * outputs, inputs);
    });
    kernels.zeroGaps(dx, at.spans, texts(shapes), rows, inputs);
  },
  cpu: ({ dy, weight, spans }, [dx], shapes, { kernel }) => {
    const [rows, outputs] = shapes.dy;
    const inputs = shapes.weight[0] / kernel;
    const reach = (kernel - 1) / 2;
    eachRow(spans, (row) => {
      for (let i = 0; i < kernel * inputs; i++) {
        for (let o = 0; o < outputs; o++) {
          dx[(row - reach) * inputs + i] += dy[row * outputs + o] * weight[i * outputs + o];
        }
      }
    });
    zeroGaps(dx, spans, rows, inputs);
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
  inputsToSave: ['x', 'weight', 'spans'],
  gradFunc: (dy, [x, weight, spans], attributes) => {
    const taps = attributes as unknown as Taps;
    // At once, not when asked for: tfjs disposes whatever else is made while it asks for one gradient.
    const [dWeight, dBias] = run('PackedConvolutionFilterGradient', { x, dy: dy as tf.Tensor }, taps);
    return {
      x: () => run('PackedConvolutionInputGradient', { dy: dy as tf.Tensor, weight, spans }, taps)[0],
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
 * @returns [rows, outputs] with zeros between the texts.
 */
export function convolution(
  x: tf.Tensor,
  weight: tf.Tensor,
  bias: tf.Tensor,
  spans: tf.Tensor,
  kernel: number,
): tf.Tensor {
  return run('PackedConvolution', { x, weight, bias, spans }, { kernel })[0];
}

function sizes({ x, bias }: Shapes, kernel: number) {
  return { rows: x[0], inputs: x[1], outputs: bias[0], reach: (kernel - 1) / 2 };
}
