import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { measure } from '../../trainer/scoring/metrics.ts';
import { behaviourCases, runBehaviour } from '../bench/behaviour.ts';
import { type Documents, FILES, fill, LOOKED_HEAD } from '../bench/figures/fill.ts';
import { withRow, withTable, withText } from '../bench/figures/markdown.ts';
import { readOutput } from '../bench/figures/output.ts';
import { behaviourTable, setTable, verdicts } from '../bench/report.ts';
import { TEST_SETS, type TestSet } from '../bench/sets.ts';

const at = (file: string) => fileURLToPath(new URL(`../../${file}`, import.meta.url));
const documents = Object.fromEntries(
  Object.entries(FILES).map(([name, file]) => [name, readFileSync(at(file), 'utf8')]),
) as Documents;
const { version } = JSON.parse(documents.card);
const OURS = `default@${version}`;

/** Of a hundred texts of two labels so many right, all as sure. */
function results({ labels }: TestSet) {
  const right = { [OURS]: 91, fastText: 83, sentiment: 52, 'vader-sentiment': 71, 'wink-sentiment': 63 };
  return Object.entries(right).map(([name, right]) => {
    const judged = Array.from({ length: 100 }, (_, i) => {
      const probabilities = labels.map((_, label) => (label === i % 2 ? 0.9 : 0.1 / (labels.length - 1)));
      return { truth: i < right ? i % 2 : 1 - (i % 2), probabilities };
    });
    return { name, probabilistic: name !== 'sentiment', metrics: measure(labels, judged) };
  });
}

/** What bench:accuracy prints of a model that calls everything neutral. */
function printed(): string {
  const measured = TEST_SETS.map((set) => ({ set, results: results(set) }));
  const groups = runBehaviour(behaviourCases(), ['negative', 'neutral', 'positive'], () => 'neutral');
  const all = [OURS, 'fastText'].map((name) => ({ name, groups }));
  const shipped = { name: OURS, bytes: 4_440_000, peer: 'fastText' };
  return [...measured.map(setTable), behaviourTable(all), verdicts(shipped, measured, groups)].join('\n');
}

const OUTPUT = printed();
const filled = fill(documents, readOutput(`> node test/bench/accuracy.ts\n\n${OUTPUT}\n`));

describe('fill()', () => {
  it('keeps the whole output in docs/accuracy.md, without what npm printed before it', () => {
    expect(filled.accuracy).toContain(`Version \`${version}\`, `);
    expect(filled.accuracy).toContain(`\`\`\`\n${OUTPUT}\n\`\`\`\n`);
  });

  it.each([
    [
      'SST-2 dev',
      /^ 100 +\| accuracy +\| \*\*91\.0 %\*\* +\| 91\.0 % \(\d.+\) \| 0\.\d+ +\| 83\.0 % +\| 71\.0 % +\| 88\.3 % \| 6, 7, /,
    ],
    ['TweetEval val', /^ 100 +\| macro recall \| \*\*0\.\d{3}\*\* .* \| 0\.705 +\| 7, 9, /],
    ['zh-ewect.part', /^ 100 +\| macro-F1 .* \| none +\| never +\|$/],
    ['messages to companies', /^ \d+ % +\| \d+ % +\|$/],
    ['plain', /^ 100 % +\| 100 % +\|$/],
    [
      '`news-and-service`: news, and messages to companies, of our own writing',
      /^ 19,919 +\| MIT +\| yes +\|$/,
    ],
  ])('gives %s its row in src/weights/README.md', (name, cells) => {
    const rows = filled.weights.split('\n').filter((line) => line.startsWith(`| ${name} `));
    expect(rows.map((row) => row.slice(row.indexOf('|', 1) + 1))).toEqual([expect.stringMatching(cells)]);
  });

  it('gives README its cells, and the size that it names', () => {
    expect(filled.weights).toContain(`\`default.safetensors\`, 4.4 MB, version \`${version}\``);
    expect(filled.readme).toContain('a residual network of 4.4 MB in');
    expect(filled.readme).toMatch(
      /^\| SST-2 dev, English reviews +\| \*\*91\.0 %\*\* +\| 71\.0 % +\| 83\.0 % +\| /m,
    );
    expect(filled.readme).toMatch(/^\| size +\| 4\.4 MB +\| /m);
  });

  it('says in the card of each figure whether its set was looked at', () => {
    const { measured, ...card } = JSON.parse(filled.card);
    const { measured: _, ...before } = JSON.parse(documents.card);
    expect(card).toEqual(before);
    expect(measured).toHaveLength(TEST_SETS.length);
    const figure = { texts: 100, measure: 'accuracy', value: 0.91, calibrationError: expect.any(Number) };
    expect(measured[0]).toEqual({ set: 'SST-2 dev', ...figure, lookedAtWhenChoosing: true });
    expect(measured.at(-1)).toMatchObject({ set: 'zh-weibo-8.part', lookedAtWhenChoosing: false });
  });

  it('changes nothing where it was filled before', () => {
    expect(fill(filled, readOutput(OUTPUT))).toEqual(filled);
  });

  it.each([
    ['a set', /^IMDb test: [\s\S]*?\n\n/m, 'there is no set IMDb test: measure all sets'],
    ['fastText', /^ {2}fastText .*\n/m, 'there is no line for fastText under SST-2 dev: '],
    ['a word list', /^ {2}wink-sentiment .*\n/m, 'there is no line for wink-sentiment under SST-2 dev: '],
    ['a group', /^ {2}news, zh \(.*\n/m, 'there is no news, zh: '],
    ['a bound', /^ {2}SST dev, macro-F1 .*\n/m, 'there is no bound of SST dev, macro-F1: '],
    ['the size', /^ {2}model file .*\n/m, 'there is no bound of model file: '],
    ['the bounds', /^Bounds of [\s\S]*/m, 'this is not the output of bench:accuracy'],
    ['all sets', /^[\s\S]*(?=Behaviour)/, 'this is not the output of bench:accuracy'],
  ])('refuses an output without %s', (_, missing, message) => {
    expect(OUTPUT).toMatch(missing);
    expect(() => fill(documents, readOutput(OUTPUT.replace(missing, '')))).toThrow(message);
  });

  it.each([
    [{ version: 'ffffffffffff' }, 'src/weights/default.json is the card of ffffffffffff'],
    [{ sources: ['imdb'] }, 'src/weights/default.json has names of sources alone'],
    [{ sources: undefined }, 'src/weights/default.json has no sources'],
  ])('refuses a card with %j', (fields, message) => {
    const card = JSON.stringify({ ...JSON.parse(documents.card), ...fields });
    expect(() => fill({ ...documents, card }, readOutput(OUTPUT))).toThrow(message);
  });
});

it('docs/accuracy.md says in which decisions each set was looked at', () => {
  const rows = TEST_SETS.map(({ title, looked }) => [title, looked.join(', ') || 'never']);
  expect(withTable(documents.accuracy, LOOKED_HEAD, rows)).toBe(documents.accuracy);
});

const MARKDOWN = 'a\n\n| set  | us |\n| ---- | -- |\n| SST  | 1  |\n| IMDb | 2  |\n\nb';

describe('tables of Markdown', () => {
  it('withTable() gives all rows anew, as wide as they are, and more columns', () => {
    expect(withTable(MARKDOWN, ['set', 'us', 'who'], [['SST dev', '3.5 %', 'A']])).toBe(
      'a\n\n| set     | us    | who |\n| ------- | ----- | --- |\n| SST dev | 3.5 % | A   |\n\nb',
    );
    expect(() => withTable(MARKDOWN, ['set', 'me'], [])).toThrow(
      '0 tables have a head that begins with set, me',
    );
    expect(() => withTable(MARKDOWN + MARKDOWN, ['set', 'us'], [])).toThrow('2 tables have a head');
  });

  it('withRow() changes the cells that are given', () => {
    expect(withRow(MARKDOWN, 'IMDb', { 1: '9' })).toBe(MARKDOWN.replace('2  |', '9  |'));
    expect(() => withRow(MARKDOWN, 'Yelp', {})).toThrow('no table has a row "Yelp"');
  });

  it('withText() changes what it finds', () => {
    expect(withText('of 6.2 MB', /[\d.]+ MB/, '$& MB')).toBe('of $& MB');
    expect(() => withText('of', /[\d.]+ MB/, '')).toThrow('nothing reads /[\\d.]+ MB/');
  });
});
