import * as tf from '@tensorflow/tfjs';
import {
  blockTaps,
  DENSE,
  hasProjection,
  type NetworkConfig,
  type Taps,
} from '../../src/model/network/config.ts';
import { mixKey } from '../random.ts';
import {
  activation,
  batchNorm,
  batchNormInference,
  convolution,
  gather,
  layerNorm,
  pool,
} from './ops/index.ts';
import type { ShardTensors } from './shard.ts';

/**
 * Parameters by the names of `parameterSpecs`, all but the embedding: a shard brings its own rows of that. It may have the
 * layers' reversed filters too, by `reversedName`; those that it lacks are made for each pass.
 */
export type ParameterTensors = ReadonlyMap<string, tf.Tensor>;

/** Training draws dropout masks from the key and normalises by the shard's own moments. */
export type Mode = { training: true; key: number } | { training: false };

/** Logits [texts, labels], and in training each batch normalisation's moments, [2, width], block by block. */
type Forward = { logits: tf.Tensor; moments: tf.Tensor[] };

/** The network over one shard: the same arithmetic as `createForward`, in TensorFlow.js, with gradients. */
export function forward(
  config: NetworkConfig,
  parameters: ParameterTensors,
  shard: ShardTensors,
  mode: Mode,
): Forward {
  return new Pass(config, parameters, mode).run(shard);
}

/** The name of a layer's reversed filter. */
export function reversedName(layer: string): string {
  return `${layer}.weight.reversed`;
}

/**
 * One pass over a shard. R rows are packed, gaps included; T texts, C channels:
 * gather [R, embedding] → projection or stem [R, C] → blocks [R, C] → pool [T, 2C] → head [T, labels]. With the encoder `bag`
 * the pool comes before projection and stem, so that R is T from there on.
 */
class Pass {
  readonly #config: NetworkConfig;
  readonly #parameters: ParameterTensors;
  readonly #mode: Mode;
  readonly #moments: tf.Tensor[] = [];

  constructor(config: NetworkConfig, parameters: ParameterTensors, mode: Mode) {
    this.#config = config;
    this.#parameters = parameters;
    this.#mode = mode;
  }

  run({ table, features, offsets, spans, rows }: ShardTensors): Forward {
    const config = this.#config;
    const texts = spans.shape[0];
    const whole = tf.tensor2d([0, texts], [1, 2], 'int32');
    let x = gather(table, features, offsets, spans, rows);
    if (config.encoder === 'bag') x = pool(x, spans);
    const layout = config.encoder === 'bag' ? whole : spans;
    if (hasProjection(config)) x = this.#linear(x, 'projection', layout);
    for (let layer = 0; layer < config.stem; layer++) {
      x = activation(this.#linear(x, `stem.${layer}`, layout), null, layout, 'plain', { rate: 0, key: 0 });
    }
    for (let block = 0; block < config.blocks; block++) x = this.#block(x, block, layout);
    if (config.encoder === 'conv') x = pool(x, spans);
    return { logits: this.#linear(x, 'head', whole), moments: this.#moments };
  }

  #block(x: tf.Tensor, block: number, spans: tf.Tensor): tf.Tensor {
    const { preNorm, residual, activation: mode, dropout } = this.#config;
    const name = `block.${block}`;
    const taps = blockTaps(this.#config, block);
    const convolve = (y: tf.Tensor) => this.#linear(y, name, spans, taps);
    const f = preNorm
      ? convolve(this.#norm(x, `${name}.norm`, spans))
      : this.#norm(convolve(x), `${name}.norm`, spans);
    const drop = this.#mode.training
      ? { rate: dropout, key: mixKey(this.#mode.key, block) }
      : { rate: 0, key: 0 };
    return residual ? activation(f, x, spans, mode, drop) : activation(f, null, spans, 'plain', drop);
  }

  #norm(x: tf.Tensor, name: string, spans: tf.Tensor): tf.Tensor {
    const { norm } = this.#config;
    if (norm === 'none') return x;
    const scale = this.#get(`${name}.scale`);
    const shift = this.#get(`${name}.shift`);
    if (norm === 'layer') return layerNorm(x, scale, shift, spans);
    if (!this.#mode.training) {
      return batchNormInference(
        x,
        scale,
        shift,
        this.#get(`${name}.mean`),
        this.#get(`${name}.variance`),
        spans,
      );
    }
    const { y, moments } = batchNorm(x, scale, shift, spans);
    this.#moments.push(moments);
    return y;
  }

  #linear(x: tf.Tensor, name: string, spans: tf.Tensor, taps: Taps = DENSE): tf.Tensor {
    const [weight, bias] = [this.#get(`${name}.weight`), this.#get(`${name}.bias`)];
    return convolution(x, weight, bias, spans, taps, this.#parameters.get(reversedName(name)));
  }

  #get(name: string): tf.Tensor {
    const tensor = this.#parameters.get(name);
    if (tensor === undefined) throw new TypeError(`parameter ${name} is missing`);
    return tensor;
  }
}
