import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { runCli } from '../contract/cli.ts';
import { labelledTexts, modelDigest, trainArgs } from '../contract/training.ts';
import { stripComments } from '../rules/sources.ts';
import { PEERS } from './install.ts';

const installed = inject('installed');
const withPeers = inject('withPeers');
/** Without them training goes on, and draws no report. */
const DRAWING = ['@observablehq/plot', 'linkedom'];

const COMMANDS = [
  'train',
  'select',
  'compare',
  'join',
  'evaluate',
  'predict',
  'bulk',
  'inspect',
  'export',
  'report',
  'calibrate',
  'check',
  'suspicious',
  'next',
  'data',
  'recipe',
  'article',
];

/** Runs `edge-sentiment` in a project, as npm links it. */
function edgeSentiment(project: string, args: readonly string[], input = '') {
  const bin = join(project, 'node_modules/.bin/edge-sentiment');
  const { status, stdout, stderr } = spawnSync(process.execPath, [bin, ...args], {
    cwd: project,
    input,
    encoding: 'utf8',
  });
  return { code: status, stdout, stderr };
}

describe('edge-sentiment', () => {
  it('says in one sentence what to install where the trainer’s packages are missing', () => {
    const { code, stdout, stderr } = edgeSentiment(installed, ['predict']);
    expect(stderr).toMatch(
      /^error: @tensorflow\/tfjs and 12 more of the packages that the trainer needs are not installed: run `npm install [^`]+`\n$/,
    );
    const { devDependencies } = JSON.parse(readFileSync('package.json', 'utf8'));
    const [, command] = /`npm install ([^`]+)`/.exec(stderr) ?? [];
    const needed = PEERS.filter((name) => !DRAWING.includes(name));
    expect(command.split(' ')).toEqual(needed.map((name) => `${name}@${devDependencies[name]}`));
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  });

  it('says which Node it needs where this one is older', () => {
    const code = `Object.defineProperty(process.versions, 'node', { value: '24.21.0' })`;
    const old = ['--import', `data:text/javascript,${encodeURIComponent(code)}`];
    const bin = join(withPeers, 'node_modules/.bin/edge-sentiment');
    const { status, stderr } = spawnSync(process.execPath, [...old, bin, 'predict'], { encoding: 'utf8' });
    expect(stderr).toBe(
      'error: this is Node 24.21.0, allowed 26 or newer: install it, or the package `node` beside this one, and run `npx edge-sentiment`\n',
    );
    expect(status).toBe(1);
  });

  it('predicts as the repository does', async () => {
    const texts = 'Good film\n\n不好看\n👍 qwxzjk\n';
    const weights = 'node_modules/edge-sentiment/dist/weights.bin';
    const own = ['predict', '--model', 'src/weights/default.safetensors'];
    const outcome = edgeSentiment(withPeers, ['predict', '--model', weights], texts);
    expect(outcome).toEqual(await runCli(own, texts));
    expect(outcome.code).toBe(0);
  });

  it('trains the same bytes as the repository', async () => {
    const data = join(withPeers, 'data.tsv');
    writeFileSync(data, labelledTexts(200));
    const { code, stderr } = edgeSentiment(withPeers, trainArgs(data, join(withPeers, 'out'), 1));
    expect(code, stderr).toBe(0);
    expect((await runCli(trainArgs(data, join(withPeers, 'own'), 1))).code).toBe(0);
    expect(modelDigest(join(withPeers, 'out'))).toBe(modelDigest(join(withPeers, 'own')));
  });

  it('has the commands that need no repository', () => {
    const { stdout } = edgeSentiment(withPeers, ['--help']);
    const named = [...stdout.matchAll(/^ {2}([a-z]+)\b.*$/gm)].map(([, name]) => name);
    expect(named.filter((name) => name !== 'help')).toEqual(
      COMMANDS.toSorted((a, b) => named.indexOf(a) - named.indexOf(b)),
    );
  });

  it.each(COMMANDS)('has examples of its own name in the help of %s', (command) => {
    const { stdout } = edgeSentiment(withPeers, [command, '--help']);
    expect(stdout).toContain(`npx edge-sentiment ${command} `);
    expect(stdout).not.toMatch(/npm run|src\//);
  });
});

describe('the package', () => {
  const dist = join(installed, 'node_modules/edge-sentiment/dist');
  const packagesOf = (folder: string) => {
    const files = readdirSync(join(dist, folder), { recursive: true, encoding: 'utf8' });
    const texts = files
      .filter((name) => /\.(?:js|d\.ts)$/.test(name))
      .map((name) => stripComments(readFileSync(join(dist, folder, name), 'utf8')));
    const imports = texts.flatMap((text) => [
      ...text.matchAll(/(?:^import |\bfrom |\b(?:import|resolve)\()'([^.'][^']*)'/gm),
    ]);
    const names = imports.map(([, name]) => name);
    return [...new Set(names)].sort();
  };

  it('imports no package but in the trainer, where it needs all that it asks for', () => {
    expect(packagesOf('src')).toEqual(['node:fs/promises']);
    const isOfNode = (name: string) => name.startsWith('node:');
    expect(packagesOf('trainer').filter((name) => !isOfNode(name))).toEqual(PEERS);
  });
});
