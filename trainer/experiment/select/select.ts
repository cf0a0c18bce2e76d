import { createHash } from 'node:crypto';
import type { GivenChoices } from '../../config/choices.ts';
import { UserError } from '../../errors.ts';
import { writeWhole } from '../../files/writewhole.ts';
import { describeParts } from '../../prepare/check/notes.ts';
import { type ReadParts, readParts } from '../../prepare/prepare.ts';
import { meanOf } from '../../scoring/correctederror.ts';
import { withReadingBar } from '../../terminal/progress.ts';
import { MAX_COMPARED_ROWS } from '../choose.ts';
import { type ComparisonFold, comparisonFolds } from '../comparisonfolds.ts';
import { foldDigest } from '../fits/digests.ts';
import { FitFolder } from '../fits/fitfolder.ts';
import { refuseOtherOutcome } from '../fits/outcome.ts';
import { keepingFits, type RunnerRequest, type Session, withLanes } from '../fits/session.ts';
import type { Files } from '../plan.ts';
import { choose } from './choice.ts';
import { selectionPagePath, selectionPath } from './folder.ts';
import { type Axis, type Candidate, candidatesOf } from './grid.ts';
import { Measurer } from './measure.ts';
import { nest } from './nested.ts';
import { type Drop, type Fit, type Fits, race, shareOf } from './race.ts';
import { type Selection, selectionOf } from './selection.ts';
import { describeDrop } from './words.ts';

/** A fit has some 200 bytes. */
const MAX_FIT_BYTES = 4096;

export type SelectRequest = RunnerRequest & {
  files: Omit<Files, 'signal' | 'report' | 'onRead'>;
  /** What is tried. */
  axes: readonly Axis[];
  /** What the candidates have in common; undefined: `small` up to 20,000 rows, else `default`. */
  preset: string | undefined;
  given: GivenChoices;
  folds: number;
  racing: boolean;
  nested: boolean;
  /** Folder for `select.json` and `fits/`. */
  out: string;
  /** Whether what another selection left in the folder may be replaced. */
  force: boolean;
  /** The file that the final model will have, for `select.json`; null for none. */
  model: string | null;
  /** The command, for `select.json`. */
  command: string;
  /** The command that goes on where this is stopped. */
  again: string;
  report: (message: string) => void;
};

/** What was selected, and what to train the final model with. */
export type Selected = { selection: Selection; candidate: Candidate; read: ReadParts };

/**
 * Chooses one of several networks and trainings by cross-validation over groups, and writes `select.json`. Every fit is kept as soon
 * as it is done: the same request goes on where it was stopped, and ends with the same bytes, for any number of workers and fits
 * at a time.
 *
 * @throws UserError when the candidates or the data are refused, or after a signal.
 */
export async function select(request: SelectRequest): Promise<Selected> {
  return keepingFits(request, async (session) => {
    const { read, candidates } = await readData(request, session.signal);
    const made = makeFolds(request, read, candidates);
    const selected = await measureAll(request, { read, candidates, ...made }, session);
    await writeWhole(selectionPath(request.out), `${JSON.stringify(selected.selection, null, 2)}\n`);
    return selected;
  });
}

async function readData(request: SelectRequest, signal: AbortSignal) {
  const { axes, preset, given, files, report } = request;
  // What is not allowed shows before hours of reading.
  const [{ network, config }] = candidatesOf(axes, preset ?? 'small', given);
  const read = await withReadingBar((onRead) =>
    readParts({ ...files, network, config, onRead, signal, report }),
  );
  signal.throwIfAborted();
  const isLarge = read.parts.train.texts.size > MAX_COMPARED_ROWS;
  return { read, candidates: candidatesOf(axes, preset ?? (isLarge ? 'default' : 'small'), given) };
}

type Made = { folds: ComparisonFold[]; rows: number; warnings: string[] };

/** Folds of all rows, those too that the final training keeps for dev. */
function makeFolds(
  { folds: k, report }: SelectRequest,
  read: ReadParts,
  candidates: readonly Candidate[],
): Made {
  const { texts } = read.parts.train;
  const selected = Int32Array.from({ length: texts.size }, (_, text) => text);
  const { seed } = candidates[0].config;
  const options = { k, rows: Number.POSITIVE_INFINITY, minimum: 1, seed };
  const folds = comparisonFolds({ texts, selected }, read.numbers, options);
  if (folds.length === 0) {
    throw new UserError(
      `${texts.size} rows are too few for ${k} folds: two labels or more must each be in ${k} groups of texts; give more rows or fewer --folds`,
    );
  }
  const rows = folds.reduce((sum, { dev }) => sum + dev.selected.length, 0);
  const rare = texts.size - rows;
  const outside =
    rare > 0
      ? [`note: ${count(rare)} rows are in no fold: their labels are in fewer than ${k} groups of texts`]
      : [];
  for (const line of outside) report(line);
  // The reading has told of the parts.
  const warnings = [...outside, ...describeParts(texts)].map((line) => line.replace(/^note: /, ''));
  return { folds, rows, warnings };
}

async function measureAll(
  request: SelectRequest,
  made: Made & Pick<Selected, 'read'> & { candidates: readonly Candidate[] },
  { signal, counts }: Session,
): Promise<Selected> {
  const { candidates, read } = made;
  const { out, force } = request;
  return withLanes(request, signal, async ({ lanes, meter, report }) => {
    const folder = new FitFolder<Fit>(out, MAX_FIT_BYTES, report);
    const measurer = new Measurer({ read, candidates, folder, lanes, meter, onFit: () => counts.done++ });
    const key = keyOf(request, measurer.data, made);
    await refuseOtherOutcome(out, [selectionPath(out), selectionPagePath(out)], key, force);
    report(plan(request, made, lanes.about));
    const measured = await measure(request, made, measurer, report);
    return { ...summarise(request, made, key, measured), read };
  });
}

/** SHA-256 of all that decides a selection. */
function keyOf(
  { racing, nested }: SelectRequest,
  data: string,
  { folds, candidates }: Made & { candidates: readonly Candidate[] },
): string {
  const own = { data, folds: folds.map(foldDigest), candidates, racing, nested };
  return createHash('sha256').update(JSON.stringify(own)).digest('hex');
}

function plan(
  { nested }: SelectRequest,
  { candidates, folds, rows }: Made & { candidates: readonly Candidate[] },
  how: string,
): string {
  const [m, k] = [candidates.length, folds.length];
  const more = nested ? `, and up to ${count(m * k * k)} more for the honest figure` : '';
  return `measuring ${m} candidates in ${k} folds of about ${count(rows / k)} rows: ${m * k} fits${more}, ${how}`;
}

async function measure(
  { racing, nested }: SelectRequest,
  { read, candidates, folds }: Made & Pick<Selected, 'read'> & { candidates: readonly Candidate[] },
  measurer: Measurer,
  report: (message: string) => void,
) {
  const onDrop = (drop: Drop, fits: Fits) => {
    const [loser, winner] = [drop.candidate, drop.by].map((index) => ({
      name: candidates[index].name,
      accuracy: meanOf(fits[index].map(shareOf)),
    }));
    report(describeDrop(drop, loser, winner));
    measurer.drop(folds.slice(drop.folds), drop.candidate);
  };
  measurer.plan(folds, [...candidates.keys()]);
  const size = { candidates: candidates.length, racing };
  const raced = await race({ ...size, folds: folds.length, measure: measurer.over(folds), onDrop });
  if (measurer.found > 0) report(`${measurer.found} of these fits were there already`);
  if (!nested) return { ...raced, nested: undefined };
  const { seed } = candidates[0].config;
  return { ...raced, nested: await nest(measurer, { ...size, folds, numbers: read.numbers, seed }) };
}

function summarise(
  { model, command }: SelectRequest,
  { candidates, rows, warnings }: Made & { candidates: readonly Candidate[] },
  key: string,
  measured: Awaited<ReturnType<typeof measure>>,
): Omit<Selected, 'read'> {
  const outcome = choose(measured.fits);
  const { seed } = candidates[0].config;
  const selection = selectionOf(outcome, {
    candidates,
    key,
    rows,
    seed,
    warnings,
    command,
    model,
    ...measured,
  });
  return { selection, candidate: candidates[outcome.chosen] };
}

function count(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}
