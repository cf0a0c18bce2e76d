/** The metadata of a model file, each field checked before it is used. */
import { attempt, refuse } from './safetensors.ts';

/** What turns logits into probabilities, and what to say when the network has nothing to go by. */
export type Calibration = {
  /** Logits are divided by it before the softmax (Guo et al. 2017). */
  temperature: number;
  /**
   * And multiplied by the text's tokens to this power: a long text has more to go by than its crops in training had. 0, and in a file that
   * has none, where length says nothing.
   */
  lengthExponent: number;
  /** Each label's share of the training texts, in the order of the labels. */
  prior: readonly number[];
  /**
   * What an error costs where the text is of each label, in the order of the labels: the answer is the label of the largest
   * cost times probability (Elkan 2001). Left out where all errors cost the same.
   */
  costs?: readonly number[];
};

/** What an error of a label may cost. */
export const COST = { minimum: 0.001, maximum: 1000 };

type Bound = { minimum: number; maximum: number };

const TEMPERATURE = { minimum: 0.01, maximum: 100 };
const LENGTH_EXPONENT = { minimum: -1, maximum: 1 };
/** Shares are written as decimals, so their sum is 1 only about. */
const PRIOR_TOLERANCE = 1e-3;

/** @throws ModelFileError when there is no such field. */
export function metadataText(metadata: Record<string, string>, field: string): string {
  return Object.hasOwn(metadata, field) ? metadata[field] : refuse(field, 'is missing from the metadata');
}

/** Our own metadata is four deep; what is deep enough overflows the stack of whoever prints or writes it. */
const MAX_METADATA_DEPTH = 16;

/** A field that is a JSON object. @throws ModelFileError when it is none. */
export function metadataObject(metadata: Record<string, string>, field: string): Record<string, unknown> {
  const text = metadataText(metadata, field);
  const value = attempt(field, () => JSON.parse(text));
  if (typeof value !== 'object' || value === null || Array.isArray(value)) refuse(field, 'is not an object');
  if (isDeeper(value, MAX_METADATA_DEPTH)) refuse(field, `has objects more than ${MAX_METADATA_DEPTH} deep`);
  return value;
}

/** Whether a value has values within values beyond a depth; it looks no further. */
function isDeeper(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return depth === 0 || Object.values(value).some((inner) => isDeeper(inner, depth - 1));
}

/** A language's subtag, then script, region and the like (BCP 47). */
const LANGUAGE_TAG = /^[a-z]{2,3}(?:-[A-Za-z0-9]{1,8}){0,4}$/;
/** Languages that a model may name. */
export const MAX_LANGUAGES = 64;

/** The field `languages`: undefined where there is none. @throws ModelFileError when it is no list of different tags. */
export function parseLanguages(metadata: Record<string, string>): readonly string[] | undefined {
  if (!Object.hasOwn(metadata, 'languages')) return undefined;
  const value: unknown = attempt('languages', () => JSON.parse(metadata.languages));
  const isList = Array.isArray(value) && value.length >= 1 && value.length <= MAX_LANGUAGES;
  if (isList && value.every(isLanguage) && new Set(value).size === value.length) return value;
  return refuse(
    'languages',
    `is not a list of 1 to ${MAX_LANGUAGES} different tags such as "en" or "zh-Hant"`,
  );
}

/** Whether a value is a BCP 47 tag. */
export function isLanguage(value: unknown): boolean {
  return typeof value === 'string' && LANGUAGE_TAG.test(value);
}

/** @param labels of the model. @throws ModelFileError naming what is out of bounds. */
export function parseCalibration(fields: Record<string, unknown>, labels: number): Calibration {
  const { prior } = fields;
  const temperature = parseNumber('temperature', fields.temperature, TEMPERATURE);
  const lengthExponent = parseNumber('lengthExponent', fields.lengthExponent ?? 0, LENGTH_EXPONENT);
  if (!Array.isArray(prior) || prior.length !== labels || !prior.every(isShare)) {
    return refuse('calibration', `prior is not a list of ${labels} numbers from 0 to 1, one for each label`);
  }
  const sum = prior.reduce((total: number, share: number) => total + share, 0);
  if (Math.abs(sum - 1) > PRIOR_TOLERANCE) refuse('calibration', `prior sums to ${sum}, allowed 1`);
  const { costs } = fields;
  if (costs === undefined) return { temperature, lengthExponent, prior };
  if (!Array.isArray(costs) || costs.length !== labels || !costs.every((cost) => isWithin(cost, COST))) {
    return refuse(
      'calibration',
      `costs is not a list of ${labels} numbers from ${COST.minimum} to ${COST.maximum}, one for each label`,
    );
  }
  return { temperature, lengthExponent, prior, costs };
}

function parseNumber(name: string, value: unknown, bound: Bound): number {
  if (isWithin(value, bound)) return value;
  return refuse('calibration', `${name} is not a number from ${bound.minimum} to ${bound.maximum}`);
}

function isWithin(value: unknown, { minimum, maximum }: Bound): value is number {
  return typeof value === 'number' && value >= minimum && value <= maximum;
}

function isShare(value: unknown): boolean {
  return typeof value === 'number' && value >= 0 && value <= 1;
}
