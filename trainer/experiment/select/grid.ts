import type { NetworkConfig } from '../../../src/model/network/config.ts';
import { flagOf, type GivenChoices } from '../../config/choices.ts';
import type { TrainConfig } from '../../config/train.ts';
import { UserError } from '../../errors.ts';
import { buildConfigs } from '../configs.ts';
import { choicesWith, FIXED, fieldNamed, type Value, valueFor } from '../fits/fields.ts';

/** One field of a grid and the values to try. */
export type Axis = { field: string; values: readonly Value[] };

/** One network and training to measure. */
export type Candidate = {
  /** What sets it apart: `blocks=2`, or `blocks=2 width=32`. */
  name: string;
  /** Its values, by field. */
  values: Readonly<Record<string, Value>>;
  network: NetworkConfig;
  config: TrainConfig;
};

/** What is measured where nothing is asked for. */
export const DEFAULT_GRID: readonly Axis[] = [{ field: 'blocks', values: [0, 1, 2, 4, 8] }];

/** More take hours on any machine, and the best of so many is best by chance. */
const MAX_CANDIDATES = 64;
/** Fields that decide which rows are read or drawn, what has no meaning in a fold, and what the data says. */
const FIXED_HERE = {
  ...FIXED,
  seed: 'all candidates share the folds and the draws of one seed; give --seed',
  devShare: 'folds hold rows back; give --folds',
  patience: 'folds are measured after the last epoch; try epochs',
};

/**
 * One `--grid FIELD=VALUE,…`; fields as in the card or as flags, `maxTokens` or `max-tokens`.
 *
 * @throws UserError for what is no field, or one that cannot be tried.
 */
export function parseAxis(text: string): Axis {
  const [name, list, ...rest] = text.split('=');
  if (list === undefined || rest.length > 0) {
    throw new UserError(`--grid is "${text}", allowed a field and its values, such as blocks=0,1,2`, 2);
  }
  const field = fieldNamed('--grid', name.trim(), FIXED_HERE);
  const values = list.split(',').map((value) => valueFor(field, value.trim()));
  if (new Set(values).size === values.length) return { field, values };
  throw new UserError(`--grid is "${text}", allowed each value once`, 2);
}

/**
 * All combinations of the axes, the last one changing fastest.
 *
 * @param given what flags say of all of them.
 * @throws UserError when a combination is not allowed, a field is in the grid and in a flag, or there are too many or one alone.
 */
export function candidatesOf(axes: readonly Axis[], preset: string, given: GivenChoices): Candidate[] {
  checkAxes(axes, given);
  let all: Record<string, Value>[] = [{}];
  for (const { field, values } of axes) {
    all = all.flatMap((before) => values.map((value) => ({ ...before, [field]: value })));
  }
  return all.map((values) => ({ name: nameOf(values), values, ...configsOf(values, preset, given) }));
}

function checkAxes(axes: readonly Axis[], { network, train }: GivenChoices): void {
  const fields = axes.map(({ field }) => field);
  const twice = fields.find((field, index) => fields.indexOf(field) !== index);
  if (twice !== undefined) {
    throw new UserError(`--grid names ${twice} twice: give all its values at once`, 2);
  }
  const both = fields.find((field) => Object.hasOwn(network, field) || Object.hasOwn(train, field));
  if (both !== undefined) {
    throw new UserError(`--${flagOf(both)} and --grid ${both}=… contradict each other: give one`, 2);
  }
  const size = axes.reduce((product, { values }) => product * values.length, 1);
  if (size < 2 || size > MAX_CANDIDATES) {
    throw new UserError(`the grid has ${size} candidates, allowed 2 to ${MAX_CANDIDATES}`, 2);
  }
}

/** @throws UserError naming the candidate. */
function configsOf(values: Record<string, Value>, preset: string, given: GivenChoices) {
  try {
    return buildConfigs(preset, choicesWith(given, values));
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new UserError(`--grid ${nameOf(values)} cannot be: ${error.message}`, 2);
  }
}

function nameOf(values: Readonly<Record<string, Value>>): string {
  return Object.entries(values)
    .map(([field, value]) => `${field}=${value}`)
    .join(' ');
}
