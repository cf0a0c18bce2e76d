import { mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkModelName } from '../../../src/model/file/modelfile.ts';
import { comparisonFolder } from '../../../trainer/experiment/compare/folder.ts';
import {
  modelName,
  newRunFolder,
  removeEmpty,
  runName,
  unfinishedRun,
} from '../../../trainer/experiment/runfolder.ts';

const before = process.cwd();
beforeEach(() => process.chdir(mkdtempSync(join(tmpdir(), 'runs-'))));
afterEach(() => process.chdir(before));

describe('runName()', () => {
  it.each([
    ['/data/my reviews.csv.gz', 'my-reviews'],
    ['评论.tsv', '评论'],
    ['Amazon_2018.v2.jsonl', 'Amazon_2018.v2'],
    ['..csv', 'run'],
    ['-', 'run'],
    ['--out=$(rm -r).csv', 'out-rm--r'],
    ['a\u202eb\n.csv', 'a-b'],
    [`${'x'.repeat(300)}.csv`, 'x'.repeat(40)],
  ])('makes of %j the name %s', (data, name) => {
    expect(runName(data)).toBe(name);
  });
});

it.each([
  ['my reviews.csv', 'my-reviews'],
  ['评论.tsv', '评论'],
  ['default.csv', 'custom'],
])('modelName() of %j is %s, which a model may have', (data, name) => {
  expect(checkModelName(modelName(data))).toBe(name);
});

describe('newRunFolder()', () => {
  it('gives processes at once a folder each, after the last that is there', async () => {
    mkdirSync('runs/a-4', { recursive: true });
    mkdirSync('runs/a-b-9');
    const made = await Promise.all(Array.from({ length: 5 }, () => newRunFolder('data/a.csv')));
    expect(new Set(made)).toEqual(new Set([5, 6, 7, 8, 9].map((number) => join('runs', `a-${number}`))));
  });

  it('says that there can be no folder', async () => {
    writeFileSync('runs', '');
    await expect(newRunFolder('a.csv')).rejects.toThrow(/cannot write runs: a part of the path is no folder/);
  });
});

describe('unfinishedRun()', () => {
  it('finds the newest without a model, or with checkpoints beside it', async () => {
    await expect(unfinishedRun('a.csv')).rejects.toThrow(
      'no run of a.csv is left to go on with: there is no runs/a-1. Leave --resume out to train anew',
    );
    for (const number of [2, 10, 11]) mkdirSync(`runs/a-${number}/checkpoints`, { recursive: true });
    writeFileSync('runs/a-11/model.safetensors', '');
    expect(await unfinishedRun('a.csv')).toBe(join('runs', 'a-10'));
    writeFileSync('runs/a-11/checkpoints/epoch-000001.checkpoint', '');
    expect(await unfinishedRun('b/a.jsonl')).toBe(join('runs', 'a-11'));
  });

  it('passes over what compare has left: it has no model to come', async () => {
    mkdirSync('runs/a-1', { recursive: true });
    mkdirSync('runs/a-2/arms', { recursive: true });
    expect(await unfinishedRun('a.csv')).toBe(join('runs', 'a-1'));
    expect(await comparisonFolder('a.csv')).toEqual({ out: join('runs', 'a-2'), isOld: true });
    writeFileSync('runs/a-2/compare.json', '{"format":1,"key":"k"}');
    expect(await comparisonFolder('a.csv')).toEqual({ out: join('runs', 'a-3'), isOld: false });
  });

  it('names the last one where all have finished', async () => {
    mkdirSync('runs/a-1', { recursive: true });
    writeFileSync('runs/a-1/model.safetensors', '');
    await expect(unfinishedRun('a.csv')).rejects.toThrow('runs/a-1 is finished');
  });
});

describe('removeEmpty()', () => {
  it('leaves a folder that has something', async () => {
    mkdirSync('runs/a-1/checkpoints', { recursive: true });
    mkdirSync('runs/a-2');
    for (const folder of ['runs/a-1', 'runs/a-2', 'runs/a-3']) await removeEmpty(folder);
    expect(readdirSync('runs')).toEqual(['a-1']);
  });
});
