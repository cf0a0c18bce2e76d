import { describe, expect, it } from 'vitest';
import { contestsOf } from '../../../trainer/report/contests.ts';
import { runReport } from './runs.ts';

const named = (name: string, skill: number, texts = 400) => runReport({ skill, texts }, { name });

describe('contestsOf()', () => {
  it('says which run is better where chance is ruled out', () => {
    const { best, pairings, sentences } = contestsOf([named('weak', 0.5), named('strong', 0.95)]);
    expect(best).toBe(1);
    expect(pairings).toMatchObject([{ other: 0, isReal: true }]);
    expect(sentences[0].answer).toMatch(/^strong is better than weak, by \d+\.\d points\.$/);
    expect(sentences[1].answer).toMatch(
      /^Of 400 texts strong alone has \d+ right, weak alone \d+: on many such texts it is/,
    );
  });

  it('says that it may be chance where it may', () => {
    const { sentences, pairings } = contestsOf([named('a', 0.8), named('b', 0.81)]);
    expect(pairings[0].isReal).toBe(false);
    expect(sentences[0].answer).toMatch(/which may be chance\.$|are right on as many texts\.$/);
  });

  it('sets no figures against each other that are of other texts', () => {
    const { sentences, pairings } = contestsOf([named('a', 0.8), named('b', 0.8, 300)]);
    expect(pairings[0].contest).toBeUndefined();
    expect(sentences[0].answer).toContain('held back other texts');
    expect(sentences[1].answer).toContain('train them on one file');
  });

  it('asks more of a difference the more runs there are', () => {
    const two = contestsOf([named('a', 0.7), named('best', 0.9)]);
    const many = contestsOf([named('a', 0.7), named('a', 0.7), named('a', 0.7), named('best', 0.9)]);
    expect(many.pairings[0].p).toBeCloseTo(3 * two.pairings[0].p!, 12);
    expect(many.names).toEqual(['a (1)', 'a (2)', 'a (3)', 'best']);
  });
});
