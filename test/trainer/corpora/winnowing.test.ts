import { describe, expect, it } from 'vitest';
import { fingerprints, type Runs } from '../../../trainer/corpora/winnowing.ts';
import { mixKey, uniform } from '../../../trainer/random.ts';

/** Letters that the key decides. */
function letters(key: number, length: number, alphabet = 'abcdefghijklmnopqrstuvwxyz'): string {
  return Array.from({ length }, (_, i) => alphabet[Math.floor(uniform(key, i) * alphabet.length)]).join('');
}

const shareAny = (a: string, b: string, runs: Runs) =>
  !fingerprints(a, runs).isDisjointFrom(fingerprints(b, runs));

describe('fingerprints()', () => {
  const ENGLISH = { run: 30, gram: 22 };
  const CHINESE = { run: 24, gram: 16 };

  it.each([
    ['30 letters', ENGLISH, undefined],
    [
      '24 characters',
      CHINESE,
      '的一是不了人我在有他这中大来上国个到说们为子和你地出道也时年得就那要下以生会自着去之过家',
    ],
    ['30 of two letters', ENGLISH, 'ab'],
  ] as const)('find every run of %s that two texts share, wherever it lies', (_, runs, alphabet) => {
    for (let round = 0; round < 300; round++) {
      const text = (part: number, most: number) =>
        letters(mixKey(round, part), Math.floor(uniform(mixKey(round, part), 9999) * most), alphabet);
      const run = letters(mixKey(round, 1), runs.run, alphabet);
      const [a, b] = [text(2, 80) + run + text(3, 80), text(4, 80) + run + text(5, 80)];
      expect(shareAny(a, b, runs), `round ${round}`).toBe(true);
    }
  });

  it('share nothing where no gram is shared', () => {
    const held = letters(1, 100_000);
    const found = Array.from({ length: 300 }, (_, round) => letters(mixKey(2, round), 300));
    expect(found.filter((text) => shareAny(text, held, ENGLISH))).toEqual([]);
  });

  it('are none of a text that is shorter than a run, and one of a run', () => {
    expect(fingerprints(letters(1, 29), ENGLISH).size).toBe(0);
    expect(fingerprints(letters(1, 30), ENGLISH).size).toBe(1);
    expect(fingerprints('', ENGLISH).size).toBe(0);
  });

  it('are about one gram in five, as run and gram say', () => {
    const kept = fingerprints(letters(3, 100_000), ENGLISH).size / 100_000;
    expect(kept).toBeGreaterThan(0.19);
    expect(kept).toBeLessThan(0.21);
  });

  it('are whole numbers below 2^40', () => {
    for (const value of fingerprints(letters(4, 2000), ENGLISH)) {
      expect(Number.isSafeInteger(value) && value >= 0 && value < 2 ** 40).toBe(true);
    }
  });
});
