import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { parseArticle } from '../../trainer/report/article/read.ts';
import type { ArticleHead, ArticleRecord } from '../../trainer/report/article/record.ts';
import { runCli } from './cli.ts';

const SCRIPT = fileURLToPath(new URL('article/measure.ts', import.meta.url));
const root = mkdtempSync(join(tmpdir(), 'edge-sentiment-'));
afterAll(() => rmSync(root, { recursive: true }));
const at = (...parts: string[]) => join(root, ...parts);
const FITTED = 'loss,blocks,tasks';

function start(out: string, fits: number): ChildProcess {
  return spawn(process.execPath, [SCRIPT, root, out, `${fits}`, FITTED]);
}

async function run(...args: Parameters<typeof start>): Promise<number> {
  const [code] = await once(start(...args), 'close');
  return code;
}

const written = (out: string, name: string) => readFileSync(at(out, name), 'utf8');
const filesOf = (out: string) => readdirSync(at(out)).filter((name) => name.startsWith('article'));
const fitsOf = (out: string) => (existsSync(at(out, 'fits')) ? readdirSync(at(out, 'fits')) : []);
const kept = (out: string) => fitsOf(out).filter((name) => name.endsWith('.json'));
let records: ArticleRecord[];

beforeAll(async () => {
  expect(await run('whole', 2)).toBe(0);
  records = parseArticle(written('whole', 'article.jsonl'), 'article.jsonl');
}, 120_000);

describe('article', () => {
  it('writes lines that its reader takes: sources, rates, fits and a selection', () => {
    const [head, ...lines] = records as [ArticleHead, ...ArticleRecord[]];
    expect(head.tasks.map(({ task, labels, train, test }) => [task, labels, train, test])).toEqual([
      ['sentences', 2, 32, 16],
      ['emotions', 4, 32, 16],
      ['reviews', 2, 32, 16],
      ['chinese', 2, 32, 16],
    ]);
    expect(head.sources.map(({ name }) => name)).toEqual([
      'sst-sentences',
      'goemotions',
      'imdb',
      'zh-chnsenticorp',
    ]);
    const kinds = Object.groupBy(lines, ({ kind }) => kind);
    // Four arms of sentences and four of each harder task, each with two rates and two seeds.
    expect([kinds.rate?.length, kinds.fit?.length, kinds.selection?.length]).toEqual([32, 32, 1]);
  });

  it('gives the same bytes for one fit at a time, where it was killed and where it was stopped', async () => {
    const killed = start('one', 1);
    await vi.waitUntil(() => kept('one').length >= 5, { timeout: 60_000, interval: 5 });
    killed.kill('SIGKILL');
    await once(killed, 'close');
    const stopped = start('one', 1);
    const before = kept('one').length;
    await vi.waitUntil(() => kept('one').length > before, { timeout: 60_000, interval: 5 });
    stopped.kill('SIGINT');
    expect(await once(stopped, 'close')).toEqual([130, null]);
    expect(existsSync(at('one', 'article.jsonl'))).toBe(false);
    // Of a longer run before.
    writeFileSync(at('one', 'article-depth.svg'), '<svg/>');
    expect(await run('one', 1)).toBe(0);
    expect(filesOf('one')).toEqual(filesOf('whole'));
    for (const name of filesOf('whole')) expect(written('one', name), name).toBe(written('whole', name));
    expect(kept('one')).toEqual(kept('whole'));
  }, 120_000);

  it('does not replace a page that it has not written', async () => {
    writeFileSync(at('article.md'), '# Mine\n');
    const { code, stderr } = await runCli(['article', '--out', root, '--only', 'depth', '--mirror', root]);
    expect(stderr).toMatch(
      /article\.md is there, and not of this command: give another --out, or say --force/,
    );
    expect(code).toBe(1);
    expect(readFileSync(at('article.md'), 'utf8')).toBe('# Mine\n');
  });

  it.each([
    [['--only', 'width'], 2, '--only is "width", allowed depth, gradients, block, example'],
    [['--mirror', at('none')], 1, 'the mirror lacks https://nlp.stanford.edu/'],
  ])('%j ends with %i', async (flags, exit, message) => {
    const folders = ['--cache', at('empty'), '--kept', at('kept'), '--out', at('pages')];
    const { code, stderr } = await runCli(['article', ...folders, ...flags]);
    expect(stderr).toContain(message);
    expect(code).toBe(exit);
    expect(existsSync(at('kept'))).toBe(false);
  });

  it('--plan says what it would do, and does nothing', async () => {
    const { code, stdout } = await runCli([
      'article',
      '--only',
      'efficiency',
      '--plan',
      '--kept',
      at('kept'),
    ]);
    expect(stdout).toContain('no fits: ratios of times alone');
    expect(code).toBe(0);
    const folders = ['--kept', at('kept'), '--cache', at('empty'), '--mirror', at('none')];
    const whole = await runCli(['article', '--plan', ...folders]);
    expect(whole.stdout).toMatch(/^total +\d+ +\d+ +100\.0 %$/m);
    expect(whole).toMatchObject({ code: 0, stderr: '' });
    expect(existsSync(at('kept'))).toBe(false);
  });
});
