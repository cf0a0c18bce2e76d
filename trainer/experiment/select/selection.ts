import type { SelectionFigures } from '../../config/selection.ts';
import type { Against, Chosen } from './choice.ts';
import type { Candidate } from './grid.ts';
import type { Nested } from './nested.ts';
import type { Drop, Fit, Fits } from './race.ts';

/** A candidate of `select.json`. */
export type CandidateReport = {
  name: string;
  values: Candidate['values'];
  parameters: number;
  /** Share of held-out rows that are right, the mean over its folds. */
  accuracy: number;
  /** Standard error of the accuracy, corrected. */
  error: number;
  /** Beside the chosen one; left out for that one. */
  against?: Against;
  /** The candidate that beat it, where it was dropped. */
  beatenBy?: string;
  /** One a fold that it was measured in. */
  folds: Omit<Fit, 'parameters'>[];
};

/** `select.json`: what was chosen and why. It holds no clock, no number of workers, and no path but those that the command names. */
export type Selection = {
  format: 1;
  /** SHA-256 of data, candidates, folds and what decides the way of choosing. */
  key: string;
  folds: number;
  /** Rows in all folds together. */
  rows: number;
  seed: number;
  chosen: string;
  best: string;
  /** Whether a candidate is clearly better or worse than the chosen one. */
  differs: boolean;
  warnings: readonly string[];
  /** The command, to copy, without what changes no figure. */
  command: string;
  /** What all candidates have in common, by field. */
  choices: Readonly<Record<string, unknown>>;
  candidates: CandidateReport[];
  nested?: Omit<Nested, 'folds'> & { folds: { chosen: string; right: number; texts: number }[] };
  /** The file of the final model, beside this one; null where none was asked for. */
  model: string | null;
};

type Parts = Pick<Selection, 'key' | 'rows' | 'seed' | 'warnings' | 'command' | 'model'> & {
  candidates: readonly Candidate[];
  fits: Fits;
  drops: readonly Drop[];
  nested: Nested | undefined;
};

/** Puts together what was measured and what was chosen by it. */
export function selectionOf(
  outcome: Chosen,
  { candidates, fits, drops, nested, ...parts }: Parts,
): Selection {
  const nameOf = (candidate: number) => candidates[candidate].name;
  const { key, rows, seed, warnings, command, model } = parts;
  return {
    ...{ format: 1, key, folds: fits[outcome.chosen].length, rows, seed },
    ...{ chosen: nameOf(outcome.chosen), best: nameOf(outcome.best), differs: outcome.differs, warnings },
    ...{ command, choices: choicesOf(candidates) },
    candidates: candidates.map((candidate, index) => {
      const drop = drops.find((own) => own.candidate === index);
      const beatenBy = drop && nameOf(drop.by);
      return { ...reportOf(candidate, outcome, index, fits[index]), ...(beatenBy && { beatenBy }) };
    }),
    ...(nested && {
      nested: { ...nested, folds: nested.folds.map((own) => ({ ...own, chosen: nameOf(own.chosen) })) },
    }),
    model,
  };
}

/** What folds have no use for, and what the data says. */
const LEFT_OUT = ['patience', 'devShare', 'labels', 'vocabulary'];

/** The choices that no candidate has for itself. */
function choicesOf([{ network, config, values }]: readonly Candidate[]): Record<string, unknown> {
  const isShared = (field: string) => !Object.hasOwn(values, field) && !LEFT_OUT.includes(field);
  return Object.fromEntries(Object.entries({ ...network, ...config }).filter(([field]) => isShared(field)));
}

function reportOf(
  { name, values }: Candidate,
  { standings }: Chosen,
  index: number,
  fits: readonly Fit[],
): CandidateReport {
  const { parameters, mean, error, against } = standings[index];
  const folds = fits.map(({ texts, right, loss }) => ({ texts, right, loss }));
  return { name, values, parameters, accuracy: mean, error, ...(against && { against }), folds };
}

/** What of a selection goes into model file and card. */
export function figuresOf({ chosen, best, folds, rows, candidates, nested }: Selection): SelectionFigures {
  const round = (value: number) => Number(value.toFixed(4));
  return {
    ...{ chosen, best, folds, rows },
    candidates: candidates.map(({ name, parameters, folds: own, accuracy, error }) => ({
      ...{ name, parameters, folds: own.length, accuracy: round(accuracy), error: round(error) },
    })),
    ...(nested && { nested: { accuracy: round(nested.accuracy), error: round(nested.error) } }),
  };
}
