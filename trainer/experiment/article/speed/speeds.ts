import { createHash } from 'node:crypto';
import { compiledDigest } from '../../../files/compiled.ts';
import { startWasmBackend } from '../../../network/backend.ts';
import type { ArticleSpeed } from '../../../report/article/record.ts';
import { median } from '../../../scoring/median.ts';
import { FitStoppedError } from '../../fits/fit.ts';
import type { FitFolder } from '../../fits/fitfolder.ts';
import type { Size } from '../size.ts';
import { spinRate, syntheticRun, timed, warmRate } from './rates.ts';
import { createOurStep, createPlainStep } from './steps.ts';

type Speeds = Size['speed'];

/** What of the training is measured, and how. */
const MEASURES: Record<ArticleSpeed['what'], (speeds: Speeds, signal: AbortSignal) => Promise<ArticleSpeed>> =
  {
    workers: measureWorkers,
    tfjs: measurePlain,
    sparse: measureVocabulary,
  };

const ABOUT: Record<ArticleSpeed['what'], string> = {
  workers: 'measuring how much faster two workers are than one',
  tfjs: 'measuring a step beside one of plain TensorFlow.js operations',
  sparse: 'measuring a step with ten times as many words',
};

/** Words of a small vocabulary, and of a large one. */
const WORDS = [20_000, 200_000] as const;
const STEPS_A_ROUND = 20;

/**
 * The ratios that the question about efficiency asks for, each measured once and kept: a clock does not repeat itself.
 *
 * @throws FitStoppedError after the signal.
 */
export async function measureSpeeds(
  speeds: Speeds,
  folder: FitFolder<ArticleSpeed>,
  signal: AbortSignal,
  report: (message: string) => void,
): Promise<ArticleSpeed[]> {
  const lines: ArticleSpeed[] = [];
  for (const [what, measure] of Object.entries(MEASURES)) {
    const digest = digestOf(what, speeds);
    const known = await folder.read(digest);
    if (known === undefined && signal.aborted) throw new FitStoppedError();
    if (known === undefined) report(ABOUT[what as ArticleSpeed['what']]);
    const line = known ?? (await measure(speeds, signal));
    if (signal.aborted) throw new FitStoppedError();
    if (known === undefined) await folder.write(digest, what, line);
    lines.push(line);
  }
  return lines;
}

function digestOf(what: string, speeds: Speeds): string {
  const own = { kind: 'speed', what, speeds, kernels: compiledDigest(), v8: process.versions.v8 };
  return createHash('sha256').update(JSON.stringify(own)).digest('hex');
}

/** How much faster two workers are than one, and how much faster two threads count than one. */
async function measureWorkers({ rounds, texts, spins }: Speeds, signal: AbortSignal): Promise<ArticleSpeed> {
  const run = syntheticRun(WORDS[0], texts);
  const gains: number[] = [];
  const controls: number[] = [];
  for (let round = 0; round < rounds && !signal.aborted; round++) {
    const [one, two] = [await warmRate(run, 1, { signal }), await warmRate(run, 2, { signal })];
    gains.push(two / one);
    controls.push((await spinRate(2, spins)) / (await spinRate(1, spins)));
  }
  return line('workers', gains, controls);
}

/** How much longer the reference step takes of plain TensorFlow.js operations on the same backend. */
async function measurePlain({ rounds }: Speeds): Promise<ArticleSpeed> {
  await startWasmBackend();
  const [ours, plain] = [createOurStep(1), createPlainStep()];
  const ratios: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const own = timed(ours, STEPS_A_ROUND);
    ratios.push(timed(plain, STEPS_A_ROUND / 4) / own);
  }
  return line('tfjs', ratios);
}

/** How much longer a step takes with ten times as many words, of which a batch has equally many. */
async function measureVocabulary({ rounds, texts }: Speeds, signal: AbortSignal): Promise<ArticleSpeed> {
  const [small, large] = WORDS.map((words) => syntheticRun(words, texts));
  const ratios: number[] = [];
  for (let round = 0; round < rounds && !signal.aborted; round++) {
    const rate = await warmRate(small, 2, { signal });
    ratios.push(rate / (await warmRate(large, 2, { signal })));
  }
  return line('sparse', ratios);
}

function line(
  what: ArticleSpeed['what'],
  ratios: readonly number[],
  controls: readonly number[] = [],
): ArticleSpeed {
  const round = (value: number) => Number(value.toFixed(3));
  return {
    ...{ kind: 'speed', what, ratio: round(median(ratios)), runs: ratios.length },
    ...(controls.length > 0 && { control: round(median(controls)) }),
  };
}
