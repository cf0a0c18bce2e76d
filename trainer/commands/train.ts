import { type Command, Option } from 'commander';
import type { GivenChoices } from '../config/choices.ts';
import { PRESETS } from '../config/train.ts';
import { buildConfigs, fineTuneConfigs } from '../experiment/configs.ts';
import { outputsOf, refuseSame } from '../files/outputs.ts';
import { loadBase, refuseWithoutBase } from '../prepare/base.ts';
import { CLASS_WEIGHTS, type ClassWeights } from '../prepare/imbalance.ts';
import { prepareTraining } from '../prepare/prepare.ts';
import { say } from '../print.ts';
import type { LabelCost } from '../scoring/costs.ts';
import type { WeightType } from '../scoring/quantise.ts';
import { withPreparingBars } from '../terminal/progress.ts';
import {
  addColumnOptions,
  addConfigOptions,
  type ColumnFlags,
  givenConfig,
  nameOption,
  numberParser,
  weightsOption,
  workersOption,
} from './options/config.ts';
import { costOption } from './options/costs.ts';

type Flags = ColumnFlags & {
  data: string;
  dev?: string;
  out: string;
  workers: number;
  preset?: string;
  fineTune?: string;
  name: string;
  licence: string;
  weights: WeightType;
  excludeDigests?: string;
  vectors?: string;
  teacher?: string[];
  rehearse?: string | true;
  classWeights: ClassWeights;
  cost?: LabelCost[];
  weightColumn?: string | false;
  checkpointSteps?: number;
  profile?: string;
  resume?: true;
  force?: true;
};

/** Adds `train`: labelled texts in, a model and its log out. */
export function addTrain(program: Command): void {
  const command = program
    .command('train')
    .description('train a model on labelled texts')
    .requiredOption('--data <file>', 'labelled texts, .tsv, .csv or .jsonl')
    .option('--dev <file>', 'labelled texts to measure on (default: a share of --data)')
    .requiredOption('--out <folder>', 'where model.safetensors, model.json and log.jsonl go')
    .addOption(workersOption())
    .addOption(presetOption())
    .addOption(nameOption().default('custom'))
    .option('--licence <text>', 'terms of the weights, written into the model', 'unstated')
    .addOption(weightsOption().default('f32'))
    .option('--vectors <file>', 'word vectors that the embedding begins with, .json or text')
    .option('--fine-tune <model>', 'a model to go on from: its network, its words and its weights')
    .option('--teacher <files...>', 'models whose probabilities are learned as well (see --distillation)')
    .option(
      '--rehearse [file]',
      'with --fine-tune: labelled rows to train on besides, so that less is forgotten; without a file, what the model says of --data',
    )
    .addOption(
      new Option(
        '--class-weights <name>',
        'how texts weigh in training by their labels; scores stay those of the data',
      )
        .choices([...CLASS_WEIGHTS])
        .default('none'),
    )
    .addOption(
      costOption(
        'multiplies what an error costs where the text is of a label (default: 1, and up to 10 for rare ones)',
      ),
    )
    .option('--weight-column <name>', 'how much each text counts (default: weight, if there)')
    .option('--no-weight-column', 'count every text once, whatever the file has')
    .addOption(
      new Option(
        '--resume',
        'go on from the last checkpoint in --out, with the same data and flags',
      ).conflicts('force'),
    )
    .option('--force', 'replace the model and the checkpoints that are in --out')
    .option(
      '--checkpoint-steps <n>',
      'write a checkpoint after every n steps too (default: after every epoch)',
      numberParser('checkpoint-steps', { minimum: 1, maximum: 1e9, whole: true }),
    )
    .option('--profile <file>', 'write a table of the operations and what they took, as TSV')
    .option('--exclude-digests <file>', 'leave out rows whose texts have these digests, one a line');
  addConfigOptions(addColumnOptions(command))
    .addHelpText('after', EXAMPLES)
    .action((flags: Flags) => train(flags, givenConfig(command)));
}

const EXAMPLES = `
Presets:
${Object.entries(PRESETS)
  .map(([name, { description }]) => `  ${name.padEnd(10)} ${description}`)
  .join('\n')}

Flags override the preset. Equal data, flags and seed give equal bytes, whatever the number of workers.

After every epoch a checkpoint is written to OUT/checkpoints, and one where Ctrl-C stops the run; a run that was stopped or
killed goes on with --resume and ends with the same bytes. A run that finishes removes its checkpoints. A model that is in
OUT already is replaced only with --force; --resume of a run that is finished changes nothing, and exits with 0 where data and
flags are those of the model, with 1 where they are not.

Examples:
  npm run train -- --data reviews.csv --text-column review --label-column rating --out out
  npm run train -- --data train.tsv --dev dev.tsv --out out --preset dense-64 --seed 7
  npm run train -- --data train.tsv --out out/pupil --teacher out/a/model.safetensors out/b/model.safetensors
  npm run train -- --data few.tsv --out out/mine --fine-tune src/weights/default.safetensors
  npm run train -- --data train.tsv --out out/plain --no-residual --blocks 8
`;

function presetOption(): Option {
  return new Option(
    '--preset <name>',
    'a named set of choices, see below (default: default; with --fine-tune: fine-tune)',
  ).choices(Object.keys(PRESETS));
}

async function train(flags: Flags, given: GivenChoices): Promise<void> {
  const { out, workers, name, licence, weights, resume, force, checkpointSteps, profile, ...rest } = flags;
  const { teacher: teachers, preset, fineTune, splitGroup: splitGroupColumn, cost: costs, ...files } = rest;
  for (const path of outputsOf(out)) refuseSame(path, [files.data, files.dev ?? files.data], 'which is read');
  if (fineTune === undefined) refuseWithoutBase(files);
  const base = fineTune === undefined ? undefined : await loadBase(fineTune);
  const configs = base
    ? fineTuneConfigs(base, preset ?? 'fine-tune', { ...given, vectors: files.vectors })
    : buildConfigs(preset ?? 'default', given);
  const { train: run } = await import('../experiment/run.ts');
  const { isFinished } = await import('../experiment/finished.ts');
  const prepare = (signal: AbortSignal) =>
    withPreparingBars((bars) =>
      prepareTraining({
        ...{ ...files, splitGroupColumn, ...configs, ...bars },
        ...{ base, teachers, costs, report: say, signal },
      }),
    );
  if (resume && (await isFinished(out, () => prepare(new AbortController().signal)))) return;
  const checkpoints = resume ? 'resume' : force ? 'discard' : 'refuse';
  const replace = force === true;
  await run({
    prepare,
    out,
    workers,
    name,
    licence,
    weights,
    checkpoints,
    replace,
    checkpointSteps,
    profile,
  });
}
