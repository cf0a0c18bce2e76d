import { describe, expect, it } from 'vitest';
import {
  armOf,
  checkVariants,
  parseRates,
  parseVariant,
  ratesAround,
} from '../../../../trainer/experiment/compare/variants.ts';

const NOTHING = { network: {}, train: {} };
const refused = (message: string) =>
  expect.objectContaining({ message: expect.stringContaining(message), exitCode: 2 });

describe('parseVariant()', () => {
  it.each([
    ['residual', { name: 'residual', values: {} }],
    ['two words', { name: 'two words', values: {} }],
    ['plain: residual=false', { name: 'plain', values: { residual: false } }],
    ['deep:  blocks=8   norm=layer ', { name: 'deep', values: { blocks: 8, norm: 'layer' } }],
    [
      'blocks=8 learning-rate=3e-3',
      { name: 'blocks=8 learning-rate=3e-3', values: { blocks: 8, learningRate: 0.003 } },
    ],
    ['default: from=default', { name: 'default', values: { from: 'default' } }],
    [
      'article: preset=dense-64 maxVocabulary=100',
      { name: 'article', values: { preset: 'dense-64', maxVocabulary: 100 } },
    ],
    ['own: from=C:/models/a=b.safetensors', { name: 'own', values: { from: 'C:/models/a=b.safetensors' } }],
    ['中文: blocks=1', { name: '中文', values: { blocks: 1 } }],
  ])('reads %s', (text, variant) => {
    expect(parseVariant(text)).toEqual(variant);
  });

  it.each([
    ['', 'allowed a name of up to 40 letters and digits'],
    [': blocks=1', 'allowed a name'],
    ['a\u001b[31m: blocks=1', 'allowed a name'],
    [`${'x'.repeat(41)}: blocks=1`, 'allowed a name'],
    ['deep: blocks', '"blocks" is no field and value, such as blocks=8'],
    ['deep: blocks=', '"blocks=" is no field and value'],
    ['deep: depth=8', '--variant "deep" names "depth", allowed from, preset, encoder, ngram-buckets'],
    ['deep: __proto__=8', '--variant "deep" names "__proto__", allowed from'],
    [
      'plain: resdiual=false',
      '--variant "plain" names "resdiual", which is no field; did you mean residual?',
    ],
    ['a: learningRte=1', '--variant "a" names "learningRte", which is no field; did you mean learning-rate?'],
    ['a: frm=default', '--variant "a" names "frm", which is no field; did you mean from?'],
    ['plain residual=false', ': a colon is missing after plain, "plain: residual=false"'],
    ['two words blocks=1 width=8', ': a colon is missing after two words, "two words: blocks=1 width=8"'],
    ['blocks=1 deep', '"deep" is no field and value'],
    ['deep: seed=8', '--variant "deep" names seed: all variants have the same seeds; give --seeds'],
    [
      'deep: max-tokens=8',
      '--variant "deep" names max-tokens: rows are read once for all; give --max-tokens',
    ],
    ['deep: blocks=8 blocks=9', '--variant "deep" names blocks twice'],
  ])('refuses %j as bad usage', (text, message) => {
    expect(() => parseVariant(text)).toThrow(refused(message));
  });
});

describe('checkVariants()', () => {
  const variants = ['residual', 'plain: residual=false'].map(parseVariant);

  it('takes two with different names', () => {
    expect(() => checkVariants(variants, NOTHING)).not.toThrow();
  });

  it.each([
    [variants.slice(1), NOTHING, '--variant is given once, allowed twice or more'],
    [[...variants, parseVariant('plain: blocks=1')], NOTHING, 'two variants are called "plain"'],
    [
      variants,
      { network: { residual: false }, train: {} },
      '--residual and --variant "plain" contradict each other',
    ],
    [variants, { network: {}, train: { patience: 2 } }, '--patience means nothing here'],
  ])('refuses %j with %j as bad usage', (own, given, message) => {
    expect(() => checkVariants(own, given)).toThrow(refused(message));
  });
});

describe('armOf()', () => {
  it('has the preset, over it what is given for all, and over that its own', async () => {
    const given = { network: { width: 32 }, train: { epochs: 3 } };
    const { network, config, base } = await armOf(parseVariant('a: blocks=8'), 'small', given);
    expect(network).toMatchObject({ blocks: 8, width: 32, dropout: 0.3 });
    expect(config).toMatchObject({ epochs: 3, minCount: 1 });
    expect(base).toBeUndefined();
    const dense = await armOf(parseVariant('b: preset=dense-64'), 'small', NOTHING);
    expect(dense).toMatchObject({ network: { encoder: 'bag' }, config: { loss: 'mse' } });
  });

  it.each([
    ['a', 'same: blocks=3 preset=small'],
    ['a', 'same: dropout=0.3 learning-rate=0.003'],
    ['a: width=8 residual=false', 'same: residual=false width=8 branch-init=he'],
  ])('of %j and %j has the same bytes, as the second says what the preset has', async (one, other) => {
    const [a, b] = await Promise.all([one, other].map((text) => armOf(parseVariant(text), 'small', NOTHING)));
    expect(JSON.stringify(a)).toBe(JSON.stringify(b));
  });

  it('goes on from a model with the training alone', async () => {
    const given = { network: { width: 8 }, train: { epochs: 2 } };
    const { network, config, base } = await armOf(
      parseVariant('tuned: from=default dropout=0.5'),
      'small',
      given,
    );
    expect(base?.isShipped).toBe(true);
    expect(network).toMatchObject({ width: base?.model.config.width, dropout: 0.5 });
    expect(config.epochs).toBe(2);
  });

  it.each([
    ['a: blocks=99', '--variant "a" cannot be: blocks is 99'],
    ['a: residual=1', '--variant "a" cannot be: residual is "1", not a boolean'],
    ['a: optimizer=lion', '--variant "a" cannot be: optimizer is "lion", allowed sgd'],
    ['a: preset=large', '--variant "a" cannot be: preset is "large"'],
    [
      'a: from=default blocks=1',
      '--variant "a" cannot be: blocks does not go with from=: the network is the model\'s, only the training and dropout may change',
    ],
    ['a: from=default branch-init=zero', '--variant "a" cannot be: branch-init does not go with from='],
    ['a: from=defualt', '; did you mean default?'],
    ['a: from=none.safetensors', '--variant "a" cannot be: from is "none.safetensors": '],
  ])('refuses %s as bad usage', async (text, message) => {
    await expect(armOf(parseVariant(text), 'small', NOTHING)).rejects.toThrow(refused(message));
  });
});

describe('parseRates()', () => {
  it('gives rates in rising order', () => {
    expect(parseRates('0.01, 1e-3')).toEqual([0.001, 0.01]);
  });

  it.each(['', 'a', '0.1,,0.2', '0', '11', '0.1,0.1', '-1'])('refuses %j as bad usage', (text) => {
    expect(() => parseRates(text)).toThrow(refused('allowed different learning rates from 1e-9 to 10'));
  });
});

it.each([
  [0.003, [0.001, 0.003, 0.009]],
  [5, [1.7, 5]],
])('ratesAround() tries around %d %j', (rate, rates) => {
  expect(ratesAround(rate)).toEqual(rates);
});
