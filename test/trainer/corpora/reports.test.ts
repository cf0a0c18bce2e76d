import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { NEWS_AND_SERVICE_A_GROUP, TEMPLATES_A_GROUP } from '../../../trainer/corpora/corpora.ts';
import { HELD_OUT } from '../../../trainer/corpora/mixing.ts';
import { readSuite } from '../../../trainer/corpora/suite.ts';
import { KINDS, NEWS_AND_SERVICE, TEMPLATES, templates } from '../../../trainer/corpora/templates.ts';
import { digest, digestKey, readDigests } from '../../../trainer/read/heldout.ts';
import { readKnownTexts } from '../../../trainer/read/knowntexts.ts';
import { groupKey } from '../../../trainer/read/split.ts';
import { loadModelParts } from '../../../trainer/scoring/load.ts';
import { CONTRAST, cellOf, kindsTable, REPORTS } from '../../bench/kinds.ts';

const MODEL = 'src/weights/default.safetensors';
const cases = await readSuite(REPORTS);
const texts = cases.flatMap((each) => each.texts);
const grammars = [TEMPLATES, KINDS, NEWS_AND_SERVICE].flatMap((languages) => Object.values(languages));
/** Shorter texts are too common to be held out: docs/data.md. */
const LETTERS_HELD_OUT = 12;

describe('the texts of the reports', () => {
  const sizes = new Map<string, number>();
  for (const { group, language = '' } of cases) {
    const name = `${group}, ${['en', 'zh'].includes(language) ? language : 'others'}`;
    sizes.set(name, (sizes.get(name) ?? 0) + 1);
  }
  const kinds = [...sizes].filter(([name]) => !name.includes(CONTRAST));

  it('have 14 kinds, 10 of them in both languages', () => {
    const names = new Set(cases.map((each) => cellOf(each).kind));
    expect(names.size).toBe(14);
    const chinese = kinds.map(([name]) => name).filter((name) => name.endsWith(', zh'));
    const both = chinese.filter((name) => sizes.has(name.replace(', zh', ', en')));
    expect(both).toHaveLength(10);
  });

  it.each(kinds)('have 30 or more of %s, and contrasts to them', (name, size) => {
    expect(size).toBeGreaterThanOrEqual(30);
    const [kind, language] = name.split(', ');
    const contrasts = sizes.get(`${kind}${CONTRAST}, ${language === 'others' ? 'en' : language}`);
    expect(contrasts).toBeGreaterThanOrEqual(10);
  });

  it('are one text a case, with a label or how it is read', () => {
    for (const { texts: given, labels, language, read_as, at_most } of cases) {
      expect(given).toHaveLength(1);
      if (labels === undefined) expect([read_as, at_most]).toEqual(['und', 0.5]);
      else expect(['negative', 'neutral', 'positive']).toContain(labels.join());
      expect(labels === undefined).toBe(!['en', 'zh'].includes(language ?? ''));
    }
  });

  it('ask for no text twice', () => {
    const keys = texts.map((text) => text.normalize('NFKC').toLowerCase());
    expect(keys.filter((key, i) => keys.indexOf(key) !== i)).toEqual([]);
  });

  it.each(['en', 'zh'])('are foreign in 12 languages and never in %s', (language) => {
    const foreign = new Set(cases.filter(({ read_as }) => read_as === 'und').map((each) => each.language));
    expect(foreign.size).toBe(12);
    expect(foreign.has(language)).toBe(false);
  });
});

/** What a frame says without its slots, as a pattern of whole texts; none where it says too little to tell one by. */
function patternOf(frame: string): RegExp[] {
  const said = frame.replace(/\{\w+\}/g, ' ');
  const words = said.match(/\p{Script=Han}|[\p{L}\p{N}']+/gu) ?? [];
  if (words.length < 4) return [];
  const parts = frame.split(/\{\w+\}/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return [new RegExp(`^${parts.join('.{1,40}')}$`, 'iu')];
}

describe('nothing is trained on the texts of the reports', () => {
  it('no row of the templates has one', () => {
    const rows = [
      ...templates(TEMPLATES, 1, TEMPLATES_A_GROUP),
      ...templates(KINDS, 1, TEMPLATES_A_GROUP),
      ...templates(NEWS_AND_SERVICE, 1, NEWS_AND_SERVICE_A_GROUP),
    ];
    const training = new Set(rows.map(({ text }) => groupKey(text)));
    expect(texts.filter((text) => training.has(groupKey(text)))).toEqual([]);
  });

  it('no frame of the templates makes one, whatever its words', () => {
    const frames = grammars.flatMap(({ groups }) => groups.flatMap((group) => group.frames));
    const patterns = frames.flatMap(patternOf);
    expect(patterns.length).toBeGreaterThan(1000);
    const made = texts.flatMap((text) =>
      patterns.filter((each) => each.test(text)).map((each) => [text, each]),
    );
    expect(made).toEqual([]);
  });

  it('all of 12 letters are held out', async () => {
    const heldOut = await readDigests(HELD_OUT);
    const long = texts.filter((text) => digestKey(text).length >= LETTERS_HELD_OUT);
    expect(long.length).toBeGreaterThan(500);
    expect(long.filter((text) => !heldOut.has(digest(text))).map((text) => [digest(text), text])).toEqual([]);
  });

  it('the digests that are held out are in order, none twice', () => {
    const digests = readFileSync(HELD_OUT, 'utf8').trimEnd().split('\n');
    expect(digests).toEqual([...new Set(digests)].sort());
  });

  it('the shipped model knows no more of them than its filter errs', async () => {
    const { model } = await loadModelParts(MODEL);
    const known = await readKnownTexts(MODEL, model.version);
    const found = texts.filter((text) => known?.has(groupKey(text)));
    expect(found.length, found.join(' | ')).toBeLessThan(texts.length / 200);
  });
});

describe('kindsTable()', () => {
  it('puts a kind in a row, and languages and contrasts in columns', () => {
    const group = (name: string, language: string, cases: number, failed: number) => {
      return { group: name, language, cases, failed, examples: [] };
    };
    const lines = kindsTable([
      group('a', 'en', 3, 1),
      group('a, contrast', 'en', 2, 0),
      group('a, contrast', 'zh', 4, 4),
      group('b', 'fr', 1, 1),
      group('b', 'th', 1, 0),
    ]).split('\n');
    expect(lines.map((line) => line.split(/\s{2,}/))).toEqual([
      ['share that fails', 'English', 'contrast', 'Chinese', 'contrast', 'others'],
      ['a', '33 % of 3', '0 % of 2', '–', '100 % of 4', '–'],
      ['b', '–', '–', '–', '–', '50 % of 2'],
    ]);
  });
});
