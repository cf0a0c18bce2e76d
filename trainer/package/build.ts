/**
 * `npm run package`: makes `dist/`, which `npm pack` packs. It has the layout of the sources, so that files find one another as they do here:
 * plain JavaScript, since Node runs no TypeScript under `node_modules` (https://nodejs.org/api/typescript.html#type-stripping-in-dependencies),
 * types of what is imported by name, and the model that ships as `weights.bin`, an ending that wrangler takes without a rule.
 */
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { finished } from './finished.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const target = join(root, 'dist');
/** Made whole before it takes its place. */
const draft = join(root, 'build', `dist-${process.pid}`);

/** What no compiler copies, from here to `dist/`. */
const FILES: readonly [string, string][] = [
  ['build/edge-kernel.wasm', 'build/edge-kernel.wasm'],
  ['build/training-kernels.wasm', 'build/training-kernels.wasm'],
  ['build/reduce-kernels.wasm', 'build/reduce-kernels.wasm'],
  ['src/weights/default.safetensors', 'weights.bin'],
  ['src/weights/default.json', 'weights.json'],
  ['src/weights/README.md', 'weights.md'],
  ['trainer/corpora/heldout.en.runs', 'trainer/corpora/heldout.en.runs'],
  ['trainer/corpora/heldout.zh.runs', 'trainer/corpora/heldout.zh.runs'],
];

/** Copied too, at half the size: whatever reads it knows gzip by its first bytes. */
const PACKED = 'trainer/corpora/heldout.hashes';

/** Types of the two files that are imported as bytes: a consumer's TypeScript knows neither ending. */
const TYPES: readonly [string, string][] = [
  ['weights.d.ts', 'declare const weights: ArrayBuffer;\nexport default weights;\n'],
  ['kernel.d.ts', 'declare const kernel: WebAssembly.Module;\nexport default kernel;\n'],
];

/** @throws Error when the sources have a wrong type. */
function compile(config: string): void {
  const compiler = join(
    dirname(createRequire(import.meta.url).resolve('typescript/package.json')),
    'bin/tsc',
  );
  const options = [compiler, '-p', join(root, 'trainer', 'package', config), '--outDir', draft];
  const { status } = spawnSync(process.execPath, options, { stdio: 'inherit' });
  if (status !== 0) throw new Error(`trainer/package/${config} does not compile: see above`);
}

function finish(): void {
  for (const name of readdirSync(draft, { recursive: true, encoding: 'utf8' })) {
    if (!/\.(?:js|d\.ts)$/.test(name)) continue;
    const path = join(draft, name);
    writeFileSync(path, finished(name, readFileSync(path, 'utf8')));
  }
}

try {
  mkdirSync(draft, { recursive: true });
  compile('tsconfig.trainer.json');
  compile('tsconfig.library.json');
  finish();
  for (const [from, to] of FILES) {
    if (!existsSync(join(root, from))) throw new Error(`${from} is missing: \`npm run build\` makes it`);
    cpSync(join(root, from), join(draft, to));
  }
  writeFileSync(join(draft, PACKED), gzipSync(readFileSync(join(root, PACKED)), { level: 9 }));
  for (const [name, text] of TYPES) writeFileSync(join(draft, name), text);
  rmSync(target, { recursive: true, force: true });
  renameSync(draft, target);
} catch (error) {
  console.error(`error: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
} finally {
  rmSync(draft, { recursive: true, force: true });
}
