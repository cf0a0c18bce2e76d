import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { UserError } from '../errors.ts';

/** What `npm run build` compiles, and `npm ci` runs that; each is a file of `build/`. */
const MODULES = ['edge-kernel', 'training-kernels', 'reduce-kernels'] as const;

type ModuleName = (typeof MODULES)[number];

function pathOf(name: ModuleName): string {
  return fileURLToPath(new URL(`../../build/${name}.wasm`, import.meta.url));
}

/** @throws UserError where a module is missing: before any work is lost, and not once a worker thread. */
export function assertCompiled(names: readonly ModuleName[] = MODULES): void {
  const missing = names.find((name) => !existsSync(pathOf(name)));
  if (missing === undefined) return;
  throw new UserError(`build/${missing}.wasm is missing: \`npm run build\` makes it`);
}

/** Reads and compiles a module of `build/`. @throws UserError where it is missing. */
export function compiledModule(name: ModuleName): WebAssembly.Module {
  assertCompiled([name]);
  return new WebAssembly.Module(readFileSync(pathOf(name)));
}
