import type { Command } from 'commander';
import { writeModel } from '../../src/model/modelfile.ts';
import { averageModels } from '../average.ts';
import { copyCard } from '../card.ts';
import { loadModelParts, versionOf } from '../data/model.ts';
import { writeWhole } from '../export.ts';

export type AverageFlags = { models: readonly string[]; out: string };

/** Adds `average`: one model of several that went on from one. */
export function addAverage(program: Command): void {
  program
    .command('average')
    .description('write the mean of models that were fine-tuned from one model, which errs less than each')
    .requiredOption('--models <files...>', 'two or more of one network and the same tokens')
    .requiredOption('--out <file>', 'where the new model goes')
    .addHelpText('after', EXAMPLES)
    .action((flags: AverageFlags) => average(flags));
}

const EXAMPLES = `
The mean is in float32 (export makes it smaller) and as sure as the first model was: calibrate it. Train the models with other rates or batch
sizes on the same texts, with the same --seed, so that all keep the same texts for dev.

Examples:
  npm run trainer -- average --models runs/a/model.safetensors runs/b/model.safetensors --out runs/mean.safetensors
  npm run trainer -- calibrate --model runs/mean.safetensors --data mine.csv --dev-share 0.1 --out runs/mine.safetensors
`;

/** @throws UserError when a file is no model, or they do not belong together. */
export async function average({ models: paths, out }: AverageFlags): Promise<void> {
  const ingredients = [];
  for (const path of paths) {
    const { model, bytes } = await loadModelParts(path);
    ingredients.push({ model, path, version: versionOf(bytes) });
  }
  const file = writeModel(averageModels(ingredients));
  await writeWhole(out, file);
  const averaged = ingredients.map(({ version }) => version);
  console.log(`the mean of ${averaged.join(', ')}: ${out}, version ${versionOf(file)}`);
  await copyCard(paths[0], out, { version: versionOf(file), averaged, weights: { type: 'f32' } });
}
