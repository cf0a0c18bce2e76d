/** Compiles the AssemblyScript kernels to `build/`, where trainer, tests and Worker find them. */
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const compiler = createRequire(import.meta.url).resolve('assemblyscript/bin/asc.js');

/** The kernels live in a memory that others lay out, so they may hold no data of their own and no runtime. */
const FLAGS = '--optimize --converge --runtime stub --enable simd --noAssert --importMemory'.split(' ');

const KERNELS = [
  { source: 'src/model/kernel/assembly/index.ts', target: 'build/edge-kernel.wasm' },
  { source: 'trainer/network/kernels/assembly/index.ts', target: 'build/training-kernels.wasm' },
];

for (const { source, target } of KERNELS) {
  const options = [compiler, source, '--outFile', target, ...FLAGS];
  const { status } = spawnSync(process.execPath, options, { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exitCode = 1;
}
