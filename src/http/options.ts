import * as v from 'valibot';
import type { ClassifyOptions } from '../model/classification.ts';
import type { Result } from './problem.ts';
import { OPTION_NAMES, OPTIONS, type OptionName, type WireOptions } from './schema.ts';

/** What an answer is to have, in whose form, and which model gives it: the first where none is named. */
export type AnswerOptions = {
  classify: ClassifyOptions;
  format: 'huggingface' | undefined;
  model?: string | undefined;
};

/** A number as JSON writes it, of a bounded length. */
const NUMBER = /^-?\d{1,9}(?:\.\d{1,30})?(?:e[+-]?\d{1,3})?$/i;

/** Options of a query: the same schemas as in a body, of values that are all text. */
export function readOptions(query: Partial<Record<OptionName, string>>): Result<WireOptions> {
  const values: Record<string, unknown> = {};
  for (const name of OPTION_NAMES) {
    const text = query[name];
    if (text === undefined) continue;
    const parsed = v.safeParse(OPTIONS[name] as v.GenericSchema, fromText(name, text), { abortEarly: true });
    if (!parsed.success) {
      const expected = parsed.issues[0].message;
      return { ok: false, failure: { kind: 'parameter-invalid', name, value: text, expected } };
    }
    values[name] = parsed.output;
  }
  return { ok: true, value: values };
}

/** What a text stands for where a value of this option is wanted; the text itself where it stands for none. */
function fromText(name: OptionName, text: string): unknown {
  const { type } = OPTIONS[name].wrapped;
  if (type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
  return type === 'number' && NUMBER.test(text) ? Number(text) : text;
}

/** Options of which a request may have some in its query and some in its body, but none in both. */
export function mergeOptions(query: WireOptions, body: WireOptions): Result<AnswerOptions> {
  const twice = OPTION_NAMES.find((name) => query[name] !== undefined && body[name] !== undefined);
  if (twice !== undefined) return { ok: false, failure: { kind: 'option-repeated', name: twice } };
  return toOptions({ ...query, ...body });
}

/** What the Hugging Face form has no place for. */
const NOT_IN_LISTS = ['explain', 'sentences', 'threshold'] as const;

/** Options as the classifier takes them. */
export function toOptions(options: WireOptions): Result<AnswerOptions> {
  const { explain, sentences, top_k, threshold, language, format, model } = options;
  const lost = format === undefined ? undefined : NOT_IN_LISTS.find((name) => options[name]);
  if (lost !== undefined) return { ok: false, failure: { kind: 'options-conflict', name: lost } };
  const classify: ClassifyOptions = {};
  if (explain) classify.explain = true;
  if (sentences) classify.sentences = true;
  if (top_k !== undefined) classify.topK = top_k;
  if (threshold !== undefined) classify.threshold = threshold;
  if (language !== undefined) classify.language = language;
  return { ok: true, value: { classify, format, model } };
}
