import * as tf from '@tensorflow/tfjs';

/** The reference step's network as a user of TensorFlow.js would write it, and as its layers API has it. */

export const REFERENCE = { batch: 64, tokens: 12, width: 64, blocks: 3, vocabulary: 20_000 } as const;

const { batch, tokens, width, blocks } = REFERENCE;

const labels = () => tf.oneHot(tf.range(0, batch, 1, 'int32').mod(tf.scalar(2, 'int32')).toInt(), 2);
const noise = (shape: number[]) => tf.randomUniform(shape, -0.1, 0.1, 'float32', 1);

/**
 * A step of the plain operations that the WASM backend can derive: a convolution is put together from slices,
 * concatenation and a product. The embedded texts are given, since the backend has no gradient for the lookup.
 */
export function createPlainStep(): () => void {
  const x = noise([batch, tokens, width]);
  const filters = Array.from({ length: blocks }, () => tf.variable(noise([3 * width, width])));
  const head = tf.variable(noise([2 * width, 2]));
  const truth = labels();
  const convolve = (y: tf.Tensor3D, filter: tf.Tensor) => {
    const padded = tf.pad(y, [
      [0, 0],
      [1, 1],
      [0, 0],
    ]);
    const taps = [0, 1, 2].map((tap) => tf.slice(padded, [0, tap, 0], [batch, tokens, width]));
    return tf.matMul(tf.concat(taps, 2).reshape([-1, 3 * width]), filter as tf.Tensor2D);
  };
  const loss = (): tf.Scalar => {
    let y: tf.Tensor3D = tf.mul(x, 1);
    for (const filter of filters) y = tf.add(tf.relu(convolve(y, filter)).reshape([batch, tokens, width]), y);
    const pooled = tf.concat([tf.max(y, 1), tf.mean(y, 1)], 1);
    return tf.losses.softmaxCrossEntropy(truth, tf.matMul(pooled, head as tf.Tensor2D));
  };
  return () => tf.tidy(() => void tf.variableGrads(loss).value.dataSync());
}

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
  const truth = labels();
  return async () => void (await model.trainOnBatch(x, truth));
}
