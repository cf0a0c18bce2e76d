import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../trainer/files.ts';
import { runCli, withFlags } from './cli.ts';
import { tinyModel } from './model.ts';
import { asFormat2 } from './old.ts';
import { labelledTexts, modelDigest, trainArgs } from './training.ts';

const write = temporaryFolder();
const data = write('data.tsv', labelledTexts(400));
// Half of the words and one of the labels are others.
const few = write(
  'few.tsv',
  labelledTexts(60)
    .replaceAll(/common\w+/g, 'brandnew')
    .replaceAll('negative\t', 'poor\t'),
);
const root = dirname(data);
const at = (out: string) => join(root, out);
const model = (out: string) => join(at(out), 'model.safetensors');
const tune = (out: string, ...more: string[]) =>
  runCli(
    withFlags(
      [
        ...['train', '--data', few, '--out', at(out), '--fine-tune', model('base')],
        ...['--batch-size', '16', '--workers', '2'],
      ],
      more,
    ),
  );

beforeAll(async () => {
  expect((await runCli(trainArgs(data, at('base'), 4, '--ngram-buckets', '50'))).code).toBe(0);
});

describe('train --fine-tune', () => {
  it('goes on from a model, to the same bytes for any number of workers, and the card names it', async () => {
    const { code, stdout, stderr } = await tune('tuned');
    expect(stderr).toBe('');
    expect(code).toBe(0);
    const base = JSON.parse(readFileSync(join(at('base'), 'model.json'), 'utf8'));
    expect(stdout).toContain(`going on from ${base.name}@${base.version}, with 1 tokens more\n`);
    expect(stdout).toContain('new to it: poor; it knows negative, positive\n');
    const card = JSON.parse(readFileSync(join(at('tuned'), 'model.json'), 'utf8'));
    expect(card.training.data.base).toBe(base.version);
    expect(card.training.config).toMatchObject({ learningRate: 1e-2, epochs: 30, patience: 0, minCount: 1 });
    expect(card.network).toMatchObject({ width: 8, labels: ['poor', 'positive'] });
    expect((await tune('again', '--workers', '1')).code).toBe(0);
    expect(modelDigest(at('again'))).toBe(modelDigest(at('tuned')));
  });

  it.each([
    ['1', readFileSync('test/golden/format1.safetensors')],
    ['2', asFormat2(tinyModel())],
  ])('goes on from a file of format %s, which answers nothing itself', async (format, file) => {
    const old = write(`format${format}.safetensors`, file);
    const refused = await runCli(['predict', '--model', old], 'good\n');
    expect(refused.stderr).toContain(
      'training goes on from it with npm run train -- --data LABELLED --fine-tune OLD',
    );
    const out = at(`from${format}`);
    const args = [
      'train',
      '--data',
      few,
      '--out',
      out,
      '--fine-tune',
      old,
      '--epochs',
      '1',
      '--languages',
      'en,zh-Hant',
    ];
    expect(await runCli(args)).toMatchObject({ code: 0, stderr: '' });
    const inspected = await runCli(['inspect', '--model', join(out, 'model.safetensors'), '--json']);
    expect(JSON.parse(inspected.stdout)).toMatchObject({ languages: ['en', 'zh-Hant'] });
    expect(JSON.parse(readFileSync(join(out, 'model.json'), 'utf8')).languages).toEqual(['en', 'zh-Hant']);
  });

  it('refuses a damaged file of an older format', async () => {
    const file = asFormat2(tinyModel());
    file[file.length - 1] ^= 1;
    const { code, stderr } = await runCli([
      'train',
      '--data',
      few,
      '--out',
      at('no'),
      '--fine-tune',
      write('bad.safetensors', file),
    ]);
    expect(stderr).toMatch(
      /is not a model of edge-sentiment: version: is [0-9a-f]{12}, but the content of the file gives [0-9a-f]{12}/,
    );
    expect(code).toBe(1);
  });

  it('refuses languages that are no tags', async () => {
    const { code, stderr } = await tune('refused', '--languages', 'en,English!');
    expect(stderr).toContain('--languages has "English!", allowed BCP 47 tags such as en or zh-Hant');
    expect(code).toBe(2);
  });

  it('begins better than a new network: its first epoch is right more often', async () => {
    expect((await tune('begun', '--epochs', '1')).code).toBe(0);
    expect((await runCli(trainArgs(few, at('new'), 1))).code).toBe(0);
    const [tuned, fresh] = ['begun', 'new'].map((out) =>
      JSON.parse(readFileSync(join(at(out), 'log.jsonl'), 'utf8')),
    );
    expect(tuned.loss).toBeLessThan(fresh.loss);
  });

  it.each([
    [
      ['--width', '16'],
      "--width does not go with --fine-tune: the network is the model's, only --dropout and --ngrams may change\n",
    ],
    [['--branch-init', 'zero'], "--branch-init does not go with --fine-tune: the weights are the model's\n"],
    [['--vectors', 'x.json'], '--vectors does not go with --fine-tune: the words of the model have theirs\n'],
  ])('refuses %j', async (flags, message) => {
    const { code, stderr } = await tune('refused', ...flags);
    expect(stderr).toBe(`error: ${message}`);
    expect(code).toBe(2);
  });

  it('takes another dropout, and says what is no model', async () => {
    expect((await tune('dropped', '--dropout', '0.5', '--epochs', '1')).code).toBe(0);
    const { code, stderr } = await tune('refused', '--fine-tune', data);
    expect(stderr).toContain('data.tsv is not a model of edge-sentiment: ');
    expect(code).toBe(1);
  });
});
