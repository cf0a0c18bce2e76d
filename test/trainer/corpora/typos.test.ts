import { describe, expect, it } from 'vitest';
import { roughen } from '../../../trainer/corpora/typos.ts';
import { mixKey, uniform } from '../../../trainer/random.ts';

/** What becomes of a text in 1,500 draws. */
function variants(text: string): Set<string> {
  const all = Array.from({ length: 1500 }, (_, i) => {
    let draw = 0;
    return roughen(text, (count) => Math.floor(uniform(mixKey(i), draw++) * count));
  });
  return new Set(all);
}

describe('roughen()', () => {
  it('leaves texts alone, forgets marks and spaces, puts too many, and slips in long words', () => {
    const texts = variants("it's good, really.");
    for (const text of [
      "it's good, really.",
      'its good, really.',
      "it's good,really.",
      "it's good, really!!!",
      "it's good, raelly.",
      "it's good, relly.",
      "it's good, reeally.",
    ]) {
      expect(texts).toContain(text);
    }
  });

  it('keeps short words, and those with an apostrophe', () => {
    const texts = [...variants("couldn't be bad")].filter((text) => text.includes("'"));
    expect(texts.every((text) => text.startsWith("couldn't be bad"))).toBe(true);
  });

  it('keeps the characters of Chinese', () => {
    const bare = [...variants('味道好，不贵。')].map((text) => text.replace(/[\s\p{P}]/gu, ''));
    expect(new Set(bare)).toEqual(new Set(['味道好不贵']));
    expect(variants('味道好，不贵。').size).toBeGreaterThan(2);
  });
});
