import { describe, expect, it } from 'vitest';
import type { Case } from '../../../trainer/corpora/cases.ts';
import {
  CHECKLIST,
  capabilityOf,
  checklistCases,
  checklistTable,
  firstFailures,
  meansOf,
  runChecklist,
} from '../../bench/capabilities.ts';
import { certain } from '../../bench/subject.ts';

const cases = [...checklistCases()];

describe('the lists of checklist.json', () => {
  const groups = Map.groupBy(cases, ({ group, language }) => `${language} ${group}`);

  it.each([...groups])('have 30 texts or more, and 20 cases: %s', (_, own: Case[]) => {
    const texts = own.flatMap((each) => each.texts);
    expect(own.length).toBeGreaterThanOrEqual(20);
    expect(new Set(texts).size).toBeGreaterThanOrEqual(30);
  });

  it.each(Object.keys(CHECKLIST))('have every capability: %s', (language) => {
    const own = cases.filter((each) => each.language === language).map(({ group }) => capabilityOf(group));
    expect([...new Set(own)]).toEqual([
      'vocabulary',
      'robustness',
      'names and places',
      'temporal',
      'fairness',
      'negation',
      'semantic roles',
    ]);
  });

  it('want each text to be one thing', () => {
    const wanted = new Map<string, string>();
    for (const { texts, labels } of cases) {
      if (labels === undefined) continue;
      const before = wanted.get(texts[0]) ?? `${labels}`;
      expect(`${texts[0]}: ${labels}`).toBe(`${texts[0]}: ${before}`);
      wanted.set(texts[0], before);
    }
    expect(wanted.size).toBeGreaterThan(5000);
  });
});

describe('runChecklist()', () => {
  const own: Case[] = [
    { group: 'a: one', language: 'en', texts: ['good'], labels: ['positive'] },
    { group: 'a: one', language: 'en', texts: ['bad'], labels: ['positive'] },
    { group: 'a: two', language: 'en', texts: ['good', 'bad'], tolerance: 0.1 },
    { group: 'b: three', language: 'en', texts: ['bad', 'good'], more: 'positive' },
  ];
  const subject = {
    name: 'always sure',
    probabilistic: false,
    judge: (rows: readonly { text: string }[], labels: readonly string[]) =>
      rows.map(({ text }) => certain(text === 'good' ? 'positive' : 'negative', labels)),
  };
  const run = runChecklist(subject, own);

  it('counts by group, and means by capability weigh groups alike', () => {
    expect(run.groups.map(({ group, cases: all, failed }) => [group, all, failed])).toEqual([
      ['a: one', 2, 1],
      ['a: two', 1, 1],
      ['b: three', 1, 0],
    ]);
    expect([...meansOf(run.groups)]).toEqual([
      ['a', 0.75],
      ['b', 0],
    ]);
  });

  it('has a table of groups under their capability, and a failure of each', () => {
    const lines = checklistTable([run], 'en')
      .split('\n')
      .map((line) => line.replace(/ {2,}(?=\S+ %|always)/, ' | '));
    expect(lines).toEqual([
      'Share of the cases that fail, en | always sure',
      'a | 75.0 %',
      '  one (2) | 50.0 %',
      '  two (1) | 100.0 %',
      'b | 0.0 %',
      '  three (1) | 0.0 %',
      'mean over capabilities | 37.5 %',
      '',
    ]);
    expect(firstFailures(run)).toBe(
      'Failures of always sure:\n  a: one, en: bad → negative, not positive\n' +
        '  a: two, en: bad → negative, not positive, as of “good”\n',
    );
  });
});
