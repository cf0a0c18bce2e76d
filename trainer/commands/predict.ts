import { once } from 'node:events';
import { fstatSync } from 'node:fs';
import { extname } from 'node:path';
import { type Command, Option } from 'commander';
import { LANGUAGES, type Language } from '../../src/model/classification.ts';
import { explainFileError, UserError } from '../errors.ts';
import { checkWritable, refuseExisting, refuseSame } from '../files/outputs.ts';
import { writeWhole } from '../files/writewhole.ts';
import { say, warn } from '../print.ts';
import { FORMATS } from '../read/formats/detect.ts';
import { byteCounter } from '../read/load.ts';
import { nameOf } from '../read/rows.ts';
import { openTexts, type TextOptions, type TextRow, type Texts } from '../read/texts.ts';
import { answerLines, answerTable } from '../scoring/answers.ts';
import type { LabelCost } from '../scoring/costs.ts';
import { loadModel } from '../scoring/load.ts';
import { withReadingBar } from '../terminal/progress.ts';
import { costOption } from './options/costs.ts';

type Flags = Pick<TextOptions, 'format' | 'textColumn' | 'idColumn'> & {
  model: string;
  cost?: LabelCost[];
  data?: string;
  out?: string;
  force?: true;
  withText?: true;
  language?: Language;
};

/** Adds `predict`: texts of a file in, an answer for each out, in order, while reading. */
export function addPredict(program: Command): void {
  program
    .command('predict')
    .description('read texts, one a line or from the rows of a file, and write an answer for each')
    .requiredOption('--model <file>', 'the model, model.safetensors')
    .addOption(
      costOption("multiplies what an error costs where the text is of a label, instead of the file's"),
    )
    .argument('[file]', 'the texts; standard input where none is given')
    .option('--data <file>', 'the same as the argument, as other commands have it')
    .option('--text-column <name>', 'the column or field of the text (default: text, or the likeliest)')
    .option('--id-column <name>', 'the column or field that names a row (default: id, if there)')
    .addOption(
      new Option('--format <format>', 'what the file is (default: by what it has)').choices([
        'text',
        ...FORMATS,
      ]),
    )
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
    .addHelpText('after', EXAMPLES)
    .action((file: string | undefined, flags: Flags) => predict(inputOf(file, flags), flags));
}

const EXAMPLES = `
A row that cannot be read, such as a blank line, gives {"error": "…"}, so that line n of the output is always about
line n of the input. Answers about rows of a table or of JSON have the row's id, or else its line.

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
  const { model: modelPath, cost, out: asked, force, withText = false, language, data, ...options } = flags;
  const out = asked === '-' ? undefined : asked;
  if (out !== undefined) await checkOut(out, [file, modelPath], force);
  const model = await loadModel(modelPath, cost);
  if (file === '-' && fstatSync(0).isDirectory()) throw explainFileError(nameOf(file), { code: 'EISDIR' });
  try {
    await withBar(file, out, async (onBytes) => {
      const { isPlain, rows: read } = await openTexts(file, { ...options, onBytes, report: warn });
      if (isPlain) refuseColumns(file, flags);
      const rows = neverNone(file, read);
      if (out === undefined) {
        await printAll(answerLines(model, rows, { named: !isPlain, withText, language }));
      } else {
        await writeAnswers(out, rows, (counted) =>
          isTable(out)
            ? answerTable(model, counted, { withText, language })
            : answerLines(model, counted, { named: true, withText, language }),
        );
      }
    });
  } catch (error) {
    throw explainFileError(nameOf(file), error);
  }
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
 * Rows as they are.
 *
 * @throws UserError when a file has none. Standard input without a row is answered with a note: what wrote it may have
 * found nothing.
 */
async function* neverNone(file: string, rows: Texts['rows']): Texts['rows'] {
  let isEmpty = true;
  for await (const row of rows) {
    isEmpty = false;
    yield row;
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
async function printAll(lines: AsyncIterable<string>): Promise<void> {
  // Node calls its standard output writable even then.
  let left = false;
  process.stdout.once('error', () => {
    left = true;
  });
  for await (const line of lines) {
    if (left) return;
    // Waits while the reader is slower. An error ends the wait as well; the listener above takes note of it.
    if (!process.stdout.write(line)) await once(process.stdout, 'drain').catch(() => {});
  }
}

/** Writes all answers or none, and says how many there are. */
async function writeAnswers(
  out: string,
  rows: Texts['rows'],
  answer: (rows: AsyncIterable<TextRow>) => AsyncIterable<string>,
): Promise<void> {
  const counts = { texts: 0, bad: 0 };
  async function* counted(): AsyncGenerator<TextRow> {
    for await (const row of rows) {
      if ('text' in row) counts.texts++;
      else counts.bad++;
      yield row;
    }
  }
  await writeWhole(out, inChunks(answer(counted())));
  const { texts, bad } = counts;
  const unread = bad === 0 ? '' : `, and why ${bad.toLocaleString('en-US')} could not be read`;
  say(`${out} has the answers to ${texts.toLocaleString('en-US')} texts${unread}`);
}

const CHUNK_CHARACTERS = 64 * 1024;

/** Joins lines, so that each is not a write of its own. */
async function* inChunks(lines: AsyncIterable<string>): AsyncGenerator<string> {
  let chunk = '';
  for await (const line of lines) {
    chunk += line;
    if (chunk.length < CHUNK_CHARACTERS) continue;
    yield chunk;
    chunk = '';
  }
  yield chunk;
}
