import { inspect } from 'node:util';
import { Command, CommanderError } from 'commander';
import { ModelFaultError } from '../src/model/reader.ts';
import { checkGiven } from './commands/options/given.ts';
import { describeSystemError, isOutOfMemory, UserError } from './errors.ts';
import { clean, cleanLines } from './print.ts';
import { usageSentence } from './terminal/usage.ts';

/** The command is spelled wrong. */
const EXIT_USAGE = 2;
/** The command failed. */
const EXIT_FAILURE = 1;
/** The command has a fault (EX_SOFTWARE of sysexits(3)). */
const EXIT_FAULT = 70;

/** Adds a command to a program. */
type Add = (program: Command) => void;
/** Commands by their names: each is loaded once it is asked for, since all of them take half a second. */
type Commands = Record<string, () => Promise<Add>>;

/** What every program has, in the order of its help. */
const COMMANDS: Commands = {
  train: async () => (await import('./commands/train.ts')).addTrain,
  select: async () => (await import('./commands/select.ts')).addSelect,
  compare: async () => (await import('./commands/compare.ts')).addCompare,
  join: async () => (await import('./commands/join.ts')).addJoin,
  evaluate: async () => (await import('./commands/evaluate.ts')).addEvaluate,
  predict: async () => (await import('./commands/predict.ts')).addPredict,
  bulk: async () => (await import('./commands/bulk.ts')).addBulk,
  inspect: async () => (await import('./commands/inspect.ts')).addInspect,
  export: async () => (await import('./commands/export.ts')).addExport,
  report: async () => (await import('./commands/report.ts')).addReport,
  calibrate: async () => (await import('./commands/calibrate.ts')).addCalibrate,
  check: async () => (await import('./commands/check.ts')).addCheck,
  suspicious: async () => (await import('./commands/suspicious.ts')).addSuspicious,
  next: async () => (await import('./commands/next.ts')).addNext,
  data: async () => (await import('./commands/data.ts')).addData,
  recipe: async () => (await import('./commands/recipe.ts')).addRecipe,
  article: async () => (await import('./commands/article.ts')).addArticle,
};

/** A program with the command that is asked for; with all where none is named, so that its help lists them and a wrong name finds its neighbour. */
async function createProgram(more: Commands): Promise<Command> {
  const program = new Command('edge-sentiment')
    .description('Train, measure and use sentiment models. Each command has its own --help.')
    .exitOverride()
    .addHelpText('after', EXIT_CODES)
    .configureOutput({
      writeErr: (text) => process.stderr.write(cleanLines(text)),
      outputError: (text) => console.error(`error: ${clean(usageSentence(text))}`),
    });
  const commands = { ...COMMANDS, ...more };
  const [, , asked = ''] = process.argv;
  const named = Object.hasOwn(commands, asked) ? [commands[asked]] : Object.values(commands);
  for (const load of named) (await load())(program);
  checkGiven(program);
  return program;
}

const EXIT_CODES = `
Exit codes:
  0    done
  1    refused or failed: the sentence says why, and what to do
  2    the command is spelled wrong
  70   a fault of edge-sentiment itself: please report it
  129, 130, 143   stopped by SIGHUP, by SIGINT (Ctrl-C), by SIGTERM
`;

/** Tells the user what went wrong. @returns the exit code. */
function explain(error: unknown): number {
  // Commander has said it already.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : EXIT_USAGE;
  const problem = problemOf(error);
  if (problem !== undefined) {
    console.error(`error: ${problem}`);
    return error instanceof UserError ? error.exitCode : EXIT_FAILURE;
  }
  const message = error instanceof Error ? `${error.name}: ${error.message}` : inspect(error);
  console.error(`error: ${clean(message)}; this is a fault of edge-sentiment: please report it, ${REPORT}`);
  if (process.env[DEBUG]) console.error(cleanLines(inspect(error)));
  return EXIT_FAULT;
}

/** Set to anything, a fault is told with its stack. */
const DEBUG = 'EDGE_SENTIMENT_DEBUG';
const REPORT = `with what ${DEBUG}=1 shows`;

/** What the user can put right, in a sentence; undefined for a fault of the program. */
function problemOf(error: unknown): string | undefined {
  if (error instanceof UserError) return error.message;
  // Files that are no model are named where they are read: this one's arithmetic overflows.
  if (error instanceof ModelFaultError) return `the model cannot answer: ${clean(error.message)}`;
  if (isOutOfMemory(error)) return 'memory ran out: give fewer rows, or fewer --workers';
  const { syscall } = (error ?? {}) as NodeJS.ErrnoException;
  if (syscall === 'uv_cwd') return 'the folder that this runs in is gone: change to another';
  const message = describeSystemError(error);
  return message === undefined ? undefined : clean(message);
}

/** Runs the command that the process was given, and ends the process where that fails. @param more commands than all have. */
export async function runProgram(more: Commands = {}): Promise<void> {
  // A reader that has seen enough (`| head`) is no failure.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') return;
    const message = describeSystemError(error) ?? error.message;
    console.error(`error: standard output cannot be written: ${message}`);
    process.exit(EXIT_FAILURE);
  });
  // Nobody reads the errors any more: what they were about goes on.
  process.stderr.on('error', () => {});
  process.on('uncaughtException', (error) => process.exit(explain(error)));
  try {
    const program = await createProgram(more);
    await program.parseAsync(process.argv);
  } catch (error) {
    process.exit(explain(error));
  }
}
