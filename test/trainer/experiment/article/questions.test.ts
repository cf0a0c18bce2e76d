import { describe, expect, it } from 'vitest';
import { armOf } from '../../../../trainer/experiment/article/arms.ts';
import { askedOf, isMeasured, QUESTIONS } from '../../../../trainer/experiment/article/questions.ts';
import { FULL, QUICK } from '../../../../trainer/experiment/article/size.ts';
import type { QuestionId } from '../../../../trainer/report/article/record.ts';

/** Names of the arms of sentences by the question that has them first. */
function armsOf(questions: readonly QuestionId[], size = FULL): Partial<Record<QuestionId, string[]>> {
  const [{ arms }] = askedOf(questions, size);
  const groups = Object.groupBy(arms, ({ question }) => question);
  return Object.fromEntries(
    Object.entries(groups).map(([question, own]) => [question, own.map(({ choice }) => choice.name)]),
  );
}

const choiceOf = (name: string) =>
  askedOf(QUESTIONS, FULL)
    .flatMap(({ arms }) => arms)
    .find(({ choice }) => choice.name === name)!.choice;
const configsOf = (name: string) => armOf(choiceOf(name), FULL, 256, false);

describe('askedOf()', () => {
  it('gives an arm to the first question that needs it', () => {
    const { depth, ...others } = armsOf(QUESTIONS);
    expect(depth).toHaveLength(6 * 4 + 3 * 2 + 4);
    expect(others).toEqual({
      block: ['after-2', 'after-8', 'after-32'],
      example: ['dense-64', 'dense-64-plain', 'dense-64-crossentropy'],
      loss: ['residual-2-mse'],
      optimizer: ['residual-2-sgd', 'residual-2-momentum', 'residual-2-adam', 'residual-2-adamw'],
      shallow: ['residual-0', 'residual-1-wide'],
      alternatives: ['plain-8-batch', 'residual-8-batch', 'plain-8-dropout', 'residual-8-dropout'],
    });
  });

  it('gives a question that stands alone all its arms', () => {
    expect(armsOf(['shallow'])).toEqual({
      shallow: ['residual-0', 'residual-1', 'residual-1-wide', 'residual-2', 'residual-8'],
    });
  });

  it.each([
    [['efficiency'], []],
    [['blocks'], ['sentences']],
    [['tasks'], ['emotions', 'reviews', 'chinese']],
    [QUESTIONS, ['sentences', 'emotions', 'reviews', 'chinese']],
  ] as const)('of %j reads %j', (questions, tasks) => {
    expect(askedOf(questions, FULL).map(({ task }) => task)).toEqual(tasks);
  });

  it('asks for the ends of the depths in the quick form', () => {
    expect(armsOf(['depth'], QUICK).depth?.filter((name) => /^plain/.test(name))).toEqual([
      ...['plain-1', 'plain-1-layer', 'plain-32', 'plain-32-layer', 'plain-2-batch', 'plain-32-batch'],
    ]);
  });

  it('measures gradients at 8 and 32 blocks alone', () => {
    const [{ arms }] = askedOf(['gradients'], FULL);
    const depths = arms.map(({ choice }) => choice.network?.blocks);
    expect([...new Set(depths)]).toEqual([8, 32]);
    expect(arms.filter(({ choice }) => !isMeasured(choice))).toEqual([]);
  });
});

describe('armOf()', () => {
  it.each([
    ['residual-32', undefined],
    ['residual-32-zero', 'zero'],
    ['plain-32', undefined],
  ])('%s starts its branches at %s, whatever its depth', (name, branchInit) => {
    expect(configsOf(name).config.branchInit).toBe(branchInit);
  });

  it('keeps the network of the article as it stands', () => {
    const { network, config, rates } = configsOf('dense-64');
    expect(network).toMatchObject({ encoder: 'bag', width: 64, stem: 2, blocks: 1, residual: true });
    expect(config).toMatchObject({ loss: 'mse', optimizer: 'adam', epochs: 10, schedule: 'constant' });
    expect(rates).toEqual([1e-4, 3e-4, 1e-3, 3e-3, 1e-2]);
  });

  it('tries the rates in the middle where there are to be few', () => {
    const ratesOf = (name: string) => armOf(choiceOf(name), QUICK, 256, false).rates;
    expect(['residual-2', 'residual-2-sgd'].map(ratesOf)).toEqual([
      [1e-3, 3e-3],
      [0.3, 1],
    ]);
  });
});
