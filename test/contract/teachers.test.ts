import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../trainer/files.ts';
import { runCli } from './cli.ts';
import { labelledTexts, modelDigest, trainArgs } from './training.ts';

const write = temporaryFolder();
const data = write('data.tsv', labelledTexts(400));
const root = dirname(data);
const at = (out: string) => join(root, out);
const model = (out: string) => join(at(out), 'model.safetensors');
const train = (out: string, ...more: string[]) => runCli(trainArgs(data, at(out), 2, ...more));

beforeAll(async () => {
  expect((await train('teacher')).code).toBe(0);
  expect(
    (await train('wider', '--width', '12', '--max-vocabulary', '20', '--ngram-buckets', '50')).code,
  ).toBe(0);
});

describe('train --teacher', () => {
  const taught = ['--teacher', model('teacher'), model('wider'), '--distillation', '0.9'];

  it('learns from models, the same for any number of workers, and its card names them', async () => {
    const { code, stdout } = await train('pupil', ...taught);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^learning from [0-9a-f]{12}, [0-9a-f]{12}$/m);
    const { version } = JSON.parse(readFileSync(join(at('teacher'), 'model.json'), 'utf8'));
    const card = JSON.parse(readFileSync(join(at('pupil'), 'model.json'), 'utf8'));
    expect(card.training.data.teachers).toEqual([version, expect.stringMatching(/^[0-9a-f]{12}$/)]);
    expect((await train('again', ...taught, '--workers', '1')).code).toBe(0);
    expect(modelDigest(at('again'))).toBe(modelDigest(at('pupil')));
    expect((await train('alone')).code).toBe(0);
    expect(modelDigest(at('alone'))).not.toBe(modelDigest(at('pupil')));
  });

  it('refuses a model of other labels, and what is no model', async () => {
    const stars = write('stars.tsv', labelledTexts(100).replaceAll('positive\t', 'five stars\t'));
    const args = trainArgs(stars, at('refused'), 1, '--teacher', model('teacher'));
    const other = await runCli(args);
    expect(other.stderr).toContain(
      'teacher/model.safetensors cannot teach: its labels are negative, positive, those of the data five stars, negative\n',
    );
    expect(other.code).toBe(1);
    const none = await train('refused', '--teacher', data);
    expect(none.stderr).toContain('data.tsv is not a model of edge-sentiment: ');
    expect(none.code).toBe(1);
  });
});
