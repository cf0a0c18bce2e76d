export { activate, activateGradient } from './activation';
export { columnSums, convolve, filterGradient, reverseFilter } from './convolution';
export { batchNorm, batchNormGradient, layerNorm, layerNormGradient, moments } from './normalisation';
export { gather, gatherGradient, pool, poolGradient } from './pooling';
export { zeroGaps } from './rows';
