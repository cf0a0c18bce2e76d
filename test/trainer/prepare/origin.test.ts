import { describe, expect, it } from 'vitest';
import { licenceWith, originOf } from '../../../trainer/prepare/origin.ts';
import { temporaryFolder } from '../files.ts';

const write = temporaryFolder();
const model = { name: 'base', version: '0123456789ab', licence: 'MIT', training: {} };

describe('originOf()', () => {
  it('takes the sources from the card beside the model, if it is its card', async () => {
    const path = write('model.safetensors', '');
    write('model.json', JSON.stringify({ version: model.version, sources: ['imdb', 3, 'sst'] }));
    expect(await originOf(model, path)).toEqual({ ...model, training: undefined, sources: ['imdb', 'sst'] });
    const sources = [
      { name: 'imdb', licence: 'none stated', train: { texts: 3, weight: 1 } },
      { name: 3 },
      {},
    ];
    write('model.json', JSON.stringify({ version: model.version, sources }));
    expect(await originOf(model, path)).toHaveProperty('sources', ['imdb']);
    write('model.json', JSON.stringify({ version: 'ffffffffffff', sources: ['imdb'] }));
    expect(await originOf(model, path)).not.toHaveProperty('sources');
  });

  it('hands on what the base says of its own base', async () => {
    const base = {
      name: 'default',
      version: 'ba9876543210',
      sources: ['imdb'],
      ancestors: ['old@ffffffffffff'],
    };
    const origin = await originOf({ ...model, training: { base } }, 'none.safetensors');
    expect(origin).toMatchObject({
      sources: ['imdb'],
      ancestors: ['default@ba9876543210', 'old@ffffffffffff'],
    });
  });

  it.each([[null], [[]], ['x'], [{ sources: 'x', ancestors: [{}], version: {} }]])(
    'reads %j of a file of others without a word',
    async (base) => {
      const origin = await originOf({ ...model, training: { base } }, 'none.safetensors');
      expect(origin).not.toHaveProperty('sources');
      expect(JSON.stringify(origin).length).toBeLessThan(300);
    },
  );
});

describe('licenceWith()', () => {
  const origin = { name: 'base', version: '0123456789ab', licence: 'MIT' };
  it.each([
    [undefined, undefined, 'unstated'],
    ['CC0', undefined, 'CC0'],
    ['CC0', origin, 'CC0; base: MIT'],
    [undefined, origin, 'MIT; fine-tuned on other texts, whose terms are not stated'],
  ])('of %j and %j is %s', (given, base, licence) => {
    expect(licenceWith(given, base)).toBe(licence);
  });

  it('says once that texts were added, however often a model was fine-tuned', () => {
    const once = licenceWith(undefined, origin);
    expect(licenceWith(undefined, { ...origin, licence: once })).toBe(once);
  });
});
