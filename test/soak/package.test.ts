import { execFile, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { Chromium, isMissing } from '../browser/chromium.ts';
import { runCli } from '../contract/cli.ts';
import { labelledTexts, modelDigest, trainArgs } from '../contract/training.ts';
import { ASKED, answeredOtherwise, writeAsking } from '../package/asked.ts';
import { install, npm, PEERS, pack } from '../package/install.ts';
import { serveFolder } from '../package/serve.ts';

/** Programs of the registry that the package is tried with; the newest that were tried. */
const BUN = 'bun@1.4.5';
const DENO = 'deno@2.9.6';
const LINTERS = ['publint@0.3.25', '@arethetypeswrong/cli@0.18.5'];

const folder = mkdtempSync(join(tmpdir(), 'edge-sentiment-package-'));
afterAll(() => rmSync(folder, { recursive: true }));
const tarball = pack(folder);
const project = install(join(folder, 'project'), tarball);
const asking = writeAsking(project);

/** Installs packages of the registry into a folder of their own; null where that cannot be, and a line says so. */
function fetched(name: string, packages: readonly string[], script?: string): string | null {
  const place = join(folder, name);
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, 'package.json'), '{}');
  try {
    npm(place, ['install', '--no-audit', '--no-fund', '--prefer-offline', ...packages]);
    // npm 11 runs no script of a package that nobody has allowed.
    if (script !== undefined)
      spawnSync(process.execPath, [join(place, 'node_modules', script)], { cwd: place });
    return place;
  } catch {
    console.warn(`skipped, ${packages.join(', ')} cannot be installed: is the registry reachable?`);
    return null;
  }
}

const bun = fetched('bun', [BUN], 'bun/install.js');
const deno = fetched('deno', [DENO], 'deno/install.cjs');
const linters = fetched('linters', LINTERS);
const peers = fetched('peers', [tarball, ...PEERS.map((name) => `${name}@${versionOf(name)}`)]);

function versionOf(name: string): string {
  return JSON.parse(readFileSync('package.json', 'utf8')).devDependencies[name];
}

async function run(program: string, args: readonly string[], cwd = project): Promise<string> {
  const { stdout } = await promisify(execFile)(program, args, { cwd, maxBuffer: 100e6 });
  return stdout;
}

describe(`createClassifier() answers ${ASKED.length} texts with the bits of the repository`, () => {
  it.skipIf(bun === null)('in Bun', async () => {
    const answers = await run(join(bun!, 'node_modules/.bin/bun'), [asking]);
    expect(answeredOtherwise(JSON.parse(answers))).toEqual([]);
  });

  it.skipIf(deno === null)('in Deno', async () => {
    const answers = await run(join(deno!, 'node_modules/.bin/deno'), ['run', '--allow-read', asking]);
    expect(answeredOtherwise(JSON.parse(answers))).toEqual([]);
  });

  it.skipIf(isMissing)('in Chromium, without a bundler', async () => {
    const [page] = /(?<=^```html\n).*?(?=^```)/ms.exec(readFileSync('docs/package.md', 'utf8')) ?? [''];
    writeFileSync(join(project, 'index.html'), page);
    await inChromium(project, async ({ title, answers }) => {
      expect(title).toBe('positive');
      expect(answeredOtherwise(answers)).toEqual([]);
    });
  });

  it.skipIf(isMissing)('in Chromium, bundled by Vite', async () => {
    const page = '<!doctype html><title></title><script type="module" src="/main.js"></script>';
    writeFileSync(join(project, 'index.html'), page);
    const main = `import { answers } from './answering.js';
globalThis.answersTo = answers;
document.title = 'positive';
`;
    writeFileSync(join(project, 'main.js'), main);
    const vite = join(dirname(createRequire(import.meta.url).resolve('vite/package.json')), 'bin/vite.js');
    await run(process.execPath, [vite, 'build', '--outDir', 'bundled', '--target', 'esnext']);
    await inChromium(join(project, 'bundled'), async ({ answers }) =>
      expect(answeredOtherwise(answers)).toEqual([]),
    );
  });
});

type Seen = { title: string; answers: string[] };

/** Opens a folder's page, and asks what it loaded. */
async function inChromium(served: string, look: (seen: Seen) => Promise<void>): Promise<void> {
  const server = await serveFolder(served);
  const chromium = await Chromium.start();
  try {
    const page = await chromium.open();
    await page.open(server.url);
    await page.until("document.title !== ''");
    const loaded = "(globalThis.answersTo ?? (await import('/answering.js')).answers)";
    const answers = await page.evaluate<string[]>(`(async () => ${loaded}(${JSON.stringify(ASKED)}))()`);
    await look({ title: await page.evaluate('document.title'), answers });
  } finally {
    await Promise.all([chromium.stop(), server.stop()]);
  }
}

describe.skipIf(peers === null)('edge-sentiment with its packages from the registry', () => {
  it('trains the same bytes as the repository', async () => {
    const data = join(folder, 'data.tsv');
    writeFileSync(data, labelledTexts(600));
    const out = join(folder, 'out');
    await run(join(peers!, 'node_modules/.bin/edge-sentiment'), trainArgs(data, out, 3), peers!);
    expect((await runCli(trainArgs(data, join(folder, 'own'), 3))).code).toBe(0);
    expect(modelDigest(out)).toBe(modelDigest(join(folder, 'own')));
  });
});

describe.skipIf(linters === null)('the tarball', () => {
  const program = (name: string) => join(linters!, 'node_modules/.bin', name);

  it('has nothing that publint suggests to change', async () => {
    expect(await run(program('publint'), [tarball, '--strict'])).toContain('All good!');
  });

  it('has types that are right for who imports it', async () => {
    await run(program('attw'), [tarball, '--profile', 'esm-only', '--no-emoji']);
  });
});
