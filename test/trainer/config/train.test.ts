import { describe, expect, it } from 'vitest';
import { fineTuning } from '../../../trainer/config/finetuning.ts';
import { DEFAULT_TRAIN, PRESETS, parseTrainConfig } from '../../../trainer/config/train.ts';
import { buildConfigs } from '../../../trainer/experiment/configs.ts';

describe('parseTrainConfig()', () => {
  it('takes the defaults', () => {
    expect(parseTrainConfig(DEFAULT_TRAIN)).toEqual(DEFAULT_TRAIN);
  });

  it.each([
    [{ epochs: 0 }, 'epochs is 0, allowed 1 to 10000'],
    [{ epochs: 1.5 }, 'epochs is 1.5, not a whole number'],
    [{ learningRate: Number.NaN }, 'learningRate is NaN, allowed 1e-9 to 10'],
    [{ learningRate: '1' }, 'learningRate is "1", not a number'],
    [{ loss: 'hinge' }, 'loss is "hinge", allowed crossentropy, mse'],
    [{ optimiser: 'adam' }, 'optimiser is not a field of the train config'],
    [{ seed: undefined }, 'seed is undefined, not a whole number'],
    [{ branchInit: 'fixup' }, 'branchInit is "fixup", allowed he, scaled, zero'],
  ])('refuses %j', (wrong, message) => {
    expect(() => parseTrainConfig({ ...DEFAULT_TRAIN, ...wrong })).toThrow(message);
  });
});

describe('buildConfigs()', () => {
  it.each(Object.keys(PRESETS))('accepts the preset %s', (preset) => {
    expect(() => buildConfigs(preset, { network: {}, train: {} })).not.toThrow();
  });

  it('lets flags override the preset, and the preset the defaults', () => {
    const { network, config } = buildConfigs('dense-64', { network: { width: 32 }, train: { epochs: 2 } });
    expect(network).toMatchObject({ encoder: 'bag', stem: 2, blocks: 1, norm: 'none', width: 32 });
    expect(config).toMatchObject({ loss: 'mse', batchSize: 32, epochs: 2, shards: DEFAULT_TRAIN.shards });
  });

  it.each([
    [{ blocks: 7 }, {}, undefined],
    [{ blocks: 8 }, {}, 'zero'],
    [{ blocks: 8, residual: false }, {}, undefined],
    [{ blocks: 8 }, { branchInit: 'he' }, undefined],
    [{ blocks: 3 }, { branchInit: 'zero' }, 'zero'],
  ] as const)('starts the branches of %j with %j as %s, and leaves he out', (network, train, branchInit) => {
    const { config } = buildConfigs('default', { network, train });
    expect(config.branchInit).toBe(branchInit);
    expect('branchInit' in config).toBe(branchInit !== undefined);
  });

  it('refuses a small start of branches that a plain network has not', () => {
    const given = { network: { residual: false }, train: { branchInit: 'zero' } } as const;
    expect(() => buildConfigs('default', given)).toThrow('branchInit is "zero", allowed he without residual');
  });

  it.each([
    ['default', { optimizer: 'adam' }, 1e-3],
    ['default', { optimizer: 'adamw' }, 1e-3],
    ['default', { optimizer: 'sgd' }, 1],
    ['default', { optimizer: 'momentum' }, 0.3],
    ['default', { optimizer: 'sgd', loss: 'mse' }, 0.3],
    ['default', { optimizer: 'sgd', learningRate: 0.7 }, 0.7],
    ['small', {}, 3e-3],
    ['small', { optimizer: 'momentum' }, 0.9],
    ['fine-tune', {}, 5e-4],
    ['dense-64', {}, 1e-3],
    ['dense-64', { optimizer: 'momentum' }, 0.1],
  ] as const)('gives %s with %j the learning rate %s', (preset, train, rate) => {
    expect(buildConfigs(preset, { network: {}, train }).config.learningRate).toBe(rate);
  });

  it.each([
    ['none', {}, 'preset is "none", allowed default, small, fine-tune, dense-64'],
    ['default', { kernel: 2 }, 'kernel is 2, allowed odd numbers'],
  ])('refuses %s with %j', (preset, network, message) => {
    expect(() => buildConfigs(preset, { network, train: {} })).toThrow(message);
  });
});

describe('fineTuning()', () => {
  const found = { optimizer: 'adam', loss: 'crossentropy', batchSize: 64 } as const;

  it('changes nothing for labels that the model knows', () => {
    expect(fineTuning({ ...found, isNew: false, texts: 1000 })).toEqual({});
  });

  it.each([
    [100, 30],
    [1000, 30],
    [5000, 12],
    [100_000, 4],
  ])('takes, of %i texts with new labels, %i epochs', (texts, epochs) => {
    expect(fineTuning({ ...found, isNew: true, texts })).toMatchObject({ epochs, learningRate: 1e-2 });
  });
});
