import { describe, expect, it } from 'vitest';
import { keepFlag, swappedLabels } from '../../../trainer/scoring/swapped.ts';

/** Texts of a file that writes 0 for negative and 1 for positive, and what a model answers to them. */
function file(...texts: [label: 'negative' | 'positive', answer: string, times: number][]) {
  const each = texts.flatMap(([label, answer, times]) =>
    Array.from({ length: times }, () => ({ label, answer })),
  );
  const written = { negative: '0', positive: '1' };
  return {
    examples: each.map(({ label }) => ({ label, written: written[label] })),
    answers: each.map(({ answer }) => answer),
  };
}

const said = ({ examples, answers }: ReturnType<typeof file>, isMapped = false) =>
  swappedLabels(examples, answers, isMapped);

describe('swappedLabels()', () => {
  const complaints = file(
    ['negative', 'positive', 45],
    ['positive', 'negative', 48],
    ['positive', 'positive', 7],
    ['negative', 'neutral', 30],
  );

  it('says how to turn the labels of the file round', () => {
    expect(said(complaints)).toBe(
      'the labels look swapped, the model answers the other one to 93 % of the texts: ' +
        'turn them round with --map-labels 0=positive,1=negative',
    );
    expect(said(complaints, true)).toContain('turn --map-labels round');
    expect(keepFlag(complaints.examples)).toBe('--map-labels 0=negative,1=positive');
  });

  it.each([
    ['a model that guesses', file(['negative', 'positive', 60], ['positive', 'positive', 50])],
    ['few texts', file(['negative', 'positive', 5], ['positive', 'negative', 4])],
    ['one label', file(['negative', 'positive', 60])],
    ['further answers', file(['negative', 'neutral', 60], ['positive', 'neutral', 60])],
  ])('says nothing of %s', (_, texts) => {
    expect(said(texts)).toBeUndefined();
  });

  it('puts names in quotes that a command line takes apart', () => {
    const examples = Array.from({ length: 20 }, (_, i) => ({
      label: i % 2 === 0 ? 'no' : 'yes, please',
      written: i % 2 === 0 ? 'no' : 'yes, please',
    }));
    const answers = examples.map(({ label }) => (label === 'no' ? 'yes, please' : 'no'));
    expect(swappedLabels(examples, answers, false)).toContain(
      `--map-labels 'no="yes, please","yes, please"=no'`,
    );
  });
});
