import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { versionOf } from '../../trainer/scoring/load.ts';
import { runCli } from './cli.ts';

const folder = mkdtempSync(join(tmpdir(), 'edge-sentiment-'));
afterAll(() => rmSync(folder, { recursive: true }));
const vectors = join(folder, 'vectors.json');
const vector = Array.from({ length: 100 }, (_, i) => (i % 7) - 3);
writeFileSync(vectors, JSON.stringify({ dimensions: 100, vectors: { good: vector, bad: vector } }));

function recipe(out: string, workers: number) {
  const own = ['--sources', 'templates', '--share', '0.005', '--vectors', vectors, '--cache', folder];
  return runCli(['recipe', 'default', ...own, '--workers', String(workers), '--out', join(folder, out)]);
}

it('recipe gives the same bytes for any number of workers, and skips what is done', async () => {
  for (const [out, workers] of [
    ['one', 1],
    ['two', 2],
  ] as const) {
    const { code, stdout } = await recipe(out, workers);
    expect(code).toBe(0);
    expect(stdout).toMatch(/kept epoch \d.*model\.safetensors/);
  }
  const model = (out: string) => readFileSync(join(folder, out, 'model.safetensors'));
  expect(model('one').equals(model('two'))).toBe(true);
  const again = await recipe('two', 1);
  expect(again.stdout).toMatch(/^mix: .* is there already/m);
  expect(again.stdout).toMatch(/^train: .*untuned\/model\.safetensors is there already/m);
  expect(again.stdout).toMatch(/^tune: .*tuned\/model\.safetensors is there already/m);
  expect(again.stdout).toMatch(/^equalise: .*equalised\/model\.safetensors is there already/m);
  expect(again.stdout).toMatch(/^calibrate: .*two\/model\.safetensors is there already/m);
  const card = (path: string) => JSON.parse(readFileSync(join(folder, 'two', path), 'utf8'));
  expect(card('model.json').training.data.base).toBe(card('untuned/model.json').version);
  expect(card('model.json').equalised).toMatchObject({ 'en.faiths': 142, 'zh.kin': 56 });
  expect(card('model.json').network.vocabulary).toBeGreaterThan(card('tuned/model.json').network.vocabulary);
  expect(card('model.json').version).not.toBe(card('tuned/model.json').version);
  expect(card('model.json').version).toBe(versionOf(model('two')));
  const log = readFileSync(join(folder, 'two', 'log.jsonl'), 'utf8')
    .trimEnd()
    .split('\n');
  const stages = log.map((line) => JSON.parse(line).stage);
  expect([...new Set(stages)]).toEqual(['teachers/1', 'teachers/2', 'untuned', 'tuned']);
}, 300_000);
