import { describe, expect, it } from 'vitest';
import { namesFor, underNames } from '../../../trainer/read/modellabels.ts';
import { mergeSpellings, plainLabel } from '../../../trainer/read/spelling.ts';

/** Labels at lines 1, 2, …, each in so many rows. */
const counted = (...labels: [string, number][]) =>
  labels.map(([label, count], index) => ({ label, line: index + 1, count }));
const once = (...labels: string[]) => counted(...labels.map((label): [string, number] => [label, 1]));

describe('plainLabel()', () => {
  it.each([
    ['Positive', 'positive'],
    ['caf\u00e9', 'cafe\u0301'],
    ['good', 'g\u00adood\u200b'],
    ['very good', 'Very\u00a0 good'],
    ['very good', 'very\tgood'],
    ['5', '5.0'],
    ['5', '5.00'],
    ['-1', '\u22121.0'],
    ['1', '+1'],
    ['\u2764', '\u2764\ufe0f'],
  ])('of %j and %j is one', (a, b) => {
    expect(plainLabel(b)).toBe(plainLabel(a));
  });

  it.each([
    ['good', 'goods'],
    ['5', '5.5'],
    ['5', '50'],
    ['1', '-1'],
    ['01', '1'],
    ['v1.0', 'v1'],
    ['very good', 'verygood'],
    ['好', '坏'],
  ])('tells %j from %j', (a, b) => {
    expect(plainLabel(b)).not.toBe(plainLabel(a));
  });
});

describe('mergeSpellings()', () => {
  it('keeps the most frequent spelling, the first by name of equals, and says so once', () => {
    const labels = counted(['Positive', 3], ['positive', 5], ['b', 1], ['POSITIVE', 1], ['B', 1]);
    expect(mergeSpellings(labels)).toEqual({
      names: ['positive', 'positive', 'B', 'positive', 'B'],
      notes: [
        'note: labels "Positive" (line 1), "positive" (line 2) and "POSITIVE" (line 4) are taken for one, "positive"',
        'note: labels "b" (line 3) and "B" (line 5) are taken for one, "B"',
      ],
    });
  });

  it('has nothing to say of labels that are different', () => {
    const labels = ['a', 'b', 'good', 'goods', '好', '坏'];
    expect(mergeSpellings(once(...labels))).toEqual({ names: labels, notes: [] });
  });

  it("takes a model's spelling, whatever the file has more often", () => {
    const labels = counted(['Positive', 9], ['Negative', 9], ['mixed', 1]);
    expect(mergeSpellings(labels, ['negative', 'positive'])).toEqual({
      names: ['positive', 'negative', 'mixed'],
      notes: [
        'note: labels "Positive" (line 1) and "Negative" (line 2) are taken for the model\'s "positive" and "negative"',
      ],
    });
  });

  it('leaves labels apart that a model tells apart', () => {
    const known = ['Polish', 'polish'];
    expect(mergeSpellings(once('polish', 'Polish', 'POLISH'), known).names).toEqual([
      'polish',
      'Polish',
      'Polish',
    ]);
  });

  it('names what nobody sees, and counts notes that are many', () => {
    expect(mergeSpellings(once('good', 'good\u200b')).notes[0]).toContain(
      '"good" (line 1) and "good\\u200b" (line 2)',
    );
    const many = Array.from({ length: 1000 }, (_, i) => [`a${i}`, `A${i}`]).flat();
    const { names, notes } = mergeSpellings(once(...many));
    expect(new Set(names).size).toBe(1000);
    expect(notes).toHaveLength(6);
    expect(notes[5]).toBe('note: 995 more labels are spelled in several ways');
  });
});

describe('namesFor()', () => {
  const model = ['negative', 'neutral', 'positive'];
  const note = 'note: 0 and 1 are read as negative and positive: the model has no labels 0 and 1';
  it.each([
    [['0', '1'], model, ['negative', 'positive'], [note]],
    [['1.0', '0.0'], model, ['positive', 'negative'], [note]],
    [['1'], model, ['positive'], [note]],
    [['0', '1', '2'], model, ['0', '1', '2'], []],
    [['0', 'positive'], model, ['0', 'positive'], []],
    [['0', '1'], ['0', '1'], ['0', '1'], []],
    [['0', '1'], ['bad', 'good'], ['0', '1'], []],
    [[], model, [], []],
  ])('of %j for a model of %j is %j', (labels, known, names, notes) => {
    expect(namesFor(once(...labels), known)).toEqual({ names, notes });
  });
});

it('underNames() renames rows, and says so once', () => {
  const notes: string[] = [];
  const rows = ['Positive', 'negative', 'Positive'].map((label, i) => ({ label, line: i + 2, text: 'x' }));
  const named = underNames(['negative', 'positive'], rows, (note) => notes.push(note));
  expect(named.map(({ label }) => label)).toEqual(['positive', 'negative', 'positive']);
  expect(named[2]).toEqual({ label: 'positive', written: 'Positive', line: 4, text: 'x' });
  expect(notes).toEqual(['note: the label "Positive" (line 2) is taken for the model\'s "positive"']);
});
