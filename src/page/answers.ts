import * as v from 'valibot';
import { Id } from '../http/schema.ts';
import { LANGUAGES } from '../model/classification.ts';

/** What the service answers, for `openapi.json`. `test/rules/openapi.test.ts` holds the types to those of the code. */

const Share = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
const Count = v.pipe(v.number(), v.integer(), v.minValue(0));

const Judgement = {
  label: v.pipe(
    v.string(),
    v.description(
      'The likeliest label, or `uncertain` where its probability is under `threshold`. A model whose file has costs of errors answers the label of the largest cost times probability: it need not have the highest score then.',
    ),
  ),
  score: v.pipe(Share, v.description('The calibrated probability of the label.')),
  scores: v.pipe(
    v.record(v.string(), Share),
    v.description(
      'The probability of each label, or of the `top_k` that come first: 10 where labels are over 64.',
    ),
  ),
};

const Place = {
  start: v.pipe(Count, v.description('UTF-16 code units into the text as sent.')),
  end: Count,
};

export const TokenWeight = v.strictObject({
  token: v.string(),
  ...Place,
  weight: v.pipe(
    v.number(),
    v.minValue(-1),
    v.maxValue(1),
    v.description('Above 0 it speaks for the label. The absolute weights add up to 1.'),
  ),
});

export const Sentence = v.strictObject({ ...Place, ...Judgement });

export const Classification = v.strictObject({
  id: v.exactOptional(Id),
  ...Judgement,
  tokens: v.pipe(Count, v.description('Words, marks and Chinese characters that were read.')),
  known: v.pipe(
    Share,
    v.description('The share of words that the model has met. At 0 parts of words decide.'),
  ),
  truncated: v.pipe(v.boolean(), v.description('More of the text follows than was read.')),
  language: v.pipe(
    v.picklist([...LANGUAGES, 'und']),
    v.description(
      'As `language` says; else what the text reads like. `und` is another language, of which no `score` is over 0.5 (two labels: 0.6), or a text of which nothing can be read.',
    ),
  ),
  model: v.pipe(v.string(), v.description('`name@version` of the model that answered.')),
  explanation: v.exactOptional(v.array(TokenWeight)),
  sentences: v.exactOptional(v.array(Sentence)),
  mixed: v.exactOptional(
    v.pipe(
      v.boolean(),
      v.description(
        'Two sentences have different labels, neither `neutral`, each with a score of 0.8 or more.',
      ),
    ),
  ),
  sentences_truncated: v.exactOptional(
    v.pipe(v.boolean(), v.description('More sentences were read than there was time to judge.')),
  ),
});

export const LabelScores = v.array(v.strictObject({ label: v.string(), score: Share }));

export const Problem = v.strictObject({
  id: v.exactOptional(Id),
  type: v.pipe(v.string(), v.description('An address of this service that explains the problem.')),
  title: v.string(),
  status: v.pipe(v.number(), v.integer(), v.minValue(400), v.maxValue(599)),
  detail: v.pipe(v.string(), v.description('What was received, and what is allowed.')),
  pointer: v.exactOptional(v.pipe(v.string(), v.description('Of which text of a batch it is (RFC 6901).'))),
  line: v.exactOptional(v.pipe(Count, v.description('Of which line of a stream it is, from 1 on.'))),
  needed: v.exactOptional(Count),
  exact: v.exactOptional(v.boolean()),
  allowed: v.exactOptional(Count),
  setting: v.exactOptional(v.string()),
});

export const Next = v.strictObject({
  next: v.pipe(Count, v.description('The line to go on from, from 1 on, in another request.')),
});

export const Health = v.strictObject({ status: v.literal('ok'), model: v.string() });

export const ModelList = v.strictObject({
  models: v.array(
    v.strictObject({
      name: v.pipe(v.string(), v.description('A request names it as `model`, with or without `@version`.')),
      version: v.string(),
      labels: v.array(v.string()),
      tokens: v.pipe(Count, v.description('What a request may have of them.')),
      default: v.pipe(v.boolean(), v.description('It answers requests that name no model.')),
    }),
  ),
});

/** A card has more, as its training wrote it. */
export const Card = v.looseObject({ name: v.string(), version: v.string(), labels: v.array(v.string()) });
