import { UserError } from '../errors.ts';
import { refuseExisting } from '../files/outputs.ts';
import { writeWhole } from '../files/writewhole.ts';
import { say } from '../print.ts';
import { readExamples } from '../read/examples.ts';
import { digestsPath, writeKnownTexts } from '../read/knowntexts.ts';
import { groupKey } from '../read/split.ts';
import { loadModelParts } from '../scoring/load.ts';

export type DigestsRequest = { data: readonly string[]; model: string; force?: true };

/**
 * Writes which texts a model was trained on, beside it.
 *
 * @throws UserError when the file is there already, or has no text, or the model is none.
 */
export async function writeDigests({ data: files, model: path, force }: DigestsRequest): Promise<void> {
  const out = digestsPath(path);
  await refuseExisting([out], force);
  const { model } = await loadModelParts(path);
  const digests = new Set<string>();
  for (const file of files) {
    for await (const { text } of readExamples(file)) digests.add(groupKey(text));
  }
  if (digests.size === 0) throw new UserError(`${files.join(', ')} has no row with a text and a label`);
  await writeWhole(out, writeKnownTexts(model.version, digests));
  say(`written: ${out}, of ${digests.size.toLocaleString('en-US')} texts`);
}
