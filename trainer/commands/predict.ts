import { once } from 'node:events';
import { fstatSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { extname } from 'node:path';
import { type Command, Option } from 'commander';
import { LANGUAGES, type Language } from '../../src/model/classification.ts';
import { explainFileError, UserError, withFile } from '../errors.ts';
import { checkWritable, refuseExisting, refuseSame } from '../files/outputs.ts';
import { writeWhole } from '../files/writewhole.ts';
import { type AnsweredPart, answerParts } from '../parallel/answering.ts';
import { say, warn } from '../print.ts';
import { byteCounter } from '../read/load.ts';
import { nameOf } from '../read/rows.ts';
import type { TextOptions } from '../read/texts.ts';
import type { AnswerTask } from '../scoring/answers.ts';
import { lineTasks, rowTasks } from '../scoring/answertasks.ts';
import type { LabelCost } from '../scoring/costs.ts';
import { verifyModel } from '../scoring/load.ts';
import { withReadingBar } from '../terminal/progress.ts';
import { bareWorkersOption, defaultWorkers } from './options/config.ts';
import { costOption } from './options/costs.ts';
import { addTextOptions, type TextFlags } from './options/texts.ts';

type Flags = TextFlags & {
  model: string;
  cost?: LabelCost[];
  data?: string;
  out?: string;
  force?: true;
  withText?: true;
  language?: Language;
  workers?: number;
};

/** Adds `predict`: texts of a file in, an answer for each out, in order, while reading. */
export function addPredict(program: Command): void {
  const command = program
    .command('predict')
    .description('read texts, one a line or from the rows of a file, and write an answer for each')
    .requiredOption('--model <file>', 'the model, model.safetensors, or default for the one that ships')
    .addOption(
      costOption("multiplies what an error costs where the text is of a label, instead of the file's"),
    )
    .argument('[file]', 'the texts; standard input where none is given')
    .option('--data <file>', 'the same as the argument, as other commands have it');
  addTextOptions(command)
    .option(
      '--out <file>',
      'where the answers go, .csv or .jsonl (default: -, JSON lines on standard output)',
    )
    .option('--force', 'replace a file that is there')
    .option('--with-text', 'repeat each text in its answer')
    .addOption(
      new Option(
        '--language <language>',
        'what the texts are in: takes the bound for other languages away (default: found out for each)',
      ).choices([...LANGUAGES]),
    )
    .addOption(
      bareWorkersOption(
        'threads that answer, with equal answers for any number (1 to 256; default: one a core for a file of 1 MB or more)',
      ),
    )
    .addHelpText('after', EXAMPLES)
    .action((file: string | undefined, flags: Flags) => predict(inputOf(file, flags), flags));
}

const EXAMPLES = `
A row that cannot be read, such as a blank line, gives {"error": "…"}, so that line n of the output is always about
line n of the input. Answers about JSON Lines have the row's id and its other fields as fields; those about rows of another
kind have the id, or else the line. The JSON lines are those of the bulk Worker: see bulk --help.

Examples:
  echo "I loved it" | npm run --silent trainer -- predict --model out/model.safetensors
  npm run --silent trainer -- predict --model out/model.safetensors texts.txt > answers.jsonl
  npm run --silent trainer -- predict --model out/model.safetensors reviews.csv --out answers.csv --with-text
`;

/** @throws UserError where argument and flag name two files. */
function inputOf(file: string | undefined, { data }: Flags): string {
  if (file === undefined || data === undefined) return file ?? data ?? '-';
  throw new UserError(`the texts are ${file} and --data ${data}, allowed one file: give one of them`, 2);
}

async function predict(file: string, flags: Flags): Promise<void> {
  const { model: modelPath, cost, out: asked, force, language, withText = false, workers } = flags;
  const out = asked === '-' ? undefined : asked;
  if (out !== undefined) await checkOut(out, [file, modelPath], force);
  const model = await verifyModel(modelPath, cost);
  if (file === '-' && fstatSync(0).isDirectory()) throw explainFileError(nameOf(file), { code: 'EISDIR' });
  try {
    await withBar(file, out, async (onBytes) => {
      const threads = workers ?? (await usefulWorkers(file));
      const tasks = neverNone(file, await openTasks(file, { ...flags, onBytes }, out, threads));
      const answered = answerParts(model, tasks, { withText, language }, threads);
      if (out === undefined) await printAll(answered);
      else await writeAnswers(out, answered);
    });
  } catch (error) {
    throw explainFileError(nameOf(file), error);
  }
}

/** Less is answered before threads have started. */
const WORKERS_PAY_BYTES = 1024 * 1024;

/** One thread for what streams and what is small, else one a core. */
async function usefulWorkers(file: string): Promise<number> {
  if (file === '-') return 1;
  const { size } = await withFile(file, () => stat(file));
  return size < WORKERS_PAY_BYTES ? 1 : defaultWorkers();
}

/** Of texts that one thread answers, so that the first answers come soon, and of those for each of several. */
const PART_BYTES = { alone: 4 * 1024, shared: 64 * 1024 };

/** @throws UserError when a column is asked for of a file that has none. */
async function openTasks(
  file: string,
  flags: Flags & Pick<TextOptions, 'onBytes'>,
  out: string | undefined,
  threads: number,
): Promise<AsyncIterable<AnswerTask>> {
  const { format, textColumn, idColumn, onBytes } = flags;
  const options = { format, textColumn, idColumn, onBytes, report: warn };
  const partBytes = threads > 1 ? PART_BYTES.shared : PART_BYTES.alone;
  const { isPlain, tasks } =
    out !== undefined && isTable(out)
      ? await rowTasks(file, options)
      : await lineTasks(file, options, partBytes);
  if (isPlain) refuseColumns(file, flags);
  return tasks;
}

/** Before a model is loaded and texts are read. */
async function checkOut(out: string, inputs: readonly string[], force?: true): Promise<void> {
  if (!['.csv', '.jsonl', '.ndjson'].includes(extname(out).toLowerCase())) {
    throw new UserError(
      `--out is ${out}, allowed a name that ends in .csv or .jsonl, or - for standard output`,
      2,
    );
  }
  refuseSame(out, inputs, 'which is read');
  await refuseExisting([out], force);
  await checkWritable(out);
}

/**
 * Parts as they are.
 *
 * @throws UserError when a file has none. Standard input without a row is answered with a note: what wrote it may have
 * found nothing.
 */
async function* neverNone<Part>(file: string, parts: AsyncIterable<Part>): AsyncGenerator<Part> {
  let isEmpty = true;
  for await (const part of parts) {
    isEmpty = false;
    yield part;
  }
  if (!isEmpty) return;
  const message = `${nameOf(file)} is empty: it has no text to answer`;
  if (file !== '-') throw new UserError(message);
  warn(`note: ${message}`);
}

/** @throws UserError when a column is asked for of a file that has none. */
function refuseColumns(file: string, { textColumn, idColumn }: Flags): void {
  const flag = textColumn === undefined ? '--id-column' : '--text-column';
  if ((textColumn ?? idColumn) === undefined) return;
  throw new UserError(
    `${flag} names a column, and ${nameOf(file)} is read as one text a line: say what it is, such as --format csv`,
    2,
  );
}

function isTable(out: string): boolean {
  return extname(out).toLowerCase() === '.csv';
}

/** A bar over the bytes read, where answers do not go to the same terminal. */
async function withBar(
  file: string,
  out: string | undefined,
  run: (onBytes?: (bytes: number) => void) => Promise<void>,
): Promise<void> {
  if (file === '-' || (out === undefined && process.stdout.isTTY)) return run();
  await withReadingBar(async (onRead) => run(await byteCounter(file, onRead)));
}

/** Prints what comes. The reader may have seen enough and left, as `head` does. */
async function printAll(answered: AsyncIterable<AnsweredPart>): Promise<void> {
  // Node calls its standard output writable even then.
  let left = false;
  process.stdout.once('error', () => {
    left = true;
  });
  for await (const { answers } of answered) {
    if (left) return;
    // Waits while the reader is slower. An error ends the wait as well; the listener above takes note of it.
    if (!process.stdout.write(answers)) await once(process.stdout, 'drain').catch(() => {});
  }
}

/** Writes all answers or none, and says how many there are. */
async function writeAnswers(out: string, answered: AsyncIterable<AnsweredPart>): Promise<void> {
  const counts = { texts: 0, bad: 0 };
  async function* counted(): AsyncGenerator<string | Uint8Array> {
    for await (const { answers, texts, bad } of answered) {
      counts.texts += texts;
      counts.bad += bad;
      yield answers;
    }
  }
  await writeWhole(out, counted());
  const { texts, bad } = counts;
  const unread = bad === 0 ? '' : `, and why ${bad.toLocaleString('en-US')} could not be read`;
  say(`${out} has the answers to ${texts.toLocaleString('en-US')} texts${unread}`);
}
