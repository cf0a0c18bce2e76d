// First: the modules below need what an older Node lacks.
import './requirements.js';
import { inspect } from 'node:util';
import { Command, CommanderError } from 'commander';
import { ModelFaultError } from '../src/model/reader.ts';
import { addCalibrate } from './commands/calibrate.ts';
import { addData } from './commands/data.ts';
import { addDemo } from './commands/demo.ts';
import { addEvaluate } from './commands/evaluate.ts';
import { addExport } from './commands/export.ts';
import { addInspect } from './commands/inspect.ts';
import { checkGiven } from './commands/options/given.ts';
import { addPredict } from './commands/predict.ts';
import { addRecipe } from './commands/recipe.ts';
import { addTrain } from './commands/train.ts';
import { addUse } from './commands/use.ts';
import { describeSystemError, UserError } from './errors.ts';
import { clean, cleanLines } from './print.ts';

/** The command is spelled wrong. */
const EXIT_USAGE = 2;
/** The command failed. */
const EXIT_FAILURE = 1;

function createProgram(): Command {
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
  addUse(program);
  addData(program);
  addDemo(program);
  addRecipe(program);
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

// A reader that has seen enough (`| head`) is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') return;
  console.error(`error: standard output cannot be written: ${describeSystemError(error) ?? error.message}`);
  process.exit(EXIT_FAILURE);
});

try {
  await createProgram().parseAsync(process.argv);
} catch (error) {
  process.exit(explain(error));
}
