import { availableParallelism } from 'node:os';
import { type Command, Option } from 'commander';
import { DEFAULT_NETWORK, type NetworkConfig, parseNetworkConfig } from '../../src/model/network/config.ts';
import { DEFAULT_TRAIN, PRESETS, parseTrainConfig, type TrainConfig } from '../config.ts';
import { type Base, loadBase } from '../data/base.ts';
import { prepareTraining } from '../data/prepare.ts';
import { UserError } from '../errors.ts';
import {
  addColumnOptions,
  addConfigOptions,
  type ColumnFlags,
  flagOf,
  givenConfig,
  type NetworkChoices,
  nameOption,
  numberParser,
  weightsOption,
} from '../flags.ts';
import { withPreparingBars } from '../progress.ts';
import type { WeightType } from '../quantise.ts';
import { say } from '../terminal.ts';

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
  weightColumn?: string | false;
  checkpointSteps?: number;
  profile?: string;
  resume?: true;
  force?: true;
};

const MAX_WORKERS = 256;

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

/** `--workers`. */
export function workersOption(): Option {
  const bound = { minimum: 1, maximum: MAX_WORKERS, whole: true };
  return new Option('--workers <n>', `threads that train (1 to ${MAX_WORKERS})`)
    .argParser(numberParser('workers', bound))
    .default(defaultWorkers(), 'one a core');
}

/** One thread a core. */
export function defaultWorkers(): number {
  return Math.min(MAX_WORKERS, availableParallelism());
}

function presetOption(): Option {
  return new Option(
    '--preset <name>',
    'a named set of choices, see below (default: default; with --fine-tune: fine-tune)',
  ).choices(Object.keys(PRESETS));
}

async function train(flags: Flags, given: Given): Promise<void> {
  const { out, workers, name, licence, weights, resume, force, checkpointSteps, profile, ...rest } = flags;
  const { teacher: teachers, preset, fineTune, ...files } = rest;
  const base = fineTune === undefined ? undefined : await loadBase(fineTune);
  const configs = base
    ? fineTuneConfigs(base, preset ?? 'fine-tune', { ...given, vectors: files.vectors })
    : buildConfigs(preset ?? 'default', given);
  const { train: run } = await import('../training.ts');
  const { isFinished } = await import('../finished.ts');
  const prepare = (signal: AbortSignal) =>
    withPreparingBars((bars) =>
      prepareTraining({ ...files, ...configs, ...bars, base, teachers, report: say, signal }),
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

/** What may change of a network whose weights are there already. */
const CHANGEABLE = ['dropout'];

/**
 * The choices of a run that goes on from a model: its network is the model's.
 *
 * @throws UserError when what was given would change the network.
 */
export function fineTuneConfigs(
  { model }: Base,
  preset: string,
  { network, train, vectors }: Given & { vectors?: string | undefined },
): ReturnType<typeof buildConfigs> {
  const stray = Object.keys(network).find((name) => !CHANGEABLE.includes(name));
  if (stray !== undefined) {
    throw new UserError(
      `--${flagOf(stray)} does not go with --fine-tune: the network is the model's, only --dropout may change`,
      2,
    );
  }
  if (vectors !== undefined) {
    throw new UserError('--vectors does not go with --fine-tune: the words of the model have theirs', 2);
  }
  const { dropout = model.config.dropout } = network;
  const { config } = buildConfigs(preset, { network: {}, train });
  return { network: { ...model.config, dropout }, config };
}

type Given = { network: Partial<NetworkChoices>; train: Partial<TrainConfig> };

/**
 * Defaults, then the preset, then what was given. Labels and vocabulary are placeholders until the data is read.
 *
 * @throws UserError when the choices do not fit together.
 */
export function buildConfigs(preset: string, given: Given): { network: NetworkConfig; config: TrainConfig } {
  if (!Object.hasOwn(PRESETS, preset)) {
    throw new UserError(`preset is "${preset}", allowed ${Object.keys(PRESETS).join(', ')}`, 2);
  }
  const { network, train } = PRESETS[preset];
  try {
    return {
      network: parseNetworkConfig({ ...DEFAULT_NETWORK, ...network, ...given.network }),
      config: parseTrainConfig({ ...DEFAULT_TRAIN, ...train, ...given.train }),
    };
  } catch (error) {
    throw new UserError((error as Error).message, 2);
  }
}
