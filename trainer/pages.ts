import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Home } from '../src/page/home.ts';
import { pages } from '../src/page/pages.ts';
import { requestOf, type Send, show } from '../src/page/shown.ts';
import { createWorker } from '../src/worker.ts';

const ORIGIN = 'http://localhost';
/** The digest of no key. */
const NO_KEY = '0'.repeat(64);
const NOBODY = { limit: async () => ({ success: false }) };

/**
 * The pages that are served beside the Worker, by their paths. What they show is what the Worker that is being built answers, here in Node.
 *
 * @param digest of the Worker's code.
 * @param home what lies at `/`; null for nothing.
 */
export async function makePages(
  root: string,
  digest: string,
  home: Home | null,
): Promise<Map<string, string>> {
  const { version, license } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return pages(await show(sender(root, digest), { version, licence: license }), home);
}

function sender(root: string, digest: string): Send {
  const kernel = new WebAssembly.Module(readFileSync(join(root, 'build/edge-kernel.wasm')));
  const weights = readFileSync(join(root, 'src/weights/default.safetensors'));
  const parts = {
    kernel,
    weights: new Uint8Array(weights).buffer,
    card: JSON.parse(readFileSync(join(root, 'src/weights/default.json'), 'utf8')),
    build: digest,
  };
  const quiet = { REQUEST_LOG: 'off' };
  const open = createWorker({ ...parts, env: quiet });
  const locked = createWorker({ ...parts, env: { ...quiet, API_KEYS: NO_KEY } });
  const full = createWorker({ ...parts, env: { ...quiet, RATE_LIMITER: NOBODY } });
  return (request, needs) => {
    const worker = needs === undefined ? open : needs === 'keys' ? locked : full;
    return worker.fetch(requestOf(request, ORIGIN));
  };
}
