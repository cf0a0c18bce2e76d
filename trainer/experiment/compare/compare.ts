import { createHash } from 'node:crypto';
import type { GivenChoices } from '../../config/choices.ts';
import { UserError } from '../../errors.ts';
import { writeWhole } from '../../files/writewhole.ts';
import { describeParts } from '../../prepare/check/notes.ts';
import { type ReadParts, readParts } from '../../prepare/prepare.ts';
import { countSeen, describeSeen } from '../../prepare/seen.ts';
import { withReadingBar } from '../../terminal/progress.ts';
import { MAX_COMPARED_ROWS } from '../choose.ts';
import { foldDigest } from '../fits/digests.ts';
import { FitFolder } from '../fits/fitfolder.ts';
import { refuseOtherOutcome } from '../fits/outcome.ts';
import { keepingFits, type RunnerRequest, type Session, withLanes } from '../fits/session.ts';
import type { Files } from '../plan.ts';
import { ARM_FITS } from '../runfolder.ts';
import { type Arm, configOf } from '../trainfold.ts';
import type { ArmFit, NamedArm } from './armfit.ts';
import { type Comparison, comparisonOf } from './comparison.ts';
import { comparisonPaths } from './folder.ts';
import { type ArmResult, ArmsMeasurer, type ArmsRequest, MAX_ARM_BYTES } from './measurearms.ts';
import { standingsOf } from './standings.ts';
import { type TestFolds, testFolds } from './testfolds.ts';
import { armOf, checkVariants, ratesAround, type Variant } from './variants.ts';

/** Fewer say next to nothing of how much chance there is. */
export const LEAST_SEEDS = 5;

/** What is to be compared, before any data is read. */
export type AskedChoices = {
  /** The first is what the others are held against. */
  variants: readonly Variant[];
  /** What the variants have in common; undefined: `small` up to 20,000 rows, else `default`. */
  preset: string | undefined;
  given: GivenChoices;
  /** How many. */
  seeds: number;
  /** Learning rates to choose from; undefined: three around each variant's own. */
  rates: readonly number[] | undefined;
};

/** Choices that are allowed, and the arms that they are with few rows. */
export type Asked = AskedChoices & { arms: readonly Arm[] };

export type CompareRequest = RunnerRequest & {
  /** `dev` has the test rows; undefined: each seed holds a fifth of the rows back. */
  files: Omit<Files, 'signal' | 'report' | 'onRead'>;
  asked: Asked;
  /** Folder for `compare.json`, its page and the fits. */
  out: string;
  /** Whether what another comparison left in the folder may be replaced. */
  force: boolean;
  /** The command, for `compare.json`. */
  command: string;
  /** The command that goes on where this is stopped. */
  again: string;
  report: (message: string) => void;
};

type Made = {
  read: ReadParts;
  arms: NamedArm[];
  seeds: number[];
  rateSeed: number;
  tests: TestFolds;
  warnings: string[];
};

/**
 * Trains variants with several seeds, holds them against the first, and writes `compare.json`. Every fit is kept as soon as it is done: the
 * same request goes on where it was stopped, and ends with the same bytes, for any number of workers and fits at a time.
 *
 * @throws UserError when variants are equal or the data are refused, or after a signal.
 */
export async function compare(request: CompareRequest): Promise<Comparison> {
  return keepingFits(request, async (session) => {
    const made = await prepare(request, session.signal);
    const comparison = await measureAll(request, made, session);
    await writeWhole(comparisonPaths(request.out)[0], `${JSON.stringify(comparison, null, 2)}\n`);
    return comparison;
  });
}

/** Looks at all that was asked for, before a folder is made or a row is read. @throws UserError for what is not allowed. */
export async function checkAsked(choices: AskedChoices): Promise<Asked> {
  checkVariants(choices.variants, choices.given);
  checkSeeds(choices);
  return { ...choices, arms: await armsOf(choices, choices.preset ?? 'small') };
}

function armsOf({ variants, given }: AskedChoices, preset: string): Promise<Arm[]> {
  return Promise.all(variants.map((variant) => armOf(variant, preset, given)));
}

function checkSeeds({ seeds, rates, given }: AskedChoices): void {
  if (seeds < LEAST_SEEDS) {
    throw new UserError(
      `--seeds is ${seeds}, allowed ${LEAST_SEEDS} or more: two seeds of one network differ by a point or two, and fewer cannot tell that from a difference`,
      2,
    );
  }
  if (rates !== undefined && given.train.learningRate !== undefined) {
    throw new UserError('--rates and --learning-rate contradict each other: give one', 2);
  }
}

async function prepare(request: CompareRequest, signal: AbortSignal): Promise<Made> {
  const { asked, files, report } = request;
  const { variants, preset, given } = asked;
  const [{ config }] = asked.arms;
  const maxTokens = Math.max(...asked.arms.map((arm) => arm.network.maxTokens));
  const network = { ...asked.arms[0].network, maxTokens };
  const likeLabels = asked.arms.find(({ base }) => base)?.base?.model.config.labels;
  const read = await withReadingBar((onRead) =>
    readParts({ ...files, network, config, likeLabels, onRead, signal, report }),
  );
  signal.throwIfAborted();
  const isLarge = preset === undefined && read.parts.train.texts.size > MAX_COMPARED_ROWS;
  const own = isLarge ? await armsOf(asked, 'default') : asked.arms;
  const seeds = Array.from({ length: asked.seeds }, (_, index) => config.seed + index);
  const rateSeed = config.seed === 0 ? asked.seeds : config.seed - 1;
  const tests = testFolds(read, { seeds, rateSeed, isGiven: files.dev !== undefined });
  const arms = variants.map((variant, index) => {
    const { learningRate } = configOf(own[index], read, tests.folds[0]);
    const isSaid = Object.hasOwn({ ...variant.values, ...given.train }, 'learningRate');
    const rates = isSaid ? [learningRate] : (asked.rates ?? ratesAround(learningRate));
    return { ...own[index], ...variant, rates };
  });
  refuseEqual(arms);
  const warnings = warningsOf(read, arms, tests);
  for (const warning of warnings.seen) report(warning);
  return { read, arms, seeds, rateSeed, tests, warnings: Object.values(warnings).flat().map(withoutNote) };
}

/** @throws UserError for two variants that would train to the same bits: no difference could show. */
function refuseEqual(arms: readonly NamedArm[]): void {
  const keys = arms.map(({ network, config, rates, base }) =>
    JSON.stringify([network, config, rates, base?.model.version]),
  );
  const again = keys.findIndex((key, index) => keys.indexOf(key) < index);
  if (again < 0) return;
  const [first, second] = [keys.indexOf(keys[again]), again].map((index) => arms[index].name);
  throw new UserError(
    `the variants "${first}" and "${second}" are the same: give one a field that differs`,
    2,
  );
}

/** What the reading has told already, and of which models have read test texts. */
function warningsOf({ parts, numbers, found }: ReadParts, arms: readonly NamedArm[], { folds }: TestFolds) {
  const [{ dev }] = folds;
  const bases = new Set(arms.map(({ base }) => base).filter((base) => base !== undefined));
  const shared = found.shared.toLocaleString('en-US');
  return {
    parts: describeParts(parts.train.texts),
    seen: [
      ...(found.shared > 0
        ? [`note: ${shared} test texts are among the training texts too: figures flatter`]
        : []),
      ...[...bases].flatMap(({ known }) =>
        describeSeen(countSeen(known, dev, numbers.groups), dev.selected.length),
      ),
    ],
  };
}

function withoutNote(line: string): string {
  return line.replace(/^note: /, '');
}

async function measureAll(
  request: CompareRequest,
  made: Made,
  { signal, counts }: Session,
): Promise<Comparison> {
  const { read, arms, seeds, rateSeed, tests, warnings } = made;
  const { out, force, command } = request;
  return withLanes(request, signal, async ({ lanes, meter, report }) => {
    const folder = new FitFolder<ArmFit>(out, MAX_ARM_BYTES, report, ARM_FITS);
    const measurer = new ArmsMeasurer({ read, folder, lanes, meter, onFit: () => counts.done++ });
    const asked = { arms, seeds, folds: tests.folds, rates: { fold: tests.rates, seed: rateSeed } };
    const key = keyOf(measurer.data, asked);
    await refuseOtherOutcome(out, comparisonPaths(out), key, force);
    report(describePlan(asked, measurer.plan(asked), lanes.about));
    const results = await measurer.measure(asked);
    if (measurer.found > 0) report(`${measurer.found} of these fits were there already`);
    const standings = standingsOf(
      results.map(({ fits }: ArmResult) => fits),
      tests.ratio,
    );
    const rows = read.parts.train.texts.size;
    return comparisonOf({
      key,
      rows,
      seeds,
      rateSeed,
      warnings,
      command,
      results,
      standings,
      configs: arms.map((arm) => configOf(arm, read, tests.folds[0])),
      ratio: tests.ratio,
    });
  });
}

/** SHA-256 of all that decides a comparison. */
function keyOf(data: string, { arms, seeds, folds, rates }: ArmsRequest): string {
  const own = arms.map(({ base, adapt, ...arm }) => ({ ...arm, base: base?.model.version ?? null }));
  const digests = [...folds, rates.fold].map(foldDigest);
  return createHash('sha256')
    .update(JSON.stringify({ data, arms: own, seeds, rateSeed: rates.seed, digests }))
    .digest('hex');
}

function describePlan({ arms, seeds, folds }: ArmsRequest, all: number, how: string): string {
  const tried = all - arms.length * seeds.length;
  const rates = tried > 0 ? `, and ${tried} to choose learning rates` : '';
  const rows = folds[0].train.selected.length.toLocaleString('en-US');
  const [least, most] = [seeds[0], seeds[seeds.length - 1]];
  return `training ${arms.length} variants with seeds ${least} to ${most} on about ${rows} rows: ${arms.length * seeds.length} fits${rates}, ${how}`;
}
