import * as tf from '@tensorflow/tfjs';
import { noise, REFERENCE, referenceLabels } from '../../../trainer/experiment/article/speed/steps.ts';

const { tokens, width, blocks, batch } = REFERENCE;

/**
 * One training step of the layers API; of the backends only `cpu` can derive its convolution. The embedded texts
 * are given here too: the gradient of 20,000 rows takes that backend minutes.
 */
export function createLayersStep(): () => Promise<void> {
  const input = tf.input({ shape: [tokens, width] });
  let y = input;
  for (let block = 0; block < blocks; block++) {
    const options = { filters: width, kernelSize: 3, padding: 'same', activation: 'relu' } as const;
    const convolved = tf.layers.conv1d(options).apply(y) as tf.SymbolicTensor;
    y = tf.layers.add().apply([convolved, y]) as tf.SymbolicTensor;
  }
  const maxima = tf.layers.globalMaxPooling1d({}).apply(y) as tf.SymbolicTensor;
  const means = tf.layers.globalAveragePooling1d({}).apply(y) as tf.SymbolicTensor;
  const pooled = tf.layers.concatenate().apply([maxima, means]) as tf.SymbolicTensor;
  const output = tf.layers.dense({ units: 2, activation: 'softmax' }).apply(pooled) as tf.SymbolicTensor;
  const model = tf.model({ inputs: input, outputs: output });
  model.compile({ optimizer: tf.train.sgd(0.01), loss: 'categoricalCrossentropy' });
  const x = noise([batch, tokens, width]);
  const truth = referenceLabels();
  return async () => void (await model.trainOnBatch(x, truth));
}
