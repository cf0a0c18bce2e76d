import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../trainer/files.ts';
import { runCli } from './cli.ts';
import { tinyModel } from './model.ts';

const write = temporaryFolder();
const path = write('model.safetensors', tinyModel(['negative', 'positive\u001b[31m']));
const folder = dirname(path);

describe('inspect', () => {
  it('prints what the file holds as one JSON object', async () => {
    const { code, stdout } = await runCli(['inspect', '--model', path, '--json']);
    expect(JSON.parse(stdout)).toMatchObject({
      version: expect.stringMatching(/^[0-9a-f]{12}$/),
      bytes: tinyModel(['negative', 'positive\u001b[31m']).length,
      licence: 'MIT',
      network: { encoder: 'bag', vocabulary: 2, embedding: 1, width: 2 },
      calibration: { temperature: 1, lengthExponent: 0, prior: [0.5, 0.5] },
      vocabulary: { size: 2, tokens: ['bad', 'good'] },
      training: {},
    });
    const { parameters, tensors } = JSON.parse(stdout);
    const weights = tensors.filter(({ name }: { name: string }) => !name.startsWith('vocabulary.'));
    expect(weights.reduce((sum: number, tensor: { bytes: number }) => sum + tensor.bytes, 0)).toBe(
      4 * parameters,
    );
    expect(tensors).toContainEqual({ name: 'vocabulary.offsets', dtype: 'U32', shape: [3], bytes: 12 });
    expect(code).toBe(0);
  });

  it('prints it for people, without the control characters of the file', async () => {
    const { code, stdout } = await runCli(['inspect', '--model', path]);
    expect(stdout).toMatch(/^tiny, version [0-9a-f]{12}, [\d,]+ bytes, \d+ parameters, licence: MIT$/m);
    expect(stdout).toMatch(/^ {2}encoder +bag$/m);
    expect(stdout).toMatch(/^ {2}temperature +1$/m);
    expect(stdout).toMatch(/^ {2}head\.weight +F32 +\[\d+, 2\] +\d+ bytes$/m);
    expect(stdout).toContain('vocabulary of 2 tokens, such as\n  bad good\n');
    expect(stdout).not.toContain('\u001b');
    expect(code).toBe(0);
  });

  it('refuses what is no model', async () => {
    const { code, stderr } = await runCli(['inspect', '--model', write('none', 'nothing at all')]);
    expect(stderr.replace(folder, '')).toMatch(/^error: \/none is not a model of edge-sentiment: header/);
    expect(code).toBe(1);
  });
});
