import { describe, expect, it } from 'vitest';
import { checkLabels, nameBinaryLabels, orderLabels, trainingLabels } from '../../../trainer/read/labels.ts';

const rows = (...labels: string[]) => labels.map((label, index) => ({ label, text: 'x', line: index + 1 }));

describe('orderLabels()', () => {
  it('orders by number, then by name, without those that do not occur', () => {
    const counts: [string, number][] = [
      ['b', 1],
      ['c', 2],
      ['d', 0],
      ['a', 1],
    ];
    expect([...orderLabels(counts)]).toEqual([
      ['c', 2],
      ['a', 1],
      ['b', 1],
    ]);
  });
});

describe('nameBinaryLabels()', () => {
  it.each([
    [
      ['0', '1'],
      ['negative', 'positive'],
    ],
    [
      ['1', '1'],
      ['positive', 'positive'],
    ],
    [
      ['0', '1', '2'],
      ['0', '1', '2'],
    ],
    [
      ['0', 'positive'],
      ['0', 'positive'],
    ],
    [[], []],
  ])('of %j makes %j', (before, after) => {
    expect(nameBinaryLabels(rows(...before)).map(({ label }) => label)).toEqual(after);
  });
});

describe('trainingLabels()', () => {
  it('orders by name', () => {
    expect(trainingLabels('f.tsv', rows('b', 'a', 'b'))).toEqual(['a', 'b']);
  });

  it.each([
    [rows('a', 'a'), 'f.tsv has only the label "a", allowed 2 to 64 different ones'],
    [rows(...Array.from({ length: 65 }, (_, index) => `${index}`)), 'f.tsv has over 64 labels, allowed 64'],
    [
      rows('a', 'b'.repeat(65)),
      'allowed 64 of up to 64 characters; is --label-column the right one? A TSV whose header names neither',
    ],
  ])('refuses labels that are no classes: case %#', (wrong, message) => {
    expect(() => trainingLabels('f.tsv', wrong)).toThrow(message);
  });
});

describe('checkLabels()', () => {
  it('names the line, the label and what is allowed', () => {
    expect(() => checkLabels('f.tsv', rows('a', 'z', 'y'), ['a', 'b'])).toThrow(
      'line 2 of f.tsv has the label "z", allowed a, b',
    );
    expect(() => checkLabels('f.tsv', rows('a'), ['a', 'b'])).not.toThrow();
  });
});
