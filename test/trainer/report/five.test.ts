import { describe, expect, it } from 'vitest';
import { labelTable } from '../../../trainer/report/figures.ts';
import { type FiveFacts, fiveSentences } from '../../../trainer/report/five.ts';
import { intervalsOf } from '../../../trainer/scoring/intervals.ts';
import { type Judged, measure, wilson } from '../../../trainer/scoring/metrics.ts';

const LABELS = ['bad', 'good', 'odd'];

/** Answers, each so many times: truth and answer by their numbers. */
function judgedOf(...answers: [truth: number, answer: number, times: number][]): Judged[] {
  return answers.flatMap(([truth, answer, times]) =>
    Array.from({ length: times }, () => ({
      truth,
      probabilities: LABELS.map((_, label) => Number(label === answer)),
    })),
  );
}

function answerTo(question: string, judged: readonly Judged[], more: Partial<FiveFacts> = {}): string {
  const metrics = measure(LABELS, judged);
  const labels = labelTable(LABELS, metrics, intervalsOf(LABELS, judged, metrics));
  const facts = {
    right: 'right on many',
    interval: 'on many such texts 80 to 90 %',
    rare: [],
    few: [],
    always: 'always "good"',
    comparisons: [],
    never: [],
    course: [],
    moreRows: [],
  };
  const all = { facts, accuracy: metrics.accuracy, labels, slices: [], data: { shared: 0 }, ...more };
  return fiveSentences(all).find(({ asks }) => asks === question)!.answer;
}

const GOOD = judgedOf([0, 0, 40], [1, 1, 40]);
const slice = (part: string, texts: number, right: number) =>
  ({ slice: 'length', part, texts, right, interval: wilson(right, texts) }) as const;

describe('fiveSentences()', () => {
  it.each([
    ['nothing, where nothing stands out', GOOD, 'No label and no kind of text stands out.'],
    [
      'the label that is found the least, and the commonest mistake',
      judgedOf([0, 0, 40], [1, 1, 20], [1, 0, 20]),
      'Of 40 texts labelled "good" it gets 50.0 % right. Most often it takes "good" for "bad", 20 times.',
    ],
    [
      'no label of a few texts',
      judgedOf([0, 0, 40], [1, 1, 38], [1, 0, 2], [2, 0, 1]),
      'Of 40 texts labelled "good" it gets 95.0 % right. Most often it takes "good" for "bad", 2 times.',
    ],
  ])('says where it is weak: %s', (_, judged, said) => {
    expect(answerTo('Where is it weak?', judged)).toBe(said);
  });

  it('names a kind of text on which it is worse, where that is no chance', () => {
    const judged = judgedOf([0, 0, 90], [1, 0, 10]);
    const weak = answerTo('Where is it weak?', judged, {
      slices: [slice('up to 5 tokens', 50, 30), slice('6 to 10 tokens', 50, 48)],
    });
    expect(weak).toContain('Of 50 texts of length “up to 5 tokens” it gets 60.0 % right.');
    const chance = answerTo('Where is it weak?', judged, {
      slices: [slice('up to 5 tokens', 20, 12), slice('6 to 10 tokens', 50, 43)],
    });
    expect(chance).not.toContain('length');
  });

  it('warns of held-back texts that were trained on', () => {
    expect(answerTo('What not to believe?', GOOD, { data: { shared: 1200 } })).toMatch(
      /^1,200 held-back texts were trained on too/,
    );
    expect(answerTo('What not to believe?', GOOD)).toMatch(/^The held-back texts chose the epoch/);
  });
});
