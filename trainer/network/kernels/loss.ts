import * as tf from '@tensorflow/tfjs';
import { register, run, type Values } from './register.ts';

export type Loss = 'crossentropy' | 'mse';

type Attributes = { loss: Loss };

/**
 * The loss of a shard, its gradient and its hits in one pass: labels are few, so it stays in TypeScript on both
 * backends.
 */
function lossOf(logits: Values, labels: Values, out: Values[], [rows, columns]: number[], loss: Loss): void {
  const [total, gradient, hits] = out;
  total[0] = 0;
  hits[0] = 0;
  let sum = 0;
  for (let row = 0; row < rows; row++) {
    const probabilities = softmax(logits.subarray(row * columns, (row + 1) * columns));
    const label = labels[row];
    if (probabilities.indexOf(Math.max(...probabilities)) === label) hits[0]++;
    const errors = probabilities.map((p, c) => p - (c === label ? 1 : 0));
    if (loss === 'crossentropy') {
      sum -= Math.log(Math.max(probabilities[label], 1e-30));
      errors.forEach((error, c) => {
        gradient[row * columns + c] = error;
      });
    } else {
      // d/dz_c of Σ e² through the softmax is 2 p_c (e_c − Σ e p).
      const mean = errors.reduce((dot, error, c) => dot + error * probabilities[c], 0);
      errors.forEach((error, c) => {
        sum += error * error;
        gradient[row * columns + c] = 2 * probabilities[c] * (error - mean);
      });
    }
  }
  total[0] = sum;
}

function softmax(logits: Values): number[] {
  const maximum = Math.max(...logits);
  const powers = Array.from(logits, (logit) => Math.exp(logit - maximum));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}

register<Attributes>({
  name: 'ClassificationLoss',
  outputs: ({ logits }) => [{ shape: [] }, { shape: logits }, { shape: [], dtype: 'int32' }],
  wasm: (_, at, [total, gradient, hits], { logits: shape }, { loss }) => {
    const { buffer } = (tf.backend() as unknown as { wasm: { HEAPU8: Uint8Array } }).wasm.HEAPU8;
    const [rows, columns] = shape;
    lossOf(
      new Float32Array(buffer, at.logits, rows * columns),
      new Int32Array(buffer, at.labels, rows),
      [
        new Float32Array(buffer, total, 1),
        new Float32Array(buffer, gradient, rows * columns),
        new Int32Array(buffer, hits, 1),
      ],
      shape,
      loss,
    );
  },
  cpu: ({ logits, labels }, out, shapes, { loss }) => lossOf(logits, labels, out, shapes.logits, loss),
});

tf.registerGradient({
  kernelName: 'ClassificationLoss',
  outputsToSave: [false, true, false],
  gradFunc: (dys, [gradient]) => ({ logits: () => tf.mul(gradient, (dys as tf.Tensor[])[0]) }),
});

/**
 * Softmax and loss, summed over the texts: cross-entropy −log p(label), or the squared error Σ (p − one-hot)²
 * (Brier 1950).
 *
 * @param logits [texts, labels].
 * @param labels int32 [texts].
 * @returns the loss, and how many texts have their label's logit highest.
 */
export function classificationLoss(
  logits: tf.Tensor,
  labels: tf.Tensor,
  loss: Loss,
): { loss: tf.Scalar; hits: tf.Scalar } {
  const [total, , hits] = run('ClassificationLoss', { logits, labels }, { loss });
  return { loss: total as tf.Scalar, hits: hits as tf.Scalar };
}
