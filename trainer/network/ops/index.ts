/** The operations that training adds to TensorFlow.js, registered for the backends `wasm` and `cpu`. */
export { type ActivationMode, activation, type Dropout } from './activation.ts';
export { convolution, reversedFilter } from './convolution.ts';
export { classificationLoss, type Loss, type Truth } from './loss.ts';
export { batchNorm, batchNormInference, layerNorm } from './normalisation.ts';
export { gather, pool } from './pooling.ts';
export { wasmView } from './register.ts';
export { gradientsOf } from './tape.ts';
