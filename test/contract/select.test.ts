import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { temporaryFolder } from '../trainer/files.ts';
import { type Outcome, runCli, startCli, withFlags } from './cli.ts';
import { labelledTexts, modelDigest } from './training.ts';

const write = temporaryFolder();
const data = write('my data.tsv', labelledTexts(240));
const root = dirname(data);
const at = (out: string) => join(root, out);
const SIZES = ['--embedding', '8', '--width', '8', '--batch-size', '16', '--epochs', '3'];
const select = (out: string, ...more: string[]) =>
  withFlags(
    [
      ...['select', '--data', data, '--out', at(out), '--grid', 'blocks=0,1,2', '--folds', '4'],
      ...[...SIZES, '--workers', '2'],
    ],
    more,
  );
const selectionIn = (out: string) => readFileSync(join(at(out), 'select.json'), 'utf8');
const fitsIn = (out: string) =>
  existsSync(join(at(out), 'fits'))
    ? readdirSync(join(at(out), 'fits')).filter((name) => name.endsWith('.json'))
    : [];
let whole: Outcome;

/** Variables by which a process takes its standard error for a terminal. */
const AS_TERMINAL = 'Object.assign(process.stderr, { isTTY: true, columns: 120 })';
const TERMINAL = {
  ...process.env,
  TERM: 'xterm',
  NODE_OPTIONS: `--import "data:text/javascript,${encodeURIComponent(AS_TERMINAL)}"`,
};

/** Starts a selection and sends a signal once it has kept so many fits. */
async function signalAfterFits(out: string, fits: number, signal: NodeJS.Signals, env = process.env) {
  const child = startCli(select(out), undefined, env);
  const ended = once(child, 'close');
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  await vi.waitUntil(() => fitsIn(out).length >= fits || child.exitCode !== null, {
    timeout: 60_000,
    interval: 5,
  });
  child.kill(signal);
  const [code, by] = await ended;
  return { code, by, stderr };
}

beforeAll(async () => {
  whole = await runCli(select('whole'));
}, 240_000);

describe('select', () => {
  it('prints a table of 80 columns and what follows from it, and trains the final model', () => {
    expect(whole.stderr).toBe('');
    expect(whole.code).toBe(0);
    const [table] = /^ +right [\s\S]*?\n\n/m.exec(whole.stdout) ?? [''];
    expect(
      table
        .split('\n')
        .slice(1, 4)
        .map((line) => line.slice(0, 8)),
    ).toEqual(['blocks=0', 'blocks=1', 'blocks=2']);
    for (const line of table.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
    expect(whole.stdout).toMatch(/^\* chosen: \d blocks?, [\d.]+ % \(±[\d.]+\) in 4 folds, /m);
    expect(whole.stdout).toContain('kept epoch');
    expect(readdirSync(at('whole')).sort()).toEqual([
      'fits',
      'log.jsonl',
      'model.json',
      'model.safetensors',
      'report.html',
      'report.json',
      'select.html',
      'select.json',
    ]);
  });

  it('leaves a page beside its figures, which the report of the final model names', () => {
    expect(whole.stdout).toContain(`\nreport: ${join(at('whole'), 'select.html')}\n`);
    const page = readFileSync(join(at('whole'), 'select.html'), 'utf8');
    expect(page).toContain('<dt>How sure is that?</dt>');
    expect(page).toContain('<code>npm run trainer -- select --data &#39;');
    expect(page).toContain('--folds 4');
    expect(page).not.toMatch(/--workers|--out/);
    const report = readFileSync(join(at('whole'), 'report.html'), 'utf8');
    expect(report).toContain('<code>select.html</code> beside this page says how sure that is');
    const [start, end] = ['<title>', '</title>'].map((tag) => report.indexOf(tag));
    expect(report.slice(start, end)).toContain('training report');
  });

  it('writes the figures into select.json and the card', () => {
    const { chosen, candidates, model, rows } = JSON.parse(selectionIn('whole'));
    expect({ model, rows }).toEqual({ model: 'model.safetensors', rows: 240 });
    const card = JSON.parse(readFileSync(join(at('whole'), 'model.json'), 'utf8'));
    expect(card.training.selection).toMatchObject({ chosen, folds: 4, rows: 240 });
    expect(card.training.selection.candidates).toHaveLength(candidates.length);
    expect(`blocks=${card.network.blocks}`).toBe(chosen);
  });

  it('gives the same bytes for one fit at a time and one worker', async () => {
    const { code } = await runCli(select('one', '--fits', '1', '--workers', '1'));
    expect(code).toBe(0);
    expect(selectionIn('one')).toBe(selectionIn('whole'));
    const pageIn = (out: string) => readFileSync(join(at(out), 'select.html'), 'utf8');
    expect(pageIn('one')).toBe(pageIn('whole'));
    expect(modelDigest(at('one'))).toBe(modelDigest(at('whole')));
    expect(fitsIn('one')).toEqual(fitsIn('whole'));
  });

  it('goes on after kill -9 to the same bytes, and does a damaged fit again', async () => {
    const { by } = await signalAfterFits('killed', 4, 'SIGKILL');
    expect(by).toBe('SIGKILL');
    const [first, second] = fitsIn('killed');
    truncateSync(join(at('killed'), 'fits', first), 20);
    const path = join(at('killed'), 'fits', second);
    writeFileSync(path, readFileSync(path, 'utf8').replace(/"right":\d+/, '"right":1'));
    const { code, stdout } = await runCli(select('killed'));
    expect(code).toBe(0);
    expect(stdout.match(/ is damaged: that fit is done again$/gm)).toHaveLength(2);
    expect(stdout).toMatch(/^\d+ of these fits were there already$/m);
    expect(selectionIn('killed')).toBe(selectionIn('whole'));
    expect(modelDigest(at('killed'))).toBe(modelDigest(at('whole')));
  });

  it('keeps the finished fits on Ctrl-C, clears the bar and prints the command that goes on', async () => {
    const { code, stderr } = await signalAfterFits('stopped', 2, 'SIGINT', TERMINAL);
    expect(stderr).toMatch(
      /\[2Kerror: stopped by SIGINT; \d+ fits are done and kept: go on with npm run trainer -- select --data .* --out .*stopped.*\n/,
    );
    expect(stderr).toContain('\r\x1b[2Kstopping; once more ends at once\n');
    const shares = [...stderr.matchAll(/fitting \S+ (\d+) %/g)].map(([, share]) => Number(share));
    expect(shares.length).toBeGreaterThan(0);
    expect(Math.max(...shares)).toBeLessThan(100);
    expect(code).toBe(130);
    expect(fitsIn('stopped').length).toBeGreaterThanOrEqual(2);
    expect(existsSync(join(at('stopped'), 'lock'))).toBe(false);
  });

  it('finished changes nothing, and other choices do not replace it', async () => {
    const again = await runCli(select('whole'));
    expect(again.stdout).toContain('is finished: there is nothing to go on with');
    expect(again.code).toBe(0);
    const other = await runCli(select('whole', '--seed', '2'));
    expect(other.stderr).toContain(
      'select.json is of other data or other choices: give another --out, or say',
    );
    expect(other.code).toBe(1);
  });
});

describe('select without --out', () => {
  it.each(['blokcs=0,1', 'blocks=0,99', 'residual=true,flase'])(
    'names no folder before it refuses --grid %s',
    async (grid) => {
      const { code, stdout, stderr } = await runCli(['select', '--data', data, '--grid', grid], '', root);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toMatch(/^error: --grid /);
      expect(existsSync(at('runs'))).toBe(false);
    },
  );
});

describe('select --no-final', () => {
  it('--json prints what select.json says, with --nested an honest figure', async () => {
    const more = ['--no-final', '--json', '--nested', '--no-racing', '--folds', '3', '--ngrams', '300'];
    const { stdout, stderr, code } = await runCli(select('nested', ...more));
    expect(code).toBe(0);
    expect(stderr).toContain('note: --ngrams fits a table beside the final network alone');
    const selection = JSON.parse(stdout);
    expect(JSON.parse(selectionIn('nested'))).toEqual(selection);
    expect(selection.model).toBeNull();
    expect(selection.candidates.map(({ folds }: { folds: unknown[] }) => folds.length)).toEqual([3, 3, 3]);
    const { folds, accuracy } = selection.nested;
    const texts = folds.reduce((sum: number, fold: { texts: number }) => sum + fold.texts, 0);
    expect(texts).toBe(240);
    expect(accuracy).toBeGreaterThan(0.5);
    expect(readdirSync(at('nested')).sort()).toEqual(['fits', 'select.html', 'select.json']);
    expect(readFileSync(join(at('nested'), 'select.html'), 'utf8')).toContain('quote that figure');
  });

  it('warns where rows are parts of one another and no group is given, and not where one is', async () => {
    const lines = labelledTexts(80).trimEnd().split('\n').slice(1);
    const rows = lines.flatMap((line, group) => {
      const [label, text] = line.split('\t');
      const words = `${text} a b c`.split(' ');
      return [words, words.slice(1)].map((own) => `${label}\t${own.join(' ')}\t${group}\n`);
    });
    const phrases = write('phrases.tsv', `label\ttext\tsentence\n${rows.join('')}`);
    const args = [
      'select',
      '--data',
      phrases,
      '--no-final',
      '--folds',
      '2',
      '--grid',
      'blocks=0,1',
      ...SIZES,
    ];
    const without = await runCli([...args, '--out', at('phrases')]);
    expect(without.stdout).toMatch(/^note: 50 % of the rows are parts of longer ones, .*--split-group$/m);
    const grouped = await runCli([...args, '--split-group', 'sentence', '--out', at('grouped')]);
    expect(grouped.stdout).toContain('* chosen: ');
    expect(grouped.stdout).not.toContain('note:');
  });

  it.each([
    [['--json'], '--json prints the selection alone: say --no-final too', 2],
    [
      ['--out', dirname(write('model.safetensors', ''))],
      'model.safetensors is there already: give another --out, or say --force',
      1,
    ],
    [['--data', write('few.tsv', 'label\ttext\na\tx y\nb\tz\n')], '2 rows are too few', 1],
  ])('refuses %j', async (flags, message, exit) => {
    const { code, stderr } = await runCli(select('refused', ...flags));
    expect(stderr).toContain(message);
    expect(code).toBe(exit);
    expect(existsSync(join(at('refused'), 'select.json'))).toBe(false);
  });
});
