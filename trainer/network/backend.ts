import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import './ops/index.ts';

/**
 * Makes the WASM SIMD backend the current one of this thread.
 *
 * @throws Error when another backend answers or SIMD is missing: training would be 40 times slower, unnoticed.
 */
export async function startWasmBackend(): Promise<void> {
  const main = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm');
  setWasmPaths(`${dirname(main)}/`);
  tf.enableProdMode();
  await tf.setBackend('wasm');
  await tf.ready();
  assertWasmSimd(tf.getBackend(), await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT'));
}

/** @throws Error unless `backend` is `wasm` and `simd` is true. */
export function assertWasmSimd(backend: string, simd: unknown): void {
  if (backend === 'wasm' && simd === true) return;
  const received = `backend is ${backend}, SIMD ${simd === true ? 'there' : 'missing'}`;
  throw new Error(`${received}: training needs the wasm backend with SIMD. Use a 64-bit machine.`);
}
