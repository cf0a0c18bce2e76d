import { describe, expect, it } from 'vitest';
import { TextCollector, TextNumbers } from '../../../trainer/encode/texts.ts';
import { countContained, describeContained } from '../../../trainer/prepare/contained.ts';
import { generator } from '../network/generator.ts';

function contained(texts: readonly string[]) {
  const numbers = new TextNumbers();
  const collector = new TextCollector(numbers, 256);
  for (const [line, text] of texts.entries()) collector.add({ text, line }, 0);
  return countContained(collector.texts(), numbers.tokens.size);
}

/** Sentences of words that are drawn. */
function sentences(count: number, words: number): string[] {
  const next = generator(1);
  return Array.from({ length: count }, () =>
    Array.from({ length: words }, () => `word${Math.floor(next() * 500)}`).join(' '),
  );
}

describe('countContained()', () => {
  it.each([
    ['a phrase of a later text', ['b c d e', 'a b c d e f'], { looked: 2, parts: 1 }],
    ['the end of an earlier text', ['a b c d e f', 'c d e f'], { looked: 2, parts: 1 }],
    ['equal texts, which stay together anyway', ['a b c d', 'a b c d', 'x y'], { looked: 2, parts: 0 }],
    ['short texts, which stand in others by chance', ['a b c', 'a b c d e'], { looked: 1, parts: 0 }],
    ['words that are parted', ['a b c d', 'a b x c d'], { looked: 2, parts: 0 }],
    ['words that reach over the end of a text', ['b c d e', 'a b c', 'd e f g'], { looked: 2, parts: 0 }],
    ['nothing', [], { looked: 0, parts: 0 }],
  ])('of %s', (_, texts, counts) => {
    expect(contained(texts)).toEqual(counts);
  });

  it('counts what a direct search finds', () => {
    const whole = sentences(300, 12);
    const parts = whole.slice(0, 100).map((text, i) =>
      text
        .split(' ')
        .slice(i % 5, 5 + (i % 7))
        .join(' '),
    );
    const texts = [...whole, ...parts];
    const long = texts.filter((text) => text.split(' ').length >= 4);
    const direct = long.filter((text) =>
      texts.some((other) => other !== text && ` ${other} `.includes(` ${text} `)),
    );
    expect(contained(texts)).toEqual({ looked: long.length, parts: direct.length });
  });

  it('looks at 2,000 texts of many, however common their words', () => {
    const { looked } = contained(Array.from({ length: 30_000 }, (_, i) => `a a a a a ${i % 900}`));
    expect(looked).toBe(2000);
  });
});

describe('describeContained()', () => {
  it.each([
    [{ looked: 2000, parts: 760 }, ['38 % of the rows are parts of other rows']],
    [{ looked: 2000, parts: 100 }, []],
    [{ looked: 20, parts: 20 }, []],
  ])('of %j says %j', (counts, starts) => {
    const lines = describeContained(counts);
    expect(lines).toHaveLength(starts.length);
    for (const [index, start] of starts.entries()) expect(lines[index]).toContain(start);
  });
});
