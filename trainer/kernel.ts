import { readFileSync } from 'node:fs';
import type { Engine } from '../src/model/classifier.ts';
import { createKernel } from '../src/model/kernel/kernel.ts';
import type { Arithmetic } from '../src/model/kernel/program.ts';

/** Compiled by `npm run build`, which `npm ci` runs. */
const MODULE = new URL('../build/edge-kernel.wasm', import.meta.url);

let module: WebAssembly.Module | undefined;

/** The kernel that serves on the edge, read from disk once. */
export const kernelEngine: Engine = engineOf('integers');

/** The kernel with this arithmetic. */
export function engineOf(arithmetic: Arithmetic): Engine {
  return (config, parameters) => {
    module ??= new WebAssembly.Module(readFileSync(MODULE));
    return createKernel(module, config, parameters, arithmetic);
  };
}
