import { DEFAULT_TRAIN } from '../config/train.ts';
import { UserError } from '../errors.ts';
import { warn } from '../print.ts';
import type { Example } from './examples.ts';
import type { Format } from './formats/detect.ts';
import { checkLabels } from './labels.ts';
import { loadExamples } from './load.ts';
import type { LabelMap } from './mapping.ts';
import { underNames } from './modellabels.ts';
import { devExamples } from './split.ts';

/** Which rows of a labelled file a model is held against. */
export type ExampleSelection = {
  data: string;
  textColumn?: string;
  labelColumn?: string;
  format?: Format;
  encoding?: string;
  delimiter?: string;
  /** What labels of the file are called. */
  mapLabels?: LabelMap | undefined;
  groupColumn?: string | undefined;
  /** Groups to leave out. */
  without?: readonly string[] | undefined;
  /** Only the rows that training with this share and seed keeps for dev. */
  devShare?: number | undefined;
  seed?: number | undefined;
  /** As that training had it. */
  splitGroupColumn?: string | false | undefined;
};

/** Groups that a message names. */
const MAX_NAMED = 20;

/**
 * Rows to hold a model against, under the names that the model has for their labels: see `namesFor`.
 *
 * @param labels of the model.
 * @returns the rows, each with its label as the file has it too.
 * @throws UserError when a row has another label, nothing is left, or the flags do not fit together.
 */
export async function loadExamplesFor(
  labels: readonly string[],
  selection: ExampleSelection,
): Promise<(Example & { written: string })[]> {
  const { data, without, devShare, seed, splitGroupColumn, ...columns } = selection;
  if (devShare === undefined && seed !== undefined) {
    throw new UserError('--seed says which rows --dev-share keeps: give both', 2);
  }
  if (devShare === undefined && splitGroupColumn !== undefined) {
    throw new UserError('--split-group says which rows --dev-share keeps: give both', 2);
  }
  if (without !== undefined && columns.groupColumn === undefined) {
    throw new UserError('--without names groups: say which column has them, --by NAME', 2);
  }
  const { examples } = await loadExamples(data, {
    ...{ ...columns, weightColumn: false, report: warn },
    splitGroupColumn: devShare === undefined ? false : splitGroupColumn,
  });
  const named = underNames(labels, examples, warn);
  checkLabels(data, named, labels);
  const kept =
    devShare === undefined
      ? named
      : devExamples(named, labels, { share: devShare, seed: seed ?? DEFAULT_TRAIN.seed });
  if (without === undefined) return kept;
  checkGroups(named, without, data);
  const left = kept.filter(({ group = '' }) => !without.includes(group));
  if (left.length === 0) throw new UserError(`--without leaves none of the ${kept.length} rows of ${data}`);
  return left;
}

/** @throws UserError when a group has no row. */
function checkGroups(examples: readonly Example[], names: readonly string[], data: string): void {
  const groups = new Set(examples.map(({ group = '' }) => group));
  const stray = names.find((name) => !groups.has(name));
  if (stray === undefined) return;
  const some = [...groups].slice(0, MAX_NAMED).map((name) => name.slice(0, 40));
  throw new UserError(`--without names "${stray}", ${data} has ${some.join(', ')}`, 2);
}
