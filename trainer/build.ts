/**
 * Compiles the AssemblyScript kernels to `build/`, where trainer, tests and Worker find them. One that is newer than all
 * that it is made of stays, and a new one takes its place whole: others may be reading it. Then the models that the Worker serves are
 * checked, and what it imports and what is made of its code is written: the imports of the models, its digest, the pages beside it.
 * wrangler runs this before it serves or deploys, and does neither where it fails.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { UserError } from './errors.ts';
import { makeHome, removeLeft } from './home.ts';
import { aboutCode, makePages } from './pages.ts';
import { importsOf } from './report/imports.ts';
import { type Listed, servedModels } from './report/served.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const compiler = createRequire(import.meta.url).resolve('assemblyscript/bin/asc.js');

/**
 * The kernels live in a memory that others lay out, so they may hold no data of their own and no runtime. Warning 112 is of vectors
 * that cross to JavaScript; none does.
 */
const FLAGS =
  '--optimize --converge --runtime stub --enable simd --noAssert --importMemory --disableWarning 112'.split(
    ' ',
  );

/** Memory that threads share must have a maximum: all that there may be. */
const SHARED = '--enable threads --sharedMemory --maximumMemory 65536'.split(' ');

type Kernel = { source: string; target: string; more: readonly string[] };

const KERNELS: readonly Kernel[] = [
  { source: 'src/model/simd/assembly/index.ts', target: 'build/edge-kernel.wasm', more: [] },
  { source: 'trainer/network/ops/assembly/index.ts', target: 'build/training-kernels.wasm', more: [] },
  { source: 'trainer/parallel/assembly/index.ts', target: 'build/reduce-kernels.wasm', more: SHARED },
];

/** What TypeScript and AssemblyScript both import. */
const SHARED_CONSTANTS = [
  'src/model/simd/constants.ts',
  'src/model/network/epsilon.ts',
  'trainer/network/ops/modes.ts',
  'trainer/parallel/adam.ts',
];

/** When this file last changed; 0 where there is none. */
function changed(path: string): number {
  const file = join(root, path);
  return existsSync(file) ? statSync(file).mtimeMs : 0;
}

/** The source and its neighbours, the constants that it shares, this file with its flags, and the compiler's version. */
function ingredients(source: string): string[] {
  const folder = dirname(source);
  const files = readdirSync(join(root, folder)).map((name) => `${folder}/${name}`);
  return [...files, ...SHARED_CONSTANTS, 'trainer/build.ts', 'package-lock.json'];
}

function compile({ source, target, more }: Kernel): void {
  const draft = `${target}.${process.pid}`;
  const options = [compiler, source, '--outFile', draft, ...FLAGS, ...more];
  const { status } = spawnSync(process.execPath, options, { cwd: root, stdio: 'inherit' });
  if (status === 0) renameSync(join(root, draft), join(root, target));
  else process.exitCode = 1;
}

for (const kernel of KERNELS) {
  const { source, target } = kernel;
  if (ingredients(source).some((path) => changed(path) >= changed(target))) compile(kernel);
}

/** A file of `build/`, put in its place whole: others may be reading it. One that is the same stays: wrangler watches some. */
function write(target: string, content: string | Uint8Array): void {
  const file = join(root, target);
  if (existsSync(file) && readFileSync(file).equals(Buffer.from(content))) return;
  mkdirSync(dirname(file), { recursive: true });
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, content);
  renameSync(draft, file);
}

/** What an answer follows from beside model and settings: the Worker's sources and its kernel, not the pages, the client, the package and the bulk Worker beside it. Part of every ETag. */
function digestOfCode(): string {
  const hash = createHash('sha256');
  const sources = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !/^(?:page|client|package|bulk)\b/.test(name))
    .sort();
  for (const path of [...sources.map((name) => `src/${name}`), 'build/edge-kernel.wasm']) {
    hash.update(`${path}\n`).update(readFileSync(join(root, path)));
  }
  return hash.digest('hex').slice(0, 12);
}

/** What is served beside the Worker: pages made of its code, and what they load. */
async function writePages(digest: string, models: readonly Listed[]): Promise<void> {
  const assets = 'src/page/assets';
  for (const name of readdirSync(join(root, assets))) {
    write(`build/public/${name}`, readFileSync(join(root, assets, name)));
  }
  const [{ card, weights }] = models;
  const parts = makeHome(root, { card: JSON.parse(card.toString()), weights }, process.env);
  const made = await makePages(root, digest, models, parts?.home ?? null);
  const files = [...made, ...(parts?.files ?? [])];
  for (const [path, content] of files) write(`build/public/${path}`, content);
  removeLeft(
    join(root, 'build/public'),
    files.map(([path]) => path),
  );
}

try {
  const models = servedModels(root);
  if (process.exitCode === undefined) {
    const digest = digestOfCode();
    write('build/build.json', `${JSON.stringify(aboutCode(digest, models))}\n`);
    write('build/models.ts', importsOf(models));
    await writePages(digest, models);
  }
} catch (error) {
  if (!(error instanceof UserError)) throw error;
  console.error(`error: ${error.message}`);
  process.exitCode = 1;
}
