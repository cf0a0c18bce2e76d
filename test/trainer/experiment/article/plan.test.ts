import { describe, expect, it } from 'vitest';
import { planArticle, planText } from '../../../../trainer/experiment/article/plan.ts';
import { QUESTIONS } from '../../../../trainer/experiment/article/questions.ts';
import { FULL, QUICK } from '../../../../trainer/experiment/article/size.ts';

describe('planArticle()', () => {
  it('counts networks and fits by question and task, the choice of the blocks too', () => {
    const rows = planArticle(['loss', 'blocks', 'efficiency', 'tasks'], FULL);
    expect(rows.map(({ question, task, networks, fits }) => [question, task, networks, fits])).toEqual([
      ['loss', 'sentences', 4, 40],
      ['tasks', 'emotions', 4, 40],
      ['tasks', 'reviews', 4, 40],
      ['tasks', 'chinese', 4, 40],
      ['blocks', 'sentences', 5, 25],
    ]);
    expect(rows.every(({ work }) => work > 0 && Number.isFinite(work))).toBe(true);
  });

  it('takes less work for the quick form', () => {
    const workOf = (size: typeof FULL) =>
      planArticle(QUESTIONS, size).reduce((sum, { work }) => sum + work, 0);
    expect(workOf(QUICK)).toBeLessThan(workOf(FULL) / 5);
  });
});

describe('planText()', () => {
  it('ends with the total, and with the time for so many fits at once', () => {
    const rows = [
      { question: 'loss', task: 'sentences', networks: 4, fits: 40, work: 180_000_000 },
      { question: 'tasks', task: 'chinese', networks: 2, fits: 1600, work: 60_000_000 },
    ] as const;
    expect(planText(rows, 2, 80).split('\n')).toEqual([
      'question       task  networks   fits     work',
      'loss      sentences         4     40   75.0 %',
      'tasks       chinese         2  1,600   25.0 %',
      'total                       6  1,640  100.0 %',
      '',
      '1,640 fits, 2 at a time: about 1 min where each has a core for itself',
    ]);
  });

  it('says that there is none', () => {
    expect(planText(planArticle(['efficiency'], FULL), 1, 80)).toMatch(/^no fits/);
  });
});
