import { extname } from 'node:path';
import { type Command, Option } from 'commander';
import { DEFAULT_TRAIN, TRAIN_BOUNDS } from '../config/train.ts';
import { UserError } from '../errors.ts';
import { tsvRow } from '../files/csv.ts';
import { checkWritable, refuseExisting, refuseSame } from '../files/outputs.ts';
import { writeWhole } from '../files/writewhole.ts';
import { say } from '../print.ts';
import { FORMATS } from '../read/formats/detect.ts';
import { byteCounter } from '../read/load.ts';
import { nameOf } from '../read/rows.ts';
import { groupKey } from '../read/split.ts';
import { openTexts, type TextOptions, type Texts } from '../read/texts.ts';
import { loadModel } from '../scoring/load.ts';
import { type Candidate, type Candidates, chooseNext, readCandidates } from '../scoring/next.ts';
import { withReadingBar } from '../terminal/progress.ts';
import { numberParser } from './options/config.ts';

type Flags = Pick<TextOptions, 'format' | 'textColumn'> & {
  model: string;
  data: string;
  labelled: string[];
  count: number;
  seed: number;
  out: string;
  force?: true;
};

const COUNT = { minimum: 2, maximum: 100_000, whole: true };

/** Adds `next`: which texts to label next. */
export function addNext(program: Command): void {
  program
    .command('next')
    .description('choose which texts to label next: half that the model hesitates at, half at random')
    .requiredOption('--model <file>', 'the model that you have so far, model.safetensors')
    .requiredOption('--data <file>', 'texts without labels, one a line or the rows of a file')
    .option('--labelled <files...>', 'files of texts that are labelled already, which are left out', [])
    .option('--count <n>', 'texts to choose (2 to 100,000)', numberParser('count', COUNT), 200)
    .option('--seed <n>', 'of those at random', numberParser('seed', TRAIN_BOUNDS.seed), DEFAULT_TRAIN.seed)
    .option('--text-column <name>', 'the column or field of the text, in all files (default: the likeliest)')
    .addOption(
      new Option('--format <format>', 'what --data is (default: by what it has)').choices([
        'text',
        ...FORMATS,
      ]),
    )
    .option('--out <file>', 'where the texts go, .tsv', 'next.tsv')
    .option('--force', 'replace a file that is there')
    .addHelpText('after', EXAMPLES)
    .action((flags: Flags) => next(flags));
}

const EXAMPLES = `
The texts are written with text, an empty label, reason (uncertain or random, in turns) and p, the probability of the likeliest
label. Fill in the labels, add the rows to those that you train on, and train again. docs/labelling.md says what it is worth.

Examples:
  npm run trainer -- next --model runs/mine/model.safetensors --data unlabelled.csv --labelled mine.csv
  npm run trainer -- next --model runs/mine/model.safetensors --data texts.txt --count 50 --out runs/next.tsv
`;

async function next(flags: Flags): Promise<void> {
  const { model: modelPath, data, labelled, count, out, force } = flags;
  if (extname(out).toLowerCase() !== '.tsv')
    throw new UserError(`--out is ${out}, allowed a name that ends in .tsv`, 2);
  refuseSame(out, [data, modelPath, ...labelled], 'which is read');
  await refuseExisting([out], force);
  await checkWritable(out);
  const found = await findCandidates(flags);
  if (found.drawn.length === 0) throw nothingLeft(data, found);
  const chosen = chooseNext(found.drawn, count);
  await writeWhole(out, linesOf(chosen));
  for (const sentence of describe(found, chosen, out)) say(sentence);
}

function findCandidates({
  model: path,
  data,
  labelled: files,
  seed,
  ...options
}: Flags): Promise<Candidates> {
  return withReadingBar(async (onRead) => {
    const model = await loadModel(path);
    const open = async (file: string, format?: TextOptions['format']): Promise<Texts['rows']> => {
      const { textColumn } = options;
      const onBytes = await byteCounter(file, onRead);
      return (await openTexts(file, { textColumn, format, onBytes, report: say })).rows;
    };
    const labelled = new Set<string>();
    for (const file of files) {
      for await (const row of await open(file)) if ('text' in row) labelled.add(groupKey(row.text));
    }
    return readCandidates(nameOf(data), await open(data, options.format), model, { labelled, seed });
  });
}

function nothingLeft(data: string, { labelled, bad }: Candidates): UserError {
  const why =
    labelled > 0 ? `${counted(labelled, 'text')} labelled already` : `${counted(bad, 'row')} without a text`;
  return new UserError(`${nameOf(data)} has no text to label, only ${why}: give others`);
}

const COLUMNS = ['text', 'label', 'reason', 'p'];

type Chosen = Record<'uncertain' | 'random', readonly Candidate[]>;

/** Rows of each kind in turns, so that whoever stops early has labelled both. */
async function* linesOf({ uncertain, random }: Chosen): AsyncGenerator<string> {
  const row = (reason: string, { text, p }: Candidate) => tsvRow([text, '', reason, p.toFixed(6)]);
  yield tsvRow(COLUMNS);
  for (let i = 0; i < Math.max(uncertain.length, random.length); i++) {
    if (i < uncertain.length) yield row('uncertain', uncertain[i]);
    if (i < random.length) yield row('random', random[i]);
  }
}

function describe({ drawn, labelled, repeated, bad }: Candidates, chosen: Chosen, out: string): string[] {
  const { uncertain, random } = chosen;
  const besides = [
    ...(labelled > 0 ? [`${counted(labelled, 'row')} labelled already`] : []),
    ...(repeated > 0 ? [`${counted(repeated, 'row')} repeated`] : []),
    ...(bad > 0 ? [`${counted(bad, 'row')} without a text`] : []),
  ];
  const without = besides.length > 0 ? `, without ${besides.join(', ')}` : '';
  return [
    `chosen from ${counted(drawn.length, 'text')}${without}`,
    `written: ${out}, ${counted(uncertain.length, 'text')} that the model hesitates at and ${random.length.toLocaleString('en-US')} at random`,
    'fill in the column label, add the rows to those that you train on, and train again',
  ];
}

function counted(value: number, noun: string): string {
  return `${value.toLocaleString('en-US')} ${noun}${value === 1 ? '' : 's'}`;
}
