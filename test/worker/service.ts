import { tools } from '../../build/build.json';
import kernel from '../../build/edge-kernel.wasm';
import type { OtherModel } from '../../src/http/models.ts';
import { createWorker, type WorkerParts } from '../../src/worker.ts';
import { ORIGIN } from './http.ts';
import { tinyFile } from './model.ts';

/** What a Worker is made of, with these variables around a tiny model or that of another file, and other models beside it. */
export function partsWith(
  env: Partial<Cloudflare.Env>,
  others: readonly OtherModel[] = [],
  file = tinyFile(),
): WorkerParts {
  const weights = file.buffer as ArrayBuffer;
  const build = { digest: 'test', tools };
  return { kernel, weights, card: {}, others, build, env: env as Cloudflare.Env };
}

/** What sends requests to the whole service of these parts. */
export function serviceWith(
  ...parts: Parameters<typeof partsWith>
): (path: string, init?: RequestInit) => Promise<Response> {
  const worker = createWorker(partsWith(...parts));
  return async (path, init) => worker.fetch(new Request(`${ORIGIN}${path}`, init));
}

/** The SHA-256 digest of a key, as `API_KEYS` has it. */
export async function digestOf(key: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(key));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
