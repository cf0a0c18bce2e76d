import { classifyBatch, textEntries } from '../http/batch.ts';
import type { Facts } from '../http/log.ts';
import { toOptions } from '../http/options.ts';
import type { Result } from '../http/problem.ts';
import { BatchArguments, TextArguments } from '../http/schema.ts';
import { type Place, placeAt, validate } from '../http/validate.ts';
import type { Classifier } from '../model/classifier.ts';
import { isBlank } from '../model/text/tokenizer.ts';

/** What a tool gives back, and what the log says of it. */
export type Called = Result<{ content: object; facts: Facts }>;

const ARGUMENTS: Place = { subject: '"arguments"', prefix: '' };

/** What the service does for models, by name. `src/page/tools.ts` describes each. */
export const TOOLS = {
  classify_sentiment(classifier: Classifier, received: unknown): Called {
    const read = validate(TextArguments, received, ARGUMENTS);
    if (!read.ok) return read;
    const { text, ...choices } = read.value;
    const options = toOptions(choices);
    if (!options.ok) return options;
    if (isBlank(text)) return { ok: false, failure: { kind: 'text-blank', field: placeAt('text').subject } };
    const content = classifier.classify(text, options.value.classify);
    const { tokens, label } = content;
    return { ok: true, value: { content, facts: { texts: 1, tokens, label } } };
  },

  classify_batch(classifier: Classifier, received: unknown): Called {
    const read = validate(BatchArguments, received, ARGUMENTS);
    if (!read.ok) return read;
    const { texts, ...choices } = read.value;
    const options = toOptions(choices);
    if (!options.ok) return options;
    const results = classifyBatch(classifier, textEntries(texts), options.value);
    if (!results.ok) return results;
    const { answers, tokens } = results.value;
    return { ok: true, value: { content: { results: answers }, facts: { texts: texts.length, tokens } } };
  },
} as const;

export type ToolName = keyof typeof TOOLS;

export function isTool(name: unknown): name is ToolName {
  return typeof name === 'string' && Object.hasOwn(TOOLS, name);
}
