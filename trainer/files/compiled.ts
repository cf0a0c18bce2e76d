import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { UserError } from '../errors.ts';

/** What `npm run build` compiles, and `npm ci` runs that; each is a file of `build/`. */
const MODULES = ['edge-kernel', 'training-kernels', 'reduce-kernels'] as const;

type ModuleName = (typeof MODULES)[number];

function pathOf(name: ModuleName): string {
  return fileURLToPath(new URL(`../../build/${name}.wasm`, import.meta.url));
}

/** @throws UserError where a module is missing or damaged: before any work is lost, and not once a worker thread. */
export function assertCompiled(): void {
  for (const name of MODULES) readModule(name);
}

/** Reads and compiles a module of `build/`. @throws UserError where it is missing or damaged. */
export function compiledModule(name: ModuleName): WebAssembly.Module {
  return new WebAssembly.Module(readModule(name));
}

/** SHA-256 of the modules that training computes with. @throws UserError as `assertCompiled` does. */
export function compiledDigest(): string {
  const hash = createHash('sha256');
  for (const name of ['training-kernels', 'reduce-kernels'] as const) hash.update(readModule(name));
  return hash.digest('hex');
}

function readModule(name: ModuleName): Buffer<ArrayBuffer> {
  const path = pathOf(name);
  if (!existsSync(path)) throw new UserError(`build/${name}.wasm is missing: \`npm run build\` makes it`);
  const bytes = readFileSync(path);
  if (WebAssembly.validate(bytes)) return bytes;
  throw new UserError(`build/${name}.wasm is damaged: remove it, and \`npm run build\` makes it anew`);
}
