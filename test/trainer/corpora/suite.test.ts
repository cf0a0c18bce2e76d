import { describe, expect, it } from 'vitest';
import { type Case, runCases } from '../../../trainer/corpora/cases.ts';
import { readSuite } from '../../../trainer/corpora/suite.ts';
import { behaviourCases } from '../../bench/behaviour.ts';
import { checklistCases } from '../../bench/capabilities.ts';
import { temporaryFolder } from '../files.ts';

const write = temporaryFolder();
const SCORES: Record<string, number> = { good: 0.9, fine: 0.6, bad: 0.1 };
const classify = (text: string) => {
  const positive = SCORES[text];
  const scores = { positive, negative: 1 - positive };
  return { label: positive > 0.5 ? 'positive' : 'negative', scores, language: 'en' };
};
const HALF = { tolerance: 0.5 };
const run = (...cases: Omit<Case, 'group'>[]) =>
  runCases(
    cases.map((each) => ({ group: 'all', ...each })),
    ['negative', 'positive'],
    classify,
  );

describe('runCases()', () => {
  it.each<[string, Omit<Case, 'group'>, object | undefined]>([
    ['a label', { texts: ['good'], labels: ['positive'] }, undefined],
    ['one of two labels', { texts: ['bad'], labels: ['neutral', 'negative'] }, undefined],
    [
      'a wrong label',
      { texts: ['good', 'bad'], labels: ['positive'] },
      { text: 'bad', answer: 'negative', expected: 'positive' },
    ],
    ['one label for all', { texts: ['good', 'fine'] }, undefined],
    [
      'two labels',
      { texts: ['good', 'bad'] },
      { text: 'bad', answer: 'negative', expected: 'positive, as of “good”' },
    ],
    ['a score that rises', { texts: ['fine', 'good', 'fine'], more: 'positive' }, undefined],
    ['a score that falls', { texts: ['good', 'fine'], less: 'positive' }, undefined],
    [
      'a score that does not rise',
      { texts: ['fine', 'bad'], more: 'positive' },
      { text: 'bad', answer: 'positive 0.100', expected: 'positive 0.600 or more, as of “fine”' },
    ],
    [
      'a score that does not fall',
      { texts: ['fine', 'good'], less: 'positive' },
      { text: 'good', answer: 'positive 0.900', expected: 'positive 0.600 or less, as of “fine”' },
    ],
    [
      'a score that falls by no more than allowed',
      { texts: ['good', 'fine'], more: 'positive', ...HALF },
      undefined,
    ],
    [
      'a score that rises by no more than allowed',
      { texts: ['fine', 'good'], less: 'positive', ...HALF },
      undefined,
    ],
    [
      'a score that falls by more than allowed',
      { texts: ['good', 'bad'], more: 'positive', ...HALF },
      { text: 'bad', answer: 'positive 0.100', expected: 'positive 0.400 or more, as of “good”' },
    ],
    ['two labels whose scores are near', { texts: ['fine', 'bad'], ...HALF }, undefined],
    [
      'two labels whose scores are far apart',
      { texts: ['good', 'fine', 'bad'], ...HALF },
      { text: 'bad', answer: 'negative', expected: 'positive, as of “good”' },
    ],
    ['the language', { texts: ['good'], read_as: 'en' }, undefined],
    [
      'another language',
      { texts: ['good'], read_as: 'und' },
      { text: 'good', answer: 'read as en', expected: 'read as und' },
    ],
    [
      'a score that rises in the wrong language',
      { texts: ['fine', 'good'], more: 'positive', read_as: 'zh' },
      { text: 'fine', answer: 'read as en', expected: 'read as zh' },
    ],
    ['a bound on the score', { texts: ['fine', 'fine'], at_most: 0.6 }, undefined],
    ['two labels where the bound alone is asked for', { texts: ['good', 'bad'], at_most: 0.9 }, undefined],
    [
      'a score over the bound',
      { texts: ['fine', 'bad'], read_as: 'en', at_most: 0.7 },
      { text: 'bad', answer: 'negative 0.900', expected: 'no score over 0.700' },
    ],
    [
      'a wrong label of the right language',
      { texts: ['good'], labels: ['negative'], read_as: 'en' },
      { text: 'good', answer: 'positive', expected: 'negative' },
    ],
  ])('judges %s', (_, each, failure) => {
    const { failed, groups } = run(each);
    expect(failed).toBe(failure === undefined ? 0 : 1);
    expect(groups[0].examples).toEqual(failure === undefined ? [] : [failure]);
  });

  it('counts by group and language, keeps three failures, and leaves out labels that the model lacks', () => {
    const wrong = { group: 'a', texts: ['bad'], labels: ['positive'] };
    const cases = [
      wrong,
      wrong,
      wrong,
      wrong,
      { ...wrong, language: 'en' },
      { ...wrong, labels: ['neutral'] },
    ];
    const result = runCases(
      [...cases, { group: 'b', texts: ['bad'], more: 'neutral' }],
      ['positive'],
      classify,
    );
    expect(result).toMatchObject({ cases: 5, failed: 5, left_out: 2 });
    expect(result.groups.map(({ cases: all, examples }) => [all, examples.length])).toEqual([
      [4, 3],
      [1, 1],
    ]);
  });
});

describe('readSuite()', () => {
  const lines = [
    { group: 'plain', text: 'good', label: 'positive' },
    { texts: ['good', 'fine'], language: 'en' },
    { text: 'bad', labels: ['neutral', 'negative'] },
    { texts: ['fine', 'good'], more: 'positive', tolerance: 0.1 },
    { text: 'gut', read_as: 'und', at_most: 0.5 },
  ];
  const cases = [
    { group: 'plain', texts: ['good'], labels: ['positive'] },
    { group: 'all', texts: ['good', 'fine'], language: 'en' },
    { group: 'all', texts: ['bad'], labels: ['neutral', 'negative'] },
    { group: 'all', texts: ['fine', 'good'], more: 'positive', tolerance: 0.1 },
    { group: 'all', texts: ['gut'], read_as: 'und', at_most: 0.5 },
  ];

  it.each([
    ['JSON lines', lines.map((line) => `${JSON.stringify(line)}\r\n`).join('\n')],
    ['a list', `\ufeff${JSON.stringify(lines)}`],
    ['an object with cases', JSON.stringify({ cases: lines })],
  ])('reads %s', async (_, text) => {
    expect(await readSuite(write('suite.json', text))).toEqual(cases);
  });

  it('reads one line', async () => {
    expect(await readSuite(write('one.jsonl', JSON.stringify(lines[0])))).toEqual(cases.slice(0, 1));
  });

  it.each([
    ['behaviour', behaviourCases],
    ['checklist', checklistCases],
  ])('reads the suite %s of this project', async (name, casesOfIt) => {
    expect(await readSuite(`test/bench/${name}.json`)).toEqual([...casesOfIt()]);
  });

  const group = { name: 'g', labels: ['a'], frames: ['{x} {x}'] };
  it.each([
    ['{"text":"good"', 'line 1 of suite.json is no JSON: a suite is JSON or JSON lines'],
    ['[]', 'has no case'],
    ['[1]', 'case 1 is no object'],
    ['7', 'it is neither a list of cases nor an object of languages'],
    [[{ text: 'a', label: 'b', lable: 'c' }], 'case 1 has the field "lable", allowed group, language, text'],
    [[lines[0], { label: 'a' }], 'case 2 has no text: allowed "text" or a list "texts" of strings'],
    [[{ text: 'a' }], 'case 1 asks for nothing: say a label, or give two texts'],
    [
      [{ texts: ['a', 'b'], label: 'c', more: 'd' }],
      'case 1 asks for two things: allowed one of label, more, less',
    ],
    [[{ texts: ['a', 'b'], more: 1 }], 'case 1 has a field that is no string'],
    [[{ texts: ['a', 'b'], tolerance: 2 }], 'case 1 has a tolerance that is no number from 0 to 1'],
    [[{ text: 'a', label: 'b', tolerance: 0.1 }], 'case 1 has labels and a tolerance, which is about scores'],
    [[{ text: 'a', labels: 'b' }], 'case 1 has labels that are no strings'],
    [[{ text: 'a', at_most: 2 }], 'case 1 has an "at_most" that is no number from 0 to 1'],
    [[{ text: 'a', read_as: 'de' }], 'case 1 has a "read_as" that is none of en, zh, und'],
    [[{ text: ' \u200b', label: 'b' }], 'group "all" has a blank text'],
    [{ en: {} }, '"en" has no list "groups", and the file no list "cases"'],
    [{ en: { groups: [{ frames: ['a'] }] } }, 'group 1 has no name'],
    [{ en: { groups: [{ ...group, frames: [] }] } }, 'group 1 has no list "frames"'],
    [{ en: { groups: [{ ...group, labels: 7 }] } }, 'group 1 has neither labels nor a probe'],
    [{ en: { groups: [{ ...group, probe: 'toString' }] } }, 'group 1 has a probe that is no slot'],
    [
      { en: { groups: [{ ...group, change: 'toString' }] } },
      'group 1 has a change that is unknown, allowed typos, case',
    ],
    [
      { en: { slots: { x: ['a'] }, groups: [{ ...group, probe: 'x', more: 'a', less: 'b' }] } },
      'group 1 has no single label as "more" or "less"',
    ],
    [{ en: { groups: [{ ...group, change: 'case', less: 7 }] } }, 'group 1 has no single label as'],
    [
      { en: { groups: [{ ...group, change: 'case', tolerance: '0' }] } },
      'group 1 has a tolerance that is no number from 0 to 1',
    ],
    [
      { en: { groups: [{ ...group, share: 0 }] } },
      'group 1 has a share that is no number above 0, up to 100',
    ],
    [{ en: { slots: { x: [] }, groups: [group] } }, '"en" has slots that are no lists'],
    [{ en: { slots: { y: ['a'] }, groups: [group] } }, '"{x} {x}" has the slot {x}, allowed y'],
    [{ en: { slots: { x: ['{x} {x}'] }, groups: [group] } }, 'takes over 64 words to fill'],
  ])('refuses %j', async (content, message) => {
    const text = typeof content === 'string' ? content : JSON.stringify(content);
    const path = write('suite.json', text);
    const error = await readSuite(path).then(String, ({ message: said }) =>
      said.replaceAll(path, 'suite.json'),
    );
    expect(error).toContain(message);
  });

  it('refuses a file whose slots make too many texts', async () => {
    const words = Array.from({ length: 1000 }, (_, word) => `w${word}`);
    const groups = ['g', 'h'].map((name) => ({
      name,
      probe: 'x',
      frames: words.map((word) => `${word} {x}`),
    }));
    const suite = { en: { slots: { x: words }, groups } };
    await expect(readSuite(write('large.json', JSON.stringify(suite)))).rejects.toThrow('over 200000 texts');
  });
});
