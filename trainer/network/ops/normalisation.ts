import * as tf from '@tensorflow/tfjs';
import { NORM_EPSILON } from '../../../src/model/network/epsilon.ts';
import { eachRow, texts } from './packing.ts';
import { register, type Values } from './register.ts';
import { run } from './tape.ts';

register<object>({
  name: 'PackedLayerNorm',
  outputs: ({ x }) => [{ shape: x }],
  wasm: ({ layerNorm }, at, [y], shapes) => {
    const [rows, columns] = shapes.x;
    layerNorm(at.x, at.scale, at.shift, y, at.spans, texts(shapes), rows, columns, NORM_EPSILON);
  },
  cpu: ({ x, scale, shift, spans }, [y], { x: [, columns] }) => {
    eachRow(spans, (row) => {
      const { mean, inverse } = rowMoments(x.subarray(row * columns, (row + 1) * columns));
      for (let c = 0; c < columns; c++) {
        y[row * columns + c] = (x[row * columns + c] - mean) * inverse * scale[c] + shift[c];
      }
    });
  },
});

register<object>({
  name: 'PackedLayerNormGradient',
  outputs: ({ x, scale }) => [{ shape: x }, { shape: scale }, { shape: scale }],
  wasm: ({ layerNormGradient }, at, [dx, dScale, dShift], shapes) => {
    const [rows, columns] = shapes.x;
    const counts = [texts(shapes), rows, columns];
    layerNormGradient(at.x, at.scale, at.dy, dx, dScale, dShift, at.spans, ...counts, NORM_EPSILON);
  },
  cpu: ({ x, scale, dy, spans }, [dx, dScale, dShift], { x: [, columns] }) => {
    eachRow(spans, (row) => {
      const values = x.subarray(row * columns, (row + 1) * columns);
      const d = dy.subarray(row * columns, (row + 1) * columns);
      const { mean, inverse } = rowMoments(values);
      let sum = 0;
      let product = 0;
      for (let c = 0; c < columns; c++) {
        const unit = (values[c] - mean) * inverse;
        dShift[c] += d[c];
        dScale[c] += d[c] * unit;
        sum += (d[c] * scale[c]) / columns;
        product += (d[c] * scale[c] * unit) / columns;
      }
      for (let c = 0; c < columns; c++) {
        const unit = (values[c] - mean) * inverse;
        dx[row * columns + c] = (d[c] * scale[c] - sum - unit * product) * inverse;
      }
    });
  },
});

register<object>({
  name: 'PackedBatchNorm',
  outputs: ({ x }) => [{ shape: x }, { shape: [2, x[1]] }],
  wasm: ({ moments, batchNorm }, at, [y, own], shapes) => {
    const [rows, columns] = shapes.x;
    const counts = [texts(shapes), rows, columns];
    moments(at.x, own, at.spans, texts(shapes), columns);
    batchNorm(at.x, at.scale, at.shift, own, own + 4 * columns, y, at.spans, ...counts, NORM_EPSILON);
  },
  cpu: ({ x, scale, shift, spans }, [y, own], { x: [, columns] }) => {
    columnMoments(x, spans, own, columns);
    scaleColumns(x, scale, shift, own, spans, y, columns);
  },
});

register<object>({
  name: 'PackedBatchNormInference',
  outputs: ({ x }) => [{ shape: x }],
  wasm: ({ batchNorm }, at, [y], shapes) => {
    const [rows, columns] = shapes.x;
    const counts = [texts(shapes), rows, columns];
    batchNorm(at.x, at.scale, at.shift, at.mean, at.variance, y, at.spans, ...counts, NORM_EPSILON);
  },
  cpu: ({ x, scale, shift, mean, variance, spans }, [y], { x: [, columns] }) => {
    scaleColumns(x, scale, shift, Float32Array.of(...mean, ...variance), spans, y, columns);
  },
});

register<object>({
  name: 'PackedBatchNormGradient',
  outputs: ({ x, scale }) => [{ shape: x }, { shape: scale }, { shape: scale }],
  wasm: ({ batchNormGradient }, at, [dx, dScale, dShift], shapes) => {
    const [rows, columns] = shapes.x;
    const variance = at.moments + 4 * columns;
    const counts = [texts(shapes), rows, columns];
    const inputs = [at.x, at.scale, at.moments, variance, at.dy];
    batchNormGradient(...inputs, dx, dScale, dShift, at.spans, ...counts, NORM_EPSILON);
  },
  cpu: ({ x, scale, moments, dy, spans }, [dx, dScale, dShift], { x: [, columns] }) => {
    const unit = (row: number, c: number) =>
      (x[row * columns + c] - moments[c]) / Math.sqrt(moments[columns + c] + NORM_EPSILON);
    let count = 0;
    eachRow(spans, (row) => {
      count++;
      for (let c = 0; c < columns; c++) {
        dShift[c] += dy[row * columns + c];
        dScale[c] += dy[row * columns + c] * unit(row, c);
      }
    });
    eachRow(spans, (row) => {
      for (let c = 0; c < columns; c++) {
        const gain = scale[c] / Math.sqrt(moments[columns + c] + NORM_EPSILON);
        const rest = (dShift[c] + unit(row, c) * dScale[c]) / count;
        dx[row * columns + c] = gain * (dy[row * columns + c] - rest);
      }
    });
  },
});

tf.registerGradient({
  kernelName: 'PackedLayerNorm',
  inputsToSave: ['x', 'scale', 'spans'],
  gradFunc: (dy, [x, scale, spans]) => {
    const [dx, dScale, dShift] = run('PackedLayerNormGradient', { x, scale, dy: dy as tf.Tensor, spans }, {});
    return { x: () => dx, scale: () => dScale, shift: () => dShift };
  },
});

tf.registerGradient({
  kernelName: 'PackedBatchNorm',
  inputsToSave: ['x', 'scale', 'spans'],
  outputsToSave: [false, true],
  gradFunc: (dys, [x, scale, spans, moments]) => {
    const inputs = { x, scale, moments, dy: (dys as tf.Tensor[])[0], spans };
    const [dx, dScale, dShift] = run('PackedBatchNormGradient', inputs, {});
    return { x: () => dx, scale: () => dScale, shift: () => dShift };
  },
});

/** Layer normalisation of every row of a text. @param x [rows, columns]. */
export function layerNorm(x: tf.Tensor, scale: tf.Tensor, shift: tf.Tensor, spans: tf.Tensor): tf.Tensor {
  return run('PackedLayerNorm', { x, scale, shift, spans }, {})[0];
}

/**
 * Batch normalisation by the moments of x itself.
 *
 * @returns y [rows, columns] and the moments, [2, columns]: each column's mean and variance over all texts' rows.
 */
export function batchNorm(
  x: tf.Tensor,
  scale: tf.Tensor,
  shift: tf.Tensor,
  spans: tf.Tensor,
): { y: tf.Tensor; moments: tf.Tensor } {
  const [y, moments] = run('PackedBatchNorm', { x, scale, shift, spans }, {});
  return { y, moments };
}

/** Batch normalisation by running statistics, [columns] each; it has no gradient. */
export function batchNormInference(
  x: tf.Tensor,
  scale: tf.Tensor,
  shift: tf.Tensor,
  mean: tf.Tensor,
  variance: tf.Tensor,
  spans: tf.Tensor,
): tf.Tensor {
  return run('PackedBatchNormInference', { x, scale, shift, mean, variance, spans }, {})[0];
}

function rowMoments(values: Values): { mean: number; inverse: number } {
  let mean = 0;
  let variance = 0;
  for (const value of values) mean += value / values.length;
  for (const value of values) variance += (value - mean) ** 2 / values.length;
  return { mean, inverse: 1 / Math.sqrt(variance + NORM_EPSILON) };
}

function columnMoments(x: Values, spans: Values, out: Values, columns: number): void {
  let count = 0;
  eachRow(spans, () => count++);
  eachRow(spans, (row) => {
    for (let c = 0; c < columns; c++) out[c] += x[row * columns + c] / count;
  });
  eachRow(spans, (row) => {
    for (let c = 0; c < columns; c++) out[columns + c] += (x[row * columns + c] - out[c]) ** 2 / count;
  });
}

function scaleColumns(
  x: Values,
  scale: Values,
  shift: Values,
  moments: Values,
  spans: Values,
  y: Values,
  columns: number,
): void {
  eachRow(spans, (row) => {
    for (let c = 0; c < columns; c++) {
      const gain = scale[c] / Math.sqrt(moments[columns + c] + NORM_EPSILON);
      y[row * columns + c] = (x[row * columns + c] - moments[c]) * gain + shift[c];
    }
  });
}
