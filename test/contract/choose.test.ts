import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { readModel } from '../../src/model/file/modelfile.ts';
import { readSample } from '../../trainer/corpora/sample.ts';
import { checkServable } from '../../trainer/report/bundle.ts';
import { temporaryFolder } from '../trainer/files.ts';
import { type Outcome, runCli, startCli, withFlags } from './cli.ts';
import { modelDigest, signalAfter } from './training.ts';

const file = temporaryFolder();
const lines = readSample().train.map(({ text, label }) => `${JSON.stringify({ text, label })}\n`);
const data = file('my reviews.jsonl', lines.slice(0, 400).join(''));
const cwd = mkdtempSync(join(tmpdir(), 'choose-'));
const train = (...flags: string[]) =>
  withFlags(['train', '--data', data, '--epochs', '2', '--workers', '2'], flags);
const at = (number: number) => join(cwd, 'runs', `my-reviews-${number}`);
let whole: Outcome;

beforeAll(async () => {
  whole = await runCli(train(), '', cwd);
}, 240_000);

describe('train --data', () => {
  it('alone leaves model, card and log in a folder of its own, and says what it chose and what comes next', () => {
    expect(whole.stderr).toBe('');
    expect(whole.code).toBe(0);
    expect(whole.stdout).toMatch(/^writing to runs\/my-reviews-1\n/);
    const fold = /^fold (\d) of 3: a new network [\d.]+ % right, the default model [\d.]+ %$/gm;
    expect([...whole.stdout.matchAll(fold)].map(([, number]) => number)).toEqual(['1', '2', '3']);
    expect(whole.stdout).toMatch(/^going on from the default model \([0-9a-f]{12}\), with/m);
    expect(whole.stdout).toMatch(
      /^chose fine-tuning the default model: [\d.]+ % right in three folds, a new/m,
    );
    expect(whole.stdout).toMatch(
      /^measuring whether more rows would help: 6 trainings on fewer, about 1\.5 times/m,
    );
    expect(whole.stdout).toMatch(/^(about|whether).* twice the rows \(720\).*$/m);
    expect(whole.stdout).toMatch(/\n {2}npm run use -- runs\/my-reviews-1\n {2}npm run dev\n$/);
    expect(readdirSync(at(1)).sort()).toEqual([
      'log.jsonl',
      'model.json',
      'model.safetensors',
      'report.html',
      'report.json',
    ]);
  });

  it('says in file and card what was chosen and what the model was made of', () => {
    const { model, card } = checkServable(join(at(1), 'model.safetensors'));
    const { training, licence, weights } = JSON.parse(card.toString());
    expect(training.choice).toMatchObject({ start: 'default', figures: { folds: 3 } });
    expect(training.base).toMatchObject({ name: 'default', version: training.data.base });
    expect(training.base.sources).toContain('imdb');
    expect(licence).toContain(
      'src/weights/README.md lists the terms of the texts; fine-tuned on other texts',
    );
    expect(weights.type).toBe('i8');
    expect(model.name).toBe('my-reviews');
  });

  it.each([
    ['a folder', '.'],
    ['a file that is missing', 'missing.csv'],
    ['a spreadsheet', 'book.xlsx'],
  ])('refuses %s without a word of where it writes, and leaves no folder', async (_, path) => {
    writeFileSync(join(cwd, 'book.xlsx'), Buffer.from('PK\x03\x04\x14\0\x06\0'));
    const { stdout, stderr, code } = await runCli(['train', '--data', path], '', cwd);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^error: /);
    expect(code).toBe(1);
    expect(readdirSync(join(cwd, 'runs'))).toEqual(['my-reviews-1']);
  });

  it('gives equal bytes for another number of workers', async () => {
    expect((await runCli(train('--workers', '1'), '', cwd)).code).toBe(0);
    expect(modelDigest(at(2))).toBe(modelDigest(at(1)));
    const curveIn = (number: number) =>
      JSON.parse(readFileSync(join(at(number), 'report.json'), 'utf8')).learningCurve;
    expect(curveIn(2)).toEqual(curveIn(1));
    expect(curveIn(1)).toMatchObject({ rows: 360, texts: 360 });
  });
});

describe('train --resume without --out', () => {
  it('says that no run is left', async () => {
    const { code, stderr } = await runCli(train('--resume'), '', cwd);
    expect(stderr).toContain('is left to go on with: runs/my-reviews-2 is finished. Leave --resume out');
    expect(code).toBe(1);
  });

  it.each([
    ['while it chooses, and chooses again', 0, /^chose/m],
    ['while it trains, and keeps to what it chose', 1, /^going on after epoch [01]/m],
  ])('ends with the same bytes after kill -9 %s', async (_, epochs, said) => {
    const killed = await signalAfter(train('--checkpoint-steps', '4'), epochs, 'SIGKILL', 0, cwd);
    expect(killed.signal).toBe('SIGKILL');
    const resumed = await runCli(train('--resume'), '', cwd);
    expect(resumed.stdout).toMatch(said);
    expect(resumed.stdout.includes('comparing')).toBe(epochs === 0);
    expect(resumed.stdout.includes('measuring whether')).toBe(epochs === 0);
    expect(resumed.stdout).toContain(whole.stdout.match(/^.*twice the rows.*$/m)?.[0]);
    const [, out] = /^going on with (.*)$/m.exec(resumed.stdout) ?? [];
    expect(modelDigest(join(cwd, out))).toBe(modelDigest(at(1)));
    if (epochs === 0) return;
    const again = await runCli(train('--resume', '--out', out), '', cwd);
    expect(again.stdout).toContain('is finished: there is nothing to go on with');
    expect(again.stdout).not.toContain('comparing');
  });

  it('leaves no folder behind after Ctrl-C while it chooses', async () => {
    const before = readdirSync(join(cwd, 'runs'));
    const { code, stderr } = await signalAfter(train(), 0, 'SIGINT', 0, cwd);
    expect(stderr).toContain('error: stopped by SIGINT while it chose what to start from; run it again\n');
    expect(code).toBe(130);
    expect(readdirSync(join(cwd, 'runs'))).toEqual(before);
  });
});

it.each([[[]], [['--out', join(cwd, 'interrupted')]]])(
  'train %j leaves no folder behind after Ctrl-C twice while it chooses',
  async (flags: string[]) => {
    const before = [cwd, join(cwd, 'runs')].map((folder) => readdirSync(folder));
    const child = startCli(train(...flags), cwd);
    let printed = '';
    child.stdout.on('data', (text) => {
      printed += text;
      if (!printed.includes('comparing') || child.killed) return;
      child.kill('SIGINT');
      child.kill('SIGTERM');
    });
    const [code] = await once(child, 'close');
    expect([130, 143]).toContain(code);
    expect([cwd, join(cwd, 'runs')].map((folder) => readdirSync(folder))).toEqual(before);
  },
);

describe('train --from', () => {
  it('scratch takes a new small network without folds, with no terms but those given', async () => {
    const out = join(cwd, 'scratch');
    const { stdout } = await runCli(train('--from', 'scratch', '--out', out), '', cwd);
    expect(stdout).not.toContain('chose');
    expect(stdout).not.toContain('twice the rows');
    expect(readFileSync(join(out, 'report.html'), 'utf8')).toMatch(
      /This one does, and takes.*<code>npm run train -- [^<]* --learning-curve<\/code>/s,
    );
    const { licence, training } = readModel(readFileSync(join(out, 'model.safetensors')));
    expect(licence).toBe('unstated');
    expect(training).toMatchObject({ config: { minCount: 1, learningRate: 3e-3 } });
    expect(training).not.toHaveProperty('base');
  });

  it.each([
    [['--from', 'auto', '--blocks', '2'], '--from auto does not go with --blocks, which says what to start'],
    [['--from', 'scratch', '--fine-tune', 'x'], '--from scratch does not go with --fine-tune'],
    [['--from', 'default', '--width', '8'], '--width does not go with --fine-tune'],
    [
      ['--learning-curve', '--class-weights', 'balanced'],
      '--learning-curve does not go with --class-weights',
    ],
    [
      ['--learning-curve', '--no-learning-curve'],
      '--learning-curve and --no-learning-curve exclude each other',
    ],
    [['--force'], '--force replaces what is in --out, and none is given: give one'],
  ])('refuses %j as bad usage', async (flags, message) => {
    const before = existsSync(join(cwd, 'runs')) ? readdirSync(join(cwd, 'runs')) : [];
    const { code, stderr } = await runCli(train(...flags), '', cwd);
    expect(stderr).toContain(message);
    expect(code).toBe(2);
    expect(readdirSync(join(cwd, 'runs'))).toEqual(before);
  });
});
