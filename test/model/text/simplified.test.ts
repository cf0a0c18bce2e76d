import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { simplify } from '../../../src/model/text/simplified.ts';
import { tokenize } from '../../../src/model/text/tokenizer.ts';
import { pairsOf, simplifiedPairs } from '../../golden/simplified.ts';

const pairs = simplifiedPairs();
const words = (text: string) =>
  tokenize(text)
    .tokens.map((token) => token.text)
    .join('');

describe('simplify()', () => {
  it.each([
    ['討厭', '讨厌'],
    ['騙錢', '骗钱'],
    ['後面', '后面'],
    ['服務態度極差', '服务态度极差'],
    ['讚', '赞'],
  ])('has %s read as %s', (traditional, simplified) => {
    expect(words(traditional)).toBe(simplified);
  });

  it.each(['著名', '乾隆', '干净', '关于', '里面', 'ありがとう', '한국어', 'good'])('keeps %s', (text) => {
    expect(words(text)).toBe(text);
  });

  it('is what it is done twice', () => {
    const character = fc.nat(pairs.length - 1).map((at) => pairs[at]);
    fc.assert(fc.property(character, (each) => simplify(simplify(each)) === simplify(each)));
  });

  it('leaves offsets as they were', () => {
    expect(tokenize('很討厭。').tokens).toMatchObject([
      { text: '很', start: 0, end: 1 },
      { text: '讨', start: 1, end: 2 },
      { text: '厌', start: 2, end: 3 },
      { start: 3, end: 4 },
    ]);
  });
});

describe('the table', () => {
  it('is what the package has, and what it was before it was packed', () => {
    const read = [...pairs].map((character, at) => (at % 2 === 0 ? character : simplify(pairs[at - 1])));
    expect(read.join('')).toBe(pairs);
    expect(createHash('sha256').update(pairs).digest('hex')).toMatch(/^671d1c5882b1d88e/);
  });

  it('has common characters that simplified texts do not use', () => {
    expect(pairsOf('討\t讨\n著\t着 著\n㐷\t傌\n# a comment\n')).toBe('討讨');
    expect(pairs).toHaveLength(2 * 1881);
  });
});
