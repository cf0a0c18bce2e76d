import { execFile, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, inject, it } from 'vitest';
import { tinyModel } from '../contract/model.ts';
import { labelledTexts } from '../contract/training.ts';
import { ROOT } from './install.ts';
import { bundleWorker, withWorker } from './workers.ts';

const page = readFileSync(join(ROOT, 'docs/package.md'), 'utf8');
const project = inject('installed');
const withPeers = inject('withPeers');

/** The blocks of the page in a language, in their order. */
function blocks(language: string): string[] {
  return [...page.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'gms'))].map(([, code]) => code);
}

describe('docs/package.md', () => {
  const model = tinyModel(['negative', 'positive']);
  writeFileSync(join(project, 'model.safetensors'), model);
  writeFileSync(join(project, 'model.bin'), model);

  it.each(blocks('js').map((code, i) => [i + 1, code]))('runs snippet %i in Node', async (i, code) => {
    const name = `snippet-${i}.js`;
    writeFileSync(join(project, name), code);
    const { stdout } = await promisify(execFile)(process.execPath, [name], { cwd: project });
    const said = [...String(code).matchAll(/console\.log\(.*\); \/\/ (.*)$/gm)].map(([, line]) => line);
    expect(stdout.trimEnd().split('\n')).toEqual(said);
  });

  it.each([
    [1, 'the default model', 'positive'],
    [2, 'a model of one’s own', /negative|positive/],
  ])('runs Worker %i, with %s', async (i, _, label) => {
    const name = `worker-${i}.ts`;
    writeFileSync(join(project, name), blocks('ts')[i - 1]);
    const bundle = bundleWorker(project, name);
    const answer = await withWorker(bundle, async ({ url }) => {
      const response = await fetch(url, { method: 'POST', body: 'Never boring, always surprising.' });
      return (await response.json()) as { label: string };
    });
    expect(answer.label).toMatch(label);
  });

  it('names the commands that work', () => {
    const [install, trainer] = blocks('sh');
    expect(install).toBe(`npm install ./edge-sentiment-${readVersion()}.tgz\n`);
    const [packages, ...commands] = trainer.trimEnd().split('\n');
    const bin = join(project, 'node_modules/.bin/edge-sentiment');
    const { stderr } = spawnSync(process.execPath, [bin], { encoding: 'utf8' });
    expect(stderr).toContain(`\`${packages}\``);
    writeFileSync(join(withPeers, 'reviews.tsv'), labelledTexts(200));
    const PATH = [dirname(process.execPath), process.env.PATH].join(delimiter);
    for (const command of commands) {
      const env = { ...process.env, PATH };
      const { status, stderr } = spawnSync('sh', ['-c', command], { cwd: withPeers, env, encoding: 'utf8' });
      expect(status, `${command}: ${stderr}`).toBe(0);
    }
  }, 60_000);
});

function readVersion(): string {
  return JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).version;
}
