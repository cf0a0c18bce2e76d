import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { runCli } from './cli.ts';

const folder = mkdtempSync(join(tmpdir(), 'edge-sentiment-'));
afterAll(() => rmSync(folder, { recursive: true }));
const at = (name: string) => join(folder, name);
/** An empty last cell ends a line with a tab. */
const linesOf = (text: string) => text.replace(/\n$/, '').split('\n');
const OWN = ['--sources', 'templates', '--cache', at('cache')];

it('data mix writes equal bytes each time, a share of them, and a table of what was kept and left out', async () => {
  for (const name of ['a.tsv', 'b.tsv']) {
    const { code, stdout } = await runCli(['data', 'mix', ...OWN, '--out', at(name)]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^templates: 0 files \| licence: MIT \| commercial use: yes$/m);
    expect(stdout).toMatch(/^source +read +bad +held out +piece +duplicate/m);
    expect(stdout).toMatch(/^templates +102,193 +0 +\d+ +1 +\d{3} +0 +0 +31,\d{3} +38,\d{3} +31,\d{3} +1$/m);
  }
  const whole = readFileSync(at('a.tsv'), 'utf8');
  expect(readFileSync(at('b.tsv'), 'utf8')).toBe(whole);
  expect(whole.split('\n', 1)).toEqual(['label\ttext\tsource\tweight\tsplit_group']);
  await runCli(['data', 'mix', ...OWN, '--share', '0.05', '--out', at('c.tsv')]);
  const few = linesOf(readFileSync(at('c.tsv'), 'utf8')).slice(1);
  expect(few.length / (linesOf(whole).length - 1)).toBeCloseTo(0.05, 3);
  const all = new Set(whole.split('\n'));
  expect(few.filter((line) => !all.has(line))).toEqual([]);
});

it.each([
  [
    ['data', 'mix', '--sources', 'imbd', '--out', 'x.tsv'],
    2,
    '--sources names "imbd", the recipe default has zh-chnsenticorp, sst-sentences',
  ],
  [
    ['data', 'pull', '--recipe', 'everything'],
    2,
    '--recipe is "everything", allowed default, strict, research',
  ],
  [['data', 'mix', '--share', '0', '--out', 'x.tsv'], 2, 'share is 0'],
  [
    ['data', 'runs', '--mirror', at('none'), '--cache', at('cache'), '--out', at('lists')],
    1,
    'the mirror lacks https://nlp.stanford.edu/',
  ],
  [
    ['data', 'pull', '--mirror', at('none'), '--cache', at('cache')],
    1,
    'the mirror lacks https://raw.githubusercontent.com/ymcui/',
  ],
])('%j ends with %i', async (args, exit, message) => {
  const { code, stderr } = await runCli(args);
  expect(stderr).toContain(message);
  expect(code).toBe(exit);
});

it('data pull says where yelp-sentences may be used: in research alone', async () => {
  const args = [
    'data',
    'pull',
    '--sources',
    'yelp-sentences',
    '--mirror',
    at('none'),
    '--cache',
    at('cache'),
  ];
  expect((await runCli(args)).stderr).toContain('the recipe default has');
  expect((await runCli([...args, '--recipe', 'research'])).stderr).toContain('the mirror lacks');
});
