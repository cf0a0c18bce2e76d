import { inspect } from 'node:util';
import { Command, CommanderError } from 'commander';
import { ModelFaultError } from '../src/model/reader.ts';
import { addCalibrate } from './commands/calibrate.ts';
import { addData } from './commands/data.ts';
import { addEvaluate } from './commands/evaluate.ts';
import { addExport } from './commands/export.ts';
import { addInspect } from './commands/inspect.ts';
import { checkGiven } from './commands/options/given.ts';
import { addPredict } from './commands/predict.ts';
import { addRecipe } from './commands/recipe.ts';
import { addTrain } from './commands/train.ts';
import { describeSystemError, UserError } from './errors.ts';
import { clean, cleanLines } from './print.ts';

/** The command is spelled wrong. */
const EXIT_USAGE = 2;
/** The command failed. */
const EXIT_FAILURE = 1;

/** Adds a command to a program. */
type Add = (program: Command) => void;

function createProgram(more: readonly Add[]): Command {
  const program = new Command('edge-sentiment')
    .description('Train, measure and use sentiment models. Each command has its own --help.')
    .exitOverride()
    .showHelpAfterError('(--help lists what there is)')
    .configureOutput({ writeErr: (text) => process.stderr.write(cleanLines(text)) });
  addTrain(program);
  addEvaluate(program);
  addPredict(program);
  addInspect(program);
  addExport(program);
  addCalibrate(program);
  addData(program);
  addRecipe(program);
  for (const add of more) add(program);
  checkGiven(program);
  return program;
}

/** Tells the user what went wrong. @returns the exit code. */
function explain(error: unknown): number {
  // Commander has said it already.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : EXIT_USAGE;
  if (error instanceof UserError) {
    console.error(`error: ${error.message}`);
    return error.exitCode;
  }
  // Files that are no model are named where they are read: this one's arithmetic overflows.
  if (error instanceof ModelFaultError)
    console.error(`error: the model cannot answer: ${clean(error.message)}`);
  else {
    const message = describeSystemError(error);
    console.error(message === undefined ? cleanLines(inspect(error)) : `error: ${clean(message)}`);
  }
  return EXIT_FAILURE;
}

/** Runs the command that the process was given, and ends the process where that fails. @param more commands than all have. */
export async function runProgram(more: readonly Add[] = []): Promise<void> {
  // A reader that has seen enough (`| head`) is no failure.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') return;
    const message = describeSystemError(error) ?? error.message;
    console.error(`error: standard output cannot be written: ${message}`);
    process.exit(EXIT_FAILURE);
  });
  try {
    await createProgram(more).parseAsync(process.argv);
  } catch (error) {
    process.exit(explain(error));
  }
}
