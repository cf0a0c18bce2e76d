import type { TrainConfig } from '../../../../trainer/config/train.ts';
import { packAnswers } from '../../../../trainer/experiment/compare/answers.ts';
import type { ArmFit, NamedArm } from '../../../../trainer/experiment/compare/armfit.ts';
import { type Comparison, comparisonOf } from '../../../../trainer/experiment/compare/comparison.ts';
import { standingsOf } from '../../../../trainer/experiment/compare/standings.ts';
import { buildConfigs } from '../../../../trainer/experiment/configs.ts';
import { generator } from '../../network/generator.ts';

const SMALL = buildConfigs('small', { network: {}, train: {} });

/** A fit with as many right answers as said of so many texts, the first ones. */
export function fitOf(right: number, texts: number): ArmFit {
  return drawnFit((text) => text < right, texts);
}

export function drawnFit(isRight: (text: number) => boolean, texts: number): ArmFit {
  const answers = Array.from({ length: texts }, (_, text) => isRight(text));
  const right = answers.filter(Boolean).length;
  return {
    ...{
      parameters: 1000,
      losses: [0.7, 0.5],
      texts,
      right,
      macroF1: right / texts,
      loss: 0.6,
      diverged: false,
    },
    answers: packAnswers(answers),
  };
}

/** A training that left the numbers that floats can hold. */
export function divergedFit(texts: number): ArmFit {
  return { ...fitOf(0, texts), losses: [], loss: null, macroF1: 0, diverged: true };
}

/** Fits of five seeds that are right on a text with this probability, drawn. */
export function drawnFits(probability: number, texts: number, seed: number): ArmFit[] {
  const next = generator(seed);
  return Array.from({ length: 5 }, () => drawnFit(() => next() < probability, texts));
}

/** A comparison of these fits. @param ratio of test rows to training rows; undefined: a test file. */
export function comparison(
  fits: Readonly<Record<string, readonly ArmFit[]>>,
  ratio: number | undefined,
  tried: readonly number[] = [],
  own: Readonly<Record<string, { values?: NamedArm['values']; config?: Partial<TrainConfig> }>> = {},
): Comparison {
  const names = Object.keys(fits);
  const results = names.map((name) => ({
    arm: { ...SMALL, name, values: own[name]?.values ?? {}, rates: tried } as NamedArm,
    tried: tried.map((rate) => ({ rate, right: 80, texts: 100, loss: 0.5 })),
    rate: tried[0] ?? 0.003,
    fits: [...fits[name]],
  }));
  return comparisonOf({
    ...{ key: 'key', rows: 1000, seeds: [1, 2, 3, 4, 5], rateSeed: 0, warnings: ['rows look like parts'] },
    command: 'npm run trainer -- compare --data reviews.csv',
    ...{
      results,
      configs: names.map((name) => ({ ...SMALL.config, ...own[name]?.config })),
      ratio,
      standings: standingsOf(
        results.map((own) => own.fits),
        ratio,
      ),
    },
  });
}

/** Variants with long names, one of which diverges. */
export function manyVariants(): Comparison {
  const name = (number: number) => `a variant with ${number} of the longest name`;
  const fits = Object.fromEntries(
    [1, 2, 3, 4, 5, 6].map((each) => [name(each), drawnFits(0.7 + each / 40, 200, each)]),
  );
  return comparison(
    { ...fits, wild: Array.from({ length: 5 }, () => divergedFit(200)) },
    undefined,
    [0.001, 0.003],
  );
}
