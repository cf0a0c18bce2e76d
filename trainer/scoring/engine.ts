import type { Engine } from '../../src/model/classifier.ts';
import { createKernel } from '../../src/model/simd/kernel.ts';
import type { Arithmetic } from '../../src/model/simd/program.ts';
import { compiledModule } from '../files/compiled.ts';

let module: WebAssembly.Module | undefined;

/** The kernel that serves on the edge, read from disk once. */
export const kernelEngine: Engine = engineOf('integers');

/** The kernel with this arithmetic. It throws a UserError where `build/` lacks it. */
export function engineOf(arithmetic: Arithmetic): Engine {
  return (config, parameters) => {
    module ??= compiledModule('edge-kernel');
    return createKernel(module, config, parameters, arithmetic);
  };
}
