import { describe, expect, it } from 'vitest';
import { tokenize } from '../../../src/model/text/tokenizer.ts';
import { casesOf } from '../../../trainer/corpora/behaviour.ts';
import { NEWS_AND_SERVICE_A_GROUP, TEMPLATES_A_GROUP } from '../../../trainer/corpora/corpora.ts';
import {
  fill,
  type Grammar,
  type Group,
  KINDS,
  NEWS_AND_SERVICE,
  sentences,
  skeleton,
  slotsOf,
  TEMPLATES,
  templates,
} from '../../../trainer/corpora/templates.ts';
import { digestKey } from '../../../trainer/read/heldout.ts';
import { BEHAVIOUR, runBehaviour } from '../../bench/behaviour.ts';
import { CHECKLIST } from '../../bench/capabilities.ts';

const group = (frames: string[]): Group => ({ name: 'test', labels: ['neutral'], frames });
const grammar = (slots: Grammar['slots'], topics: Grammar['topics'] = [{}]): Grammar => ({
  slots,
  topics,
  groups: [],
});

describe('fill()', () => {
  it('fills every slot, and the slots of the words', () => {
    const slots = { a: ['one', '{b} and {b}'], b: ['two'] };
    expect(fill('{a}, {a}.', slots, (count) => count - 1)).toBe('two and two, two and two.');
  });

  it('refuses slots without words and words without end', () => {
    expect(() => fill('{c}', { a: ['x'] }, () => 0)).toThrow('"{c}" has the slot {c}, allowed a');
    expect(() => fill('{a}', { a: ['{a}'] }, () => 0)).toThrow('takes over 64 words');
  });
});

describe('sentences()', () => {
  it('gives each sentence once and ends where there are no more', () => {
    const all = [...sentences(grammar({ x: ['b', 'c'] }), group(['it is {x}']), 1, 100)];
    expect(all.sort()).toEqual(['It is b', 'It is c', 'it is b', 'it is c']);
  });

  it('keeps to one topic', () => {
    const topics = [
      { noun: ['soup'], adjective: ['hot'] },
      { noun: ['car'], adjective: ['fast'] },
    ];
    const all = [...sentences(grammar({}, topics), group(['{adjective} {noun}']), 1, 100)];
    expect(
      all.map((text) => text.toLowerCase()).filter((text, i, texts) => texts.indexOf(text) === i),
    ).toEqual(expect.arrayContaining(['hot soup', 'fast car']));
    expect(all).toHaveLength(4);
  });

  it('puts the article right', () => {
    const [text] = sentences(grammar({ x: ['ugly'], y: ['useless'] }), group(['a {x} and a {y} one']), 1, 1);
    expect(text.toLowerCase()).toBe('an ugly and a useless one');
  });
});

/** What the mixes get. */
const rows = [
  ...templates(TEMPLATES, 1, TEMPLATES_A_GROUP),
  ...templates(KINDS, 1, TEMPLATES_A_GROUP),
  ...templates(NEWS_AND_SERVICE, 1, NEWS_AND_SERVICE_A_GROUP),
];
const grammars = [TEMPLATES, KINDS, NEWS_AND_SERVICE];

function countsOf<Row>(all: readonly Row[], keyOf: (row: Row) => string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const row of all) counts.set(keyOf(row), (counts.get(keyOf(row)) ?? 0) + 1);
  return counts;
}

describe('templates()', () => {
  it('gives equal rows for equal seeds and others for another', () => {
    expect([...templates(TEMPLATES, 1, 20)]).toEqual([...templates(TEMPLATES, 1, 20)]);
    expect([...templates(TEMPLATES, 1, 20)]).not.toEqual([...templates(TEMPLATES, 2, 20)]);
  });

  it('gives every group of every language its share of rows', () => {
    const counts = new Map<string, number>();
    for (const { language, group, label } of templates(TEMPLATES, 7, 300)) {
      const key = `${language} ${group} ${label}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    const shares = Object.entries(TEMPLATES).flatMap(([language, { groups }]) =>
      groups.map(({ name, labels, share = 1 }) => [`${language} ${name} ${labels[0]}`, share * 300]),
    );
    expect(shares).toHaveLength(39);
    expect(counts).toEqual(new Map(shares as [string, number][]));
  });

  it('gives English equal parts of the three labels, Chinese about two fifths of neutral', () => {
    const parts: Record<string, number> = {};
    for (const { language, label } of templates(TEMPLATES, 1, 20)) {
      parts[`${language} ${label}`] = (parts[`${language} ${label}`] ?? 0) + 1;
    }
    expect(parts['en negative']).toBe(parts['en positive']);
    expect(parts['en neutral']).toBe(parts['en positive']);
    expect(parts['zh negative']).toBe(parts['zh positive']);
    const zh = parts['zh negative'] + parts['zh neutral'] + parts['zh positive'];
    expect(parts['zh neutral'] / zh).toBeCloseTo(0.4, 1);
  });

  it('gives the news of each language as much praise as blame', () => {
    for (const language of Object.keys(NEWS_AND_SERVICE)) {
      const labels = [...templates(NEWS_AND_SERVICE, 1, 20)].filter((row) => row.language === language);
      const count = (label: string) => labels.filter((row) => row.label === label).length;
      expect(count('positive')).toBe(count('negative'));
      expect(count('neutral')).toBeGreaterThan(count('positive') / 2);
    }
  });

  describe('of the kinds', () => {
    const kinds = [...templates(KINDS, 1, TEMPLATES_A_GROUP)];

    it('gives every group its share of rows, and no kind lacks a label', () => {
      const counts = countsOf(kinds, ({ language, group, label }) => `${language} ${group} ${label}`);
      const labels = ['negative', 'neutral', 'positive'];
      const wanted = Object.entries(KINDS).flatMap(([language, { groups }]) => {
        const names = [...new Set(groups.map(({ name }) => name))];
        expect(groups).toHaveLength(names.length * labels.length);
        return groups.map(({ name, labels: [label], share = 1 }): [string, number] => {
          return [`${language} ${name} ${label}`, Math.round(share * TEMPLATES_A_GROUP)];
        });
      });
      expect(wanted).toHaveLength(11 * 2 * labels.length);
      expect(counts).toEqual(new Map(wanted));
    });

    it('are at most a quarter of those that were there before', () => {
      const before = [...templates(TEMPLATES, 1, TEMPLATES_A_GROUP)].length;
      expect(kinds.length).toBeGreaterThan(before / 5);
      expect(kinds.length).toBeLessThanOrEqual(before / 4);
    });

    it('have praise and blame equally often, and no text over 64 tokens', () => {
      const counts = countsOf(kinds, ({ language, label }) => `${language} ${label}`);
      expect(counts.get('en positive')).toBe(counts.get('en negative'));
      expect(counts.get('zh positive')).toBe(counts.get('zh negative'));
      expect(Math.max(...kinds.map(({ text }) => tokenize(text).tokens.length))).toBeLessThanOrEqual(64);
    });

    it.each([
      ['en', ['faith', 'leaning', 'origin']],
      ['zh', ['descent']],
    ])('let no word for what people are carry a label: %s', (language, slots) => {
      const words = slots.flatMap((slot) => KINDS[language].slots[slot]).filter((word) => !/[{}]/.test(word));
      const people = kinds.filter((row) => row.language === language && row.group === 'people of every kind');
      const found = people.filter(({ text }) => words.some((word) => text.includes(word)));
      const counts = [...countsOf(found, ({ label }) => label).values()];
      expect(counts).toHaveLength(3);
      expect(Math.min(...counts)).toBeGreaterThan(50);
      expect(Math.max(...counts) / Math.min(...counts)).toBeLessThan(1.5);
    });
  });

  it('calls no sentence two things', () => {
    const labels = new Map<string, string>();
    for (const { text, label } of rows) {
      const key = digestKey(text);
      expect(`${text}: ${labels.get(key) ?? label}`).toBe(`${text}: ${label}`);
      labels.set(key, label);
    }
    expect(labels.size).toBeGreaterThan(60_000);
  });

  it('leaves no slot open and no bar of a list', () => {
    expect(rows.filter(({ text }) => /[{}|]/.test(text))).toEqual([]);
  });

  it('have one of three labels a group and words for each of their slots', () => {
    for (const { slots, topics, groups } of grammars.flatMap((languages) => Object.values(languages))) {
      for (const { labels, frames } of groups) {
        expect([['negative'], ['neutral'], ['positive']]).toContainEqual(labels);
        for (const topic of topics) {
          const words = Object.entries({ ...slots, ...topic });
          const known = new Set(words.map(([name]) => name));
          const used = [...frames, ...words.flatMap(([, values]) => values)].flatMap(slotsOf);
          expect(used.filter((name) => !known.has(name))).toEqual([]);
        }
      }
    }
  });
});

/** Slots that hold what a sentence is about. The rest are words of grammar, numbers and days. */
const CONTENT =
  'name place thing venue object good bad praise part person goodTypo badTypo blame fit flaw rave rant treat dud worth kind unkind ware pleasing displeasing device plain surname religion orientation nationality race gender kin job other like dislike great awful faith leaning origin descent title store town mister illness fault'.split(
    ' ',
  );
/** Templates have them as colours of things. */
const COLOURS = ['Black', 'white'];

function wordsOf({ slots, topics }: Pick<Grammar, 'slots' | 'topics'>): string[] {
  return [slots, ...topics].flatMap((words) => CONTENT.flatMap((name) => words[name] ?? []));
}

const SUITES = { behaviour: BEHAVIOUR, checklist: CHECKLIST };

describe.each(Object.entries(SUITES))('the suite %s', (_, suite) => {
  /** Words of grammar that a probe changes, and those that it leaves out, are part of the frame. */
  const framesOf = (language: string) => {
    const { slots, groups } = suite[language];
    return groups.flatMap(({ frames, ...group }) => {
      if (!('probe' in group) || CONTENT.includes(group.probe)) return frames.map(skeleton);
      const gap = `{${group.probe}}`;
      return frames.flatMap((frame) =>
        slots[group.probe].map((word) => skeleton(frame.replaceAll(gap, word))),
      );
    });
  };
  const measuredWords = (language: string) => {
    return [...new Set(wordsOf(suite[language]))].filter((word) => !COLOURS.includes(word));
  };

  it.each(Object.keys(suite))('shares no frame with the training templates: %s', (language) => {
    const groups = grammars.flatMap((languages) => languages[language].groups);
    const training = groups.flatMap(({ frames }) => frames.map(skeleton));
    const measuring = framesOf(language);
    expect(measuring.length).toBeGreaterThan(40);
    expect(measuring.filter((frame) => training.includes(frame))).toEqual([]);
  });

  it.each(Object.keys(suite))('shares no word of a slot with them: %s', (language) => {
    const training = new Set(grammars.flatMap((languages) => wordsOf(languages[language])));
    const measuring = measuredWords(language);
    expect(measuring.length).toBeGreaterThan(40);
    expect(measuring.filter((word) => training.has(word))).toEqual([]);
  });

  it.each([
    ['en', (word: string) => new RegExp(String.raw`(?<![\p{L}\p{N}-])${word}(?![\p{L}\p{N}-])`, 'iu')],
    // A single character is part of too many words.
    ['zh', (word: string) => new RegExp(word.length > 1 ? word : String.raw`^${word}$`, 'u')],
  ])('shares no word of a slot with what the frames say: %s', (language, pattern) => {
    const texts = rows
      .filter((row) => row.language === language)
      .map(({ text }) => text)
      .join('\n');
    expect(measuredWords(language).filter((word) => pattern(word).test(texts))).toEqual([]);
  });

  it('shares no text with their rows', () => {
    const training = new Set(rows.map(({ text }) => digestKey(text)));
    const measured = [...casesOf(suite)].flatMap(({ texts }) => texts);
    expect(measured.filter((text) => training.has(digestKey(text)))).toEqual([]);
  });

  it('is the same each time, and no text lacks a word', () => {
    const cases = [...casesOf(suite)];
    expect(cases).toEqual([...casesOf(suite)]);
    expect(cases.flatMap(({ texts }) => texts).filter((text) => /[{}\0]/.test(text))).toEqual([]);
  });
});

describe('runBehaviour()', () => {
  const cases = [
    { group: 'a', language: 'en', texts: ['good'], labels: ['positive'] },
    { group: 'a', language: 'en', texts: ['bad'], labels: ['neutral', 'negative'] },
    { group: 'b', language: 'en', texts: ['Ann', 'Bob'] },
    { group: 'c', language: 'en', texts: ['fact'], labels: ['neutral'] },
  ];

  it('counts what fails, by group', () => {
    const classify = (text: string) => (text === 'Bob' ? 'negative' : 'positive');
    expect(runBehaviour(cases, ['negative', 'neutral', 'positive'], classify)).toEqual([
      { group: 'a', language: 'en', cases: 2, failed: 1, examples: ['bad → positive'] },
      { group: 'b', language: 'en', cases: 1, failed: 1, examples: ['Bob → negative'] },
      { group: 'c', language: 'en', cases: 1, failed: 1, examples: ['fact → positive'] },
    ]);
  });

  it('asks a model only for labels that it has', () => {
    const groups = runBehaviour(cases, ['negative', 'positive'], () => 'negative');
    expect(groups.map(({ group, cases: count }) => [group, count])).toEqual([
      ['a', 2],
      ['b', 1],
    ]);
  });
});
