import { DEFAULT_NETWORK } from '../../../src/model/network/config.ts';
import { flagOf, type GivenChoices } from '../../config/choices.ts';
import { DEFAULT_TRAIN, OMITTED_TRAIN } from '../../config/train.ts';
import { UserError } from '../../errors.ts';
import { didYouMean } from '../../read/offers.ts';

/** What a field of network or training is set to. */
export type Value = number | boolean | string;

const NETWORK: object = DEFAULT_NETWORK;
const TRAIN: object = { ...DEFAULT_TRAIN, ...OMITTED_TRAIN };

/** Fields that cannot be tried, each with the reason and what to do. */
export type Fixed = Readonly<Record<string, string>>;

/** What the data says, or has no meaning where networks are held against one another. */
export const FIXED: Fixed = {
  maxTokens: 'rows are read once for all; give --max-tokens',
  cropTokens: 'rows are read once for all; give --crop-tokens',
  ngrams: 'networks are held against one another without a table; give --ngrams to train',
  ngramFrom: 'networks are held against one another without a table; give --ngram-from to train',
  distillation: 'there are no teachers here',
  labels: 'the data says it',
  vocabulary: 'the data says it; try maxVocabulary or minCount',
};

/**
 * A field by its name as in the card or as a flag, `maxTokens` or `max-tokens`.
 *
 * @param flag that names it, for messages.
 * @param besides words that the flag takes in the place of a field.
 * @throws UserError for what is no field, or one that cannot be tried.
 */
export function fieldNamed(
  flag: string,
  name: string,
  fixed: Fixed,
  besides: readonly string[] = [],
): string {
  const field = name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
  if (Object.hasOwn(fixed, field)) throw new UserError(`${flag} names ${name}: ${fixed[field]}`, 2);
  if (likeOf(field) === undefined) throw unknownField(flag, name, fixed, besides);
  return field;
}

/** It offers the field that was meant, or else lists all. */
function unknownField(flag: string, name: string, fixed: Fixed, besides: readonly string[]): UserError {
  const fields = [...Object.keys(NETWORK), ...Object.keys(TRAIN)].filter((own) => !Object.hasOwn(fixed, own));
  const allowed = [...besides, ...fields.map(flagOf)];
  const meant = didYouMean(flagOf(name), allowed);
  if (meant !== '') return new UserError(`${flag} names "${name}", which is no field${meant}`, 2);
  return new UserError(`${flag} names "${name}", allowed ${allowed.join(', ')}`, 2);
}

function likeOf(field: string): unknown {
  const own = [NETWORK, TRAIN].find((fields) => Object.hasOwn(fields, field));
  return (own as Record<string, unknown> | undefined)?.[field];
}

/** A value of the kind that a field has; whether it is allowed shows where the configs are built. */
export function valueFor(field: string, text: string): Value {
  const like = likeOf(field);
  if (typeof like === 'number' && text !== '' && !Number.isNaN(Number(text))) return Number(text);
  if (typeof like === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
  return text;
}

/** What is given for all, and over it the values of one. */
export function choicesWith(
  { network, train }: GivenChoices,
  values: Readonly<Record<string, Value>>,
): GivenChoices {
  const of = (known: object) =>
    Object.fromEntries(Object.entries(values).filter(([field]) => Object.hasOwn(known, field)));
  return { network: { ...network, ...of(NETWORK) }, train: { ...train, ...of(TRAIN) } };
}
