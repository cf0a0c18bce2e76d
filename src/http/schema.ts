import * as v from 'valibot';
import { LANGUAGES } from '../model/classification.ts';
import { MAX_LABELS } from '../model/network/config.ts';
import type { MaxTexts } from './wire.ts';

/**
 * What requests may hold, for query, bodies and lines alike; `openapi.json` is made of it. The message of each part says what is allowed
 * there, and problems repeat it.
 */

/** The network reads some hundreds of tokens; beyond this, a text is a mistake rather than a text. */
export const MAX_TEXT_LENGTH = 20_000;
export const MAX_TEXTS: MaxTexts = 64;
const MAX_ID_LENGTH = 200;
/** A name of 64 letters, of which some take two UTF-16 code units, `@` and a version of 12 digits. */
const MAX_MODEL_LENGTH = 141;

const SWITCH = 'true or false';
const TOP_K = `a whole number from 1 to ${MAX_LABELS}`;
const THRESHOLD = 'a number from 0 to 1';
const MODEL = `a string of 1 to ${MAX_MODEL_LENGTH} characters: name or name@version`;
const ID = `a string of up to ${MAX_ID_LENGTH} characters, or a whole number up to ${Number.MAX_SAFE_INTEGER}`;

/** Choices of an answer, by the names that requests give them. */
export const OPTIONS = {
  explain: v.exactOptional(v.boolean(SWITCH)),
  sentences: v.exactOptional(v.boolean(SWITCH)),
  top_k: v.exactOptional(
    v.pipe(v.number(TOP_K), v.integer(TOP_K), v.minValue(1, TOP_K), v.maxValue(MAX_LABELS, TOP_K)),
  ),
  threshold: v.exactOptional(v.pipe(v.number(THRESHOLD), v.minValue(0, THRESHOLD), v.maxValue(1, THRESHOLD))),
  language: v.exactOptional(v.picklist(LANGUAGES, '"en" or "zh"')),
  format: v.exactOptional(v.picklist(['huggingface'], '"huggingface"')),
  model: v.exactOptional(v.pipe(v.string(MODEL), v.nonEmpty(MODEL), v.maxLength(MAX_MODEL_LENGTH, MODEL))),
} as const;

export type OptionName = keyof typeof OPTIONS;
export const OPTION_NAMES = Object.keys(OPTIONS) as OptionName[];

export const Options = v.strictObject(OPTIONS, 'an object');
export type { WireOptions } from './wire.ts';

export const Text = v.pipe(v.string('a string'), v.maxLength(MAX_TEXT_LENGTH));

/** What a caller calls a text: it comes back with the answer. */
export const Id = v.union(
  [v.pipe(v.string(ID), v.maxLength(MAX_ID_LENGTH, ID)), v.pipe(v.number(ID), v.safeInteger(ID))],
  ID,
);
export type Id = v.InferOutput<typeof Id>;

export const Item = v.strictObject({ text: Text, id: v.exactOptional(Id) }, 'an object with a "text"');

/** A list of as many texts as a request may have, each of this schema. */
function textsOf<Each extends v.GenericSchema>(text: Each, message = 'a list of strings') {
  return v.pipe(v.array(text, message), v.minLength(1), v.maxLength(MAX_TEXTS));
}

/** The body of a POST or QUERY, its texts and items being of these schemas. */
export function bodyOf<Each extends v.GenericSchema, EachItem extends v.GenericSchema>(
  text: Each,
  item: EachItem,
) {
  return v.strictObject(
    {
      text: v.exactOptional(Text),
      texts: v.exactOptional(textsOf(text)),
      items: v.exactOptional(textsOf(item, 'a list of objects')),
      ...OPTIONS,
    },
    'an object',
  );
}

/** A body whose texts are looked at one by one: a wrong one costs the others nothing. */
export const Body = bodyOf(v.unknown(), v.unknown());

/** Options of the tools of `/mcp`: structured content is an object, and `format` asks for a list. */
const { format: _, ...TOOL_OPTIONS } = OPTIONS;

/** Arguments of the tool `classify_sentiment`. */
export const TextArguments = v.strictObject({ text: Text, ...TOOL_OPTIONS }, 'an object');

/** Arguments of the tool `classify_batch`, its texts being of this schema. */
export function batchArgumentsOf<Each extends v.GenericSchema>(text: Each) {
  return v.strictObject({ texts: textsOf(text), ...TOOL_OPTIONS }, 'an object');
}

/** Its texts are looked at one by one, as those of `Body`. */
export const BatchArguments = batchArgumentsOf(v.unknown());
