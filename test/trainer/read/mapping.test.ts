import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadExamples } from '../../../trainer/read/load.ts';
import { describeLabelMap, LabelMapper, parseLabelMap } from '../../../trainer/read/mapping.ts';
import { temporaryFolder } from '../files.ts';

const write = temporaryFolder();
const STARS = parseLabelMap('1,2=negative,3=neutral,4,5=positive');

describe('parseLabelMap()', () => {
  it.each([
    [
      '1,2=negative,3=neutral,4,5=positive',
      { 1: 'negative', 2: 'negative', 3: 'neutral', 4: 'positive', 5: 'positive' },
    ],
    [' 1 , 2 = negative ', { 1: 'negative', 2: 'negative' }],
    ['a=b,b=a', { a: 'b', b: 'a' }],
    ['skip=', { skip: '' }],
    ['skip=,a=b', { skip: '', a: 'b' }],
    ['very good=good', { 'very good': 'good' }],
    ['"a,b","c=d"="e ""f"""', { 'a,b': 'e "f"', 'c=d': 'e "f"' }],
    ['a=b,a=b', { a: 'b' }],
  ])('reads %j', (list, map) => {
    expect(Object.fromEntries(parseLabelMap(list))).toEqual(map);
  });

  it('adds to an earlier list', () => {
    expect(Object.fromEntries(parseLabelMap('2=b', parseLabelMap('1=a')))).toEqual({ 1: 'a', 2: 'b' });
  });

  it.each([
    ['', 'has no name at its end'],
    ['a=b,', 'has no name at its end'],
    ['=a', 'has no name before "="'],
    ['a,,b=c', 'has no name before ","'],
    ['1,2', 'does not say what 1, 2 become: add =NAME'],
    ['1=a,2', 'does not say what 2 become'],
    ['a=b=c', 'has two "=" in a row at "b"'],
    ['a=b,a=c', 'names "a" twice, for "b" and for "c"'],
    ['"a=b', 'has a quote that is not closed at "\\"a=b"'],
    ['a"b=c', 'has a quote that is not closed'],
  ])('refuses %j', (list, message) => {
    expect(() => parseLabelMap(list)).toThrow(message);
  });

  it('reads any names in quotes', () => {
    const name = fc
      .string({ minLength: 1 })
      .map((text) => text.trim())
      .filter((text) => text !== '');
    const inQuotes = (text: string) => `"${text.replaceAll('"', '""')}"`;
    fc.assert(
      fc.property(fc.dictionary(name, name, { minKeys: 1, noNullPrototype: true }), (map) => {
        const list = Object.entries(map).map((pair) => pair.map(inQuotes).join('='));
        expect(parseLabelMap(list.join(','))).toEqual(new Map(Object.entries(map)));
      }),
    );
  });
});

describe('LabelMapper', () => {
  it('names labels however they are spelled, the exact ones first, and leaves others', () => {
    const mapper = new LabelMapper(parseLabelMap('Good=positive,5=five,good=fine'));
    expect(['Good', 'good', 'GOOD', '5.0', ' 5', 'bad'].map((label) => mapper.nameOf(label))).toEqual([
      'positive',
      'fine',
      'positive',
      'five',
      'five',
      'bad',
    ]);
  });

  it('counts the rows of labels without a name', () => {
    const mapper = new LabelMapper(parseLabelMap('skip='));
    expect(['a', 'skip', 'Skip', 'a'].map((label) => mapper.nameOf(label))).toEqual([
      'a',
      undefined,
      undefined,
      'a',
    ]);
    expect(mapper.skipped).toBe(2);
  });
});

describe('loadExamples() with mapLabels', () => {
  const path = write('stars.csv', 'text,label\na,1\nb,3\nc,5.0\nd,none\n');

  it('renames labels and leaves rows out, which it counts', async () => {
    const notes: string[] = [];
    const mapLabels = parseLabelMap('1=bad,3=,5=good');
    const { examples, bad } = await loadExamples(path, { mapLabels, report: (note) => notes.push(note) });
    expect(examples.map(({ text, label }) => `${text} ${label}`)).toEqual(['a bad', 'c good', 'd none']);
    expect(bad).toBe(0);
    expect(notes).toEqual([`1 row of ${path} left out: --map-labels gives their labels no name`]);
  });

  it('refuses names that the file lacks, unless it is a part', async () => {
    await expect(loadExamples(path, { mapLabels: STARS })).rejects.toThrow(
      `--map-labels names "2", ${path} has 1, 3, 5.0, none`,
    );
    const { examples } = await loadExamples(path, { mapLabels: STARS, isPart: true });
    expect(examples.map(({ label }) => label)).toEqual(['negative', 'neutral', 'positive', 'none']);
  });

  it('refuses to leave every row out', async () => {
    const mapLabels = parseLabelMap('1,3,5,none=');
    await expect(loadExamples(path, { mapLabels })).rejects.toThrow('--map-labels leaves none of the 4 rows');
  });
});

describe('describeLabelMap()', () => {
  it('is equal for equal maps, and short for long ones', () => {
    expect(describeLabelMap(parseLabelMap('b=x,a=y'))).toBe('{"a":"y","b":"x"}');
    expect(describeLabelMap(parseLabelMap('b=x,a=y'))).toBe(describeLabelMap(parseLabelMap('a=y,b=x')));
    const long = (last: string) => new Map(Array.from({ length: 1000 }, (_, i) => [`label ${i}`, last]));
    expect(describeLabelMap(long('a'))).toHaveLength(16);
    expect(describeLabelMap(long('a'))).not.toBe(describeLabelMap(long('b')));
  });
});
