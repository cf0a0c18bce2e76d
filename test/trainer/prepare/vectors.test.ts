import { describe, expect, it } from 'vitest';
import { readVectors, vectorRows } from '../../../trainer/prepare/vectors.ts';
import { temporaryFolder } from '../files.ts';

const WORDS = new Set(['good', 'bad', 'odd']);

const file = temporaryFolder();

describe('readVectors()', () => {
  it.each([
    ['GloVe text', 'v.txt', 'good 1 2 3\nbad -1 -2 -3\nother 9 9 9\n'],
    ['word2vec text', 'v.vec', '3 3\ngood 1 2 3\nbad -1 -2 -3\nother 9 9 9\n'],
    [
      'JSON',
      'v.json',
      JSON.stringify({ dimensions: 3, vectors: { good: [1, 2, 3, 3.7, 0], bad: [-1, -2, -3, 3.7, 1] } }),
    ],
  ])('reads %s, and only the words that are wanted', async (_, name, text) => {
    const { columns, vectors } = await readVectors(file(name, text), WORDS);
    expect(columns).toBe(3);
    expect([...vectors].map(([word, vector]) => [word, ...vector])).toEqual([
      ['good', 1, 2, 3],
      ['bad', -1, -2, -3],
    ]);
  });

  it.each([
    ['a short line', 'v.txt', 'good 1 2 3\nbad 1 2\n', 'no 3 numbers for the word "bad"'],
    ['no number', 'v.txt', 'good 1 x 3\n', 'no 3 numbers for the word "good"'],
    ['nothing', 'v.txt', '\n', 'no line of a word and its numbers'],
    ['other JSON', 'v.json', '[1]', 'no "dimensions" and "vectors"'],
    ['broken JSON', 'v.json', '{', 'is not JSON'],
  ])('refuses a file with %s', async (_, name, text, message) => {
    await expect(readVectors(file(name, text), WORDS)).rejects.toThrow(message);
  });

  it('says that there is no such file', async () => {
    await expect(readVectors('absent.txt', WORDS)).rejects.toThrow('there is no such file');
  });
});

describe('vectorRows()', () => {
  it('scales all vectors together and places them by row', () => {
    const vectors = new Map([
      ['good', Float32Array.of(3, 4)],
      ['bad', Float32Array.of(0, 0)],
    ]);
    const rows = vectorRows({ columns: 2, vectors }, (word) => (word === 'good' ? 7 : 2));
    const [x, y] = rows.get(7)!;
    expect(y / x).toBeCloseTo(4 / 3, 5);
    expect([...rows.get(2)!]).toEqual([0, 0]);
  });
});
