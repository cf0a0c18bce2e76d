import { describe, expect, it } from 'vitest';
import { evaluation, measureGroups, mistakesOf } from '../../../trainer/scoring/evaluation.ts';
import { knownOrder } from '../../../trainer/scoring/ordered.ts';
import { evaluationText } from '../../../trainer/terminal/evaluation.ts';
import { contestSentences } from '../../../trainer/terminal/sentences.ts';
import { suiteText } from '../../../trainer/terminal/suite.ts';
import { cut, grid } from '../../../trainer/terminal/table.ts';

const EVIL = '\u001b[31m\u202e\nerror: forged';
/** Rows as [truth, answer, how often]. */
function textOf(labels: string[], rows: [number, number, number][], width = 80, all = false): string {
  const judged = rows.flatMap(([truth, answer, times]) =>
    Array.from({ length: times }, () => ({
      truth,
      probabilities: labels.map((_, label) => (label === answer ? 0.9 : 0.1 / (labels.length - 1))),
    })),
  );
  const examples = judged.map(({ truth }, row) => ({
    text: `一个很长的句子 ${EVIL} ${'long '.repeat(90)}`,
    label: labels[truth],
    line: row + 1,
  }));
  const names = judged.map((_, row) => `${EVIL} ${row % 3} ${'wide '.repeat(30)}`);
  return evaluationText(
    {
      ...evaluation(labels, examples, judged, knownOrder(labels)),
      groups: measureGroups(labels, judged, { names, order: [...new Set(names)] }),
      mistakes: mistakesOf(labels, examples, judged, 5),
    },
    { width, all },
  );
}
const widest = (text: string) => Math.max(...text.split('\n').map(({ length }) => length));
const many = Array.from({ length: 1000 }, (_, label) => `label ${label} ${'of a long name '.repeat(4)}`);
const rows = many.map((_, label): [number, number, number] => [label, (label * 7) % 1000, 1 + (label % 3)]);

describe('evaluationText()', () => {
  it('fits 80 columns but for sentences, with 1,000 labels of long names', () => {
    const text = textOf(many, rows);
    const tables = text.split('\n').filter((line) => !/^(?:Never|The model|Of )/.test(line));
    expect(widest(tables.join('\n'))).toBeLessThanOrEqual(80);
    expect(text).toContain('and 980 more, less frequent: --all shows them');
    expect(text).toMatch(/^label 2 of a long name of… → label 14 of a long name o… +3 +100 %$/m);
    expect(text).toMatch(/^and 98\d more pairs: --all shows them$/m);
    expect(text).not.toMatch(/^error: forged/m);
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });

  it('says that the figure of the word list is its best', () => {
    const text = textOf(['negative', 'positive'], [[0, 0, 30]]);
    expect(text).toMatch(/^word list's best accuracy +\d\.\d{4}$/m);
  });

  it('shows every label and every confusion with all', () => {
    const text = textOf(many, rows, 80, true);
    expect(text).not.toContain('--all');
    expect(text.split('\n').length).toBeGreaterThan(1000 + 980);
  });

  it.each([20, 40, 80, 200])('has all parts at %i columns', (width) => {
    const text = textOf(
      ['negative', 'neutral', 'positive'],
      [
        [0, 0, 40],
        [1, 2, 3],
        [2, 0, 2],
      ],
      width,
    );
    for (const part of ['accuracy', 'macro_f1', 'recall', 'kappa', 'group', 'Mistakes'])
      expect(text).toContain(part);
  });

  it('shows a matrix whose rows and columns are those of their names, where the names are numbers', () => {
    // Sorted as text, as a model has them; an object lists 2 before 10.
    const text = textOf(
      ['1', '10', '2'],
      [
        [0, 0, 4],
        [1, 1, 5],
        [1, 2, 3],
        [2, 2, 6],
      ],
    );
    expect(text).toMatch(/^truth ↓ answer → +1 +2 +10\n1 +4 +0 +0\n2 +0 +6 +0\n10 +0 +3 +5$/m);
  });

  it('shows a matrix of few labels, and a list of many', () => {
    expect(
      textOf(
        ['negative', 'positive'],
        [
          [0, 1, 3],
          [1, 1, 4],
        ],
      ),
    ).toMatch(/^truth ↓ answer → +negative +positive\nnegative +0 +3\npositive +0 +4$/m);
    const text = textOf(
      Array.from({ length: 30 }, (_, label) => `l${label}`),
      [
        [0, 1, 3],
        [2, 1, 9],
        [1, 1, 4],
      ],
    );
    expect(text).not.toContain('truth ↓');
    expect(text).toMatch(/^truth → answer +texts +of the truth\nl2 → l1 +9 +100 %\nl0 → l1 +3 +100 %$/m);
  });

  it.each<[string, string[], [number, number, number][], string]>([
    [
      'one text',
      ['a', 'b'],
      [[0, 0, 1]],
      '1 text proves nothing: on others like these the accuracy may be anywhere from 20.7 to 100.0 %.',
    ],
    [
      '6 texts',
      ['a', 'b'],
      [
        [0, 0, 5],
        [1, 0, 1],
      ],
      '6 texts prove nothing: on others like these',
    ],
    [
      '20 texts',
      ['a', 'b'],
      [
        [0, 0, 15],
        [1, 0, 5],
      ],
      '20 texts prove little: on others like these',
    ],
    [
      'a lazy model',
      ['a', 'b'],
      [
        [0, 0, 90],
        [1, 0, 10],
      ],
      'The model is no better than answering “a” to every text.',
    ],
    [
      'a hardly better one',
      ['a', 'b'],
      [
        [0, 0, 90],
        [1, 0, 8],
        [1, 1, 2],
      ],
      'The model cannot be told from answering “a” to every text.',
    ],
    [
      'a label that is never answered',
      ['a', 'b', 'c'],
      [
        [0, 0, 9],
        [1, 0, 5],
        [2, 0, 7],
      ],
      'Never answered, with the texts that have it: c (7), b (5).',
    ],
    [
      'errors of two steps',
      ['1', '2', '3'],
      [
        [0, 0, 60],
        [0, 1, 37],
        [2, 0, 3],
      ],
      'Of 40 errors in 100 texts 3 are 2 steps off.',
    ],
    [
      'errors of one step',
      ['1', '2', '3'],
      [
        [0, 0, 60],
        [0, 1, 40],
      ],
      'Of 40 errors in 100 texts none is more than a step off.',
    ],
  ])('says what %s means', (_, labels, counts, sentence) => {
    expect(textOf(labels, counts)).toContain(sentence);
  });

  it('says nothing of the kind where there is nothing to say', () => {
    expect(
      textOf(
        ['a', 'b'],
        [
          [0, 0, 500],
          [1, 1, 500],
          [1, 0, 10],
        ],
      ),
    ).not.toMatch(/prove|Never|The model/);
  });
});

describe('contestSentences()', () => {
  const contest = {
    ...{ texts: 2000, only_first: 60, only_second: 91, difference: 0.0155, p: 0.0142, is_real: true },
    interval: { low: 0.0035, high: 0.0275 },
  };

  it.each([
    [
      contest,
      "b is right on 31 more of 2,000 texts (1.6 points, 95 % interval 0.4 to 2.8; McNemar's test: p = 0.014): the difference is real.",
    ],
    [
      {
        ...contest,
        only_first: 91,
        only_second: 60,
        difference: -0.0155,
        interval: { low: -0.0275, high: -0.0035 },
      },
      'b is right on 31 fewer of 2,000 texts (1.6 points, 95 % interval 0.4 to 2.8;',
    ],
    [{ ...contest, is_real: false, p: 0.4 }, 'p = 0.400): the difference cannot be told from chance.'],
    [{ ...contest, p: 1e-9 }, 'p = under 0.001'],
    [{ ...contest, only_first: 0, only_second: 0 }, 'b is right on the same 2,000 texts.'],
  ])('says which is better: %#', (given, sentence) => {
    expect(contestSentences(given, 'b')[0]).toContain(sentence);
    expect(contestSentences(given, 'b').at(-1)).toMatch(/^This compares two files, not two ways to train/);
  });
});

describe('suiteText()', () => {
  it('names groups, what fails and what is left out, on any width', () => {
    const result = {
      ...{ cases: 2000, failed: 1, left_out: 3 },
      groups: [
        { group: 'a', language: 'en', cases: 1000, failed: 0, examples: [] },
        {
          ...{ group: `b${EVIL}`, language: 'zh', cases: 1000, failed: 1 },
          examples: [{ text: `${EVIL} ${'w'.repeat(500)}`, answer: 'x', expected: 'y' }],
        },
      ],
    };
    const text = suiteText(result, 80);
    expect(text).toContain('Behaviour: 1,999 of 2,000 cases pass, 99.9 %.');
    expect(text).toContain('3 cases ask for labels that the model lacks, and are left out.');
    expect(text).toMatch(/^a, en +1,000 +0 +100\.0 %$/m);
    expect(text).toMatch(/^b.*, zh:$/m);
    expect(text).toContain('x, expected y');
    expect(text).not.toMatch(/^error: forged/m);
    expect(widest(text)).toBeLessThanOrEqual(80);
    expect(suiteText(result, 20)).toContain('99.9 %');
    expect(suiteText({ cases: 0, failed: 0, left_out: 2, groups: [] }, 80)).toContain('0 of 0 cases pass.');
  });
});

describe('cut() and grid()', () => {
  it.each([
    ['short', 8, 'short'],
    ['exactly8', 8, 'exactly8'],
    ['longer than 8', 8, 'longer …'],
    ['好好好好', 8, '好好好好'],
    ['好好好好好', 8, '好好好…'],
    ['👍👍👍👍👍', 8, '👍👍👍…'],
  ])('cuts “%s” at %i columns', (text, width, expected) => {
    expect(cut(text, width)).toBe(expected);
  });

  it('lines up wide characters', () => {
    expect(
      grid(
        [
          ['好评', 1],
          ['bad', 20],
        ],
        80,
      ),
    ).toBe('好评   1\nbad   20');
  });
});
