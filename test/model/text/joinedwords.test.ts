import { describe, expect, it } from 'vitest';
import { tokenize } from '../../../src/model/text/tokenizer.ts';

const texts = (text: string): string =>
  tokenize(text)
    .tokens.map((token) => token.text)
    .join(' ');

describe('tokenize() of a hashtag', () => {
  it.each([
    ['#NeverAgain', 'never again'],
    ['#not_good', 'not good'],
    ['#worst_service_ever', 'worst service ever'],
    ['#ILoveIt', 'i love it'],
    ['#DontBuyThis', "do n't buy this"],
    ['#USAToday', 'usa today'],
    ['#FAIL', 'fail'],
    ['#COVID19', 'covid19'],
    ['#Euro2016', 'euro 2016'],
    ['#iPhone', 'iphone'],
    ['#PlanB', 'planb'],
    ['#ThisIsA_Test', 'this is a test'],
    ['#neveragain', 'neveragain'],
    ['#1', '1'],
    ['#10YearsLater', '10yearslater'],
    ['#不好用#', '不 好 用 #'],
    ['#Not-Good', 'not good'],
    ['#ÉtéAuLac', 'été au lac'],
    ['so#Bad', 'so bad'],
    ['C# and F#', 'c # and f #'],
    ['NeverAgain', 'neveragain'],
  ])('%s is %j', (text, words) => {
    expect(texts(text)).toBe(words);
  });

  it('places its words', () => {
    const text = '#Never_Again!';
    expect(tokenize(text).tokens.map(({ start, end }) => text.slice(start, end))).toEqual([
      'Never',
      'Again',
      '!',
    ]);
  });

  it('takes time in proportion to its length', () => {
    const { tokens } = tokenize(`#${'aBcDe'.repeat(20_000)}`);
    expect(tokens.at(-1)?.end).toBe(100_001);
  });
});

describe('tokenize() of a shortcode', () => {
  it.each([
    [':rage:', '😡'],
    [':+1:', '👍'],
    [':-1:', '👎'],
    [':thumbsup: :thumbsdown:', '👍 👎'],
    [':sob::sob:', '😭 😭'],
    [':broken_heart:', '💔'],
    ['(:tada:)', '( 🎉 )'],
    [':poop:', '💩'],
    [':100:', ': 100 :'],
    [':disappointed_relieved:', 'disappointed relieved'],
    [':party-parrot:', 'party parrot'],
    [':D :p', ':d :p'],
    ['10:30:45', '<number>'],
    ['std::vector::iterator', 'std :: vector :: iterator'],
    ['a:rage:b', 'a : rage : b'],
    ['Note: this: too', 'note : this : too'],
  ])('%s is %j', (text, tokens) => {
    expect(texts(text)).toBe(tokens);
  });
});
