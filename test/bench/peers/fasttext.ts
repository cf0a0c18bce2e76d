import { spawnSync } from 'node:child_process';
import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { mixKey, shuffle } from '../../../trainer/random.ts';
import { readExamples } from '../../../trainer/read/examples.ts';
import { restrict } from '../../../trainer/scoring/metrics.ts';
import type { LabelledText } from '../../../trainer/scoring/score.ts';
import type { Subject } from '../subject.ts';

/** What the field starts with for three classes and up to a million short texts; word bigrams are what matters. */
const TRAINING = '-wordNgrams 2 -dim 50 -epoch 8 -lr 0.25 -thread 2 -bucket 500000 -minCount 1'.split(' ');
const SEED = 1;
const LABEL = '__label__';
const MAX_OUTPUT_BYTES = 1 << 30;

/**
 * fastText (Joulin et al. 2017) trained on a labelled file. Two of its threads share weights without a lock, so that its
 * figures vary by some tenths of a point.
 *
 * @returns null where no `fasttext` is installed.
 */
export async function trainFastText(train: string): Promise<(Subject & { close: () => void }) | null> {
  if (spawnSync('fasttext').error !== undefined) return null;
  const folder = mkdtempSync(join(tmpdir(), 'fasttext-'));
  const input = join(folder, 'train.txt');
  const model = join(folder, 'model');
  await pipeline(Readable.from(trainingLines(train)), createWriteStream(input));
  run(['supervised', '-input', input, '-output', model, ...TRAINING]);
  return {
    name: 'fastText',
    probabilistic: true,
    judge: (rows, labels) => predict(`${model}.bin`, rows).map((scores) => restrict(scores, labels)),
    close: () => rmSync(folder, { recursive: true }),
  };
}

/** Shuffled: fastText learns in the order of its file, and a mix has one source after the other. */
async function* trainingLines(train: string): AsyncGenerator<string> {
  const lines: string[] = [];
  for await (const { text, label } of readExamples(train)) lines.push(`${LABEL}${label} ${prepare(text)}\n`);
  const order = new Int32Array(lines.length);
  shuffle(order, mixKey(SEED));
  for (const index of order) yield lines[index];
}

/** Lower-cased words and single signs; a Han ideograph is a token, for fastText does not cut Chinese into words. */
function prepare(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9\u0080-\uffff]|\p{Script=Han}/gu, ' $& ')
    .replace(/\s+/g, ' ')
    .trim();
}

function predict(model: string, rows: readonly LabelledText[]): Record<string, number>[] {
  // A line without a token would get no answer and shift the rest.
  const texts = rows.map(({ text }) => `${prepare(text) || '.'}\n`).join('');
  const answers = run(['predict-prob', model, '-', '-1'], texts).trimEnd().split('\n');
  if (answers.length !== rows.length) {
    throw new Error(`fasttext gave ${answers.length} answers to ${rows.length} texts`);
  }
  return answers.map((answer) => {
    const fields = answer.split(' ');
    const pairs = fields.flatMap((field, i) =>
      field.startsWith(LABEL) ? [[field.slice(LABEL.length), Number(fields[i + 1])]] : [],
    );
    return Object.fromEntries(pairs);
  });
}

function run(args: readonly string[], input = ''): string {
  const { status, stdout, stderr } = spawnSync('fasttext', args, {
    input,
    encoding: 'utf8',
    maxBuffer: MAX_OUTPUT_BYTES,
  });
  if (status !== 0) throw new Error(`fasttext ${args[0]} ended with ${status}: ${stderr.slice(-500)}`);
  return stdout;
}
