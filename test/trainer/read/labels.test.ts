import { describe, expect, it } from 'vitest';
import {
  checkLabels,
  inShort,
  orderLabels,
  refuseNames,
  refuseScores,
  trainingLabels,
} from '../../../trainer/read/labels.ts';

const rows = (...labels: string[]) => labels.map((label, index) => ({ label, text: 'x', line: index + 1 }));

const numbers = (length: number, step: number) =>
  Array.from({ length }, (_, index) => `${Number((index * step).toFixed(3))}`);

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

describe('trainingLabels()', () => {
  it('orders by name', () => {
    expect(trainingLabels('f.tsv', rows('b', 'a', 'b'))).toEqual(['a', 'b']);
  });

  it.each([
    [rows('a', 'a'), 'f.tsv has only the label "a", allowed 2 to 1000 different ones'],
    [rows(...numbers(1001, 1)), 'f.tsv has over 1000 labels, such as "0" and "1", allowed 1000 of up to 64'],
    [
      rows('a', 'b'.repeat(65)),
      'allowed 1000 of up to 64 characters; is --label-column the right one? A TSV whose header names neither',
    ],
    [
      rows(...numbers(1000, 1).map((number) => `${'\u0001'.repeat(50)}${number}`)),
      /the labels of f.tsv take 35\d+ bytes as JSON, allowed 300000/,
    ],
  ])('refuses labels that are no classes: case %#', (wrong, message) => {
    expect(() => trainingLabels('f.tsv', wrong)).toThrow(message);
  });
});

it('trainingLabels() takes 1,000 labels of 64 characters', () => {
  for (const character of ['a', '好', '"']) {
    const labels = numbers(1000, 1).map((number) => number.padStart(64, character));
    expect(trainingLabels('f.tsv', rows(...labels))).toHaveLength(1000);
  }
});

describe('refuseScores()', () => {
  it.each([
    ['scores', numbers(65, 0.013), true],
    ['fewer scores', numbers(64, 0.013), false],
    ['whole numbers', numbers(65, 1), false],
    ['names', numbers(65, 1).map((number) => `intent ${number}.5`), false],
  ])('of %s throws: %#', (_, labels, isRefused) => {
    const refuse = () => refuseScores('f.csv', rows(...labels));
    if (!isRefused) return expect(refuse).not.toThrow();
    expect(refuse).toThrow(
      'the labels of f.csv are numbers such as "0.013" and "0.026", allowed the names of up to 1000 classes: is --label-column the right one?',
    );
  });
});

describe('refuseNames()', () => {
  it.each([
    [21, 41, true],
    [21, 42, false],
    [20, 20, false],
    [1000, 1999, true],
  ])('of %i labels in %i rows: %s', (labels, count, isRefused) => {
    const refuse = () => refuseNames('f.csv', rows(...numbers(labels, 1)), count);
    if (!isRefused) return expect(refuse).not.toThrow();
    expect(refuse).toThrow(
      `f.csv has ${labels.toLocaleString('en-US')} different labels in ${count.toLocaleString('en-US')} rows, such as "0" and "1"`,
    );
  });
});

describe('inShort()', () => {
  it('lists 20 names and counts the rest', () => {
    expect(inShort(['a', 'b'])).toBe('a, b');
    expect(inShort(numbers(1000, 1))).toMatch(/^0, 1, .*, 19 and 980 more$/);
  });
});

describe('checkLabels()', () => {
  const model = ['negative', 'neutral', 'positive'];

  it('names the line, the label, what is allowed and the way on', () => {
    expect(() => checkLabels('f.tsv', rows('a', 'z', 'y'), ['a', 'b'])).toThrow(
      /^line 2 of f.tsv has the label "z", allowed a, b; --map-labels z=NEW gives it another name, z= leaves its rows out$/,
    );
    expect(() => checkLabels('f.tsv', rows('$(rm)'), ['a', 'b'])).toThrow(
      'allowed a, b; --map-labels OLD=NEW',
    );
    expect(() => checkLabels('f.tsv', rows('a'), ['a', 'b'])).not.toThrow();
  });

  it.each([
    [['5', '1', '4'], model, '--map-labels 1=negative,4,5=positive'],
    [['5', '1', '3'], ['Bad', 'negative', 'positive'], '--map-labels 1=negative,3=,5=positive'],
    [['0', '4'], ['Negative', 'Positive'], '--map-labels 0=Negative,4=Positive'],
  ])('offers for %j what the model %j needs', (labels, allowed, flag) => {
    expect(() => checkLabels('f.tsv', rows(...labels), allowed)).toThrow(new RegExp(`: ${flag}$`));
  });
});
