import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadClassifier } from '../../src/model/classifier.ts';
import { readModel } from '../../src/model/file/modelfile.ts';
import { sha256 } from '../../trainer/scoring/load.ts';
import { temporaryFolder } from '../trainer/files.ts';
import { runCli, withFlags } from './cli.ts';
import { tinyModel } from './model.ts';

const file = temporaryFolder();
const model = file('tiny.safetensors', tinyModel());
const folder = join(model, '..');

/** Of 400 texts the model calls all positive, and three quarters are; 100 of our own are easy. */
const labelOf = (row: number) => (row % 20 < 15 ? 'positive' : row % 20 < 19 ? 'neutral' : 'negative');
const texts = [
  ...Array.from({ length: 400 }, (_, row) => `${labelOf(row)}\tgood ${row}\tfilms\n`),
  ...Array.from({ length: 100 }, (_, row) => `positive\tgood own ${row}\town\n`),
];
const data = file('data.tsv', `label\ttext\tsource\n${texts.join('')}`);
const calibrate = (out: string, ...args: string[]) =>
  runCli(withFlags(['calibrate', '--model', model, '--data', data, '--out', join(folder, out)], args));
const errorOf = async (path: string) => {
  const own = ['--group-column', 'source', '--without', 'own', '--json'];
  const { stdout } = await runCli(['evaluate', '--model', path, '--data', data, ...own]);
  return JSON.parse(stdout);
};

describe('calibrate', () => {
  it('makes a model as sure as it is right, on the texts asked for, and writes its card', async () => {
    file('tiny.json', JSON.stringify({ name: 'tiny', version: 'old', licence: 'MIT' }));
    const { code, stdout } = await calibrate(
      'sure.safetensors',
      '--group-column',
      'source',
      '--without',
      'own',
    );
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^calibrated by 400 texts: loss [\d.]+ → [\d.]+, calibration error [\d.]+ → 0\.0\d+/,
    );
    const before = await errorOf(model);
    const after = await errorOf(join(folder, 'sure.safetensors'));
    expect(after.accuracy).toBe(before.accuracy);
    expect(after.ece).toBeLessThan(before.ece / 4);
    const card = JSON.parse(readFileSync(join(folder, 'sure.json'), 'utf8'));
    expect(card).toMatchObject({ name: 'tiny', licence: 'MIT' });
    expect(stdout).toContain(`version ${card.version}`);
  });

  it('changes the calibration alone', async () => {
    await calibrate('all.safetensors');
    const read = (name: string) => readModel(readFileSync(join(folder, name)), { verify: sha256 });
    const [{ calibration: was, version: old, ...before }, { calibration: is, version, ...after }] = [
      read('tiny.safetensors'),
      read('all.safetensors'),
    ];
    expect(after).toEqual(before);
    expect(version).not.toBe(old);
    expect(is.prior).toEqual(was.prior);
    expect(is.temperature).not.toBe(was.temperature);
  });

  it('takes only what train keeps for dev, and says when that is little', async () => {
    const { stdout } = await calibrate('few.safetensors', '--dev-share', '0.1');
    expect(stdout).toMatch(
      /^note: 50 texts are few to calibrate by, 100 or more say more\ncalibrated by 50 texts/,
    );
  });

  it('says what the prior holds where every text is easy', async () => {
    const easy = file('easy.tsv', `label\ttext\n${texts.slice(400).join('')}`.replaceAll('\town', ''));
    const out = join(folder, 'easy.safetensors');
    const { stdout } = await runCli(['calibrate', '--model', model, '--data', easy, '--out', out]);
    expect(stdout).toMatch(
      /^note: the texts alone would put the temperature at 0\.05 for \d tokens, which few or easy ones cannot show: a prior around 1\.00 holds it at 0\.\d+\n/,
    );
    const { calibration } = readModel(readFileSync(out));
    expect(calibration.temperature).toBeGreaterThan(0.4);
  });

  it('leaves what is calibrated well already, and gives the new model another name', async () => {
    // As often right as it says; of the other labels it expects the wrong one, so less certainty would cost less.
    const { scores, label } = loadClassifier(readFileSync(model)).classify('good');
    const other = scores.neutral < scores.negative ? 'neutral' : 'negative';
    const right = Math.round(200 * scores[label]);
    const rows = Array.from({ length: 200 }, (_, row) => `${row < right ? label : other}\tgood\n`);
    const honest = file('honest.tsv', `label\ttext\n${rows.join('')}`);
    const out = join(folder, 'again.safetensors');
    const { code, stdout } = await runCli([
      ...['calibrate', '--model', model, '--data', honest, '--out', out, '--name', 'again'],
    ]);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^calibrated well already by 200 texts, nothing to gain: calibration error 0\.00\d+ would be 0\.\d+/,
    );
    const read = (path: string) => readModel(readFileSync(path));
    expect(read(out).calibration).toEqual(read(model).calibration);
    expect(read(out).name).toBe('again');
    expect(JSON.parse(readFileSync(join(folder, 'again.json'), 'utf8')).name).toBe('again');
  });

  it('writes the costs of errors, which decide the label and leave its scores', async () => {
    const costs = ['--cost', 'neutral=50', '--cost', 'negative=2'];
    const { code, stdout } = await calibrate('costly.safetensors', ...costs);
    expect(code).toBe(0);
    expect(stdout).toContain('costs change 500 of 500 answers: neutral 0 → 500, positive 500 → 0\n');
    const read = (name: string) => readModel(readFileSync(join(folder, name))).calibration;
    expect(read('costly.safetensors').costs).toEqual([2, 50, 1]);
    const answer = loadClassifier(readFileSync(join(folder, 'costly.safetensors'))).classify('good');
    expect(answer.label).toBe('neutral');
    expect(answer.score).toBe(answer.scores.neutral);
    expect(answer.scores.positive).toBeGreaterThan(answer.score);
    const equal = ['--cost', 'neutral=1', '--model', join(folder, 'costly.safetensors')];
    await calibrate('equal.safetensors', ...equal);
    expect(read('equal.safetensors').costs).toBeUndefined();
  });

  it.each([
    [['--cost', 'bad=2'], '--cost names "bad", the labels are negative, neutral, positive', 2],
    [['--cost', 'neutral=2', '--cost', 'neutral=3'], '--cost names "neutral" twice: give one', 2],
    [['--without', 'own'], '--without names groups: say which column has them, --by NAME', 2],
    [['--group-column', 'source', '--without', 'owm'], '--without names "owm", data.tsv has films, own', 2],
    [
      ['--group-column', 'source', '--without', 'own, films'],
      '--without leaves none of the 500 rows of data.tsv',
      1,
    ],
  ])('refuses %j', async (args, message, expected) => {
    const { code, stderr } = await calibrate('refused.safetensors', ...args);
    expect(stderr.replaceAll(`${folder}/`, '')).toBe(`error: ${message}\n`);
    expect(code).toBe(expected);
    expect(existsSync(join(folder, 'refused.safetensors'))).toBe(false);
  });

  it('refuses labels that look swapped, unless --map-labels says what they are', async () => {
    const rows = Array.from({ length: 40 }, (_, row) => `${row % 8 === 0 ? 1 : 0}\tgood ${row}\n`);
    const complaints = file('complaints.tsv', `label\ttext\n${rows.join('')}`);
    const out = join(folder, 'complaints.safetensors');
    const args = ['--model', model, '--data', complaints];
    const sentence =
      'the labels look swapped, the model answers the other one to 88 % of the texts: ' +
      'turn them round with --map-labels 0=positive,1=negative';
    const refused = await runCli(['calibrate', ...args, '--out', out]);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain(
      `error: ${sentence}, or keep them with --map-labels 0=negative,1=positive\n`,
    );
    expect(existsSync(out)).toBe(false);
    expect((await runCli(['evaluate', ...args])).stderr).toContain(`note: ${sentence}\n`);
    const kept = ['--out', out, '--map-labels', '0=negative,1=positive'];
    expect((await runCli(['calibrate', ...args, ...kept])).code).toBe(0);
  });

  it('refuses texts of which the model knows no word', async () => {
    const strange = file('strange.tsv', 'label\ttext\npositive\tqwx\nnegative\tzzv\n');
    const out = join(folder, 'none.safetensors');
    const { code, stderr } = await runCli(['calibrate', '--model', model, '--data', strange, '--out', out]);
    expect(stderr).toContain('the model knows no word of the texts of');
    expect(code).toBe(1);
  });
});
