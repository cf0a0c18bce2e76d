import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { readModel } from '../../../src/model/file/modelfile.ts';
import type { Words } from './texts.ts';

/** The file of the default model. */
export const model = readFileSync(
  fileURLToPath(new URL('../../../src/weights/default.safetensors', import.meta.url)),
);

/** Words that it knows, by language. */
export function knownWords(): Words {
  const { bytes, offsets } = readModel(model).vocabulary;
  const all = Array.from({ length: offsets.length - 1 }, (_, i) =>
    new TextDecoder().decode(bytes.subarray(offsets[i], offsets[i + 1])),
  );
  return {
    english: all.filter((word) => /^[a-z]+$/.test(word)),
    chinese: all.filter((word) => /^\p{Script=Han}+$/u.test(word)),
  };
}
