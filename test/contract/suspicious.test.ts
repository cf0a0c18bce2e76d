import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadExamples } from '../../trainer/read/load.ts';
import { temporaryFolder } from '../trainer/files.ts';
import { runCli, startCli, withFlags } from './cli.ts';

const write = temporaryFolder();
const WORDS = { positive: ['lovely', 'great', 'excellent'], negative: ['awful', 'terrible', 'disgusting'] };
const THINGS = ['soup', 'room', 'film', 'staff', 'coffee', 'phone', 'story', 'song', 'hotel', 'cake'];
/** Sentences that anyone can tell apart; that of line 22 has the wrong label. */
const ROWS = THINGS.flatMap((thing) =>
  Object.entries(WORDS).flatMap(([label, words]) =>
    words.map((word) => ({ label, text: `the ${thing} was ${word} =1+1 "quoted" \u202E` })),
  ),
);
ROWS[20] = { ...ROWS[20], label: ROWS[20].label === 'positive' ? 'negative' : 'positive' };
const HOSTILE = [
  { label: 'positive', text: '=HYPERLINK("http://x.example") excellent' },
  { label: 'alone', text: 'a label of one row' },
];
const jsonl = (rows: readonly object[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join('');
const data = write('reviews.jsonl', jsonl([...ROWS, ...HOSTILE]));
const at = (name: string) => join(dirname(data), name);
const run = (out: string, ...flags: string[]) =>
  runCli(['suspicious', '--data', data, '--out', at(out), '--folds', '2', ...flags]);

describe('suspicious', () => {
  it('ranks a wrong label first, keeps all rows, and writes equal bytes for any number of workers', async () => {
    const { code, stdout, stderr } = await run('two.tsv', '--workers', '2');
    expect([code, stderr]).toEqual([0, '']);
    const [head, first, ...rest] = readFileSync(at('two.tsv'), 'utf8').trimEnd().split('\n');
    expect(head.split('\t')).toEqual(['line', 'label', 'suggested_label', 'doubt', 'text']);
    expect(first.split('\t').slice(0, 3)).toEqual(['21', ROWS[20].label, ROWS[0].label]);
    expect(rest.at(-1)).toBe('62\talone\t\t\ta label of one row');
    expect(stdout).toContain('\n1 of 62 rows was not judged, and stands last: ');
    expect(stdout).toMatch(/^networks that had not seen a row agree with [\d.]+ % of the labels$/m);
    expect((await run('one.tsv', '--workers', '1')).code).toBe(0);
    expect(readFileSync(at('one.tsv'))).toEqual(readFileSync(at('two.tsv')));
    const read = (await loadExamples(at('two.tsv'))).examples;
    expect(read.map(({ text }) => text).sort()).toEqual(
      [...ROWS, ...HOSTILE].map(({ text }) => text.replace('\u202E', '').replace(/^=/, "'=")).sort(),
    );
    expect(read.filter(({ label }) => label === 'alone')).toHaveLength(1);
  });

  it.each([
    [['--out', 'x.csv'], 2, '--out is x.csv, allowed a name that ends in .tsv'],
    [['--out', at('two.tsv')], 1, 'two.tsv is there already'],
    [['--folds', '1'], 2, 'folds is 1, allowed'],
    [['--data', write('few.tsv', 'label\ttext\na\tx\nb\ty\n'), '--out', at('none.tsv')], 1, 'give more rows'],
  ])('refuses %j', async (flags, exit, sentence) => {
    const { code, stderr } = await runCli(withFlags(['suspicious', '--data', data], flags));
    expect(stderr).toContain(sentence);
    expect(code).toBe(exit);
  });

  it('leaves nothing behind after Ctrl-C', async () => {
    const out = at('stopped.tsv');
    const child = startCli(['suspicious', '--data', data, '--out', out, '--folds', '2']);
    child.stdout.on('data', (text: Buffer) => {
      if (text.includes('in 2 folds')) child.kill('SIGINT');
    });
    let stderr = '';
    child.stderr.on('data', (text: Buffer) => {
      stderr += text;
    });
    const code = await new Promise((resolve) => child.on('close', resolve));
    expect(stderr).toContain('error: stopped by SIGINT: nothing was written; run it again\n');
    expect(code).toBe(130);
    expect(existsSync(out)).toBe(false);
  });
});
