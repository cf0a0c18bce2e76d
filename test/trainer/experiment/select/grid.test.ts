import { describe, expect, it } from 'vitest';
import { candidatesOf, DEFAULT_GRID, parseAxis } from '../../../../trainer/experiment/select/grid.ts';

const NOTHING = { network: {}, train: {} };
const grid = (...texts: string[]) => texts.map(parseAxis);

describe('parseAxis()', () => {
  it.each([
    ['blocks=0, 1,2', { field: 'blocks', values: [0, 1, 2] }],
    ['learning-rate=0.001,3e-3', { field: 'learningRate', values: [0.001, 0.003] }],
    ['learningRate=0.001', { field: 'learningRate', values: [0.001] }],
    ['norm=none,layer', { field: 'norm', values: ['none', 'layer'] }],
    ['residual=true,false', { field: 'residual', values: [true, false] }],
    ['branch-init=he,zero', { field: 'branchInit', values: ['he', 'zero'] }],
  ])('reads %s', (text, axis) => {
    expect(parseAxis(text)).toEqual(axis);
  });

  it.each([
    ['blocks', '--grid is "blocks", allowed a field and its values, such as blocks=0,1,2'],
    ['blocks=1=2', 'allowed a field and its values'],
    ['blocks=1,1', 'allowed each value once'],
    ['depth=1,2', '--grid names "depth", allowed encoder, ngram-buckets, embedding'],
    ['__proto__=1', '--grid names "__proto__", allowed'],
    ['blokcs=1,2', '--grid names "blokcs", which is no field; did you mean blocks?'],
    ['seed=1,2', '--grid names seed: all candidates share the folds'],
    ['dev-share=0.1', '--grid names dev-share: folds hold rows back; give --folds'],
    ['labels=a,b', '--grid names labels: the data says it'],
  ])('refuses %s as bad usage', (text, message) => {
    expect(() => parseAxis(text)).toThrow(
      expect.objectContaining({ message: expect.stringContaining(message), exitCode: 2 }),
    );
  });
});

describe('candidatesOf()', () => {
  it('makes every combination, the last axis changing fastest', () => {
    const made = candidatesOf(grid('blocks=0,1', 'epochs=2,3'), 'small', {
      ...NOTHING,
      network: { width: 32 },
    });
    expect(made.map(({ name }) => name)).toEqual([
      'blocks=0 epochs=2',
      'blocks=0 epochs=3',
      'blocks=1 epochs=2',
      'blocks=1 epochs=3',
    ]);
    expect(made[3]).toMatchObject({ network: { blocks: 1, width: 32 }, config: { epochs: 3, minCount: 1 } });
  });

  it('tries 0 to 8 blocks by default', () => {
    const names = candidatesOf(DEFAULT_GRID, 'small', NOTHING).map(({ name }) => name);
    expect(names).toEqual(['blocks=0', 'blocks=1', 'blocks=2', 'blocks=4', 'blocks=8']);
  });

  it.each([
    [['blocks=1'], {}, 'the grid has 1 candidates, allowed 2 to 64'],
    [['blocks=0,1,2,3,4,5,6,7', 'width=1,2,3,4,5,6,7,8,9'], {}, 'the grid has 72 candidates'],
    [['blocks=0,1', 'blocks=2'], {}, '--grid names blocks twice'],
    [['blocks=0,1'], { blocks: 3 }, '--blocks and --grid blocks=… contradict each other'],
    [['blocks=0,99'], {}, '--grid blocks=99 cannot be: blocks is 99, allowed 0 to 32'],
    [['blocks=0,x'], {}, '--grid blocks=x cannot be: blocks is "x", not a whole number'],
    [['kernel=3,4'], {}, '--grid kernel=4 cannot be: kernel is 4, allowed odd numbers'],
    [['residual=true,1'], {}, 'residual is "1", not a boolean'],
    [['norm=none,'], {}, 'norm is "", allowed none, layer, batch'],
  ])('refuses %j as bad usage', (texts, network, message) => {
    expect(() => candidatesOf(grid(...texts), 'small', { network, train: {} })).toThrow(
      expect.objectContaining({ message: expect.stringContaining(message), exitCode: 2 }),
    );
  });
});
