import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readModel } from '../../src/model/file/modelfile.ts';
import { sha256 } from '../../trainer/scoring/load.ts';
import { temporaryFolder } from '../trainer/files.ts';
import { runCli } from './cli.ts';
import { fileOf, tinyModel } from './model.ts';
import { labelledTexts, trainArgs } from './training.ts';

const file = temporaryFolder();
const data = file('dev.tsv', 'label\ttext\nnegative\tbad\npositive\tgood\npositive\tbad good\n');
const model = file('tiny.safetensors', tinyModel());
const folder = (name: string) => join(data, '..', name);

/** The tiny model whose head hangs on a difference that bytes cannot hold: the larger column hides the smaller. */
function fragileModel(): Uint8Array {
  const whole = readModel(tinyModel(), { verify: sha256 });
  const config = { ...whole.config, embedding: 2, width: 4 };
  const parameters = new Map([
    ['embedding.weight', Float32Array.of(1000, -1, 1000, 1, 1000, 0)],
    ['head.weight', Float32Array.of(0, 0, 0, -1, 0, 1, 0, 0, 0, -1, 0, 1)],
    ['head.bias', new Float32Array(3)],
  ]);
  return fileOf({ ...whole, config, parameters });
}

describe('export', () => {
  it('takes the model that ships by its name, and its card', async () => {
    const out = folder('shipped.safetensors');
    const { code } = await runCli(['export', '--model', 'default', '--name', 'mine', '--out', out]);
    expect(code).toBe(0);
    expect(JSON.parse(readFileSync(folder('shipped.json'), 'utf8'))).toMatchObject({
      name: 'mine',
      network: { vocabulary: expect.any(Number) },
    });
  });

  it('writes the model with smaller weights, its card, and what it costs', async () => {
    file('tiny.json', JSON.stringify({ name: 'tiny', version: 'old', licence: 'MIT' }));
    const out = folder('i8.safetensors');
    const args = ['export', '--model', model, '--weights', 'i8', '--data', data, '--out', out];
    const { code, stdout } = await runCli(args);
    expect(code).toBe(0);
    expect(stdout).toContain(
      `i8 weights on 3 texts of ${data}: 100.00 % have the same label, 100.00 % are right, 100.00 % were`,
    );
    const card = JSON.parse(readFileSync(folder('i8.json'), 'utf8'));
    expect(stdout).toContain(`version ${card.version}`);
    expect(card).toMatchObject({ name: 'tiny', licence: 'MIT', weights: { type: 'i8', texts: 3, same: 3 } });
    const evaluated = await runCli(['evaluate', '--model', out, '--data', data, '--json']);
    expect(JSON.parse(evaluated.stdout)).toMatchObject({ examples: 3, accuracy: 1 });
  });

  it('refuses weights that make the answers worse, unless it is forced', async () => {
    const fragile = file('fragile.safetensors', fragileModel());
    const out = folder('fragile-i8.safetensors');
    const args = ['export', '--model', fragile, '--weights', 'i8', '--data', data, '--out', out];
    const refused = await runCli(args);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toBe(
      'error: i8 weights cost more than 0.2 points of accuracy: nothing is written; --force writes it anyway\n',
    );
    expect(existsSync(out)).toBe(false);
    const forced = await runCli([...args, '--force']);
    expect(forced.code).toBe(0);
    expect(forced.stdout).toContain('no card is written');
    expect(existsSync(out)).toBe(true);
  });

  it('refuses a file of an older format, whose tokens are others', async () => {
    const old = fileURLToPath(new URL('../golden/format1.safetensors', import.meta.url));
    const out = folder('new.safetensors');
    const { code, stderr } = await runCli(['export', '--model', old, '--out', out]);
    expect(code).toBe(1);
    expect(stderr).toContain(
      'training goes on from it with npm run train -- --data LABELLED --fine-tune OLD',
    );
    expect(existsSync(out)).toBe(false);
  });

  it('gives the model another name', async () => {
    const out = folder('named.safetensors');
    await runCli(['export', '--model', model, '--name', '评论-2', '--out', out]);
    const { stdout } = await runCli(['predict', '--model', out], 'good\n');
    expect(JSON.parse(stdout).model).toMatch(/^评论-2@[0-9a-f]{12}$/);
  });

  it.each([
    [['--weights', 'i4'], /--weights is "i4", allowed f32, f16, i8/],
    [[], /--weights and --data go together/],
    [['--weights', 'f16', '--name', ''], /--name is "", allowed 1 to 64 letters/],
  ])('refuses %j', async (weights, message) => {
    const { code, stderr } = await runCli([
      'export',
      '--model',
      model,
      '--data',
      data,
      '--out',
      'x',
      ...weights,
    ]);
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
  });
});

describe('train --weights', () => {
  it('writes a model of that type, and says what it costs', async () => {
    const texts = file('train.tsv', labelledTexts(400));
    const sizes = await Promise.all(
      ['f32', 'f16', 'i8'].map(async (type) => {
        const out = folder(type);
        const { code, stdout } = await runCli(trainArgs(texts, out, 10, '--weights', type));
        expect(code).toBe(0);
        expect(/held-back texts: [\d.]+ % have the same label/.test(stdout)).toBe(type !== 'f32');
        expect(JSON.parse(readFileSync(join(out, 'model.json'), 'utf8')).weights.type).toBe(type);
        return statSync(join(out, 'model.safetensors')).size;
      }),
    );
    expect(sizes[1]).toBeLessThan(sizes[0]);
    expect(sizes[2]).toBeLessThan(sizes[1]);
  });
});
