import { isBlank } from '../model/text/tokenizer.ts';
import { type Entry, itemEntries, textEntries } from './batch.ts';
import { type AnswerOptions, mergeOptions, readOptions, toOptions } from './options.ts';
import type { Result } from './problem.ts';
import { readQuery } from './query.ts';
import { Body, OPTION_NAMES, Text, type WireOptions } from './schema.ts';
import { BODY, placeAt, validate } from './validate.ts';

/** One text, and what is asked about it. */
export type Question = { text: string; options: AnswerOptions };

/** Several of them. */
export type Questions = { entries: Entry[]; options: AnswerOptions };

const PARAMETERS = ['text', ...OPTION_NAMES] as const;
const TEXT = placeAt('text');
const TEXT_FIELDS = ['text', 'texts', 'items'] as const;

/** What the query of a GET asks. */
export function readQuestion(url: string): Result<Question> {
  const query = readQuery(url, PARAMETERS);
  if (!query.ok) return query;
  if (query.value.text === undefined) return { ok: false, failure: { kind: 'text-missing', where: 'query' } };
  const wire = readOptions(query.value);
  if (!wire.ok) return wire;
  const options = toOptions(wire.value);
  if (!options.ok) return options;
  const text = readText(query.value.text);
  return text.ok ? { ok: true, value: { text: text.value, options: options.value } } : text;
}

/** What a body of JSON asks, with options of its query. */
export function readBody(value: unknown, query: WireOptions): Result<Question | Questions> {
  const body = validate(Body, value, BODY);
  if (!body.ok) return body;
  const { text, texts, items, ...wire } = body.value;
  const given = TEXT_FIELDS.filter((name) => body.value[name] !== undefined);
  if (given.length > 1) return { ok: false, failure: { kind: 'fields-conflict', fields: given } };
  const options = mergeOptions(query, wire);
  if (!options.ok) return options;
  if (text !== undefined) {
    const sound = readText(text);
    return sound.ok ? { ok: true, value: { text: sound.value, options: options.value } } : sound;
  }
  if (texts !== undefined)
    return { ok: true, value: { entries: textEntries(texts), options: options.value } };
  if (items === undefined) return { ok: false, failure: { kind: 'text-missing', where: 'body' } };
  if (options.value.format !== undefined) return conflict('items');
  return { ok: true, value: { entries: itemEntries(items), options: options.value } };
}

/** Options of a stream of lines: those of its query. */
export function readStreamOptions(query: WireOptions): Result<AnswerOptions> {
  const options = toOptions(query);
  return options.ok && options.value.format !== undefined ? conflict('lines') : options;
}

/** A list of labels and scores has no place for the ids that texts came with. */
function conflict(name: string): Result<never> {
  return { ok: false, failure: { kind: 'options-conflict', name } };
}

/** A text that stands alone: its form, and that something of it can be read. */
export function readText(value: unknown): Result<string> {
  const text = validate(Text, value, TEXT);
  if (!text.ok || !isBlank(text.value)) return text;
  return { ok: false, failure: { kind: 'text-blank', field: TEXT.subject } };
}
