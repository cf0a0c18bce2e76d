import { PROBLEM_KINDS } from '../http/problem.ts';
import { bodyOf, Item, OPTION_NAMES, OPTIONS, type OptionName, Text } from '../http/schema.ts';
import {
  Card,
  Classification,
  Health,
  LabelScores,
  ModelList,
  Next,
  Problem as ProblemSchema,
} from './answers.ts';
import type { Example, Media, OpenApi, Operation, Parameter, Schema } from './document.ts';
import { COMMON, OF_BODY, OF_LINES, OF_QUERY, OF_TEXT, problemAnswers, problemExamples } from './failures.ts';
import { header, listOf, orProblem, ref, schemaOf } from './schemas.ts';
import type { Shown } from './shown.ts';

export const OPTION_TEXTS: Record<OptionName, string> = {
  explain: 'Adds what each token says of the label.',
  sentences: 'Adds a judgement of each sentence, and whether they disagree (`mixed`).',
  top_k:
    'Gives only so many scores, the highest; that of the label is among them. Without it: all, or 10 of a model with more than 64 labels.',
  threshold: 'Below this probability `label` is `uncertain`; `scores` stay.',
  language: 'The language of the text; without it, it is detected. With it the text is taken to be in it.',
  format:
    'Answers as the text-classification pipeline of Hugging Face does: a list of labels, the one that is answered first, then the likeliest.',
  model: 'Which model answers, `name` or `name@version` of `GET /models`; without it, the default one.',
};

/** Labels that a sentence names at most. */
const MOST_LABELS = 12;

/** The document of the whole API: what it takes is what the code validates with. */
export function openApi(shown: Shown): OpenApi {
  return {
    openapi: '3.1.1',
    info: {
      title: 'edge-sentiment',
      version: shown.version,
      description: `Says which label a text has: ${inWords(shown.labels)}. Errors are problem details (RFC 9457); each type is an address here that explains it.`,
      license: { name: shown.licence, identifier: shown.licence },
    },
    servers: [{ url: '/', description: 'The service that this document comes from.' }],
    tags: [
      { name: 'sentiment', description: 'What a text says.' },
      { name: 'service', description: 'What runs here.' },
    ],
    paths: {
      '/sentiment': { get: getSentiment(shown), post: postSentiment(shown) },
      '/model': { get: getModel(shown) },
      '/health': { get: getHealth(shown) },
      '/models': { get: getModels(shown) },
    },
    components: {
      schemas: {
        Classification: schemaOf(Classification),
        LabelScores: schemaOf(LabelScores),
        Problem: schemaOf(ProblemSchema),
        Item: schemaOf(Item),
        Next: schemaOf(Next),
      },
      securitySchemes: {
        key: {
          type: 'http',
          scheme: 'bearer',
          description: 'Only where the owner of the service asks for keys.',
        },
      },
    },
  };
}

function getSentiment(shown: Shown): Operation {
  return {
    operationId: 'classifyText',
    summary: 'Classify one text',
    description:
      'The address may have 16,384 characters; a longer text goes into the body of a `POST`. `HEAD` answers as `GET`, without a body.',
    tags: ['sentiment'],
    security: [{ key: [] }, {}],
    parameters: [
      { name: 'text', in: 'query', description: 'The text.', required: true, schema: schemaOf(Text) },
      ...optionParameters(shown),
    ],
    responses: {
      200: {
        description: 'What the model says of the text.',
        headers: header(
          'ETag',
          'Stays as long as the answer does. `If-None-Match` with it costs no CPU.',
          'string',
        ),
        content: { 'application/json': oneMedia(shown, ['plain', 'explained', 'sentences', 'list']) },
      },
      304: { description: 'The answer that the caller has still holds.' },
      ...problemAnswers(shown, [...COMMON, ...OF_QUERY, ...OF_TEXT]),
    },
  };
}

function postSentiment(shown: Shown): Operation {
  return {
    operationId: 'classifyTexts',
    summary: 'Classify texts of a body',
    description:
      'One text, several, or a stream of lines, each answered as it is alone. `QUERY /sentiment` (RFC 10008), which OpenAPI 3.1 cannot describe, takes and answers the same. Options stand in the query or beside the texts.',
    tags: ['sentiment'],
    security: [{ key: [] }, {}],
    parameters: optionParameters(shown),
    requestBody: {
      required: true,
      content: {
        'application/json': {
          schema: bodySchema(shown),
          examples: {
            text: { summary: 'One text', value: { text: 'Never boring, always surprising.', explain: true } },
            texts: { summary: 'Several texts', value: { texts: ['Good film', '不好看'] } },
            items: { summary: 'Several texts with ids', value: { items: [{ id: 'a', text: 'Good film' }] } },
          },
        },
        'application/x-ndjson': {
          schema: { description: 'Each line is one of this.', anyOf: [schemaOf(Text), ref('Item')] },
          examples: {
            lines: { summary: 'Two lines', value: '"Good film"\n{"id": 7, "text": "不好看"}\n' },
          },
        },
      },
    },
    responses: {
      200: {
        description: 'An answer a text, in their order. A text without an answer has a problem at its place.',
        content: {
          'application/json': {
            schema: {
              anyOf: [ref('Classification'), results(), ref('LabelScores'), listOf(orProblem('LabelScores'))],
            },
            examples: pick(shown, ['plain', 'several', 'withIds']),
          },
          'application/x-ndjson': {
            schema: {
              description:
                'Each line is one of this, line n the answer to line n. The last may be `{"next": n}`: more would have cost too much, go on from line n.',
              anyOf: [ref('Classification'), ref('Problem'), ref('Next')],
            },
            examples: { ...pick(shown, ['line']), ...problemExamples(shown, OF_LINES) },
          },
        },
      },
      ...problemAnswers(shown, [...COMMON, ...OF_QUERY, ...OF_TEXT, ...OF_BODY]),
    },
  };
}

function getModel(shown: Shown): Operation {
  return {
    operationId: 'getModel',
    summary: "The model's card",
    description: 'Labels, training, licence, figures.',
    tags: ['service'],
    security: [{ key: [] }, {}],
    parameters: optionParameters(shown).filter(({ name }) => name === 'model'),
    responses: {
      200: { description: 'The card.', content: { 'application/json': { schema: schemaOf(Card) } } },
      ...problemAnswers(shown, [...COMMON, ...OF_QUERY]),
    },
  };
}

function getModels(shown: Shown): Operation {
  return {
    operationId: 'getModels',
    summary: 'The models that can be asked',
    description: 'Names, versions, labels, limits, and which one answers requests that name none.',
    tags: ['service'],
    security: [{ key: [] }, {}],
    responses: {
      200: {
        description: 'The default one first.',
        content: { 'application/json': { schema: schemaOf(ModelList), examples: pick(shown, ['models']) } },
      },
      ...problemAnswers(shown, [...COMMON, 'encoding-invalid', 'parameter-unknown']),
    },
  };
}

function getHealth(shown: Shown): Operation {
  return {
    operationId: 'getHealth',
    summary: 'That the service runs',
    description: 'Needs no key.',
    tags: ['service'],
    security: [{}],
    responses: {
      200: {
        description: 'It runs, with this model.',
        content: { 'application/json': { schema: schemaOf(Health), examples: pick(shown, ['health']) } },
      },
      ...problemAnswers(shown, ['internal', 'url-too-long']),
    },
  };
}

function optionParameters(shown: Shown): Parameter[] {
  return OPTION_NAMES.map((name) => ({
    name,
    in: 'query',
    description: OPTION_TEXTS[name],
    required: false,
    schema: optionSchema(name, shown),
  }));
}

/** Of `model` with those that there are. No `enum`: which they are changes with each deployment. */
function optionSchema(name: OptionName, { models }: Shown): Schema {
  const schema = schemaOf(OPTIONS[name].wrapped);
  if (name !== 'model') return schema;
  return { ...schema, examples: models.map((each) => `${each.name}@${each.version}`) };
}

function bodySchema(shown: Shown): Schema {
  const schema = schemaOf(bodyOf(Text, Item));
  return {
    ...schema,
    properties: { ...(schema.properties as object), model: optionSchema('model', shown) },
  };
}

function oneMedia(shown: Shown, names: readonly string[]): Media {
  return { schema: { anyOf: [ref('Classification'), ref('LabelScores')] }, examples: pick(shown, names) };
}

function pick({ answers }: Shown, names: readonly string[]): Record<string, Example> {
  return Object.fromEntries(names.map((name) => [name, answers[name]]));
}

function results(): Schema {
  return {
    type: 'object',
    properties: { results: listOf(orProblem('Classification')) },
    required: ['results'],
    additionalProperties: false,
  };
}

/** Labels as a sentence names them. */
export function inWords(labels: readonly string[]): string {
  if (labels.length > MOST_LABELS)
    return `${labels.slice(0, MOST_LABELS).join(', ')} and ${labels.length - MOST_LABELS} more`;
  return `${labels.slice(0, -1).join(', ')} or ${labels.at(-1)}`;
}

/** Kinds of the document, once each. */
export function kindsOf({ paths }: OpenApi): string[] {
  const examples = Object.values(paths)
    .flatMap((path) => Object.values(path))
    .flatMap(({ responses }) => Object.values(responses))
    .flatMap(({ content = {} }) => Object.values(content))
    .flatMap(({ examples = {} }) => Object.keys(examples));
  return PROBLEM_KINDS.filter((kind) => examples.includes(kind));
}
