import { type Command, Option } from 'commander';
import type { GivenChoices } from '../config/choices.ts';
import { type Choice, FROM, type From } from '../config/start.ts';
import { PRESETS } from '../config/train.ts';
import { UserError } from '../errors.ts';
import type { CurveSource } from '../experiment/learningcurve.ts';
import { curveCommand, nextSteps, resumeCommand, trainCommand } from '../experiment/nextsteps.ts';
import type { StartFlags } from '../experiment/plan.ts';
import {
  modelName,
  newRunFolder,
  removeEmpty,
  removeEmptyAtExit,
  unfinishedRun,
} from '../experiment/runfolder.ts';
import { outputsOf, refuseSame } from '../files/outputs.ts';
import { refuseWithoutBase } from '../prepare/base.ts';
import { CLASS_WEIGHTS, type ClassWeights } from '../prepare/imbalance.ts';
import { say } from '../print.ts';
import type { LabelCost } from '../scoring/costs.ts';
import type { WeightType } from '../scoring/quantise.ts';
import { withFittingBar, withPreparingBars } from '../terminal/progress.ts';
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
import { languagesOption } from './options/languages.ts';
import { addReportOptions, type ReportFlags, reportRequest } from './options/report.ts';

type Flags = ColumnFlags & {
  data: string;
  dev?: string;
  out?: string;
  from?: From;
  workers: number;
  preset?: string;
  fineTune?: string;
  name?: string;
  licence?: string;
  languages?: readonly string[];
  weights?: WeightType;
  excludeDigests?: string;
  vectors?: string;
  teacher?: string[];
  rehearse?: string | true;
  classWeights: ClassWeights;
  cost?: LabelCost[];
  weightColumn?: string | false;
  checkpointSteps?: number;
  profile?: string;
  verbose?: true;
  learningCurve?: boolean;
  resume?: true;
  force?: true;
} & ReportFlags;

/** Adds `train`: labelled texts in, a model and its log out. */
export function addTrain(program: Command): void {
  const command = program
    .command('train')
    .description('train a model on labelled texts')
    .requiredOption('--data <file>', 'labelled texts, a table, JSON or Parquet')
    .option('--dev <file>', 'labelled texts to measure on (default: a share of --data)')
    .option(
      '--out <folder>',
      'where model.safetensors, model.json, log.jsonl and report.html go (default: the next runs/NAME-N, NAME from --data)',
    )
    .addOption(workersOption())
    .addOption(fromOption())
    .addOption(presetOption())
    .addOption(nameOption('what answers call the model (default: the name of --data)'))
    .option(
      '--licence <text>',
      'terms of the weights, written into the model (default: those of the model it goes on from, or unstated)',
    )
    .addOption(languagesOption())
    .addOption(weightsOption('f32, or as the model it goes on from'))
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
    .option('--verbose', 'say after every epoch how fast it was and what the time went to')
    .option(
      '--learning-curve',
      'measure what twice the rows would bring, by nine trainings on fewer (default: where three folds have chosen the start, up to 6,000 rows)',
    )
    .option('--no-learning-curve', 'never measure that')
    .option('--exclude-digests <file>', 'leave out rows whose texts have these digests, one a line');
  addConfigOptions(addColumnOptions(addReportOptions(command)))
    .addHelpText('after', EXAMPLES)
    .action((flags: Flags) => train(flags, givenConfig(command)));
}

const EXAMPLES = `
Presets:
${Object.entries(PRESETS)
  .map(([name, { description }]) => `  ${name.padEnd(10)} ${description}`)
  .join('\n')}

Without --preset, --fine-tune, --vectors, --teacher, --branch-init and flags of the network, it goes on from what is right more often in
three folds of the training rows: a new small network or the model that ships. Without --out it writes to the next free runs/NAME-N, NAME
from --data, and --resume goes on with the newest of them that has not finished.

Flags override the preset. Equal data, flags and seed give equal bytes, whatever the number of workers.

After every epoch a checkpoint is written to OUT/checkpoints, and one where Ctrl-C stops the run; a run that was stopped or
killed goes on with --resume and ends with the same bytes. A run that finishes removes its checkpoints. A model that is in
OUT already is replaced only with --force; --resume of a run that is finished changes nothing, and exits with 0 where data and
flags are those of the model, with 1 where they are not.

Examples:
  npm run train -- --data reviews.csv
  npm run train -- --data reviews.csv --text-column review --label-column rating --out out
  npm run train -- --data train.tsv --dev dev.tsv --out out --preset dense-64 --seed 7
  npm run train -- --data train.tsv --out out/pupil --teacher out/a/model.safetensors out/b/model.safetensors
  npm run train -- --data few.tsv --out out/mine --from default
  npm run train -- --data train.tsv --out out/plain --no-residual --blocks 8
`;

function presetOption(): Option {
  return new Option(
    '--preset <name>',
    'a named set of choices, see below (default: small up to 20,000 rows, else default; to go on from a model: fine-tune)',
  ).choices(Object.keys(PRESETS));
}

function fromOption(): Option {
  return new Option(
    '--from <start>',
    'scratch: a new network; default: the model that ships; auto: whichever is right more often in three folds of the training rows (default: auto)',
  ).choices([...FROM]);
}

async function train(flags: Flags, given: GivenChoices): Promise<void> {
  const { force, resume, data } = flags;
  if (flags.out === undefined && force) {
    throw new UserError(
      '--force replaces what is in --out, and none is given: give one, or leave --force out',
      2,
    );
  }
  if (flags.out !== undefined) return trainInto(flags.out, flags, given);
  const out = resume ? await unfinishedRun(data) : await newRunFolder(data);
  if (resume) say(`going on with ${out}`);
  else removeEmptyAtExit(out);
  try {
    await trainInto(out, flags, given, resume ? undefined : `writing to ${out}`);
  } catch (error) {
    await removeEmpty(out);
    throw error;
  }
}

/** `say` with a line before its first, and what says that line where nothing else was. */
function saying(opening: string | undefined): { report: (message: string) => void; begin: () => void } {
  let first = opening;
  const begin = () => {
    if (first !== undefined) say(first);
    first = undefined;
  };
  return {
    begin,
    report: (message) => {
      begin();
      say(message);
    },
  };
}

function startFlags({ from, preset, fineTune, vectors, teacher: teachers }: Flags): StartFlags {
  return { from, preset, fineTune, vectors, teachers };
}

/** @param opening what is said first, once it is plain that the data can be read. */
async function trainInto(out: string, flags: Flags, given: GivenChoices, opening?: string): Promise<void> {
  const { report, begin } = saying(opening);
  const { workers, name, licence, languages, weights, resume, force, checkpointSteps, profile, ...rest } =
    flags;
  const { teacher: teachers, splitGroup: splitGroupColumn, cost: costs, ...others } = rest;
  const { verbose, open, texts, learningCurve: asked, ...files } = others;
  for (const path of outputsOf(out)) refuseSame(path, [files.data, files.dev ?? files.data], 'which is read');
  if (files.fineTune === undefined && files.from !== 'default') refuseWithoutBase(files);
  const { planOf, preparePlan } = await import('../experiment/plan.ts');
  const { learningCurve, refuseCurve } = await import('../experiment/learningcurve.ts');
  if (asked) refuseCurve({ ...files, teachers });
  const plan = await planOf(startFlags(flags), given);
  const { train: run } = await import('../experiment/run.ts');
  const { isFinished } = await import('../experiment/finished.ts');
  let source: CurveSource | undefined;
  const prepare = async (signal: AbortSignal, chosen: Choice | undefined) => {
    const planned = await withPreparingBars((bars) => {
      const read = { ...files, splitGroupColumn, ...bars, teachers, costs, report, signal };
      const told = { onCompared: bars.onCompared, onFold: bars.onFold };
      return preparePlan(plan, read, { workers, signal, report, ...told }, chosen);
    });
    begin();
    source = planned.source;
    return planned.prepared;
  };
  const measureCurve = (signal: AbortSignal) => {
    const own = source as CurveSource;
    // What was read is in the way of a long training.
    source = undefined;
    return withFittingBar((onTrained) => learningCurve(own, { asked, workers, signal, report, onTrained }));
  };
  const { signal } = new AbortController();
  const args = process.argv.slice(3);
  if (resume && (await isFinished(out, (chosen) => prepare(signal, chosen)))) return;
  await run({
    prepare,
    measureCurve,
    out,
    workers,
    name: name ?? modelName(files.data),
    licence,
    languages,
    weights,
    checkpoints: resume ? 'resume' : force ? 'discard' : 'refuse',
    replace: force === true,
    checkpointSteps,
    profile,
    verbose,
    resumeWith: resumeCommand(args, out),
    report: await reportRequest({ open, texts }, files, trainCommand(args), curveCommand(args)),
  });
  for (const line of nextSteps(out)) say(line);
}
