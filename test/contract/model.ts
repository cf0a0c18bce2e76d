import { readModel, writeModel } from '../../src/model/file/modelfile.ts';
import { sha256 } from '../../trainer/scoring/load.ts';
import { type WeightType, withWeights } from '../../trainer/scoring/quantise.ts';
import { overflowingParts, tinyParts, type Unversioned } from './tiny.ts';

/** The model as a file, with its version. */
export function fileOf(model: Unversioned): Uint8Array {
  return writeModel(model, sha256);
}

/** The file of `tinyParts`. */
export function tinyModel(labels?: string[]): Uint8Array {
  return fileOf(tinyParts(labels));
}

/** The file of `overflowingParts`. */
export function overflowingModel(): Uint8Array {
  return fileOf(overflowingParts());
}

/** The file with other weights. */
export function reweighed(file: Uint8Array, type: WeightType): Uint8Array {
  return fileOf(withWeights(readModel(file), type));
}
