export { activate, activateGradient } from './activation';
export { convolve } from './convolution';
export { columnSums, filterGradient, reverseFilter } from './filter';
export { batchNorm, batchNormGradient, layerNorm, layerNormGradient, moments } from './normalisation';
export { gather, gatherGradient, pool, poolGradient } from './pooling';
export { zeroGaps } from './rows';
