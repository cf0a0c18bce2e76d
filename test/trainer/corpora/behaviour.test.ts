import { describe, expect, it } from 'vitest';
import { type Behaviour, casesOf } from '../../../trainer/corpora/behaviour.ts';

describe('casesOf()', () => {
  const slots = { very: ['', 'very '], thing: ['lamp', 'sofa'] };
  const made = (group: Behaviour[string]['groups'][number]) => [
    ...casesOf({ en: { slots, topics: [{}], groups: [group] } }),
  ];

  it('holds the words of a probe to the first of them', () => {
    const group = {
      name: 'a',
      probe: 'very',
      more: 'positive',
      tolerance: 0.1,
      frames: ['it is {very}good'],
    };
    const demand = { more: 'positive', tolerance: 0.1 };
    expect(made(group)).toEqual([
      { group: 'a', language: 'en', texts: ['it is good', 'it is very good'], ...demand },
    ]);
  });

  it('writes a sentence in other ways, and leaves out what has none', () => {
    const cased = made({ name: 'a', change: 'case', frames: ['A {thing}', '1 2 3'] });
    expect(cased.map(({ texts }) => texts).sort()).toEqual([
      ['A lamp', 'a lamp', 'A LAMP'],
      ['A sofa', 'a sofa', 'A SOFA'],
    ]);
    const slips = made({ name: 'a', change: 'typos', frames: ['an umbrella'] });
    expect(slips).toHaveLength(1);
    expect(slips[0].texts[0]).toBe('an umbrella');
    expect(slips[0].texts.length).toBeGreaterThan(1);
  });

  it('makes the share of a group that it asks for', () => {
    const frames = Array.from({ length: 50 }, (_, frame) => `the {thing} ${frame}`);
    expect(made({ name: 'a', labels: ['neutral'], frames, share: 0.1 })).toHaveLength(12);
  });
});
