import { classifyBatch, classifyOne, textEntries } from '../http/batch.ts';
import type { Facts } from '../http/log.ts';
import type { Models } from '../http/models.ts';
import { toOptions } from '../http/options.ts';
import type { Result } from '../http/problem.ts';
import { readText } from '../http/question.ts';
import { BatchArguments, TextArguments } from '../http/schema.ts';
import { type Place, validate } from '../http/validate.ts';

/** What the service does for models, by what each tool takes. `src/page/tools.ts` describes them. */
const TOOLS = { classify_sentiment: TextArguments, classify_batch: BatchArguments } as const;

export type ToolName = keyof typeof TOOLS;
export const TOOL_NAMES = Object.keys(TOOLS) as ToolName[];

/** What a tool gives back, and what the log says of it. */
type Called = Result<{ content: object; facts: Facts }>;

const ARGUMENTS: Place = { subject: '"arguments"', prefix: '' };

/** Arguments are checked and texts answered as over HTTP, at the same cost at most. */
export function callTool(models: Models, name: ToolName, received: unknown): Called {
  const read = validate(TOOLS[name], received, ARGUMENTS);
  if (!read.ok) return read;
  const options = toOptions(read.value);
  if (!options.ok) return options;
  const served = models.find(options.value.model);
  if (!served.ok) return served;
  const classifier = served.value.classifier();
  if ('text' in read.value) {
    const text = readText(read.value.text);
    if (!text.ok) return text;
    const { answer: content, facts } = classifyOne(classifier, text.value, options.value);
    return { ok: true, value: { content, facts } };
  }
  const results = classifyBatch(classifier, textEntries(read.value.texts), options.value);
  if (!results.ok) return results;
  const { answers, facts } = results.value;
  return { ok: true, value: { content: { results: answers }, facts } };
}
