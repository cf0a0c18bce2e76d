import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { bundle, startWorkerd, type Workerd } from '../bench/workerd.ts';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** What Cloudflare gives an isolate: without a bound, V8 lets garbage lie where the machine has memory for it. */
const HEAP = ['--max-heap-size=128'];

/** The service with the default model and no variables, in workerd. @param name of the folder that it is bundled in. */
export function startService(name: string): Promise<Workerd> {
  const worker = bundle(
    name,
    at('../bench/workers/served.ts'),
    {
      'model.safetensors': readFileSync(at('../../src/weights/default.safetensors')),
      'card.json': readFileSync(at('../../src/weights/default.json')),
      'env.json': '{}',
    },
    HEAP,
  );
  return startWorkerd(worker);
}
