import { describe, expect, it } from 'vitest';
import { readModel } from '../../../src/model/file/modelfile.ts';
import { buildConfigs, fineTuneConfigs } from '../../../trainer/experiment/configs.ts';
import { tinyModel } from '../../contract/model.ts';

describe('buildConfigs()', () => {
  it.each([
    [{}, undefined],
    [{ ngrams: 0 }, undefined],
    [{ ngrams: 1000 }, 1000],
  ])('of %j has a table of %s n-grams, and no field where there is none', (network, ngrams) => {
    const built = buildConfigs('default', { network, train: {} }).network;
    expect(built.ngrams).toBe(ngrams);
    expect(Object.hasOwn(built, 'ngrams')).toBe(ngrams !== undefined);
  });

  it('refuses more n-grams than a table may have', () => {
    expect(() => buildConfigs('default', { network: { ngrams: 200_001 }, train: {} })).toThrow(
      'ngrams is 200001, allowed 0 to 200000',
    );
  });
});

describe('fineTuneConfigs()', () => {
  const model = readModel(tinyModel());
  const base = { model: { ...model, config: { ...model.config, ngrams: 300 } } };

  it.each([
    [{}, 300],
    [{ ngrams: 0 }, undefined],
    [{ ngrams: 50 }, 50],
  ])('of %j keeps or changes the table of the model: %s n-grams', (network, ngrams) => {
    expect(fineTuneConfigs(base, 'fine-tune', { network, train: {} }).network.ngrams).toBe(ngrams);
  });
});
