import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countNgrams, visitNgrams } from '../../../trainer/ngrams/count.ts';
import { HashIndex } from '../../../trainer/ngrams/hashindex.ts';
import { hashOf } from '../../model/network/tables.ts';
import { hashedTexts } from './texts.ts';

const anyTexts = fc.array(
  fc.tuple(
    fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 1, maxLength: 6 }).map((all) => all.join(' ')),
    fc.constantFrom(0, 1, 2),
  ),
  { minLength: 1, maxLength: 12 },
);

/** All n-grams of a text, by their tokens. */
function ngramsOf(text: string): string[] {
  const tokens = text.split(' ');
  return tokens.flatMap((_, first) =>
    [1, 2, 3]
      .filter((length) => first + length <= tokens.length)
      .map((length) => tokens.slice(first, first + length).join(' ')),
  );
}

describe('visitNgrams()', () => {
  it('visits each run of one to three tokens of a text, and none of two texts', () => {
    const texts = hashedTexts([
      ['a b', 0],
      ['c d a b', 0],
    ]);
    const visited: number[] = [];
    visitNgrams(texts, 1, (hash) => visited.push(hash));
    expect(visited).toEqual(ngramsOf('c d a b').map((ngram) => hashOf(ngram.split(' '))));
  });
});

describe('countNgrams()', () => {
  it('counts the texts of each label that have an n-gram, of those that two or more have', () => {
    fc.assert(
      fc.property(anyTexts, (rows) => {
        const { hashes, counts, texts, totals } = countNgrams(hashedTexts(rows), 3);
        const expected = new Map<number, number[]>();
        for (const [text, label] of rows) {
          for (const ngram of new Set(ngramsOf(text))) {
            const own = expected.getOrInsertComputed(hashOf(ngram.split(' ')), () => [0, 0, 0]);
            own[label]++;
          }
        }
        const sum = (values: number[]) => values.reduce((a, b) => a + b, 0);
        const frequent = [...expected].filter(([, own]) => sum(own) >= 2);
        expect(new Map(Array.from(hashes, (hash, i) => [hash, [...counts.slice(3 * i, 3 * i + 3)]]))).toEqual(
          new Map(frequent),
        );
        expect([...texts]).toEqual(Array.from(hashes, (hash) => sum(expected.get(hash)!)));
        expect([...totals]).toEqual([0, 1, 2].map((label) => rows.filter((row) => row[1] === label).length));
      }),
    );
  });

  it('counts a text by its weight', () => {
    const rows = [
      ['a', 0],
      ['a', 1],
    ] as const;
    const { counts, totals } = countNgrams(hashedTexts(rows, [4, 0.5]), 2);
    expect([...counts]).toEqual([4, 0.5]);
    expect([...totals]).toEqual([4, 0.5]);
  });
});

describe('HashIndex', () => {
  it('numbers as many hashes as it has room for, and finds those', () => {
    const index = new HashIndex(3);
    expect([7, -7, 7, 7 + 2 ** 20, 8].map((hash) => index.add(hash))).toEqual([0, 1, 0, 2, -1]);
    expect([7, -7, 8].map((hash) => index.find(hash))).toEqual([0, 1, -1]);
    expect([...index.hashes()]).toEqual([7, -7, 7 + 2 ** 20]);
  });
});
