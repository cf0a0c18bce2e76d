import { describe, expect, it } from 'vitest';
import { choose } from '../../../../trainer/experiment/select/choice.ts';
import { type Drop, type Pair, race } from '../../../../trainer/experiment/select/race.ts';
import { generator } from '../../network/generator.ts';

const TEXTS = 1000;

/** Fits whose shares of right rows are [candidate][fold]. */
function measuring(shares: readonly (readonly number[])[], asked: Pair[][] = []) {
  return (pairs: readonly Pair[]) => {
    asked.push([...pairs]);
    return Promise.resolve(
      pairs.map(({ candidate, fold }) => ({
        ...{ texts: TEXTS, right: Math.round(TEXTS * shares[candidate][fold]), loss: 1 },
        parameters: 100 * (candidate + 1),
      })),
    );
  };
}

/** Shares of candidates around their means, over five folds. */
function sharesAround(means: readonly number[], spread: number, seed = 1): number[][] {
  const next = generator(seed);
  const folds = Array.from({ length: 5 }, () => spread * (next() - 0.5));
  return means.map((mean) => folds.map((fold) => mean + fold + spread * (next() - 0.5)));
}

const raceOf = (shares: readonly (readonly number[])[], racing: boolean, asked?: Pair[][]) =>
  race({ candidates: shares.length, folds: 5, racing, measure: measuring(shares, asked) });

describe('race()', () => {
  it('measures three folds at once, then fold by fold, and leaves out what it dropped', async () => {
    const shares = sharesAround([0.5, 0.8, 0.8], 0.01);
    const asked: Pair[][] = [];
    const told: Drop[] = [];
    const { fits, drops } = await race({
      ...{ candidates: 3, folds: 5, racing: true, measure: measuring(shares, asked) },
      onDrop: (drop) => told.push(drop),
    });
    expect(asked.map(({ length }) => length)).toEqual([9, 2, 2]);
    expect(drops).toEqual([{ candidate: 0, by: expect.any(Number), folds: 3, p: expect.any(Number) }]);
    expect(told).toEqual(drops);
    expect(fits.map(({ length }) => length)).toEqual([3, 5, 5]);
  });

  it('without racing measures all at once', async () => {
    const asked: Pair[][] = [];
    const { fits, drops } = await raceOf(sharesAround([0.5, 0.8], 0.01), false, asked);
    expect(asked.map(({ length }) => length)).toEqual([10]);
    expect(drops).toEqual([]);
    expect(fits.map(({ length }) => length)).toEqual([5, 5]);
  });

  it('of two folds or equal candidates drops nothing', async () => {
    const two = await race({
      candidates: 2,
      folds: 2,
      racing: true,
      measure: measuring([
        [0.5, 0.5],
        [0.9, 0.9],
      ]),
    });
    expect(two.drops).toEqual([]);
    const equal = await raceOf(sharesAround([0.8, 0.8, 0.8], 0), true);
    expect(equal.drops).toEqual([]);
  });

  it('never changes which candidate is chosen where one is clearly better', async () => {
    for (let seed = 1; seed <= 100; seed++) {
      const shares = sharesAround([0.7, 0.72, 0.8, 0.71, 0.69], 0.02, seed);
      const [with_, without] = await Promise.all([raceOf(shares, true), raceOf(shares, false)]);
      expect(choose(with_.fits)).toMatchObject({ chosen: 2, best: 2 });
      expect(choose(without.fits)).toMatchObject({ chosen: 2, best: 2 });
    }
  });

  it('changes the choice of equal candidates in at most 2 of 100 draws', async () => {
    let changed = 0;
    for (let seed = 1; seed <= 500; seed++) {
      const shares = sharesAround([0.77, 0.77, 0.77, 0.77, 0.77], 0.03, seed);
      const [with_, without] = await Promise.all([raceOf(shares, true), raceOf(shares, false)]);
      if (choose(with_.fits).chosen !== choose(without.fits).chosen) changed++;
    }
    expect(changed).toBeLessThanOrEqual(10);
  });

  it('drops none that is within one standard error of the best', async () => {
    // The second is always 0.1 points ahead, which is certain and little; the folds differ by far more.
    const folds = [0.7, 0.74, 0.78, 0.72, 0.76];
    const { fits, drops } = await raceOf([folds, folds.map((share) => share + 0.001)], true);
    expect(drops).toEqual([]);
    expect(choose(fits)).toMatchObject({ best: 1, chosen: 0 });
  });
});

describe('choose()', () => {
  const fitsOf = (shares: readonly number[][], parameters: readonly number[]) =>
    shares.map((own, candidate) =>
      own.map((share) => ({
        ...{ texts: TEXTS, right: Math.round(TEXTS * share), loss: 1 },
        parameters: parameters[candidate],
      })),
    );

  it('takes the simplest within one standard error of the best', () => {
    // The best has 0.77, a variance of 0.00025 and a corrected error of 1.06 points.
    const best = [0.75, 0.76, 0.77, 0.78, 0.79];
    const at = (mean: number) => best.map((share) => share - 0.77 + mean);
    const fits = fitsOf([at(0.758), at(0.761), best, at(0.765)], [10, 20, 40, 30]);
    expect(choose(fits)).toMatchObject({ chosen: 1, best: 2 });
    expect(choose(fitsOf([at(0.761), best], [20, 20]))).toMatchObject({ chosen: 1, best: 1 });
  });

  it('never takes what was dropped', () => {
    const fits = fitsOf(
      [
        [0.9, 0.9, 0.9],
        [0.8, 0.81, 0.8, 0.81],
      ],
      [1, 2],
    );
    expect(choose(fits)).toMatchObject({ chosen: 1, best: 1 });
    expect(choose(fits).standings[0]).toMatchObject({
      folds: 3,
      against: { difference: expect.any(Number) },
    });
  });

  it('says whether any differs clearly, by Holm over all others', () => {
    const even = [0.75, 0.76, 0.77, 0.78, 0.79];
    const lower = [0.65, 0.67, 0.66, 0.69, 0.68];
    expect(choose(fitsOf([even, lower], [1, 2])).differs).toBe(true);
    expect(choose(fitsOf([even, [0.76, 0.75, 0.78, 0.77, 0.79]], [1, 2])).differs).toBe(false);
  });
});
