import type { GivenChoices } from '../../config/choices.ts';
import { flagOf } from '../../config/choices.ts';
import { TRAIN_BOUNDS } from '../../config/train.ts';
import { UserError } from '../../errors.ts';
import { type Base, loadBase } from '../../prepare/base.ts';
import { didYouMean } from '../../read/offers.ts';
import { buildConfigs, CHANGEABLE, fineTuneConfigs } from '../configs.ts';
import { choicesWith, FIXED, type Fixed, fieldNamed, type Value, valueFor } from '../fits/fields.ts';
import { requireShipped } from '../plan.ts';
import type { Arm } from '../trainfold.ts';

/** A variant as it is asked for: `plain: residual=false epochs=8`. */
export type Variant = { name: string; values: Readonly<Record<string, Value>> };

/** What a variant starts from and has besides its fields. */
const OWN = ['from', 'preset'];
/** Fields that decide which rows are read or drawn, and what has no meaning here. */
const FIXED_HERE: Fixed = {
  ...FIXED,
  seed: 'all variants have the same seeds; give --seeds',
  devShare: 'test rows are held back by --test or by split',
  patience: 'networks are measured after the last epoch; try epochs',
};
const NAME = /^[\p{L}\p{N}][\p{L}\p{N} ._+=-]*$/u;
const MAX_NAME = 40;

/**
 * One `--variant "NAME: FIELD=VALUE …"`; fields as in the card or as flags, also `from=default` or a model file, and `preset=NAME`. Without
 * a name it is called by its fields; a name alone is what all have in common.
 *
 * @throws UserError for what is none.
 */
export function parseVariant(text: string): Variant {
  const [, before, list] = /^(?:([^:=]*):)?(.*)$/su.exec(text) as RegExpExecArray;
  const words = list.trim().split(/\s+/).filter(Boolean);
  const isName = before === undefined && !list.includes('=');
  const name = (before ?? (isName ? list : words.join(' '))).trim();
  if (name.length > MAX_NAME || !NAME.test(name)) {
    throw new UserError(
      `--variant is "${text}", allowed a name of up to ${MAX_NAME} letters and digits, and fields: "plain: residual=false"`,
      2,
    );
  }
  if (before === undefined && !isName) refuseColonless(words, text);
  const values: Record<string, Value> = {};
  for (const word of isName ? [] : words) {
    const [field, value] = fieldOf(word, { name, text });
    if (Object.hasOwn(values, field)) throw new UserError(`--variant "${name}" names ${field} twice`, 2);
    values[field] = value;
  }
  return { name, values };
}

/** @throws UserError for a name that fields follow without a colon. */
function refuseColonless(words: readonly string[], text: string): void {
  const begin = words.findIndex((word) => word.includes('='));
  const [name, fields] = [words.slice(0, begin), words.slice(begin)].map((own) => own.join(' '));
  if (name === '') return;
  throw new UserError(`--variant is "${text}": a colon is missing after ${name}, "${name}: ${fields}"`, 2);
}

function fieldOf(word: string, { name, text }: { name: string; text: string }): [string, Value] {
  const [, field, value] = /^([^=]+)=(.+)$/su.exec(word) ?? [];
  if (field === undefined) {
    throw new UserError(`--variant is "${text}", where "${word}" is no field and value, such as blocks=8`, 2);
  }
  if (OWN.includes(field)) return [field, value];
  const own = fieldNamed(`--variant "${name}"`, field, FIXED_HERE, OWN);
  return [own, valueFor(own, value)];
}

/** @throws UserError for fewer than two variants, a name twice, or a flag that means nothing or contradicts a variant. */
export function checkVariants(variants: readonly Variant[], { network, train }: GivenChoices): void {
  if (variants.length < 2) {
    throw new UserError(
      '--variant is given once, allowed twice or more: the first is what others are held against',
      2,
    );
  }
  const names = variants.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined)
    throw new UserError(`two variants are called "${twice}": give each its own name`, 2);
  for (const field of ['devShare', 'patience', 'distillation'] as const) {
    if (Object.hasOwn(train, field))
      throw new UserError(`--${flagOf(field)} means nothing here: ${FIXED_HERE[field]}`, 2);
  }
  const given = { ...network, ...train };
  for (const { name, values } of variants) {
    const both = Object.keys(values).find((field) => Object.hasOwn(given, field));
    if (both !== undefined) {
      throw new UserError(`--${flagOf(both)} and --variant "${name}" contradict each other: give one`, 2);
    }
  }
}

/**
 * The network and the training of a variant.
 *
 * @param given what flags say of all. Of those that go on from a model only the training.
 * @throws UserError naming the variant.
 */
export async function armOf(
  { name, values: { from, preset: own, ...values } }: Variant,
  preset: string,
  given: GivenChoices,
): Promise<Arm> {
  try {
    if (from === undefined) return buildConfigs(String(own ?? preset), choicesWith(given, values));
    refuseNetworkOf(values);
    const base = await baseFrom(String(from));
    const { branchInit, ...train } = given.train;
    return {
      base,
      ...fineTuneConfigs(base, String(own ?? 'fine-tune'), choicesWith({ network: {}, train }, values)),
    };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new UserError(`--variant "${name}" cannot be: ${error.message}`, 2);
  }
}

/** @throws UserError for a field of the network, which is the model's where a variant has `from`. */
function refuseNetworkOf(values: Variant['values']): void {
  const { network, train } = choicesWith({ network: {}, train: {} }, values);
  const stray = [...Object.keys(network), ...Object.keys(train)].find(
    (field) => isOfWeights(field, network) && !CHANGEABLE.includes(field),
  );
  if (stray === undefined) return;
  const changeable = CHANGEABLE.filter((field) => !Object.hasOwn(FIXED, field));
  throw new UserError(
    `${flagOf(stray)} does not go with from=: the network is the model's, only the training and ${changeable.join(', ')} may change`,
    2,
  );
}

/** How branches start is said of the training, and is done to the weights. */
function isOfWeights(field: string, network: object): boolean {
  return Object.hasOwn(network, field) || field === 'branchInit';
}

/** @throws UserError when it is no model. */
async function baseFrom(from: string): Promise<Base> {
  if (from === 'default') return loadBase(requireShipped());
  try {
    return await loadBase(from);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new UserError(`from is "${from}": ${error.message}${didYouMean(from, ['default'])}`, 2);
  }
}

/** `--rates`: learning rates with commas. @throws UserError for what is none, or one twice. */
export function parseRates(text: string): number[] {
  const rates = text.split(',').map((rate) => (rate.trim() === '' ? Number.NaN : Number(rate)));
  const { minimum, maximum } = TRAIN_BOUNDS.learningRate;
  const isRate = (rate: number) => rate >= minimum && rate <= maximum;
  if (rates.every(isRate) && new Set(rates).size === rates.length) return rates.sort((a, b) => a - b);
  throw new UserError(
    `--rates is "${text}", allowed different learning rates from ${minimum} to ${maximum}, with commas`,
    2,
  );
}

/** The rates that are tried for an arm where none are asked for: a third of its own, its own, three times that. */
export function ratesAround(rate: number): number[] {
  const { maximum } = TRAIN_BOUNDS.learningRate;
  return [rate / 3, rate, rate * 3]
    .map((each) => Number(each.toPrecision(2)))
    .filter((each) => each <= maximum);
}
