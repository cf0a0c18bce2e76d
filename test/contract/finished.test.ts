import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { versionOf } from '../../trainer/scoring/load.ts';
import { temporaryFolder } from '../trainer/files.ts';
import { runCli } from './cli.ts';
import { tinyModel } from './model.ts';
import { checkpoints, labelledTexts, modelDigest, signalAfter, trainArgs } from './training.ts';

const write = temporaryFolder();
const data = write('data.tsv', labelledTexts(200));
const other = write('other.tsv', labelledTexts(120));
const root = dirname(data);
const out = join(root, 'out');
const model = join(out, 'model.safetensors');
const withoutPaths = (text: string) => text.replaceAll(`${root}/`, '');
const train = (from: string, ...more: string[]) => runCli(trainArgs(from, out, 1, ...more));
let finished: string;

beforeAll(async () => {
  expect(await train(data)).toMatchObject({ code: 0, stderr: '' });
  finished = modelDigest(out);
});

describe('train into a folder with a finished model', () => {
  it('refuses it before it reads the data, and leaves the bytes', async () => {
    const { code, stderr } = await train('none.tsv');
    expect(withoutPaths(stderr)).toBe(
      'error: out/model.safetensors is there already: give another --out, or say --force to replace it\n',
    );
    expect(code).toBe(1);
    expect(modelDigest(out)).toBe(finished);
  });

  it('says with --resume that it is finished, with its version, and exits with 0', async () => {
    const { code, stdout, stderr } = await train(data, '--resume', '--workers', '1');
    expect(stdout).toContain(
      `${model}, version ${versionOf(readFileSync(model))}, is finished: there is nothing to go on with\n`,
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(modelDigest(out)).toBe(finished);
  });

  it.each([
    [[other], 'vocabulary was 90, is 88; the data is not the same'],
    [[data, '--seed', '7', '--width', '4'], 'width was 8, is 4; seed was 1, is 7'],
  ])('refuses --resume of another run, %#', async ([from, ...more], changes) => {
    const { code, stderr } = await train(from, ...more, '--resume');
    expect(stderr).toContain(`is of a run that is finished, and not of this one: ${changes}`);
    expect(stderr).toContain('Give another --out, or say --force instead of --resume to replace it\n');
    expect(code).toBe(1);
    expect(modelDigest(out)).toBe(finished);
  });

  it('replaces it with --force, which does not go with --resume', async () => {
    expect((await train(data, '--force', '--resume')).stderr).toContain('cannot be used with option');
    expect(await train(other, '--force')).toMatchObject({ code: 0, stderr: '' });
    expect(modelDigest(out)).not.toBe(finished);
    expect(await train(data, '--force')).toMatchObject({ code: 0 });
    expect(modelDigest(out)).toBe(finished);
  });
});

describe('train', () => {
  it.each([
    ['model.safetensors', 'weights of another tool'],
    ['model.json', '{"name":"mine"}'],
    ['log.jsonl', '{"level":"info","message":"the log of a service"}\n'],
  ])('does not write over a %s of a user', async (name, content) => {
    const folder = join(root, `of-a-user-${name}`);
    mkdirSync(folder);
    writeFileSync(join(folder, name), content);
    const { code, stderr } = await runCli(trainArgs(data, folder, 1));
    expect(stderr).toContain(`${name} is there already: give another --out`);
    expect(code).toBe(1);
    expect(readFileSync(join(folder, name), 'utf8')).toBe(content);
  });

  it('keeps the model of a stopped run whose checkpoints are all damaged', async () => {
    const stopped = join(root, 'stopped');
    const args = trainArgs(data, stopped, 5000);
    expect((await signalAfter(args, 2, 'SIGINT')).code).toBe(130);
    const left = modelDigest(stopped);
    for (const name of checkpoints(stopped)) {
      writeFileSync(join(stopped, 'checkpoints', name), 'edge-sentiment-checkpoint/2');
    }
    const { code, stderr } = await runCli([...args, '--resume']);
    expect(stderr).toContain('stopped/model.safetensors is there already');
    expect(code).toBe(1);
    expect(modelDigest(stopped)).toBe(left);
  });
});

describe('commands that write a file', () => {
  const small = write('small.safetensors', tinyModel());
  const rows = write('rows.tsv', 'positive\tgood\nnegative\tbad\nneutral\tgood bad\n');
  const calibrate = ['calibrate', '--model', small, '--data', rows];
  const quantise = ['export', '--model', small, '--data', rows, '--weights', 'f16'];

  it.each([
    ['calibrate', calibrate],
    ['export', quantise],
    ['data mix', ['data', 'mix', '--mirror', root]],
  ])('%s writes over a file only with --force, its input too', async (_, args) => {
    const before = readFileSync(small);
    const { code, stderr } = await runCli([...args, '--out', small]);
    expect(withoutPaths(stderr)).toContain('error: small.safetensors is there already: give another --out');
    expect(code).toBe(1);
    expect(readFileSync(small).equals(before)).toBe(true);
  });

  it('calibrate and export do not write over a card of another model', async () => {
    const card = write('mine.json', 'a file of mine');
    for (const args of [calibrate, quantise]) {
      const { stderr } = await runCli([...args, '--out', join(root, 'mine.safetensors')]);
      expect(withoutPaths(stderr)).toContain('error: mine.json is there already');
      expect(readFileSync(card, 'utf8')).toBe('a file of mine');
      expect(existsSync(join(root, 'mine.safetensors'))).toBe(false);
      const forced = await runCli([...args, '--force', '--out', write('old.safetensors', 'an old one')]);
      expect(forced.code).toBe(0);
      expect(forced.stderr).not.toContain('error');
    }
  });

  it('demo writes over neither texts nor a model of a user', async () => {
    const texts = join(root, 'texts');
    mkdirSync(texts);
    writeFileSync(join(texts, 'train.jsonl'), 'texts of mine');
    const demo = (folder: string) => runCli(['demo', '--no-serve', '--out', folder]);
    expect(withoutPaths((await demo(texts)).stderr)).toContain('texts/train.jsonl is there already');
    expect(readFileSync(join(texts, 'train.jsonl'), 'utf8')).toBe('texts of mine');
    for (const _ of [1, 2]) {
      expect(withoutPaths((await demo(out)).stderr)).toContain('out/model.safetensors is there already');
      expect(modelDigest(out)).toBe(finished);
    }
  });

  it.each(['model.safetensors', 'log.jsonl'])('recipe does not write over a %s of a user', async (name) => {
    const folder = join(root, `recipe-${name}`);
    mkdirSync(folder);
    writeFileSync(join(folder, name), 'mine');
    const { code, stderr } = await runCli(['recipe', 'default', '--mirror', root, '--out', folder]);
    expect(stderr).toContain(
      `${name} is there, but no recipe made it: move it away, or give another --out\n`,
    );
    expect(code).toBe(1);
    expect(readFileSync(join(folder, name), 'utf8')).toBe('mine');
  });
});
