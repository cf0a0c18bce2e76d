import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tokenize } from '../../../src/model/text/tokenizer.ts';

const texts = (text: string): string[] => tokenize(text).tokens.map((token) => token.text);
const rated = (text: string) => texts(text).filter((token) => token.startsWith('<rating'));

describe('tokenize() of a rating', () => {
  it.each([
    ['0/10', 1],
    ['1/5', 1],
    ['1 star', 1],
    ['0 stars', 1],
    ['Score: 2/10.', 1],
    ['2 out of 10', 1],
    ['★☆☆☆☆', 1],
    ['一星差评', 1],
    ['给它0分', 1],
    ['2 stars', 2],
    ['★★☆☆☆', 2],
    ['⭐⭐', 2],
    ['a solid 4/10', 2],
    ['two thumbs, 3/10', 2],
    ['打了2星', 2],
    ['评了两颗星', 2],
    ['1.5/5', 2],
    ['3 stars', 3],
    ['5/10', 3],
    ['50/100', 3],
    ['三星', 3],
    ['3星', 3],
    ['★★★☆☆', 3],
    ['2.5 out of 5', 3],
    ['给三星', 3],
    ['4/5', 4],
    ['8/10', 4],
    ['4 out of 5 stars', 4],
    ['3.5/5', 4],
    ['4-star review', 4],
    ['★★★★', 4],
    ['★★★☆', 4],
    ['3½ stars', 4],
    ['8分', 4],
    ['评分8.5分', 4],
    ['85/100', 4],
    ['7 / 10', 4],
    ['4 of 5 stars', 4],
    ['10/10!', 5],
    ['5 Stars', 5],
    ['5/5', 5],
    ['9 out of ten', 5],
    ['★★★★★', 5],
    ['⭐️⭐️⭐️⭐️⭐️', 5],
    ['🌟🌟🌟🌟🌟', 5],
    ['五星好评', 5],
    ['打五星', 5],
    ['10分', 5],
    ['给95分', 5],
    ['4,8/5', 5],
    ['4,8 stars', 5],
    ['4.5/5⭐', 5],
    ['two stars', 2],
    ['Five stars!', 5],
    ['Half a star', 1],
    ['zero stars, because of the noise', 1],
    ['ten out of ten', 5],
    ['Two out of ten for the room', 1],
    ['three out of five', 3],
    ['配送1星', 1],
    ['房间4星，', 4],
    ['95分', 5],
    ['100分！', 5],
  ])('%s is of level %i', (text, level) => {
    expect(rated(text)).toEqual([`<rating${level}>`]);
  });

  it.each([
    '4/5/2024',
    'on 4/5 we met',
    'due 10/10',
    'Friday 5/10',
    '2024-4/5',
    '24/7',
    '9/11',
    '12/10',
    '3/4 of the users',
    '4/5 of the users',
    '9/10 times',
    '4 out of 5 dentists',
    '2 out of 10 people',
    '4/5th',
    '5/10k run',
    '$4/5',
    '10:30',
    '50% off',
    'call 555/10 now',
    '1,234/5',
    '5 star hotel',
    '4-star general',
    '50 stars',
    'stars',
    '★',
    '★★★★★★★★★★★★',
    '☆☆☆',
    '五星级酒店',
    '挂牌四星',
    '三星手机很好',
    '给三星手机充电',
    '五星红旗',
    '一个星期',
    '两星期',
    '8分钟',
    '8点30分',
    '8:05分',
    '扣2分',
    '三分之一',
    '十分好',
    '考了95分',
    '95分钟',
    'two stars met in Rome',
    'three stars of the film',
    'a five star hotel',
    'five-star service',
    'four out of five dentists',
    'one out of ten people',
    'attendees starred',
    '挂牌4星',
    '超过3星期',
    'v1.4/5.2',
  ])('%s is none', (text) => {
    expect(rated(text)).toEqual([]);
  });

  it('is one token over all of its source', () => {
    const text = 'So: 4 out of 5 stars, 给五星';
    expect(tokenize(text).tokens.slice(2)).toEqual([
      { text: '<rating4>', start: 4, end: 20, kind: 'placeholder' },
      { text: ',', start: 20, end: 21, kind: 'punctuation' },
      { text: '给', start: 22, end: 23, kind: 'word' },
      { text: '<rating5>', start: 23, end: 25, kind: 'placeholder' },
    ]);
  });

  it('is of the same level on each scale', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 5 }), (stars) => {
        const level = [`<rating${Math.max(1, stars)}>`];
        const ways = [
          `${stars}/5`,
          `${2 * stars}/10`,
          `${stars} out of 5`,
          `${20 * stars}/100`,
          `${stars} stars`,
        ];
        for (const way of ways.filter((way) => !way.startsWith('0/100'))) expect(texts(way)).toEqual(level);
      }),
      { seed: 1, numRuns: 30 },
    );
  });
});
