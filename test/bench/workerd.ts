import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import {
  closeSync,
  cpSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** Workers bundled by wrangler as they are deployed, and run by workerd itself, without wrangler's proxy. */

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** Outside src/, as wrangler's build wants it; two levels below the root, from where the sources import `../../src`. */
export const FOLDER = join(ROOT, 'build', 'bench');

const require = createRequire(import.meta.url);
const WORKERD = require.resolve('workerd/bin/workerd');
/** The compiled configuration, with all modules in it. */
const CONFIG = 'config.compiled';
const MODULE_TYPES: Record<string, string> = {
  js: 'esModule',
  wasm: 'wasm',
  safetensors: 'data',
  bin: 'data',
};

/** A bundle: its folder, and bytes of JavaScript and kernels without weights. */
export type Bundle = { folder: string; codeBytes: number };

/**
 * Bundles a Worker as `wrangler deploy` does.
 *
 * @param name of the folder that it is made in.
 * @param entry a file, which may import its neighbours and `files`.
 * @param files that are written beside a copy of it.
 * @param v8Flags of workerd itself, such as `--max-heap-size=128`, in megabytes.
 */
export function bundle(
  name: string,
  entry: string,
  files: Record<string, Uint8Array | string> = {},
  v8Flags: readonly string[] = [],
): Bundle {
  const source = join(FOLDER, name);
  const folder = join(source, 'bundle');
  rmSync(source, { recursive: true, force: true });
  mkdirSync(source, { recursive: true });
  cpSync(entry, join(source, 'worker.ts'));
  for (const [file, content] of Object.entries(files)) writeFileSync(join(source, file), content);
  const wrangler = join(dirname(require.resolve('wrangler/package.json')), 'bin', 'wrangler.js');
  const options = ['deploy', '--dry-run', '--outdir', folder, join(source, 'worker.ts')];
  const { status, stderr } = spawnSync(process.execPath, [wrangler, ...options], { cwd: ROOT });
  if (status !== 0) throw new Error(`wrangler could not bundle ${entry}:\n${stderr}`);
  return bundleIn(folder, v8Flags);
}

/** What wrangler has written into a folder, as workerd runs it. @param v8Flags as of `bundle`. */
export function bundleIn(folder: string, v8Flags: readonly string[] = []): Bundle {
  const sizes = modulesOf(folder).map(({ file, type }) =>
    type === 'data' ? 0 : statSync(join(folder, file)).size,
  );
  writeFileSync(join(folder, 'config.capnp'), configOf(folder, v8Flags));
  compileConfig(folder);
  return { folder, codeBytes: sizes.reduce((sum, size) => sum + size, 0) };
}

/**
 * As text workerd copies a file's bytes several times on its way to the Worker, which no deployed Worker does: up to 30 ms and 30 MB for a
 * model of 6 MB, 5 ms and 7 MB of it by whether model and code together pass 6 MiB, a step of its allocator.
 */
function compileConfig(folder: string): void {
  const compile = ['compile', '--config-only', join(folder, 'config.capnp')];
  const target = openSync(join(folder, CONFIG), 'w');
  const { status, stderr } = spawnSync(WORKERD, compile, { stdio: ['ignore', target, 'pipe'] });
  closeSync(target);
  if (status !== 0) throw new Error(`workerd could not compile ${folder}:\n${stderr}`);
}

function modulesOf(folder: string): { file: string; type: string }[] {
  return readdirSync(folder)
    .map((file) => ({ file, type: MODULE_TYPES[file.split('.').at(-1) ?? ''] }))
    .filter(({ type }) => type !== undefined)
    .sort((a, b) => Number(b.type === 'esModule') - Number(a.type === 'esModule'));
}

/** The Worker's own compatibility date and flags, read from wrangler.toml. */
function configOf(folder: string, v8Flags: readonly string[]): string {
  const toml = readFileSync(join(ROOT, 'wrangler.toml'), 'utf8');
  const date = /^compatibility_date = (".*")$/m.exec(toml)?.[1];
  const flags = /^compatibility_flags = (\[.*\])$/m.exec(toml)?.[1];
  const modules = modulesOf(folder).map(({ file, type }) => `(name = "${file}", ${type} = embed "${file}")`);
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = .worker)],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
  v8Flags = [${v8Flags.map((flag) => `"${flag}"`).join(', ')}]
);
const worker :Workerd.Worker = (
  modules = [${modules.join(', ')}], compatibilityDate = ${date}, compatibilityFlags = ${flags}
);
`;
}

export type Workerd = { url: string; process: ChildProcess; stop: () => Promise<void> };

/** Starts workerd on a bundle, on any free port. */
export async function startWorkerd({ folder }: Bundle): Promise<Workerd> {
  const options = ['serve', '--binary', join(folder, CONFIG), '--control-fd=3'];
  const child = spawn(WORKERD, options, {
    stdio: ['ignore', 'ignore', 'inherit', 'pipe'],
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const port = await new Promise<number>((resolve, reject) => {
    ended.then(() => reject(new Error('workerd ended before it listened')));
    createInterface({ input: child.stdio[3] as NodeJS.ReadableStream }).on('line', (line) => {
      const { event, port } = JSON.parse(line);
      if (event === 'listen') resolve(port);
    });
  });
  const stop = () => {
    child.kill('SIGKILL');
    return ended;
  };
  return { url: `http://127.0.0.1:${port}`, process: child, stop };
}

/** Milliseconds of CPU that all threads of a process have used, to the nanosecond; Linux alone tells. */
export function cpuOf({ pid }: Pick<ChildProcess, 'pid'>): number {
  const threads = readdirSync(`/proc/${pid}/task`);
  const times = threads.map((thread) =>
    Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]),
  );
  return times.reduce((sum, time) => sum + time, 0) / 1e6;
}

/** Milliseconds of CPU of the thread that runs the Worker; Linux alone tells. */
export function mainThreadCpuOf({ pid }: ChildProcess): number {
  return Number(readFileSync(`/proc/${pid}/task/${pid}/schedstat`, 'utf8').split(' ')[0]) / 1e6;
}

/** Megabytes of memory that a process holds. */
export function memoryOf({ pid }: Pick<ChildProcess, 'pid'>): number {
  return (Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024) / 1e6;
}
