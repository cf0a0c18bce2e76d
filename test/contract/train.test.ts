import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readModel } from '../../src/model/file/modelfile.ts';
import { readSample } from '../../trainer/corpora/sample.ts';
import { sha256 } from '../../trainer/scoring/load.ts';
import { temporaryFolder } from '../trainer/files.ts';
import { runCli, startCli } from './cli.ts';

const file = temporaryFolder();
const rows = readSample().train.map(({ text, label }) => `${JSON.stringify({ text, label })}\n`);
const data = file('train.jsonl', rows.slice(0, 800).join(''));
const dev = file('dev.jsonl', rows.slice(800, 1200).join(''));
const folder = (name: string) => join(data, '..', name);

describe('train', () => {
  it('trains the preset dense-64, and evaluate and predict use what it wrote', async () => {
    const out = folder('dense');
    const trained = await runCli(['train', '--data', data, '--out', out, '--preset', 'dense-64']);
    expect(trained.stderr).toBe('');
    expect(trained.code).toBe(0);
    const model = join(out, 'model.safetensors');
    expect(readModel(readFileSync(model), { verify: sha256 }).config).toMatchObject({
      stem: 2,
      blocks: 1,
      width: 64,
    });
    const log = readFileSync(join(out, 'log.jsonl'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(log.map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);

    const evaluated = await runCli(['evaluate', '--model', model, '--data', dev, '--json']);
    expect(JSON.parse(evaluated.stdout)).toMatchObject({ examples: 400 });
    expect(JSON.parse(evaluated.stdout).accuracy).toBeGreaterThan(0.6);

    const predicted = await runCli(['predict', '--model', model], 'I love it\n\n这部电影\n');
    const answers = predicted.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(answers).toHaveLength(3);
    expect(answers[0]).toMatchObject({ label: 'positive' });
  }, 60_000);

  it('keeps the rows of a split group together, and evaluate finds those that it kept for dev', async () => {
    const films = readSample().train.slice(0, 400);
    const phrases = films.flatMap(({ text, label }, film) =>
      [text, `${label} word`].map(
        (phrase) => `${JSON.stringify({ text: phrase, label, film: film >> 2 })}\n`,
      ),
    );
    const grouped = file('films.jsonl', phrases.join(''));
    const out = folder('films');
    const flags = ['--data', grouped, '--split-group', 'film'];
    const { stdout } = await runCli(['train', ...flags, '--out', out, '--epochs', '1', '--width', '16']);
    const { train, dev, purged } = JSON.parse(readFileSync(join(out, 'model.json'), 'utf8')).training.data;
    expect(dev % 8).toBe(0);
    expect(train + dev + purged).toBe(800);
    expect(stdout).toContain(`${purged} texts left out of training: held back in another split group`);
    const model = join(out, 'model.safetensors');
    const evaluated = await runCli(['evaluate', '--model', model, ...flags, '--dev-share', '0.1', '--json']);
    expect(JSON.parse(evaluated.stdout).examples).toBe(dev);
  }, 60_000);

  it('writes equal files for another number of workers', async () => {
    const train = async (workers: string) => {
      const out = folder(`workers-${workers}`);
      const flags = [
        '--epochs',
        '2',
        '--width',
        '32',
        '--embedding',
        '16',
        '--norm',
        'batch',
        '--workers',
        workers,
      ];
      expect((await runCli(['train', '--data', data, '--out', out, ...flags])).code).toBe(0);
      return readFileSync(join(out, 'model.safetensors'));
    };
    expect((await train('1')).equals(await train('3'))).toBe(true);
  }, 60_000);

  it('says what the time goes to, and what each operation takes, without another bit in the model', async () => {
    const profile = folder('profiled/kernels.tsv');
    const flags = ['--epochs', '1', '--width', '16'];
    const plain = await runCli(['train', '--data', data, '--out', folder('unprofiled'), ...flags]);
    const args = [
      'train',
      '--data',
      data,
      '--out',
      folder('profiled'),
      ...flags,
      '--profile',
      profile,
      '--verbose',
    ];
    const { code, stdout } = await runCli(args);
    expect([plain.code, code]).toEqual([0, 0]);
    expect(plain.stdout).not.toContain('texts/s');
    expect(stdout).toMatch(/texts\/s: load \d+ %, compute \d+ %, reduce \d+ %, wait \d+ %$/m);
    const { textsPerSecond, load, compute, reduce, wait } = JSON.parse(
      readFileSync(folder('profiled/log.jsonl'), 'utf8'),
    );
    expect(textsPerSecond).toBeGreaterThan(10);
    expect(load + compute + reduce + wait).toBeCloseTo(1, 2);
    const [head, ...rows] = readFileSync(profile, 'utf8').trimEnd().split('\n');
    expect(head).toBe('kernel\tcalls\tmilliseconds\tshare');
    const shares = rows.map((row) => Number(row.split('\t')[3]));
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 2);
    expect(shares).toEqual(shares.toSorted((a, b) => b - a));
    const model = (name: string) => readFileSync(folder(`${name}/model.safetensors`));
    expect(model('profiled').equals(model('unprofiled'))).toBe(true);
  }, 60_000);

  it('says where it diverged', async () => {
    const wild = [
      '--optimizer',
      'sgd',
      '--learning-rate',
      '10',
      '--clip-norm',
      '0',
      '--norm',
      'none',
      '--blocks',
      '8',
    ];
    const { code, stderr } = await runCli(['train', '--data', data, '--out', folder('wild'), ...wild]);
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /error: the loss is \S+ in epoch \d+, step \d+, shard \d: give a smaller --learning-rate/,
    );
    expect(existsSync(folder('wild/model.safetensors'))).toBe(false);
  }, 60_000);

  it('ends cleanly on SIGINT and keeps the best epoch', async () => {
    const out = folder('stopped');
    const flags = ['--preset', 'default', '--epochs', '500', '--patience', '0'];
    const child = startCli(['train', '--data', data, '--out', out, ...flags]);
    let printed = '';
    child.stdout.on('data', (text) => {
      printed += text;
      if (printed.includes('epoch 2/500') && !child.killed) child.kill('SIGINT');
    });
    const code = await new Promise((resolve) => child.on('close', resolve));
    expect(code).toBe(130);
    expect(printed).toMatch(/kept epoch \d+/);
    expect(readModel(readFileSync(join(out, 'model.safetensors')), { verify: sha256 }).config.blocks).toBe(3);
  }, 60_000);
});

describe('demo', () => {
  it('beats the word list and is right at least 81 times in 100', async () => {
    const { code, stdout } = await runCli(['demo', '--no-serve', '--out', folder('demo')]);
    expect(code).toBe(0);
    const [ours, peer] = [/this model +([\d.]+) %/, /word list \(sentiment\) +([\d.]+) %/].map((pattern) =>
      Number(pattern.exec(stdout)?.[1]),
    );
    expect(ours).toBeGreaterThanOrEqual(81);
    expect(ours).toBeGreaterThan(peer);
  }, 120_000);
});
