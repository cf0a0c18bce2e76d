import * as v from 'valibot';
import { batchArgumentsOf, Text, TextArguments } from '../http/schema.ts';
import type { ToolName } from '../mcp/tools.ts';
import { Classification, Problem } from './answers.ts';
import type { Schema } from './document.ts';
import { inWords, OPTION_TEXTS } from './openapi.ts';
import { listOf, schemaOf } from './schemas.ts';

/** A tool as `tools/list` of the Model Context Protocol has it (https://modelcontextprotocol.io/specification/2026-07-28/server/tools#tool). */
type Tool = { title: string; description: string; inputSchema: Schema; outputSchema: Schema };

/** It changes nothing, and reaches nothing beyond the service: clients may call it without asking their user. */
const annotations = { readOnlyHint: true, openWorldHint: false };

const TEXTS: { [Name in ToolName]: Tool } = {
  classify_sentiment: {
    title: 'Classify the sentiment of a text',
    description:
      'Says which label a text has. `score` is the calibrated probability of `label`. Where `language` is `und`, the text is in another language or cannot be read: the answer is a guess. So it is where `known`, the share of known words, is low.',
    inputSchema: argumentsOf(schemaOf(TextArguments)),
    outputSchema: outline(schemaOf(v.omit(Classification, ['id']))),
  },
  classify_batch: {
    title: 'Classify the sentiment of several texts',
    description:
      'Classifies each text as `classify_sentiment` does. `results` has an answer a text, in their order; a text without one has a problem at its place, which `detail` explains.',
    inputSchema: argumentsOf(schemaOf(batchArgumentsOf(Text))),
    outputSchema: {
      type: 'object',
      properties: { results: listOf({ anyOf: [brief(Classification), brief(Problem)] }) },
      required: ['results'],
    },
  },
};

/**
 * What `tools/list` answers with, as JSON. The schemas are those that arguments are validated with.
 *
 * @param labels of the model that answers whoever names none.
 */
export function toolsText(labels: readonly string[]): string {
  const tools = Object.entries(TEXTS).map(([name, { description, ...tool }]) => ({
    name,
    ...tool,
    description: `${description} The labels are ${inWords(labels)}.`,
    annotations,
  }));
  return JSON.stringify(tools);
}

/** Arguments, each option with what it does: a model reads nothing else. */
function argumentsOf({ properties, ...rest }: Schema): Schema {
  const texts: Record<string, string> = OPTION_TEXTS;
  const described = mapValues(properties as Record<string, Schema>, (schema, name) => ({
    ...schema,
    description: texts[name],
  }));
  return { ...rest, properties: described };
}

/** A schema's required fields alone: the whole of it stands in the other tool, and a model reads both. */
function brief(schema: v.GenericSchema): Schema {
  const { type, required } = schemaOf(schema);
  return { type, required };
}

/** What an answer has and of which types: a model reads the rest in the answer, and the Worker carries each word of this. */
function outline({ type, properties, required }: Schema): Schema {
  const types = mapValues(properties as Record<string, Schema>, (schema) => ({ type: schema.type }));
  return { type, properties: types, required };
}

function mapValues(object: Record<string, Schema>, change: (schema: Schema, name: string) => Schema): Schema {
  return Object.fromEntries(Object.entries(object).map(([name, each]) => [name, change(each, name)]));
}
