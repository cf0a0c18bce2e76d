import type { Classifier } from '../model/classifier.ts';
import { type Answer, inFormat } from './format.ts';
import type { Facts } from './log.ts';
import type { AnswerOptions } from './options.ts';
import { type Failure, type Problem, problemOf, type Result } from './problem.ts';
import { Id, Item, Text } from './schema.ts';
import { type Place, placeAt, validate } from './validate.ts';

/** An answer, or why there is none of this text: `pointer` says of which (RFC 6901). `id` is the one that came with the text. */
export type ItemAnswer = (Answer | (Problem & { pointer: string })) & { id?: Id };

/** A text of several, where it stands, and what its caller calls it. */
export type Entry = { text: Result<string>; field: string; pointer: string; id?: Id };

/** Texts of `{"texts": […]}`. */
export function textEntries(values: readonly unknown[]): Entry[] {
  return values.map((value, i) => {
    const place = placeAt(`texts[${i}]`);
    return { text: validate(Text, value, place), field: place.subject, pointer: `#/texts/${i}` };
  });
}

/** Texts of `{"items": [{"id", "text"}]}`. */
export function itemEntries(values: readonly unknown[]): Entry[] {
  return values.map((value, i) => ({ ...itemEntry(value, placeAt(`items[${i}]`)), pointer: `#/items/${i}` }));
}

/** The text of an item, and its id, which comes back even where the text is wrong. */
export function itemEntry(value: unknown, place: Place): Omit<Entry, 'pointer'> {
  const item = validate(Item, value, place);
  const id = validate(Id, (value as { id?: unknown } | null)?.id, place);
  return {
    text: item.ok ? { ok: true, value: item.value.text } : item,
    field: placeAt(`${place.prefix}text`).subject,
    ...(id.ok ? { id: id.value } : {}),
  };
}

/** Answers one text, and says what the log tells of it. @throws as `Classifier.classify`. */
export function classifyOne(
  classifier: Classifier,
  text: string,
  { classify, format }: AnswerOptions,
): { answer: Answer; facts: Facts } {
  const answer = classifier.classify(text, classify);
  const { tokens, label, model } = answer;
  return { answer: inFormat(answer, format), facts: { texts: 1, tokens, label, model } };
}

/**
 * Answers texts that came together, each as if it were alone: one that is blank, too long or no string costs the others nothing.
 *
 * @returns an answer a text in their order, or a failure where they need more than one request may cost.
 */
export function classifyBatch(
  classifier: Classifier,
  entries: readonly Entry[],
  { classify, format }: AnswerOptions,
): Result<{ answers: ItemAnswer[]; facts: Facts }> {
  const sound = entries.flatMap(({ text }) => (text.ok ? [text.value] : []));
  const answers = classifier.classifyAll(sound, classify);
  if (!answers.ok) return { ok: false, failure: { kind: 'batch-too-costly', ...answers.excess } };
  const results = answers.results.values();
  const tokens = answers.results.reduce((sum, each) => sum + (each?.tokens ?? 0), 0);
  const all = entries.map(({ text, field, pointer, id }): ItemAnswer => {
    const problem = (failure: Failure) => withId({ ...problemOf(failure), pointer }, id);
    if (!text.ok) return problem(text.failure);
    const result = results.next().value ?? null;
    return result === null ? problem({ kind: 'text-blank', field }) : withId(inFormat(result, format), id);
  });
  return { ok: true, value: { answers: all, facts: { texts: all.length, tokens, model: classifier.model } } };
}

/** The answer behind the id that came with its text, where one did. */
export function withId<Answer extends object>(answer: Answer, id: Id | undefined): Answer & { id?: Id } {
  return id === undefined ? answer : { id, ...answer };
}
