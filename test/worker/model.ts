import { type Sha256, writeModel } from '../../src/model/file/modelfile.ts';
import { overflowingParts, tinyParts } from '../contract/tiny.ts';

/** Nothing in these tests hangs on a version, and the Worker has no synchronous SHA-256. */
export const noDigest: Sha256 = () => '0'.repeat(64);

/** The file of `tinyParts`. */
export function tinyFile(labels?: string[]): Uint8Array {
  return writeModel(tinyParts(labels), noDigest);
}

/** The file of `overflowingParts`. */
export function overflowingFile(): Uint8Array {
  return writeModel(overflowingParts(), noDigest);
}
