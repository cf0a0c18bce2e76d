import { describe, expect, it } from 'vitest';
import { describeNoise } from '../../../trainer/terminal/noise.ts';

const FOUND = { share: 0.05, agreement: 0.9, judged: 4990, rows: 5000, unjudged: 10 };

describe('describeNoise()', () => {
  it('says how many labels look wrong and where they are', () => {
    expect(describeNoise(FOUND, 'out.tsv')).toEqual([
      'networks that had not seen a row agree with 90.0 % of the labels',
      'about 5.0 % of the labels look wrong (an estimate): the first 250 rows of out.tsv hold most of them',
      '10 of 5,000 rows were not judged, and stand last: no word, or too few rows of the label',
      'written: out.tsv; correct what is wrong in your own file, by the lines that it names',
    ]);
  });

  it.each([
    [{ share: 0 }, 'hardly any label looks wrong; one that is stands first in out.tsv'],
    [
      { agreement: 0.5 },
      'they are wrong too often to tell how many labels are wrong: read the first rows until few of them are',
    ],
  ])('gives no figure for %j', (fields, sentence) => {
    expect(describeNoise({ ...FOUND, ...fields }, 'out.tsv')[1]).toBe(sentence);
  });
});
