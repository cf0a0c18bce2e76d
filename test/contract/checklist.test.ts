import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../trainer/files.ts';

const BENCH = fileURLToPath(new URL('../bench/checklist.ts', import.meta.url));
const write = temporaryFolder();

it('bench:checklist prints every capability of both languages, and the figures as JSON', () => {
  const json = write('figures.json', '');
  const args = ['--peers', 'no', '--json', json];
  const { status, stdout } = spawnSync(process.execPath, [BENCH, ...args], { encoding: 'utf8' });
  expect(status).toBe(0);
  for (const line of [/^fairness +\d/gm, /^negation +\d/gm, /^mean over capabilities +\d+\.\d %$/gm]) {
    expect(stdout.match(line)).toHaveLength(2);
  }
  expect(stdout).toMatch(/^ {2}a neutral fact \(120\) +\d+\.\d %$/m);
  expect(stdout).toMatch(/^Failures of default@/m);
  const [{ groups }] = JSON.parse(readFileSync(json, 'utf8'));
  expect(groups[0]).toMatchObject({ group: 'vocabulary: praise and blame', language: 'en', cases: 240 });
});
