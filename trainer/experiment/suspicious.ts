import { type FileTexts, readTexts, relabel, TextNumbers } from '../encode/texts.ts';
import { SIGNAL_EXITS, UserError } from '../errors.ts';
import { assertCompiled } from '../files/compiled.ts';
import { tsvRow } from '../files/csv.ts';
import { shippedModel } from '../files/shipped.ts';
import { writeWhole } from '../files/writewhole.ts';
import { loadBase } from '../prepare/base.ts';
import { settleLabels } from '../prepare/labels.ts';
import { inShort } from '../read/labels.ts';
import type { LoadOptions } from '../read/load.ts';
import { estimateNoise, type NoiseEstimate, rankSuspicions, type Suspicion } from '../scoring/labelnoise.ts';
import { listenToSignals } from '../terminal/signals.ts';
import { type ComparisonFold, comparisonFolds } from './comparisonfolds.ts';
import { buildConfigs, fineTuneConfigs } from './configs.ts';
import { outOfFold } from './outoffold.ts';
import { type Arm, ChoosingStoppedError } from './trainfold.ts';

export type SuspiciousRequest = Omit<LoadOptions, 'report'> & {
  /** The labelled file. */
  data: string;
  /** Where the rows go, the likeliest wrong label first. */
  out: string;
  /** Networks that are trained, each on all rows but its own part. */
  folds: number;
  seed: number;
  workers: number;
  report: (message: string) => void;
  /** Told how many texts of how many were trained on. */
  onTrained: (done: number, size: number) => void;
};

/** What was found in a file. */
export type Suspicious = NoiseEstimate & {
  rows: number;
  /** Rows that were not judged: without a token, or of a label that is in fewer texts than there are folds. */
  unjudged: number;
};

/** Rows that may be judged: their texts are in memory, beside what training takes. */
const MAX_ROWS = 200_000;
/** Characters that their texts may have together, half a gigabyte at most. */
const MAX_CHARACTERS = 250_000_000;
/** Probabilities that are held, 400 MB. */
const MAX_PROBABILITIES = 100_000_000;

/**
 * Ranks the labels of a file by how likely they are wrong: networks that go on from the default model are trained on all rows but a
 * part, and judge that part. Writes all rows, the likeliest wrong label first; the file itself stays as it is. Equal data, folds and seed
 * give equal bytes for any number of workers.
 *
 * @throws UserError when the file is too large or too small, training diverges, or with an exit code of `SIGNAL_EXITS` after a signal.
 */
export async function findSuspicious(request: SuspiciousRequest): Promise<Suspicious> {
  assertCompiled();
  const signals = listenToSignals((message) => console.error(`\n${message}`));
  try {
    return await rankFile(request, signals.stop);
  } catch (error) {
    if (!(error instanceof ChoosingStoppedError) && error !== signals.stop.reason) throw error;
    const signal = signals.received() ?? 'SIGINT';
    throw new UserError(`stopped by ${signal}: nothing was written; run it again`, SIGNAL_EXITS[signal]);
  } finally {
    signals.remove();
  }
}

async function rankFile(request: SuspiciousRequest, signal: AbortSignal): Promise<Suspicious> {
  const { data, names, labels, written, judgement } = await judgeLabels(request, signal);
  const ranked = rankSuspicions(judgement);
  await writeWhole(request.out, linesOf(ranked, { data, names, known: labels, written }));
  return { ...estimateNoise(judgement), rows: data.size, unjudged: data.size - ranked.length };
}

/**
 * What networks say of each row of a file that they were not trained on.
 *
 * @returns `names` of the labels of `data`, and `labels`, those that networks can say.
 * @throws ChoosingStoppedError after the signal, which ends the reading with its own reason.
 */
export async function judgeLabels(request: Omit<SuspiciousRequest, 'out'>, signal: AbortSignal) {
  const { data: path, folds: k, seed, workers, report, onTrained } = request;
  const numbers = new TextNumbers();
  const arm = await armOf(seed, report);
  const { texts, written } = await readAll(request, arm.network.maxTokens, numbers, signal);
  const { data, labels: names } = settleLabels(path, texts, { base: arm.base, report });
  checkSize(path, data.size * names.length);
  const known = withLabels(data, names, foldsOf(data, names, numbers, { path, k, seed }));
  report(`fine-tuning on ${count(data.size)} rows, in ${k} folds`);
  const options = { workers, signal, onTrained, onFold: foldReporter(report) };
  const probabilities = await outOfFold({ ...known, numbers }, known.folds, arm, options);
  const judgement = { labels: known.texts.labels, probabilities, classes: known.labels.length };
  return { data, names, labels: known.labels, written, judgement };
}

/** Says after each fold how long the others take, about. */
function foldReporter(report: (message: string) => void): (done: number, folds: number) => void {
  const started = performance.now();
  return (done, folds) => {
    const left = Math.ceil(((performance.now() - started) / 1000 / done) * (folds - done));
    report(`fold ${done} of ${folds} is done${left > 0 ? `, about ${inWords(left)} left` : ''}`);
  };
}

async function armOf(seed: number, report: (message: string) => void): Promise<Arm> {
  const given = { network: {}, train: { seed } };
  const shipped = shippedModel();
  if (shipped !== undefined) {
    const base = await loadBase(shipped);
    return { base, ...fineTuneConfigs(base, 'fine-tune', given) };
  }
  report('note: the default model is not there: new networks find fewer wrong labels');
  return buildConfigs('small', given);
}

/** The rows as numbers, and their texts as they were written. */
async function readAll(
  options: Omit<SuspiciousRequest, 'out'>,
  maxTokens: number,
  numbers: TextNumbers,
  signal: AbortSignal,
): Promise<{ texts: FileTexts; written: string[] }> {
  const written: string[] = [];
  let characters = 0;
  const texts = await readTexts(
    options.data,
    {
      ...options,
      ...{ signal, maxTokens, excluded: new Set<string>(), weightColumn: false },
      onRow({ text }) {
        characters += text.length;
        checkRows(options.data, written.push(text), characters);
      },
    },
    numbers,
  );
  return { texts, written };
}

function checkRows(path: string, rows: number, characters: number): void {
  if (rows <= MAX_ROWS && characters <= MAX_CHARACTERS) return;
  const [received, allowed] =
    rows > MAX_ROWS
      ? ['rows', `${count(MAX_ROWS)} rows`]
      : ['characters', `${count(MAX_CHARACTERS)} characters`];
  throw new UserError(`${path} has too many ${received}, allowed ${allowed}: give a part of it`);
}

function checkSize(path: string, cells: number): void {
  if (cells <= MAX_PROBABILITIES) return;
  throw new UserError(
    `rows times labels of ${path} is ${count(cells)}, allowed ${count(MAX_PROBABILITIES)}: give a part of it`,
  );
}

function foldsOf(
  texts: FileTexts,
  labels: readonly string[],
  numbers: TextNumbers,
  { path, k, seed }: { path: string; k: number; seed: number },
): ComparisonFold[] {
  const whole = { texts, selected: Int32Array.from(texts.labels.keys()) };
  const folds = comparisonFolds(whole, numbers, { k, rows: Number.POSITIVE_INFINITY, minimum: 1, seed });
  if (folds.length > 0) return folds;
  throw new UserError(
    `${path} has no two labels with ${k} different texts each, of ${inShort(labels)}: give more rows`,
  );
}

/** The labels that folds have, and texts numbered by them. One that is in too few rows is none that a network could learn. */
function withLabels(data: FileTexts, names: readonly string[], folds: readonly ComparisonFold[]) {
  const held = new Set(folds.flatMap(({ dev }) => Array.from(dev.selected, (text) => data.labels[text])));
  const labels = names.filter((_, number) => held.has(number));
  const texts = relabel(data, names, labels);
  const renumbered = folds.map(({ train, dev }) => ({
    train: { ...train, texts },
    dev: { ...dev, texts },
  }));
  return { labels, texts, folds: renumbered };
}

const COLUMNS = ['line', 'label', 'suggested_label', 'doubt', 'text'];

type Written = {
  data: FileTexts;
  /** Of the labels of `data`. */
  names: readonly string[];
  /** Of the labels that were suggested. */
  known: readonly string[];
  /** The texts. */
  written: readonly string[];
};

/** The file: rows that were judged, then the others. */
async function* linesOf(ranked: readonly Suspicion[], { data, names, known, written }: Written) {
  yield `${COLUMNS.join('\t')}\n`;
  const seen = new Uint8Array(data.size);
  const row = (text: number, suggested: string, doubt: string) =>
    tsvRow([String(data.lines[text]), names[data.labels[text]], suggested, doubt, written[text]]);
  for (const { text, doubt, suggested } of ranked) {
    seen[text] = 1;
    yield row(text, known[suggested], doubt.toFixed(6));
  }
  for (let text = 0; text < data.size; text++) if (seen[text] === 0) yield row(text, '', '');
}

function inWords(seconds: number): string {
  return seconds < 90 ? `${seconds} s` : `${count(Math.ceil(seconds / 60))} min`;
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}
