export { activate, activateGradient } from './activation';
export { columnSums, gemm, gemmTransposedA, reverseFilter } from './gemm';
export { batchNorm, batchNormGradient, layerNorm, layerNormGradient, moments } from './normalisation';
export { gather, gatherGradient, pool, poolGradient } from './pooling';
export { zeroGaps } from './rows';
