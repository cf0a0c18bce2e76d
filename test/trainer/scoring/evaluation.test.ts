import { describe, expect, it } from 'vitest';
import { evaluation, measureGroups, mistakesOf } from '../../../trainer/scoring/evaluation.ts';

const LABELS = ['a', 'b', 'c'];
const judged = (truth: number, ...probabilities: number[]) => ({ truth, probabilities });
const ANSWERS = [
  judged(0, 0.9, 0.1, 0),
  judged(1, 0.8, 0.2, 0),
  judged(2, 0.1, 0.9, 0),
  judged(1, 0.2, 0.8, 0),
  judged(2, 0.9, 0.1, 0),
];
const EXAMPLES = ANSWERS.map(({ truth }, row) => ({
  text: `text ${row}`,
  label: LABELS[truth],
  line: row + 2,
}));

describe('evaluation()', () => {
  it('names the labels that texts have and no answer', () => {
    const found = evaluation(LABELS, EXAMPLES, ANSWERS, undefined);
    expect(found.never_answered).toEqual(['c']);
    expect(found).not.toHaveProperty('steps');
    expect(found.baseline).toEqual({ majority: { label: 'b', accuracy: 2 / 5 } });
    expect(Object.keys(found.interval.recall)).toEqual(LABELS);
  });

  it('counts steps where the labels have an order', () => {
    expect(evaluation(LABELS, EXAMPLES, ANSWERS, ['c', 'a', 'b']).steps).toMatchObject({ texts: [2, 2, 1] });
  });
});

describe('confusion', () => {
  it('is in the order in which labels are listed, where that is not the model’s', () => {
    const labels = ['1', '10', '2'];
    const answers = [judged(1, 0, 1, 0), judged(2, 0, 1, 0)];
    const examples = answers.map(({ truth }, row) => ({ text: 'a', label: labels[truth], line: row }));
    const found = evaluation(labels, examples, answers, ['1', '2', '10']);
    const groups = measureGroups(labels, answers, { names: ['x', 'x'], order: ['x'] });
    expect(Object.keys(found.labels)).toEqual(['1', '2', '10']);
    for (const { confusion } of [found, groups.x]) {
      expect(confusion).toEqual([
        [0, 0, 0],
        [0, 0, 1],
        [0, 0, 1],
      ]);
    }
    expect(found.never_answered).toEqual(['2']);
    expect(found.steps).toMatchObject({ texts: [1, 1, 0] });
  });
});

describe('mistakesOf()', () => {
  it('gives the surest first, and of equals the first of the file', () => {
    const all = mistakesOf(LABELS, EXAMPLES, ANSWERS, 9);
    expect(all.map(({ line, score }) => [line, score])).toEqual([
      [4, 0.9],
      [6, 0.9],
      [3, 0.8],
    ]);
    expect(all[0]).toEqual({ line: 4, truth: 'c', answer: 'b', score: 0.9, text: 'text 2' });
    expect(mistakesOf(LABELS, EXAMPLES, ANSWERS, 1)).toEqual(all.slice(0, 1));
  });
});

describe('measureGroups()', () => {
  const names = ['x', 'y', 'x', 'y', 'y'];

  it('measures each by itself, in the order asked for, and says which are too few', () => {
    const groups = measureGroups(LABELS, ANSWERS, { names, order: ['y', 'x'] });
    expect(Object.keys(groups)).toEqual(['y', 'x']);
    expect(groups.y).toMatchObject({ examples: 3, accuracy: 1 / 3, too_few: true });
    expect(groups.x.confusion).toEqual([
      [1, 0, 0],
      [0, 0, 0],
      [0, 1, 0],
    ]);
    const many = Array.from({ length: 30 }, () => ANSWERS[0]);
    const all = { names: many.map(() => 'x'), order: ['x'] };
    expect(measureGroups(LABELS, many, all).x.too_few).toBe(false);
  });

  it('holds no matrix a group of a model with over 64 labels', () => {
    const labels = Array.from({ length: 65 }, (_, label) => `${label}`);
    const groups = measureGroups(labels, [judged(64, ...labels.map(() => 0))], {
      names: ['x'],
      order: ['x'],
    });
    expect(groups.x).not.toHaveProperty('confusion');
  });
});
