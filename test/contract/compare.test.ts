import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { temporaryFolder } from '../trainer/files.ts';
import { type Outcome, runCli, startCli, withFlags } from './cli.ts';
import { labelledTexts } from './training.ts';

const write = temporaryFolder();
const data = write('my data.tsv', labelledTexts(120));
const root = dirname(data);
const at = (out: string) => join(root, out);
const SIZES = ['--embedding', '4', '--width', '4', '--blocks', '1', '--batch-size', '16', '--epochs', '2'];
const compare = (out: string, ...more: string[]) =>
  withFlags(
    [
      ...[
        'compare',
        '--data',
        data,
        '--out',
        at(out),
        '--variant',
        'residual',
        '--variant',
        'plain: residual=false',
      ],
      ...['--rates', '0.003,0.03', ...SIZES, '--workers', '2'],
    ],
    more,
  );
const comparisonIn = (out: string) => readFileSync(join(at(out), 'compare.json'), 'utf8');
const fitsIn = (out: string) =>
  existsSync(join(at(out), 'arms'))
    ? readdirSync(join(at(out), 'arms')).filter((name) => name.endsWith('.json'))
    : [];
let whole: Outcome;

beforeAll(async () => {
  whole = await runCli(compare('whole'));
}, 240_000);

describe('compare', () => {
  it('prints a table of 80 columns and what follows from it, and writes figures and page', () => {
    expect(whole.stderr).toBe('');
    expect(whole.code).toBe(0);
    expect(whole.stdout).toMatch(
      /^training 2 variants with seeds 1 to 5 on about \d+ rows: 10 fits, and 4 to choose learning rates, /m,
    );
    expect(whole.stdout.match(/^fit \d+ of 14 is done$/gm)?.length).toBeGreaterThan(4);
    const [table] = /^ +right [\s\S]*?\n\n/m.exec(whole.stdout) ?? [''];
    expect(table.split('\n').map((line) => line.slice(0, 10))).toContain('residual *');
    for (const line of table.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
    expect(whole.stdout).toMatch(/^plain is .* residual.*, p [<\d.]+/m);
    expect(readdirSync(at('whole')).sort()).toEqual(['arms', 'compare.html', 'compare.json']);
    expect(readFileSync(join(at('whole'), 'compare.html'), 'utf8')).toContain('Which is better?');
  });

  it('measures each seed on texts of its own, and says the rate of each variant', () => {
    const { seeds, test, variants, command } = JSON.parse(comparisonIn('whole'));
    expect(seeds).toEqual([1, 2, 3, 4, 5]);
    expect(test).toMatchObject({ kind: 'splits', texts: 24 });
    expect(command).not.toContain('--workers');
    for (const { rate, tried, seeds: own } of variants) {
      expect(tried.map((each: { rate: number }) => each.rate)).toEqual([0.003, 0.03]);
      expect([0.003, 0.03]).toContain(rate);
      expect(own).toHaveLength(5);
    }
    expect(variants[1].against.bootstrap).toBeUndefined();
  });

  it('gives the same bytes for one fit at a time and one worker, killed and started again', async () => {
    const args = compare('killed', '--fits', '1', '--workers', '1');
    const child = startCli(args);
    const ended = once(child, 'close');
    await vi.waitUntil(() => fitsIn('killed').length >= 3 || child.exitCode !== null, {
      timeout: 120_000,
      interval: 5,
    });
    child.kill('SIGKILL');
    expect((await ended)[1]).toBe('SIGKILL');
    const { code, stdout } = await runCli(args);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^\d+ of these fits were there already$/m);
    expect(comparisonIn('killed').replaceAll('killed', 'whole')).toBe(comparisonIn('whole'));
    expect(fitsIn('killed')).toEqual(fitsIn('whole'));
  });

  it('finished is read again, and other choices do not replace it', async () => {
    const again = await runCli(compare('whole'));
    expect(again.stdout).toContain('14 of these fits were there already');
    const other = await runCli(compare('whole', '--seed', '2'));
    expect(other.stderr).toContain(
      'compare.json is of other data or other choices: give another --out, or say',
    );
    expect(other.code).toBe(1);
  });

  it('--test measures all on one file, and --json prints what compare.json says', async () => {
    const test = write('test.tsv', labelledTexts(60));
    const { stdout, stderr, code } = await runCli(
      compare('tested', '--test', test, '--json', '--learning-rate', '0.03').filter(
        (arg, place, all) => arg !== '--rates' && all[place - 1] !== '--rates',
      ),
    );
    expect(code).toBe(0);
    const comparison = JSON.parse(stdout);
    expect(JSON.parse(comparisonIn('tested'))).toEqual(comparison);
    expect(comparison.test).toEqual({ kind: 'file', texts: 60 });
    expect(comparison.variants[1].tried).toEqual([]);
    expect(comparison.variants[1].against.bootstrap.low).toBeLessThanOrEqual(
      comparison.variants[1].against.difference,
    );
    // The test texts are the beginning of the data.
    expect(stderr).toContain('test texts are among the training texts too: figures flatter');
  });

  it.each([
    [['--seeds', '4'], '--seeds is 4, allowed 5 or more: two seeds of one network differ', 2],
    [['--variant', 'same: kernel=3'], 'the variants "residual" and "same" are the same: give one a field', 2],
    [['--learning-rate', '0.1'], '--rates and --learning-rate contradict each other', 2],
    [['--data', write('few.tsv', 'label\ttext\na\tx y\nb\tz\n')], 'too few', 1],
  ])('refuses %j', async (flags, message, exit) => {
    const { code, stderr } = await runCli(
      flags[0] === '--variant' ? [...compare('refused'), ...flags] : compare('refused', ...flags),
    );
    expect(stderr).toContain(message);
    expect(code).toBe(exit);
    expect(existsSync(join(at('refused'), 'compare.json'))).toBe(false);
  });

  it.each([
    ['--variant', 'plain: residual=flase'],
    ['--variant', 'plain: resdiual=false'],
    ['--rates', '0.1,0.1'],
  ])('names no folder before it refuses %s %s', async (flag, value) => {
    const args = ['compare', '--data', data, '--variant', 'a', '--variant', 'b: blocks=1', flag, value];
    const { code, stdout, stderr } = await runCli(args, '', root);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^error: --(?:variant|rates) /);
    expect(existsSync(at('runs'))).toBe(false);
  });

  it('refuses to hold one variant against nothing', async () => {
    const { code, stderr } = await runCli(['compare', '--data', data, '--variant', 'a', '--out', at('one')]);
    expect(stderr).toContain('--variant is given once, allowed twice or more');
    expect(code).toBe(2);
    expect(existsSync(at('one'))).toBe(false);
  });
});
