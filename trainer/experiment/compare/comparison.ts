import type { TrainConfig } from '../../config/train.ts';
import type { NamedArm } from './armfit.ts';
import type { ArmResult, TriedRate } from './measurearms.ts';
import { type Against, ALPHA, type Standing } from './standings.ts';

/** A variant that was trained with one seed. */
export type SeedReport = {
  seed: number;
  right: number;
  texts: number;
  macroF1: number;
  /** Mean loss over the test texts; null where training diverged, and none is right. */
  loss: number | null;
  /** Mean loss over the training texts, one an epoch; empty where it diverged. */
  losses: number[];
  diverged: boolean;
};

/** A variant of `compare.json`. */
export type VariantReport = Omit<Standing, 'against'> & {
  name: string;
  values: NamedArm['values'];
  /** Floats that training learns, with the first seed. */
  parameters: number;
  /** Learning rate of its trainings. */
  rate: number;
  /** Rates that were tried; none where it has but one. */
  tried: TriedRate[];
  /** Mean over the seeds. */
  macroF1: number;
  /** Beside the first variant; left out for that one. */
  against?: Against;
  seeds: SeedReport[];
};

/** `compare.json`: what was compared and what came of it. It holds no clock, no number of workers, and no path but those that the command names. */
export type Comparison = {
  format: 1;
  /** SHA-256 of data, variants, seeds and folds. */
  key: string;
  /** Rows of the data. */
  rows: number;
  /** Texts of the test file, or of one seed, about; `ratio` of test rows to training rows where each seed has its own. */
  test: { kind: 'file'; texts: number } | { kind: 'splits'; texts: number; ratio: number };
  seeds: readonly number[];
  /** What rates were tried with. */
  rateSeed: number;
  /** Whether a variant is clearly better or worse than the first. */
  differs: boolean;
  warnings: readonly string[];
  /** The command, to copy, without what changes no figure. */
  command: string;
  /** What all variants have in common, by field. */
  choices: Readonly<Record<string, unknown>>;
  variants: VariantReport[];
};

type Parts = Pick<Comparison, 'key' | 'rows' | 'seeds' | 'rateSeed' | 'warnings' | 'command'> & {
  results: readonly ArmResult[];
  standings: readonly Standing[];
  /** Of each variant, as the data made it: one that goes on from a model adapts to labels that are new to it. */
  configs: readonly TrainConfig[];
  ratio: number | undefined;
};

/** Puts together what was measured and what follows from it. */
export function comparisonOf({ results, standings, configs, ratio, ...parts }: Parts): Comparison {
  const { key, rows, seeds, rateSeed, warnings, command } = parts;
  const { fits } = results[0];
  const texts = Math.round(fits.reduce((sum, fit) => sum + fit.texts, 0) / fits.length);
  return {
    ...{ format: 1, key, rows },
    test: ratio === undefined ? { kind: 'file', texts } : { kind: 'splits', texts, ratio },
    ...{ seeds, rateSeed },
    differs: standings.some(({ against }) => against !== undefined && isClear(against)),
    ...{ warnings, command, choices: choicesOf(results, configs) },
    variants: results.map((result, index) => variantOf(result, standings[index], seeds)),
  };
}

/** Whether a difference is more than chance. */
export function isClear({ p }: Pick<Against, 'p'>): boolean {
  return p < ALPHA;
}

function variantOf(
  { arm, tried, rate, fits }: ArmResult,
  standing: Standing,
  seeds: readonly number[],
): VariantReport {
  const { against, ...own } = standing;
  return {
    ...{ name: arm.name, values: arm.values, parameters: fits[0].parameters, rate, tried },
    ...own,
    macroF1: fits.reduce((sum, fit) => sum + fit.macroF1, 0) / fits.length,
    ...(against && { against }),
    seeds: fits.map(({ right, texts, macroF1, loss, losses, diverged }, index) => ({
      ...{ seed: seeds[index], right, texts, macroF1, loss, losses, diverged },
    })),
  };
}

/** What has no use here, and what the data says or each variant chooses. */
const LEFT_OUT = ['patience', 'devShare', 'labels', 'vocabulary', 'seed', 'learningRate'];

/** The choices that are the same in all variants. */
function choicesOf(results: readonly ArmResult[], configs: readonly TrainConfig[]): Record<string, unknown> {
  const [first, ...others] = results.map(
    ({ arm }, index): Record<string, unknown> => ({ ...arm.network, ...configs[index] }),
  );
  const isShared = ([field, value]: [string, unknown]) =>
    !LEFT_OUT.includes(field) && others.every((other) => other[field] === value);
  return Object.fromEntries(Object.entries(first).filter(isShared));
}
