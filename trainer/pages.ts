import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Home } from '../src/page/home.ts';
import { pages } from '../src/page/pages.ts';
import { requestOf, type Send, show } from '../src/page/shown.ts';
import { toolsText } from '../src/page/tools.ts';
import { createWorker } from '../src/worker.ts';
import type { Servable } from './report/bundle.ts';

const ORIGIN = 'http://localhost';
/** The digest of no key. */
const NO_KEY = '0'.repeat(64);
const NOBODY = { limit: async () => ({ success: false }) };

/**
 * The pages that are served beside the Worker, by their paths. What they show is what the Worker that is being built answers, here in Node.
 *
 * @param digest of the Worker's code.
 * @param models that it serves, the first first.
 * @param home what lies at `/`; null for nothing.
 */
export async function makePages(
  root: string,
  digest: string,
  models: readonly Servable[],
  home: Home | null,
): Promise<Map<string, string>> {
  const { version, license } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return pages(
    await show(sender(root, digest, models), { version, licence: license, labels: labelsOf(models) }),
    home,
  );
}

/** What the Worker has to know of its own code, which `build/build.json` tells it. @param digest of that code. */
export function aboutCode(digest: string, models: readonly Servable[]): { digest: string; tools: string } {
  return { digest, tools: toolsText(labelsOf(models)) };
}

function labelsOf([{ model }]: readonly Servable[]): readonly string[] {
  return model.config.labels;
}

function sender(root: string, digest: string, models: readonly Servable[]): Send {
  const kernel = new WebAssembly.Module(readFileSync(join(root, 'build/edge-kernel.wasm')));
  const [first, ...others] = models.map(({ model, weights, card }) => ({
    ...model,
    weights: new Uint8Array(weights).buffer,
    card: JSON.parse(card.toString()) as object,
  }));
  const parts = {
    kernel,
    weights: first.weights,
    card: first.card,
    others,
    build: aboutCode(digest, models),
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
