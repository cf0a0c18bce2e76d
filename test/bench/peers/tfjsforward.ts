import * as tf from '@tensorflow/tfjs';
import type { NetworkConfig } from '../../../src/model/network/config.ts';
import { NORM_EPSILON } from '../../../src/model/network/epsilon.ts';
import { parameterSpecs } from '../../../src/model/network/parameters.ts';
import type { EncodedText } from '../../../src/model/text/encode.ts';

/**
 * The default network, of residual blocks with layer norm inside, as a user of TensorFlow.js would write it: equal to
 * `createForward` for texts of one row a token.
 */
export function tensorNetwork(
  config: NetworkConfig,
  weights: ReadonlyMap<string, Float32Array>,
): (text: EncodedText) => Float32Array {
  const tensors = new Map(
    parameterSpecs(config).map(({ name, shape }) => [name, tf.tensor(weights.get(name)!, [...shape])]),
  );
  const get = (name: string) => tensors.get(name)!;
  const convolution = (x: tf.Tensor2D, name: string): tf.Tensor => {
    const filter = get(`${name}.weight`).reshape([config.kernel, config.width, config.width]) as tf.Tensor3D;
    const y = tf.conv1d(x.expandDims(0) as tf.Tensor3D, filter, 1, 'same');
    return y.squeeze([0]).add(get(`${name}.bias`));
  };
  const norm = (x: tf.Tensor, name: string) => {
    const { mean, variance } = tf.moments(x, 1, true);
    const centred = x.sub(mean).mul(variance.add(NORM_EPSILON).rsqrt());
    return centred.mul(get(`${name}.scale`)).add(get(`${name}.shift`));
  };
  const logits = ({ rows }: EncodedText) => {
    let x = tf.gather(get('embedding.weight') as tf.Tensor2D, tf.tensor1d(rows, 'int32'));
    for (let block = 0; block < config.blocks; block++) {
      const f = norm(convolution(x, `block.${block}`), `block.${block}.norm`);
      x = f.relu().add(x);
    }
    const pooled = tf.concat([x.max(0), x.mean(0)]).expandDims(0);
    return pooled.matMul(get('head.weight')).add(get('head.bias'));
  };
  return (text) => tf.tidy(() => logits(text).dataSync() as Float32Array);
}
