import { dirname } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { unpackAnswers } from '../../../../trainer/experiment/compare/answers.ts';
import type { ArmFit, NamedArm } from '../../../../trainer/experiment/compare/armfit.ts';
import {
  ArmsMeasurer,
  type ArmsRequest,
  MAX_ARM_BYTES,
} from '../../../../trainer/experiment/compare/measurearms.ts';
import { comparisonFolds } from '../../../../trainer/experiment/comparisonfolds.ts';
import { buildConfigs } from '../../../../trainer/experiment/configs.ts';
import { spreadSteps } from '../../../../trainer/experiment/fits/fit.ts';
import { FitFolder } from '../../../../trainer/experiment/fits/fitfolder.ts';
import { Lanes } from '../../../../trainer/experiment/fits/lanes.ts';
import { Meter } from '../../../../trainer/experiment/fits/meter.ts';
import { type ReadParts, readParts } from '../../../../trainer/prepare/prepare.ts';
import { labelledTexts } from '../../../contract/training.ts';
import { temporaryFolder } from '../../files.ts';

const write = temporaryFolder();
const data = write('data.tsv', labelledTexts(120));
const given = { network: { embedding: 4, width: 4, blocks: 1 }, train: { epochs: 2, batchSize: 10 } };
const arm = (name: string, residual: boolean, rates: number[]): NamedArm => ({
  ...buildConfigs('small', { ...given, network: { ...given.network, residual } }),
  ...{ name, values: { residual }, rates },
});
const two = new Lanes(2, 2, new AbortController().signal);
const one = new Lanes(1, 1, new AbortController().signal);
afterAll(() => Promise.all([two.close(), one.close()]));
let read: ReadParts;
let request: ArmsRequest;

beforeAll(async () => {
  read = await readParts({ data, ...arm('', true, [0]), report: () => {} });
  const { texts } = read.parts.train;
  const selected = Int32Array.from(texts.labels, (_, text) => text);
  const options = { k: 3, rows: 1000, minimum: 1, seed: 1 };
  const [rates, ...folds] = comparisonFolds({ texts, selected }, read.numbers, options);
  const plain = { ...arm('plain', false, [0.01]), gradientPoints: 2 };
  request = {
    arms: [arm('residual', true, [1e-9, 0.03]), plain],
    ...{ seeds: [1, 2], folds, rates: { fold: rates, seed: 0 } },
  };
});

function measurerIn(out: string, lanes: Lanes): ArmsMeasurer {
  const folder = new FitFolder<ArmFit>(`${dirname(data)}/${out}`, MAX_ARM_BYTES, () => {});
  return new ArmsMeasurer({ read, folder, lanes, meter: new Meter({ onWork: () => {} }), onFit: () => {} });
}

describe('ArmsMeasurer', () => {
  it('chooses a rate where there are several, and measures each seed on its fold', async () => {
    const measurer = measurerIn('own', two);
    expect(measurer.plan(request)).toBe(2 + 2 * 2);
    const [residual, plain] = await measurer.measure(request);
    expect(residual.rate).toBe(0.03);
    expect(residual.tried.map(({ rate }) => rate)).toEqual([1e-9, 0.03]);
    expect(plain).toMatchObject({ rate: 0.01, tried: [] });
    for (const { fits } of [residual, plain]) {
      fits.forEach((fit, seed) => {
        expect(fit.texts).toBe(request.folds[seed].dev.selected.length);
        const answers = unpackAnswers(fit.answers, fit.texts);
        expect(answers.reduce((sum, right) => sum + right, 0)).toBe(fit.right);
        expect(fit.losses).toHaveLength(2);
        expect(fit.losses[1]).toBeLessThan(fit.losses[0]);
        expect(fit.macroF1).toBeGreaterThan(0.3);
      });
    }
    expect(plain.fits.map(({ gradients }) => gradients?.map(({ step }) => step))).toEqual([
      [0, 1, 8, 15],
      undefined,
    ]);
    expect(Object.keys(plain.fits[0].gradients![0].norms)).toContain('block.0');
  });

  it('gives the same for one worker, and what it kept when asked again', async () => {
    const [first, again] = [measurerIn('other', one), measurerIn('other', two)];
    const other = await first.measure(request);
    expect(other).toEqual(await measurerIn('own', two).measure(request));
    expect(await again.measure(request)).toEqual(other);
    expect([first.found, again.found]).toEqual([0, 6]);
  });

  it('counts a training that diverges as never right', async () => {
    const wild = arm('wild', true, [1e30]);
    const config = { ...wild.config, optimizer: 'sgd', clipNorm: 0 } as const;
    const arms = [{ ...wild, config }];
    const [{ fits }] = await measurerIn('own', two).measure({ ...request, arms });
    expect(fits[0]).toMatchObject({ diverged: true, right: 0, loss: null, losses: [], macroF1: 0 });
    expect(fits[0].answers).toMatch(/^A+=*$/);
  });
});

describe('spreadSteps()', () => {
  it.each([
    [100, 3, [0, 1, 33, 66, 99]],
    [3, 8, [0, 1, 2]],
    [1, 2, [0]],
  ])('of %d steps, 2 and %d more, are %j', (steps, points, expected) => {
    expect(spreadSteps(steps, points)).toEqual(expected);
  });
});
