import { describe, expect, it } from 'vitest';
import { loadClassifier } from '../../../src/model/classifier.ts';
import { DEFAULT_NETWORK } from '../../../src/model/network/config.ts';
import { floats, required } from '../../../src/model/network/parameters.ts';
import { buildVocabulary, Vocabulary } from '../../../src/model/text/vocabulary.ts';
import { tokensOf } from '../../../trainer/encode/vocabulary.ts';
import { withTodaysTokens } from '../../../trainer/prepare/todaystokens.ts';
import { withWeights } from '../../../trainer/scoring/quantise.ts';
import { fileOf } from '../../contract/model.ts';
import { randomWeights } from '../../parity/networks.ts';

const TOKENS = [
  '4/5',
  '8/10',
  '1/10',
  '<url>',
  '<number>',
  "n't",
  "'s",
  '不',
  '好',
  '不好',
  '🤷\u200d♀',
  '🤷',
  '👍',
  ':)',
  'good',
  'a',
];
const config = {
  ...DEFAULT_NETWORK,
  labels: ['negative', 'positive'],
  vocabulary: TOKENS.length,
  ngramBuckets: 7,
  embedding: 8,
  width: 8,
};
const OLD = {
  ...{ name: 'old', version: '0123456789ab', licence: 'MIT', training: {}, config },
  parameters: randomWeights(config),
  vocabulary: buildVocabulary(TOKENS),
  calibration: { temperature: 1, lengthExponent: 0, prior: [0.5, 0.5] },
};

const table = (model: typeof OLD | ReturnType<typeof withTodaysTokens>, token: string) => {
  const row = new Vocabulary(model.vocabulary).lookup(token);
  const all = floats(required(model.parameters, 'embedding.weight'));
  return [...all.subarray(row * config.embedding, (row + 1) * config.embedding)];
};

describe('withTodaysTokens()', () => {
  const now = withTodaysTokens(OLD);

  it('has the tokens that the tokenizer makes of those of before', () => {
    const kept = TOKENS.filter((token) => !/\/|‍/u.test(token));
    expect(tokensOf(new Vocabulary(now.vocabulary)).sort()).toEqual(
      [...kept, '<rating1>', '<rating4>'].sort(),
    );
    expect(now.config.vocabulary).toBe(kept.length + 2);
  });

  it('begins a token as the mean of those that become it', () => {
    const mean = (...tokens: string[]) =>
      table(OLD, tokens[0]).map(
        (_, i) => tokens.reduce((sum, token) => sum + table(OLD, token)[i], 0) / tokens.length,
      );
    for (const [token, from] of [
      ['<rating4>', ['4/5', '8/10']],
      ['🤷', ['🤷', '🤷\u200d♀']],
      ['<rating1>', ['1/10']],
      ['好', ['好']],
    ] as const) {
      mean(...from).forEach((value, i) => {
        expect(table(now, token)[i]).toBeCloseTo(value, 5);
      });
    }
  });

  it.each(['f32', 'f16', 'i8'] as const)('reads texts that have none of these as before, in %s', (type) => {
    const [before, after] = [withWeights(OLD, type), withTodaysTokens(withWeights(OLD, type))].map((model) =>
      loadClassifier(fileOf(model)),
    );
    for (const text of ["a good unheardof film, isn't it?", '不好 :) 👍 http://a.b 123456']) {
      before.logits(text)?.forEach((logit, label) => {
        expect(after.logits(text)?.[label]).toBeCloseTo(logit, 3);
      });
    }
  });
});
