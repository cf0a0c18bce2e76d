import { describe, expect, it } from 'vitest';
import type { EpochReport } from '../../../trainer/parallel/run.ts';
import { sentencesOf, type Told } from '../../../trainer/report/plain.ts';

/** Epochs with these figures on the held-back texts. */
const epochs = (...figures: [devLoss: number, devAccuracy: number][]): EpochReport[] =>
  figures.map(([devLoss, devAccuracy], i) => ({
    epoch: i + 1,
    loss: 0.5,
    accuracy: 0.8,
    devLoss,
    devAccuracy,
  }));

type Answers = { label: string; answer: string; times: number }[];

/** A run over two labels, of which "good" is the commoner in training; what it answers is given. */
function run(answers: Answers, more: Partial<Told> = {}): Told {
  const labels = ['bad', 'good', 'odd'];
  const texts = answers.flatMap(({ times, ...text }) => Array.from({ length: times }, () => text));
  const reports = more.epochs ?? epochs([0.5, 0.8]);
  return {
    network: { labels },
    config: { epochs: reports.length },
    summary: { labels: { good: 60, bad: 40, odd: 1 } },
    dev: { labels: texts.map(({ label }) => labels.indexOf(label)) },
    devLogits: Float32Array.from(
      texts.flatMap(({ answer }) => labels.map((name) => Number(name === answer))),
    ),
    best: reports[0],
    epochs: reports,
    stopped: 'finished',
    ...more,
  };
}

const GOOD: Answers = [
  { label: 'good', answer: 'good', times: 110 },
  { label: 'bad', answer: 'bad', times: 80 },
  { label: 'bad', answer: 'good', times: 10 },
];
const said = (answers: Answers, more?: Partial<Told>) => sentencesOf(run(answers, more));

describe('sentencesOf()', () => {
  it('says the result with its interval beside what needs no training, and nothing more where all is well', () => {
    expect(said(GOOD, { wordList: { right: 150 } })).toEqual([
      'right on 190 of 200 held-back texts, 95.0 %; on many such texts 91.0 to 97.3 %',
      'always "good" is right on 55.0 %, a word list on 75.0 %',
    ]);
    expect(said(GOOD)[1]).toBe('always "good" is right on 55.0 %');
  });

  it.each([
    [1, '1 held-back text proves nothing: give more rows, or a file of them as --dev'],
    [6, '6 held-back texts prove nothing: give more rows, or a file of them as --dev'],
    [30, '30 held-back texts say little: give more rows, or a file of them as --dev'],
    [99, '99 held-back texts say little: give more rows, or a file of them as --dev'],
  ])('says of %i held-back texts that they are few', (times, sentence) => {
    expect(said([{ label: 'bad', answer: 'bad', times }])[1]).toBe(sentence);
  });

  it('says where a run is no better than the commonest label, but not of texts that prove nothing', () => {
    const none: Answers = [
      { label: 'good', answer: 'bad', times: 60 },
      { label: 'good', answer: 'good', times: 50 },
      { label: 'bad', answer: 'bad', times: 40 },
    ];
    const advice = 'look at --text-column and --label-column, or give more rows';
    expect(said(none)).toContain(`this is no better than always answering "good": ${advice}`);
    const few = none.map((answer) => ({ ...answer, times: answer.times / 10 }));
    expect(said(few).join()).not.toContain('no better');
    const hardly = [...none, { label: 'bad', answer: 'bad', times: 25 }];
    expect(said(hardly)).toContain('this is hardly better than always answering "good": give more rows');
  });

  it('says where the word list does better', () => {
    const sentence = 'the word list does better: give more rows, or go on from a model with --fine-tune';
    expect(said(GOOD, { wordList: { right: 191 } })).toContain(sentence);
    expect(said(GOOD, { wordList: { right: 190 } })).not.toContain(sentence);
  });

  it('says what costs decide for a rare label, and compares by label there', () => {
    // 96 of 101 have the commonest label; without costs one text more is right.
    const truths = [...new Array<number>(5).fill(0), ...new Array<number>(96).fill(1)];
    const rare = {
      dev: { labels: truths },
      devLogits: Float32Array.from(truths.flatMap((_, text) => (text < 4 ? [1, 0, 0] : [0, 1, 0]))),
      answers: truths.map((_, text) => (text < 4 || text === 50 ? 0 : 1)),
      classes: { costs: [5, 1, 1], rare: [0] },
    };
    const [result, found, ...others] = said([], rare);
    expect(result).toMatch(
      /^right on 99 of 101 held-back texts, 98\.0 %, decided by costs \(99\.0 % without\); on/,
    );
    expect(found).toBe('of 5 "bad" 4 are found');
    expect(others).toEqual(['always "good" is right on 95.0 %']);
    const useless = { ...rare, answers: truths.map((_, text) => (text % 20 === 10 ? 0 : 1)) };
    expect(said([], useless).join('\n')).toContain('this is no better than always answering "good"');
  });

  it('names the labels that are held back and never answered, five at most', () => {
    const odd = { label: 'odd', answer: 'bad', times: 3 };
    expect(said([...GOOD, odd])).toContain(
      'never answered: "odd" (3 held back); more rows of them help, or more epochs',
    );
    const labels = Array.from({ length: 9 }, (_, i) => `l${i}`);
    const many = sentencesOf({
      ...run([]),
      network: { labels },
      dev: { labels: labels.map((_, i) => i) },
      devLogits: Float32Array.from({ length: 81 }, (_, i) => Number(i % 9 === 0)),
    });
    expect(many.join('\n')).toMatch(
      /^never answered: "l1" \(1 held back\), .*"l5" \(1 held back\) and 3 more;/m,
    );
  });

  it.each<[string, EpochReport[], Partial<Told>, string | undefined]>([
    [
      'was stopped for want of progress',
      epochs([0.5, 0.8], [0.4, 0.8], [0.5, 0.8], [0.5, 0.8]),
      { stopped: 'early', config: { epochs: 8 } },
      'stopped after epoch 4 of 8: no better since epoch 2',
    ],
    [
      'was stopped by a signal at the end of an epoch',
      epochs([0.5, 0.8]),
      { stopped: 'signal', config: { epochs: 8 } },
      'stopped after epoch 1 of 8',
    ],
    [
      'was stopped by a signal within its last epoch',
      epochs([0.5, 0.8], [0.4, 0.8]),
      { stopped: 'signal', partial: { step: 12, steps: 1020 } },
      'stopped in epoch 2 of 2, with 12 of its 1,020 steps done',
    ],
    [
      'still learned at its end',
      epochs([0.5, 0.8], [0.4, 0.85]),
      {},
      'the held-back loss still fell in the last epoch: more may help, --epochs 4',
    ],
    [
      'still learned after 16 epochs',
      epochs([0.5, 0.8], [0.4, 0.85]),
      { config: { epochs: 16 } },
      'the held-back loss still fell in the last epoch: more may help, --epochs 32',
    ],
    [
      'overfits while it is right as often',
      epochs([0.5, 0.8], [0.4, 0.85], [0.45, 0.85]),
      {},
      'the held-back loss rises since epoch 2: more epochs do not help',
    ],
    [
      'stands still',
      epochs([0.5, 0.8], [0.4, 0.85], [0.403, 0.85]),
      {},
      'no better since epoch 2: more epochs do not help',
    ],
    ['is right more often while its loss rises', epochs([0.5, 0.8], [0.4, 0.8], [0.45, 0.85]), {}, undefined],
    ['ended where it was best', epochs([0.5, 0.8], [0.4, 0.85], [0.395, 0.86]), {}, undefined],
    ['had one epoch', epochs([0.5, 0.8]), {}, undefined],
  ])('says of a run that %s what its epochs tell', (_, reports, more, sentence) => {
    const course = said(GOOD, { epochs: reports, best: reports[0], ...more }).slice(2);
    expect(course).toEqual(sentence === undefined ? [] : [sentence]);
  });
});
