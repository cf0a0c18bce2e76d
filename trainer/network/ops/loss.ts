import * as tf from '@tensorflow/tfjs';
import { softmax } from '../../../src/model/softmax.ts';
import { register, type Values } from './register.ts';
import { run } from './tape.ts';

export type Loss = 'crossentropy' | 'mse';

type Attributes = { loss: Loss };

register<Attributes>({
  name: 'ClassificationLoss',
  outputs: ({ logits }) => [{ shape: [] }, { shape: logits }, { shape: [], dtype: 'int32' }],
  // Labels are few, so it stays in TypeScript on both backends.
  wasm: 'cpu',
  cpu: (
    { logits, labels, targets, weights },
    [total, gradient, hits],
    { logits: [rows, columns] },
    { loss },
  ) => {
    const lossOf = loss === 'crossentropy' ? crossEntropy : squaredError;
    let sum = 0;
    for (let row = 0; row < rows; row++) {
      const shares = softmax(logits.subarray(row * columns, (row + 1) * columns) as Float32Array);
      if (shares.indexOf(Math.max(...shares)) === labels[row]) hits[0]++;
      const weight = weights ? weights[row] : 1;
      const slopes = gradient.subarray(row * columns, (row + 1) * columns);
      sum += weight * lossOf(shares, targets.subarray(row * columns, (row + 1) * columns), slopes);
      if (weights) for (let c = 0; c < columns; c++) slopes[c] *= weight;
    }
    total[0] = sum;
  },
});

/** The loss of one text; writes its gradient by the logits. */
function crossEntropy(shares: readonly number[], target: Values, gradient: Values): number {
  let loss = 0;
  shares.forEach((share, c) => {
    gradient[c] = share - target[c];
    if (target[c] > 0) loss -= target[c] * Math.log(Math.max(share, 1e-30));
  });
  return loss;
}

function squaredError(shares: readonly number[], target: Values, gradient: Values): number {
  const errors = shares.map((share, c) => share - target[c]);
  // d/dz_c of Σ e² through the softmax is 2 p_c (e_c − Σ e p).
  const mean = errors.reduce((dot, error, c) => dot + error * shares[c], 0);
  errors.forEach((error, c) => {
    gradient[c] = 2 * shares[c] * (error - mean);
  });
  return errors.reduce((sum, error) => sum + error * error, 0);
}

tf.registerGradient({
  kernelName: 'ClassificationLoss',
  outputsToSave: [false, true, false],
  gradFunc: (dys, [gradient]) => ({ logits: () => tf.mul(gradient, (dys as tf.Tensor[])[0]) }),
});

/** What a shard's answers are held to. */
export type Truth = {
  /** int32 [texts], by which hits are counted. */
  labels: tf.Tensor;
  /** [texts, labels], the share that each label should have: all for a text's own, unless teachers have a say. */
  targets: tf.Tensor;
  /** [texts], how much each text counts; null where all count the same. */
  weights: tf.Tensor | null;
};

/**
 * Softmax and loss, summed over the texts by their weights: cross-entropy −Σ t log p, or the squared error
 * Σ (p − t)² (Brier 1950), t being the targets.
 *
 * @param logits [texts, labels].
 * @returns the loss, and how many texts have their label's logit highest.
 */
export function classificationLoss(
  logits: tf.Tensor,
  { labels, targets, weights }: Truth,
  loss: Loss,
): { loss: tf.Scalar; hits: tf.Scalar } {
  const inputs = { logits, labels, targets, ...(weights && { weights }) };
  const [total, , hits] = run('ClassificationLoss', inputs, { loss });
  return { loss: total as tf.Scalar, hits: hits as tf.Scalar };
}
