import { describe, expect, it } from 'vitest';
import { json } from '../../../trainer/print.ts';
import { parseLabelMap } from '../../../trainer/read/mapping.ts';
import { missingLabels, offerFor } from '../../../trainer/read/scales.ts';
import { plainLabel } from '../../../trainer/read/spelling.ts';

const STARS = '--map-labels 1,2=negative,3=neutral,4,5=positive';

describe('offerFor()', () => {
  it.each([
    [['0', '1'], 'may mean negative and positive', '--map-labels 0=negative,1=positive'],
    [['1', '2'], 'may mean negative and positive', '--map-labels 1=negative,2=positive'],
    [['0', '4'], 'look like those of Sentiment140', '--map-labels 0=negative,4=positive'],
    [['0', '2', '4'], 'look like those of Sentiment140', '--map-labels 0=negative,2=neutral,4=positive'],
    [['-1', '0', '1'], 'look like negative to positive', '--map-labels -1=negative,0=neutral,1=positive'],
    [['\u22121', '+1'], 'look like negative to positive', '--map-labels -1=negative,1=positive'],
    [['1', '2', '3', '4', '5'], 'look like stars', STARS],
    [['5.0', '4.0', '3.0', '2.0', '1.0'], 'look like stars', STARS],
    [['1', '2', '4', '5'], 'look like stars', '--map-labels 1,2=negative,4,5=positive'],
    [
      ['1 star', '2 stars', '3 stars', '4 stars', '5 Stars'],
      'look like stars',
      '--map-labels "1 star,2 stars=negative,3 stars=neutral,4 stars,5 stars=positive"',
    ],
    [
      ['0', '1', '2'],
      'look like the numbers of negative, neutral and positive',
      '--map-labels 0=negative,1=neutral,2=positive',
    ],
    [['0', '1', '2', '3', '4'], 'look like five levels', '--map-labels 0,1=negative,2=neutral,3,4=positive'],
    [['pos', 'neg'], 'look like short names', '--map-labels neg=negative,pos=positive'],
    [['Neu', 'POS', 'neg'], 'look like short names', '--map-labels neg=negative,neu=neutral,pos=positive'],
    [
      ['positive', 'pos', 'negative', 'neg'],
      'look like short names beside whole ones',
      '--map-labels neg=negative,pos=positive',
    ],
    [
      ['Negative', 'neg', 'neu', 'neutral', 'pos', 'positive'],
      'look like short names beside whole ones',
      '--map-labels neg=negative,neu=neutral,pos=positive',
    ],
    [['negative', 'pos'], 'look like short names beside whole ones', '--map-labels pos=positive'],
    [['LABEL_1', 'LABEL_0'], 'may mean negative', '--map-labels label_0=negative,label_1=positive'],
    [
      ['LABEL_0', 'LABEL_1', 'LABEL_2'],
      'look like the numbers',
      '--map-labels label_0=negative,label_1=neutral,label_2=positive',
    ],
  ])('of %j says that they %s', (labels, about, flag) => {
    const offer = offerFor(labels)!;
    expect(offer.about).toContain(about);
    expect(offer.flag).toBe(flag);
    const list = flag.replace('--map-labels ', '').replaceAll('"', '');
    const map = parseLabelMap(list);
    const named = labels.map((label) => map.get(plainLabel(label)) ?? plainLabel(label));
    expect(new Set(named).size).toBe(offer.classes);
  });

  it.each([
    [['1', '2', '3', '4']],
    [['0', '1', '2', '3']],
    [['0', '3']],
    [['1', '2', '3', '4', '5', '6']],
    [['LABEL_0', '1']],
    [['star', 'stars']],
    [['negative', 'positive']],
    [['bad', 'good']],
    [['constructor', 'toString']],
    [[]],
  ])('of %j says nothing', (labels) => {
    expect(offerFor(labels)).toBeUndefined();
  });

  it.each([
    [['0', '1'], '--map-labels 0=positive,1=negative'],
    [['LABEL_0', 'LABEL_1'], '--map-labels label_0=positive,label_1=negative'],
    [['pos', 'neg'], undefined],
    [['1', '2', '3', '4', '5'], undefined],
  ])('of %j says the other way round %s', (labels, flag) => {
    expect(offerFor(labels)?.reversed).toBe(flag);
  });

  it('keeps the names that a model has, and offers what it lacks', () => {
    expect(offerFor(['Positive', 'pos', 'neg'], ['Negative', 'Positive'])?.flag).toBe(
      '--map-labels neg=Negative,pos=Positive',
    );
  });

  it('says nothing where the model has no such classes', () => {
    expect(offerFor(['0', '1'], ['joy', 'anger'])).toBeUndefined();
  });
});

describe('missingLabels()', () => {
  it.each([
    ['nan', '; --map-labels nan= leaves them out'],
    ['NaN', '; --map-labels nan= leaves them out'],
    ['None', '; --map-labels none= leaves them out'],
    ['N/A', '; --map-labels "n/a=" leaves them out'],
    ['<NA>', '; --map-labels "<na>=" leaves them out'],
    ['\u200b', ''],
  ])('points %j out', (label, remedy) => {
    const labels = [
      { label: 'good', line: 2, count: 3 },
      { label, line: 4, count: 2 },
    ];
    expect(missingLabels(labels)).toEqual([
      `note: 2 rows have the label ${json(label)} (line 4), as tools write a missing value${remedy}`,
    ]);
  });

  it('says nothing of others', () => {
    const labels = ['nano', 'no', 'nothing', 'Nana'].map((label) => ({ label, line: 2, count: 1 }));
    expect(missingLabels(labels)).toEqual([]);
  });
});
