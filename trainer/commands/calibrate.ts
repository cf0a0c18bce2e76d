import type { Command } from 'commander';
import { writeCalibrated } from '../report/calibrated.ts';
import type { LabelCost } from '../scoring/costs.ts';
import { nameOption } from './options/config.ts';
import { costOption } from './options/costs.ts';
import { addExampleOptions, type ExampleFlags, selectionOf } from './options/rows.ts';

type Flags = ExampleFlags & { model: string; out: string; cost?: LabelCost[]; name?: string; force?: true };

/** Adds `calibrate`: the same model with other probabilities. */
export function addCalibrate(program: Command): void {
  const command = program
    .command('calibrate')
    .description(
      'fit how sure a model is to labelled texts, so that of answers with 0.8 four in five are right',
    )
    .requiredOption('--model <file>', 'the model, model.safetensors, or default for the one that ships')
    .requiredOption('--data <file>', 'labelled texts that it was not trained on, a table, JSON or Parquet')
    .requiredOption('--out <file>', 'where the new model goes')
    .addOption(costOption('multiplies what an error costs where the text is of a label, such as negative=5'))
    .addOption(nameOption())
    .option('--force', 'replace a model or a card that is there');
  addExampleOptions(command)
    .addHelpText('after', EXAMPLES)
    .action(({ cost: costs, ...flags }: Flags) => writeCalibrated({ ...selectionOf(flags), costs }));
}

const EXAMPLES = `
The labels that it answers stay the same, their probabilities change. Where it is calibrated well already, those stay too,
and an equal model is written. Training calibrates by its dev texts already; do it again for texts of your
own, which are harder or easier than those. A card beside the model is written for the new one too.

Examples:
  npm run trainer -- calibrate --model src/weights/default.safetensors --data mine.csv --out runs/mine.safetensors
  npm run trainer -- calibrate --model runs/a/model.safetensors --data mix.tsv --dev-share 0.1 --by source --without templates --out runs/a/calibrated.safetensors
`;
